//! One worker.

use std::rc::Rc;

use gloo_worker::{Spawnable as _, WorkerBridge};
use sessionscope_worker::actor::Reader;
use sessionscope_worker::codec::Cloned;
use sessionscope_worker::protocol::{Outcome, Report};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, Worker};

use super::super::bundle::last_worker;
use super::super::clock::since_start_ms;
use super::job::{Job, Work};

/// A worker is given this many jobs at once, so that the files of the next one are being read while
/// those of the last one are parsed.
const IN_HAND: usize = 2;

/// One worker and what it does.
pub struct Slot {
    /// Its number.
    pub id: u32,
    /// What it does now, the oldest first.
    pub jobs: Vec<Job>,
    /// When it was last heard from, or given something to do.
    pub heard_ms: f64,
    greeted: bool,
    /// It holds too much memory, is given nothing more and ended after its last job.
    pub is_full: bool,
    bridge: WorkerBridge<Reader>,
    native: Worker,
    // Held for as long as the worker may call it.
    _on_error: Closure<dyn Fn(Event)>,
    memory_bytes: f64,
    files_done: u64,
    bytes_done: u64,
    rests: bool,
}

/// How a worker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// It has not answered yet.
    Starting,
    /// It waits.
    Idle,
    /// It reads.
    Busy,
    /// It has read all there was and was ended; another starts when there is more.
    Resting,
}

/// What there is to say of a worker.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotInfo {
    /// Its number; 0 is the page.
    pub id: u32,
    /// How it is.
    pub state: SlotState,
    /// What it does, in words.
    pub job: Option<String>,
    /// Its wasm linear memory.
    pub memory_bytes: f64,
    /// Files it has read.
    pub files_done: u64,
    /// Bytes it has read.
    pub bytes_done: u64,
}

impl SlotInfo {
    /// The page as its own worker.
    pub fn page(busy: bool) -> Self {
        Self {
            id: 0,
            state: if busy {
                SlotState::Busy
            } else {
                SlotState::Idle
            },
            job: None,
            memory_bytes: sessionscope_worker::read::memory_bytes(),
            files_done: 0,
            bytes_done: 0,
        }
    }
}

impl Slot {
    /// Starts a worker; `None` if the browser makes none.
    pub fn start(
        id: u32,
        url: &str,
        heard: impl Fn(Report) + 'static,
        failed: impl Fn() + 'static,
    ) -> Option<Self> {
        let bridge = Reader::spawner()
            .encoding::<Cloned>()
            .callback(heard)
            .with_loader(true)
            .as_module(false)
            .spawn(url);
        let native = last_worker()?;
        let failed = Rc::new(failed);
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // It is handled here, and does not have to fill the console.
            event.prevent_default();
            failed();
        });
        native.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self {
            id,
            jobs: Vec::new(),
            heard_ms: since_start_ms(),
            greeted: false,
            is_full: false,
            bridge,
            native,
            _on_error: on_error,
            memory_bytes: 0.0,
            files_done: 0,
            bytes_done: 0,
            rests: false,
        })
    }

    /// It can be given something to do.
    pub fn takes_more(&self) -> bool {
        self.greeted && !self.is_full && !self.rests && self.jobs.len() < IN_HAND
    }

    /// It was ended since there is nothing to read.
    pub fn rests(&self) -> bool {
        self.rests
    }

    /// Ends it; what it did is still told.
    pub fn rest(&mut self) {
        self.end();
        self.rests = true;
        self.memory_bytes = 0.0;
    }

    /// It has nothing to do.
    pub fn is_idle(&self) -> bool {
        self.state() == SlotState::Idle
    }

    /// How it is.
    pub fn state(&self) -> SlotState {
        match (self.greeted, self.jobs.is_empty()) {
            _ if self.rests => SlotState::Resting,
            (false, _) => SlotState::Starting,
            (true, true) => SlotState::Idle,
            (true, false) => SlotState::Busy,
        }
    }

    /// Gives it a job.
    pub fn give(&mut self, job: Job, floor: bool) {
        self.heard_ms = since_start_ms();
        self.bridge.send(job.order(floor));
        self.jobs.push(job);
    }

    /// Takes in a report: the files that are done, and the bytes read since the last one.
    pub fn hear(&mut self, report: &Report) -> Option<(Vec<(Work, Outcome)>, u64)> {
        self.heard_ms = since_start_ms();
        self.greeted = true;
        self.memory_bytes = report.memory_bytes;
        let at = self.jobs.iter().position(|job| job.id == report.job)?;
        let (finished, bytes) = self.jobs.get_mut(at)?.hear(report);
        self.files_done += finished.len() as u64;
        self.bytes_done += bytes;
        if report.last {
            self.jobs.remove(at);
        }
        Some((finished, bytes))
    }

    /// Ends it at once.
    pub fn end(&mut self) {
        self.native.set_onerror(None);
        self.native.set_onmessage(None);
        self.native.terminate();
    }

    /// What there is to say of it.
    pub fn info(&self) -> SlotInfo {
        SlotInfo {
            id: self.id,
            state: self.state(),
            job: self.jobs.first().map(Job::words),
            memory_bytes: self.memory_bytes,
            files_done: self.files_done,
            bytes_done: self.bytes_done,
        }
    }
}
