// axe-core finds nothing wrong with any view, in either theme, wide or narrow.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { scenario } from './support/app.mjs';
import { detailViews, drawn, inTheme, THEMES, VIEWS } from './support/look.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What is wrong with the page as it is, one line each. */
async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // Colours on their way from one theme to the other are neither's.
    const ends = document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime));
    await Promise.allSettled(ends.map(({ finished }) => finished));
    const { violations: found } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return found.flatMap(({ id, nodes }) => nodes.slice(0, 3)
      .map(({ target, failureSummary }) => `${id}: ${target.join(' ')} (${failureSummary.split('\n').slice(1).join('; ').trim()})`));
  });
}

for (const theme of THEMES) {
  scenario(`the empty page has no barriers (${theme})`, {}, async (app) => {
    await inTheme(app.page, theme);
    assert.deepEqual(await violations(app.page), []);
  });

  scenario(`no view has barriers (${theme})`, { timeout: 240_000 }, async (app) => {
    await app.settling(() => app.action('open-sample').click());
    await inTheme(app.page, theme);
    const found = [];
    const routes = { ...VIEWS, ...await detailViews(app) };
    for (const width of [1280, 390]) {
      await app.page.setViewportSize({ width, height: 900 });
      for (const [name, route] of Object.entries(routes)) {
        await app.show(route);
        await drawn(app.page);
        found.push(...(await violations(app.page)).map((text) => `${name} at ${width}: ${text}`));
      }
    }
    assert.deepEqual(found, []);
  });
}

scenario('no view scrolls sideways, not even on a small phone', {}, async (app) => {
  await app.settling(() => app.action('open-sample').click());
  await app.page.setViewportSize({ width: 360, height: 740 });
  const wide = [];
  for (const [name, route] of Object.entries({ ...VIEWS, ...await detailViews(app) })) {
    await app.show(route);
    await drawn(app.page);
    const { page, window } = await app.page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: innerWidth }));
    if (page > window) wide.push(`${name}: ${page} > ${window}`);
  }
  assert.deepEqual(wide, []);
});
