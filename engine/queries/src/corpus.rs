//! What is there at all, whatever a view leaves out.

use serde::{Deserialize, Serialize};
use sessionscope_log::time::{Day, Instant};

use crate::basis::Basis;
use crate::question::Question;

/// What is there at all?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorpusQuestion;

/// What is there at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorpusAnswer {
    /// Files that count.
    pub files: u64,
    /// Their bytes.
    pub size_bytes: u64,
    /// Their lines that are not blank.
    pub lines: u64,
    /// Of these, those that make no sense.
    pub malformed_lines: u64,
    /// Earliest and latest valid time.
    pub span: Option<(Instant, Instant)>,
    /// The day of the prices.
    pub prices_day: Option<Day>,
    /// The day of the prices, and how many days the newest log is newer, if that is too much.
    pub old_prices: Option<(Day, i32)>,
}

impl CorpusAnswer {
    /// There is no file.
    pub fn is_empty(&self) -> bool {
        self.files == 0
    }
}

impl Question for CorpusQuestion {
    type Answer = CorpusAnswer;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> CorpusAnswer {
        let ledger = basis.revision;
        let mut answer = CorpusAnswer {
            files: ledger.files.len() as u64,
            malformed_lines: ledger.malformed_lines().0,
            span: ledger.span(),
            prices_day: ledger.prices.day,
            old_prices: ledger.old_prices(),
            ..CorpusAnswer::default()
        };
        ledger.files.iter().for_each(|file| {
            answer.size_bytes += file.size_bytes;
            answer.lines += file.lines;
        });
        answer
    }
}
