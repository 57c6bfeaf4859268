// How the page answers clicks while a corpus is read: what a person who looks around meanwhile feels.

import { LIMIT_MS, rest, visiting } from './visit.mjs';

/** The links to all views, in the order in which they are clicked. */
const LINKS = 'nav[aria-label="Views"] a';

/** From one click to the next, in ms: fast for a person, and enough clicks for a 98th percentile. */
const EVERY_MS = 100;

/** The browser tells of interactions from this duration on, in ms; what is faster counts as this. */
const TOLD_FROM_MS = 16;

/** Notes each interaction from the click to the next paint, as the browser itself tells it. */
function noteInteractions(toldFrom) {
  globalThis.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (!interactionId) continue;
      const before = globalThis.interactions.get(interactionId) ?? 0;
      globalThis.interactions.set(interactionId, Math.max(before, duration));
    }
  }).observe({ type: 'event', durationThreshold: toldFrom, buffered: true });
}

/** The number below which this share of interactions lies, with those that were too fast to be told. */
function percentile(told, count, share) {
  const fast = Array.from({ length: Math.max(0, count - told.length) }, () => TOLD_FROM_MS);
  const all = [...fast, ...told].sort((a, b) => a - b);
  return all[Math.max(0, Math.ceil(all.length * share) - 1)] ?? NaN;
}

/**
 * Clicks through all views for as long as a corpus is read for the first time: how many clicks, and how
 * long to the next paint at most of them, in ms.
 */
export function clicking(server, projects) {
  return visiting(server, async (app) => {
    const { page } = app;
    await app.dropOnly(projects);
    await page.waitForFunction(() => document.documentElement.dataset.state === 'indexing', null, { timeout: LIMIT_MS });
    await page.evaluate(noteInteractions, TOLD_FROM_MS);
    await page.evaluate(() => { globalThis.longTasks.length = 0; });
    let clicks = 0;
    const isReading = () => page.evaluate(() => document.documentElement.dataset.state === 'indexing');
    while (await isReading()) {
      const due = rest(EVERY_MS);
      const middles = await page.evaluate(middlesOf, LINKS);
      const at = middles[clicks % middles.length];
      await page.mouse.click(at.x, at.y);
      clicks += 1;
      await due;
    }
    await rest(1000);
    const told = await page.evaluate(() => [...globalThis.interactions.values()]);
    const longTasks = await page.evaluate(() => globalThis.longTasks);
    const of = (share) => percentile(told, clicks, share);
    return { clicks, told, median: of(0.5), most: of(0.98), slowest: of(1), longTasks };
  });
}

/** Runs in the page: where each link can be clicked. */
function middlesOf(selector) {
  return [...document.querySelectorAll(selector)].map((link) => {
    const { left, top, width, height } = link.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  });
}
