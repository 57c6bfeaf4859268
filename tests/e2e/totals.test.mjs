// What the page shows is what the logs say, to the last token and the last decimal.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

import { scenario } from './support/app.mjs';
import { assertTable, assertTotals } from './support/compare.mjs';
import { CASES, caseOf, needsCases, needsRealLogs, real } from './support/places.mjs';

scenario('real logs: every figure of Overview is the answer', needsRealLogs, async (app) => {
  await app.drop(real.projects);
  await assertTotals(app, real.answers.totals);
});

/** A table, the view that has it, and the answers to its rows by key. */
const TABLES = [
  ['projects', '/projects', (answers) => answers.by_project],
  ['sessions', '/sessions', (answers) => answers.by_session],
  ['models', '/reports?by=model', (answers) => answers.by_model],
  ['days', '/reports?by=day', (answers) => answers.by_day_utc],
  ['blocks', '/blocks', (answers) => Object.fromEntries(answers.by_block_5h.map((block) => [block.start, block]))],
];

/** The columns that a table and its answers have in common; the totals are among them. */
function columnsOf(rows, answers) {
  const [answer] = Object.values(answers);
  const columns = Object.keys(rows[0].cells).filter((name) => typeof answer[name] === 'number' || name === 'cost_usd');
  for (const name of ['input_tokens', 'output_tokens', 'cost_usd']) assert.ok(columns.includes(name), `no column ${name}`);
  return columns;
}

for (const [name, route, answersOf] of TABLES) {
  scenario(`real logs: the table of ${name} is the answer`, needsRealLogs, async (app) => {
    await app.drop(real.projects);
    await app.show(route);
    const rows = await app.table(name);
    const answers = answersOf(real.answers);
    assert.ok(rows.length > 0, 'no rows');
    assertTable(rows, answers, columnsOf(rows, answers));
  });
}

scenario('real logs: Health lists every malformed line', needsRealLogs, async (app) => {
  await app.drop(real.projects);
  await app.show('/health');
  const shown = (await app.table('malformed')).map(({ cells }) => `${cells.file}:${cells.line}`);
  const right = real.answers.malformed.map(({ file, line }) => `${file}:${line}`);
  assert.deepEqual(shown.sort(), right.sort());
});

/** Enough of the cases to see that every kind of rule reaches the page; the engine's tests run all. */
const PICKED = /^(01|02|05|09|15|20|23|24|26|28|30|31|34|39|40|41|6[0-9])-/;

const names = needsCases.skip ? [] : readdirSync(CASES).filter((name) => PICKED.test(name));

scenario(`${names.length} cases of our own, one after the other`, { ...needsCases, timeout: 120_000 }, async (app) => {
  for (const name of names) {
    const { projects, expected } = caseOf(name);
    await app.drop(projects);
    await assertTotals(app, expected.totals).catch((error) => {
      throw new Error(`case ${name}: ${error.message}`);
    });
    await app.action('clear-data').click();
    await app.until('empty');
  }
});
