// What the page shows is what the logs say, to the last token and the last decimal.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

import { scenario } from './support/app.mjs';
import { assertTable, assertTotals, differences } from './support/compare.mjs';
import { sumOf } from './support/decimals.mjs';
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

/** The figures of the open session: its header, its turns one by one and together, its costs and its tools. */
async function sessionFigures(app) {
  const { page } = app;
  const value = (name) => page.locator(`[data-metric="${name}"]`).first().getAttribute('data-value');
  const tab = (name) => page.locator(`[data-tab="${name}"]`).click();
  const header = await value('session_cost_usd');
  await tab('threads');
  await page.locator('[data-metric="whole_cost_usd"]').waitFor();
  const of = (selector) => page.locator(`${selector} [data-metric="turn_cost_usd"]`)
    .evaluateAll((elements) => elements.map((element) => element.dataset.value));
  const turns = await of('[data-turn]:not([data-turn="outside"])');
  const outside = (await of('[data-turn="outside"]'))[0] ?? '0';
  const copied = await page.locator('[data-turn] .badge', { hasText: 'from another session' }).count();
  const responses = (await page.locator('[data-turn] p').allInnerTexts())
    .reduce((sum, text) => sum + Number(/([\d,]+) responses?/.exec(text)?.[1].replaceAll(',', '') ?? 0), 0);
  const [ofTurns, ofOutside, whole] = [await value('turns_cost_usd'), await value('outside_cost_usd'), await value('whole_cost_usd')];
  await tab('tools');
  const rows = await app.table('tools');
  const tools = rows.filter(({ key }) => key !== '(no tool call)').map(({ key, cells }) => [key, cells.calls, cells.failed]);
  const ofTools = sumOf(rows.map(({ cells }) => cells.cost_usd));
  await tab('cost');
  await page.locator('[data-metric="cost_usd"]').first().waitFor();
  return { header, turns, outside, ofTurns, ofOutside, whole, tools, ofTools, copied, responses, cost: await value('cost_usd') };
}

scenario('a session costs the same in its header, its turns, its tabs and its tools', needsCases, async (app) => {
  const { projects, expected } = caseOf('105-cost-of-turns');
  await app.drop(projects);
  await app.show('/sessions/s1');
  const { cost_usd: cost, cost_of_turns: turns, cost_outside_turns: outside } = expected.by_session['p/s1'];
  const figures = await sessionFigures(app);
  assert.deepEqual(figures, {
    header: cost, turns, outside, ofTurns: sumOf(turns), ofOutside: outside, whole: cost, cost, tools: [['Agent', '2', '0']], ofTools: cost, copied: 0, responses: 9,
  });
  await app.show('/sessions/s1?sub=out');
  const own = await sessionFigures(app);
  assert.deepEqual([own.header, own.turns, own.outside, own.whole, own.cost, own.ofTools], [cost, ['0.0108', '0.000375'], '0.0001', '0.011275', '0.011275', '0.011275']);
  assert.deepEqual(own.tools, [['Agent', '1', '0']]);
  await app.show('/tools?session=s1');
  const all = (await app.table('tools')).map(({ key, cells }) => [key, cells.tool_calls, cells.tool_errors]);
  assert.deepEqual(all, figures.tools);
});

scenario('real logs: sessions cost in all their views what the ledger says', { ...needsRealLogs, timeout: 240_000 }, async (app) => {
  await app.drop(real.projects);
  await app.show('/sessions');
  const rows = new Map((await app.table('sessions')).map(({ key, cells }) => [key, cells]));
  const hrefs = new Map(await app.page.locator('[data-table="sessions"] tbody tr[data-key]').evaluateAll((rows) => rows
    .map((row) => [row.dataset.key, row.querySelector('a').getAttribute('href').slice(1)])));
  for (const [key, href] of [...hrefs].slice(0, 12)) {
    const { cost_usd: cost, tool_calls: calls, tool_errors: errors, responses } = real.answers.by_session[key];
    await app.show(href);
    const figures = await sessionFigures(app);
    assert.equal(figures.responses, responses, `${key}: responses`);
    assert.equal(String(figures.turns.length - figures.copied), rows.get(key).prompts, `${key}: a turn for each prompt`);
    assert.equal(sumOf([...figures.turns, figures.outside]), cost, key);
    assert.deepEqual([figures.header, figures.whole, figures.cost, figures.ofTools], [cost, cost, cost, cost], key);
    const sum = (at) => figures.tools.reduce((all, row) => all + Number(row[at]), 0);
    assert.deepEqual([sum(1), sum(2)], [calls, errors], key);
  }
});

/** Enough of the cases to see that every kind of rule reaches the page; the engine's tests run all. */
const PICKED = /^(01|02|05|09|15|20|23|24|26|28|30|31|34|39|40|41|6[0-9])-/;

const names = needsCases.skip ? [] : readdirSync(CASES).filter((name) => PICKED.test(name));

/** The rows of a table by their keys; none where there is nothing to show. */
async function rowsOf(app, name) {
  const isThere = await app.page.locator(`[data-table="${name}"]`).count() > 0;
  return new Map((isThere ? await app.table(name) : []).map(({ key, cells }) => [key, cells]));
}

/** Fails unless reports, tools and malformed lines show what a case expects of them. */
async function assertReports(app, expected) {
  for (const [by, table, answersOf] of REPORTS.filter(([by]) => by !== 'block')) {
    const answers = answersOf(expected);
    if (!answers) continue;
    await app.show(`/reports?by=${by}&columns=${COLUMNS.join(',')}`);
    const rows = await rowsOf(app, table);
    if (answers['=']) assert.deepEqual([...rows.keys()].sort(), [...answers['=']].sort(), `${by}: rows`);
    for (const [key, answer] of Object.entries(answers).filter(([key]) => key !== '=')) {
      const columns = COLUMNS.filter((column) => column in answer);
      assert.deepEqual(differences(rows.get(key) ?? {}, answer, columns), [], `${by} ${key}`);
    }
  }
  if (expected.tools) {
    await app.show('/tools');
    const rows = await rowsOf(app, 'tools');
    for (const [key, { calls, errors }] of Object.entries(expected.tools).filter(([key]) => key !== '=')) {
      const { tool_calls: shown, tool_errors: failed } = rows.get(key) ?? {};
      assert.deepEqual([shown, failed], [String(calls), String(errors)], `tool ${key}`);
    }
  }
  if (expected.malformed?.length) {
    await app.show('/health');
    const shown = (await app.table('malformed')).map(({ cells }) => cells);
    assert.equal(shown.length, expected.malformed.length, 'malformed lines');
    // A case names what it is about: not every field of every line.
    for (const line of expected.malformed) {
      const names = Object.keys(line).filter((name) => name in shown[0]);
      const isIt = (cells) => names.every((name) => cells[name] === String(line[name]));
      assert.ok(shown.some(isIt), `Health does not list ${JSON.stringify(line)}`);
    }
  }
}

scenario(`${names.length} cases of our own, one after the other: totals, reports, tools, malformed lines`, { ...needsCases, timeout: 240_000 }, async (app) => {
  for (const name of names) {
    const { projects, expected } = caseOf(name);
    await app.drop(projects);
    await assertTotals(app, expected.totals ?? {}).then(() => assertReports(app, expected)).catch((error) => {
      throw new Error(`case ${name}: ${error.message}`);
    });
    await app.show('/health');
    await app.clearData();
    await app.show('/');
    await app.show('/');
  }
});
