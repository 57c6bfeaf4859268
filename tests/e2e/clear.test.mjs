// "Clear all data" clears: every tab, worker and running task, in the database and the origin's files, and the
// bytes on disk.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';

import { App, scenario } from './support/app.mjs';
import { profileBrowser } from './support/browser.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, writeCorpus } from './support/corpus.mjs';
import { untilFiles } from './support/disk.mjs';
import { scratch } from './support/folder.mjs';
import { detailViews } from './support/look.mjs';
import { DIST } from './support/places.mjs';
import { serve } from './support/server.mjs';

/** All that stands in the origin's storage beside the app's own files. Runs in the page. */
async function everything() {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const databases = {};
  const places = { outside: { indexedDB } };
  for (const name of await navigator.storageBuckets.keys()) {
    places[name] = await navigator.storageBuckets.open(name);
  }
  for (const [place, { indexedDB: factory }] of Object.entries(places)) {
    for (const { name, version } of await factory.databases()) {
      const database = await promised(factory.open(name));
      const stores = databases[`${place} ${name} ${version}`] = {};
      for (const store of database.objectStoreNames) {
        stores[store] = await promised(database.transaction(store).objectStore(store).getAllKeys());
      }
      database.close();
    }
  }
  const files = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
  const foreign = (await caches.keys()).filter((name) => !name.startsWith('sessionscope-'));
  return { databases, files, foreign };
}

/** What stands there in a fresh profile, once the app has made its database. */
async function atStart(app) {
  let now = await app.page.evaluate(everything);
  for (let tries = 0; tries < 100 && Object.keys(now.databases).length === 0; tries += 1) {
    await app.page.waitForTimeout(100);
    now = await app.page.evaluate(everything);
  }
  return now;
}

/** Waits until all is as in a fresh profile, and sees that it stays so. */
async function assertFresh(app, fresh) {
  await app.until('empty');
  await app.page.waitForTimeout(3000);
  assert.deepEqual(await app.page.evaluate(everything), fresh);
  await app.show('/');
  await app.page.reload();
  await app.page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  await app.page.waitForTimeout(1000);
  assert.equal(await app.state(), 'empty');
  assert.deepEqual(await app.page.evaluate(everything), fresh);
}

async function corpus(t, options) {
  const folder = path.join(await scratch(t), 'projects');
  return { folder, totals: await writeCorpus(folder, options) };
}

async function anotherTab(app) {
  const page = await app.context.newPage();
  const other = new App(page, app.server, await app.context.newCDPSession(page));
  await page.goto(app.server.url);
  await other.reconnected();
  return other;
}

scenario('with other tabs open, one of them with a folder of its own', { timeout: 90_000 }, async (app, t) => {
  const fresh = await atStart(app);
  const { folder, totals } = await corpus(t, { files: 6, each: 3 });
  await app.drop(folder);
  const other = await anotherTab(app);
  await assertTotals(other, totals);
  const third = await anotherTab(app);
  const { folder: own } = await corpus(t, { files: 4, each: 2 });
  await third.drop(own);
  await app.clearData();
  await other.until('empty');
  await third.until('empty');
  await other.page.close();
  await third.page.waitForTimeout(2000);
  await third.page.close();
  await assertFresh(app, fresh);
});

scenario('in the middle of a reading', { timeout: 90_000 }, async (app, t) => {
  const fresh = await atStart(app);
  const { folder } = await corpus(t, { files: 60, each: 20, padding: 200_000 });
  await app.dropOnly(folder);
  await app.page.waitForFunction(() => Number(document.documentElement.dataset.filesDone) > 5
    && document.documentElement.dataset.state === 'indexing', null, { polling: 10 });
  await app.clearData();
  await assertFresh(app, fresh);
  await app.drop(folder);
  assert.equal(await app.metric('files'), '60');
});

scenario('while the search index is made', { timeout: 120_000 }, async (app, t) => {
  const fresh = await atStart(app);
  const { folder } = await corpus(t, { files: 600, each: 20, padding: 2_000 });
  await app.drop(folder);
  await app.show('/search?q=word');
  await app.page.waitForFunction(async () => {
    for await (const name of (await navigator.storage.getDirectory()).keys()) if (name) return true;
    return false;
  });
  await app.clearData();
  await assertFresh(app, fresh);
  // It is made again where it is wanted.
  await app.drop(folder);
  await app.show('/search?q=word');
  await app.page.waitForFunction(async () => {
    for await (const name of (await navigator.storage.getDirectory()).keys()) if (name) return true;
    return false;
  });
});

/** Words of no language, by where they stand in a log; they begin differently, so that no index shortens them. */
const WORDS = {
  prompt: 'qzxkpromptjvw', answer: 'wjqkanswerzxv', title: 'vqjxtitlekzw', branch: 'zkqvbranchxjw', folder: 'xvqjfolderwkz',
};

/** Writes a corpus with all of `WORDS` in it, too much of it to be kept in small values. */
async function wordsIn(folder) {
  const project = path.join(folder, `-home-dev-${WORDS.folder}`);
  await mkdir(project, { recursive: true });
  for (let number = 0; number < 300; number += 1) {
    const session = `s${String(number).padStart(6, '0')}`;
    const talk = [0, 1, 2].map((at) => exchange(session, at, { project: WORDS.folder })).join('')
      .replaceAll('"Question', `"${WORDS.prompt} ${session}`)
      .replaceAll('"Answer', `"${WORDS.answer}`)
      .replaceAll('"main"', `"${WORDS.branch}"`);
    const title = JSON.stringify({ type: 'summary', summary: `${WORDS.title} ${session}`, leafUuid: `a-${session}-000002` });
    await writeFile(path.join(project, `${session}.jsonl`), `${talk}${title}\n`);
  }
}

/** What the browser notes of addresses by itself; that of a project's view names its folder. No page can change it. */
const HISTORY = /^(Default\/(Favicons|History|Network Action Predictor|Sessions\/|Shortcuts|Top Sites|Visited Links)|segmentation_platform\/)/;

/** All of `found` that is not a project's folder in the browser's own history. */
const beyondHistory = (found) => found.filter((line) => !(HISTORY.test(line) && line.endsWith(`: ${WORDS.folder}`)));

/** Opens the app in a profile on disk. */
async function visit(profile, server, args) {
  const context = await profileBrowser(profile, { args });
  context.setDefaultTimeout(30_000);
  const [page] = context.pages();
  const app = new App(page, server, await context.newCDPSession(page));
  await page.goto(server.url);
  await page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  return app;
}

// Which of the two a browser has depends on its version and on the age of the profile.
const STORES = { LevelDB: '--disable-features=IdbSqliteBackingStore', SQLite: '--enable-features=IdbSqliteBackingStore' };

for (const [kind, flag] of Object.entries(STORES)) {
  test(`no word of a log is left in the profile on disk (${kind})`, { timeout: 300_000 }, async (t) => {
    const [profile, folder] = [path.join(await scratch(t), 'profile'), path.join(await scratch(t), 'projects')];
    await wordsIn(folder);
    const words = Object.values(WORDS);
    const left = async () => beyondHistory(await untilFiles(profile, words, (found) => beyondHistory(found).length === 0));
    const server = await serve(DIST);
    t.after(() => server.close());
    let app = await visit(profile, server, [flag]);
    t.after(() => app.page.context().close());
    await app.drop(folder);
    for (const view of Object.values(await detailViews(app))) await app.show(view);
    await app.show('/search?q=filler');
    const isThere = (found) => words.every((word) => beyondHistory(found).some((line) => line.endsWith(word)));
    const there = await untilFiles(profile, words, isThere);
    assert.ok(isThere(there), `all of it is stored: ${there.join(', ')}`);
    await app.clearData();
    assert.deepEqual(await left(), [], 'while the page is open');
    await app.page.context().close();
    assert.deepEqual(await left(), [], 'once the browser is closed');
    app = await visit(profile, server, [flag]);
    await app.page.waitForTimeout(2000);
    assert.equal(await app.state(), 'empty');
    assert.deepEqual(await left(), [], 'at the next visit');
    app.assertClean();
  });
}

/** A browser that has no storage buckets, for as long as the page says so. Runs in the page. */
function withoutBuckets() {
  if (sessionStorage.getItem('buckets') === null) delete Navigator.prototype.storageBuckets;
}

scenario('of a database that was made before there were buckets', {
  timeout: 90_000,
  before: (context) => context.addInitScript(withoutBuckets),
}, async (app, t) => {
  const { folder, totals } = await corpus(t, { files: 6, each: 3 });
  await app.drop(folder);
  await app.page.waitForTimeout(3000);
  await app.page.evaluate(() => sessionStorage.setItem('buckets', 'yes'));
  await app.reopen();
  await assertTotals(app, totals);
  assert.equal((await app.lastDetail()).bytesRead, 0, 'it is still used');
  await app.clearData();
  await app.page.waitForTimeout(1000);
  const { databases } = await app.page.evaluate(everything);
  assert.deepEqual(Object.keys(databases), ['sessionscope sessionscope 2'], 'the new one is in a bucket');
});
