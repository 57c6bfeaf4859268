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

/** A report, its table, and the answers to its rows by key. */
const REPORTS = [
  ['project', 'projects', (answers) => answers.by_project],
  ['session', 'sessions', (answers) => answers.by_session],
  ['model', 'models', (answers) => answers.by_model],
  ['day', 'days', (answers) => answers.by_day_utc],
  ['block', 'blocks', (answers) => Object.fromEntries(answers.by_block_5h.map((block) => [block.start, block]))],
];

const COLUMNS = [
  'input_tokens', 'output_tokens', 'cache_creation_tokens', 'cache_creation_5m_tokens', 'cache_creation_1h_tokens',
  'cache_read_tokens', 'cost_usd', 'responses', 'messages_user', 'messages_assistant', 'tool_calls', 'tool_errors',
];

for (const [by, table, answersOf] of REPORTS) {
  scenario(`real logs: the report by ${by} is the answer`, needsRealLogs, async (app) => {
    await app.drop(real.projects);
    await app.show(`/reports?by=${by}&columns=${COLUMNS.join(',')}`);
    const rows = await app.table(table);
    const answers = answersOf(real.answers);
    const [answer] = Object.values(answers);
    assertTable(rows, answers, COLUMNS.filter((name) => name in answer && name in rows[0].cells));
  });
}

for (const [view, answersOf] of [['projects', (answers) => answers.by_project], ['sessions', (answers) => answers.by_session]]) {
  scenario(`real logs: the view of ${view} shows each with its figures`, needsRealLogs, async (app) => {
    await app.drop(real.projects);
    await app.show(`/${view}`);
    const rows = await app.table(view);
    const columns = COLUMNS.filter((name) => name in rows[0].cells);
    assert.ok(columns.includes('cost_usd'), `columns: ${columns}`);
    assertTable(rows, answersOf(real.answers), columns);
  });
}

scenario('real logs: the table of tools is the answer', needsRealLogs, async (app) => {
  await app.drop(real.projects);
  await app.show('/tools');
  const rows = await app.table('tools');
  const answers = Object.entries(real.answers.tools)
    .map(([name, { calls, errors }]) => [name, { tool_calls: calls, tool_errors: errors }]);
  assertTable(rows, Object.fromEntries(answers), ['tool_calls', 'tool_errors']);
});

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
    await assertTotals(app, expected.totals ?? {}).catch((error) => {
      throw new Error(`case ${name}: ${error.message}`);
    });
    await app.show('/health');
    await app.clearData();
    await app.show('/');
    await app.show('/');
  }
});
