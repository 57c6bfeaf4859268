// While names are hidden no word of the logs is anywhere: on the page, in attributes and addresses, in what is
// copied and in what is saved.

import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { copiedBy, scenario } from './support/app.mjs';
import { copyOf, logsOf, scratch } from './support/folder.mjs';
import { DIST, needsRealLogs, real } from './support/places.mjs';
import { SESSION, writeStory } from './support/story.mjs';

/** Members of records that hold no words of anyone: ids, times, names of models and versions. */
const NO_WORDS = new Set(['uuid', 'parentUuid', 'id', 'requestId', 'messageId', 'tool_use_id', 'toolUseID', 'timestamp', 'model', 'version',
  'signature', 'data', 'type', 'leafUuid', 'logicalParentUuid', 'sourceToolAssistantUUID', 'promptId', 'agentId', 'parentToolUseID']);
const WORD = /[\p{L}]{6,}/gu;

const wordsOf = (text) => new Set((text.match(WORD) ?? []).map((word) => word.toLowerCase()));

function collect(value, words) {
  if (typeof value === 'string') for (const word of wordsOf(value)) words.add(word);
  else if (Array.isArray(value)) for (const element of value) collect(element, words);
  else if (value && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      if (!NO_WORDS.has(key)) collect(member, words);
    }
  }
}

/** Every word of six letters or more in the logs of a folder and in their paths. */
async function wordsOfLogs(folder) {
  const words = new Set();
  const models = new Set();
  for (const log of await logsOf(folder)) {
    for (const word of wordsOf(log)) words.add(word);
    for (const line of (await readFile(path.join(folder, log), 'utf8')).split('\n')) {
      try {
        const record = JSON.parse(line);
        collect(record, words);
        for (const word of wordsOf(String(record.message?.model ?? ''))) models.add(word);
      } catch {
        // A malformed line is nowhere shown as it is while names are hidden.
        for (const word of wordsOf(line)) words.add(word);
      }
    }
  }
  // Models keep their names.
  return new Set([...words].filter((word) => !models.has(word)));
}

let own;
const known = new Map();

/** The built app may say this of itself. */
async function isOwn(word) {
  if (own === undefined) {
    const names = (await readdir(DIST, { recursive: true })).filter((name) => /\.(html|js|wasm|css)$/.test(name));
    const texts = await Promise.all(names.map((name) => readFile(path.join(DIST, name), 'latin1')));
    // Names of zones are the browser's.
    own = [...texts, ...Intl.supportedValuesOf('timeZone')].join('\n').toLowerCase();
  }
  if (!known.has(word)) known.set(word, own.includes(word));
  return known.get(word);
}

/** A corpus with a word of its own in every place that a log has for one. */
async function writeNamed(folder) {
  await writeStory(folder);
  const project = path.join(folder, '-home-quagmire-zeppelinworks');
  await mkdir(path.join(project, 'marzipansession/subagents'), { recursive: true });
  await mkdir(path.join(project, 'marzipansession/tool-results'), { recursive: true });
  await writeFile(path.join(project, 'marzipansession/tool-results/pistachio-output.txt'), 'Marshmallows all over\n'.repeat(4000));
  let minute = 0;
  const line = (fields) => {
    minute += 1;
    return `${JSON.stringify({
      uuid: `n-${minute}`, parentUuid: minute > 1 ? `n-${minute - 1}` : null, sessionId: 'marzipansession', cwd: '/home/quagmire/zeppelinworks',
      gitBranch: minute > 4 ? 'feature/xylophone' : 'wolverine-branch', version: '2.1.220', userType: 'external', entrypoint: 'gazpacho',
      timestamp: new Date(Date.UTC(2026, 6, 2, 9, minute)).toISOString(), ...fields,
    })}\n`;
  };
  const user = (content, more = {}) => line({ type: 'user', message: { role: 'user', content }, ...more });
  const assistant = (block) => line({
    type: 'assistant', requestId: `r${minute}`,
    message: { id: `m${minute}`, type: 'message', role: 'assistant', model: 'claude-opus-5', content: [block], usage: { input_tokens: 9, output_tokens: 9 } },
  });
  const call = (name, input, result, failed = false, kept = result) => assistant({ type: 'tool_use', id: `elderberry-${minute}`, name, input })
    + user([{ type: 'tool_result', tool_use_id: `elderberry-${minute - 1}`, content: result, is_error: failed }], { toolUseResult: kept });
  await writeFile(path.join(project, 'marzipansession.jsonl'), [
    line({ type: 'custom-title', customTitle: 'Platypus migration' }),
    user('Please tell hovercraft@eelsworld.example about the error in kumquat.toml'),
    assistant({ type: 'thinking', thinking: 'A thimbleful of thoughts' }),
    assistant({ type: 'text', text: 'The [pomegranate](https://persimmon.example/durian) is **ripening**' }),
    call('Read', { file_path: '/home/quagmire/zeppelinworks/tangerine.rs' }, 'fn clementine() {}'),
    call('Edit', { file_path: '/home/quagmire/zeppelinworks/tangerine.rs', old_string: 'clementine', new_string: 'satsuma' }, 'ok'),
    call('Bash', { command: 'grep rutabaga', description: 'Look for swedes' }, 'error: parsnips', true),
    call('mcp__walrusserver__summon_narwhal', { cauliflower: 'broccolini' }, 'kohlrabi'),
    call('Task', { description: 'Chase wombats', prompt: 'Chase all wombats', subagent_type: 'wombatchaser' }, 'chased', false, {
      agentId: 'chinchilla', status: 'completed', content: [{ type: 'text', text: 'Wombats were chased' }], totalDurationMs: 5000, totalToolUseCount: 3, totalTokens: 4321,
    }),
    call('Task', { description: 'Feed aardvarks', prompt: 'Feed all of the aardvarks', subagent_type: 'aardvarkfeeder' }, 'stopped', true),
    call('Bash', { command: 'cat everything' }, 'Output too large. Full output saved to: /home/quagmire/marzipansession/tool-results/pistachio-output.txt'),
    user([{ type: 'tool_result', tool_use_id: 'nowhere', content: 'Orphaned porcupine' }]),
    line({ type: 'butterscotch-kind', marshmallowField: 'x', message: 'toffeeapple' }),
    user('<command-name>/molasses</command-name><command-args>treacle</command-args>'),
    user('<bash-input>whisk syllabub</bash-input>'),
    line({ type: 'summary', summary: 'Gooseberry summary', leafUuid: 'n-2' }),
    '{"type":"user","message":"brokenbanana',
  ].join(''));
  await writeFile(path.join(project, 'marzipansession/subagents/agent-chinchilla.jsonl'), user('Chase all wombats', { isSidechain: true, agentId: 'chinchilla' })
    + assistant({ type: 'text', text: 'Capybaras everywhere' }));
  const named = (id, prompt) => user(prompt, { isSidechain: true, agentId: id }) + assistant({ type: 'text', text: 'Anteaters nowhere' });
  await writeFile(path.join(project, 'marzipansession/subagents/agent-pangolin.jsonl'), named('pangolin', 'Feed all of the aardvarks'));
  await writeFile(path.join(project, 'marzipansession/subagents/agent-pangolin.meta.json'), JSON.stringify({ agentType: 'aardvarkfeeder', description: 'Feed aardvarks' }));
  await appendFile(path.join(project, 'marzipansession.jsonl'), '\n');
}

const TABS = ['threads', 'subagents', 'timeline', 'tools', 'files', 'cost', 'raw'];

/** Everything of the page that a person or a program can read. */
const readPage = (app) => app.page.evaluate(() => {
  const fields = [...document.querySelectorAll('input, textarea, select')].map((field) => field.value);
  return [document.documentElement.outerHTML, document.title, decodeURIComponent(location.href), ...fields].join('\n');
});

async function assertClean(app, words, text, where) {
  // An id of a record names nobody: links need them. What is no id is not let through.
  const bare = text.replace(/data-uuid="[\w-]{0,40}"/g, '').replace(/([?&]|&amp;)(m|uuid)=[\w-]{0,40}(?=["&\s]|$)/g, '');
  const leaked = [];
  for (const word of wordsOf(bare)) {
    if (words.has(word) && !(await isOwn(word))) leaked.push(word);
  }
  assert.deepEqual(leaked.slice(0, 12), [], `${leaked.length} words of the logs: ${where}`);
}

const setRedacted = async (app, on) => {
  await app.action('settings').click();
  await app.page.getByLabel('Redacted').setChecked(on);
  await app.page.keyboard.press('Escape');
};

const settle = async (app) => {
  await app.painted();
  await app.page.waitForFunction(() => {
    const now = document.body.innerHTML.length;
    const before = globalThis.lengthBefore;
    globalThis.lengthBefore = now;
    return now === before && !document.querySelector('[aria-busy="true"]') && !/Looking through|Opening the transcript/.test(document.body.innerText);
  }, null, { polling: 120 });
};

const look = async (app, words, where) => {
  await settle(app);
  await app.page.evaluate(() => {
    document.querySelectorAll('details').forEach((details) => { details.open = true; });
    document.querySelectorAll('.filters .menu > button').forEach((button) => button.click());
  });
  await app.painted();
  await assertClean(app, words, await readPage(app), where);
};

const noPicker = (context) => context.addInitScript(() => { delete globalThis.showSaveFilePicker; });

async function saved(app, action) {
  const download = app.page.waitForEvent('download');
  await app.action(action).click();
  const file = await download;
  return `${file.suggestedFilename()}\n${await readFile(await file.path(), 'utf8')}`;
}

/** Presses each button that copies and gives what was copied. */
async function copied(app, buttons) {
  const texts = [];
  const count = await buttons.count();
  for (let at = 0; at < count; at += 1) texts.push(await buttons.nth(at).evaluate(copiedBy));
  return texts.join('\n');
}


/** Looks at every view, export and copy, of so many sessions. */
async function lookAtAll(app, words, most) {
  for (const view of ['/', '/projects', '/sessions', '/blocks', '/tools', '/health', '/search']) {
    await app.show(view);
    await look(app, words, view);
  }
  for (const by of ['day', 'week', 'month', 'project', 'session', 'model', 'block', 'tool']) {
    const columns = 'project,session_id,branch,version,first,last,cost_usd,tool_calls';
    await app.show(`/reports?by=${by}&columns=${columns}`);
    await look(app, words, `the report by ${by}`);
    for (const action of ['export-csv', 'export-json']) {
      await assertClean(app, words, await saved(app, action), `${action} by ${by}`);
    }
  }
  const hrefs = async (view, start) => {
    await app.show(view);
    await settle(app);
    return app.page.evaluate((begin) => [...new Set([...document.querySelectorAll(`main a[href^="${begin}"]`)]
      .map((link) => link.getAttribute('href').slice(1)))], `#${start}`);
  };
  for (const project of (await hrefs('/projects', '/projects/')).slice(0, most)) {
    await app.show(project);
    await look(app, words, 'a project');
    await assertClean(app, words, await copied(app, app.page.locator('.copy button')), 'copies of a project');
  }
  for (const session of (await hrefs('/sessions', '/sessions/')).slice(0, most)) {
    await lookAtSession(app, words, session);
  }
  await app.show('/search');
  // The form of a query, which the page itself offers.
  await app.page.locator('[data-search-input]').fill('is:error OR is:result');
  await app.page.waitForFunction(() => document.querySelector('[data-search-query]')?.dataset.searchQuery.startsWith('Text ')
    && document.querySelector('[data-search-state]').dataset.searchState === 'done');
  assert.ok(await app.page.locator('[data-hit]').count() > 0);
  await look(app, words, 'a search');
  await lookAtDialogs(app, words);
}

/** Looks at the dialogs: settings, keys, help, and what is asked before a folder or all is forgotten. */
async function lookAtDialogs(app, words) {
  const dialog = async (open, where) => {
    await open();
    await app.page.locator('dialog[open]').first().waitFor();
    await look(app, words, where);
    while (await app.page.locator('dialog[open]').count() > 0) await app.page.keyboard.press('Escape');
  };
  await app.show('/');
  await dialog(() => app.action('settings').click(), 'the settings');
  await dialog(() => app.page.keyboard.press('?'), 'the keys');
  await dialog(() => app.action('remove-root').click(), 'the question before a folder is forgotten');
  await app.show('/health');
  await dialog(() => app.action('clear-data').click(), 'the question before all is forgotten');
}

async function lookAtSession(app, words, session) {
  for (const tab of TABS) {
    await app.show(`${session}?tab=${tab}`);
    await look(app, words, `the tab ${tab}`);
  }
  await app.show(`${session}?with=record`);
  await look(app, words, 'the transcript');
  await assertClean(app, words, await copied(app, app.page.locator('.copy button')), 'copies of a session');
  await openAll(app);
  await look(app, words, 'a transcript with what opens in it');
  const first = app.page.locator('[data-scroller="transcript"] article.msg').first();
  if (await first.count() === 0) return;
  for (const name of ['Copy text', 'Copy as Markdown', 'Copy as JSON', 'Copy a link to it']) {
    const text = await copied(app, first.getByRole('button', { name, exact: true, includeHidden: true }));
    await assertClean(app, words, text, name);
  }
  await first.getByRole('button', { name: 'Show the raw line', includeHidden: true }).evaluate((button) => button.click());
  await app.page.locator('dialog[open] .raw').waitFor();
  await look(app, words, 'the raw line');
  await app.page.keyboard.press('Escape');
}

/** Opens what opens in a transcript: subagents and outputs. */
async function openAll(app) {
  for (const action of ['open-agent', 'open-output']) {
    const buttons = app.page.locator(`[data-scroller="transcript"] > .msg-list > article [data-action="${action}"]`);
    const count = Math.min(await buttons.count(), 4);
    for (let at = 0; at < count; at += 1) await buttons.nth(at).evaluate((button) => button.click());
  }
  await app.page.waitForTimeout(300);
}

scenario('while names are hidden no word of the logs is to be seen, copied or saved', { before: noPicker, timeout: 180_000 }, async (app, t) => {
  const folder = path.join(await scratch(t), 'pumpernickel');
  await writeNamed(path.join(folder, 'projects'));
  const words = await wordsOfLogs(folder);
  for (const word of ['zeppelinworks', 'xylophone', 'platypus', 'tangerine', 'walrusserver', 'marzipansession', 'eelsworld', 'chinchilla', 'brokenbanana']) {
    assert.ok(words.has(word), `${word} is looked for`);
  }
  words.add('pumpernickel');
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.drop(folder);
  await app.show('/sessions/marzipansession');
  await settle(app);
  assert.match(await readPage(app), /platypus/i, 'names are there before');
  await setRedacted(app, true);
  await look(app, words, 'the page on which names were hidden');
  assert.doesNotMatch(app.page.url(), /marzipan/);
  assert.match(await app.page.locator('h1').innerText(), /^Session \d+$/);
  await lookAtAll(app, words, 8);
  // Names are as they were, and where one was.
  await app.show('/projects');
  await app.page.getByText(/^Project \d+$/).first().click();
  await setRedacted(app, false);
  await settle(app);
  assert.match(decodeURIComponent(app.page.url()), /zeppelinworks|story/);
  assert.match(await app.page.locator('h1').innerText(), /zeppelinworks|story/);
});

scenario('while texts are hidden a transcript keeps all but its texts', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeNamed(folder);
  const words = await wordsOfLogs(folder);
  await app.drop(folder);
  await setRedacted(app, true);
  await app.show('/sessions/session-2');
  await settle(app);
  const list = app.page.locator('[data-scroller="transcript"]');
  const said = async (uuid) => list.locator(`article[data-uuid="${uuid}"]`).first().innerText();
  assert.match(await said('n-2'), /^You[^]*\n\d+ characters hidden$/);
  assert.match(await said('n-3'), /Claude[^]*Thinking\s*24 characters hidden/);
  const tool = (name) => list.locator(`.tool[data-tool="${name}"]`);
  assert.match(await tool('Read').innerText(), /^Read\s+File \d+\s+Input\s*39 characters hidden\s+Took\s*60\.0 s|1 min 0 s\s+Result\s*18 characters hidden$/);
  assert.match(await tool('Bash').first().innerText(), /failed[^]*Error\s*15 characters hidden/);
  assert.match(await list.innerText(), /Tool \d+/, 'a tool by its pseudonym');
  // A subagent opens from its call, named by its result or found by the note beside its log.
  const started = tool('Task');
  assert.match(await started.first().innerText(), /Tool calls\s*3\s+Tokens\s*4,321/);
  for (const at of [0, 1]) {
    const place = started.nth(at);
    await place.locator('[data-action="open-agent"]').click();
    await place.locator('.agent-list article').nth(1).waitFor();
    assert.match(await place.locator('.agent-list').innerText(), /Claude[^]*\d+ characters hidden/);
  }
  assert.match(await started.nth(1).locator('.agent-list').innerText(), /No result names this log/);
  // The output beside the log, of which only the size is told.
  await list.locator('[data-action="open-output"]').click();
  await list.locator('.output-whole').getByText('88.0 KB hidden').waitFor();
  await look(app, words, 'a transcript with what opens in it');
  await app.show('/sessions/session-2?tab=threads');
  await settle(app);
  assert.match(await app.page.locator('main').innerText(), /\d+ characters hidden/, 'turns are told by their sizes');
  await setRedacted(app, false);
  await app.show('/sessions/marzipansession');
  await list.getByText('hovercraft').first().waitFor();
});

scenario('what holds names is gone in the moment in which they are hidden', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeNamed(folder);
  const words = await wordsOfLogs(folder);
  await app.drop(folder);
  for (const tab of ['transcript', ...TABS]) {
    await app.show(`/sessions/marzipansession?tab=${tab}&with=record`);
    await settle(app);
    if (tab === 'transcript') await openAll(app);
    await app.action('settings').click();
    const text = await app.page.getByLabel('Redacted').evaluate(async (box) => {
      box.click();
      await new Promise((resolve) => { setTimeout(resolve, 0); });
      return [document.documentElement.outerHTML, document.title, decodeURIComponent(location.href)].join('\n');
    });
    await assertClean(app, words, text, `the tab ${tab}, just now`);
    await app.page.keyboard.press('Escape');
    await setRedacted(app, false);
  }
});

scenario('while names are hidden the address holds nothing that was typed', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeNamed(folder);
  await app.drop(folder);
  await setRedacted(app, true);
  const page = () => app.page.evaluate(() => [document.documentElement.outerHTML, document.title, decodeURIComponent(location.href)].join('\n'));
  const history = async () => {
    const { entries } = await app.cdp.send('Page.getNavigationHistory');
    return entries.map(({ url, title }) => `${decodeURIComponent(url)} ${title}`).join('\n');
  };
  const check = async (text, where) => {
    await settle(app);
    const has = new RegExp(text, 'i');
    assert.doesNotMatch(await page(), has, where);
    assert.doesNotMatch(await history(), has, `the history: ${where}`);
  };
  // Search: found by what was typed, and told in none of its words.
  const input = app.page.locator('[data-search-input]');
  const searched = () => app.page.waitForFunction(() => /^Text \d+$/.test(document.querySelector('[data-search-query]')?.dataset.searchQuery)
    && document.querySelector('[data-search-state]').dataset.searchState === 'done');
  await app.show('/search');
  await input.fill('tangerine');
  await searched();
  assert.equal(await input.inputValue(), 'tangerine');
  assert.match(await app.page.evaluate(() => location.hash), /^#\/search\?q=Text%201$/);
  assert.ok(await app.page.locator('[data-hit]').count() > 0, 'it is found');
  await check('tangerine', 'Search');
  await input.fill('tangerine flamingoes');
  await app.page.locator('[data-notice="search"]').waitFor();
  await check('flamingo', 'a word that is nowhere');
  // A link with words in it leads to the same, under a pseudonym.
  await app.page.evaluate(() => { location.hash = '/search?q=rutabaga'; });
  await app.page.waitForFunction(() => /q=Text%20\d+$/.test(location.hash));
  await searched();
  assert.equal(await input.inputValue(), 'rutabaga');
  assert.ok(await app.page.locator('[data-hit]').count() > 0);
  assert.doesNotMatch(await page(), /rutabaga/i, 'a link');
  // In a session.
  await app.show('/sessions/session-2');
  await settle(app);
  const find = app.page.locator('[data-find-input]');
  await find.fill('pomegranate');
  await find.press('Enter');
  await app.page.waitForFunction(() => /find=Text%20\d+/.test(location.hash));
  await app.page.waitForFunction(() => document.querySelectorAll('[data-scroller="transcript"] article.msg').length === 1);
  assert.equal(await find.inputValue(), 'pomegranate');
  await check('pomegranate', 'Find in session');
  await find.fill('pomegranate flamingoes');
  await find.press('Enter');
  await app.page.locator('[data-notice="find"]').waitFor();
  await check('pomegranate|flamingo', 'a word that is nowhere in the session');
  // In a table.
  await app.show('/sessions');
  const filter = app.page.locator('[data-filter-input]');
  await filter.fill('Session 2 xylophone');
  await filter.blur();
  await app.page.waitForFunction(() => /q=Text%20\d+/.test(location.hash));
  await check('xylophone', 'a table');
  // After the page was loaded anew nobody knows what it was.
  await app.page.waitForTimeout(3000);
  await app.show('/search');
  await input.fill('kumquat');
  await searched();
  await app.reopen();
  await app.page.waitForFunction(() => location.hash === '#/search');
  assert.equal(await input.inputValue(), '');
  await input.fill('kumquat');
  await searched();
  // With names shown again it is as it always was.
  await setRedacted(app, false);
  await app.page.waitForFunction(() => location.hash === '#/search?q=kumquat');
  assert.equal(await input.inputValue(), 'kumquat');
  await input.fill('parsnips');
  await app.page.waitForFunction(() => location.hash === '#/search?q=parsnips');
});

scenario('what is said of folders names none while names are hidden', { timeout: 90_000 }, async (app, t) => {
  const folder = path.join(await scratch(t), 'pumpernickel');
  await writeNamed(path.join(folder, 'projects'));
  const words = await wordsOfLogs(folder);
  words.add('pumpernickel');
  await app.drop(folder);
  await app.live();
  await setRedacted(app, true);
  await app.action('remove-root').click();
  await app.action('confirm-clear').click();
  await app.saying(/forgotten/);
  await look(app, words, 'the notice that offers to undo');
  await app.page.getByRole('button', { name: 'Undo' }).click();
  await app.until('ready');
  await app.live();
  await rename(folder, `${folder}-gone`);
  await app.saying(/not where it was/);
  await look(app, words, 'the notice that a folder is gone');
});

scenario('a name has one pseudonym everywhere, also at the next visit', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeNamed(folder);
  await app.drop(folder);
  await setRedacted(app, true);
  const rows = async (view, table) => {
    await app.show(view);
    return (await app.table(table)).map(({ key, cells }) => `${key}: ${cells.name} ${cells.cost_usd ?? cells.tool_calls}`);
  };
  const all = async () => [await rows('/projects', 'projects'), await rows('/sessions', 'sessions'), await rows('/tools', 'tools')];
  const before = await all();
  assert.equal(before[0].length, 2);
  assert.ok(before[2].some((row) => /^Bash: Bash/.test(row)) && before[2].some((row) => /^Tool \d+: Tool \d+/.test(row)), before[2].join());
  await app.page.waitForTimeout(3000);
  await app.reopen();
  assert.deepEqual(await all(), before);
  // The transcript's own names are those of the ledger.
  await app.show('/sessions/session-2?tab=tools');
  await settle(app);
  const own = (await app.table('tools')).map(({ key }) => key).filter((key) => key !== '(no tool call)');
  assert.ok(own.some((name) => /^Tool \d+$/.test(name)), own.join());
  for (const name of own) assert.ok(before[2].some((row) => row.startsWith(`${name}:`)), name);
  // An address with a name leads to the same, under its pseudonym.
  await app.page.evaluate(() => { location.hash = '/sessions/marzipansession'; });
  await app.page.waitForFunction(() => /session-\d+$/.test(location.hash));
  await app.page.evaluate((id) => { location.hash = `/sessions/${id}?tool=mcp__tracker__create_issue`; }, SESSION);
  await app.page.waitForFunction(() => /session-1\?tool=Tool/.test(location.hash));
  await settle(app);
  assert.ok(await app.page.locator('article.msg').count() > 0, 'a filter by pseudonym finds its calls');
});

scenario('real logs: while names are hidden none of their words is anywhere', { ...needsRealLogs, before: noPicker, timeout: 400_000 }, async (app, t) => {
  const folder = await copyOf(t, real.projects);
  const words = await wordsOfLogs(folder);
  assert.ok(words.size > 1000);
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.drop(folder);
  await setRedacted(app, true);
  await lookAtAll(app, words, 6);
});
