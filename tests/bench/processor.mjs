// Processor time of a browser, by process and thread, as Linux counts it.

import { readdirSync, readFileSync } from 'node:fs';

/** How often the threads of pages are looked at: a worker that ends keeps what it had then. */
const EVERY_MS = 100;

/** One tick of the counters. */
const TICK_MS = 10;

/** What is told of: the parts, in the order of the table, and the threads that each of them has. */
export const PARTS = {
  'the page: its own thread': 'renderer main',
  'the page: workers': 'renderer worker',
  'the page: the thread pool': 'renderer pool',
  'the page: all else': 'renderer rest',
  'the browser: main thread': 'browser main',
  'the browser: input and output': 'browser io',
  'the browser: the thread pool': 'browser pool',
  'the browser: all else': 'browser rest',
  'all other processes': 'other',
};

/** The name, the parent and the processor time in ms of a process or thread; null where it has ended. */
function lookAt(folder) {
  try {
    const text = readFileSync(`${folder}/stat`, 'utf8');
    const end = text.lastIndexOf(')');
    const words = text.slice(end + 2).split(' ');
    return { name: text.slice(text.indexOf('(') + 1, end), parent: Number(words[1]), ms: (Number(words[11]) + Number(words[12])) * TICK_MS };
  } catch {
    return null;
  }
}

function numbersIn(folder) {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    return [];
  }
}

/** A process and all that it started, and those started: `{ pid, ms }` each. */
function family(root) {
  const all = new Map(numbersIn('/proc').map((pid) => [pid, lookAt(`/proc/${pid}`)]));
  const isOurs = (pid) => pid === root || (all.get(pid) ? isOurs(all.get(pid).parent) : false);
  return [...all].filter(([pid, found]) => found && isOurs(pid)).map(([pid, { ms }]) => ({ pid, ms }));
}

function kindOf(pid) {
  try {
    const type = readFileSync(`/proc/${pid}/cmdline`, 'utf8').match(/--type=([^\0 ]+)/)?.[1] ?? 'browser';
    return ['browser', 'renderer'].includes(type) ? type : 'other';
  } catch {
    return 'other';
  }
}

/** Which part of its process a thread is. */
function roleOf(pid, thread, name) {
  if (pid === thread) return 'main';
  if (name.startsWith('DedicatedWorker')) return 'worker';
  if (name.startsWith('ThreadPool')) return 'pool';
  return name === 'Chrome_IOThread' ? 'io' : 'rest';
}

/** What was seen of the processes of one browser. */
class Seen {
  constructor(root, processes = new Map()) {
    Object.assign(this, { root, processes });
  }

  /** Looks at all processes, new ones too. */
  all() {
    for (const { pid, ms } of family(this.root)) {
      const process = this.processes.get(pid) ?? { kind: kindOf(pid), threads: new Map() };
      process.ms = ms;
      this.processes.set(pid, process);
      this.threads(pid);
    }
    return this;
  }

  /** Looks at the threads of a process. */
  threads(pid) {
    const { threads } = this.processes.get(pid);
    for (const thread of numbersIn(`/proc/${pid}/task`)) {
      const found = lookAt(`/proc/${pid}/task/${thread}`);
      if (found) threads.set(thread, { role: roleOf(pid, thread, found.name), ms: found.ms });
    }
  }

  pages() {
    for (const [pid, { kind }] of this.processes) if (kind === 'renderer') this.threads(pid);
  }
}

/** What came between two looks: ms by part, of each worker in the order in which they were started, and of all. */
function between(before, after) {
  const parts = Object.fromEntries(Object.values(PARTS).map((part) => [part, 0]));
  const workers = [];
  let all = 0;
  for (const [pid, { kind, ms, threads }] of after.processes) {
    const known = before.processes.get(pid);
    const spent = ms - (known?.ms ?? 0);
    all += spent;
    let told = 0;
    const add = (role, more) => {
      const part = kind === 'other' ? kind : `${kind} ${role}`;
      parts[part in parts ? part : `${kind} rest`] += more;
    };
    for (const [thread, { role, ms: now }] of threads) {
      const more = now - (known?.threads.get(thread)?.ms ?? 0);
      if (role === 'worker' && more > 0) workers.push({ thread, more });
      add(role, more);
      told += more;
    }
    // Threads that have ended are in the process's own time.
    add('rest', Math.max(0, spent - told));
  }
  workers.sort((a, b) => a.thread - b.thread);
  return { all, parts, workers: workers.map(({ more }) => more) };
}

/** Runs `work` and tells what processor time the browser took meanwhile; null where there is no /proc. */
export async function processorOf(browser, work) {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const root = processInfo.find(({ type }) => type === 'browser')?.id;
  const before = new Seen(root).all();
  const meanwhile = new Seen(root, structuredClone(before.processes));
  const timer = setInterval(() => meanwhile.pages(), EVERY_MS);
  try {
    const result = await work();
    return { result, processor: before.processes.size > 0 ? between(before, meanwhile.all()) : null };
  } finally {
    clearInterval(timer);
  }
}

/** The sum of what several steps took; null where one is not known. */
export function together(steps) {
  if (steps.some((step) => !step)) return null;
  const parts = Object.fromEntries(Object.values(PARTS).map((part) => [part, steps.reduce((sum, step) => sum + step.parts[part], 0)]));
  return { all: steps.reduce((sum, { all }) => sum + all, 0), parts, workers: steps.flatMap(({ workers }) => workers) };
}
