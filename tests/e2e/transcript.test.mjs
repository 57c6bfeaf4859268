// The transcript of a session: all of it, only what is seen of it, and nothing more than text.

import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { copiedBy, scenario } from './support/app.mjs';
import { exchange, writeCorpus } from './support/corpus.mjs';
import { sumOf } from './support/decimals.mjs';
import { rewrite, scratch } from './support/folder.mjs';
import { AGENT, SESSION, writeGiant, writeStory } from './support/story.mjs';

const SCROLLER = '[data-scroller="transcript"]';

/** Waits until messages are drawn and no more come. */
async function drawn(app) {
  await app.page.locator(`${SCROLLER} article.msg`).first().waitFor();
  await app.page.waitForFunction((selector) => {
    const shown = document.querySelectorAll(`${selector} [data-uuid]`).length;
    const before = globalThis.shownBefore;
    globalThis.shownBefore = shown;
    return shown > 0 && shown === before;
  }, SCROLLER, { polling: 150 });
}

async function opened(app, t, query = '') {
  const folder = path.join(await scratch(t), 'projects');
  const story = await writeStory(folder);
  await app.drop(folder);
  await app.show(`/sessions/${SESSION}${query}`);
  await drawn(app);
  return story;
}

/** The uuids that are in sight. */
const inSight = (app) => app.page.evaluate((selector) => {
  const view = document.querySelector(selector);
  const box = view.getBoundingClientRect();
  return [...view.querySelectorAll('[data-uuid]')].filter((element) => {
    const own = element.getBoundingClientRect();
    return own.bottom > box.top + 1 && own.top < box.bottom - 1;
  }).map((element) => element.dataset.uuid);
}, SCROLLER);

/** Every uuid that is seen on the way from the start to the end, with its role. */
const seenOnTheWay = (app) => app.page.evaluate(async (selector) => {
  const view = document.querySelector(selector);
  const seen = new Map();
  const note = () => {
    for (const element of view.querySelectorAll('[data-uuid]')) seen.set(element.dataset.uuid, element.dataset.role);
  };
  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  view.scrollTop = 0;
  await wait(400);
  for (let step = 0; step < 300; step += 1) {
    note();
    const before = view.scrollTop;
    view.scrollTop += view.clientHeight * 0.7;
    await wait(80);
    if (view.scrollTop === before && view.scrollTop + view.clientHeight >= view.scrollHeight - 2) break;
  }
  note();
  return [...seen];
}, SCROLLER);

scenario('a session opens at its last message', {}, async (app, t) => {
  const story = await opened(app, t);
  assert.ok((await inSight(app)).includes(story.last));
  const measures = await app.page.evaluate(() => performance.getEntriesByName('sessionscope:open-session').length);
  assert.equal(measures, 1);
});

scenario('every message of a session is there, once, by its role', {}, async (app, t) => {
  const story = await opened(app, t);
  const seen = await seenOnTheWay(app);
  assert.deepEqual(seen.map(([uuid]) => uuid).toSorted(), story.uuids.toSorted());
  for (const [uuid, role] of seen) assert.equal(role, uuid.startsWith('system') ? 'system' : uuid.split('-')[0], uuid);
});

scenario('a link opens at its message', {}, async (app, t) => {
  const story = await opened(app, t, '?m=assistant-2');
  await app.page.locator(`${SCROLLER} [data-uuid="assistant-2"].marked`).waitFor();
  assert.ok((await inSight(app)).includes('assistant-2'));
  await app.show(`/sessions/${SESSION}?m=${story.last}`);
  await app.page.locator(`${SCROLLER} [data-uuid="${story.last}"].marked`).waitFor();
  // The page is there before its folder is: what the address asks for is shown once it can be read.
  await app.show(`/sessions/${SESSION}?m=assistant-2`);
  await app.reopen();
  await app.page.locator(`${SCROLLER} [data-uuid="assistant-2"].marked`).waitFor();
});

scenario('filters leave out what is not wanted', {}, async (app, t) => {
  const story = await opened(app, t, '?only=errors');
  assert.deepEqual((await seenOnTheWay(app)).map(([uuid]) => uuid).slice(0, 1), [story.failed]);
  await app.show(`/sessions/${SESSION}?only=edits`);
  await app.page.waitForFunction((uuid) => document.querySelector('article.msg')?.dataset.uuid === uuid, story.edit);
  await app.show(`/sessions/${SESSION}?hide=thinking`);
  await app.page.waitForFunction((selector) => document.querySelectorAll(`${selector} article`).length > 3, SCROLLER);
  const seen = (await seenOnTheWay(app)).map(([uuid]) => uuid);
  assert.ok(!seen.includes(story.thinking));
  assert.equal(seen.length, story.uuids.length - 1);
});

scenario('buttons lead from prompt to prompt, and keys too', {}, async (app, t) => {
  const story = await opened(app, t);
  await app.page.getByRole('button', { name: 'Start', exact: true }).click();
  await app.page.locator(`${SCROLLER} [data-uuid="${story.first}"]`).waitFor();
  await app.page.getByRole('button', { name: 'The next error' }).click();
  await app.page.locator(`${SCROLLER} [data-uuid="${story.failed}"].marked`).waitFor();
  await app.page.locator(SCROLLER).focus();
  await app.page.keyboard.press('p');
  await app.page.locator(`${SCROLLER} [data-uuid="${story.first}"].marked`).waitFor();
  await app.page.keyboard.press('End');
  await app.page.waitForFunction((selector) => {
    const view = document.querySelector(selector);
    return view.scrollTop + view.clientHeight >= view.scrollHeight - 2;
  }, SCROLLER);
});

scenario('forms: code, diffs, lists of tasks, commands, failures, versions of a prompt', {}, async (app, t) => {
  const story = await opened(app, t);
  await seenOnTheWay(app);
  const at = async (uuid) => {
    await app.show(`/sessions/${SESSION}?m=${uuid}`);
    const item = app.page.locator(`${SCROLLER} article[data-uuid="${uuid}"]`);
    await item.waitFor();
    return item;
  };
  const edit = await at(story.edit);
  assert.equal(await edit.locator('tr.added').innerText(), '1\t+fn main() { run() }'.replace('1\t', '\t1\t'));
  const failed = await at(story.failed);
  assert.equal(await failed.locator('[data-tool="Bash"]').getAttribute('data-state'), 'failed');
  assert.equal(await failed.locator('.tool-told pre').innerText(), 'cargo test');
  assert.match(await failed.locator('.output.failed').innerText(), /no such function/);
  assert.match(await failed.locator('.tool-head').innerText(), /Bash\s*Run the tests\s*failed/);
  const todo = await at(story.todo);
  assert.deepEqual(await todo.locator('.todos > li').evaluateAll((items) => items.map((item) => [
    item.className, item.querySelector('.sr-only').textContent,
    item.querySelector('.todo-text').textContent, item.querySelector('.todo-change')?.textContent,
  ])), [
    ['todo done', 'completed', 'Fix it', 'was in progress'],
    ['todo doing', 'in progress', 'Test it', 'new'],
  ]);
  const command = await at(story.command);
  assert.equal(await command.locator('.command-name').innerText(), '/review');
  assert.equal(await command.locator('.command-args').innerText(), 'all');
  const left = await at(story.left);
  assert.match(await left.innerText(), /taken back/);
  await left.getByRole('button', { name: 'version 2 (kept)' }).click();
  await app.page.locator(`article[data-uuid="${story.kept}"].marked`).waitFor();
  const thinking = await at(story.thinking);
  assert.equal(await thinking.locator('em').isVisible(), false, 'folded');
  await thinking.locator('summary').filter({ hasText: 'Thinking' }).click();
  assert.equal(await thinking.locator('em').innerText(), 'it', 'open');
  const plan = await at('assistant-2');
  assert.equal(await plan.locator('pre > code').innerText(), 'fn main() {} // yes');
  assert.equal(await plan.locator('h3').innerText(), 'Plan');
  assert.equal(await plan.locator('td').first().innerText(), '1');
  assert.equal(await plan.locator('.hl-word').first().innerText(), 'fn');
});

scenario('lists have their markers, and code is as large as other code', {}, async (app, t) => {
  const text = '- one\n  - deep\n\n3. three\n4. four\n\n- [x] done\n\n`inline`\n\n```rust\nfn main() {}\n```';
  const folder = path.join(await scratch(t), 'projects');
  const story = await writeStory(folder);
  await story.append(text, 'lists');
  await app.drop(folder);
  await app.show(`/sessions/${SESSION}`);
  const item = app.page.locator('article[data-uuid="later-lists"] .msg-body');
  await item.waitFor();
  const seen = await item.evaluate((body) => {
    const style = (selector) => getComputedStyle(body.querySelector(selector));
    return {
      bullets: style(':scope > ul > li').listStyleType,
      deep: style('ul ul > li').listStyleType,
      numbers: style('ol > li').listStyleType,
      first: body.querySelector('ol').start,
      ticked: getComputedStyle(body.querySelector('.task').closest('li')).listStyleType,
      room: parseFloat(style('ol').paddingInlineStart) > 10,
      text: parseFloat(getComputedStyle(body).fontSize),
      inline: parseFloat(style('p > code').fontSize),
      block: parseFloat(style('pre > code').fontSize),
    };
  });
  assert.deepEqual({ ...seen, text: 0, inline: 0, block: 0 }, {
    bullets: 'disc', deep: 'circle', numbers: 'decimal', first: 3, ticked: 'none', room: true, text: 0, inline: 0, block: 0,
  });
  assert.equal(seen.block, seen.inline);
  assert.ok(seen.block > 0.8 * seen.text, JSON.stringify(seen));
});

scenario('what is too long to be drawn at once follows when it is asked for', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  const story = await writeStory(folder);
  await story.append(Array.from({ length: 4_500 }, (_, at) => `${at + 1}. item`).join('\n'), 'long');
  await app.drop(folder);
  await app.show(`/sessions/${SESSION}`);
  const item = app.page.locator('article[data-uuid="later-long"]');
  await item.waitFor();
  const drawn = () => item.locator('li').count();
  assert.ok(await drawn() > 1_000 && await drawn() <= 3_000, `${await drawn()} are drawn`);
  const before = await drawn();
  await item.locator('[data-action="more"]').click();
  await app.page.waitForFunction((count) => (
    document.querySelectorAll('article[data-uuid="later-long"] li').length > count), before);
  assert.equal(await drawn(), 4_500);
  assert.equal(await item.locator('[data-action="more"]').count(), 0);
  assert.equal(await item.locator('ol').nth(1).getAttribute('start'), String(before + 1));
});

scenario('texts of logs are never more than texts', {}, async (app, t) => {
  await opened(app, t);
  await seenOnTheWay(app);
  for (const tab of ['threads', 'timeline', 'tools', 'files', 'cost', 'raw', 'transcript']) {
    await app.page.locator(`[data-tab="${tab}"]`).click();
    await app.painted();
    if (tab === 'raw') await seenOnTheWay(app);
    const found = await app.page.evaluate(() => ({
      harmed: globalThis.harmed,
      live: document.querySelectorAll('main :is(script, iframe, style, object, embed), main h1 ~ h1, main svg[onload]').length,
      handlers: [...document.querySelectorAll('main *')].flatMap((element) => [...element.attributes])
        .filter(({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value) && name !== 'title').length,
      pictures: [...document.querySelectorAll('main img')].filter(({ src }) => !src.startsWith('data:')).length,
      links: [...document.querySelectorAll('main a[href]')].filter(({ href, target }) => !href.includes('#') && target !== '_blank').length,
    }));
    assert.deepEqual(found, { harmed: undefined, live: 0, handlers: 0, pictures: 0, links: 0 }, tab);
  }
});

scenario('a subagent opens where it was started', {}, async (app, t) => {
  const story = await opened(app, t);
  await seenOnTheWay(app);
  const card = app.page.locator(`${SCROLLER} [data-agent="${AGENT}"]`);
  await app.page.evaluate((selector) => { document.querySelector(selector).scrollTop = 0; }, SCROLLER);
  await app.page.locator(SCROLLER).focus();
  for (let step = 0; step < 12 && !(await card.isVisible()); step += 1) {
    await app.page.keyboard.press('j');
    await app.painted();
    await app.page.waitForTimeout(80);
  }
  await card.getByRole('button').click();
  await app.page.locator(`[data-agent="${AGENT}"] [data-uuid="${story.deep}"]`).waitFor();
  await card.getByRole('button', { name: 'Hide what it did' }).click();
  assert.equal(await app.page.locator(`[data-agent="${AGENT}"] [data-uuid="${story.deep}"]`).count(), 0);
});

/** What the messages of the open transcript cost, by their places, on the way from the start to the end. */
const costsOnTheWay = (app) => app.page.evaluate(async (selector) => {
  const view = document.querySelector(selector);
  const costs = new Map();
  const note = () => {
    for (const cost of view.querySelectorAll('[data-metric="message_cost_usd"]')) {
      costs.set(cost.closest('article').dataset.place, cost.dataset.value);
    }
  };
  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  view.scrollTop = 0;
  await wait(400);
  for (let step = 0; step < 300; step += 1) {
    note();
    const before = view.scrollTop;
    view.scrollTop += view.clientHeight * 0.7;
    await wait(80);
    if (view.scrollTop === before) break;
  }
  note();
  return [...costs.values()];
}, SCROLLER);

scenario('each message says what it cost, and together they cost what the session does', {}, async (app, t) => {
  await opened(app, t, '?with=record');
  const whole = await app.page.locator('[data-metric="session_cost_usd"]').getAttribute('data-value');
  const own = await costsOnTheWay(app);
  await app.show(`/sessions/${SESSION}?with=record&agent=${AGENT}`);
  await drawn(app);
  const agents = await costsOnTheWay(app);
  assert.ok(own.length > 10 && agents.length > 0, `${own.length}, ${agents.length}`);
  assert.equal(sumOf([...own, ...agents]), whole);
  await app.page.locator('[data-tab="timeline"]').click();
  await app.page.locator('[data-metric="lane_cost_usd"]').first().waitFor();
  const lanes = await app.page.locator('[data-metric="lane_cost_usd"]')
    .evaluateAll((costs) => costs.map((cost) => cost.dataset.value));
  assert.deepEqual(lanes, [sumOf(own), sumOf(agents)]);
});

scenario('after a visit the costs of messages come by themselves, and what is read stays', {}, async (app, t) => {
  const story = await opened(app, t, '?m=assistant-2');
  await app.page.locator(`${SCROLLER} [data-metric="message_cost_usd"]`).first().waitFor();
  await app.reopen();
  const item = app.page.locator(`${SCROLLER} article[data-uuid="assistant-2"]`);
  await item.waitFor();
  await item.evaluate((element) => { element.dataset.known = ''; });
  await item.locator('[data-metric="message_cost_usd"]').waitFor();
  assert.equal(await item.getAttribute('data-known'), '', 'it was drawn anew');
  assert.ok(story.uuids.includes('assistant-2'));
});

scenario('the raw line of a message is shown, with its number', {}, async (app, t) => {
  const story = await opened(app, t, '?m=assistant-1');
  const item = app.page.locator(`article[data-uuid="${story.thinking}"]`);
  await item.locator('.msg-menu > summary').click();
  await item.getByRole('button', { name: 'Show the raw line' }).click();
  const dialog = app.page.locator('dialog[open]');
  assert.match(await dialog.locator('.raw').innerText(), /"signature": "x"/);
  assert.match(await dialog.innerText(), /line 2/);
});

scenario('a resumed session leads to the one whose messages it copies, and back', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeCorpus(folder, { files: 2, each: 3, perProject: 2 });
  const first = await readFile(path.join(folder, 'p0000/s000000.jsonl'), 'utf8');
  const again = path.join(folder, 'p0000/again.jsonl');
  await writeFile(again, first.replaceAll('"sessionId":"s000000"', '"sessionId":"again"') + exchange('again', 9));
  await app.drop(folder);
  await app.show('/sessions/again');
  const elsewhere = app.page.locator(`${SCROLLER} a.msg-cost`).first();
  assert.equal(await elsewhere.innerText(), 'counted in “Question 0”');
  assert.match(await elsewhere.getAttribute('href'), /s000000/);
  const related = app.page.locator('[data-related]');
  assert.match(await app.page.locator('.related').innerText(), /Shares 6 messages with Question 0/);
  await related.click();
  await app.page.waitForFunction(() => location.hash.includes('s000000'));
  await app.page.locator('[data-related][href*="again"]').waitFor();
  // Cut back to its own part, it has nothing in common any more.
  await app.live();
  await rewrite(again, exchange('again', 9));
  await app.page.waitForFunction(() => document.querySelectorAll('[data-related]').length === 0);
});

scenario('what is hidden for a screenshot is not in the raw line either', {}, async (app, t) => {
  const story = await opened(app, t, '?m=assistant-1');
  await app.action('settings').click();
  await app.page.getByLabel('Redacted').check();
  await app.page.keyboard.press('Escape');
  const item = app.page.locator(`article[data-uuid="${story.thinking}"]`);
  assert.match(await item.locator('.msg-body').innerText(), /^Thinking\s*20 characters hidden$/);
  await item.locator('.msg-menu > summary').click();
  await item.getByRole('button', { name: 'Show the raw line' }).click();
  const dialog = app.page.locator('dialog[open]');
  await dialog.locator('.raw').waitFor();
  const text = await dialog.innerText();
  assert.doesNotMatch(text, /signature/);
  assert.doesNotMatch(text, /\.jsonl/);
  assert.match(text, /line 2/);
});

scenario('what is written while it is read appears, and what is read stays where it is', {}, async (app, t) => {
  const story = await opened(app, t);
  await app.live();
  await story.append('one');
  await app.page.locator(`${SCROLLER} [data-uuid="later-one"]`).waitFor();
  assert.ok((await inSight(app)).includes('later-one'), 'at the end it stays at the end');
  await app.show(`/sessions/${SESSION}?m=${story.edit}`);
  await app.page.locator(`article[data-uuid="${story.edit}"].marked`).waitFor();
  await drawn(app);
  const place = () => app.page.evaluate((uuid) => document.querySelector(`article[data-uuid="${uuid}"]`).getBoundingClientRect().top, story.edit);
  const before = await place();
  await story.append('two');
  await app.page.waitForFunction(() => /of 6\d|of 7\d|of 5\d/.test(document.querySelector('[data-position]').textContent));
  await app.page.waitForTimeout(800);
  assert.ok(Math.abs((await place()) - before) < 2, 'it moved');
});

scenario('tabs show the session at a glance', {}, async (app, t) => {
  await opened(app, t);
  await app.page.locator('[data-tab="threads"]').click();
  await app.page.locator('.turns li').first().waitFor();
  assert.match(await app.page.locator('.turns li').first().innerText(), /fix the parser/);
  assert.ok(await app.page.locator('.turns li.left').count() === 1);
  await app.page.locator('[data-tab="tools"]').click();
  await app.page.locator('[data-table="tools"] tr[data-key="Bash"]').waitFor();
  const bash = app.page.locator('[data-table="tools"] tr[data-key="Bash"]');
  assert.equal(await bash.locator('[data-col="failed"]').getAttribute('data-value'), '1');
  await app.page.locator('[data-tab="files"]').click();
  await app.page.locator('.touched li').first().waitFor();
  assert.match(await app.page.locator('.touched li').first().innerText(), /a\.rs.*1 change, 1 read/s);
  await app.page.locator('[data-tab="timeline"]').click();
  await app.page.locator('.times svg rect').first().waitFor();
  await app.page.locator('[data-tab="cost"]').click();
  const spend = app.page.locator('[data-chart="spend"]');
  const total = await app.page.locator('[data-metric="cost_usd"]').first().innerText();
  assert.ok((await spend.innerText()).includes(total), `${await spend.innerText()} says ${total}`);
  await app.page.locator('[data-tab="raw"]').click();
  await drawn(app);
});

scenario('100,000 messages open at the last one and scroll as a window', { timeout: 240_000 }, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeGiant(folder, 100_000, 200);
  await app.drop(folder);
  await app.show(`/sessions/${SESSION}`);
  await drawn(app);
  assert.ok((await inSight(app)).includes('g-99999'));
  await app.page.waitForFunction(() => document.querySelector('[data-position]').textContent.endsWith('of 100,000'));
  const count = () => app.page.locator(`${SCROLLER} article`).count();
  assert.ok(await count() < 300);
  await app.page.locator(SCROLLER).focus();
  await app.page.keyboard.press('Home');
  await app.page.locator('article[data-uuid="g-0"]').waitFor();
  assert.ok((await inSight(app)).includes('g-0'));
  for (const share of [0.1, 0.5, 0.9]) {
    await app.page.evaluate(([selector, part]) => {
      const view = document.querySelector(selector);
      view.scrollTop = view.scrollHeight * part;
    }, [SCROLLER, share]);
    await app.page.waitForFunction((selector) => {
      const view = document.querySelector(selector);
      const box = view.getBoundingClientRect();
      const middle = document.elementFromPoint(box.left + 200, box.top + box.height / 2);
      return middle?.closest('article.msg');
    }, SCROLLER);
    assert.ok(await count() < 300, `${await count()} drawn`);
  }
  await app.show(`/sessions/${SESSION}?m=g-54321`);
  await app.page.locator('article[data-uuid="g-54321"].marked').waitFor();
  assert.ok((await inSight(app)).includes('g-54321'));
});

/** Files that are kept of transcripts, in the origin's own file system. */
const keptIndexes = (app) => app.page.evaluate(async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('transcripts').catch(() => null);
  let count = 0;
  if (folder) for await (const name of folder.keys()) count += name ? 1 : 0;
  return count;
});

/** Waits until so many of them are kept. */
async function kept(app, wanted) {
  const until = Date.now() + 20_000;
  while (await keptIndexes(app) !== wanted) {
    assert.ok(Date.now() < until, `${await keptIndexes(app)} indexes are kept, not ${wanted}`);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}

const bytesToOpen = (app) => app.page.evaluate(() => (
  performance.getEntriesByName('sessionscope:open-session').at(-1).detail.bytes_read));

scenario('a large session that was opened before is not read again to be opened', { timeout: 120_000 }, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  const file = await writeGiant(folder, 30_000, 200);
  await app.drop(folder);
  const counted = (count) => app.page.waitForFunction((words) => document
    .querySelector('[data-position]')?.textContent.endsWith(words), `of ${count}`);
  await app.show(`/sessions/${SESSION}`);
  await drawn(app);
  await counted('30,000');
  await kept(app, 1);
  assert.ok(await bytesToOpen(app) > 500_000, 'the end of the file was read first');
  // Chromium cannot be told to watch a folder that a page just gone had begun to watch.
  await app.live();

  await app.reopen();
  await app.show(`/sessions/${SESSION}`);
  await drawn(app);
  await counted('30,000');
  assert.ok(await bytesToOpen(app) < 2_000, `${await bytesToOpen(app)} bytes were read`);
  assert.ok((await inSight(app)).includes('g-29999'));

  await app.live();
  await appendFile(file, `${JSON.stringify({ type: 'user', uuid: 'g-more', timestamp: '2026-07-09T00:00:00Z', message: { role: 'user', content: 'One more' } })}\n`);
  await counted('30,001');

  await app.clearData();
  await kept(app, 0);
});

scenario('a secret is hidden wherever a log is shown', {}, async (app, t) => {
  // Made up, and put together here: in one piece it would set off the scanners of whoever holds this file.
  const key = ['sk-ant', '-api03-', 'q7Zp0Xw3Kc9Vb2Nm5Tg8Rf1Yh4Jd6Ls0'].join('');
  const folder = path.join(await scratch(t), 'projects/p');
  const record = (uuid, fields) => `${JSON.stringify({ uuid, parentUuid: null, sessionId: 'keys', cwd: '/home/dev/p', timestamp: '2026-07-01T10:00:00Z', ...fields })}\n`;
  const user = (uuid, content) => record(uuid, { type: 'user', message: { role: 'user', content } });
  const assistant = (uuid, block) => record(uuid, {
    type: 'assistant', message: { id: uuid, type: 'message', role: 'assistant', model: 'claude-opus-5', content: [block], usage: { input_tokens: 1, output_tokens: 1 } },
  });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'keys.jsonl'), [
    user('one', `Use the elephant key ${key} for it`),
    assistant('two', { type: 'tool_use', id: 't', name: 'Bash', input: { command: `export ANTHROPIC_API_KEY=${key}\ncurl -H "x-api-key: ${key}" https://a.example` } }),
    user('three', [{ type: 'tool_result', tool_use_id: 't', content: `{"api_key": "${key}"}` }]),
    assistant('four', { type: 'text', text: `\`\`\`sh\nexport KEY="${key}"\n\`\`\`` }),
  ].join(''));
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.drop(path.dirname(folder));
  const seen = async () => {
    const [page, title] = await app.page.evaluate(() => [document.documentElement.outerHTML, document.title]);
    return [page, title, app.page.url()].join('\n');
  };
  const clean = async (what) => assert.ok(!(await seen()).includes(key), `${what} shows it`);
  const shown = app.page.getByText('[API key hidden]').first();
  await app.show('/sessions');
  await shown.waitFor();
  await clean('the list of sessions');
  await app.show('/sessions/keys?with=record');
  await drawn(app);
  await shown.waitFor();
  await app.page.evaluate(() => document.querySelectorAll('details').forEach((details) => { details.open = true; }));
  await clean('the transcript');
  for (const name of ['Copy text', 'Copy as Markdown', 'Copy as JSON']) {
    for (const uuid of ['one', 'two', 'four']) {
      const item = app.page.locator(`article[data-uuid="${uuid}"]`);
      const button = item.getByRole('button', { name, exact: true, includeHidden: true });
      const copied = await button.evaluate(copiedBy);
      assert.ok(!copied.includes(key) && copied.includes('[API key hidden]'), `${name} of ${uuid}: ${copied}`);
    }
  }
  await app.page.locator('article[data-uuid="two"]').getByRole('button', { name: 'Show the raw line', includeHidden: true }).evaluate((button) => button.click());
  await app.page.locator('dialog[open] .raw').waitFor();
  await clean('the raw line');
  await app.page.keyboard.press('Escape');
  for (const tab of ['threads', 'raw']) {
    await app.page.locator(`[data-tab="${tab}"]`).click();
    await shown.waitFor();
    await clean(tab);
  }
  await app.show('/search?q=elephant');
  await app.page.locator('[data-hit]').first().getByText('hidden').waitFor();
  await clean('a search');
});
