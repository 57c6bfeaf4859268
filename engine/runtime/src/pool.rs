//! Ingest workers, and the queue of files that they read.
//!
//! The queue stays here. A worker has two jobs at a time, so that the files of one are being read
//! while those of the other are parsed: each a few small files, or a large one alone, newest first.
//! One that is silent for too long or dies is ended and replaced, and the files that it had not
//! finished are tried once more, each alone, so that the one that killed it takes no other with it. A
//! worker whose memory has grown is replaced between jobs, since wasm memory never shrinks. Once all
//! is read and a moment has passed workers rest: they are ended, and others start when there is more.
//! Where no worker starts, the shell reads by itself, with the same code.

use std::collections::{BTreeMap, VecDeque};

use sessionscope_accounts::order::sort_by;
use sessionscope_log::place::RootId;

use crate::effect::Effect;
use crate::folder::Fault;
use crate::id::{FileKey, FileRef, JobId, WorkerId};
use crate::ingest::{Outcome, Report, Task};
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;
use crate::status::WorkerStatus;

/// A worker is given this many jobs at once.
const IN_HAND: usize = 2;
/// As many starts may fail in a row before the shell reads by itself.
const FAILED_STARTS_MAX: u32 = 2;

/// A file to read.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// The file.
    pub key: FileKey,
    /// Which look at the file it belongs to.
    pub serial: u64,
    /// When it was last changed.
    pub mtime_ms: i64,
    /// What to do with it; the ticket is given by the job.
    pub task: Task,
    /// A worker was lost over it once: it is read alone.
    pub is_alone: bool,
    /// The last worker that there was when that happened. Older ones may break off for what happened then, such as
    /// a lack of memory that hits all, so it says nothing of the file.
    pub lost_with: u32,
}

/// Workers and their queue.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    queue: VecDeque<Work>,
    pub workers: BTreeMap<WorkerId, Worker>,
    pub jobs: BTreeMap<JobId, Job>,
    last_worker: u32,
    last_job: u32,
    failed_starts: u32,
    /// No worker starts: the shell reads by itself.
    is_here: bool,
    /// A file was read.
    pub has_read: bool,
    /// Workers that were ended since they had nothing to do, as they were then.
    pub rested: Vec<WorkerStatus>,
    /// When silence was looked for last.
    pub watched_ms: i64,
}

#[derive(Debug, Default)]
pub(crate) struct Worker {
    pub is_up: bool,
    /// When it was heard from last, or given something to do.
    pub heard_ms: i64,
    /// It holds too much memory, is given nothing more and ended after its last job.
    pub is_full: bool,
    /// Files it has read.
    pub files_done: u64,
    /// Bytes it has read.
    pub bytes_done: u64,
    /// Its linear memory.
    pub memory_bytes: u64,
}

/// Files under way together.
#[derive(Debug)]
pub(crate) struct Job {
    pub worker: WorkerId,
    pub works: Vec<Option<Work>>,
    bytes_done: u64,
    pub heard_ms: i64,
}

impl Pool {
    /// Queues a file; of all that wait the newest come first.
    pub fn push(&mut self, work: Work) {
        self.queue.push_back(work);
    }

    /// Files that nobody reads yet.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Drops the files of a folder that wait.
    pub fn drop_root(&mut self, root: RootId) -> Vec<FileRef> {
        let queue = std::mem::take(&mut self.queue).into_iter();
        let (dropped, kept): (Vec<Work>, Vec<Work>) = queue.partition(|work| work.key.root == root);
        self.queue = kept.into();
        dropped.into_iter().map(|work| work.task.file).collect()
    }

    fn sort(&mut self) {
        let mut works: Vec<Work> = std::mem::take(&mut self.queue).into();
        sort_by(&mut works, |a, b| {
            b.is_alone
                .cmp(&a.is_alone)
                .then(b.mtime_ms.cmp(&a.mtime_ms))
        });
        self.queue = works.into();
    }

    pub fn jobs_of(&self, worker: WorkerId) -> usize {
        self.jobs
            .values()
            .filter(|job| job.worker == worker)
            .count()
    }

    /// A worker that can be given the next job, those with none before those with one. A file that is read alone
    /// shares its worker with nothing: it would be taken for the cause if that worker were lost over another one.
    fn free_worker(&self) -> Option<WorkerId> {
        let is_alone = self.queue.front()?.is_alone;
        let workers = self.workers.iter();
        let up = workers.filter(|(_, worker)| worker.is_up && !worker.is_full);
        let open = up.filter(|(id, _)| !self.reads_alone(**id));
        let counts = open.map(|(id, _)| (self.jobs_of(*id), *id));
        let least = counts.min()?;
        let limit = if is_alone { 1 } else { IN_HAND };
        (least.0 < limit).then_some(least.1)
    }

    fn reads_alone(&self, worker: WorkerId) -> bool {
        let jobs = self.jobs.values().filter(|job| job.worker == worker);
        let mut works = jobs.flat_map(|job| job.works.iter().flatten());
        works.any(|work| work.is_alone)
    }
}

impl Runtime {
    /// Starts the workers before there is anything to do, so that they are up when there is.
    pub(crate) fn warm_workers(&mut self) {
        self.fill();
    }

    pub(crate) fn reads_here(&self) -> bool {
        self.pool.is_here || !self.settings.workers
    }

    /// Starts workers until there are as many as wanted, those that are about to end left out.
    fn fill(&mut self) {
        self.pool.rested.clear();
        while !self.reads_here()
            && self
                .pool
                .workers
                .values()
                .filter(|worker| !worker.is_full)
                .count()
                < self.limits.workers
        {
            self.pool.last_worker += 1;
            let id = WorkerId(self.pool.last_worker);
            let worker = Worker {
                is_up: false,
                heard_ms: self.now_ms,
                is_full: false,
                files_done: 0,
                bytes_done: 0,
                memory_bytes: 0,
            };
            self.pool.workers.insert(id, worker);
            self.effects.push(Effect::StartWorker(id));
            self.watch_soon();
        }
    }

    /// Gives everyone who has nothing to do something to do.
    pub(crate) fn pump(&mut self) {
        if self.pool.queue.is_empty() {
            return;
        }
        self.pool.sort();
        if self.reads_here() {
            if self.pool.jobs_of(WorkerId::HERE) == 0 {
                self.give_next(WorkerId::HERE);
            }
            return;
        }
        self.fill();
        while let Some(worker) = self.pool.free_worker() {
            self.give_next(worker);
        }
    }

    /// Has the shell itself read a file at once.
    pub(crate) fn read_here(&mut self, work: Work) {
        self.give(WorkerId::HERE, vec![work]);
    }

    /// Gives a worker the files of the next job, from the front of the queue.
    fn give_next(&mut self, worker: WorkerId) {
        let mut works: Vec<Work> = Vec::new();
        let mut bytes = 0;
        while let Some(next) = self.pool.queue.front() {
            let size = next.task.bytes();
            let apart = next.is_alone || size >= self.limits.large_bytes;
            let full = works.len() >= self.limits.job_files || bytes + size > self.limits.job_bytes;
            if !works.is_empty() && (apart || full) {
                break;
            }
            bytes += size;
            works.extend(self.pool.queue.pop_front());
            if apart {
                break;
            }
        }
        let is_alone = works.iter().any(|work| work.is_alone);
        debug_assert!(!is_alone || self.pool.jobs_of(worker) == 0, "not alone");
        self.give(worker, works);
    }

    fn give(&mut self, worker: WorkerId, works: Vec<Work>) {
        self.pool.last_job += 1;
        let id = JobId(self.pool.last_job);
        let works = (0..).zip(works).map(|(ticket, mut work)| {
            work.task.ticket = ticket;
            Some(work)
        });
        let works: Vec<Option<Work>> = works.collect();
        let tasks = works.iter().flatten().map(|work| work.task).collect();
        if let Some(worker) = self.pool.workers.get_mut(&worker) {
            worker.heard_ms = self.now_ms;
        }
        let job = Job {
            worker,
            works,
            bytes_done: 0,
            heard_ms: self.now_ms,
        };
        self.pool.jobs.insert(id, job);
        self.effects.push(Effect::Read(worker, id, tasks));
        self.watch_soon();
    }

    /// A worker is up.
    pub(crate) fn worker_started(&mut self, id: WorkerId) {
        if let Some(worker) = self.pool.workers.get_mut(&id) {
            worker.is_up = true;
            worker.heard_ms = self.now_ms;
            self.pool.failed_starts = 0;
            self.watch_soon();
            self.pump();
        }
    }

    /// A worker reports on a job.
    pub(crate) fn reported(&mut self, id: WorkerId, job_id: JobId, report: Report) {
        let now_ms = self.now_ms;
        if let Some(worker) = self.pool.workers.get_mut(&id) {
            worker.heard_ms = now_ms;
            worker.is_full |= report.memory_bytes > self.limits.worker_bytes;
            worker.memory_bytes = report.memory_bytes;
            worker.files_done += report.outcomes.len() as u64;
            self.watch_soon();
        }
        let job = self.pool.jobs.get_mut(&job_id);
        let Some(job) = job.filter(|job| job.worker == id) else {
            return;
        };
        job.heard_ms = now_ms;
        let more = report.bytes_done.saturating_sub(job.bytes_done);
        job.bytes_done = job.bytes_done.max(report.bytes_done);
        if let Some(worker) = self.pool.workers.get_mut(&id) {
            worker.bytes_done += more;
        }
        if let Some(reading) = &mut self.reading {
            reading.progress.bytes_done += more;
        }
        let outcomes = report.outcomes.into_iter().filter_map(|outcome| {
            let work = job.works.get_mut(outcome.ticket as usize)?.take()?;
            Some((work, outcome))
        });
        let finished: Vec<(Work, Outcome)> = outcomes.collect();
        self.pool.has_read |= !finished.is_empty();
        if report.is_last && self.is_sabotaged(Sabotage::ForgetUnreported) {
            self.pool.jobs.remove(&job_id);
        } else if report.is_last {
            // What an earlier report said and never came is read again.
            self.lose_job(job_id);
        }
        self.recycle(id);
        for (work, outcome) in finished {
            self.finished(work, outcome);
        }
        self.pump();
    }

    /// Ends a worker that holds too much memory once it has nothing to do.
    fn recycle(&mut self, id: WorkerId) {
        let is_full = self
            .pool
            .workers
            .get(&id)
            .is_some_and(|worker| worker.is_full);
        if is_full && self.pool.jobs_of(id) == 0 {
            self.pool.workers.remove(&id);
            self.effects.push(Effect::EndWorker(id));
            self.counts.workers_replaced += 1;
        }
    }

    /// A worker died, hangs, or did not start.
    pub(crate) fn worker_lost(&mut self, id: WorkerId) {
        let Some(worker) = self.pool.workers.remove(&id) else {
            return;
        };
        if !worker.is_up {
            self.pool.failed_starts += 1;
            self.pool.is_here |= self.pool.failed_starts >= FAILED_STARTS_MAX;
        }
        self.effects.push(Effect::EndWorker(id));
        self.counts.workers_replaced += 1;
        let jobs = self.pool.jobs.iter().filter(|(_, job)| job.worker == id);
        for job in jobs.map(|(job, _)| *job).collect::<Vec<_>>() {
            self.lose_job(job);
        }
        self.pump();
    }

    /// A job is over; files of it that are not done are tried once more, or given up.
    pub(crate) fn lose_job(&mut self, id: JobId) {
        let Some(job) = self.pool.jobs.remove(&id) else {
            return;
        };
        for mut work in job.works.into_iter().flatten() {
            let is_old = job.worker != WorkerId::HERE && job.worker.0 <= work.lost_with;
            if work.is_alone && !is_old {
                let outcome = Outcome {
                    ticket: work.task.ticket,
                    read_bytes: 0,
                    proof_bytes: 0,
                    result: Err(Fault::Crashed),
                };
                self.finished(work, outcome);
            } else {
                if !work.is_alone {
                    work.is_alone = true;
                    work.lost_with = self.pool.last_worker;
                }
                self.pool.push(work);
            }
        }
    }

    /// Drops all that waits, and ends what is under way.
    pub(crate) fn cancel_jobs(&mut self) {
        let queue = std::mem::take(&mut self.pool.queue);
        let jobs = std::mem::take(&mut self.pool.jobs);
        let busy: Vec<WorkerId> = jobs.values().map(|job| job.worker).collect();
        let under_way = jobs.into_values().flat_map(|job| job.works).flatten();
        let files = queue.into_iter().chain(under_way);
        self.released.extend(files.map(|work| work.task.file));
        for id in busy {
            if self.pool.workers.remove(&id).is_some() || id == WorkerId::HERE {
                self.effects.push(Effect::EndWorker(id));
            }
        }
    }
}
