// Pictures of every view in both themes, wide and narrow, for people to look at: target/screenshots.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { detailViews, inTheme, THEMES, VIEWS } from './support/look.mjs';
import { needsRealLogs, real, TARGET } from './support/places.mjs';

const SIZES = [[1440, 900], [390, 844]];

/** Takes a picture of each view in each look. */
async function takeAll(app, set, views) {
  const folder = path.join(TARGET, 'screenshots', set);
  await mkdir(folder, { recursive: true });
  for (const [width, height] of SIZES) {
    await app.page.setViewportSize({ width, height });
    for (const theme of THEMES) {
      await inTheme(app.page, theme);
      for (const [name, route] of Object.entries(views)) {
        await app.show(route);
        await app.page.screenshot({ path: path.join(folder, `${name}-${theme}-${width}.png`), fullPage: true });
      }
    }
  }
}

scenario('pictures of the empty page', {}, (app) => takeAll(app, 'empty', { empty: '/' }));

scenario('pictures of the sample', { timeout: 120_000 }, async (app) => {
  await app.settling(() => app.action('open-sample').click());
  await takeAll(app, 'sample', { ...VIEWS, ...await detailViews(app) });
});

scenario('real logs: pictures', { ...needsRealLogs, timeout: 120_000 }, async (app) => {
  await app.drop(real.projects);
  await takeAll(app, 'real-logs', { ...VIEWS, ...await detailViews(app) });
});
