// Workers die, storage fails, people change their minds: the figures stay right and the page says what is wrong.

import assert from 'node:assert/strict';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, totalsOf, writeCorpus } from './support/corpus.mjs';
import { bytesOf, scratch } from './support/folder.mjs';
import { everywhere, inside, obedient, order } from './support/inside.mjs';

/** A corpus that takes a while: 60 files of 4 MB. */
async function large(t) {
  const folder = path.join(await scratch(t), 'projects');
  const totals = await writeCorpus(folder, { files: 60, each: 20, padding: 200_000 });
  return { folder, totals };
}

async function small(t) {
  const folder = path.join(await scratch(t), 'projects');
  return { folder, totals: await writeCorpus(folder, { files: 8, each: 3 }) };
}

/** Drops the folder and comes back while it is being read. */
async function dropAndCatch(app, folder) {
  await app.dropOnly(folder);
  await app.page.waitForFunction(() => Number(document.documentElement.dataset.filesDone) > 0
    && document.documentElement.dataset.state === 'indexing', null, { polling: 10 });
}

scenario('a cancelled reading keeps what it has, says so, and can go on', { timeout: 90_000 }, async (app, t) => {
  const { folder, totals } = await large(t);
  await dropAndCatch(app, folder);
  await app.action('cancel').click();
  await app.until('ready');
  const partial = Number(await app.metric('files'));
  assert.ok(partial > 0 && partial < totals.files, `${partial} of ${totals.files} files`);
  // What it has is whole: each file's responses, and no others.
  const each = totals.output_tokens / totals.files;
  assert.equal(await app.metric('output_tokens'), String(partial * each));
  await app.page.waitForTimeout(1000);
  assert.equal(await app.metric('files'), String(partial), 'nothing comes after it');
  const strip = app.page.locator('[data-strip="partial"]');
  assert.match(await strip.innerText(), /Reading was cancelled[^]*only what was read so far/);
  await app.settling(() => strip.getByRole('button', { name: 'Read the rest' }).click());
  await assertTotals(app, totals);
  assert.equal(await strip.count(), 0);
  const { skipped } = await app.lastDetail();
  assert.equal(skipped, partial, 'what was read is not read again');
});

scenario('totals grow while files arrive', { timeout: 90_000 }, async (app, t) => {
  const { folder, totals } = await large(t);
  await dropAndCatch(app, folder);
  await app.page.waitForFunction((all) => {
    const shown = Number(document.querySelector('[data-metric="files"]')?.dataset.value ?? 0);
    return shown > 0 && shown < all && document.documentElement.dataset.state === 'indexing';
  }, totals.files, { polling: 10 });
  await app.settled(0);
  await assertTotals(app, totals);
});

scenario('a worker that dies is replaced', { before: obedient, timeout: 120_000 }, async (app, t) => {
  const { folder, totals } = await large(t);
  await dropAndCatch(app, folder);
  await order(app, 'die');
  await app.settled(0);
  await assertTotals(app, totals);
});

scenario('a worker that throws is replaced', { before: obedient, timeout: 120_000, expected: [/worker|on purpose/i] }, async (app, t) => {
  const { folder, totals } = await large(t);
  await dropAndCatch(app, folder);
  await order(app, 'throw');
  await app.settled(0);
  await assertTotals(app, totals);
});

scenario('a worker that hangs is replaced', { before: obedient, timeout: 180_000 }, async (app, t) => {
  const { folder, totals } = await large(t);
  await dropAndCatch(app, folder);
  await order(app, 'hang');
  app.page.setDefaultTimeout(150_000);
  await app.settled(0);
  await assertTotals(app, totals);
});

scenario('an analyst that breaks off is started again', { timeout: 120_000, expected: [/on purpose/] }, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await app.page.waitForTimeout(3000);
  const [analyst] = app.page.workers();
  await analyst.evaluate(() => { setTimeout(() => { throw new Error('on purpose'); }, 0); }).catch(() => {});
  await app.saying(/started again/);
  await assertTotals(app, totals);
  const { appendFile } = await import('node:fs/promises');
  await appendFile(path.join(folder, 'p0000/s000000.jsonl'), exchange('s000000', 3));
  await app.reconnected();
  await app.figure('output_tokens', totals.output_tokens + 100);
});

const withoutWorkers = (context) => context.addInitScript(() => {
  globalThis.Worker = class { constructor() { throw new Error('workers are blocked'); } };
});

scenario('where no worker can start the page reads by itself', { before: withoutWorkers, expected: [/worker/i] }, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await assertTotals(app, totals);
});

scenario('the page stays responsive while it reads by itself', { before: withoutWorkers, timeout: 90_000, expected: [/worker/i] }, async (app, t) => {
  const { folder, totals } = await large(t);
  await app.page.evaluate(() => {
    globalThis.longest = 0;
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await app.drop(folder);
  await assertTotals(app, totals);
  const longest = await app.page.evaluate(() => globalThis.longest);
  assert.ok(longest < 1000, `nothing was painted for ${Math.round(longest)} ms`);
});

const withoutStorage = everywhere(() => {
  IDBFactory.prototype.open = () => { throw new DOMException('storage is refused', 'SecurityError'); };
});

scenario('where storage is refused the page goes on from memory and says so', { before: withoutStorage, expected: [/storage/i] }, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await assertTotals(app, totals);
  await app.saying(/stor|remember|kept|memory/i);
});

const withFullStorage = everywhere(() => {
  for (const name of ['put', 'add']) {
    IDBObjectStore.prototype[name] = () => { throw new DOMException('the disk is full', 'QuotaExceededError'); };
  }
});

scenario('where storage is full the page goes on from memory and says so', { before: withFullStorage, expected: [/quota|full|stor/i] }, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await assertTotals(app, totals);
  await app.saying(/stor|space|full|memory/i);
});

// As a tab with an older version of the page does that does not make way.
const withOlderTab = everywhere(() => {
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function blocked(name, version) {
    if (version > 1) globalThis.older = open.call(this, name, 1);
    return open.call(this, name, version);
  };
});

scenario('an upgrade of the storage that another tab blocks is said, and the figures are right', { before: withOlderTab, expected: [/stor|blocked/i] }, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await assertTotals(app, totals);
  await app.saying(/other tabs/i);
});

/**
 * Alters every stored block of bytes: to rubbish (`spoil`), or to the version before (`age`); returns
 * how many there were. Runs in the page.
 */
async function alterStorage(how) {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const altered = (bytes) => {
    const blob = new Uint8Array(bytes);
    if (how === 'spoil') return blob.fill(0xa5);
    // `SSCP`, the kind, and the version in two bytes: see docs/formats.md.
    blob[5] -= 1;
    return blob;
  };
  let count = 0;
  const { indexedDB: bucket } = globalThis.bucket = await navigator.storageBuckets.open('sessionscope');
  for (const { name } of await bucket.databases()) {
    const database = await promised(bucket.open(name));
    for (const store of database.objectStoreNames) {
      const access = database.transaction(store, 'readwrite').objectStore(store);
      const [keys, values] = await Promise.all([promised(access.getAllKeys()), promised(access.getAll())]);
      for (const [at, value] of values.entries()) {
        const isBytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value);
        if (!isBytes) continue;
        await promised(access.keyPath === null ? access.put(altered(value), keys[at]) : access.put(altered(value)));
        count += 1;
      }
    }
    database.close();
  }
  return count;
}

scenario('spoiled storage is dropped, said, and read anew', {}, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await app.page.waitForTimeout(3000);
  assert.ok(await app.page.evaluate(alterStorage, 'spoil') > 0, 'nothing was stored');
  await app.page.reload();
  await app.saying(/damaged|corrupt|spoiled|could not be read|unreadable|stored/i);
  await app.drop(folder);
  await assertTotals(app, totals);
});

/** Alters one stored shard: flips its last bit, or puts a value of another type there. Runs in the page. */
async function damageShard(how) {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await promised((globalThis.bucket = await navigator.storageBuckets.open('sessionscope')).indexedDB.open('sessionscope'));
  const access = database.transaction('shards', 'readwrite').objectStore('shards');
  const [key] = await promised(access.getAllKeys());
  const value = await promised(access.get(key));
  const damaged = { flip: () => { value[value.length - 1] ^= 1; return value; }, text: () => 'no shard', nothing: () => null }[how];
  await promised(access.put(damaged(), key));
  database.close();
  return value.length;
}

for (const how of ['flip', 'text', 'nothing']) {
  scenario(`one damaged shard (${how}) beside a whole ledger: what it held is read again at once`, {}, async (app, t) => {
    const { folder, totals } = await small(t);
    await app.drop(folder);
    await app.page.waitForTimeout(3000);
    assert.ok(await app.page.evaluate(damageShard, how) > 0, 'nothing was stored');
    await app.reopen();
    await app.live();
    // The shards are looked at when something is to change, at the latest now.
    const { appendFile } = await import('node:fs/promises');
    await appendFile(path.join(folder, 'p0000/s000000.jsonl'), exchange('s000000', 3));
    // As long as files are missing, that is said.
    await app.page.waitForFunction((right) => {
      const shown = document.querySelector('[data-metric="output_tokens"]')?.dataset.value;
      return shown === String(right) && !document.querySelector('[data-strip]');
    }, totals.output_tokens + 100);
    await assertTotals(app, { ...totals, ...totalsOf({ files: totals.files, responses: totals.messages_user + 1 }) });
    await app.saying(/cannot be used/);
  });
}

scenario('figures that miss files are not called up to date', {}, async (app, t) => {
  const { rename } = await import('node:fs/promises');
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await app.page.waitForTimeout(3000);
  await app.page.evaluate(damageShard, 'flip');
  await rename(folder, `${folder}-elsewhere`);
  await app.page.reload();
  await app.saying(/not where it was/);
  await assertTotals(app, totals);
  // All shards are looked at for other prices.
  await app.action('settings').click();
  await app.page.getByRole('radio', { name: 'Auto' }).or(app.page.getByRole('button', { name: 'Auto', exact: true })).first().click();
  await app.page.waitForFunction(() => /damaged/.test(document.querySelector('[data-strip="stored"]')?.textContent ?? ''));
});

/** Puts what `stored` says into a store of the database. Runs in the page. */
async function putStored([store, key, value]) {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await promised((globalThis.bucket = await navigator.storageBuckets.open('sessionscope')).indexedDB.open('sessionscope'));
  await promised(database.transaction(store, 'readwrite').objectStore(store).put(value, key));
  database.close();
}

const STRANGE = [
  ['roots', '00007', { name: 'no handle', label: 'no handle', base: '', handle: { kind: 'directory' } }],
  ['roots', '00008', { name: 'a number', label: 5, handle: 5 }],
  ['roots', '00009', 'no folder at all'],
  ['roots', 'no number', { name: 'x' }],
  ['settings', 'settings', 5],
  ['meta', 'snapshot-is-current', 'yes'],
  ['snapshot', 'ledger', 'no ledger'],
  ['snapshot', 'as-of', 'yesterday'],
];

scenario('whatever stands in storage, the app starts and reads', {}, async (app, t) => {
  const { folder, totals } = await small(t);
  for (const strange of STRANGE) await app.page.evaluate(putStored, strange);
  await app.page.reload();
  await app.page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  await app.drop(folder);
  await assertTotals(app, totals);
});

scenario('a database of a newer version is said, and can be cleared', { expected: [/stor/i] }, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.page.evaluate(async () => {
    const { indexedDB: bucket } = globalThis.bucket = await navigator.storageBuckets.open('sessionscope');
    await new Promise((resolve, reject) => {
      const request = bucket.open('sessionscope', 99);
      request.onsuccess = () => { request.result.close(); resolve(); };
      request.onerror = () => reject(request.error);
    });
  });
  await app.page.reload();
  await app.saying(/newer version/);
  await app.drop(folder);
  await assertTotals(app, totals);
  await app.clearData();
  await app.page.waitForTimeout(500);
  await app.show('/');
  await app.page.reload();
  await app.page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  await app.drop(folder);
  await assertTotals(app, totals);
  assert.doesNotMatch(await app.notices(), /newer version/);
  await app.reopen();
  assert.equal((await app.lastDetail()).bytesRead, 0, 'it is stored again');
});

scenario('what an older version stored is dropped, said, and read anew', {}, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await app.page.waitForTimeout(3000);
  assert.ok(await app.page.evaluate(alterStorage, 'age') > 1, 'nothing was stored');
  await app.page.reload();
  // The digests; the totals' own version is another.
  await app.saying(/has version 3/);
  await app.drop(folder);
  await assertTotals(app, totals);
  // By the reading that found it out, by that of the drop, or by both if the first one was not over yet.
  const readings = await Promise.all(['sessionscope:cold-index', 'sessionscope:verify'].map((name) => app.measures(name)));
  const bytes = readings.flat().reduce((sum, { detail }) => sum + detail.bytes_read, 0);
  assert.ok(bytes >= await bytesOf(folder), `${bytes} bytes were read`);
});

scenario('a file that cannot be read is reported and the rest is right', {}, async (app, t) => {
  const { chmod, writeFile } = await import('node:fs/promises');
  const { folder, totals } = await small(t);
  const locked = path.join(folder, 'p0000/locked.jsonl');
  await writeFile(locked, '{"type":"user"}\n');
  await chmod(locked, 0o000);
  const isRoot = process.getuid?.() === 0;
  await app.drop(folder);
  if (!isRoot) await assertTotals(app, totals);
  assert.equal(await app.metric('output_tokens'), String(totals.output_tokens));
});

/** The folder `p0001` cannot be listed once there is a cache of this name. */
const withLockedFolder = inside(['analyst'], () => {
  const { values } = FileSystemDirectoryHandle.prototype;
  FileSystemDirectoryHandle.prototype.values = function () {
    const entries = values.call(this);
    if (this.name !== 'p0001') return entries;
    const next = async () => {
      if (await caches.has('test-lock')) throw new DOMException('on purpose', 'NotReadableError');
      return entries.next();
    };
    return { next, [Symbol.asyncIterator]() { return this; } };
  };
});

scenario('what a folder held that cannot be listed any more still counts', { before: withLockedFolder }, async (app, t) => {
  const { folder, totals } = await small(t);
  await app.drop(folder);
  await assertTotals(app, totals);
  await app.page.waitForTimeout(3000);
  await app.page.evaluate(() => caches.open('test-lock'));
  await app.reopen();
  await app.page.waitForFunction(() => document.documentElement.dataset.state === 'ready');
  await assertTotals(app, totals);
  await app.show('/health');
  await app.page.getByText('p0001').first().waitFor();
});

scenario('Health warns of what is past a threshold, and says what to do', {}, async (app, t) => {
  const { folder } = await small(t);
  await app.drop(folder);
  await app.show('/health');
  await app.page.waitForSelector('[data-metric="memory_bytes"]');
  assert.ok(Number(await app.metric('memory_bytes')) > 1_000_000);
  assert.equal(await app.page.locator('[data-warnings]').count(), 0, 'nothing is wrong');
  const { appendFile } = await import('node:fs/promises');
  await appendFile(path.join(folder, 'p0000/s000000.jsonl'), 'not JSON\n{"type":\nneither\n');
  await app.page.locator('[data-warnings="1"]').getByText('make no sense').waitFor();
});
