// One visit of a fresh profile to the app, measured.

import { appendFile, mkdtemp, rm, stat, truncate, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { App } from '../e2e/support/app.mjs';
import { profileBrowser } from '../e2e/support/browser.mjs';
import { exchange } from '../e2e/support/corpus.mjs';
import { memoryOf, watchPeak } from './memory.mjs';

/** What a corpus may take at most. */
const LIMIT_MS = 300_000;

/** After this the page is taken to be at rest. */
const REST_MS = 5000;

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Notes every stretch in which the page could not answer. */
function noteLongTasks() {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });
}

/** Opens the app in a profile of its own and gives `body` the app and the memory of a blank page. */
async function visiting(server, body, route = '') {
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
    const memory = await memoryOf(context.browser());
    const blank = memory ? await memory.now() : 0;
    const app = new App(page, server, await context.newCDPSession(page));
    await page.goto(server.url + route);
    await page.waitForSelector('[data-open="directory"]', { state: 'attached' });
    await rest(1000);
    return await body(app, { memory, blank });
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function durations(app, ...names) {
  const found = (await Promise.all(names.map((name) => app.measures(name)))).flat();
  return found.map(({ duration }) => duration);
}

/** The same files read by the same workers, nothing parsed: how long that takes in ms. */
export function floor(server, projects) {
  return visiting(server, async (app) => {
    await app.dropOnly(projects);
    await app.page.waitForFunction(() => performance.getEntriesByName('sessionscope:floor').length > 0);
    const [measure] = await app.measures('sessionscope:floor');
    return { ms: measure.duration, detail: measure.detail };
  }, '#/?bench=floor');
}

/** Reads a corpus for the first time: ms, long tasks, and whether the figures are right. */
export function cold(server, projects) {
  return visiting(server, async (app) => {
    await app.drop(projects);
    const [ms] = await durations(app, 'sessionscope:cold-index');
    return { ms, metrics: await app.metrics(), longTasks: await app.page.evaluate(() => globalThis.longTasks) };
  });
}

/** The private memory above a blank page while a corpus is read and afterwards, in bytes. */
export function memory(server, projects) {
  return visiting(server, async (app, { memory: meter, blank }) => {
    if (!meter) return null;
    const opened = await meter.now();
    const watch = watchPeak(meter);
    await app.drop(projects);
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
    const unchanged = await app.lastDetail();
    // What is appended next is to be found by the check, not told by the browser before.
    await app.pause();
    const appended = await withLine(file, async () => {
      await app.drop(projects);
      const ms = (await durations(app, 'sessionscope:verify')).at(-1);
      return { ms, detail: await app.lastDetail() };
    });
    return { painted, opened, verified, unchanged, appended };
  });
}

/** What is searched for: rare and frequent words, a beginning, a phrase, joins and filters. */
const QUERIES = ['the', 'error', 'parser', 'con*', '"of the"', 'error OR test', 'test -error', 'is:error', 'role:user file', 'nothing-of-that-kind'];

/** Opens the session with the most tokens, makes the search index, and searches: ms, each. */
export function reading(server, projects) {
  return visiting(server, async (app) => {
    await app.drop(projects);
    await app.show('/sessions?sort=-total_tokens');
    const link = app.page.locator('[data-table="sessions"] tbody tr[data-key] a[href^="#/sessions/"]').first();
    await app.show((await link.getAttribute('href')).slice(1));
    await app.page.waitForFunction(() => performance.getEntriesByName('sessionscope:open-session').length > 0);
    const [opened] = await app.measures('sessionscope:open-session');
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
    return { opened: opened.duration, openedBytes: opened.detail.bytes_read, indexed: searches[0].ms, searches: searches.slice(1), indexBytes: after - before };
  });
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
