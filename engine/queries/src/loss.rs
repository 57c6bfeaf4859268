//! What is lost when something is forgotten.

use serde::{Deserialize, Serialize};
use sessionscope_log::place::RootId;
use sessionscope_log::time::Instant;

use crate::basis::Basis;
use crate::question::Question;

/// What is lost when a folder, or everything, is forgotten? `None` until it is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossQuestion {
    /// The folder; `None` for all.
    pub root: Option<RootId>,
}

/// What is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossAnswer {
    /// The figures of so many files.
    pub files: u64,
    /// From then,
    pub first: Option<Instant>,
    /// until then.
    pub last: Option<Instant>,
}

impl Question for LossQuestion {
    type Answer = Option<LossAnswer>;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> Self::Answer {
        let mut loss = LossAnswer::default();
        let files = basis.revision.files.iter();
        for file in files.filter(|file| self.root.is_none_or(|root| file.root == root)) {
            loss.files += 1;
            loss.first = loss.first.into_iter().chain(file.first).min();
            loss.last = loss.last.max(file.last);
        }
        Some(loss)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{answer, file};
    use sessionscope_accounts::ledger::{FileRow, Ledger};

    #[test]
    fn only_what_is_of_the_folder_is_lost() {
        let of = |root, span: Option<(i64, i64)>| FileRow {
            root: RootId(root),
            first: span.map(|(first, _)| Instant(first)),
            last: span.map(|(_, last)| Instant(last)),
            ..file("p/s.jsonl")
        };
        let files = vec![of(0, Some((5, 9))), of(1, Some((2, 3))), of(0, None)];
        let ledger = Ledger {
            files: files.into(),
            ..Ledger::default()
        };
        let lost = |root| {
            let root = Option::<u16>::map(root, RootId);
            let loss = answer(&LossQuestion { root }, &ledger).unwrap();
            let ms = |at: Option<Instant>| at.map(|at| at.0);
            (loss.files, ms(loss.first), ms(loss.last))
        };
        assert_eq!(lost(None), (3, Some(2), Some(9)));
        assert_eq!(lost(Some(0)), (2, Some(5), Some(9)));
        assert_eq!(lost(Some(2)), (0, None, None));
    }
}
