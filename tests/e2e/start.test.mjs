// Before the app is there: old browsers, missing parts, the theme, and new versions.

import assert from 'node:assert/strict';
import { appendFile, cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import test, { after } from 'node:test';

import { closeSharedBrowser, sharedBrowser } from './support/browser.mjs';
import { scratch } from './support/folder.mjs';
import { DIST } from './support/places.mjs';
import { serve } from './support/server.mjs';

// A browser that is left open keeps the test runner from ending.
after(closeSharedBrowser);

/** Nothing here takes long. */
const LIMIT = { timeout: 60_000 };

/** A copy of the build that a test may spoil, served. */
async function copyOfBuild(t) {
  const folder = path.join(await scratch(t), 'dist');
  await cp(DIST, folder, { recursive: true });
  const server = await serve(folder);
  t.after(() => server.close());
  return { folder, server };
}

/** A page in a fresh profile, closed when the test ends. */
async function newPage(t, options = {}) {
  const context = await (await sharedBrowser()).newContext(options);
  context.setDefaultTimeout(20_000);
  t.after(() => context.close());
  return context.newPage();
}

/** The words of the start screen, once they match. */
async function saying(page, pattern) {
  const text = page.locator('#boot-text');
  await text.filter({ hasText: pattern }).waitFor();
  return text.textContent();
}

test('a browser without SIMD is told so, and loads nothing more', LIMIT, async (t) => {
  const { server } = await copyOfBuild(t);
  const page = await newPage(t);
  const problems = [];
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(() => {
    WebAssembly.Module = function Module() { throw new WebAssembly.CompileError('no SIMD'); };
  });
  await page.goto(server.url);
  assert.match(await saying(page, /SIMD/), /Chrome .* Firefox .* Safari/);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.state), 'error');
  assert.deepEqual(problems, []);
});

test('a browser without JavaScript is told what it is for', LIMIT, async (t) => {
  const { server } = await copyOfBuild(t);
  const page = await newPage(t, { javaScriptEnabled: false });
  await page.goto(server.url);
  await page.locator('p:visible').filter({ hasText: 'allow JavaScript' }).waitFor();
  await page.locator('#boot-text').waitFor({ state: 'hidden' });
});

test('a part that is missing on the host is said to be missing', LIMIT, async (t) => {
  const { folder, server } = await copyOfBuild(t);
  for (const name of await readdir(folder)) {
    if (/^sessionscope_bg.*\.wasm$/.test(name)) await rm(path.join(folder, name));
  }
  const page = await newPage(t);
  await page.goto(server.url);
  await saying(page, /could not be loaded/);
});

const LATER = /sessionscope-later[^/]*\.wasm$/;

test('the start waits for nothing of the second part, and a view is drawn once that is there', LIMIT, async (t) => {
  const { server } = await copyOfBuild(t);
  const page = await newPage(t);
  let come = () => {};
  const wanted = new Promise((resolve) => { come = resolve; });
  await page.route(LATER, async (route) => {
    await wanted;
    await route.continue();
  });
  await page.goto(server.url);
  await page.waitForSelector('[data-open="directory"]');
  await page.evaluate(() => { location.hash = '/health'; });
  await page.getByText('Loading…').waitFor({ state: 'attached' });
  come();
  await page.getByRole('heading', { name: 'Health' }).first().waitFor({ state: 'attached' });
  assert.equal(await page.getByText('Loading…').count(), 0);
});

test('a second part that cannot be loaded is said to be missing, and the rest works', LIMIT, async (t) => {
  const { folder, server } = await copyOfBuild(t);
  for (const name of await readdir(folder)) {
    if (LATER.test(name)) await rm(path.join(folder, name));
  }
  const page = await newPage(t);
  await page.goto(server.url);
  await page.getByText('A part of Sessionscope could not be loaded').first().waitFor();
  await page.locator('[data-action="open-sample"]:visible').first().click();
  await page.waitForSelector('[data-metric="cost_usd"]');
  await page.evaluate(() => { location.hash = '/sessions'; });
  await page.locator('main').getByText('could not be loaded').waitFor();
});

test('the chosen theme is there before anything is painted', LIMIT, async (t) => {
  const { server } = await copyOfBuild(t);
  const page = await newPage(t, { colorScheme: 'light' });
  await page.addInitScript(() => {
    localStorage.setItem('sessionscope:theme', 'dark');
    // The body is what can be painted: by then the theme must be set.
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      globalThis.themeAtBody = document.documentElement.dataset.theme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(server.url);
  assert.equal(await page.evaluate(() => globalThis.themeAtBody), 'dark');
});

/** The names of our caches. */
const caches = (page) => page.evaluate(() => globalThis.caches.keys());

/**
 * Opens the page anew, upon which the browser looks for a new version, and says what became of
 * that: `waiting`, or `refused` once `server` gave `last`, a file of it, and nothing came of it.
 */
async function update(page, server, last) {
  const count = () => server.requests.filter((request) => request.path === `/${last}`).length;
  const before = count();
  await page.reload();
  for (;;) {
    const state = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      if (registration.waiting) return 'waiting';
      return registration.installing ? 'installing' : 'none';
    });
    if (state === 'waiting') return state;
    if (state === 'none' && count() > before) return 'refused';
    await page.waitForTimeout(50);
  }
}

const hash = (bytes) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

/** Changes a file of the build; with `isListed`, as a new build would. */
async function change(folder, name, isListed) {
  const file = path.join(folder, name);
  const before = hash(await readFile(file));
  await appendFile(file, ' ');
  const worker = path.join(folder, 'sw.js');
  const script = await readFile(worker, 'utf8');
  const after = isListed ? hash(await readFile(file)) : before;
  const next = script.replace(before, after).replace(/"version": "\w+"/, `"version": "${Date.now()}"`);
  await writeFile(worker, next);
}

test('a new version waits until it is wanted, then takes the place of the old one', LIMIT, async (t) => {
  const { folder, server } = await copyOfBuild(t);
  const page = await newPage(t);
  await page.goto(server.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const [old, ...others] = await caches(page);
  assert.deepEqual(others, [], 'one version, one cache');
  await change(folder, 'manifest.webmanifest', true);
  assert.equal(await update(page, server, 'manifest.webmanifest'), 'waiting');
  assert.ok((await caches(page)).includes(old), 'the old version is still there');
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const changed = new Promise((resolve) => { navigator.serviceWorker.addEventListener('controllerchange', resolve); });
    registration.waiting.postMessage({ type: 'skip-waiting' });
    await changed;
  });
  await page.waitForFunction(async (name) => {
    const names = await globalThis.caches.keys();
    return names.length === 1 && !names.includes(name);
  }, old);
});

test('a build that is only half uploaded is never installed', LIMIT, async (t) => {
  const { folder, server } = await copyOfBuild(t);
  const page = await newPage(t);
  await page.goto(server.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await change(folder, 'manifest.webmanifest', false);
  assert.equal(await update(page, server, 'manifest.webmanifest'), 'refused');
  assert.deepEqual((await caches(page)).length, 2, 'what there was of it is not used');
});

