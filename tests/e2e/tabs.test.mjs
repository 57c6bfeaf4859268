// Several tabs of the page: one stores, the others hear of it, and none doubles or loses anything.

import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { App, scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, totalsOf, writeCorpus } from './support/corpus.mjs';
import { scratch } from './support/folder.mjs';

const FILES = 6;
const EACH = 3;

async function dropped(app, t) {
  const folder = path.join(await scratch(t), 'projects');
  const totals = await writeCorpus(folder, { files: FILES, each: EACH });
  await app.drop(folder);
  await assertTotals(app, totals);
  await app.live();
  return { folder, totals, first: path.join(folder, 'p0000/s000000.jsonl') };
}

/** Another tab of the same browser, with what is stored on it. */
async function another(app, { live = true } = {}) {
  const page = await app.context.newPage();
  const other = new App(page, app.server, await app.context.newCDPSession(page));
  await page.goto(app.server.url);
  await other.reconnected();
  if (!live) await other.pause();
  return other;
}

scenario('another tab shows what this one has stored', {}, async (app, t) => {
  const { totals } = await dropped(app, t);
  const other = await another(app);
  await assertTotals(other, totals);
  other.assertClean();
});

scenario('what one tab reads and stores is shown by the other', {}, async (app, t) => {
  const { first, totals } = await dropped(app, t);
  const other = await another(app, { live: false });
  await appendFile(first, exchange('s000000', EACH));
  const grown = { ...totals, ...totalsOf({ files: FILES, responses: FILES * EACH + 1 }) };
  await app.figure('output_tokens', grown.output_tokens);
  await other.figure('output_tokens', grown.output_tokens);
  await assertTotals(other, grown);
  assert.equal((await other.lastDetail()).bytesRead, 0, 'the other tab read nothing of it');
  other.assertClean();
});

scenario('two tabs that follow the same folder neither double nor lose', {}, async (app, t) => {
  const { folder, first, totals } = await dropped(app, t);
  const other = await another(app);
  for (let turn = 0; turn < 5; turn += 1) {
    await appendFile(first, exchange('s000000', EACH + turn));
    await writeFile(path.join(folder, `p0001/new${turn}.jsonl`), exchange(`new${turn}`, 1));
  }
  const grown = { ...totals, ...totalsOf({ files: FILES + 5, responses: FILES * EACH + 10 }) };
  for (const tab of [app, other]) {
    await tab.figure('output_tokens', grown.output_tokens);
    await assertTotals(tab, grown);
  }
  await app.page.waitForTimeout(3000);
  await other.page.reload();
  await other.reconnected();
  await assertTotals(other, grown);
  other.assertClean();
});

scenario('when the tab that stores is closed another goes on', {}, async (app, t) => {
  const { first, totals } = await dropped(app, t);
  const other = await another(app);
  await app.page.close();
  await appendFile(first, exchange('s000000', EACH));
  const grown = { ...totals, ...totalsOf({ files: FILES, responses: FILES * EACH + 1 }) };
  await other.figure('output_tokens', grown.output_tokens);
  await other.page.waitForTimeout(3000);
  await other.pause();
  await other.page.reload();
  await other.reconnected();
  await assertTotals(other, grown);
  assert.equal((await other.lastDetail()).bytesRead, 0, 'it was stored');
  other.assertClean();
});

/** Another tab that is open before anything is given. */
async function early(app) {
  const page = await app.context.newPage();
  const other = new App(page, app.server, await app.context.newCDPSession(page));
  await page.goto(app.server.url);
  await page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  await page.waitForTimeout(1000);
  return other;
}

async function corpusOf(t, name, sizes) {
  const folder = path.join(await scratch(t), name);
  return { folder, totals: await writeCorpus(folder, sizes) };
}

/** What a new tab shows once it has looked at all that is stored. */
async function assertStored(app, figures) {
  await app.page.reload();
  await app.reconnected();
  await app.figure('files', figures.files);
  await app.figure('output_tokens', figures.output_tokens);
}

for (const last of ['first', 'second']) {
  scenario(`two tabs with a folder each: both are stored, whichever closes ${last === 'first' ? 'last' : 'first'}`, { timeout: 90_000 }, async (app, t) => {
    const other = await early(app);
    const x = await corpusOf(t, 'laptop', { files: 6, each: 3 });
    const y = await corpusOf(t, 'tower', { files: 4, each: 2 });
    for (const name of ['p0000', 'p0001']) {
      // Their sessions have other names than those of the first.
      const { readdir, rename } = await import('node:fs/promises');
      for (const file of await readdir(path.join(y.folder, name)).catch(() => [])) {
        await rename(path.join(y.folder, name, file), path.join(y.folder, name, `y-${file}`));
      }
    }
    await app.drop(x.folder);
    await other.drop(y.folder);
    await other.page.waitForTimeout(4000);
    const [closes, stays] = last === 'first' ? [other, app] : [app, other];
    await closes.page.close();
    await stays.page.waitForTimeout(4000);
    // The messages of the second are copies of the first's: they count once.
    await assertStored(stays, { files: 10, output_tokens: x.totals.output_tokens });
  });
}

scenario('a sample in another tab takes nothing', { timeout: 90_000 }, async (app, t) => {
  const other = await early(app);
  const { folder, totals } = await corpusOf(t, 'laptop', { files: 6, each: 3 });
  await other.settling(() => other.action('open-sample').click());
  await app.drop(folder);
  await app.page.waitForTimeout(3000);
  await app.page.close();
  await other.page.waitForTimeout(4000);
  await assertStored(other, totals);
});

scenario('a folder that one tab forgets leaves the others', {}, async (app, t) => {
  const { totals } = await dropped(app, t);
  const other = await another(app);
  await assertTotals(other, totals);
  await app.action('remove-root').click();
  await app.action('confirm-clear').click();
  await app.until('empty');
  await other.page.waitForFunction(() => document.querySelectorAll('[data-action="remove-root"]').length === 0);
  await other.page.close();
  await app.page.waitForTimeout(1500);
  await app.page.reload();
  await app.page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  assert.equal(await app.state(), 'empty');
});
