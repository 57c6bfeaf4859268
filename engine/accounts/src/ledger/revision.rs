//! A ledger as it is shown, and what it has more than when it was shown before.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{EventCell, Ledger, ResponseCell};
use crate::rows::Rows;

/// What a ledger has gained: sums over the ledger before, with these added, are sums over it now.
///
/// There is none for a change that takes anything away, or that files came, left or moved by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delta {
    /// What cells of responses have more than before.
    pub responses: Rows<ResponseCell>,
    /// What cells of events have more than before.
    pub events: Rows<EventCell>,
    /// Rows of files that have grown; none is new, and none is of another session than before.
    pub files: Vec<u32>,
}

/// A ledger with a number that no other content has, in this program.
#[derive(Clone, Debug, Default)]
pub struct Revision {
    ledger: Arc<Ledger>,
    /// Changes with every change of the ledger.
    number: u64,
    /// The number of the last ledger that was shown.
    shown: u64,
    /// What the ledger that is shown has more than that of the number.
    delta: Option<(u64, Arc<Delta>)>,
}

impl Revision {
    /// A ledger of which nothing is known but itself.
    pub fn new(ledger: Ledger) -> Self {
        let number = fresh();
        Self {
            ledger: Arc::new(ledger),
            number,
            shown: number,
            delta: None,
        }
    }

    /// The ledger, to be changed.
    pub fn change(&mut self) -> &mut Ledger {
        self.number = fresh();
        self.delta = None;
        Arc::make_mut(&mut self.ledger)
    }

    /// The changes since the last call are shown from now on, and come to `delta`.
    pub fn show(&mut self, delta: Option<Delta>) {
        let before = std::mem::replace(&mut self.shown, self.number);
        self.delta = delta.map(|delta| (before, Arc::new(delta)));
    }

    /// What tells this ledger's content from any other's.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The same revision in other words: `ledger` is this one with other names. What it is summed up to, and what
    /// it has gained, stays the same.
    #[must_use]
    pub fn in_other_words(&self, ledger: Ledger) -> Self {
        let delta = self.delta.as_ref();
        Self {
            ledger: Arc::new(ledger),
            number: self.number | OTHER_WORDS,
            shown: self.shown | OTHER_WORDS,
            delta: delta.map(|(before, delta)| (before | OTHER_WORDS, Arc::clone(delta))),
        }
    }

    /// What this ledger has more than the one of a number, if that is known.
    pub fn growth_since(&self, number: u64) -> Option<Arc<Delta>> {
        if number == self.number {
            return Some(Arc::default());
        }
        let (before, delta) = self.delta.as_ref()?;
        (*before == number).then(|| Arc::clone(delta))
    }
}

impl Deref for Revision {
    type Target = Ledger;
    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

/// Marks the number of a revision in other words, which no other revision has.
const OTHER_WORDS: u64 = 1 << 63;

/// A number that was not given before. 0 is that of the ledger of nothing.
fn fresh() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_told_only_from_what_was_shown_before() {
        let mut revision = Revision::new(Ledger::default());
        let first = revision.number();
        revision.change().tools.push("Bash".to_owned());
        let between = revision.number();
        assert_eq!(revision.growth_since(first), None, "not shown yet");
        let delta = Delta {
            files: vec![3],
            ..Delta::default()
        };
        revision.show(Some(delta.clone()));
        assert_eq!(revision.growth_since(first).as_deref(), Some(&delta));
        let own = revision.growth_since(revision.number());
        assert_eq!(own.as_deref(), Some(&Delta::default()));
        assert_ne!(first, between);
        revision.change();
        assert_eq!(revision.growth_since(between), None);
        revision.show(None);
        assert_eq!(revision.growth_since(between), None);
    }

    #[test]
    fn what_was_summed_between_two_showings_is_summed_anew() {
        let mut revision = Revision::new(Ledger::default());
        revision.change();
        let between = revision.number();
        revision.change();
        revision.show(Some(Delta::default()));
        assert_eq!(revision.growth_since(between), None);
    }
}
