// The URL is the state: links, reloads, back and forward show the same; exports hold what is shown.

import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, totalsOf, writeCorpus } from './support/corpus.mjs';
import { parseCsv } from './support/csv.mjs';
import { scratch } from './support/folder.mjs';
import { SESSION, writeStory } from './support/story.mjs';

const VIEWS = ['/', '/projects', '/sessions', '/blocks', '/reports', '/tools', '/health', '/search'];

async function dropped(app, t, options = {}) {
  const folder = path.join(await scratch(t), 'projects');
  const totals = await writeCorpus(folder, { files: 6, each: 3, ...options });
  await app.drop(folder);
  return totals;
}

/** The open view as its heading and its address. */
const view = (app) => app.page.evaluate(() => ({
  heading: [...document.querySelectorAll('h1')].map((heading) => heading.textContent.trim()).join(),
  hash: location.hash,
}));

scenario('every view has a heading of its own', {}, async (app, t) => {
  await dropped(app, t);
  const headings = new Set();
  for (const route of VIEWS) {
    await app.show(route);
    const { heading } = await view(app);
    assert.ok(heading, `${route} has no heading`);
    headings.add(heading);
  }
  assert.equal(headings.size, VIEWS.length, [...headings].join());
});

scenario('a view survives a reload', {}, async (app, t) => {
  await dropped(app, t);
  for (const route of ['/projects', '/reports?by=model', '/sessions?from=2026-07-01']) {
    await app.show(route);
    const before = await view(app);
    await app.reopen();
    assert.deepEqual(await view(app), before);
  }
});

scenario('back and forward lead through the views', {}, async (app, t) => {
  await dropped(app, t);
  await app.show('/projects');
  const projects = await view(app);
  await app.show('/sessions');
  const sessions = await view(app);
  await app.page.goBack();
  await app.painted();
  assert.deepEqual(await view(app), projects);
  await app.page.goForward();
  await app.painted();
  assert.deepEqual(await view(app), sessions);
});

scenario('a date filter in the URL changes the figures and survives a reload', {}, async (app, t) => {
  const totals = await dropped(app, t);
  await app.show('/?from=2026-07-02');
  assert.equal(await app.metric('output_tokens'), '0');
  await app.reopen();
  assert.equal(await app.metric('output_tokens'), '0');
  await app.show('/?from=2026-07-01&to=2026-07-01');
  assert.equal(await app.metric('output_tokens'), String(totals.output_tokens));
});

scenario('under a filter no figure of another scope stands beside it', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await mkdir(path.join(folder, 'p'), { recursive: true });
  const monthBefore = -30 * 24 * 60;
  await writeFile(path.join(folder, 'p/old.jsonl'), `{no line\n${exchange('old', monthBefore, { model: 'no-such-model' })}`);
  await writeFile(path.join(folder, 'p/new.jsonl'), `${exchange('new', 0)}{"type":"user","unfini`);
  await app.drop(folder);
  const seen = async () => ({
    range: (await app.page.locator('.view-head p').innerText()).split(' · ')[0],
    recent: (await app.page.locator('.recent').innerText()).trim(),
    attention: await app.page.locator('.attention').innerText(),
    malformed: await app.metric('malformed_lines'),
  });
  const all = await seen();
  assert.equal(all.range, '1 Jun – 1 Jul 2026');
  assert.match(all.recent, /in the 30 days to 1 Jul/);
  assert.match(all.attention, /1 model without a price/);
  assert.equal(all.malformed, '2');
  assert.match(all.attention, /2 malformed lines/, 'as many as the figure above it says');
  await app.show('/?from=2026-06-29&to=2026-07-05');
  const ranged = await seen();
  assert.equal(ranged.range, '1 Jul 2026');
  assert.match(ranged.recent, /in the 3 days to 1 Jul/);
  assert.doesNotMatch(ranged.attention, /without a price/);
  assert.equal(ranged.malformed, '1');
  assert.match(ranged.attention, /1 malformed line\b/);
  for (const card of ['Activity', 'Active block']) {
    const text = await app.page.locator(`section[aria-label="${card}"]`).innerText();
    assert.match(text, /whatever days are chosen/, card);
  }
});

scenario('a word counts the same thing in every view', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeStory(folder);
  await app.drop(folder);
  const note = async (word) => {
    const text = await app.page.locator('.counts').innerText();
    return new RegExp(`([\\d,]+) ${word}`).exec(text)?.[1];
  };
  const told = {
    prompts: await note('prompt'), responses: await note('response'), tool_calls: await app.metric('tool_calls'),
    messages_user: await app.metric('messages_user'), messages_assistant: await app.metric('messages_assistant'),
  };
  await app.show(`/reports?by=session&columns=${Object.keys(told).join(',')}`);
  const [{ cells }] = await app.table('sessions');
  for (const [name, count] of Object.entries(told)) assert.equal(cells[name], count, name);
  await app.show(`/sessions/${SESSION}`);
  const chip = app.page.locator('.chip', { hasText: 'Prompts' }).locator('.chip-count');
  await app.page.waitForFunction(() => /\d/.test(document.querySelector('.chip .chip-count')?.textContent ?? ''));
  assert.equal(await chip.innerText(), told.prompts, 'prompts of the transcript');
  await app.page.locator('[data-tab="threads"]').click();
  await app.page.locator('[data-turn]').first().waitFor();
  assert.equal(String(await app.page.locator('[data-turn]:not([data-turn="outside"])').count()), told.prompts, 'turns');
  const texts = await app.page.locator('[data-turn] p').allInnerTexts();
  const sum = (word) => texts.reduce((all, text) => all + Number(new RegExp(`([\\d,]+) ${word}`).exec(text)?.[1].replaceAll(',', '') ?? 0), 0);
  assert.deepEqual([String(sum('response')), String(sum('tool call'))], [told.responses, told.tool_calls]);
  await app.page.locator('[data-tab="tools"]').click();
  const tools = await app.table('tools');
  assert.equal(String(tools.reduce((all, row) => all + Number(row.cells.calls), 0)), told.tool_calls, 'the tools of the session');
  await app.show('/tools');
  const all = await app.table('tools');
  assert.equal(String(all.reduce((sum, row) => sum + Number(row.cells.tool_calls), 0)), told.tool_calls, 'all tools');
});

scenario('a project filter in the URL changes the figures', {}, async (app, t) => {
  await dropped(app, t);
  await app.show('/?project=p0001');
  const { output_tokens } = totalsOf({ files: 2, responses: 6 });
  assert.equal(await app.metric('output_tokens'), String(output_tokens));
});

scenario('a project leads to its own page', {}, async (app, t) => {
  await dropped(app, t);
  await app.show('/projects');
  await app.page.locator('[data-table="projects"] tbody tr[data-key="p0001"] a').first().click();
  await app.page.waitForFunction(() => location.hash.includes('p0001'));
  await app.painted();
  assert.ok((await app.page.locator('body').innerText()).includes('s000002'));
});

scenario('a press on the head of a column sorts by it', {}, async (app, t) => {
  await dropped(app, t);
  await app.show('/sessions');
  const heads = app.page.locator('[data-table="sessions"] thead th');
  const keys = async () => (await app.table('sessions')).map(({ key }) => key);
  let wasSorted = false;
  for (const at of [...Array(await heads.count()).keys()]) {
    const button = heads.nth(at).locator('button').first();
    if (await button.count() === 0) continue;
    await button.click();
    await app.painted();
    const once = await keys();
    await button.click();
    await app.painted();
    const twice = await keys();
    if (JSON.stringify(once) !== JSON.stringify(twice)) {
      assert.deepEqual([...twice].sort(), [...once].sort());
      assert.match(await heads.nth(at).getAttribute('aria-sort'), /ascending|descending/);
      wasSorted = true;
      break;
    }
  }
  assert.ok(wasSorted, 'no head sorts');
});

/** Runs in the page: every row of a table as its elements with all their attributes and texts. */
function anatomy(name) {
  const of = (element) => ({
    tag: element.localName,
    text: element.textContent,
    ...Object.fromEntries([...element.attributes].map((each) => [`@${each.name}`, each.value])),
    inner: [...element.children].map(of),
  });
  const rows = document.querySelectorAll(`[data-table="${name}"] :is(tbody, tfoot) tr`);
  return [...rows].map(of);
}

scenario('nothing of a row stays when another takes its place', {}, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeCorpus(folder, { files: 3, each: 1, perProject: 1 });
  // Other figures, other titles, and a price that nobody knows.
  const lines = Array.from({ length: 30 }, (_, at) => exchange('s000002', 10 + at, { model: 'no-such-model', project: 'p0002' }));
  await appendFile(path.join(folder, 'p0002/s000002.jsonl'), lines.join(''));
  await app.drop(folder);
  for (const [route, name] of [['/sessions', 'sessions'], ['/reports?by=model', 'models'], ['/projects', 'projects']]) {
    const [up, down] = ['total_tokens', '-total_tokens'].map((sort) => `${route}${route.includes('?') ? '&' : '?'}sort=${sort}`);
    await app.show(up);
    const first = await app.page.evaluate(anatomy, name);
    await app.show(down);
    const turned = await app.page.evaluate(anatomy, name);
    assert.notDeepEqual(turned, first);
    await app.show('/health');
    await app.show(down);
    assert.deepEqual(await app.page.evaluate(anatomy, name), turned, `${down} drawn anew`);
    await app.show(up);
    assert.deepEqual(await app.page.evaluate(anatomy, name), first, up);
  }
  assert.ok(await app.page.locator('tbody .at-least').count() > 0);
});

/** Chromium would ask where to save, and nobody can answer in a test: other browsers just download. */
const withoutPicker = (context) => context.addInitScript(() => { delete globalThis.showSaveFilePicker; });

/** Presses an export and gives the text that is saved. */
async function saved(app, action) {
  const download = app.page.waitForEvent('download');
  await app.action(action).click();
  return readFile(await (await download).path(), 'utf8');
}

scenario('the CSV of a report holds the rows and exact figures that are shown', { before: withoutPicker }, async (app, t) => {
  await dropped(app, t);
  await app.show('/reports?by=project');
  const rows = await app.table('projects');
  const [head, ...lines] = parseCsv(await saved(app, 'export-csv'));
  const at = (name) => {
    const index = head.indexOf(name);
    assert.ok(index >= 0, `no column ${name} in ${head}`);
    return index;
  };
  for (const name of ['output_tokens', 'cost_usd']) {
    const exported = lines.map((line) => line[at(name)]).slice(0, rows.length);
    assert.deepEqual(exported, rows.map(({ cells }) => cells[name]), name);
  }
});

scenario('the JSON of a report holds the rows and exact figures that are shown', { before: withoutPicker }, async (app, t) => {
  await dropped(app, t);
  await app.show('/reports?by=project');
  const rows = await app.table('projects');
  const json = JSON.parse(await saved(app, 'export-json'));
  const list = Array.isArray(json) ? json : json.rows;
  assert.deepEqual(list.map((row) => String(row.output_tokens)), rows.map(({ cells }) => cells.output_tokens));
  assert.deepEqual(list.map((row) => String(row.cost_usd)), rows.map(({ cells }) => cells.cost_usd));
});

scenario('days follow the time zone of the browser', { context: { timezoneId: 'Asia/Tokyo' } }, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  // 10:00 UTC and every minute from there; 15:00 UTC is midnight in Tokyo.
  await writeCorpus(folder, { files: 1, each: 400 });
  await app.drop(folder);
  await app.show('/reports?by=day');
  const rows = Object.fromEntries((await app.table('days')).map(({ key, cells }) => [key, cells.responses ?? cells.output_tokens]));
  assert.deepEqual(Object.keys(rows).sort(), ['2026-07-01', '2026-07-02']);
});

/** Runs in the page: figures, times, heads of columns and totals that do not fit where they stand. */
function clippedFigures() {
  const found = document.querySelectorAll('[data-value], .figure dd, .live .clip, .table thead .clip, .table thead th, .table tfoot th, .table tfoot td, .table:has(.w-time) tbody th');
  return [...found]
    .filter((element) => element.checkVisibility() && element.clientWidth > 0 && element.scrollWidth > element.clientWidth)
    .map((element) => `${element.dataset.metric ?? element.dataset.col ?? element.localName}: ${element.textContent} (${element.scrollWidth} > ${element.clientWidth})`);
}

/** Many sessions with costs of all sizes, some of them of a model that has no price. */
async function writeRich(folder) {
  const names = ['claude-opus-4-1', 'claude-haiku-4-5', 'no-such-model'];
  for (let number = 0; number < 420; number += 1) {
    const session = `s${String(number).padStart(6, '0')}`;
    const project = `p${number % 160}`;
    const at = Date.UTC(2024, 0, 1, 10) + number * 86_400_000 * 2;
    const lines = names.map((model, turn) => {
      const timestamp = new Date(at + turn * 50_000_000).toISOString();
      const size = 10 ** (number % 10);
      const usage = { input_tokens: size, output_tokens: Math.ceil(size * 1.37), cache_creation_input_tokens: size, cache_read_input_tokens: size * 9 };
      const id = `${session}-${turn}`;
      const content = [{ type: 'tool_use', id: `t-${id}`, name: `Tool${number}`, input: {} }];
      return `${JSON.stringify({ type: 'assistant', uuid: id, sessionId: session, timestamp, requestId: id, version: '2.1.220', gitBranch: 'main', cwd: `/home/dev/${project}`, message: { id, role: 'assistant', model, content, usage } })}\n`;
    });
    await mkdir(path.join(folder, project), { recursive: true });
    await writeFile(path.join(folder, project, `${session}.jsonl`), lines.join(''));
  }
}

scenario('no figure is cut, whatever the width', { timeout: 240_000 }, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeRich(folder);
  await app.drop(folder);
  const all = 'cost_usd,total_tokens,input_tokens,output_tokens,cache_creation_tokens,cache_creation_5m_tokens,cache_creation_1h_tokens,'
    + 'cache_read_tokens,cache_hit_rate,cache_saved_usd,responses,messages_user,prompts,messages_assistant,tool_calls,tool_errors,sessions,first,last,duration';
  const reports = ['project', 'session', 'model', 'day', 'week', 'month', 'block'].map((by) => `/reports?by=${by}&columns=${all}`);
  const cut = [];
  for (const route of [...VIEWS, '/sessions/s000009', '/sessions/s000009?tab=cost', '/sessions/s000009?tab=threads', '/projects/p9', ...reports]) {
    for (const width of [360, 768, 1280, 3840]) {
      await app.page.setViewportSize({ width, height: 900 });
      await app.show(route);
      await app.page.waitForTimeout(100);
      for (const part of [0, 0.5, 1]) {
        await app.page.evaluate((to) => document.querySelectorAll('.table-scroll').forEach((box) => {
          box.scrollTop = to * (box.scrollHeight - box.clientHeight);
        }), part);
        await app.painted();
        const found = await app.page.evaluate(clippedFigures);
        cut.push(...found.map((figure) => `${route} at ${width}: ${figure}`));
      }
    }
  }
  assert.deepEqual([...new Set(cut)].slice(0, 40), []);
});

scenario('what sessions cost is seen without scrolling sideways', {}, async (app, t) => {
  await dropped(app, t);
  await app.show('/projects');
  const [{ key }] = await app.table('projects');
  for (const route of ['/sessions', '/projects', '/reports?by=session', `/projects/${encodeURIComponent(key)}`]) {
    await app.show(route);
    for (const width of [1280, 1024, 360]) {
      await app.page.setViewportSize({ width, height: 800 });
      await app.painted();
      const { head, box } = await app.page.locator('.table:has([data-col="cost_usd"]) th', { hasText: 'Cost' }).first()
        .evaluate((head) => ({ head: head.getBoundingClientRect().right, box: head.closest('.table-scroll').getBoundingClientRect().right }));
      assert.ok(head <= box + 1, `${route} at ${width}: ${head} > ${box}`);
    }
  }
});

scenario('malformed lines of the same path in two folders are two rows, each with its folder', {}, async (app, t) => {
  const above = await scratch(t);
  for (const name of ['one', 'two']) {
    await mkdir(path.join(above, name, '-home-dev-loom'), { recursive: true });
    await writeFile(path.join(above, name, '-home-dev-loom/s1.jsonl'), `${JSON.stringify({ type: 'user', uuid: `u-${name}`, sessionId: 's1', timestamp: '2026-07-01T10:00:00.000Z', message: { role: 'user', content: 'hi' } })}\n{broken\n`);
  }
  await app.drop([path.join(above, 'one'), path.join(above, 'two')]);
  await app.show('/health');
  const rows = await app.table('malformed');
  assert.deepEqual(rows.map(({ key }) => key).sort(), ['one/-home-dev-loom/s1.jsonl:2', 'two/-home-dev-loom/s1.jsonl:2']);
  assert.deepEqual(rows.map(({ cells }) => cells.file), ['one/-home-dev-loom/s1.jsonl', 'two/-home-dev-loom/s1.jsonl']);
});

scenario('20,000 sessions scroll as a window of rows', { timeout: 240_000 }, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  const files = 20_000;
  await writeCorpus(folder, { files, each: 1, perProject: 200 });
  app.page.setDefaultTimeout(200_000);
  await app.drop(folder);
  await assertTotals(app, totalsOf({ files, responses: files }));
  await app.show('/sessions');
  await app.page.waitForSelector('[data-table="sessions"] tbody tr[data-key]');
  const rows = await app.page.locator('[data-table="sessions"]').getAttribute('aria-rowcount');
  assert.equal(rows, String(files + 1), 'every session has a row, whether it is drawn or not');
  const count = await app.page.locator('[data-table="sessions"] tbody tr[data-key]').count();
  assert.ok(count > 5 && count < 300, `${count} rows are in the document`);
  const scroller = app.page.locator('.table-scroll', { has: app.page.locator('[data-table="sessions"]') });
  for (const top of [400, 1200, 3000]) {
    await scroller.evaluate((element, to) => { element.scrollTop = to; }, top);
    await app.page.waitForTimeout(200);
    assert.equal(await scroller.evaluate((element) => element.scrollTop), top, 'what is read moves');
  }
});

scenario('every view and the sample can be reached by keyboard alone', {}, async (app) => {
  const { page } = app;
  const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    return { action: element?.dataset?.action, href: element?.getAttribute?.('href'), isVisible: Boolean(element?.checkVisibility?.()) };
  });
  await page.keyboard.press('Tab');
  let seen = await focused();
  for (let steps = 0; seen.action !== 'open-sample' && steps < 80; steps += 1) {
    await page.keyboard.press('Tab');
    seen = await focused();
  }
  assert.equal(seen.action, 'open-sample');
  await app.settling(() => page.keyboard.press('Enter'));
  const reached = new Set();
  for (let steps = 0; steps < 120; steps += 1) {
    await page.keyboard.press('Tab');
    const { href, isVisible } = await focused();
    if (href?.startsWith('#/') && isVisible) reached.add(href.split('?')[0]);
  }
  for (const route of VIEWS) assert.ok(reached.has(`#${route}`), `Tab does not reach #${route}`);
});
