// Compares what the page shows with an answer key.

import assert from 'node:assert/strict';

/** Keys of an answer that the page has no figure for. */
const NOT_SHOWN = new Set(['=']);

/** Whether what is shown is the answer. Beyond 2^53 an answer has lost its last digits when it was read. */
const isAnswer = (shown, answer) => shown === String(answer)
  || (Number.isInteger(answer) && !Number.isSafeInteger(answer) && Number(shown) === answer);

/** Differences between what is shown (texts) and an answer (numbers, decimal strings), by name. */
export function differences(shown, answer, names = Object.keys(answer)) {
  return names
    .filter((name) => !NOT_SHOWN.has(name) && typeof answer[name] !== 'boolean' && !isAnswer(shown[name], answer[name]))
    .map((name) => `${name}: shown ${shown[name]}, right is ${answer[name]}`);
}

/** The figures that Overview shows. */
export const OVERVIEW = [
  'input_tokens', 'output_tokens', 'cache_creation_tokens', 'cache_creation_5m_tokens', 'cache_creation_1h_tokens',
  'cache_read_tokens', 'cost_usd', 'projects', 'sessions', 'subagents', 'files', 'lines', 'malformed_lines',
  'recovered_records', 'messages_user', 'messages_assistant', 'tool_calls', 'tool_errors',
];

/** Fails unless every figure of Overview is the answer's; those an answer leaves out are not looked at. */
export async function assertTotals(app, totals) {
  const shown = await app.metrics();
  const missing = OVERVIEW.filter((name) => shown[name] === undefined);
  assert.deepEqual(missing, [], 'figures that Overview does not show');
  assert.deepEqual(differences(shown, totals, OVERVIEW.filter((name) => name in totals)), []);
}

/** Fails unless the table has a row for each answer and no other, with its figures. */
export function assertTable(rows, answers, columns) {
  const entries = Object.entries(answers).filter(([key]) => !NOT_SHOWN.has(key));
  assert.deepEqual(rows.map((row) => row.key).sort(), entries.map(([key]) => key).sort(), 'rows');
  const shown = new Map(rows.map((row) => [row.key, row.cells]));
  const wrong = entries.flatMap(([key, answer]) => differences(shown.get(key), answer, columns)
    .map((difference) => `${key}: ${difference}`));
  assert.deepEqual(wrong, []);
}
