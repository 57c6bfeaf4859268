// What the runs of one corpus come to, by measurement: medians, of memory the largest.

import { differences, OVERVIEW } from '../e2e/support/compare.mjs';
import { median, quantile } from './report.mjs';

const spread = (values) => ({ median: quantile(values, 0.5), most: quantile(values, 0.9), slowest: Math.max(...values) });
const middle = (runs, value) => median(runs.map(value));

function largest(runs, key) {
  const known = runs.filter(Boolean).map((each) => each[key]);
  return known.length > 0 ? Math.max(...known) : NaN;
}

/** The processor time of the run that is the middle one by its time; null where it is not known. */
function processorTime(runs) {
  const byTime = [...runs].sort((a, b) => a.ms - b.ms);
  return byTime[(byTime.length - 1) >> 1]?.processor ?? null;
}

/** What one measurement took beside another that was made in turns with it: pair by pair, and the median of that. */
function quotient(runs, others, value, other) {
  const pairs = (runs ?? []).map((run, turn) => value(run) / other(others?.[turn] ?? {}));
  return { median: median(pairs), pairs };
}

/** Each gets the runs of its measurement and the right totals. */
const SUMMARIES = {
  best: (runs) => ({
    best: middle(runs, ({ ms }) => ms),
    bestWays: [...new Set(runs.map(({ way }) => way))],
    bestProcessor: processorTime(runs),
    listing: middle(runs, ({ listing }) => listing),
  }),
  cold(runs, right) {
    const compared = OVERVIEW.filter((metric) => metric in right);
    return {
      cold: middle(runs, ({ ms }) => ms),
      first: middle(runs, ({ first }) => first),
      coldProcessor: processorTime(runs),
      longTasks: middle(runs, ({ longTasks }) => longTasks.length),
      longest: Math.max(0, ...runs.flatMap(({ longTasks }) => longTasks)),
      startTasks: middle(runs, ({ startTasks }) => startTasks.length),
      compared: compared.length,
      wrong: [...new Set(runs.flatMap(({ metrics }) => differences(metrics, right, compared)))],
    };
  },
  /** Of clicks and tasks the worst run. */
  clicking: (runs) => ({ clicked: runs.reduce((worst, run) => (run.most > worst.most ? run : worst)) }),
  returning(runs) {
    const of = (which) => ({
      second: middle(runs, (run) => run[which].painted[0]),
      later: median(runs.flatMap((run) => run[which].painted.slice(1))),
    });
    return { few: of('few'), all: of('all') };
  },
  warm: (runs) => ({
    painted: middle(runs, ({ painted }) => painted),
    opened: middle(runs, ({ opened }) => opened),
    verified: middle(runs, ({ verified }) => verified),
    recent: middle(runs, ({ recent }) => recent),
    verifiedBytes: runs.at(-1).unchanged.bytesRead,
    appended: middle(runs, ({ appended }) => appended.ms),
    appendedBytes: runs.at(-1).appended.detail.bytesRead,
  }),
  memory: (runs) => ({ peak: largest(runs, 'peak'), rest: largest(runs, 'rest') }),
  live(runs) {
    const updates = runs.flatMap((run) => run.updates);
    return {
      live: quantile(updates, 0.5),
      liveSlowest: quantile(updates, 0.99),
      liveSeen: `${updates.length} updates of ${runs.reduce((sum, { times }) => sum + times, 0)} lines`,
    };
  },
  burst(runs) {
    const { lines, wroteMs, updates, caughtUp, longTasks } = runs.at(-1);
    return { burst: `${lines.toLocaleString('en')} lines in ${Math.round(wroteMs / 1000)} s, shown in ${updates} updates, all ${Math.round(caughtUp)} ms after the last; ${longTasks.length} tasks over 50 ms` };
  },
  queries(runs) {
    const asked = runs.flatMap((run) => run.times);
    return {
      answers: spread(asked.map(({ ms }) => ms)),
      answered: spread(asked.map(({ answered }) => answered)),
      reads: middle(runs, ({ reads }) => reads.ms),
    };
  },
  reading(runs) {
    const searches = runs.flatMap((run) => run.searches.map(({ ms }) => ms));
    const last = runs.at(-1);
    return {
      session: middle(runs, ({ opened }) => opened),
      sessionBytes: last.openedBytes,
      scrolled: last.scrolled,
      indexed: middle(runs, ({ indexed }) => indexed),
      indexBytes: last.indexBytes,
      search: median(searches),
      searchSlowest: Math.max(...searches),
    };
  },
  parser: (runs) => ({
    parsed: Object.fromEntries(['native', 'wasm'].map((kind) => [kind, {
      first: middle(runs, (run) => run[kind].first),
      best: middle(runs, (run) => run[kind].best),
    }])),
  }),
  peer: (runs) => ({ peer: middle(runs, ({ ms }) => ms) }),
};

/** What the runs of a corpus come to; `right` are its totals. */
export function summary(right, runs) {
  const parts = Object.entries(runs).map(([job, ofJob]) => SUMMARIES[job](ofJob, right));
  return Object.assign({
    coldQuotient: quotient(runs.cold, runs.best, ({ ms }) => ms, ({ ms }) => ms),
    parserQuotient: quotient(runs.parser, runs.parser, ({ wasm }) => wasm.best, ({ native }) => native?.best),
    verifyQuotient: quotient(runs.warm, runs.best, ({ verified }) => verified, ({ listing }) => listing),
  }, ...parts);
}
