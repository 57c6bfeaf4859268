// The results as a table to read.

import { PARTS } from './processor.mjs';

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The number below which this share of some numbers lies. */
export function quantile(numbers, share) {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

const ms = (value) => (Number.isFinite(value) ? `${Math.round(value).toLocaleString('en')} ms` : '–');
const mb = (bytes) => (Number.isFinite(bytes) ? `${(bytes / 1e6).toFixed(1)} MB` : '–');
const seconds = (spent) => (spent / 1000).toFixed(1);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

/** A quotient, and those of the turns that it is the median of. */
function quotient({ median: middle, pairs }) {
  const turns = pairs.length > 1 ? ` (${pairs.map((pair) => pair.toFixed(2)).join(', ')})` : '';
  return `${middle.toFixed(2)}${turns}`;
}

/** Rows of the table: the measurements that it takes, what it is, and how it is said of a corpus. */
const ROWS = [
  [[], 'Files', (c) => c.files.toLocaleString('en')],
  [[], 'Size', (c) => mb(c.bytes)],
  [['cold'], '**Cold index**', (c) => ms(c.cold)],
  [['best'], 'Best known read of the same files, nothing parsed, and how', (c) => `${ms(c.best)} (${c.bestWays.join('; ')})`],
  [['cold', 'best'], 'Cold index ÷ best known read, median of each turn (target ≤ 1.6)', (c) => quotient(c.coldQuotient)],
  [['cold'], 'Speed of the cold index', (c) => `${Math.round(c.bytes / c.cold / 1000).toLocaleString('en')} MB/s`],
  [['cold'], 'First figures on the page, of what is read by then', (c) => ms(c.first)],
  [['warm'], '**Stored totals painted** after navigation (target ≤ 500 ms at 20,000 files)', (c) => ms(c.painted)],
  [['returning'], 'Stored totals of 100 of the files and of all, second visit, then later ones, in one run', (c) => `${ms(c.few.second)}, ${ms(c.all.second)}; ${ms(c.few.later)}, ${ms(c.all.later)}`],
  [['warm'], 'Warm open', (c) => ms(c.opened)],
  [['warm'], 'What was worked on last is verified', (c) => ms(c.recent)],
  [['warm'], 'Verify: nothing changed', (c) => `${ms(c.verified)}, ${c.verifiedBytes} bytes read`],
  [['best'], 'Best known listing: every folder listed, every file looked at', (c) => ms(c.listing)],
  [['warm', 'best'], 'Verify ÷ best known listing (target ≤ 1.2)', (c) => quotient(c.verifyQuotient)],
  [['warm'], 'Verify: one line appended', (c) => `${ms(c.appended)}, ${c.appendedBytes} bytes read`],
  [['live'], '**Live**: from the browser telling of an appended line to painted figures, median and 99 in 100', (c) => `${ms(c.live)}, ${ms(c.liveSlowest)} (${c.liveSeen})`],
  [['burst'], 'A burst of lines in 50 files at once', (c) => c.burst],
  [['queries'], '**Queries**: from another filter or view to its answer on the page, median, 9 in 10, slowest', (c) => `${ms(c.answers.median)}, ${ms(c.answers.most)}, ${ms(c.answers.slowest)}`],
  [['queries'], 'Of that, until the answer is in the page and only the browser has work left', (c) => `${ms(c.answered.median)}, ${ms(c.answered.most)}, ${ms(c.answered.slowest)}`],
  [['queries'], '100 reads of the store at once while it is being written', (c) => ms(c.reads)],
  [['reading'], '**Open the largest session**: from the press to its last messages on the page (target ≤ 300 ms)', (c) => `${ms(c.session)} (${mb(c.sessionBytes)} read)`],
  [['reading'], 'Scrolling it end to end and back once more: memory taken beyond the first time, most elements drawn', (c) => `${mb(c.scrolled.grown)}, ${c.scrolled.elements.toLocaleString('en')}`],
  [['reading'], 'Search index made, from nothing', (c) => `${ms(c.indexed)}, ${mb(c.indexBytes)} (${((c.indexBytes / c.bytes) * 100).toFixed(1)} % of the logs)`],
  [['reading'], '**Search**: from asking to passages on the page, median and slowest of nine kinds of queries (target ≤ 1 s)', (c) => `${ms(c.search)}, ${ms(c.searchSlowest)}`],
  [['memory'], '**Peak private memory** above a blank page (target < 150 MB at 1 GB)', (c) => mb(c.peak)],
  [['memory'], 'The same at rest, 10 s later', (c) => mb(c.rest)],
  [['cold'], 'Tasks over 50 ms on the page while reading; at its start', (c) => `${c.longTasks} (longest ${ms(c.longest)}); ${c.startTasks}`],
  [['clicking'], '**Click to next paint** while reading, clicking through all views: median, 98 in 100, slowest', (c) => `${ms(c.clicked.median)}, ${ms(c.clicked.most)}, ${ms(c.clicked.slowest)} (${c.clicked.clicks} clicks)`],
  [['clicking'], 'Tasks over 50 ms on the page while it is clicked', (c) => `${c.clicked.longTasks.length} (longest ${ms(Math.max(0, ...c.clicked.longTasks))})`],
  [['parser'], 'The engine reads all of it, one thread, no browser: native, as wasm, as wasm the first time', (c) => `${ms(c.parsed.native.best)}, ${ms(c.parsed.wasm.best)}, ${ms(c.parsed.wasm.first)}`],
  [['parser'], 'As wasm ÷ native (target ≤ 1.4)', (c) => quotient(c.parserQuotient)],
  [['cold'], 'Figures compared with the answers', (c) => (c.wrong.length === 0 ? `all ${c.compared} right` : `WRONG: ${c.wrong.join('; ')}`)],
];

/** The table of processor time: of each corpus the best known read and the cold index, as far as measured. */
function processorTable(corpora) {
  const columns = corpora.flatMap(({ name, bestProcessor, coldProcessor }) => [
    [`${name}: best known read`, bestProcessor], [`${name}: cold index`, coldProcessor],
  ]).filter(([, processor]) => processor);
  if (columns.length === 0) return [];
  const workers = ({ parts, workers: each }) => {
    const busy = each.filter((spent) => spent >= 100).map(seconds);
    return `${seconds(parts['renderer worker'])}${busy.length > 1 ? ` (${busy.join(', ')})` : ''}`;
  };
  const cell = (part) => (part === 'renderer worker' ? workers : ({ parts }) => seconds(parts[part]));
  const row = (label, of) => `| ${label} | ${columns.map(([, processor]) => of(processor)).join(' | ')} |`;
  return [
    '',
    `| Processor time, s | ${columns.map(([name]) => name).join(' | ')} |`,
    `|---|${columns.map(() => '---:').join('|')}|`,
    row('**all**', ({ all }) => seconds(all)),
    ...Object.entries(PARTS).map(([label, part]) => row(label, cell(part))),
  ];
}

/** The whole report in Markdown. */
export function markdown({ machine, repeat, measured, sizes, corpora, peer }) {
  const rows = ROWS.filter(([jobs]) => jobs.every((job) => measured.includes(job)));
  const lines = [
    `Measured on ${machine.date}: ${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, ${machine.system}, ${machine.browser}; load before the run ${machine.loadBefore}. Medians of ${repeat} repetitions (memory: the largest), each in a fresh profile, files in the page cache.`,
    '',
    `| | ${corpora.map(({ name }) => name).join(' | ')} |`,
    `|---|${corpora.map(() => '---:').join('|')}|`,
    ...rows.map(([, label, cell]) => `| ${label} | ${corpora.map(cell).join(' | ')} |`),
  ];
  if (peer && measured.includes('peer')) lines.push(`| *Beside it: ${peer} \`daily --offline\`, native, on the command line* | ${corpora.map((c) => ms(c.peer)).join(' | ')} |`);
  lines.push(...processorTable(corpora));
  lines.push('', '| Code | raw | gzip |', '|---|---:|---:|');
  for (const [kind, [raw, gzip]] of Object.entries(sizes)) {
    const label = kind === 'total' ? '**all together**' : kind;
    lines.push(`| ${label} | ${kb(raw)} | ${kb(gzip)} |`);
  }
  return `${lines.join('\n')}\n`;
}
