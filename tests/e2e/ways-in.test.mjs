// Every way of giving logs to the page leads to the same figures.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, totalsOf, writeCorpus } from './support/corpus.mjs';
import { scratch } from './support/folder.mjs';
import { needsRealLogs, real } from './support/places.mjs';

/** `.claude/projects` with two projects of two sessions, beside other things that are there too. */
async function claudeFolder(t) {
  const claude = path.join(await scratch(t), '.claude');
  const projects = path.join(claude, 'projects');
  const totals = await writeCorpus(projects, { files: 4, each: 2 });
  await writeFile(path.join(claude, 'settings.json'), '{}');
  await writeFile(path.join(claude, 'history.jsonl'), '{"display":"not a session"}\n');
  await mkdir(path.join(claude, 'todos'));
  await writeFile(path.join(claude, 'todos/one.json'), '[]');
  return { claude, projects, totals };
}

scenario('the whole .claude folder', {}, async (app, t) => {
  const { claude, totals } = await claudeFolder(t);
  await app.drop(claude);
  await assertTotals(app, totals);
});

scenario('the projects folder', {}, async (app, t) => {
  const { projects, totals } = await claudeFolder(t);
  await app.drop(projects);
  await assertTotals(app, totals);
});

scenario('one project', {}, async (app, t) => {
  const { projects } = await claudeFolder(t);
  await app.drop(path.join(projects, 'p0001'));
  await assertTotals(app, { ...totalsOf({ files: 2, responses: 4 }), projects: 1 });
});

scenario('one session as a file', {}, async (app, t) => {
  const { projects } = await claudeFolder(t);
  await app.drop(path.join(projects, 'p0001/s000003.jsonl'));
  await assertTotals(app, { ...totalsOf({ files: 1, responses: 2 }), projects: 1 });
});

scenario('several files at once', {}, async (app, t) => {
  const { projects } = await claudeFolder(t);
  await app.drop(['p0001/s000002.jsonl', 'p0001/s000003.jsonl'].map((name) => path.join(projects, name)));
  await assertTotals(app, totalsOf({ files: 2, responses: 4 }));
});

scenario('several folders at once are one corpus', {}, async (app, t) => {
  const { projects, totals } = await claudeFolder(t);
  const other = path.join(await scratch(t), 'other-machine');
  await mkdir(path.join(other, 'q'), { recursive: true });
  await writeFile(path.join(other, 'q/elsewhere.jsonl'), exchange('elsewhere', 1));
  await app.drop([projects, other]);
  await assertTotals(app, { ...totals, ...totalsOf({ files: 5, responses: 9 }), projects: 3 });
});

scenario('a second folder dropped later is added', {}, async (app, t) => {
  const { projects } = await claudeFolder(t);
  const other = path.join(await scratch(t), 'other-machine');
  await mkdir(path.join(other, 'q'), { recursive: true });
  await writeFile(path.join(other, 'q/elsewhere.jsonl'), exchange('elsewhere', 1));
  await app.drop(projects);
  await app.drop(other);
  await assertTotals(app, { ...totalsOf({ files: 5, responses: 9 }), projects: 3 });
});

scenario('a folder within one that was given already does not double anything', {}, async (app, t) => {
  const { projects, totals } = await claudeFolder(t);
  await app.drop(projects);
  await app.drop(path.join(projects, 'p0000'));
  const { output_tokens, messages_assistant, cost_usd } = await app.metrics();
  assert.equal(output_tokens, String(totals.output_tokens));
  assert.equal(messages_assistant, String(totals.messages_assistant));
  assert.equal(Number(cost_usd), 8 * 0.00305);
});

scenario('the folder chooser of the page (webkitdirectory)', {}, async (app, t) => {
  const { projects, totals } = await claudeFolder(t);
  await app.settling(() => app.page.setInputFiles('[data-open="directory"]', projects));
  await assertTotals(app, totals);
});

scenario('real logs: through the folder chooser', needsRealLogs, async (app) => {
  await app.settling(() => app.page.setInputFiles('[data-open="directory"]', real.projects));
  await assertTotals(app, real.answers.totals);
});

scenario('a folder without logs is said to have none', {}, async (app, t) => {
  const empty = path.join(await scratch(t), 'nothing-here');
  await mkdir(empty);
  await writeFile(path.join(empty, 'readme.txt'), 'no logs');
  await app.dropOnly(empty);
  await app.saying(/no .*(log|session|jsonl)/i);
});

scenario('the sample opens with one click and says what it is', {}, async (app) => {
  await app.settling(() => app.action('open-sample').click());
  assert.ok(Number(await app.metric('cost_usd')) > 0);
  assert.ok(Number(await app.metric('subagents')) > 0);
  assert.match(await app.page.locator('body').innerText(), /sample/i);
});
