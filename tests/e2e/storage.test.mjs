// What was read once is not read again; what changed is, and no more than that.

import assert from 'node:assert/strict';
import { appendFile, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, totalsOf, writeCorpus } from './support/corpus.mjs';
import { bytesOf, copyOf, logsOf, rewrite, scratch, touch } from './support/folder.mjs';
import { needsRealLogs, real } from './support/places.mjs';

const EACH = 3;
const FILES = 6;

/** Drops a corpus of our own and gives its folder. */
async function dropped(app, t) {
  const folder = path.join(await scratch(t), 'projects');
  const totals = await writeCorpus(folder, { files: FILES, each: EACH });
  await app.drop(folder);
  await app.pause();
  await assertTotals(app, totals);
  return { folder, totals, first: path.join(folder, 'p0000/s000000.jsonl') };
}

scenario('the first reading reads every byte once', {}, async (app, t) => {
  const { folder } = await dropped(app, t);
  const { bytesRead, files, skipped } = await app.lastDetail();
  assert.deepEqual({ bytesRead, files, skipped }, { bytesRead: await bytesOf(folder), files: FILES, skipped: 0 });
});

/** Counts what the page and its workers tell each other. */
const counted = (context) => context.addInitScript(() => {
  globalThis.told = { sent: 0, heard: 0 };
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function post(...given) {
    globalThis.told.sent += 1;
    return postMessage.apply(this, given);
  };
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', () => { globalThis.told.heard += 1; });
    }
  };
});

/** Bytes of all that is in the database. */
function stored(app) {
  return app.page.evaluate(async () => {
    const asked = (request) => new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const sizeOf = (value) => {
      if (typeof value === 'string') return value.length;
      if (value === null || typeof value !== 'object') return 8;
      return value.byteLength ?? value.size ?? Object.values(value).reduce((sum, each) => sum + sizeOf(each), 0);
    };
    const database = await asked((globalThis.bucket = await navigator.storageBuckets.open('sessionscope')).indexedDB.open('sessionscope'));
    let bytes = 0;
    for (const name of database.objectStoreNames) {
      bytes += sizeOf(await asked(database.transaction(name).objectStore(name).getAll()));
    }
    database.close();
    return bytes;
  });
}

scenario('a reading takes few messages, and what is stored of it is small', { before: counted }, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  const totals = await writeCorpus(folder, { files: 400, each: 20, perProject: 20 });
  await app.drop(folder);
  await app.pause();
  await assertTotals(app, totals);
  const { sent, heard } = await app.page.evaluate(() => globalThis.told);
  const [bytes, logs] = [await stored(app), await bytesOf(folder)];
  // 4, 40 and 1,144,476 of 5,728,000 bytes; how far it is and new figures are told several times a second.
  assert.ok(sent > 0 && sent <= 20, `${sent} messages sent`);
  assert.ok(heard > 0 && heard <= 80, `${heard} messages heard`);
  assert.ok(bytes > 0 && bytes <= 1_250_000, `${bytes} bytes stored of ${logs}`);
});

scenario('a reload paints the stored totals although the folder is gone', {}, async (app, t) => {
  const { folder, totals } = await dropped(app, t);
  await rename(folder, `${folder}-elsewhere`);
  await app.page.reload();
  await app.page.waitForFunction(() => performance.getEntriesByName('sessionscope:first-paint-of-totals').length > 0);
  await app.page.waitForSelector('[data-metric="cost_usd"]');
  await assertTotals(app, totals);
});

/** From the next load on, no worker says anything. */
const silent = (context) => context.addInitScript(() => {
  if (sessionStorage.getItem('silent') !== 'yes') return;
  globalThis.Worker = class extends EventTarget {
    postMessage() {}
    terminate() {}
  };
});

/** Waits until answers are stored, and what was asked late, which is stored 1.5 s after that, as well. */
async function answersStored(app) {
  await app.page.waitForFunction(async () => {
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    globalThis.bucket ??= await navigator.storageBuckets.open('sessionscope');
    const database = await asked(globalThis.bucket.indexedDB.open('sessionscope'));
    const answers = await asked(database.transaction('meta').objectStore('meta').get('answers'));
    database.close();
    return answers !== undefined;
  }, null, { polling: 200 });
  await app.page.waitForTimeout(2000);
}

scenario('stored totals are on the page before any worker answers', { before: silent }, async (app, t) => {
  const { totals } = await dropped(app, t);
  await answersStored(app);
  await app.page.evaluate(() => sessionStorage.setItem('silent', 'yes'));
  await app.page.reload();
  await app.page.waitForFunction(() => performance.getEntriesByName('sessionscope:first-paint-of-totals').length > 0, null, { timeout: 15_000 });
  await app.page.locator('[data-metric="cost_usd"]').waitFor({ state: 'visible', timeout: 15_000 });
  assert.equal(await app.page.getByText('Counting…').count(), 0);
  await assertTotals(app, totals);
});

scenario('a reload reads not one byte of an unchanged folder', {}, async (app, t) => {
  const { totals } = await dropped(app, t);
  await app.reopen();
  await assertTotals(app, totals);
  const { bytesRead, skipped } = await app.lastDetail();
  assert.deepEqual({ bytesRead, skipped }, { bytesRead: 0, skipped: FILES });
});

scenario('the same folder dropped again reads not one byte', {}, async (app, t) => {
  const { folder, totals } = await dropped(app, t);
  await app.drop(folder);
  await assertTotals(app, totals);
  const { bytesRead, skipped } = await app.lastDetail();
  assert.deepEqual({ bytesRead, skipped }, { bytesRead: 0, skipped: FILES });
});

scenario('real logs: a reload reads nothing and shows the same', needsRealLogs, async (app) => {
  await app.drop(real.projects);
  await app.reopen();
  await assertTotals(app, real.answers.totals);
  const { bytesRead, skipped } = await app.lastDetail();
  assert.deepEqual({ bytesRead, skipped }, { bytesRead: 0, skipped: real.answers.totals.files });
});

scenario('of a file with a new line only that line is read', {}, async (app, t) => {
  const { first, totals } = await dropped(app, t);
  const line = exchange('s000000', EACH);
  await appendFile(first, line);
  await app.reopen();
  await assertTotals(app, { ...totals, ...totalsOf({ files: FILES, responses: FILES * EACH + 1 }) });
  const { bytesRead, skipped, tailRead } = await app.lastDetail();
  assert.deepEqual({ bytesRead, skipped, tailRead }, { bytesRead: line.length, skipped: FILES - 1, tailRead: 1 });
});

/** Puts all that is stored of files into one shard, as when there were fewer, and gives the shards there are. */
async function shards(app, { crowd = false } = {}) {
  return app.page.evaluate(async (crowd) => {
    const asked = (request) => new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const database = await asked((globalThis.bucket = await navigator.storageBuckets.open('sessionscope')).indexedDB.open('sessionscope'));
    const store = database.transaction('shards', 'readwrite').objectStore('shards');
    if (crowd) {
      const keys = await asked(store.getAllKeys());
      for (const [at, value] of (await asked(store.getAll())).entries()) {
        await asked(store.put(value, String(900 + at)));
        await asked(store.delete(keys[at]));
      }
    }
    const keys = await asked(store.getAllKeys());
    database.close();
    return keys;
  }, crowd);
}

scenario('files that an older version stored in other shards move to their own', {}, async (app, t) => {
  const { first, totals } = await dropped(app, t);
  const own = await shards(app);
  const old = await shards(app, { crowd: true });
  assert.ok(old.every((key) => key.startsWith('9')) && old.length === own.length, String(old));
  const line = exchange('s000000', EACH);
  await appendFile(first, line);
  await app.reopen();
  await assertTotals(app, { ...totals, ...totalsOf({ files: FILES, responses: FILES * EACH + 1 }) });
  const { bytesRead, skipped } = await app.lastDetail();
  assert.deepEqual({ bytesRead, skipped }, { bytesRead: line.length, skipped: FILES - 1 });
  // They are written a moment later.
  for (let tries = 0; tries < 100 && (await shards(app)).some((key) => key.startsWith('9')); tries += 1) {
    await app.page.waitForTimeout(100);
  }
  assert.deepEqual(await shards(app), own);
});

scenario('what was worked on last is looked at before the folder is listed', {}, async (app, t) => {
  const { folder, first, totals } = await dropped(app, t);
  const old = new Date(Date.now() - 3 * 24 * 3600 * 1000);
  const logs = await logsOf(folder);
  for (const log of logs) await utimes(path.join(folder, log), old, old);
  // Their times are other ones now: all are read again, and known.
  await app.reopen();
  await appendFile(first, exchange('s000000', EACH));
  // Known by the last visit as of three days ago; the one that has grown since is among these.
  await app.reopen();
  await assertTotals(app, { ...totals, ...totalsOf({ files: FILES, responses: FILES * EACH + 1 }) });
  await app.pause();
  // From now on it alone is of the last day.
  await appendFile(first, exchange('s000000', EACH + 1));
  await app.reopen();
  const [recent] = await app.measures('sessionscope:recent-verified');
  const { files, tail_read: tailRead, skipped } = recent.detail;
  assert.deepEqual({ files, tailRead, skipped }, { files: 1, tailRead: 1, skipped: 0 });
  const whole = await app.lastDetail();
  assert.deepEqual({ files: whole.files, skipped: whole.skipped }, { files: FILES, skipped: FILES - 1 });
  await assertTotals(app, { ...totals, ...totalsOf({ files: FILES, responses: FILES * EACH + 2 }) });
});

scenario('real logs: a line added to one file is all that is read', needsRealLogs, async (app, t) => {
  const folder = await copyOf(t, real.projects);
  await app.drop(folder);
  await app.pause();
  const line = exchange('added', 1);
  const file = path.join(folder, real.answers.malformed[0].file);
  await appendFile(file, line);
  await app.reopen();
  const { totals } = real.answers;
  assert.equal(await app.metric('output_tokens'), String(totals.output_tokens + 100));
  assert.equal(await app.metric('messages_user'), String(totals.messages_user + 1));
  const { bytesRead } = await app.lastDetail();
  assert.ok(bytesRead >= line.length && bytesRead <= line.length + 4096, `${bytesRead} bytes were read`);
});

scenario('a line that comes in two halves counts once it is whole', {}, async (app, t) => {
  const { first, totals } = await dropped(app, t);
  const [line] = exchange('s000000', EACH).split('\n').slice(1);
  await appendFile(first, line.slice(0, 100));
  await app.reopen();
  assert.equal(await app.metric('output_tokens'), String(totals.output_tokens));
  await appendFile(first, `${line.slice(100)}\n`);
  await app.reopen();
  assert.equal(await app.metric('output_tokens'), String(totals.output_tokens + 100));
  assert.equal(await app.metric('malformed_lines'), '0');
  const { bytesRead } = await app.lastDetail();
  assert.ok(bytesRead <= line.length + 1, `${bytesRead} bytes were read for a line of ${line.length + 1}`);
});

scenario('a vanished file leaves the totals', {}, async (app, t) => {
  const { first } = await dropped(app, t);
  await rm(first);
  await app.reopen();
  await assertTotals(app, totalsOf({ files: FILES - 1, responses: (FILES - 1) * EACH }));
  assert.equal((await app.lastDetail()).bytesRead, 0);
});

scenario('a new file is all that is read', {}, async (app, t) => {
  const { folder } = await dropped(app, t);
  const text = exchange('new', 1);
  await writeFile(path.join(folder, 'p0001/new.jsonl'), text);
  await app.reopen();
  await assertTotals(app, totalsOf({ files: FILES + 1, responses: FILES * EACH + 1 }));
  assert.equal((await app.lastDetail()).bytesRead, text.length);
});

scenario('a file replaced by one of the same size is read again', {}, async (app, t) => {
  const { first, totals } = await dropped(app, t);
  const text = await readFile(first, 'utf8');
  await rewrite(first, text.replaceAll('"output_tokens":100', '"output_tokens":200'));
  await app.reopen();
  assert.equal(await app.metric('output_tokens'), String(totals.output_tokens + 100 * EACH));
  assert.equal((await app.lastDetail()).bytesRead, text.length);
});

scenario('a file that was rewritten and grew is read again in full', {}, async (app, t) => {
  const { first, totals } = await dropped(app, t);
  const text = (await readFile(first, 'utf8')).replaceAll('"output_tokens":100', '"output_tokens":200');
  await rewrite(first, text + exchange('s000000', EACH));
  await app.reopen();
  assert.equal(await app.metric('output_tokens'), String(totals.output_tokens + 100 * EACH + 100));
});

scenario('a file cut short is read again', {}, async (app, t) => {
  const { first } = await dropped(app, t);
  const text = await readFile(first, 'utf8');
  const kept = exchange('s000000', 0, { project: 'p0000' }).length;
  assert.ok(text.length > kept);
  await truncate(first, kept);
  await touch(first);
  await app.reopen();
  await assertTotals(app, totalsOf({ files: FILES, responses: FILES * EACH - 2 }));
  assert.equal((await app.lastDetail()).bytesRead, kept);
});

scenario('a file that was only touched is read again and changes nothing', {}, async (app, t) => {
  const { first, totals } = await dropped(app, t);
  await touch(first);
  await app.reopen();
  await assertTotals(app, totals);
  const { bytesRead, skipped } = await app.lastDetail();
  assert.deepEqual({ bytesRead, skipped }, { bytesRead: (await stat(first)).size, skipped: FILES - 1 });
});

scenario('cleared data is gone after a reload', {}, async (app, t) => {
  await dropped(app, t);
  await app.clearData();
  await app.show('/');
  await app.page.reload();
  await app.page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  assert.equal(await app.state(), 'empty');
});

/** A press on what forgets asks first, and names what would be lost. */
async function asked(app, button, what) {
  await button.click();
  const dialog = app.page.getByRole('dialog', { name: 'Forget what was read?' });
  await dialog.waitFor();
  assert.match(await dialog.innerText(), what);
  assert.match(await dialog.locator('[data-lost]').innerText(), new RegExp(`${FILES} files, from \\d`));
  assert.ok(await dialog.getByRole('button', { name: 'Keep' }).evaluate((keep) => keep === document.activeElement));
}

scenario('forgetting asks first, and a folder comes back within ten seconds', {}, async (app, t) => {
  const { totals } = await dropped(app, t);
  await asked(app, app.action('remove-root'), /The folder “/);
  await app.action('keep-data').click();
  await assertTotals(app, totals);
  await asked(app, app.action('remove-root'), /The folder “/);
  await app.page.keyboard.press('Escape');
  await assertTotals(app, totals);

  await asked(app, app.action('remove-root'), /The folder “/);
  await app.action('confirm-clear').click();
  await app.until('empty');
  await app.settling(() => app.action('undo').click());
  await assertTotals(app, totals);
  assert.equal(await app.action('undo').count(), 0);
  await app.reopen();
  await assertTotals(app, totals);
});

scenario('cleared data comes back within ten seconds, and not later', {}, async (app, t) => {
  const { totals } = await dropped(app, t);
  await app.show('/health');
  await asked(app, app.action('clear-data'), /All folders/);
  await app.action('confirm-clear').click();
  await app.until('empty');
  await app.settling(() => app.action('undo').click());
  await app.show('/');
  await assertTotals(app, totals);
  await app.reopen();
  await assertTotals(app, totals);

  await app.clearData();
  await app.action('undo').waitFor();
  await app.action('undo').waitFor({ state: 'hidden', timeout: 15_000 });
  await app.page.reload();
  await app.page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  assert.equal(await app.state(), 'empty');
});
