// Measures the built app in a real Chromium on each corpus; `cargo xtask bench` starts it.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { closeSharedBrowser, sharedBrowser } from '../e2e/support/browser.mjs';
import { bytesOf, copyOf, logsOf } from '../e2e/support/folder.mjs';
import { DIST } from '../e2e/support/places.mjs';
import { serve } from '../e2e/support/server.mjs';
import { bestRead } from './best.mjs';
import { clicking } from './clicking.mjs';
import { firstVisit } from './first-visit.mjs';
import { machine } from './machine.mjs';
import { parse, parsers } from './parser.mjs';
import { askPeer, peer } from './peer.mjs';
import { markdown } from './report.mjs';
import { fewOf, returning } from './returning.mjs';
import { sizesOf } from './sizes.mjs';
import { summary } from './summary.mjs';
import { burst, cold, live, memory, queries, reading, warm } from './visit.mjs';

const OUT = process.env.SESSIONSCOPE_BENCH;
const REPEAT = Number(process.env.SESSIONSCOPE_REPEAT ?? 5);
/** Only these measurements; all where none is named. */
const ONLY = (process.env.SESSIONSCOPE_MEASURE ?? '').split(',').filter(Boolean);

/** The one measurement that takes no logs. */
const FIRST = 'first-visit';

const say = (text) => process.stdout.write(`${text}\n`);

/** Each of `jobs` `REPEAT` times, in turns, so that a busy moment of the machine hits all alike. */
async function inTurns(jobs) {
  const results = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let turn = 0; turn < REPEAT; turn += 1) {
    for (const [name, job] of Object.entries(jobs)) results[name].push(await job());
  }
  return results;
}

/** A cleanup that a test runner would do at its end. */
function cleaner() {
  const jobs = [];
  return { after: (job) => jobs.push(job), run: async () => { for (const job of jobs) await job(); } };
}

async function measure(server, { name, projects, answers }) {
  say(`measuring ${name} …`);
  const cleanup = cleaner();
  // The real logs are read-only, and one measurement appends a line.
  const isOurs = projects.startsWith(OUT);
  const folder = isOurs ? projects : await copyOf(cleanup, projects);
  const logs = await logsOf(folder);
  const bytes = await bytesOf(folder);
  const right = JSON.parse(await readFile(answers, 'utf8'));
  const file = path.join(folder, logs[0]);
  const jobs = {
    best: () => bestRead(folder),
    cold: () => cold(server, folder),
    warm: () => warm(server, folder, file),
    memory: () => memory(server, folder),
    clicking: () => clicking(server, folder),
    returning: async () => returning(server, await fewOf(cleanup, folder), folder),
    live: () => live(server, folder, file),
    burst: () => burst(server, folder, logs.map((log) => path.join(folder, log))),
    queries: () => queries(server, folder),
    reading: () => reading(server, folder),
    ...(parsers() ? { parser: () => parse(parsers(), folder) } : {}),
    ...(peer() ? { peer: () => askPeer(folder).catch((error) => ({ ms: NaN, error: error.message })) } : {}),
  };
  const unknown = ONLY.filter((job) => job !== FIRST && !(job in jobs));
  if (unknown.length > 0) throw new Error(`no measurement is called ${unknown}; there are ${[FIRST, ...Object.keys(jobs)]}`);
  const wanted = Object.entries(jobs).filter(([job]) => ONLY.length === 0 || ONLY.includes(job));
  const runs = await inTurns(Object.fromEntries(wanted));
  await cleanup.run();
  return { name, files: logs.length, bytes, ...summary(right.totals ?? right, runs), runs };
}

/** Writes what is known so far, so that a run that is cut short still tells something. */
async function write(results) {
  await writeFile(path.join(OUT, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(path.join(OUT, 'results.md'), markdown(results));
}

const about = await machine((await sharedBrowser()).version());
await closeSharedBrowser();
const server = await serve(DIST);
const results = { machine: about, repeat: REPEAT, sizes: await sizesOf(DIST), peer: peer(), corpora: [] };
for (const corpus of JSON.parse(await readFile(path.join(OUT, 'corpora.json'), 'utf8'))) {
  results.corpora.push(await measure(server, corpus));
  results.measured = Object.keys(results.corpora[0].runs);
  await write(results);
}
await server.close();
if (results.corpora.length > 0) say(`\n${markdown(results)}`);
if (ONLY.length === 0 || ONLY.includes(FIRST)) {
  const { table, runs } = await firstVisit(REPEAT);
  await writeFile(path.join(OUT, 'first-visit.json'), `${JSON.stringify(runs, null, 2)}\n`);
  say(`\n${table}`);
  await closeSharedBrowser();
}
if (results.corpora.some(({ wrong }) => wrong?.length > 0)) {
  say('some figures are wrong');
  process.exitCode = 1;
}
