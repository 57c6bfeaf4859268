// Every way of giving logs to the page leads to the same figures.

import assert from 'node:assert/strict';
import { cp, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, totalsOf, writeCorpus } from './support/corpus.mjs';
import { scratch } from './support/folder.mjs';
import { CASES, needsCases, needsRealLogs, real } from './support/places.mjs';

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

/** The right names of folders of cases. */
const RIGHT = { 'dot-claude': '.claude', 'node-modules': 'node_modules' };

/** The folder of a case in which each has its right name. */
async function dotted(t, name, root) {
  const folder = path.join(await scratch(t), root.replace('dot-claude', '.claude'));
  await cp(path.join(CASES, name, root), folder, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && RIGHT[entry.name]);
  const paths = folders.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  for (const one of paths.sort((a, b) => b.length - a.length)) {
    await rename(one, path.join(path.dirname(one), RIGHT[path.basename(one)]));
  }
  return folder;
}

/** Many small files beside the logs of a home folder. */
async function clutter(home, files) {
  for (let folder = 0; folder * 500 < files; folder += 1) {
    const at = path.join(home, 'Pictures', `d${folder}`);
    await mkdir(at, { recursive: true });
    await Promise.all(Array.from({ length: 500 }, (_, file) => writeFile(path.join(at, `f${file}.txt`), 'x')));
  }
}

scenario('project folders of the desktop app, at depth', needsCases, async (app, t) => {
  const folder = await dotted(t, '120-sessions-of-the-desktop-app', 'local-agent-mode-sessions');
  await app.drop(folder);
  await assertTotals(app, { files: 4, sessions: 2, subagents: 2, projects: 2, responses: 4, input_tokens: 10, output_tokens: 580 });
  await app.show('/health');
  const roots = (await app.table('inner-roots')).map(({ cells }) => [cells.root, Number(cells.files)]);
  assert.deepEqual(roots, [
    ['local-agent-mode-sessions/ws-1/grp-1/local_a', 2],
    ['local-agent-mode-sessions/ws-1/grp-1/local_b', 2],
  ]);
  const left = await app.table('left-out');
  assert.deepEqual(left.map(({ cells }) => [cells.reason, Number(cells.count)]), [["the desktop app's own partial copy", 2]]);
  // What is new is found where it is.
  await app.show('/');
  await app.live();
  const session = path.join(folder, 'ws-1/grp-1/local_a/.claude/projects/-sessions-quiet-heron/new.jsonl');
  await writeFile(session, exchange('new', 1));
  await app.figure('sessions', 3);
  await app.reopen();
  await assertTotals(app, { files: 5, sessions: 3, subagents: 2, projects: 2 });
});

scenario('a home folder: its other files are neither counted nor read', needsCases, async (app, t) => {
  const home = await dotted(t, '121-a-home-folder', 'home');
  await clutter(home, 3_000);
  await app.drop(home);
  await assertTotals(app, { files: 2, sessions: 2, projects: 2, responses: 2, input_tokens: 8, output_tokens: 80 });
  await app.show('/health');
  const left = await app.table('left-out');
  const told = Object.fromEntries(left.map(({ cells }) => [cells.reason, Number(cells.count)]));
  assert.deepEqual(told, { 'installed packages': 1, 'not in a project folder': 2, "Claude Code's list of prompts": 1 });
});

scenario('a .claude folder with others in it', needsCases, async (app, t) => {
  const claude = await dotted(t, '123-a-claude-folder-within-another', 'dot-claude');
  await app.drop(claude);
  await assertTotals(app, { files: 3, sessions: 3, projects: 3, input_tokens: 15 });
});

scenario('looking through a large folder is shown and can be cancelled', { timeout: 120_000 }, async (app, t) => {
  const home = path.join(await scratch(t), 'home');
  await clutter(home, 60_000);
  await app.dropOnly(home);
  await app.page.waitForFunction(() => Number(document.querySelector('[data-seen]')?.dataset.seen) > 1_000);
  await app.action('cancel').click();
  await app.page.waitForSelector('[data-strip="reading"]', { state: 'detached' });
  const seen = await app.page.evaluate(() => document.querySelector('[data-seen]'));
  assert.equal(seen, null);
  // Another folder is read at once, and nothing of the first comes.
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

/** Names that Chromium's folder handles leave out. */
const HIDDEN = ['qu"ote', 'back\\slash', 'co:lon', 'st*ar', 'qu?est', 'l<t', 'g>t', 'pi|pe', 'ctrl\u0001x', 'bidi\u202ex', 'zw\u200bx', 'CON', '~tilde', 'trail.'];
/** Odd ones that they show. */
const SHOWN = ['nbsp\u00a0x', '%41', 'emoji😀', '.hidden'];

scenario('no name stops the rest, and what the browser hides is read all the same', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  const totals = await writeCorpus(folder, { files: 2, each: 1 });
  for (const [at, name] of [...HIDDEN, ...SHOWN].entries()) {
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, `odd${at}.jsonl`), exchange(`odd${at}`, 1));
  }
  const whole = path.join(folder, 'p0000', 'a"b.jsonl');
  await writeFile(whole, exchange('a"b', 1));
  // A folder and a file whose names are no UTF-8: the browser gives them no name at all.
  const bytes = (name) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
  await mkdir(bytes('bad\xff\xfename'));
  await writeFile(Buffer.concat([bytes('bad\xff\xfename'), Buffer.from('/lost.jsonl')]), exchange('lost', 1));
  await writeFile(bytes('p0000/bad\xfefile.jsonl'), exchange('lost2', 1));
  const odd = HIDDEN.length + SHOWN.length;
  await app.drop(folder);
  const right = { files: totals.files + odd + 1, sessions: totals.sessions + odd + 1, projects: totals.projects + odd };
  await assertTotals(app, right);
  await app.saying(/could not be read/);
  await app.show('/health');
  const refused = await app.table('refused');
  assert.equal(refused.length, 2, JSON.stringify(refused));
  for (const { cells } of refused) assert.match(cells.reason, /UTF-8/);
  const left = await app.table('left-out');
  assert.deepEqual(left.map(({ cells }) => Number(cells.count)), [HIDDEN.length + 1]);
  assert.match(left[0].cells.reason, /hides/);
  // At the next visit the handles tell of none of them: they stay.
  await app.show('/');
  await app.reopen();
  await assertTotals(app, right);
  await app.page.waitForTimeout(1500);
  await assertTotals(app, right);
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

scenario('what is said of one thing given leaves with the next', {}, async (app, t) => {
  const empty = path.join(await scratch(t), 'nothing-here');
  await mkdir(empty);
  await app.dropOnly(empty);
  await app.saying(/No log was found/);
  const { projects, totals } = await claudeFolder(t);
  await app.drop(projects);
  await assertTotals(app, totals);
  assert.doesNotMatch(await app.notices(), /No log was found/);
  await app.dropOnly(empty);
  await app.saying(/No log was found/);
  await app.drop(projects);
  assert.doesNotMatch(await app.notices(), /No log was found/);
});

scenario('a drop is an update: the mark does not tell the age of the one before', {}, async (app, t) => {
  const { projects } = await claudeFolder(t);
  await app.drop(projects);
  await app.live();
  const mark = () => app.page.locator('.live').innerText();
  assert.match(await mark(), /Live · \d+\ss ago/);
  const later = () => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 240_000;
  };
  const [analyst] = app.page.workers();
  await Promise.all([app.page.evaluate(later), analyst.evaluate(later)]);
  await app.page.waitForFunction(() => /4 minutes ago/.test(document.querySelector('.live').textContent));
  const other = path.join(await scratch(t), 'other-machine');
  await writeCorpus(other, { files: 2, each: 1 });
  await app.drop(other);
  await app.page.waitForTimeout(1500);
  assert.match(await mark(), /Live · \d+\ss ago/);
});
