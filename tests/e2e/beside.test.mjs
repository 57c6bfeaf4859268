// What lies beside a session's log: logs of subagents that no result names, notes about them.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { scratch } from './support/folder.mjs';
import { SESSION, Story } from './support/story.mjs';

/** A session that started subagents in all the ways there are; gives the uuids of their calls. */
async function writeTeam(folder) {
  const story = new Story(SESSION);
  story.user('Start them all');
  const calls = {
    named: story.tool('Task', { description: 'look', subagent_type: 'Explore', prompt: 'Look around the house' }, 'ok', { kept: { agentId: 'g1', status: 'completed' } }),
    mate: story.tool('Agent', { name: 'bob', team_name: 'crew', prompt: 'You are bob, test it all' }, 'spawned', { kept: { status: 'teammate_spawned', agent_id: 'bob@crew', name: 'bob' } }),
    flow: story.tool('Workflow', { script: 'parallel()' }, 'launched', { kept: { runId: 'wf_1', status: 'async_launched' } }),
    stopped: story.tool('Task', { description: 'count', subagent_type: 'Explore', prompt: 'Count the windows' }, 'stopped', { failed: true, kept: 'Error: stopped' }),
    prompted: story.tool('Agent', { description: 'paint', prompt: 'Paint all of the doors' }, 'stopped', { failed: true, kept: 'Error: stopped' }),
    gone: story.tool('Task', { description: 'lost', subagent_type: 'Explore', prompt: 'Get lost in the woods' }, 'ok', { kept: { agentId: 'nowhere', status: 'completed' } }),
  };
  const project = path.join(folder, '-home-dev-story');
  const beside = path.join(project, SESSION, 'subagents');
  await mkdir(path.join(beside, 'workflows', 'wf_1'), { recursive: true });
  await writeFile(path.join(project, `${SESSION}.jsonl`), story.text());
  const agent = async (name, prompt, note) => {
    const log = new Story(SESSION, { isSidechain: true, agentId: name.split('/').at(-1) });
    // Later than its call.
    log.minute = 30;
    log.user(prompt, { uuid: `u-${name}` });
    log.assistant({ type: 'text', text: `This is ${name}.` }, {
      uuid: `d-${name}`,
      message: { id: `msg_${name}`, type: 'message', role: 'assistant', model: 'claude-opus-5', content: [{ type: 'text', text: `This is ${name}.` }], usage: { input_tokens: 0, output_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 } },
    });
    const file = path.join(beside, path.dirname(name), `agent-${path.basename(name)}`);
    await writeFile(`${file}.jsonl`, log.text());
    if (note) await writeFile(`${file}.meta.json`, JSON.stringify(note));
  };
  await agent('g1', 'Look around the house', { agentType: 'Explore', description: 'look' });
  await agent('abob-77', '<teammate-message>You are bob, test it all</teammate-message>');
  await agent('workflows/wf_1/w1', 'First part');
  await agent('workflows/wf_1/w2', 'Second part', { agentType: 'workflow-subagent' });
  await agent('c1', 'Count the windows', { agentType: 'Explore', description: 'count' });
  await agent('p1', 'Paint all of the doors');
  await agent('acompact-5', 'Summarise');
  return calls;
}

async function opened(app, t) {
  const folder = path.join(await scratch(t), 'projects');
  const calls = await writeTeam(folder);
  await app.drop(folder);
  return calls;
}

scenario('what a call started is reached from it, and how sure that is is said', {}, async (app, t) => {
  const calls = await opened(app, t);
  for (const [which, seen, how] of [
    ['named', 'This is g1.', null],
    ['mate', 'This is abob-77.', 'note'],
    ['flow', 'This is workflows/wf_1/w1.', null],
    ['stopped', 'This is c1.', 'note'],
    ['prompted', 'This is p1.', 'prompt'],
    ['gone', 'Its own log is not among the files.', null],
  ]) {
    await app.show(`/sessions/${SESSION}?m=${calls[which]}`);
    const card = app.page.locator(`article[data-uuid="${calls[which]}"] .agent`);
    await card.locator('[data-action="open-agent"]').click();
    const list = card.locator('.agent-list');
    await list.getByText(seen).first().waitFor();
    const notice = list.locator('[data-how]');
    assert.equal(await notice.count() ? await notice.getAttribute('data-how') : null, how, which);
  }
});

scenario('all subagents of a session are listed, with what they cost and who started them', {}, async (app, t) => {
  const calls = await opened(app, t);
  await app.show(`/sessions/${SESSION}?tab=subagents`);
  const table = app.page.locator('[data-table="subagents"]');
  await table.locator('tbody tr[data-key]').first().waitFor();
  const rows = await table.locator('tbody tr[data-key]').evaluateAll((all) => all.map((row) => {
    const cell = (name) => row.querySelector(`[data-col="${name}"]`);
    return [row.dataset.key, cell('kind').textContent.trim(), cell('call').dataset.value ?? null, cell('responses').dataset.value, cell('cost_usd').dataset.value];
  }));
  // 100 tokens of output of claude-opus-5 at 25 dollars a million.
  assert.deepEqual(rows.toSorted(([one], [other]) => (one < other ? -1 : 1)), [
    ['abob-77', '–', 'note', '1', '0.0025'],
    ['acompact-5', 'compaction', null, '1', '0.0025'],
    ['c1', 'Explore', 'note', '1', '0.0025'],
    ['g1', 'Explore', 'id', '1', '0.0025'],
    ['p1', '–', 'prompt', '1', '0.0025'],
    ['w1', '–', 'id', '1', '0.0025'],
    ['w2', 'workflow-subagent', 'id', '1', '0.0025'],
  ]);
  await table.locator('tr[data-key="acompact-5"] [data-col="subagent"] a').click();
  await app.page.getByText('This is acompact-5.').waitFor();
  await app.page.goBack();
  await table.locator('tr[data-key="p1"] [data-col="call"] a').click();
  await app.page.locator(`article[data-uuid="${calls.prompted}"].marked`).waitFor();
});

/** A session with an output that was too large for its log, and one that is not there. */
async function writeOutput(folder) {
  const story = new Story(SESSION);
  story.user('Run the long one');
  const saved = (name) => `<persisted-output>\nOutput too large (300KB). Full output saved to: /home/dev/.claude/projects/-home-dev-story/${SESSION}/tool-results/${name}\n\nPreview (first 2KB):\nline 0\n...\n</persisted-output>`;
  const call = story.tool('Bash', { command: './long.sh' }, saved('b7xk2.txt'), { kept: { stdout: 'line 0', stderr: '', interrupted: false } });
  const gone = story.tool('Bash', { command: './gone.sh' }, saved('gone.txt'), { kept: { stdout: 'line 0', stderr: '', interrupted: false } });
  const project = path.join(folder, '-home-dev-story');
  await mkdir(path.join(project, SESSION, 'tool-results'), { recursive: true });
  await writeFile(path.join(project, `${SESSION}.jsonl`), story.text());
  const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at} of the long output\n`).join('');
  await writeFile(path.join(project, SESSION, 'tool-results', 'b7xk2.txt'), `${lines}THE VERY LAST LINE\n`);
  // Never a log, whatever it is called.
  await writeFile(path.join(project, SESSION, 'tool-results', 'records.jsonl'), story.text());
  return { call, gone };
}

scenario('an output beside the log opens in place, whole', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  const { call, gone } = await writeOutput(folder);
  await app.drop(folder);
  const totals = await app.page.evaluate(() => document.querySelector('[data-metric="files"]')?.dataset.value ?? null);
  assert.ok(totals === null || totals === '1', `${totals} files`);
  await app.show(`/sessions/${SESSION}?m=${call}`);
  const place = app.page.locator(`article[data-uuid="${call}"] [data-output="b7xk2.txt"]`);
  await place.locator('[data-action="open-output"]').click();
  await place.getByText('line 100 of the long output').first().waitFor();
  const more = place.locator('[data-output-more]');
  for (let step = 0; step < 10 && await more.count(); step += 1) {
    const before = await place.locator('pre').count();
    await more.click();
    await app.page.waitForFunction(([name, count]) => document.querySelectorAll(`[data-output="${name}"] pre`).length > count, ['b7xk2.txt', before]);
  }
  const text = (await place.locator('pre').allTextContents()).join('');
  assert.equal(text.split('\n').length, 20_002);
  assert.ok(text.endsWith('line 19999 of the long output\nTHE VERY LAST LINE\n'));
  await place.locator('[data-action="open-output"]').click();
  assert.equal(await place.locator('pre').count(), 0);
  const missing = app.page.locator(`article[data-uuid="${gone}"] [data-output="gone.txt"]`);
  await missing.locator('[data-action="open-output"]').click();
  await missing.getByText('The saved output is not among the files.').waitFor();
});

scenario('an output beside the log is found in Search and in the session', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  const { call } = await writeOutput(folder);
  await app.drop(folder);
  await app.show('/search');
  await app.page.locator('[data-search-input]').fill('"very last line"');
  const hit = app.page.locator('[data-hit]');
  await hit.waitFor();
  assert.equal(await hit.count(), 1);
  assert.equal(await hit.locator('mark').innerText(), 'VERY LAST LINE');
  assert.equal(await hit.getAttribute('data-session'), SESSION);
  await hit.click();
  const shown = app.page.locator('[data-scroller="transcript"] article');
  await app.page.locator(`article[data-uuid="${call}"]`).waitFor();
  await app.page.waitForFunction(() => document.querySelectorAll('[data-scroller="transcript"] article').length === 1);
  await app.show(`/sessions/${SESSION}?find=${encodeURIComponent('"very last line"')}`);
  await app.page.waitForFunction(() => document.querySelectorAll('[data-scroller="transcript"] article').length === 1);
  assert.equal(await shown.getAttribute('data-uuid'), call);
});

scenario('what a query part cannot find is said in Search and in the session alike', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeOutput(folder);
  await app.drop(folder);
  const words = ['"☂" is in no message.', 'Empty quotes were passed over.'];
  await app.show('/search');
  await app.page.locator('[data-search-input]').fill('long OR ☂ ""');
  // Until the index is complete, words are missing from it that logs have.
  await app.page.waitForFunction((count) => document.querySelectorAll('[data-notice="search"]').length === count, words.length);
  assert.deepEqual((await app.page.locator('[data-notice="search"]').allTextContents()).toSorted(), words);
  await app.show(`/sessions/${SESSION}?find=${encodeURIComponent('long OR ☂ ""')}`);
  await app.page.locator('[data-notice="find"]').nth(1).waitFor();
  assert.deepEqual((await app.page.locator('[data-notice="find"]').allTextContents()).toSorted(), words);
});
