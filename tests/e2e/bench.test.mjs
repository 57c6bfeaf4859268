// The bench itself: it reads all of what it says it reads, and counts what it says it counts.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { bestRead } from '../bench/best.mjs';
import { processorOf, together } from '../bench/processor.mjs';
import { markdown } from '../bench/report.mjs';
import { summary } from '../bench/summary.mjs';
import { bytesOf, logsOf } from './support/folder.mjs';
import { CASES } from './support/places.mjs';

const skip = existsSync('/proc/self/task') ? false : 'the system has no /proc';

/** Stands for a browser, which says that this process is its main one. */
const SELF = { send: async () => ({ processInfo: [{ type: 'browser', id: process.pid }] }) };

/** Keeps a thread busy until it has had so much processor time. */
const BUSY = `(ms) => {
  const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  for (const start = spent(); spent() < start + ms;);
}`;

const busy = new Function(`return ${BUSY}`)();

/** A thread that is busy and ends. */
function ended(ms) {
  return new Promise((resolve, reject) => {
    new Worker(`(${BUSY})(${ms})`, { eval: true }).on('exit', resolve).on('error', reject);
  });
}

test('processor time is told of the thread that took it, and of threads that have ended', { skip }, async () => {
  const { result, processor } = await processorOf(SELF, async () => { busy(400); return 'done'; });
  assert.equal(result, 'done');
  assert.ok(processor.parts['browser main'] >= 300, JSON.stringify(processor));
  const { processor: other } = await processorOf(SELF, () => ended(400));
  assert.ok(other.parts['browser rest'] >= 300, JSON.stringify(other));
  assert.ok(other.parts['browser main'] < other.parts['browser rest'], JSON.stringify(other));
  const both = together([processor, other]);
  assert.equal(both.all, processor.all + other.all);
  assert.equal(both.parts['browser rest'], processor.parts['browser rest'] + other.parts['browser rest']);
  assert.equal(together([processor, null]), null);
});

test('the best known read lists every log and reads every byte in every way', async () => {
  const { files, bytes, looks, reads, atOnce, ms, listing } = await bestRead(CASES);
  assert.deepEqual([files, bytes], [(await logsOf(CASES)).length, await bytesOf(CASES)]);
  for (const read of [...reads, atOnce]) assert.equal(read.bytes, bytes, read.name);
  assert.ok(looks.length > 1 && reads.length > 1);
  assert.ok(ms <= listing + Math.min(...reads.map((read) => read.ms)));
});

test('what is measured in turns is compared pair by pair', () => {
  const parts = (each) => ({ all: each, parts: { 'renderer worker': each }, workers: [each] });
  const best = [100, 400, 200].map((ms) => ({ ms, listing: ms / 2, way: `way ${ms}`, processor: parts(ms) }));
  const cold = [300, 800, 500].map((ms) => ({ ms, first: 1, metrics: {}, startTasks: [], longTasks: [], processor: parts(ms) }));
  const corpus = { name: 'some', files: 1, bytes: 1, ...summary({}, { best, cold }) };
  assert.deepEqual(corpus.coldQuotient, { median: 2.5, pairs: [3, 2, 2.5] });
  assert.equal(corpus.bestProcessor.all, 200);
  assert.deepEqual(corpus.coldProcessor.workers, [500]);
  const text = markdown({ machine: {}, repeat: 3, measured: ['best', 'cold'], sizes: {}, corpora: [corpus], peer: null });
  assert.match(text, /median of each turn[^|]*\| 2\.50 \(3\.00, 2\.00, 2\.50\) \|/);
  assert.match(text, /\| the page: workers \| 0\.2 \| 0\.5 \|/);
});
