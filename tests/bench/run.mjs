// Measures the built app in a real Chromium on each corpus; `cargo xtask bench` starts it.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { closeSharedBrowser, sharedBrowser } from '../e2e/support/browser.mjs';
import { differences, OVERVIEW } from '../e2e/support/compare.mjs';
import { bytesOf, copyOf, logsOf } from '../e2e/support/folder.mjs';
import { DIST } from '../e2e/support/places.mjs';
import { serve } from '../e2e/support/server.mjs';
import { machine } from './machine.mjs';
import { askPeer, peer } from './peer.mjs';
import { markdown, median, quantile } from './report.mjs';
import { sizesOf } from './sizes.mjs';
import { burst, cold, floor, listing, live, memory, queries, reading, warm } from './visit.mjs';

const OUT = process.env.SESSIONSCOPE_BENCH;
const REPEAT = Number(process.env.SESSIONSCOPE_REPEAT ?? 5);

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
    floor: () => floor(server, folder),
    cold: () => cold(server, folder),
    warm: () => warm(server, folder, file),
    memory: () => memory(server, folder),
    listing: () => listing(server, folder),
    live: () => live(server, folder, file),
    burst: () => burst(server, folder, logs.map((log) => path.join(folder, log))),
    queries: () => queries(server, folder),
    reading: () => reading(server, folder),
    ...(peer() ? { peer: () => askPeer(folder).catch((error) => ({ ms: NaN, error: error.message })) } : {}),
  };
  const runs = await inTurns(jobs);
  await cleanup.run();
  return { ...summary(name, logs.length, bytes, right.totals ?? right, runs), runs };
}

function summary(name, files, bytes, right, runs) {
  const compared = OVERVIEW.filter((metric) => metric in right);
  const wrong = runs.cold.flatMap(({ metrics }) => differences(metrics, right, compared));
  const memories = runs.memory.filter(Boolean);
  const largest = (key) => (memories.length > 0 ? Math.max(...memories.map((each) => each[key])) : NaN);
  const last = runs.warm.at(-1);
  const searches = runs.reading.flatMap((run) => run.searches.map(({ ms }) => ms));
  const updates = runs.live.flatMap((run) => run.updates);
  const spread = (values) => ({ median: quantile(values, 0.5), most: quantile(values, 0.9), slowest: Math.max(...values) });
  const asked = runs.queries.flatMap((run) => run.times);
  const burst = runs.burst.at(-1);
  return {
    name,
    files,
    bytes,
    cold: median(runs.cold.map(({ ms }) => ms)),
    first: median(runs.cold.map(({ first }) => first)),
    floor: median(runs.floor.map(({ ms }) => ms)),
    painted: median(runs.warm.map(({ painted }) => painted)),
    opened: median(runs.warm.map(({ opened }) => opened)),
    verified: median(runs.warm.map(({ verified }) => verified)),
    recent: median(runs.warm.map(({ recent }) => recent)),
    listing: median(runs.listing.map(({ ms }) => ms)),
    verifiedBytes: last.unchanged.bytesRead,
    appended: median(runs.warm.map(({ appended }) => appended.ms)),
    appendedBytes: last.appended.detail.bytesRead,
    peak: largest('peak'),
    rest: largest('rest'),
    longTasks: median(runs.cold.map(({ longTasks }) => longTasks.length)),
    longest: Math.max(0, ...runs.cold.flatMap(({ longTasks }) => longTasks)),
    live: quantile(updates, 0.5),
    liveSlowest: quantile(updates, 0.99),
    liveSeen: `${updates.length} updates of ${runs.live.reduce((sum, { times }) => sum + times, 0)} lines`,
    burst: `${burst.lines.toLocaleString('en')} lines in ${Math.round(burst.wroteMs / 1000)} s, shown in ${burst.updates} updates, all ${Math.round(burst.caughtUp)} ms after the last; ${burst.longTasks.length} tasks over 50 ms`,
    answers: spread(asked.map(({ ms }) => ms)),
    answered: spread(asked.map(({ answered }) => answered)),
    reads: median(runs.queries.map(({ reads }) => reads.ms)),
    session: median(runs.reading.map(({ opened }) => opened)),
    sessionBytes: runs.reading.at(-1).openedBytes,
    scrolled: runs.reading.at(-1).scrolled,
    indexed: median(runs.reading.map(({ indexed }) => indexed)),
    indexBytes: runs.reading.at(-1).indexBytes,
    search: median(searches),
    searchSlowest: Math.max(...searches),
    compared: compared.length,
    wrong: [...new Set(wrong)],
    peer: median((runs.peer ?? []).map(({ ms }) => ms)),
  };
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
  await write(results);
}
await server.close();
say(`\n${markdown(results)}`);
if (results.corpora.some(({ wrong }) => wrong.length > 0)) {
  say('some figures are wrong');
  process.exitCode = 1;
}
