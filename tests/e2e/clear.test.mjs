// "Clear all data" clears: every tab, worker and running task, in the database and the origin's files.

import assert from 'node:assert/strict';
import path from 'node:path';

import { App, scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { writeCorpus } from './support/corpus.mjs';
import { scratch } from './support/folder.mjs';

/** All that stands in the origin's storage beside the app's own files. Runs in the page. */
async function everything() {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const databases = {};
  for (const { name, version } of await indexedDB.databases()) {
    const database = await promised(indexedDB.open(name));
    databases[`${name} ${version}`] = {};
    for (const store of database.objectStoreNames) {
      const keys = await promised(database.transaction(store).objectStore(store).getAllKeys());
      databases[`${name} ${version}`][store] = keys;
    }
    database.close();
  }
  const files = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
  const foreign = (await caches.keys()).filter((name) => !name.startsWith('sessionscope-'));
  return { databases, files, foreign };
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
  const fresh = await app.page.evaluate(everything);
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
  const fresh = await app.page.evaluate(everything);
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
  const fresh = await app.page.evaluate(everything);
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
