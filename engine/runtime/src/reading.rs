//! A reading: from the moment a folder is given until its figures are right.

use crate::calls::Call;
use crate::milestone::{MilestoneKind, Since};
use crate::probe::Held;
use crate::runtime::Runtime;
use crate::status::{Phase, Progress, RootState};

/// A reading of one or several folders.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    /// Folders that are still being listed.
    pub listing: u32,
    /// Files that are not read yet.
    pub pending: u64,
    /// Something differs from what was known.
    pub changed: bool,
    /// How far it is.
    pub progress: Progress,
    /// When it began.
    pub since: Since,
    /// A folder in it was never read before.
    pub is_cold: bool,
    /// Figures of it were shown before it was over.
    pub is_painted: bool,
}

impl Reading {
    /// More files are to be read.
    pub fn add(&mut self, files: u64, bytes: u64, now_ms: i64) {
        self.pending += files;
        self.progress.files_total += files;
        self.progress.bytes_total += bytes;
        if files > 0 {
            self.progress.since_ms.get_or_insert(now_ms);
        }
    }

    /// Nothing is left to do.
    fn is_over(&self) -> bool {
        self.listing == 0 && self.pending == 0
    }

    /// How far it is. A file that had to be read again counts twice; the bar does not run over for
    /// that.
    pub fn progress(&self) -> Progress {
        let now = self.progress;
        Progress {
            files_done: now.files_total.saturating_sub(self.pending),
            bytes_done: now.bytes_done.min(now.bytes_total),
            listing: self.listing > 0,
            ..now
        }
    }
}

impl Runtime {
    /// Begins a reading, or joins the one that is going on, for one more folder.
    pub(crate) fn begin_reading(&mut self) {
        let is_new = self.reading.is_none();
        let since = self.since_now();
        let reading = self.reading.get_or_insert_with(|| Reading {
            since,
            ..Reading::default()
        });
        reading.listing += 1;
        if is_new {
            self.phase = Phase::Opening;
            self.progress = Progress::default();
        }
    }

    /// One folder less is being listed.
    pub(crate) fn one_listing_less(&mut self) {
        if let Some(reading) = &mut self.reading {
            reading.listing = reading.listing.saturating_sub(1);
        }
        self.end_reading_if_over();
    }

    /// One file less is to be read.
    pub(crate) fn one_file_less(&mut self) {
        if let Some(reading) = &mut self.reading {
            reading.pending = reading.pending.saturating_sub(1);
        }
        self.resume_listings();
        self.end_reading_if_over();
    }

    /// Ends the reading if nothing is left to do.
    pub(crate) fn end_reading_if_over(&mut self) {
        if self.reading.is_some_and(|reading| reading.is_over())
            && let Some(reading) = self.reading.take()
        {
            self.end_reading(&reading, false);
        }
    }

    /// Ends the reading before it is done; what was read stays and is marked as partial.
    pub(crate) fn cancel(&mut self) {
        let Some(reading) = self.reading.take() else {
            return;
        };
        for number in self.offers.keys().copied().collect::<Vec<_>>() {
            self.end_offer(number);
        }
        for number in self.listings.keys().copied().collect::<Vec<_>>() {
            let root = self.listings.get(&number).map(|listing| listing.root);
            self.end_listing(number);
            if let Some(root) = root.and_then(|root| self.roots.get_mut(&root)) {
                root.state = RootState::Connected;
            }
        }
        self.calls
            .retain(|call| !matches!(call, Call::Probe(_) | Call::Check(_)));
        for held in self.probes.cancel() {
            match held {
                Held::Probe(_, stat) => self.released.push(stat.file),
                Held::Outcome(..) => {}
            }
        }
        self.cancel_jobs();
        self.end_reading(&reading, true);
    }

    fn end_reading(&mut self, reading: &Reading, is_cancelled: bool) {
        self.recent.clear();
        self.progress = reading.progress();
        self.progress.partial = is_cancelled;
        if self.accounts.is_stale() || reading.changed {
            self.show();
        }
        self.phase = match (self.accounts.has_files(), self.roots.is_empty()) {
            (false, true) => Phase::Empty,
            (false, false) if !self.refused.is_empty() => Phase::Error,
            _ => Phase::Ready,
        };
        // What was shown from the store stays marked as such until every folder was looked at.
        let mut roots = self.roots.values();
        let all_seen = self.missing_roots.is_empty()
            && roots.all(|root| root.state == RootState::Connected)
            && !is_cancelled;
        if all_seen {
            self.as_of_ms = None;
            self.missing = 0;
        }
        self.store_reading(reading.changed, all_seen);
        if !is_cancelled {
            self.updated_ms = Some(self.now_ms);
            self.reading_reached(reading);
        }
        self.follow(!is_cancelled);
        self.act();
    }

    fn reading_reached(&mut self, reading: &Reading) {
        if !reading.is_cold {
            self.reach(MilestoneKind::Verify, reading.since);
            return;
        }
        if !reading.is_painted {
            self.reach(MilestoneKind::FirstFigures, reading.since);
        }
        self.reach(MilestoneKind::ColdIndex, reading.since);
    }

    /// What little has changed is on its way to the store before anyone can close the page.
    fn store_reading(&mut self, changed: bool, all_seen: bool) {
        if changed {
            if self.is_little_changed() {
                self.store_now();
            }
            self.store_all();
        } else {
            if all_seen {
                self.store_as_of();
            }
            self.store_later();
        }
    }
}
