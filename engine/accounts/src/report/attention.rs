//! What the user should look at.

use serde::{Deserialize, Serialize};

use super::Sums;
use super::filter::Filter;
use super::query::{Fold, Query, Scoped, ask};
use crate::ledger::{Ledger, Minute, ResponseCell};
use crate::order::sort_by;
use sessionscope_log::reader::Reason;
use sessionscope_log::time::Day;
use sessionscope_log::tokens::WideTokens;

/// What the user should look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    /// Models without a price and their tokens, by name.
    pub unpriced_models: Vec<(String, WideTokens)>,
    /// Malformed lines.
    pub malformed_lines: u64,
    /// Of these, last lines that may still be being written.
    pub unfinished_lines: u64,
    /// Responses whose output was likely never recorded.
    pub suspect_responses: u64,
    /// Output tokens that these likely had beyond what is recorded.
    pub suspect_missing_output: f64,
    /// What these likely cost, in USD, as far as their models have a price.
    pub suspect_missing_usd: f64,
    /// Responses without a valid time.
    pub responses_without_time: u64,
    /// Responses whose iterations do not add up.
    pub iterations_differ: u64,
    /// The day of the prices, and how many days the newest log is newer, if that is too much.
    pub old_prices: Option<(Day, i32)>,
    /// Record kinds, fields and shapes that this version does not know.
    pub unknown_names: u64,
}

/// What the user should look at, over the whole corpus.
pub fn attention(ledger: &Ledger) -> Attention {
    ask::<AttentionQuery>(ledger, &Filter::default(), &())
}

/// [`attention`] that follows the ledger, under a filter. Names that are not known are of the whole corpus.
#[derive(Default)]
pub struct AttentionQuery {
    sums: Sums,
    /// By model.
    unpriced: Vec<Option<WideTokens>>,
    without_time: u64,
}

impl Query for AttentionQuery {
    type Ask = ();
    type Answer = Attention;

    fn new(_: &Scoped<'_>, (): &()) -> Self {
        Self::default()
    }

    fn answer(&mut self, scope: &Scoped<'_>, (): &()) -> Attention {
        let ledger = scope.0.ledger;
        let models = ledger.models.iter().zip(&self.unpriced);
        let mut models: Vec<(String, WideTokens)> = models
            .filter_map(|(model, tokens)| Some((model.name.clone(), (*tokens)?)))
            .collect();
        sort_by(&mut models, |a, b| a.0.cmp(&b.0));
        let files = ledger.files.iter().filter(|file| scope.0.holds_file(file));
        let malformed = files.flat_map(|file| &file.malformed);
        let (mut malformed_lines, mut unfinished_lines) = (0, 0);
        for line in malformed {
            malformed_lines += 1;
            unfinished_lines += u64::from(line.reason == Reason::Unfinished);
        }
        Attention {
            unpriced_models: models,
            malformed_lines,
            unfinished_lines,
            suspect_responses: self.sums.suspect_responses,
            suspect_missing_output: self.sums.estimated_missing_output(ledger),
            suspect_missing_usd: self.sums.estimated_missing_usd(ledger),
            responses_without_time: self.without_time,
            iterations_differ: self.sums.iterations_differ,
            old_prices: ledger.old_prices(),
            unknown_names: ledger.unknown.iter().map(|names| names.len() as u64).sum(),
        }
    }
}

impl Fold for AttentionQuery {
    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell, _: Minute) {
        self.sums.add_responses(scope.0.ledger, row);
        if row.minute.get().is_none() {
            self.without_time += row.figures.responses();
        }
        let at = row.model as usize;
        let model = scope.0.ledger.models.get(at);
        if model.is_some_and(|model| !model.priced) {
            if self.unpriced.len() <= at {
                self.unpriced.resize(at + 1, None);
            }
            if let Some(tokens) = self.unpriced.get_mut(at) {
                tokens
                    .get_or_insert_default()
                    .add_sum(&row.figures.tokens());
            }
        }
    }

    fn counts_events(&self) -> bool {
        false
    }
}
