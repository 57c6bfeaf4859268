//! What happens later.

use std::collections::BTreeMap;

use crate::id::{CallId, TimerId};

/// A wake-up that is this late is taken for lost, in milliseconds.
const LATE_MS: i64 = 1_000;

/// What happens later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A call is not answered in time.
    Deadline(CallId),
    /// What was changed is stored.
    Flush,
    /// Answers to what else is asked are stored.
    Answers,
    /// The ledger is shown.
    Show,
    /// What the runtime is doing is shown.
    Status,
    /// Folders of which nobody reports are looked at.
    Poll,
    /// What was forgotten cannot be had back any more.
    Undo,
    /// Hints are acted on.
    Hints(u64),
    /// Silent workers are looked for.
    Workers,
}

/// What happens later, and the wake-up that the shell was asked for.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    times: BTreeMap<Timer, i64>,
    last: u64,
    armed: Option<(TimerId, i64)>,
}

impl Timers {
    /// Has something happen at a time, instead of when it was to happen before.
    pub fn set(&mut self, timer: Timer, at_ms: i64) {
        self.times.insert(timer, at_ms);
    }

    /// Has something happen at a time, unless it is to happen anyway.
    pub fn set_once(&mut self, timer: Timer, at_ms: i64) {
        self.times.entry(timer).or_insert(at_ms);
    }

    /// Something is to happen.
    pub fn is_set(&self, timer: Timer) -> bool {
        self.times.contains_key(&timer)
    }

    /// Has something not happen.
    pub fn cancel(&mut self, timer: Timer) {
        self.times.remove(&timer);
    }

    /// Something that is due.
    pub fn take_due(&mut self, now_ms: i64) -> Option<Timer> {
        let mut due = self.times.iter().filter(|(_, at_ms)| **at_ms <= now_ms);
        let timer = *due.next()?.0;
        self.times.remove(&timer);
        Some(timer)
    }

    /// A wake-up has come.
    pub fn woke(&mut self, timer: TimerId) {
        if self.armed.is_some_and(|(armed, _)| armed == timer) {
            self.armed = None;
        }
    }

    /// The wake-up to ask for, if the last one does not do.
    pub fn arm(&mut self, now_ms: i64) -> Option<(TimerId, i64)> {
        let next_ms = *self.times.values().min()?;
        let is_good = |armed_ms: i64| armed_ms <= next_ms && armed_ms + LATE_MS > now_ms;
        if self.armed.is_some_and(|(_, armed_ms)| is_good(armed_ms)) {
            return None;
        }
        self.last += 1;
        self.armed = Some((TimerId(self.last), next_ms));
        self.armed
    }
}
