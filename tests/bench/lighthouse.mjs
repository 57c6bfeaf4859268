// Lighthouse's figures of a first visit with a phone, with compressed copies and without. By hand, since it takes
// packages that nothing else needs:
//
//   npm ci --prefix tests/bench && SESSIONSCOPE_DIST=dist node tests/bench/lighthouse.mjs [REPETITIONS]

import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

import { ARGUMENTS } from '../e2e/support/browser.mjs';
import { CHROMIUM, DIST } from '../e2e/support/places.mjs';
import { serve } from '../e2e/support/server.mjs';
import { median } from './report.mjs';

const REPEAT = Number(process.argv[2] ?? 5);
const AUDITS = ['first-contentful-paint', 'largest-contentful-paint', 'speed-index', 'total-blocking-time',
  'cumulative-layout-shift'];

/** One run in a fresh profile, as `lighthouse --only-categories=performance` does it: a mid-range phone, a slow line. */
async function run(url) {
  const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ['--headless', ...ARGUMENTS] });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: ['performance'], logLevel: 'error' });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const audits = AUDITS.map((name) => [name, lhr.audits[name].numericValue]);
    return { version: lhr.lighthouseVersion, performance: lhr.categories.performance.score * 100, ...Object.fromEntries(audits) };
  } finally {
    await chrome.kill();
  }
}

for (const compressed of [true, false]) {
  const server = await serve(DIST, '/', { compressed });
  const runs = [];
  for (let turn = 0; turn < REPEAT; turn += 1) runs.push(await run(server.url));
  await server.close();
  const figures = ['performance', ...AUDITS].map((name) => `${name} ${Number(median(runs.map((each) => each[name])).toFixed(3))}`);
  const all = runs.map(({ performance }) => Math.round(performance));
  console.log(`Lighthouse ${runs[0].version}, mobile, ${compressed ? 'compressed' : 'not compressed'}: ${figures.join(', ')} (${all})`);
}
