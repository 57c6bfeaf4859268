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
