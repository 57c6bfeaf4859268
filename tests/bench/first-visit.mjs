// A first visit over a slow line: when something is seen, when something can be done, when the sample is on the page.


import { sharedBrowser } from '../e2e/support/browser.mjs';
import { DIST } from '../e2e/support/places.mjs';
import { serve } from '../e2e/support/server.mjs';
import { slowLink } from './link.mjs';
import { median } from './report.mjs';

/** A line as many have it at home. */
const LINE = { bitsPerSecond: 10_000_000, roundTripMs: 40 };

/** Runs in the page before all else: notes when what comes about. */
function watch() {
  const seen = (globalThis.seen = { shift: 0 });
  const observe = (type, take) => new PerformanceObserver((list) => { list.getEntries().forEach(take); })
    .observe({ type, buffered: true });
  observe('paint', ({ name, startTime }) => { seen[name] = startTime; });
  observe('largest-contentful-paint', ({ startTime }) => { seen.largest = startTime; });
  observe('layout-shift', ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.shift += value; });
  const look = () => {
    const { documentElement: root } = document;
    if (document.querySelector('[data-open="directory"]')) seen.app ??= performance.now();
    const figure = document.querySelector('[data-metric="cost_usd"]');
    if (root.dataset.state === 'ready' && figure?.checkVisibility()) {
      requestAnimationFrame(() => setTimeout(() => { seen.sample ??= performance.now(); }));
    }
    if (seen.sample === undefined) setTimeout(look, 10);
  };
  document.addEventListener('DOMContentLoaded', look);
}

/** One visit in a fresh profile: the sample is asked for as soon as it is seen to be offered. */
async function visit(server) {
  const link = await slowLink(server.origin, LINE);
  const context = await (await sharedBrowser()).newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto(link.url, { waitUntil: 'commit' });
    // A press ends what the browser tells of paints.
    await page.waitForFunction(() => globalThis.seen?.largest !== undefined, null, { polling: 20, timeout: 60_000 });
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await page.waitForFunction(() => globalThis.seen.sample !== undefined, null, { polling: 50, timeout: 120_000 });
    const seen = await page.evaluate(() => globalThis.seen);
    const bytes = link.bytes;
    // The end of the visit is when all is kept for the next one.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    return {
      painted: seen['first-contentful-paint'],
      largest: seen.largest,
      app: seen.app,
      sample: seen.sample,
      shift: seen.shift,
      bytes,
      all: link.bytes,
    };
  } finally {
    await context.close();
    await link.close();
  }
}

const ms = (value) => `${Math.round(value).toLocaleString('en')} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

const ROWS = [
  ['First and largest paint of content', (of) => `${ms(of('painted'))}, ${ms(of('largest'))}`],
  ['The app itself is there', (of) => ms(of('app'))],
  ['The sample is on the page, pressed as soon as it was offered', (of) => ms(of('sample'))],
  ['Layout shift', (of) => of('shift').toFixed(3)],
  ['Loaded until the sample is on the page; until all is kept for the next visit', (of) => `${mb(of('bytes'))}; ${mb(of('all'))}`],
];

function markdown(runs) {
  const kinds = Object.keys(runs);
  return [
    `| First visit, ${LINE.bitsPerSecond / 1e6} Mbit/s, ${LINE.roundTripMs} ms | ${kinds.join(' | ')} |`,
    `|---|${kinds.map(() => '---:').join('|')}|`,
    ...ROWS.map(([label, cell]) => `| ${label} | ${kinds
      .map((kind) => cell((name) => median(runs[kind].map((run) => run[name])))).join(' | ')} |`),
  ].join('\n');
}

/** Measures such visits, with compressed copies and without; gives a table and the single runs. */
export async function firstVisit(repeat) {
  const runs = { compressed: [], 'not compressed': [] };
  const servers = {
    compressed: await serve(DIST, '/', { compressed: true }),
    'not compressed': await serve(DIST),
  };
  for (let turn = 0; turn < repeat; turn += 1) {
    for (const [kind, server] of Object.entries(servers)) runs[kind].push(await visit(server));
  }
  for (const server of Object.values(servers)) await server.close();
  return { runs, table: markdown(runs) };
}
