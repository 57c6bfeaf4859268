//! Workers that are silent for too long, and those that have nothing to do.

use crate::effect::Effect;
use crate::id::{JobId, WorkerId};
use crate::pool::Worker;
use crate::runtime::Runtime;
use crate::timers::Timer;

/// A worker that is silent for this long is taken for hung, in milliseconds.
const SILENCE_MS: i64 = 10_000;
/// A worker that has had nothing to read for this long is ended until there is more, in
/// milliseconds: it would hold some 20 MB for that.
const REST_AFTER_MS: i64 = 3_000;
/// How often silence is looked for, in milliseconds.
const WATCH_EVERY_MS: i64 = 1_000;

impl Runtime {
    /// Looks for silent workers from now on.
    pub(crate) fn watch_soon(&mut self) {
        let at_ms = self.now_ms + WATCH_EVERY_MS;
        if !self.timers.is_set(Timer::Workers) {
            self.pool.watched_ms = self.now_ms;
            self.timers.set(Timer::Workers, at_ms);
        }
    }

    /// Ends workers that have been silent for too long, and lets those rest that have read all.
    pub(crate) fn watch_workers(&mut self) {
        let late_ms = self.now_ms - self.pool.watched_ms;
        // Later than that, the shell itself was asleep or busy: what workers said meanwhile is not
        // heard yet.
        if late_ms <= 3 * WATCH_EVERY_MS {
            self.lose_silent();
            self.rest(self.now_ms - REST_AFTER_MS);
        }
        let waits = |worker: &Worker| !worker.is_up || self.pool.has_read;
        if !self.pool.jobs.is_empty() || self.pool.workers.values().any(waits) {
            self.watch_soon();
        }
    }

    fn lose_silent(&mut self) {
        let before_ms = self.now_ms - SILENCE_MS;
        let workers = self.pool.workers.iter().filter(|(id, worker)| {
            let waits = !worker.is_up || self.pool.jobs_of(**id) > 0;
            waits && worker.heard_ms < before_ms
        });
        for worker in workers.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.worker_lost(worker);
        }
        let here = self
            .pool
            .jobs
            .iter()
            .filter(|(_, job)| job.worker == WorkerId::HERE && job.heard_ms < before_ms);
        let here: Vec<JobId> = here.map(|(id, _)| *id).collect();
        for job in &here {
            self.lose_job(*job);
        }
        if !here.is_empty() {
            self.pump();
        }
    }

    /// Ends idle workers last heard of before that time. Before the first file they wait, so that they
    /// are up when it comes.
    fn rest(&mut self, before_ms: i64) {
        if !self.pool.has_read {
            return;
        }
        let idle = self.pool.workers.iter().filter(|(id, worker)| {
            worker.is_up && worker.heard_ms < before_ms && self.pool.jobs_of(**id) == 0
        });
        for id in idle.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.pool.rest(id);
            self.effects.push(Effect::EndWorker(id));
        }
    }
}
