// The URL is the state: links, reloads, back and forward show the same; exports hold what is shown.

import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { assertTotals } from './support/compare.mjs';
import { exchange, totalsOf, writeCorpus } from './support/corpus.mjs';
import { parseCsv } from './support/csv.mjs';
import { scratch } from './support/folder.mjs';

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

scenario('20,000 sessions scroll as a window of rows', { timeout: 120_000 }, async (app, t) => {
  const folder = path.join(await scratch(t), 'projects');
  await writeCorpus(folder, { files: 5000, each: 1, perProject: 200 });
  app.page.setDefaultTimeout(90_000);
  await app.drop(folder);
  await assertTotals(app, totalsOf({ files: 5000, responses: 5000 }));
  await app.show('/sessions');
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
