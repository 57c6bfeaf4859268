//! How long things took until their figures could be shown, for anyone who measures.

use serde::{Deserialize, Serialize};

use crate::effect::Effect;
use crate::runtime::Runtime;
use crate::status::Counts;

/// What was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MilestoneKind {
    /// The first figures of a folder that was never read before.
    FirstFigures,
    /// All figures of such a folder.
    ColdIndex,
    /// The figures of known folders are those of now.
    Verify,
    /// The same of the files that were changed last.
    RecentVerified,
    /// A change in a followed folder is in the figures.
    LiveUpdate,
}

/// A milestone, sent after the answers that belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Which.
    pub kind: MilestoneKind,
    /// When what led to it began, in milliseconds since 1970.
    pub since_ms: i64,
    /// Files looked at, or changed.
    pub files: u64,
    /// Bytes of content read.
    pub bytes_read: u64,
    /// Files that did not have to be opened.
    pub skipped: u64,
    /// Files of which only the end was read.
    pub tail_read: u64,
}

/// When something began, and what had been done by then.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Since {
    pub at_ms: i64,
    pub counts: Counts,
}

impl Runtime {
    /// Now, to measure from.
    pub(crate) fn since_now(&self) -> Since {
        Since {
            at_ms: self.now_ms,
            counts: self.counts,
        }
    }

    /// Something that began then is shown now.
    pub(crate) fn reach(&mut self, kind: MilestoneKind, since: Since) {
        let milestone = self.milestone(kind, since);
        self.effects.push(Effect::Reach(milestone));
    }

    /// What was done since then.
    pub(crate) fn milestone(&self, kind: MilestoneKind, since: Since) -> Milestone {
        let (now, then) = (self.counts, since.counts);
        let changed = |counts: Counts| counts.tail_read + counts.fully_read + counts.gone;
        let files = match kind {
            MilestoneKind::LiveUpdate => changed(now) - changed(then),
            _ => now.seen - then.seen,
        };
        Milestone {
            kind,
            since_ms: since.at_ms,
            files,
            bytes_read: now.bytes_read - then.bytes_read,
            skipped: now.skipped - then.skipped,
            tail_read: now.tail_read - then.tail_read,
        }
    }

    /// The first figures of a cold reading are shown.
    pub(crate) fn first_figures(&mut self) {
        let has_files = self.accounts.has_files();
        let Some(reading) = self.reading.as_mut().filter(|_| has_files) else {
            return;
        };
        if reading.is_cold && !std::mem::replace(&mut reading.is_painted, true) {
            let since = reading.since;
            self.reach(MilestoneKind::FirstFigures, since);
        }
    }

    /// A file of a followed folder is to be looked at.
    pub(crate) fn live_begins(&mut self) {
        if self.reading.is_none() && self.live_since.is_none() {
            self.live_since = Some(self.since_now());
        }
    }

    /// What was noticed is shown, if it changed anything.
    pub(crate) fn live_shown(&mut self) {
        if self.reading.is_some() {
            return;
        }
        if let Some(since) = self.live_since.take() {
            self.updated_ms = Some(self.now_ms);
            self.reach(MilestoneKind::LiveUpdate, since);
            if !self.probes.is_idle() {
                self.live_since = Some(self.since_now());
            }
        }
    }

    /// Nothing that was noticed has changed a figure.
    pub(crate) fn live_idle(&mut self) {
        if self.probes.is_idle() && !self.accounts.is_stale() {
            self.live_since = None;
        }
    }
}
