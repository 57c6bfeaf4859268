// What is seen before the app is there, what is done with it meanwhile, and that nothing jumps.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import test, { after } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { App, dropOn, openApp } from './support/app.mjs';
import { closeSharedBrowser, sharedBrowser } from './support/browser.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, writeCorpus } from './support/corpus.mjs';
import { placesOf, treeOf } from './support/first-screen.mjs';
import { scratch } from './support/folder.mjs';
import { DIST } from './support/places.mjs';
import { serve } from './support/server.mjs';

after(closeSharedBrowser);

const LIMIT = { timeout: 60_000 };
const APP = /sessionscope_bg[^/]*\.wasm$/;
/** What only the app has: it acts. */
const ACTS = '[data-open="directory"]';

/** A page whose app, or what `held` matches, comes only once `come` is called. */
async function waiting(t, { held = APP, ...options } = {}) {
  const server = await serve(DIST);
  t.after(() => server.close());
  const context = await (await sharedBrowser()).newContext({ timezoneId: 'UTC', ...options });
  context.setDefaultTimeout(20_000);
  t.after(() => context.close());
  const page = await context.newPage();
  const app = new App(page, server, await context.newCDPSession(page));
  app.context = context;
  const wanted = new Promise((resolve) => { app.come = resolve; });
  await page.route(held, async (route) => {
    await wanted;
    await route.continue();
  });
  await page.goto(server.url);
  return app;
}

async function corpus(t) {
  const folder = path.join(await scratch(t), 'projects');
  return { folder, totals: await writeCorpus(folder) };
}

const SIZES = [[360, 740], [1440, 900], [3840, 2160]];
const SCREENS = SIZES.flatMap(([width, height]) => ['light', 'dark'].map((colorScheme) => ({ viewport: { width, height }, colorScheme })));

for (const screen of SCREENS) {
  test(`${screen.colorScheme}, ${screen.viewport.width} pixels: the first screen is the app's start, to the pixel`, LIMIT, async (t) => {
    const { page, come } = await waiting(t, screen);
    const first = await page.$eval('#first .start', treeOf);
    const places = await page.$eval('#first .start', placesOf);
    // Last: a screenshot leaves an empty style at inputs.
    const before = await page.screenshot();
    await page.evaluate(() => {
      globalThis.shifts = [];
      new PerformanceObserver((list) => { globalThis.shifts.push(...list.getEntries()); })
        .observe({ type: 'layout-shift', buffered: true });
    });
    come();
    await page.waitForSelector(ACTS, { state: 'attached' });
    assert.equal(await page.locator('#first').count(), 0, 'the first screen is still there');
    assert.deepEqual(await page.$eval('.start', treeOf), first, 'run `node tests/draw-start.mjs`');
    assert.deepEqual(await page.$eval('.start', placesOf), places);
    await page.waitForTimeout(500);
    assert.equal(await page.evaluate(() => globalThis.shifts.length), 0);
    assert.ok(before.equals(await page.screenshot()), 'it looks different');
  });
}

test('what is dropped before the app is there is read once it is', LIMIT, async (t) => {
  const app = await waiting(t);
  const { folder, totals } = await corpus(t);
  await dropOn(app.cdp, folder);
  await app.page.getByText('What you dropped is read as soon as').waitFor();
  await app.settling(app.come);
  await assertTotals(app, totals);
  await app.live();
});

test('what is chosen before the app is there is read once it is', LIMIT, async (t) => {
  const app = await waiting(t);
  const { folder, totals } = await corpus(t);
  await app.page.getByLabel('Choose folder').setInputFiles(folder);
  await app.page.getByText('Your folder is read as soon as').waitFor();
  await app.settling(app.come);
  await assertTotals(app, totals);
});

test('a folder can be picked before the app is there', LIMIT, async (t) => {
  const app = await waiting(t);
  await app.page.evaluate(async (text) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('picked', { create: true });
    const project = await folder.getDirectoryHandle('-home-a', { create: true });
    const file = await project.getFileHandle('one.jsonl', { create: true });
    const writable = await file.createWritable();
    await writable.write(text);
    await writable.close();
    globalThis.showDirectoryPicker = async () => folder;
  }, exchange('one', 1));
  await app.page.getByRole('button', { name: 'Open folder' }).click();
  await app.page.getByText('Your folder is read as soon as').waitFor();
  await app.settling(app.come);
  assert.equal(await app.metric('sessions'), '1');
});

test('what is pressed before the app is there is done once it is', LIMIT, async (t) => {
  const app = await waiting(t);
  const sample = app.page.getByRole('button', { name: 'Try the sample' });
  await sample.click();
  await app.page.getByText('That is done as soon as').waitFor();
  assert.equal(await sample.getAttribute('aria-busy'), 'true');
  await app.settling(app.come);
  assert.ok(Number(await app.metric('sessions')) > 0);
});

test('what is given while the app still loads is said to wait', LIMIT, async (t) => {
  const app = await waiting(t, { held: /sessionscope-analyst_bg[^/]*\.wasm$/ });
  const { page } = app;
  const { folder, totals } = await corpus(t);
  await app.action('open-sample').click();
  await page.getByText('That is done as soon as').waitFor();
  await dropOn(app.cdp, folder);
  await page.getByText('What you dropped is read as soon as').waitFor();
  app.come();
  await app.figure('files', Number(totals.files) + (await sampleFiles()));
  assert.equal(await page.locator('#boot').count(), 0);
});

/** How many files the sample has. */
async function sampleFiles() {
  return JSON.parse(await readFile(path.join(DIST, 'sample.json'), 'utf8')).length;
}

test('the focus stays where it is when the app comes', LIMIT, async (t) => {
  const app = await waiting(t);
  await app.page.getByRole('button', { name: 'Settings' }).focus();
  app.come();
  await app.page.waitForSelector(ACTS, { state: 'attached' });
  assert.equal(await app.page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Settings');
});

/** Runs in the page before all else: notes in each frame whether a start is to be seen. */
function watchForStart() {
  globalThis.seenStart = 0;
  const look = () => {
    const starts = [...document.querySelectorAll('.start h1')];
    if (starts.some((start) => start.checkVisibility({ visibilityProperty: true }))) globalThis.seenStart += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

test('who returns sees figures and no start, until all is cleared', LIMIT, async (t) => {
  const app = await openApp();
  t.after(() => app.close());
  const { folder } = await corpus(t);
  await app.drop(folder);
  await app.page.waitForTimeout(3000);
  await app.page.addInitScript(watchForStart);
  for (const route of ['/', '/sessions', '/health']) {
    await app.page.goto(`${app.server.url}#${route}`);
    await app.page.reload();
    await app.until('ready');
    await app.page.waitForSelector('main [data-metric], main [data-table]');
    assert.equal(await app.page.evaluate(() => globalThis.seenStart), 0, route);
  }
  await app.clearData();
  await app.show('/');
  await app.page.waitForTimeout(3000);
  await app.page.reload();
  await app.page.waitForSelector(ACTS);
  assert.ok(await app.page.evaluate(() => globalThis.seenStart) > 0);
});

test('a first visit asks for the program only once something is seen, and loads no part of it twice', LIMIT, async (t) => {
  const server = await serve(DIST);
  t.after(() => server.close());
  const context = await (await sharedBrowser()).newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const programs = () => server.requests.map((request) => request.path).filter((name) => /\.wasm$/.test(name));
  let come = () => {};
  const wanted = new Promise((resolve) => { come = resolve; });
  // Nothing is painted before the style sheet is there.
  await page.route(/\.css$/, async (route) => {
    await wanted;
    await route.continue();
  });
  await page.goto(server.url, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.getElementById('first'), null, { polling: 50 });
  await page.waitForTimeout(500);
  assert.deepEqual(programs(), []);
  come();
  await page.waitForSelector(ACTS, { state: 'attached' });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  assert.equal(programs().length, 5);
  assert.equal(new Set(programs()).size, 5, `a program was loaded twice: ${programs()}`);
});

const CODINGS = { '.br': brotliDecompressSync, '.gz': gunzipSync };

test('compressed copies are of the files beside them, and serve a visit', LIMIT, async (t) => {
  const names = await readdir(DIST, { recursive: true });
  const listed = await readFile(path.join(DIST, 'sw.js'), 'utf8');
  for (const name of names.filter((each) => /\.(html|js|css|wasm|json|webmanifest|svg)$/.test(each))) {
    const bytes = await readFile(path.join(DIST, name));
    for (const [extension, decompress] of Object.entries(CODINGS)) {
      assert.ok(names.includes(name + extension), `${name}${extension} is missing`);
      assert.ok(decompress(await readFile(path.join(DIST, name + extension))).equals(bytes), name + extension);
      assert.ok(!listed.includes(`"${name}${extension}"`), 'copies are kept offline');
    }
  }
  const server = await serve(DIST, '/', { compressed: true });
  t.after(() => server.close());
  const context = await (await sharedBrowser()).newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const codings = {};
  page.on('response', (response) => { codings[path.extname(new URL(response.url()).pathname)] = response.headers()['content-encoding']; });
  await page.goto(server.url);
  await page.locator('[data-action="open-sample"]').click();
  await page.waitForSelector('[data-metric="cost_usd"]');
  // Kept with their hashes, which are of what is in them.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  assert.match(codings['.wasm'], /^(br|gzip)$/);
});
