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
pub struct Growth {
    /// What cells of responses have more than before.
    pub responses: Rows<ResponseCell>,
    /// What cells of events have more than before.
    pub events: Rows<EventCell>,
    /// Rows of files that have grown; none is new, and none is of another session than before.
    pub files: Vec<u32>,
}

/// A ledger with a number that no other content has, in this program.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    ledger: Arc<Ledger>,
    /// Changes with every change of the ledger.
    number: u64,
    /// The number of the last ledger that was shown.
    shown: u64,
    /// What the ledger that is shown has more than that of the number.
    growth: Option<(u64, Arc<Growth>)>,
}

impl Edition {
    /// A ledger of which nothing is known but itself.
    pub fn new(ledger: Ledger) -> Self {
        let number = fresh();
        Self {
            ledger: Arc::new(ledger),
            number,
            shown: number,
            growth: None,
        }
    }

    /// The ledger, to be changed.
    pub fn change(&mut self) -> &mut Ledger {
        self.number = fresh();
        self.growth = None;
        Arc::make_mut(&mut self.ledger)
    }

    /// The changes since the last call are shown from now on, and come to `growth`.
    pub fn show(&mut self, growth: Option<Growth>) {
        let before = std::mem::replace(&mut self.shown, self.number);
        self.growth = growth.map(|growth| (before, Arc::new(growth)));
    }

    /// What tells this ledger's content from any other's.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The same edition in other words: `ledger` is this one with other names. What it is summed up to, and what
    /// it has gained, stays the same.
    #[must_use]
    pub fn in_other_words(&self, ledger: Ledger) -> Self {
        let growth = self.growth.as_ref();
        Self {
            ledger: Arc::new(ledger),
            number: self.number | OTHER_WORDS,
            shown: self.shown | OTHER_WORDS,
            growth: growth.map(|(before, growth)| (before | OTHER_WORDS, Arc::clone(growth))),
        }
    }

    /// What this ledger has more than the one of a number, if that is known.
    pub fn growth_since(&self, number: u64) -> Option<Arc<Growth>> {
        if number == self.number {
            return Some(Arc::default());
        }
        let (before, growth) = self.growth.as_ref()?;
        (*before == number).then(|| Arc::clone(growth))
    }
}

impl Deref for Edition {
    type Target = Ledger;
    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

/// Marks the number of an edition in other words, which no other edition has.
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
        let mut edition = Edition::new(Ledger::default());
        let first = edition.number();
        edition.change().tools.push("Bash".to_owned());
        let between = edition.number();
        assert_eq!(edition.growth_since(first), None, "not shown yet");
        let growth = Growth {
            files: vec![3],
            ..Growth::default()
        };
        edition.show(Some(growth.clone()));
        assert_eq!(edition.growth_since(first).as_deref(), Some(&growth));
        let own = edition.growth_since(edition.number());
        assert_eq!(own.as_deref(), Some(&Growth::default()));
        assert_ne!(first, between);
        edition.change();
        assert_eq!(edition.growth_since(between), None);
        edition.show(None);
        assert_eq!(edition.growth_since(between), None);
    }

    #[test]
    fn what_was_summed_between_two_showings_is_summed_anew() {
        let mut edition = Edition::new(Ledger::default());
        edition.change();
        let between = edition.number();
        edition.change();
        edition.show(Some(Growth::default()));
        assert_eq!(edition.growth_since(between), None);
    }
}
