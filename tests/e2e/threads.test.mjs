// The threads of a session: told above the turns that begin them, with what they come to and why they begin.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { scratch } from './support/folder.mjs';

const KEY = ['sk-ant-api03', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('-');

/** Two things that one person worked on, one after the other. */
const THREADS = [
  { hour: 8, file: '/home/dev/loom/src/weave.rs', words: [
    'Weave the red scarf with a tighter pattern', 'The scarf pattern is loose at the edge of the weave', `Make the weave of the scarf wider, the key is ${KEY}`, 'Does the red scarf keep its pattern when it is washed?',
  ] },
  { hour: 17, file: '/home/dev/loom/docs/billing.md', words: [
    'Now something else: the invoices for March are missing taxes', 'Which invoices have no taxes in the billing table?', 'Write the billing taxes into the invoices', 'Are all invoices of March paid?',
  ] },
];

const line = (type, id, time, message) => JSON.stringify({
  type, uuid: id, sessionId: 'threaded', cwd: '/home/dev/loom', version: '2.1.220', gitBranch: 'main', isSidechain: false, timestamp: time, ...message,
});

/** A prompt, an answer that edits the file, and its result. */
function turn({ hour, file, words }, number) {
  const at = (second) => new Date(Date.UTC(2026, 6, 1, hour, number * 4, second)).toISOString();
  const id = `${hour}-${number}`;
  const content = [
    { type: 'text', text: `I look at it: ${words[number].toLowerCase()}` },
    { type: 'tool_use', id: `t-${id}`, name: 'Edit', input: { file_path: file, old_string: 'a', new_string: 'b' } },
  ];
  const usage = { input_tokens: 10, output_tokens: 100 * (number + 1), cache_creation_input_tokens: 0, cache_read_input_tokens: 1000 };
  const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model: 'claude-opus-5', content, usage };
  const result = [{ type: 'tool_result', tool_use_id: `t-${id}`, content: 'done' }];
  return [
    line('user', `u-${id}`, at(0), { message: { role: 'user', content: words[number] } }),
    line('assistant', `a-${id}`, at(20), { requestId: `req_${id}`, message }),
    line('user', `r-${id}`, at(30), { message: { role: 'user', content: result } }),
  ].join('\n');
}

async function opened(app, t) {
  const folder = path.join(await scratch(t), 'projects');
  await mkdir(path.join(folder, 'p'), { recursive: true });
  const turns = THREADS.flatMap((thread) => thread.words.map((_, number) => turn(thread, number)));
  await writeFile(path.join(folder, 'p', 'threaded.jsonl'), `${turns.join('\n')}\n`);
  await app.drop(folder);
  await app.show('/sessions/threaded?tab=threads');
  await app.page.locator('[data-thread]').nth(1).waitFor();
}

scenario('threads are told above their turns and add up to the session', {}, async (app, t) => {
  await opened(app, t);
  const { page } = app;
  const order = await page.locator('.thread, .turns > li').evaluateAll((rows) => rows.map((row) => row.dataset.thread ?? 'turn'));
  assert.deepEqual(order, ['0', 'turn', 'turn', 'turn', 'turn', '1', 'turn', 'turn', 'turn', 'turn']);
  const costs = await page.locator('[data-metric="thread_cost_usd"]').evaluateAll((all) => all.map(({ dataset }) => dataset.value));
  assert.equal(costs[0], costs[1], 'both are of the same size');
  const whole = await page.locator('[data-metric="whole_cost_usd"]').getAttribute('data-value');
  assert.equal((Number(costs[0]) + Number(costs[1])).toFixed(9), Number(whole).toFixed(9));
  const [first, second] = await page.locator('[data-thread]').allInnerTexts();
  assert.match(first, /Thread 1: .*scarf/);
  assert.doesNotMatch(first, /Begins/);
  assert.match(second, /Thread 2: .*invoices/);
  assert.match(second, /4 turns/);
  assert.match(second, /Begins .*with other files/);
  assert.doesNotMatch(await page.locator('main').innerText(), /abcdefghijklm/, 'a secret is no word of a thread');
});

scenario('threads say nothing of their words while names and texts are hidden', {}, async (app, t) => {
  await opened(app, t);
  await app.action('settings').click();
  await app.page.getByLabel('Redacted').setChecked(true);
  await app.page.keyboard.press('Escape');
  await app.page.waitForFunction(() => [...document.querySelectorAll('[data-thread]')].some((row) => /Thread 2\s/.test(row.innerText)));
  const told = (await app.page.locator('[data-thread]').allInnerTexts()).join('\n');
  assert.doesNotMatch(told, /scarf|invoice/i);
  assert.match(told, /Begins .*with other files/);
});
