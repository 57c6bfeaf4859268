// One visit of a fresh profile to the app, measured.

import { appendFile, mkdtemp, open, rm, stat, truncate, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { App, dropOn } from '../e2e/support/app.mjs';
import { profileBrowser } from '../e2e/support/browser.mjs';
import { exchange } from '../e2e/support/corpus.mjs';
import { memoryOf, watchPeak } from './memory.mjs';
import { plainPage } from './plain.mjs';
import { processorOf } from './processor.mjs';

/** What a corpus may take at most. */
export const LIMIT_MS = 300_000;

/** After this the page is taken to be at rest. */
const REST_MS = 5000;

export const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Notes every stretch in which the page could not answer. */
function noteLongTasks() {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
}

/** Opens the app in a profile of its own and gives `body` the app, what reads the browser's memory, and what asks the browser itself. */
export async function visiting(server, body) {
  const folder = await mkdtemp(path.join(tmpdir(), 'sessionscope-bench-'));
  // A renderer kept in reserve would be counted as the page's.
  const args = ['--disable-features=SpareRendererForSitePerProcess', '--enable-precise-memory-info'];
  const context = await profileBrowser(folder, { args, timezoneId: 'UTC', viewport: { width: 1280, height: 900 } });
  try {
    context.setDefaultTimeout(LIMIT_MS);
    await context.addInitScript(noteLongTasks);
    const [page] = context.pages();
    await page.goto('about:blank');
    await rest(1000);
    const browser = await context.browser().newBrowserCDPSession();
    const memory = await memoryOf(browser);
    const app = new App(page, server, await context.newCDPSession(page));
    await page.goto(server.url);
    await page.waitForSelector('[data-open="directory"]', { state: 'attached' });
    await rest(1000);
    return await body(app, memory, browser);
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function durations(app, ...names) {
  const found = (await Promise.all(names.map((name) => app.measures(name)))).flat();
  return found.map(({ duration }) => duration);
}

/** Reads a corpus for the first time: ms, long tasks of the start and of the reading, processor time, and whether the figures are right. */
export function cold(server, projects) {
  return visiting(server, async (app, meter, browser) => {
    const startTasks = await app.page.evaluate(() => globalThis.longTasks.splice(0));
    const { processor } = await processorOf(browser, () => app.drop(projects));
    const [ms] = await durations(app, 'sessionscope:cold-index');
    const [first] = await durations(app, 'sessionscope:first-paint-of-totals');
    return { ms, first, processor, metrics: await app.metrics(), startTasks, longTasks: await app.page.evaluate(() => globalThis.longTasks) };
  });
}

/** The private memory above a blank page while a corpus is read and afterwards, in bytes. */
export function memory(server, projects) {
  return plainPage(async (page, browser) => {
    await rest(1000);
    const meter = await memoryOf(browser);
    if (!meter) return null;
    const blank = await meter.now();
    await page.send('Page.navigate', { url: server.url });
    await page.until('document.querySelector("[data-open=directory]") !== null', LIMIT_MS);
    await rest(3000);
    const opened = await meter.now();
    const watch = watchPeak(meter);
    await dropOn(page, projects);
    await page.until('document.documentElement.dataset.state === "ready"', LIMIT_MS);
    await rest(REST_MS);
    const peak = await watch.stop();
    await rest(REST_MS);
    return { blank, opened: opened - blank, peak: peak - blank, rest: (await meter.now()) - blank };
  });
}

/** Comes back to a corpus that was read before: stored totals, the check, and one line appended. */
export function warm(server, projects, file) {
  return visiting(server, async (app) => {
    await app.drop(projects);
    await rest(REST_MS);
    await app.page.reload();
    await app.page.waitForFunction(() => performance.getEntriesByName('sessionscope:warm-open').length > 0);
    // A profile on disk asks before it reads the folder again; to drop it once more is the answer.
    await app.drop(projects);
    const [painted] = await durations(app, 'sessionscope:first-paint-of-totals');
    const [opened] = await durations(app, 'sessionscope:warm-open');
    const [verified] = await durations(app, 'sessionscope:verify');
    const [recent] = await durations(app, 'sessionscope:recent-verified');
    const unchanged = await app.lastDetail();
    // What is appended next is to be found by the check, not told by the browser before.
    await app.pause();
    const appended = await withLine(file, async () => {
      await app.drop(projects);
      const ms = (await durations(app, 'sessionscope:verify')).at(-1);
      return { ms, detail: await app.lastDetail() };
    });
    return { painted, opened, verified, recent, unchanged, appended };
  });
}

/** What is searched for: rare and frequent words, a beginning, a phrase, joins and filters. */
const QUERIES = ['the', 'error', 'parser', 'con*', '"of the"', 'error OR test', 'test -error', 'is:error', 'role:user file', 'nothing-of-that-kind'];

/** Opens the session with the most tokens, makes the search index, and searches: ms, each. */
export function reading(server, projects) {
  return visiting(server, async (app, meter) => {
    await app.drop(projects);
    await app.show('/sessions?sort=-total_tokens');
    const link = app.page.locator('[data-table="sessions"] tbody tr[data-key] a[href^="#/sessions/"]').first();
    await app.show((await link.getAttribute('href')).slice(1));
    await app.page.waitForFunction(() => performance.getEntriesByName('sessionscope:open-session').length > 0);
    const [opened] = await app.measures('sessionscope:open-session');
    const scrolled = await scrolling(app, meter);
    const before = await app.page.evaluate(async () => (await navigator.storage.estimate()).usage);
    const start = Date.now();
    const searches = [];
    for (const query of QUERIES) {
      const done = (await app.measures('sessionscope:search')).length;
      await app.show(`/search?q=${encodeURIComponent(query)}`);
      await app.page.waitForFunction(([text, count]) => {
        const view = document.querySelector('[data-search-state]')?.dataset;
        return view?.searchState === 'done' && view.searchQuery === text
          && performance.getEntriesByName('sessionscope:search').length > count;
      }, [query, done]);
      // The first query waits for the index.
      searches.push({ query, ms: searches.length === 0 ? Date.now() - start : (await durations(app, 'sessionscope:search')).at(-1) });
    }
    const after = await app.page.evaluate(async () => (await navigator.storage.estimate()).usage);
    return { opened: opened.duration, openedBytes: opened.detail.bytes_read, indexed: searches[0].ms, searches: searches.slice(1), indexBytes: after - before, scrolled };
  });
}

/** In so many steps a transcript is scrolled from its end to its start and back. */
const SCROLL_STEPS = 100;

/**
 * Scrolls the open transcript end to end twice: the most elements it had, and the memory that the
 * second time took beyond the first, in bytes.
 */
async function scrolling(app, meter) {
  const pass = () => app.page.evaluate(async (steps) => {
    const list = document.querySelector('[data-scroller="transcript"]');
    let most = 0;
    for (let step = 0; step <= 2 * steps; step += 1) {
      list.scrollTop = list.scrollHeight * Math.abs(1 - step / steps);
      await new Promise((done) => setTimeout(done, 30));
      most = Math.max(most, list.querySelectorAll('*').length);
    }
    return most;
  }, SCROLL_STEPS);
  const first = await pass();
  await rest(REST_MS);
  const before = meter ? await meter.now() : NaN;
  const second = await pass();
  await rest(REST_MS);
  const grown = meter ? (await meter.now()) - before : NaN;
  return { elements: Math.max(first, second), grown };
}

/** How often a line is appended for the measure of live updates, and the pause between, in ms. */
const LIVE = { times: 60, everyMs: 120, settleMs: 15_000 };

/** Follows a corpus while lines are appended to `file`: ms from the first record to painted figures, each. */
export function live(server, projects, file) {
  return withLine(file, () => visiting(server, async (app) => {
    await app.drop(projects);
    await app.live();
    // Shortly after watching has begun everything is listed once more.
    await rest(LIVE.settleMs);
    const before = (await app.measures('sessionscope:live-update')).length;
    for (let time = 0; time < LIVE.times; time += 1) {
      await appendFile(file, exchange('bench', time + 2).split('\n')[1] + '\n');
      await rest(LIVE.everyMs);
    }
    await rest(LIVE.settleMs / 10);
    const updates = (await app.measures('sessionscope:live-update')).slice(before);
    return { updates: updates.map(({ duration }) => duration), times: LIVE.times };
  }));
}

/** What is appended in the burst: to so many files, so often each in turn, in how many rounds of how long. */
const BURST = { files: 50, rounds: 200, everyMs: 100, each: 2 };

/**
 * Appends 1,000 lines a second to 50 files for 20 s while they are followed: how long after the last one
 * the figures are right, in ms, the updates it took, and the tasks over 50 ms on the page.
 */
export async function burst(server, projects, files) {
  const whole = [];
  for (const file of files) if (whole.length < BURST.files && (await endsWhole(file))) whole.push(file);
  return keepingAll(whole, (chosen) => visiting(server, async (app) => {
    await app.drop(projects);
    await app.live();
    await rest(LIVE.settleMs);
    const before = Number(await app.metric('lines'));
    const updates = (await app.measures('sessionscope:live-update')).length;
    await app.page.evaluate(() => { globalThis.longTasks.length = 0; });
    let lines = 0;
    const start = Date.now();
    for (let round = 0; round < BURST.rounds; round += 1) {
      for (const [at, file] of chosen.entries()) {
        const texts = Array.from({ length: BURST.each }, (_, nth) => exchange(`burst-${at}`, round * BURST.each + nth).split('\n')[1]);
        await appendFile(file, `${texts.join('\n')}\n`);
        lines += BURST.each;
      }
      await rest(Math.max(0, start + (round + 1) * BURST.everyMs - Date.now()));
    }
    const wroteMs = Date.now() - start;
    const done = Date.now();
    await app.figure('lines', before + lines);
    const caughtUp = Date.now() - done;
    const shown = (await app.measures('sessionscope:live-update')).length - updates;
    return { lines, wroteMs, caughtUp, updates: shown, longTasks: await app.page.evaluate(() => globalThis.longTasks) };
  }));
}

/** The last line of a file is whole: what is appended is no part of it. */
async function endsWhole(file) {
  const log = await open(file);
  try {
    const { size } = await log.stat();
    const { buffer } = await log.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return size > 0 && buffer.toString() === '\n';
  } finally {
    await log.close();
  }
}

/** Filters and views, as addresses: what each takes from asking to being on the page, in ms. */
const QUESTIONS = [
  '/?from=2026-06-01&to=2026-06-30', '/?sub=only', '/', '/?sub=out&from=2026-01-01', '/?branch=main', '/',
  '/sessions', '/sessions?from=2026-06-01', '/sessions?sub=out&sort=-cost_usd', '/sessions?sort=last', '/sessions?sort=name',
  '/reports', '/reports?by=month&sub=only', '/reports?by=model', '/reports?by=tool&from=2026-05-01', '/blocks', '/projects',
];

/**
 * Asks each question three times: when its answer is in the page, and when that is painted; and reads the
 * store 100 times at once while it is written to.
 */
export function queries(server, projects) {
  return visiting(server, async (app) => {
    const dropped = app.drop(projects);
    const reads = await storeReads(app);
    await dropped;
    const times = [];
    for (let turn = 0; turn < 3; turn += 1) {
      for (const question of QUESTIONS) times.push({ question, ...(await asked(app, question)) });
    }
    return { times, reads };
  });
}

/** From a new address to its answer being in the page's elements, and to the frame in which it is on the page: ms. */
function asked(app, question) {
  return app.page.evaluate(async (hash) => {
    await new Promise((done) => setTimeout(done, 300));
    const start = performance.now();
    const changed = new Promise((done) => addEventListener('hashchange', done, { once: true }));
    location.hash = hash;
    // The app heard of it first, and has done what it does at once.
    await changed;
    const answered = performance.now() - start;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return { answered, ms: performance.now() - start };
  }, `#${question}`);
}

/** 100 reads of stored shards at once, as soon as there are some, while reading goes on: ms until all are done. */
function storeReads(app) {
  return app.page.evaluate(async () => {
    const asked = (request) => new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const store = await asked((globalThis.bucket = await navigator.storageBuckets.open('sessionscope')).indexedDB.open('sessionscope'));
    const shards = () => store.transaction('shards').objectStore('shards');
    // A small corpus is read before anything of it is written.
    const reads = () => document.documentElement.dataset.state !== 'ready';
    for (let tries = 0; tries < 600 && reads() && (await asked(shards().count())) === 0; tries += 1) {
      await new Promise((done) => setTimeout(done, 50));
    }
    const keys = await asked(shards().getAllKeys());
    if (!reads() || keys.length === 0) return { ms: NaN };
    const start = performance.now();
    await Promise.all(Array.from({ length: 100 }, (_, at) => asked(shards().get(keys[at % keys.length]))));
    const ms = performance.now() - start;
    store.close();
    return { ms };
  });
}

/** Gives `body` files, and leaves them as they were. */
async function keepingAll(files, body) {
  const before = await Promise.all(files.map(async (file) => [file, await stat(file)]));
  try {
    return await body(files);
  } finally {
    for (const [file, { size, atime, mtime }] of before) {
      await truncate(file, size);
      await utimes(file, atime, mtime);
    }
  }
}

/** Appends a line to `file` for as long as `body` runs, and leaves it as it was. */
async function withLine(file, body) {
  const { size, atime, mtime } = await stat(file);
  await appendFile(file, exchange('bench', 1).split('\n')[1] + '\n');
  try {
    return await body();
  } finally {
    await truncate(file, size);
    await utimes(file, atime, mtime);
  }
}
