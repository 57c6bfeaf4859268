// While the page is open its figures follow the folder, and read no more than what is new.

import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, totalsOf, writeCorpus } from './support/corpus.mjs';
import { copyOf, rewrite, scratch } from './support/folder.mjs';
import { everywhere } from './support/inside.mjs';
import { needsRealLogs, real } from './support/places.mjs';

const EACH = 3;
const FILES = 6;

/** The page loses the browser's own way to tell of changes. */
const polled = {
  before: everywhere(() => { delete globalThis.FileSystemObserver; }),
};

/** Drops a corpus of our own and waits until it is followed. */
async function followed(app, t, mode = 'watching') {
  const folder = path.join(await scratch(t), 'projects');
  const totals = await writeCorpus(folder, { files: FILES, each: EACH });
  await app.drop(folder);
  await app.live(mode);
  await app.page.evaluate(() => {
    globalThis.states = [];
    new MutationObserver(() => states.push(document.documentElement.dataset.state))
      .observe(document.documentElement, { attributeFilter: ['data-state'] });
  });
  return { folder, totals, first: path.join(folder, 'p0000/s000000.jsonl') };
}

/** Waits for figures of so many responses in so many files, and compares all of them. */
async function become(app, { files = FILES, responses }) {
  await app.figure('lines', responses * 2);
  await app.figure('files', files);
  await assertTotals(app, totalsOf({ files, responses }));
  assert.deepEqual(await app.page.evaluate(() => globalThis.states), [], 'following is no reading');
}

/** Bytes that the updates so far have read. */
async function bytesRead(app) {
  const updates = await app.measures('sessionscope:live-update');
  return updates.reduce((sum, { detail }) => sum + detail.bytes_read, 0);
}

/** Waits until at least so many bytes were read and painted, and says how many: figures come before their measure. */
async function readAtLeast(app, bytes) {
  await app.page.waitForFunction((wanted) => performance.getEntriesByName('sessionscope:live-update')
    .reduce((sum, { detail }) => sum + detail.bytes_read, 0) >= wanted, bytes);
  return bytesRead(app);
}

/** Waits until so many bytes were read and painted. */
async function read(app, bytes) {
  assert.equal(await readAtLeast(app, bytes), bytes);
}

scenario('a new line shows without a reload, and nothing else is read', {}, async (app, t) => {
  const { first } = await followed(app, t);
  const line = exchange('s000000', EACH);
  await appendFile(first, line);
  await become(app, { responses: FILES * EACH + 1 });
  await read(app, line.length);
});

scenario('what a session has beside its sums shows as it comes', {}, async (app, t) => {
  const { first } = await followed(app, t);
  await app.show('/reports?by=session&columns=api_errors');
  const cell = app.page.locator('[data-table="sessions"] tr[data-key$="s000000"] [data-col="api_errors"]');
  assert.equal(await cell.getAttribute('data-value'), '0');
  const error = { type: 'system', subtype: 'api_error', uuid: 'e1', sessionId: 's000000', timestamp: '2026-07-01T10:00:30.000Z', level: 'error' };
  await appendFile(first, `${JSON.stringify(error)}\n`);
  await app.page.locator('[data-table="sessions"] tr[data-key$="s000000"] [data-col="api_errors"][data-value="1"]').waitFor();
});

scenario('a figure that changes leaves the elements of a table as they are', {}, async (app, t) => {
  const { first } = await followed(app, t);
  await app.show('/sessions?sort=name');
  const row = '[data-table="sessions"] tr[data-key$="s000000"]';
  await app.page.evaluate((selector) => {
    globalThis.changes = [];
    new MutationObserver((seen) => changes.push(...seen.map(({ type, target }) => [
      type, (target.closest ? target : target.parentElement).closest('[data-col]')?.dataset.col,
    ]))).observe(document.querySelector('[data-table="sessions"] tbody'), { subtree: true, childList: true, attributes: true, characterData: true });
    document.querySelector(`${selector} a`).focus();
  }, row);
  await appendFile(first, exchange('s000000', EACH));
  await app.page.locator(`${row} [data-col="output_tokens"][data-value="${(EACH + 1) * 100}"]`).waitFor();
  await app.painted();
  const { changes, isFocused } = await app.page.evaluate((selector) => ({
    changes, isFocused: document.activeElement === document.querySelector(`${selector} a`),
  }), row);
  assert.ok(isFocused, 'the focused link lost focus');
  assert.deepEqual(changes.filter(([type]) => type === 'childList'), []);
  assert.ok(changes.some(([type, column]) => type === 'characterData' && column === 'output_tokens'));
  assert.deepEqual(changes.filter(([, column]) => column === 'name' || column === 'project'), [], 'of what is the same');
});

scenario('a burst of lines in many files adds up', {}, async (app, t) => {
  const { folder } = await followed(app, t);
  let bytes = 0;
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(Array.from({ length: 10 }, async (_, at) => {
      const name = at < FILES ? `s00000${at}` : `n00000${at}`;
      const project = at < FILES ? `p000${Math.floor(at / 2)}` : 'p0000';
      const text = exchange(name, EACH + round, { project });
      bytes += text.length;
      await appendFile(path.join(folder, project, `${name}.jsonl`), text);
    }));
  }
  await become(app, { files: 10, responses: FILES * EACH + 200 });
  await read(app, bytes);
});

scenario('a new file counts, also in a new folder', {}, async (app, t) => {
  const { folder } = await followed(app, t);
  await writeFile(path.join(folder, 'p0001/new.jsonl'), exchange('new', 1));
  await become(app, { files: FILES + 1, responses: FILES * EACH + 1 });
  const inner = path.join(folder, 'p0001/new/subagents');
  await mkdir(inner, { recursive: true });
  await writeFile(path.join(inner, 'agent-1.jsonl'), exchange('agent', 1));
  await mkdir(path.join(folder, 'p0009'));
  await writeFile(path.join(folder, 'p0009/other.jsonl'), exchange('other', 1));
  await app.figure('lines', (FILES * EACH + 3) * 2);
  await app.figure('files', FILES + 3);
});

scenario('a file that is deleted leaves, and so does a folder', {}, async (app, t) => {
  const { folder, first } = await followed(app, t);
  await rm(first);
  await become(app, { files: FILES - 1, responses: (FILES - 1) * EACH });
  await rm(path.join(folder, 'p0001'), { recursive: true });
  await become(app, { files: FILES - 3, responses: (FILES - 3) * EACH });
  assert.equal(await bytesRead(app), 0);
});

scenario('a file or a folder that is renamed counts once', {}, async (app, t) => {
  const { folder, first } = await followed(app, t);
  await rename(first, path.join(folder, 'p0002/moved.jsonl'));
  await rename(path.join(folder, 'p0001'), path.join(folder, 'q'));
  await appendFile(path.join(folder, 'q/s000002.jsonl'), exchange('s000002', EACH));
  await become(app, { responses: FILES * EACH + 1 });
});

scenario('a file cut short counts what is left', {}, async (app, t) => {
  const { first } = await followed(app, t);
  await truncate(first, exchange('s000000', 0, { project: 'p0000' }).length);
  await become(app, { responses: FILES * EACH - 2 });
});

scenario('a file replaced by one of the same size is read again', {}, async (app, t) => {
  const { first, totals } = await followed(app, t);
  const text = await readFile(first, 'utf8');
  const other = `${first}.tmp`;
  await rewrite(other, text.replaceAll('"output_tokens":100', '"output_tokens":200'));
  await rename(other, first);
  await app.figure('output_tokens', totals.output_tokens + 100 * EACH);
  await read(app, text.length);
});

scenario('a line that is half written counts once it is whole', {}, async (app, t) => {
  const { folder, first, totals } = await followed(app, t);
  const [line] = exchange('s000000', EACH).split('\n').slice(1);
  await appendFile(first, line.slice(0, 100));
  await read(app, 100);
  await writeFile(path.join(folder, 'p0001/new.jsonl'), exchange('new', 1));
  await app.figure('output_tokens', totals.output_tokens + 100);
  await appendFile(first, `${line.slice(100)}\n`);
  await app.figure('output_tokens', totals.output_tokens + 200);
  assert.equal(await app.metric('malformed_lines'), '0');
});

scenario('a folder that is taken away is told of, and its figures stay', {}, async (app, t) => {
  const { folder, totals } = await followed(app, t);
  await rename(folder, `${folder}-elsewhere`);
  await app.saying(/not where it was/);
  await app.live('off');
  await assertTotals(app, totals);
  assert.equal(await app.state(), 'ready');
});

scenario('a folder that is deleted is told of, and its figures stay', {}, async (app, t) => {
  const { folder, totals } = await followed(app, t);
  await rm(folder, { recursive: true });
  await app.saying(/not where it was/);
  await app.live('off');
  await assertTotals(app, totals);
});

scenario('leave that is taken back is told of, and figures stay', {}, async (app, t) => {
  const { first, totals } = await followed(app, t);
  const [analyst] = app.page.workers();
  await analyst.evaluate(() => {
    const refuse = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    FileSystemFileHandle.prototype.getFile = refuse;
    FileSystemDirectoryHandle.prototype.getFileHandle = refuse;
    FileSystemDirectoryHandle.prototype.values = () => ({ next: refuse });
  });
  await appendFile(first, exchange('s000000', EACH));
  await app.saying(/did not let us read/);
  await app.live('off');
  await assertTotals(app, totals);
  await app.action('reconnect').waitFor();
});

scenario('a file that changes while it is read is looked at afresh', {}, async (app, t) => {
  const { first } = await followed(app, t);
  const [analyst] = app.page.workers();
  await analyst.evaluate(() => {
    const { arrayBuffer } = Blob.prototype;
    let left = 4;
    Blob.prototype.arrayBuffer = function () {
      left -= 1;
      return left < 0 ? arrayBuffer.call(this) : Promise.reject(new DOMException('changed', 'NotReadableError'));
    };
  });
  await appendFile(first, exchange('s000000', EACH));
  await become(app, { responses: FILES * EACH + 1 });
});

scenario('paused, nothing changes; resumed, it catches up; the choice lasts', {}, async (app, t) => {
  const { first, totals } = await followed(app, t);
  await app.pause();
  await appendFile(first, exchange('s000000', EACH));
  await app.page.waitForTimeout(500);
  await assertTotals(app, totals);
  await app.action('live').click();
  await become(app, { responses: FILES * EACH + 1 });
  await app.live();
  await app.pause();
  await app.reopen();
  assert.equal(await app.action('live').getAttribute('aria-label'), 'Resume live updates');
  assert.equal(await app.page.evaluate(() => document.documentElement.dataset.live), 'off');
});

scenario('following starts again after a reload', {}, async (app, t) => {
  const { first } = await followed(app, t);
  await app.reopen();
  await app.live();
  await appendFile(first, exchange('s000000', EACH));
  await app.figure('lines', (FILES * EACH + 1) * 2);
});

scenario('without an observer the page looks by itself', polled, async (app, t) => {
  const { folder, first } = await followed(app, t, 'polling');
  const line = exchange('s000000', EACH);
  await appendFile(first, line);
  await become(app, { responses: FILES * EACH + 1 });
  await read(app, line.length);
  await rm(path.join(folder, 'p0001/s000002.jsonl'));
  await become(app, { files: FILES - 1, responses: (FILES - 1) * EACH + 1 });
  // As when the page is seen again: then all is listed.
  await writeFile(path.join(folder, 'p0001/new.jsonl'), exchange('new', 1));
  await app.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await become(app, { responses: (FILES - 1) * EACH + 2 });
});

scenario('an update leaves the page where it was scrolled to', {}, async (app, t) => {
  const { first } = await followed(app, t);
  await app.page.evaluate(() => scrollTo(0, 300));
  const before = await app.page.evaluate(() => scrollY);
  assert.ok(before > 0);
  await appendFile(first, exchange('s000000', EACH));
  await become(app, { responses: FILES * EACH + 1 });
  assert.equal(await app.page.evaluate(() => scrollY), before);
});

scenario('real logs: a line added to one file is all that is read', needsRealLogs, async (app, t) => {
  const folder = await copyOf(t, real.projects);
  await app.drop(folder);
  await app.live();
  const line = exchange('added', 1);
  await appendFile(path.join(folder, real.answers.malformed[0].file), line);
  await app.figure('output_tokens', real.answers.totals.output_tokens + 100);
  const bytes = await readAtLeast(app, line.length);
  assert.ok(bytes <= line.length + 4096, `${bytes} bytes were read`);
});
