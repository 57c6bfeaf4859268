//! Files under way together.

use std::collections::VecDeque;

use js_sys::Array;
use sessionscope_engine::place::RootId;
use sessionscope_worker::protocol::{Fault, Order, Outcome, Report, Task};
use sessionscope_worker::spans::{SMALL_BYTES, Spans};
use web_sys::File;

/// A job holds about this many bytes at most, unless one file alone has more.
const JOB_BYTES: u64 = 8 << 20;
/// A job holds at most this many files.
const JOB_FILES: usize = 128;

/// A file to read.
#[derive(Clone)]
pub struct Work {
    /// The folder it is in.
    pub root: RootId,
    /// Its path in it.
    pub path: String,
    /// The file as it was when it was listed.
    pub file: File,
    /// When it was last changed.
    pub mtime_ms: i64,
    /// What to do with it; the ticket is given by the job.
    pub task: Task,
    /// How often it was tried before because it had changed.
    pub looks: u32,
    /// A worker was lost over it once: it is read alone.
    pub alone: bool,
    /// It is no part of a reading: it changed while the page was following its folder.
    pub live: bool,
}

/// Files under way together.
pub struct Job {
    /// By which reports name it.
    pub id: u32,
    works: Vec<Option<Work>>,
    bytes_done: f64,
}

impl Job {
    /// A job of some files.
    pub fn new(id: u32, works: Vec<Work>) -> Self {
        let ticketed = (0..).zip(works).map(|(ticket, mut work)| {
            work.task.ticket = ticket;
            Some(work)
        });
        Self {
            id,
            works: ticketed.collect(),
            bytes_done: 0.0,
        }
    }

    /// The message that starts it.
    pub fn order(&self, floor: bool) -> Order {
        let files = Array::new();
        let mut tasks = Vec::with_capacity(self.works.len());
        for work in self.works.iter().flatten() {
            files.push(&work.file);
            tasks.push(&work.task);
        }
        Order {
            job: self.id,
            floor,
            files,
            // Nothing but numbers: postcard cannot fail on it.
            tasks: postcard::to_allocvec(&tasks).unwrap_or_default(),
        }
    }

    /// Takes in a report: the files that are done, and the bytes read since the last one.
    pub fn hear(&mut self, report: &Report) -> (Vec<(Work, Outcome)>, u64) {
        let outcomes: Vec<Outcome> = postcard::from_bytes(&report.outcomes).unwrap_or_default();
        let finished = outcomes.into_iter().filter_map(|outcome| {
            let work = self.works.get_mut(outcome.ticket as usize)?.take()?;
            Some((work, outcome))
        });
        let finished = finished.collect();
        let more = (report.bytes_done - self.bytes_done).max(0.0);
        self.bytes_done = report.bytes_done;
        // A difference of whole numbers below 2^53.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        (finished, more as u64)
    }

    /// What it does, in words, without any name.
    pub fn words(&self) -> String {
        let left = self.works.iter().flatten();
        let (files, bytes) = left.fold((0, 0), |(files, bytes), work| {
            (files + 1, bytes + Spans::of(&work.task).bytes())
        });
        let mib = bytes as f64 / f64::from(1 << 20);
        if files == 1 {
            format!("1 file, {mib:.1} MiB")
        } else {
            format!("{files} files, {mib:.1} MiB")
        }
    }

    /// Files that are not done: to be tried once more, and to be given up.
    pub fn into_unfinished(self) -> (Vec<Work>, Vec<Work>) {
        let unfinished = self.works.into_iter().flatten();
        let (given_up, mut again): (Vec<_>, Vec<_>) = unfinished.partition(|work| work.alone);
        for work in &mut again {
            work.alone = true;
        }
        (again, given_up)
    }
}

/// Takes the files of the next job from the front of the queue.
pub fn take(queue: &mut VecDeque<Work>) -> Vec<Work> {
    let mut works: Vec<Work> = Vec::new();
    let mut bytes = 0;
    while let Some(next) = queue.front() {
        let size = Spans::of(&next.task).bytes();
        let apart = next.alone || size >= SMALL_BYTES;
        let full = works.len() >= JOB_FILES || bytes + size > JOB_BYTES;
        if !works.is_empty() && (apart || full) {
            break;
        }
        bytes += size;
        works.extend(queue.pop_front());
        if apart {
            break;
        }
    }
    works
}

/// The outcome of a file that nobody reads any more.
pub fn given_up(work: &Work, fault: Fault) -> Outcome {
    Outcome {
        ticket: work.task.ticket,
        read_bytes: 0,
        proof_bytes: 0,
        result: Err(fault),
    }
}
