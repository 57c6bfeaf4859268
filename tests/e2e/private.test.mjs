// Nothing leaves the machine, and nothing in a log becomes a program.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';

import { App, scenario } from './support/app.mjs';
import { profileBrowser } from './support/browser.mjs';
import { exchange, writeCorpus } from './support/corpus.mjs';
import { scratch } from './support/folder.mjs';
import { detailViews, drawn } from './support/look.mjs';
import { CASES, caseOf, DIST, needsRealLogs, real } from './support/places.mjs';
import { serve } from './support/server.mjs';
import { writeStory } from './support/story.mjs';

const VIEWS = ['/', '/projects', '/sessions', '/blocks', '/reports', '/tools', '/health', '/search?q=harm*'];

/** Goes through every view, a session with all its tabs among them, and waits until each is drawn. */
async function throughAll(app, each = async () => {}) {
  for (const view of [...VIEWS, ...Object.values(await detailViews(app))]) {
    await app.show(view);
    await drawn(app.page);
    await each(view);
  }
}

async function corpus(t) {
  const folder = path.join(await scratch(t), 'projects');
  await writeCorpus(folder);
  // Pictures and links of other sites are in it.
  await writeStory(folder);
  return folder;
}

/** What the browser asks its maker for on its own account, whatever page is open. */
const OF_THE_BROWSER = /^https?:\/\/([\w-]+\.)*(googleapis|google|gvt1|gstatic)\.com\//;

/** Every address that any part of the browser asked the network for, from Chromium's own log. */
async function askedFor(log) {
  const { constants, events } = JSON.parse(await readFile(log, 'utf8'));
  const start = constants.logEventTypes.URL_REQUEST_START_JOB;
  return events
    .filter((event) => event.type === start && event.params?.url)
    .map(({ params: { method, url, initiator } }) => ({ method: method ?? 'GET', url, initiator }))
    .filter(({ url, initiator }) => initiator !== 'not an origin' || !OF_THE_BROWSER.test(url));
}

test('a whole run asks for nothing but our own files', { timeout: 90_000 }, async (t) => {
  const profile = await scratch(t);
  const log = path.join(profile, 'net-log.json');
  const server = await serve(DIST);
  const context = await profileBrowser(path.join(profile, 'profile'), { args: [`--log-net-log=${log}`] });
  const page = await context.newPage();
  const app = new App(page, server, await context.newCDPSession(page));
  await page.goto(server.url);
  await page.waitForSelector('[data-open="directory"]', { state: 'attached' });
  await app.drop(await corpus(t));
  await throughAll(app);
  // The figures come back from storage; a profile on disk asks before the folder is read again.
  await page.reload();
  await page.waitForSelector('[data-metric], [data-action="reconnect"]');
  app.assertClean();
  await context.close();
  await server.close();
  const asked = await askedFor(log);
  assert.ok(asked.length > 3, 'the log is empty');
  const foreign = asked.filter(({ method, url }) => method !== 'GET' || !url.startsWith(server.origin));
  assert.deepEqual(foreign.filter(({ url }) => !/^(data|blob|chrome):/.test(url)), []);
});

scenario('nothing is asked for once a folder is given', {}, async (app, t) => {
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const folder = await corpus(t);
  await app.page.waitForTimeout(1000);
  const before = app.server.requests.length;
  assert.ok(app.server.requests.every(({ method }) => method === 'GET'));
  await app.drop(folder);
  await throughAll(app);
  assert.deepEqual(app.server.requests.slice(before), []);
});

/** Tries to reach the network from where it runs; gives what came of it. */
const reachOut = (url) => Promise.all([
  fetch(url).then(() => 'reached', () => 'refused'),
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.onload = () => resolve('reached');
    request.onerror = () => resolve('refused');
    try {
      request.open('GET', url);
      request.send();
    } catch {
      resolve('refused');
    }
  }),
  new Promise((resolve) => {
    try {
      const socket = new WebSocket(url.replace('http', 'ws'));
      socket.onopen = () => resolve('reached');
      socket.onerror = () => resolve('refused');
    } catch {
      resolve('refused');
    }
  }),
]);

const REFUSED = ['refused', 'refused', 'refused'];
const complaints = [/Content Security Policy|Refused to connect|violates/i, /Failed to load|net::ERR/i];

scenario('the page cannot reach the network any more', { expected: complaints }, async (app, t) => {
  await app.drop(await corpus(t));
  assert.deepEqual(await app.page.evaluate(reachOut, app.server.url), REFUSED);
});

scenario('a worker cannot reach the network either', { expected: complaints }, async (app, t) => {
  await app.drop(await corpus(t));
  const [worker] = app.page.workers();
  assert.ok(worker, 'no worker runs');
  assert.deepEqual(await worker.evaluate(reachOut, app.server.url), REFUSED);
});

scenario('the seal cannot be lifted', { expected: complaints }, async (app, t) => {
  await app.drop(await corpus(t));
  const result = await app.page.evaluate(async (url) => {
    for (const tag of document.querySelectorAll('meta[http-equiv="Content-Security-Policy"]')) tag.remove();
    return fetch(url).then(() => 'reached', () => 'refused');
  }, app.server.url);
  assert.equal(result, 'refused');
});

/** Fails if any text of a log has become an element, an attribute that runs, or a script that ran. */
async function assertInert(app, view) {
  const found = await app.page.evaluate(() => ({
    handlers: [...document.querySelectorAll('*')].filter((element) => element.getAttributeNames()
      .some((name) => name.startsWith('on'))).map((element) => element.outerHTML.slice(0, 200)),
    strange: [...document.querySelectorAll('body img, body iframe, body object, body embed, body script:not([src])')]
      .filter((element) => element.tagName !== 'IMG' || !/^(blob:|data:|icons\/)/.test(element.getAttribute('src') ?? ''))
      .map((element) => element.outerHTML.slice(0, 200)),
    scripts: [...document.querySelectorAll('[href]')].filter((link) => /^\s*javascript:/i.test(link.getAttribute('href'))).length,
  }));
  assert.deepEqual(found, { handlers: [], strange: [], scripts: 0 }, `on ${view}`);
}

const hostile = caseNamed('hostile');

function caseNamed(word) {
  try {
    return caseOf(word === 'hostile' ? '62-hostile-names' : word);
  } catch {
    return null;
  }
}

scenario('hostile names stay text', hostile ? {} : { skip: `no case for it in ${path.basename(CASES)}` }, async (app) => {
  await app.drop(hostile.projects);
  await throughAll(app, (view) => assertInert(app, view));
});

scenario('real logs: hostile text stays text', needsRealLogs, async (app) => {
  await app.drop(real.projects);
  await throughAll(app, (view) => assertInert(app, view));
});

/** All texts that a page can leave where other pages or programs look: cookies, caches, small storage, history. */
async function leftBehind() {
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      cached.push(request.url, JSON.stringify([...response.headers]), await response.text());
    }
  }
  const small = [localStorage, sessionStorage].map((storage) => JSON.stringify({ ...storage }));
  return { cached, small, cookies: document.cookie, state: JSON.stringify(history.state), name: window.name };
}

/** Whether a word stands in the database, as bytes or text. */
async function isStored(word) {
  const promised = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const told = (value) => (ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : JSON.stringify(value) ?? '');
  const database = await promised((globalThis.bucket = await navigator.storageBuckets.open('sessionscope')).indexedDB.open('sessionscope'));
  const values = [];
  for (const store of database.objectStoreNames) {
    values.push(...await promised(database.transaction(store).objectStore(store).getAll()));
  }
  database.close();
  return values.some((value) => told(value).includes(word));
}

scenario('what was read is kept in this browser alone, and no prompt text with it in cookies or caches', {}, async (app, t) => {
  const WORD = 'quokkazeppelin';
  const folder = await corpus(t);
  await mkdir(path.join(folder, `-${WORD}`));
  const text = exchange('marked', 1).replaceAll('"content":"', `"content":"${WORD} `);
  assert.ok(text.includes(WORD));
  await writeFile(path.join(folder, `-${WORD}`, 'marked.jsonl'), text);
  await app.drop(folder);
  await throughAll(app);
  await app.page.waitForTimeout(3000);
  assert.ok(await app.page.evaluate(isStored, WORD), 'it is kept here');
  assert.deepEqual(await app.context.cookies(), []);
  const left = await app.page.evaluate(leftBehind);
  assert.ok(left.cached.length > 3, 'the app itself is in a cache');
  assert.ok(!JSON.stringify(left).includes(WORD), 'a word of a log was left behind');
  const origins = left.cached.filter((entry) => /^https?:/.test(entry)).map((url) => new URL(url).origin);
  assert.deepEqual([...new Set(origins)], [app.server.origin]);
  assert.ok(!app.server.requests.some((request) => JSON.stringify(request).includes(WORD)), 'the server heard of it');
});
