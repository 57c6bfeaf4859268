// A folder of static files anywhere, without a network, installed or not.

import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';

import { App, scenario } from './support/app.mjs';
import { profileBrowser } from './support/browser.mjs';
import { assertTotals } from './support/compare.mjs';
import { writeCorpus } from './support/corpus.mjs';
import { scratch } from './support/folder.mjs';
import { DIST } from './support/places.mjs';
import { serve } from './support/server.mjs';

async function corpus(t) {
  const folder = path.join(await scratch(t), 'projects');
  return { folder, totals: await writeCorpus(folder) };
}

/** Waits until the service worker has everything. */
const installed = (app) => app.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

scenario('a reload works without a network', {}, async (app, t) => {
  const { folder, totals } = await corpus(t);
  await app.drop(folder);
  await installed(app);
  await app.server.close();
  await app.context.setOffline(true);
  await app.reopen();
  await assertTotals(app, totals);
});

scenario('a folder can be opened for the first time without a network', {}, async (app, t) => {
  const { folder, totals } = await corpus(t);
  await installed(app);
  await app.server.close();
  await app.context.setOffline(true);
  await app.page.reload();
  await app.page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  await app.drop(folder);
  await assertTotals(app, totals);
});

scenario('the sample opens without a network', {}, async (app) => {
  await installed(app);
  await app.server.close();
  await app.context.setOffline(true);
  await app.page.reload();
  await app.settling(() => app.action('open-sample').click());
  assert.ok(Number(await app.metric('sessions')) > 0);
});

scenario('it works under a sub-path, and without a network there', { base: '/tools/scope/' }, async (app, t) => {
  const { folder, totals } = await corpus(t);
  await app.drop(folder);
  await assertTotals(app, totals);
  await installed(app);
  await app.server.close();
  await app.context.setOffline(true);
  await app.reopen();
  await assertTotals(app, totals);
  assert.ok(app.server.requests.every(({ path: asked }) => asked.startsWith('/tools/scope/') || asked === '/favicon.ico'));
});

test('Chromium would install it', { timeout: 60_000 }, async (t) => {
  const server = await serve(DIST);
  const context = await profileBrowser(await scratch(t));
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const app = new App(page, server, cdp);
  await page.goto(server.url);
  await installed(app);
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  const { errors, data } = await cdp.send('Page.getAppManifest');
  await context.close();
  await server.close();
  assert.deepEqual(installabilityErrors, []);
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.ok(manifest.name && manifest.start_url && manifest.icons.length > 0);
});

test('a closed browser has forgotten nothing', { timeout: 90_000 }, async (t) => {
  const profile = path.join(await scratch(t), 'profile');
  const { folder, totals } = await corpus(t);
  const server = await serve(DIST);
  for (const isFirst of [true, false]) {
    const context = await profileBrowser(profile, { timezoneId: 'UTC' });
    const page = await context.newPage();
    const app = new App(page, server, await context.newCDPSession(page));
    await page.goto(server.url);
    if (isFirst) {
      await page.waitForSelector('[data-open="directory"]', { state: 'attached' });
      await app.drop(folder);
    }
    await page.waitForFunction(() => performance.getEntriesByName('sessionscope:first-paint-of-totals').length > 0);
    await page.waitForSelector('[data-metric="cost_usd"]');
    await assertTotals(app, totals);
    await page.waitForTimeout(2500);
    await context.close();
  }
  await server.close();
});
