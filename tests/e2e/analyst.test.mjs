// The analyst as it is built, before the page uses it: started from blobs on a sealed page, with ingest workers
// of its own within it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { after } from 'node:test';

import { closeSharedBrowser, sharedBrowser } from './support/browser.mjs';
import { CASES, DIST, ROOT } from './support/places.mjs';
import { serve } from './support/server.mjs';

after(closeSharedBrowser);

/** The app's own script, without which the page stays as it was loaded. */
const APP = /\/sessionscope-[0-9a-f]{8,}\.js$/;

/** Gives the page a conversation with the analyst: `say`, and `heard` as bytes in hexadecimal digits. */
async function conversation(page) {
  await page.evaluate(async () => {
    const named = (name) => document.querySelector(`meta[name="sessionscope-${name}"]`).content;
    const START = 'addEventListener("message", ({ data }) => wasm_bindgen.initSync({ module: data }), { once: true });';
    const program = async (name) => {
      const script = await (await fetch(named(name))).text();
      const wasm = await (await fetch(named(`${name}-wasm`))).blob();
      const blob = new Blob([script, START], { type: 'text/javascript' });
      return { url: URL.createObjectURL(blob), wasm };
    };
    const [analyst, ingest] = await Promise.all([program('analyst'), program('worker')]);
    const seal = document.createElement('meta');
    seal.httpEquiv = 'Content-Security-Policy';
    seal.content = "connect-src 'none'; worker-src blob:";
    document.head.append(seal);
    const module = await WebAssembly.compile(await analyst.wasm.arrayBuffer());
    const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    globalThis.ingest = ingest;
    globalThis.begin = () => {
      globalThis.heard = [];
      globalThis.analyst = new Worker(analyst.url);
      globalThis.analyst.onmessage = ({ data: [bytes] }) => globalThis.heard.push(toHex(bytes));
      globalThis.analyst.onerror = ({ message }) => globalThis.heard.push(`error: ${message}`);
      globalThis.analyst.postMessage(module);
    };
    globalThis.say = (hex, ...objects) => {
      const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
      globalThis.analyst.postMessage([bytes, ...objects]);
    };
    globalThis.begin();
  });
}

/** Numbers at the start of an answer: revision, kind, responses, and tokens put in and out. */
function figures(hex) {
  const bytes = hex.match(/../g).map((pair) => parseInt(pair, 16));
  const next = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.shift();
      value += (byte & 127) * 2 ** shift;
      if (!(byte >= 128)) return value;
    }
  };
  const [news, query] = [next(), next()];
  if (news !== 1 || query !== 1) return undefined;
  next();
  const [, responses, input, output] = [next(), next(), next(), next()];
  return { responses, input, output };
}

async function until(page, what, isFine) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const heard = await page.evaluate(() => globalThis.heard);
    assert.deepEqual(heard.filter((one) => one.startsWith('error')), []);
    if (isFine(heard)) return heard;
    assert.ok(Date.now() < deadline, `${what} never came; heard ${heard.map((one) => one.slice(0, 40)).join(' ')}`);
    await new Promise((done) => { setTimeout(done, 50); });
  }
}

test('the built analyst reads a folder with workers of its own, on a sealed page', { timeout: 90_000 }, async () => {
  const spoken = JSON.parse(await readFile(path.join(ROOT, 'tests/fixtures/analyst/spoken.json'), 'utf8'));
  const log = await readFile(path.join(CASES, '01-one-response/projects/p/s.jsonl'), 'utf8');
  const server = await serve(DIST);
  const context = await (await sharedBrowser()).newContext();
  try {
    const page = await context.newPage();
    await page.route(APP, (route) => route.abort());
    await page.goto(server.url);
    await conversation(page);
    await until(page, 'the greeting', (heard) => heard.includes(spoken.hello));
    const write = (text) => page.evaluate(async (content) => {
      const root = await navigator.storage.getDirectory();
      globalThis.projects = await root.getDirectoryHandle('projects', { create: true });
      const project = await globalThis.projects.getDirectoryHandle('p', { create: true });
      const file = await (await project.getFileHandle('s.jsonl', { create: true })).createWritable();
      await file.write(content);
      await file.close();
    }, text);
    const start = () => page.evaluate(({ start, subscribe }) => {
      globalThis.say(start, globalThis.ingest.url, globalThis.ingest.wasm);
      globalThis.say(subscribe);
    }, spoken);
    const answered = (what, wanted) => until(page, what, (heard) => {
      const last = heard.map(figures).filter(Boolean).at(-1);
      return last && Object.entries(wanted).every(([name, value]) => last[name] === value);
    });
    await write(log);
    await start();
    await page.evaluate(({ give }) => globalThis.say(give, globalThis.projects), spoken);
    await answered('the first figures', { responses: 1, input: 100, output: 200 });
    await write(log + log.replaceAll('"m1"', '"m2"').replaceAll('"r1"', '"r2"').replaceAll('"u1"', '"u2"'));
    await answered('what was added', { responses: 2, input: 200, output: 400 });
    // Long enough for it to be stored.
    await new Promise((done) => { setTimeout(done, 4_000); });
    await page.evaluate(() => {
      globalThis.analyst.terminate();
      globalThis.begin();
    });
    await until(page, 'the greeting', (heard) => heard.includes(spoken.hello));
    await start();
    await answered('what is stored', { responses: 2, input: 200, output: 400 });
    await page.evaluate(({ clear }) => globalThis.say(clear), spoken);
    await until(page, 'the deletion', (heard) => heard.includes(spoken.cleared));
    await answered('nothing', { responses: 0, output: 0 });
  } finally {
    await context.close();
    await server.close();
  }
});
