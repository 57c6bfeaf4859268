// The app as its user and its stable names show it. Tests know nothing else of its markup.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { closeSharedBrowser, hasCrashed, sharedBrowser } from './browser.mjs';
import { DIST } from './places.mjs';
import { serve } from './server.mjs';

/** How often a long wait looks, in ms: to look in every frame, as is usual, has the page draw every frame. */
const POLL = { polling: 50 };

/** Measures that end an indexing or a check of what is stored. */
const ENDS = ['sessionscope:cold-index', 'sessionscope:verify'];

/** How long a page may take to begin checking by itself, before the test clicks. */
const GRACE_MS = 3000;

/** What a browser says of a page that is none of its fault. */
const HARMLESS = [/favicon/];

/** Drops real folders or files on the page that `cdp` speaks to. */
export async function dropOn(cdp, paths) {
  const data = { items: [], files: [paths].flat(), dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await cdp.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
  }
}

export class App {
  constructor(page, server, cdp) {
    this.page = page;
    this.server = server;
    this.cdp = cdp;
    this.problems = [];
    this.listen();
  }

  listen() {
    const note = (text) => {
      if (!HARMLESS.some((pattern) => pattern.test(text))) this.problems.push(text);
    };
    this.page.on('console', (message) => {
      if (message.type() === 'error') note(`console: ${message.text()}`);
    });
    this.page.on('pageerror', (error) => note(`uncaught: ${error.message}`));
    this.page.on('dialog', (dialog) => {
      note(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    this.page.on('crash', () => note('the page crashed'));
  }

  /** Fails if the browser complained of anything but what `expected` allows. */
  assertClean(expected = []) {
    const left = this.problems.filter((text) => !expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(left, [], 'the browser complained');
  }

  /** Opens a view by its hash route, such as `/projects?from=2026-01-01`. */
  async show(route = '/') {
    await this.page.evaluate((hash) => { location.hash = hash; }, route);
    await this.page.waitForFunction((hash) => location.hash === `#${hash}` || location.hash === hash, route);
    await this.painted();
  }

  /** Waits until what was changed is on the screen. */
  async painted() {
    await this.page.evaluate(() => new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve, 0));
    }));
  }

  /** `data-state` of the page. */
  state() {
    return this.page.evaluate(() => document.documentElement.dataset.state);
  }

  /** Waits for one of these states. */
  async until(...states) {
    await this.page.waitForFunction((wanted) => wanted.includes(document.documentElement.dataset.state), states, POLL);
  }

  /** How often indexing or a check has ended so far. */
  ends() {
    return this.page.evaluate((names) => names
      .map((name) => performance.getEntriesByName(name).length)
      .reduce((sum, count) => sum + count, 0), ENDS);
  }

  /** Waits until indexing or a check has ended more than `before` times and the figures are there. */
  async settled(before = 0) {
    await this.page.waitForFunction(([names, count]) => document.documentElement.dataset.state === 'ready'
      && names.map((name) => performance.getEntriesByName(name).length).reduce((sum, each) => sum + each, 0) > count,
    [ENDS, before], POLL);
    await this.painted();
  }

  /** Does `action` and waits until the figures are right again. */
  async settling(action) {
    const before = await this.ends();
    await action();
    await this.settled(before);
  }

  /** Drops real folders or files on the page; gives it real handles. Does not wait for what follows. */
  async dropOnly(paths) {
    await dropOn(this.cdp, paths);
  }

  /** Drops real folders or files and waits until they are read. */
  async drop(paths) {
    await this.settling(() => this.dropOnly(paths));
  }

  /** Waits until changes of the folders are followed. */
  async live(mode = 'watching') {
    await this.page.waitForFunction((wanted) => document.documentElement.dataset.live === wanted, mode);
  }

  /** Follows folders no more, for tests of what a visit finds changed. */
  async pause() {
    const live = this.action('live');
    // It may be paused since an earlier visit.
    if (/^Pause/.test(await live.getAttribute('aria-label'))) await live.click();
    await this.live('off');
  }

  /** Waits until a figure of the page has this value. */
  async figure(name, value) {
    await this.page.waitForFunction(([metric, wanted]) => document
      .querySelector(`[data-metric="${metric}"]`)?.dataset.value === wanted, [name, String(value)]);
  }

  /** Loads the page anew and waits until what is stored is checked, with a click where it asks for one. */
  async reopen() {
    await this.page.reload();
    await this.reconnected();
  }

  /**
   * Waits until what is stored is checked, with a click on "reconnect" where that does not happen
   * by itself: it does as long as the browser remembers that it may read the folder.
   */
  async reconnected() {
    const checked = this.settled(0).then(() => true);
    const offered = this.action('reconnect').waitFor().then(() => false);
    offered.catch(() => {});
    if (!(await Promise.race([checked, offered]))) {
      await Promise.race([checked, this.page.waitForTimeout(GRACE_MS)]);
      if ((await this.ends()) === 0) await this.action('reconnect').click();
    }
    await checked;
  }

  /** Forgets everything, as the user can in Health or in the settings. */
  async clearData() {
    if (await this.action('clear-data').count() === 0) await this.show('/health');
    if (await this.action('clear-data').count() === 0) await this.action('settings').click();
    await this.action('clear-data').click();
    await this.action('confirm-clear').click();
    await this.until('empty');
  }

  /** Every figure of the page by its name, unrounded. */
  metrics() {
    return this.page.evaluate(() => {
      const figures = {};
      for (const element of document.querySelectorAll('[data-metric]')) {
        figures[element.dataset.metric] ??= element.dataset.value;
      }
      return figures;
    });
  }

  /** One figure of the page. */
  async metric(name) {
    return (await this.metrics())[name];
  }

  /** The measures of this name so far: `{ start, duration, detail }`, times in ms since navigation. */
  measures(name) {
    return this.page.evaluate((wanted) => performance.getEntriesByName(wanted)
      .map(({ startTime, duration, detail }) => ({ start: startTime, duration, detail })), name);
  }

  /** What the last check of what is stored counted: `{ files, bytesRead, skipped, tailRead, … }`. */
  async lastDetail() {
    const found = (await Promise.all(ENDS.map((name) => this.measures(name)))).flat();
    found.sort((a, b) => a.start + a.duration - b.start - b.duration);
    return camel(found.at(-1)?.detail ?? {});
  }

  /**
   * Every row of the table of this name, also those that are only there while they are looked at:
   * `{ key, cells: { column: unrounded value or text } }`.
   */
  async table(name) {
    const selector = `[data-table="${name}"]`;
    await this.page.waitForSelector(selector);
    return this.page.evaluate(readTable, selector);
  }

  /** The first visible element that does this. */
  action(name) {
    return this.page.locator(`[data-action="${name}"]:visible`).first();
  }

  /** What the page says is wrong or done, as one text. */
  notices() {
    return this.page.evaluate(() => [...document.querySelectorAll('[aria-live], [role="alert"], [role="status"]')]
      .map((element) => element.textContent.trim()).filter(Boolean).join('\n'));
  }

  /** Waits until the page says something that matches. */
  async saying(pattern) {
    await this.page.waitForFunction(([source, flags]) => {
      const text = [...document.querySelectorAll('[aria-live], [role="alert"], [role="status"]')]
        .map((element) => element.textContent).join('\n');
      return new RegExp(source, flags).test(text);
    }, [pattern.source, pattern.flags]);
  }
}

/** Runs in the page. A long table shows only a window of its rows, so it is scrolled through. */
async function readTable(selector) {
  const table = document.querySelector(selector);
  const rows = new Map();
  const collect = () => {
    for (const row of document.querySelector(selector).querySelectorAll('tbody tr[data-key]')) {
      const cells = {};
      for (const cell of row.querySelectorAll('[data-col]')) {
        cells[cell.dataset.col] = cell.dataset.value ?? cell.textContent.trim();
      }
      rows.set(row.dataset.key, cells);
    }
  };
  const nextFrame = () => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve, 0)); });
  let scroller = table;
  while (scroller && !(scroller.scrollHeight > scroller.clientHeight + 1
    && /auto|scroll/.test(getComputedStyle(scroller).overflowY))) scroller = scroller.parentElement;
  scroller ??= document.scrollingElement;
  const before = scroller.scrollTop;
  for (let top = 0; ; top += Math.max(60, scroller.clientHeight / 2)) {
    scroller.scrollTop = top;
    await nextFrame();
    await nextFrame();
    collect();
    if (top >= scroller.scrollHeight - scroller.clientHeight) break;
  }
  scroller.scrollTop = before;
  return [...rows].map(([key, cells]) => ({ key, cells }));
}

/** Names in one case: `bytes_read` and `bytesRead` are the same. */
function camel(detail) {
  return Object.fromEntries(Object.entries(detail)
    .map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), Number(value)]));
}

/** Opens the app in a fresh profile. `before(context, page)` runs before anything is loaded. */
export async function openApp({ base = '/', route = '', before, context: contextOptions = {} } = {}) {
  const server = await serve(DIST, base);
  const browser = await sharedBrowser();
  const context = await browser.newContext({ timezoneId: 'UTC', viewport: { width: 1280, height: 900 }, ...contextOptions });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const app = new App(page, server, cdp);
  app.context = context;
  app.close = async () => {
    await context.close();
    await server.close();
  };
  try {
    await before?.(context, page);
    await page.goto(server.url + (route ? `#${route}` : ''));
    // The app is there once its inputs are: what is dropped before that is lost.
    await page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

let closes = false;

/**
 * A test with the app open in a fresh profile. Beside `openApp`'s, the options may hold `skip`
 * (why), `timeout` (ms) and `expected` (complaints of the browser that the test provokes).
 */
export function scenario(name, options, body) {
  const { skip, timeout = 60_000, expected = [], ...opening } = options;
  if (!closes) after(closeSharedBrowser);
  closes = true;
  const attempt = async (t) => {
    const app = await openApp(opening);
    try {
      await body(app, t);
      app.assertClean(expected);
    } catch (error) {
      if (app.problems.length > 0) t.diagnostic(`the browser said: ${app.problems.join(' | ')}`);
      throw error;
    } finally {
      await app.close().catch(() => {});
    }
  };
  test(name, { skip, timeout: 2 * timeout }, async (t) => {
    try {
      await attempt(t);
    } catch (error) {
      // Chromium 156 dies now and then when a worker is ended in the middle of a read. That says
      // nothing of the page: once more, in a new one, and for all to see.
      if (!(await hasCrashed())) throw error;
      t.diagnostic(`the browser itself crashed: ${error.message.split('\n')[0]}`);
      await attempt(t);
    }
  });
}

/** Runs in the page: presses a button that copies and gives what was copied. */
export async function copiedBy(button) {
  await navigator.clipboard.writeText('nothing');
  button.click();
  for (;;) {
    const text = await navigator.clipboard.readText();
    if (text !== 'nothing') return text;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}
