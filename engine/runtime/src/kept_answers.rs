//! The answers that are stored: the next visit paints them before anything else is loaded.
//!
//! They are stored with the ledger. A view may ask only after that; then they are stored once more.

use std::collections::BTreeSet;

use sessionscope_queries::{AnyQuestion, Subscription, key};

use crate::runtime::Runtime;
use crate::storage::Stored;
use crate::store::Write;
use crate::timers::Timer;

/// Answers are written this long after something else is asked, in milliseconds.
const AFTER_MS: i64 = 1_500;

/// Which answers were stored last.
#[derive(Debug, Default)]
pub(crate) struct KeptAnswers {
    /// The keys of their questions, those that are too large to be stored among them.
    keys: BTreeSet<Vec<u8>>,
    /// They hold no names.
    is_redacted: bool,
}

impl Runtime {
    /// Notes that the stored ledger is right as of now.
    pub(crate) fn store_as_of(&mut self) {
        if self.is_writer() && !self.storage.stale_snapshot && !self.roots.is_empty() {
            let answers = self.answers_write();
            self.send(vec![Write::AsOf(self.now_ms), answers], Stored::default());
        }
    }

    /// The answers to what is asked, to be stored.
    pub(crate) fn answers_write(&mut self) -> Write {
        let asked = self.queries.values().map(Subscription::question);
        self.kept_answers = KeptAnswers {
            keys: asked.chain(&self.asked_lately).map(key).collect(),
            is_redacted: self.settings.redacted,
        };
        Write::Answers(self.stored_answers())
    }

    /// Something is asked: its answer is stored soon, if the ledger is and the answer is not.
    pub(crate) fn store_answers_later(&mut self) {
        if self.are_answers_due() {
            self.timers.set_once(Timer::Answers, self.now_ms + AFTER_MS);
        }
    }

    /// Stores the answers beside the ledger that they are of.
    pub(crate) fn store_answers(&mut self) {
        if self.are_answers_due() {
            let write = self.answers_write();
            self.send(vec![write], Stored::default());
        }
    }

    /// The stored ledger is the one that is shown, and not all that is asked has its answer beside it.
    /// What is asked at another time counts as the same: otherwise each tick of a clock would store.
    fn are_answers_due(&self) -> bool {
        let is_stored = self.is_writer()
            && !self.storage.stale_snapshot
            && self.storage.dirty.is_empty()
            && !self.accounts.is_stale()
            && !self.roots.is_empty()
            && self.roots.values().all(|root| root.kept);
        let kept = &self.kept_answers;
        let is_new = |question: &AnyQuestion| !kept.keys.contains(&key(question));
        let mut asked = self.queries.values();
        is_stored
            && (kept.is_redacted != self.settings.redacted
                || asked.any(|query| is_new(query.question())))
    }
}
