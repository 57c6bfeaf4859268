// What things cost: by class of tokens, by prices of a day, and what no log has recorded.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { scratch } from './support/folder.mjs';
import { caseOf, needsCases, needsRealLogs, real } from './support/places.mjs';

/** The four figures of Overview, and what is no token's. */
const CLASSES = ['input_cost_usd', 'output_cost_usd', 'cache_creation_cost_usd', 'cache_read_cost_usd'];
const REST = ['web_search_cost_usd', 'recorded_cost_usd'];

/** An exact decimal of dollars, in 10^-12. */
function pico(decimal) {
  const [whole, rest = ''] = decimal.split('.');
  return BigInt(whole + rest.padEnd(12, '0'));
}

/** Fails unless the classes that are shown add up to the cost that is shown, to the last digit. */
async function assertParts(app) {
  const shown = await app.metrics();
  for (const name of CLASSES) assert.ok(shown[name] !== undefined, name);
  const parts = [...CLASSES, ...REST].filter((name) => name in shown).map((name) => pico(shown[name]));
  assert.equal(parts.reduce((sum, part) => sum + part, 0n), pico(shown.cost_usd));
  return shown;
}

/** A folder with one session of one response. */
async function oneResponse(t, { time, text = 'ok', usage }) {
  const folder = path.join(await scratch(t), 'projects');
  await mkdir(path.join(folder, '-home-ida-loom'), { recursive: true });
  const record = {
    type: 'assistant', uuid: 'u1', sessionId: 's1', timestamp: time, version: '2.1.30',
    message: { role: 'assistant', id: 'm1', model: 'claude-opus-5', content: [{ type: 'text', text }], usage },
  };
  await writeFile(path.join(folder, '-home-ida-loom/s1.jsonl'), `${JSON.stringify(record)}\n`);
  return folder;
}

scenario('the cost of each class stands beside its tokens, and they add up to the cost', needsCases, async (app) => {
  const { projects, expected } = caseOf('117-fast-by-date');
  await app.drop(projects);
  const shown = await assertParts(app);
  const right = expected.totals.cost_by_class;
  assert.equal(shown.input_cost_usd, right.input);
  assert.equal(shown.output_cost_usd, right.output);
  assert.equal(pico(shown.cache_creation_cost_usd), pico(right.cache_write_5m) + pico(right.cache_write_1h));
  assert.equal(shown.cache_read_cost_usd, right.cache_read);
  await app.show('/sessions/e?tab=cost');
  await app.page.waitForSelector('[data-tab="cost"]');
  await app.page.waitForSelector('[data-metric="input_cost_usd"]');
  const session = await assertParts(app);
  assert.equal(session.cost_usd, expected.by_session['p/e'].cost_usd);
});

scenario('searches are a part of the cost that is no token’s', needsCases, async (app) => {
  await app.drop(caseOf('19-web-search').projects);
  const shown = await assertParts(app);
  assert.equal(shown.web_search_cost_usd, '0.04');
});

scenario('real logs: classes add up to the cost', needsRealLogs, async (app) => {
  await app.drop(real.projects);
  const shown = await assertParts(app);
  assert.equal(shown.cost_usd, real.answers.totals.cost_usd);
});

scenario('spend by token class is drawn in dollars', needsCases, async (app) => {
  await app.drop(caseOf('117-fast-by-date').projects);
  const legend = () => app.page.locator('.legend li').allInnerTexts();
  const pressed = () => app.page.locator('[aria-label="Measure"] [aria-pressed="true"], [aria-label="Measure"] [aria-checked="true"]').innerText();
  await app.show('/?split=kind&step=month');
  assert.equal(await pressed(), 'Spend');
  const spend = (await legend()).join('\n');
  // The one without a time is in no bar: 3 of input, 0.15 of output, 0.300003 of reads.
  assert.match(spend, /Input\s+\$19\.55/);
  assert.match(spend, /Output\s+\$0\.89/);
  assert.match(spend, /Cache write\s+\$19\.50/);
  assert.match(spend, /Cache read\s+\$1\.96/);
  await app.show('/?split=kind&step=month&measure=tokens');
  assert.doesNotMatch((await legend()).join('\n'), /\$/);
  await app.show('/?split=kind&step=month&measure=responses');
  assert.match((await legend()).join('\n'), /^All responses\s+8$/);
});

scenario('output that was never logged is said in dollars, and why the cost is at least so much', {}, async (app, t) => {
  // 400,000 characters are some 100,000 tokens of 25 USD a million; one token is recorded.
  const folder = await oneResponse(t, {
    time: '2026-07-01T10:00:00.000Z', text: 'word '.repeat(80_000), usage: { input_tokens: 1_000_000, output_tokens: 1 },
  });
  await app.drop(folder);
  const shown = await app.metrics();
  assert.equal(shown.cost_usd, '5.000025');
  assert.equal(shown.unlogged_cost_usd, '2.499975');
  const card = await app.page.locator('.spend-cost').innerText();
  assert.match(card, /at least/i);
  assert.match(card, /\$5\.00 recorded; about \$2\.50 more likely unlogged/);
  assert.match(card, /1 response has more output than was logged/);
});

scenario('the page says of which day its prices are, and warns when logs are a month newer', {}, async (app, t) => {
  await app.drop(await oneResponse(t, { time: '2026-11-28T10:00:00.000Z', usage: { output_tokens: 10 } }));
  assert.match(await app.page.locator('[data-prices]').innerText(), /^Prices of \d+ \w+ 20\d\d$/);
  assert.equal(await app.page.getByText('days newer').count(), 0);
  await app.show('/health');
  await app.clearData();
  await app.show('/');
  await app.drop(await oneResponse(t, { time: '2031-01-01T10:00:00.000Z', usage: { output_tokens: 10 } }));
  assert.equal(await app.page.locator('.attention').getByText('days newer').count(), 1);
  await app.show('/health');
  assert.equal(await app.page.getByText(/days older than the newest log/).count(), 1);
});

/** The prices of the program, of another day and with output at twice the price. */
async function otherPrices() {
  const prices = JSON.parse(await readFile(new URL('../../engine/accounts/data/claude-pricing.json', import.meta.url), 'utf8'));
  prices.generated = '2025-01-31';
  prices.models.find(({ id }) => id === 'claude-opus-5').output *= 2;
  return { name: 'prices.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(prices)) };
}

/** Reads a stored value, or changes what stands there. Runs in the page. */
async function inStore([store, key, value]) {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  // The database lies in a bucket; one that nobody refers to may be collected with its connection.
  globalThis.bucket = await navigator.storageBuckets.open('sessionscope');
  const database = await promised(globalThis.bucket.indexedDB.open('sessionscope'));
  const inside = database.transaction(store, value === undefined ? 'readonly' : 'readwrite').objectStore(store);
  const found = await promised(value === undefined ? inside.get(key) : inside.put(value, key));
  database.close();
  return found instanceof Uint8Array ? [...found].join() : found;
}

scenario('what was stored at other prices is figured anew at the next visit', {}, async (app, t) => {
  await app.drop(await oneResponse(t, { time: '2026-11-28T10:00:00.000Z', usage: { output_tokens: 1_000_000 } }));
  await app.pause();
  const [cost, day] = [await app.metric('cost_usd'), await app.page.locator('[data-prices]').innerText()];
  assert.equal(cost, '25');
  const snapshot = () => app.page.evaluate(inStore, ['snapshot', 'ledger']);
  const before = await snapshot();
  await app.action('settings').click();
  await app.page.setInputFiles('[data-open="prices"]', await otherPrices());
  await app.figure('cost_usd', '50');
  await app.page.waitForFunction((text) => document.querySelector('[data-prices]').innerText !== text, day);
  assert.match(await app.page.locator('[data-prices]').innerText(), /31 Jan 2025/);
  while (await snapshot() === before) await app.page.waitForTimeout(50);
  // As after an update: what is stored is at prices that the program does not have.
  const settings = JSON.parse(await app.page.evaluate(inStore, ['settings', 'settings']));
  assert.ok(settings.prices);
  await app.page.evaluate(inStore, ['settings', 'settings', JSON.stringify({ ...settings, prices: null })]);
  await app.reopen();
  await app.figure('cost_usd', cost);
  assert.equal(await app.page.locator('[data-prices]').innerText(), day);
  assert.equal((await app.lastDetail()).bytesRead, 0, 'no log is read for that');
});
