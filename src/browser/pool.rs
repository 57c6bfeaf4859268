//! Workers, and the queue of files that they read.
//!
//! The queue stays on the page. A worker has two jobs at a time: each a few small files, or a big one
//! alone, newest first. It is heard from at least every few hundred milliseconds; one that is silent for too
//! long or that fails is ended and replaced, and the files it had not finished are tried once
//! more, each alone, so that the one that killed it takes no other with it. A worker whose memory
//! has grown is replaced between jobs, since wasm memory never shrinks. While files are read, workers
//! are not ended more often than that: Chromium 156 as a whole crashed now and then when one was in the
//! midst of it. Once all is read and a moment has passed they rest: they are ended, and others start
//! when there is more. Where no worker starts, the page reads by itself, with the same code.

mod job;
mod slot;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use sessionscope_engine::order::sort_by;
use sessionscope_worker::garbage::invite_collection;
use sessionscope_worker::protocol::{Fault, Outcome, Report};
use sessionscope_worker::read::{Listener, PAGE_PIECE_BYTES, read};

pub use job::{Job, Work};
pub use slot::{SlotInfo, SlotState};

use super::clock::{every, since_start_ms};
use super::spawn::spawn;
use slot::Slot;

/// A worker that is silent for this long is taken for hung, in milliseconds.
const SILENCE_MS: f64 = 10_000.0;
/// A worker that has had nothing to read for this long is ended until there is more, in milliseconds:
/// it would hold some 20 MB for that.
const REST_AFTER_MS: f64 = 3_000.0;
/// How often silence is looked for, in milliseconds.
const WATCH_EVERY_MS: u32 = 1_000;
/// A worker that holds more linear memory than this is replaced after its job.
const MEMORY_CAP_BYTES: f64 = 64.0 * 1024.0 * 1024.0;
/// As many starts may fail in a row before the page reads by itself.
const FAILED_STARTS_MAX: u32 = 2;

/// After so many files are read the browser is brought to collect them.
const COLLECT_EVERY_FILES: usize = 1_024;

/// Hears what the pool has to say. Called from events: it must not call back into the pool.
pub trait Hears {
    /// A file is done.
    fn outcome(&self, work: Work, outcome: Outcome);
    /// So many more bytes are read.
    fn progressed(&self, bytes: u64);
    /// Something about the workers changed.
    fn workers_changed(&self);
}

/// Workers and their queue; clones are the same pool.
#[derive(Clone)]
pub struct Pool(Rc<Inner>);

struct Inner {
    url: Option<String>,
    wanted: usize,
    hears: Box<dyn Hears>,
    queue: RefCell<VecDeque<Work>>,
    slots: RefCell<Vec<Slot>>,
    next_slot: Cell<u32>,
    next_job: Cell<u32>,
    failed_starts: Cell<u32>,
    replaced: Cell<u64>,
    /// The run of the page's own reading; another number ends it.
    page_run: Cell<u32>,
    page_busy: Cell<bool>,
    on_page: Cell<bool>,
    floor: Cell<bool>,
    /// Files read since collection was last invited.
    read: Cell<usize>,
    /// A file was read.
    has_read: Cell<bool>,
    /// When silence was looked for last.
    watched_ms: Cell<f64>,
}

impl Pool {
    /// A pool of as many workers as pay off, from the program at `url`; without one, the page.
    pub fn new(url: Option<String>, cores: usize, hears: impl Hears + 'static) -> Self {
        let pool = Self(Rc::new(Inner {
            on_page: Cell::new(url.is_none()),
            url,
            wanted: worker_count(cores),
            hears: Box::new(hears),
            queue: RefCell::default(),
            slots: RefCell::default(),
            next_slot: Cell::new(1),
            next_job: Cell::new(1),
            failed_starts: Cell::new(0),
            replaced: Cell::new(0),
            page_run: Cell::new(0),
            page_busy: Cell::new(false),
            floor: Cell::new(false),
            read: Cell::new(0),
            has_read: Cell::new(false),
            watched_ms: Cell::new(since_start_ms()),
        }));
        let watched = pool.clone();
        every(WATCH_EVERY_MS, move || watched.watch());
        pool
    }

    /// Starts the workers before there is anything to do, so that they are up when there is.
    pub fn warm(&self) {
        self.fill();
    }

    /// Reads on the page instead of in workers, or in workers again.
    pub fn set_on_page(&self, on_page: bool) {
        let inner = &self.0;
        inner.on_page.set(on_page || inner.url.is_none());
        inner.failed_starts.set(0);
    }

    /// Reads the same bytes and parses nothing: for benches.
    pub fn set_floor(&self, floor: bool) {
        self.0.floor.set(floor);
    }

    /// Queues files; of all that wait the newest come first.
    pub fn push(&self, works: Vec<Work>) {
        {
            let mut queue = self.0.queue.borrow_mut();
            let mut all: Vec<Work> = queue.drain(..).chain(works).collect();
            sort_by(&mut all, |a, b| {
                b.alone.cmp(&a.alone).then(b.mtime_ms.cmp(&a.mtime_ms))
            });
            *queue = all.into();
        }
        self.pump();
    }

    /// Files that nobody reads yet.
    pub fn waiting(&self) -> usize {
        self.0.queue.borrow().len()
    }

    /// Drops all that waits, and ends what is under way.
    pub fn cancel(&self) {
        let inner = &self.0;
        inner.queue.borrow_mut().clear();
        inner.page_run.set(inner.page_run.get() + 1);
        inner.slots.borrow_mut().retain_mut(|slot| {
            let idle = slot.jobs.is_empty();
            if !idle {
                slot.end();
            }
            idle
        });
        inner.hears.workers_changed();
    }

    /// What each worker does, the page included where it reads.
    pub fn infos(&self) -> Vec<SlotInfo> {
        let mut infos: Vec<_> = self.0.slots.borrow().iter().map(Slot::info).collect();
        if self.0.on_page.get() {
            infos.push(SlotInfo::page(self.0.page_busy.get()));
        }
        infos
    }

    /// Workers that were ended and replaced.
    pub fn replaced(&self) -> u64 {
        self.0.replaced.get()
    }

    /// Gives every idle worker something to do.
    fn pump(&self) {
        if self.0.on_page.get() {
            self.pump_page();
        } else {
            if !self.0.queue.borrow().is_empty() {
                self.fill();
            }
            self.hand_out();
        }
        self.0.hears.workers_changed();
    }

    /// Starts workers until there are as many as wanted, those that are about to end left out. Those
    /// that rest make room.
    fn fill(&self) {
        let Some(url) = self.0.url.clone().filter(|_| !self.0.on_page.get()) else {
            return;
        };
        self.0.slots.borrow_mut().retain(|slot| !slot.rests());
        let fit = || {
            let slots = self.0.slots.borrow();
            slots.iter().filter(|slot| !slot.is_full).count()
        };
        while fit() < self.0.wanted {
            let id = self.0.next_slot.get();
            self.0.next_slot.set(id + 1);
            let (heard, failed) = (self.clone(), self.clone());
            let slot = Slot::start(
                id,
                &url,
                move |report| heard.report(id, &report),
                move || failed.lost(id),
            );
            let Some(slot) = slot else {
                self.0.on_page.set(true);
                self.pump_page();
                return;
            };
            self.0.slots.borrow_mut().push(slot);
        }
    }

    fn hand_out(&self) {
        let mut slots = self.0.slots.borrow_mut();
        // Each its first job before any its second one.
        for round in 0.. {
            let mut given = false;
            for slot in slots.iter_mut() {
                if slot.jobs.len() > round || !slot.takes_more() {
                    continue;
                }
                let Some(job) = self.next_job() else { return };
                slot.give(job, self.0.floor.get());
                given = true;
            }
            if !given && slots.iter().all(|slot| !slot.takes_more()) {
                return;
            }
        }
    }

    fn next_job(&self) -> Option<Job> {
        let works = job::take(&mut self.0.queue.borrow_mut());
        if works.is_empty() {
            return None;
        }
        let id = self.0.next_job.get();
        self.0.next_job.set(id + 1);
        Some(Job::new(id, works))
    }

    fn report(&self, slot: u32, report: &Report) {
        let mut finished = Vec::new();
        let mut bytes = 0;
        let mut recycle = false;
        {
            let mut slots = self.0.slots.borrow_mut();
            let Some(slot) = slots.iter_mut().find(|other| other.id == slot) else {
                return;
            };
            self.0.failed_starts.set(0);
            if let Some((done, more)) = slot.hear(report) {
                finished = done;
                bytes = more;
            }
            slot.is_full |= report.memory_bytes > MEMORY_CAP_BYTES;
            recycle |= slot.is_full && slot.jobs.is_empty();
            if recycle {
                slot.end();
            }
        }
        if recycle {
            self.0.slots.borrow_mut().retain(|other| other.id != slot);
            self.0.replaced.set(self.0.replaced.get() + 1);
        }
        self.tell(finished, bytes);
        self.pump();
    }

    fn tell(&self, finished: Vec<(Work, Outcome)>, bytes: u64) {
        let read = self.0.read.get() + finished.len();
        let collects = read >= COLLECT_EVERY_FILES;
        self.0.read.set(if collects { 0 } else { read });
        self.0.has_read.set(self.0.has_read.get() || read > 0);
        if bytes > 0 {
            self.0.hears.progressed(bytes);
        }
        for (work, outcome) in finished {
            self.0.hears.outcome(work, outcome);
        }
        if collects {
            invite_collection();
        }
    }

    /// A worker died or hangs.
    fn lost(&self, slot: u32) {
        let lost = {
            let mut slots = self.0.slots.borrow_mut();
            let at = slots.iter().position(|other| other.id == slot);
            at.map(|at| slots.swap_remove(at))
        };
        let Some(mut lost) = lost else { return };
        if lost.state() == SlotState::Starting {
            self.0.failed_starts.set(self.0.failed_starts.get() + 1);
        }
        lost.end();
        self.0.replaced.set(self.0.replaced.get() + 1);
        if self.0.failed_starts.get() >= FAILED_STARTS_MAX {
            self.0.on_page.set(true);
        }
        let jobs = std::mem::take(&mut lost.jobs).into_iter();
        let unfinished: Vec<_> = jobs.map(Job::into_unfinished).collect();
        for (again, _) in unfinished.iter().rev() {
            for work in again.iter().rev() {
                self.0.queue.borrow_mut().push_front(work.clone());
            }
        }
        for work in unfinished.into_iter().flat_map(|(_, given_up)| given_up) {
            let outcome = job::given_up(&work, Fault::Crashed);
            self.0.hears.outcome(work, outcome);
        }
        self.pump();
    }

    /// Ends workers that have been silent for too long, and lets those rest that have read all.
    fn watch(&self) {
        let now_ms = since_start_ms();
        let late_ms = now_ms - self.0.watched_ms.replace(now_ms);
        if late_ms > 3.0 * f64::from(WATCH_EVERY_MS) {
            // The page itself was asleep or busy: what workers said meanwhile is not heard yet.
            return;
        }
        let silent: Vec<u32> = {
            let slots = self.0.slots.borrow();
            let waits = slots.iter().filter(|slot| !slot.is_idle() && !slot.rests());
            let silent = waits.filter(|slot| now_ms - slot.heard_ms > SILENCE_MS);
            silent.map(|slot| slot.id).collect()
        };
        for slot in silent {
            self.lost(slot);
        }
        self.rest(now_ms - REST_AFTER_MS);
    }

    /// Ends the workers that have nothing to do: a large reading is over, and what comes after it takes memory
    /// too.
    pub fn rest_now(&self) {
        self.rest(f64::INFINITY);
    }

    /// Ends idle workers last heard of before that time.
    fn rest(&self, before_ms: f64) {
        // Before the first file they wait, so that they are up when it comes.
        if !self.0.has_read.get() {
            return;
        }
        let mut rested = false;
        for slot in self.0.slots.borrow_mut().iter_mut() {
            if slot.is_idle() && slot.heard_ms < before_ms {
                slot.rest();
                rested = true;
            }
        }
        if rested {
            self.0.hears.workers_changed();
        }
    }

    /// Reads on the page, one job after the other.
    fn pump_page(&self) {
        if self.0.page_busy.get() {
            return;
        }
        let Some(job) = self.next_job() else { return };
        self.0.page_busy.set(true);
        let run = self.0.page_run.get();
        let pool = self.clone();
        spawn(async move {
            let order = job.order(pool.0.floor.get());
            let listener = OnPage {
                pool: pool.clone(),
                job: RefCell::new(job),
                run,
            };
            read(order, PAGE_PIECE_BYTES, listener).await;
            pool.0.page_busy.set(false);
            pool.pump();
        });
    }
}

/// The page as its own worker.
struct OnPage {
    pool: Pool,
    job: RefCell<Job>,
    run: u32,
}

impl Listener for OnPage {
    fn report(&self, report: Report) {
        if !self.cancelled() {
            let (finished, bytes) = self.job.borrow_mut().hear(&report);
            self.pool.tell(finished, bytes);
        }
    }

    fn cancelled(&self) -> bool {
        self.pool.0.page_run.get() != self.run
    }
}

/// Reading saturates at a few workers; the page needs a core too.
fn worker_count(cores: usize) -> usize {
    cores.saturating_sub(1).clamp(1, 4)
}

#[cfg(test)]
mod tests {
    use super::worker_count;

    #[test]
    fn a_core_stays_free_for_the_page() {
        let counts: Vec<_> = [0, 1, 2, 4, 16].into_iter().map(worker_count).collect();
        assert_eq!(counts, [1, 1, 1, 3, 4]);
    }
}
