// The best known read: what a browser takes to list, look at and read the same files, nothing parsed,
// by the page in `best`, which shares no code with the app. Of several ways the best one counts.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { dropOn } from '../e2e/support/app.mjs';
import { profileBrowser } from '../e2e/support/browser.mjs';
import { serve } from '../e2e/support/server.mjs';
import { processorOf, together } from './processor.mjs';

const PAGE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'best');

/** What all ways together may take at most. */
const LIMIT_MS = 600_000;

/** How many files are looked at together. */
const LOOKS = [16, 64, 512];

/** How files are read: see `best/worker.js` for the ways, `best/read.js` for the cuts. */
const READS = [
  { way: 'each', workers: 4, cut: 'few' },
  { way: 'join', workers: 2, cut: 'few' },
  { way: 'join', workers: 3, cut: 'few' },
  { way: 'join', workers: 2, cut: 'many' },
  { way: 'sync', workers: 2, cut: 'few' },
  { way: 'stream', workers: 4, cut: 'few' },
  { way: 'byob', workers: 2, cut: 'few' },
  { way: 'byob', workers: 3, cut: 'few' },
  { way: 'byob', workers: 2, cut: 'many' },
  { way: 'byob', workers: 2, cut: 'pieces' },
];

/** How they are read as one. */
const AS_ONE = { way: 'join', workers: 2, cut: 'as one' };

/** How they are read while others are still looked at. */
const AT_ONCE = { way: 'byob', workers: 2, cut: 'few', width: 64 };

const nameOf = ({ way, workers, cut }) => `${way} ${cut}, ${workers} workers`;
const quickest = (steps) => steps.reduce((best, step) => (step.ms < best.ms ? step : best));

/** Takes a step of the page: what it says, its name, and what it took of the processor. */
async function take(page, browser, step, name, argument) {
  const work = () => page.evaluate(([which, how]) => globalThis.steps[which](how), [step, argument]);
  const { result, processor } = await processorOf(browser, work);
  return { name, ...result, processor };
}

/** Every way, one after the other. */
async function measured(page, browser) {
  const listed = await take(page, browser, 'list', 'list');
  const looks = [];
  for (const width of LOOKS) looks.push(await take(page, browser, 'look', `${width} at a time`, width));
  const reads = [];
  for (const how of READS) reads.push(await take(page, browser, 'read', nameOf(how), how));
  reads.push(await take(page, browser, 'readAsOne', nameOf(AS_ONE), AS_ONE));
  const atOnce = await take(page, browser, 'lookAndRead', `${nameOf(AT_ONCE)}, while looking`, AT_ONCE);
  const { files, bytes } = looks[0];
  const wrong = [...reads, atOnce].find((read) => read.bytes !== bytes);
  if (wrong) throw new Error(`${wrong.bytes} bytes were read of ${bytes} (${wrong.name})`);
  return { files, bytes, listed, looks, reads, atOnce };
}

/** The best of all: the steps that it took, their time and their processor time. */
function best({ listed, looks, reads, atOnce }) {
  const looked = quickest(looks);
  const ways = [[listed, looked, quickest(reads)], [listed, atOnce]];
  const counted = ways.map((steps) => ({
    way: steps.at(-1).name,
    ms: steps.reduce((sum, { ms }) => sum + ms, 0),
    processor: together(steps.map(({ processor }) => processor)),
  }));
  return { ...quickest(counted), listing: listed.ms + looked.ms };
}

/** ms of the best way, of listing and looking alone, its processor time; and every step. */
export async function bestRead(projects) {
  const server = await serve(PAGE);
  const folder = await mkdtemp(path.join(tmpdir(), 'sessionscope-best-'));
  const context = await profileBrowser(folder, { viewport: { width: 1280, height: 900 } });
  try {
    context.setDefaultTimeout(LIMIT_MS);
    const [page] = context.pages();
    const browser = await context.browser().newBrowserCDPSession();
    await page.goto(server.url);
    await dropOn(await context.newCDPSession(page), projects);
    // Not in every frame: the page would draw for it.
    await page.waitForFunction(() => globalThis.isDropped, null, { polling: 100 });
    const steps = await measured(page, browser);
    return { ...best(steps), ...steps };
  } finally {
    await context.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
