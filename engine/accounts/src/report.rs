//! Ledger cells grouped into the tables and series that views show.
//!
//! Every answer is a pure function of a [`Ledger`] and a [`Filter`]. What is asked again and again
//! while the ledger grows is kept by a [`LiveQuery`], which adds only what is new; what it sums anew it takes from a
//! [`DailyRollup`] wherever a question is by day.

mod attention;
mod blocks;
mod cross_check;
mod daily_rollup;
mod filter;
mod group;
mod group_map;
mod query;
mod series;
mod spend;
#[cfg(test)]
mod tests;
mod totals;

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::ledger::{Ledger, Narrow, Odd, ResponseCell, StoredSums, Wide};
use crate::money::Cost;
use crate::price::{ByClass, Tariff, web_search_cost};
use sessionscope_log::time::Instant;
use sessionscope_log::tokens::WideTokens;

pub use attention::{Attention, AttentionQuery, attention};
pub use blocks::{ActiveBlock, BLOCK_MS, BlockQuery, active_block};
pub use cross_check::{Compared, CrossCheck, Reason, cross_checks};
pub use daily_rollup::{Counts, DailyRollup};
pub use filter::{Filter, Subagents};
pub use group::{Group, GroupBy, GroupId, GroupQuery, NO_TIME, groups};
pub use query::{LiveQuery, Query, ask};
pub use series::{
    Bucket, DayQuery, Line, Measure, Series, SeriesAsk, SeriesQuery, SpanQuery, Split, Step, days,
    days_spanned, series,
};
pub use spend::{SpendQuery, Spent, spend};
pub use totals::{TotalsQuery, totals};

/// Figures summed over some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Responses that are billed.
    pub responses: u64,
    /// Their figures.
    pub tokens: WideTokens,
    /// What they cost, or the part that is known.
    pub cost: Cost,
    /// The same by what was paid for.
    pub by_class: ByClass,
    /// Some rate is unknown: the cost is at least this.
    pub lower_bound: bool,
    /// Responses whose cost is only partly known.
    pub unpriced_responses: u64,
    /// Of these, those of models without a price.
    pub without_price: u64,
    /// Responses whose output was likely never recorded.
    pub suspect_responses: u64,
    /// Output that these have recorded.
    pub suspect_output: u64,
    /// Visible characters of these: text, thinking, tool input.
    pub suspect_chars: [u64; 3],
    /// What these would cost if each were a token of output of their model.
    pub suspect_chars_cost: [Cost; 3],
    /// What the output that these have recorded cost.
    pub suspect_output_cost: Cost,
    /// Responses whose iterations do not add up.
    pub iterations_differ: u64,
    /// What cache reads would have cost more as plain input.
    pub cache_saved: Cost,
    /// What cache writes cost more than plain input.
    pub cache_write_extra: Cost,
    /// Messages in the user's name.
    pub messages_user: u64,
    /// Of these, those that a person wrote.
    pub prompts: u64,
    /// Messages of the model.
    pub messages_assistant: u64,
    /// Tool calls.
    pub tool_calls: u64,
    /// Tool calls that failed.
    pub tool_errors: u64,
}

impl Sums {
    /// Adds responses of a ledger.
    pub fn add_responses(&mut self, ledger: &Ledger, cell: &ResponseCell) {
        let tariff = ledger.tariff(cell);
        match cell.figures.kept() {
            StoredSums::Narrow(narrow) => self.add_narrow(narrow, tariff),
            StoredSums::Wide(wide) => self.add_wide(wide, tariff),
        }
        if let Some(odd) = cell.figures.odd() {
            self.add_odd(odd, tariff);
            let model = ledger.models.get(cell.model as usize);
            if model.is_some_and(|model| !model.priced) {
                self.without_price += odd.lower_bounds;
            }
        }
    }

    /// Most time of most questions goes here, in a program that is compiled to be small: hence nothing is called.
    fn add_narrow(&mut self, more: &Narrow, tariff: &Tariff) {
        self.responses += u64::from(more.responses);
        let [input, output, five, hour, read] = &more.tokens;
        self.tokens.input += u128::from(*input);
        self.tokens.output += u128::from(*output);
        self.tokens.cache_write_5m += u128::from(*five);
        self.tokens.cache_write_1h += u128::from(*hour);
        self.tokens.cache_read += u128::from(*read);
        let sums = self.by_class.tokens.iter_mut();
        for ((sum, count), rate) in sums.zip(&more.tokens).zip(&tariff.rates) {
            let cost = product(*count, *rate);
            sum.0 = sum.0.saturating_add(cost);
            self.cost.0 = self.cost.0.saturating_add(cost);
        }
        let sum = &mut self.cache_saved.0;
        *sum = sum.saturating_add(product(*read, tariff.saved));
        let sum = &mut self.cache_write_extra.0;
        for (count, rate) in [five, hour].into_iter().zip(&tariff.extra) {
            *sum = sum.saturating_add(product(*count, *rate));
        }
    }

    fn add_wide(&mut self, more: &Wide, tariff: &Tariff) {
        self.responses += more.responses;
        self.tokens.add_sum(&more.tokens);
        self.add_cost(&ByClass {
            tokens: tariff.cost(&more.tokens),
            ..ByClass::default()
        });
        self.cache_saved += tariff.cache_saved(&more.tokens);
        self.cache_write_extra += tariff.cache_write_extra(&more.tokens);
    }

    fn add_cost(&mut self, more: &ByClass) {
        self.by_class.add(more);
        self.cost += more.total();
    }

    fn add_odd(&mut self, odd: &Odd, tariff: &Tariff) {
        self.lower_bound |= odd.lower_bounds > 0;
        self.unpriced_responses += odd.lower_bounds;
        self.iterations_differ += odd.iterations_differ;
        self.add_cost(&ByClass {
            web_search: web_search_cost(odd.web_searches),
            recorded: odd.recorded,
            ..ByClass::default()
        });
        if let Some(suspects) = &odd.suspects {
            self.suspect_responses += suspects.responses;
            self.suspect_output += suspects.output;
            let [_, rate, ..] = tariff.rates;
            let priced = |count: u64| u128::from(count).saturating_mul(rate.into());
            self.suspect_output_cost.0 += priced(suspects.output);
            let sums = self
                .suspect_chars
                .iter_mut()
                .zip(&mut self.suspect_chars_cost);
            for ((sum, cost), chars) in sums.zip(suspects.chars) {
                *sum += chars;
                cost.0 += priced(chars);
            }
        }
    }

    /// Adds events.
    pub fn add_events(&mut self, counts: &Counts) {
        self.messages_user += u64::from(counts.messages_user);
        self.prompts += u64::from(counts.prompts);
        self.messages_assistant += u64::from(counts.messages_assistant);
        self.tool_calls += u64::from(counts.tool_calls);
        self.tool_errors += u64::from(counts.tool_errors);
    }

    /// Output tokens that the suspect responses likely had beyond what is recorded.
    pub fn estimated_missing_output(&self, ledger: &Ledger) -> f64 {
        let estimate = ledger.suspect_fit.estimate(self.suspect_chars);
        (estimate - self.suspect_output as f64).max(0.0)
    }

    /// What that output likely cost beyond what is recorded, in USD, as far as its models have a price.
    pub fn estimated_missing_usd(&self, ledger: &Ledger) -> f64 {
        let chars = self.suspect_chars_cost.map(Cost::usd);
        let estimate = ledger.suspect_fit.weigh(chars);
        (estimate - self.suspect_output_cost.usd()).max(0.0)
    }

    /// The true cost is likely more: some rate is unknown, or output was never recorded.
    pub fn is_at_least(&self) -> bool {
        self.lower_bound || self.suspect_responses > 0
    }

    /// Share of prompt tokens that came from the cache, 0 to 1; `None` without any.
    pub fn cache_hit_rate(&self) -> Option<f64> {
        let prompt = self.tokens.input + self.tokens.cache_creation() + self.tokens.cache_read;
        (prompt > 0).then(|| self.tokens.cache_read as f64 / prompt as f64)
    }

    /// Share of tool calls that failed, 0 to 1; `None` without any.
    pub fn error_rate(&self) -> Option<f64> {
        (self.tool_calls > 0).then(|| self.tool_errors as f64 / self.tool_calls as f64)
    }
}

impl AddAssign<&Sums> for Sums {
    // Taken apart field by field: a new one does not compile until it is added here.
    fn add_assign(&mut self, other: &Self) {
        let Self {
            responses,
            tokens,
            cost,
            by_class,
            lower_bound,
            unpriced_responses,
            without_price,
            suspect_responses,
            suspect_output,
            suspect_chars,
            suspect_chars_cost,
            suspect_output_cost,
            iterations_differ,
            cache_saved,
            cache_write_extra,
            messages_user,
            prompts,
            messages_assistant,
            tool_calls,
            tool_errors,
        } = other;
        self.responses += responses;
        self.tokens.add_sum(tokens);
        self.cost += *cost;
        self.by_class.add(by_class);
        self.lower_bound |= lower_bound;
        self.unpriced_responses += unpriced_responses;
        self.without_price += without_price;
        self.suspect_responses += suspect_responses;
        self.suspect_output += suspect_output;
        for (sum, chars) in self.suspect_chars.iter_mut().zip(suspect_chars) {
            *sum += chars;
        }
        for (sum, cost) in self.suspect_chars_cost.iter_mut().zip(suspect_chars_cost) {
            *sum += *cost;
        }
        self.suspect_output_cost += *suspect_output_cost;
        self.iterations_differ += iterations_differ;
        self.cache_saved += *cache_saved;
        self.cache_write_extra += *cache_write_extra;
        self.messages_user += messages_user;
        self.prompts += prompts;
        self.messages_assistant += messages_assistant;
        self.tool_calls += tool_calls;
        self.tool_errors += tool_errors;
    }
}

/// Tokens times a rate, in 64 bits as nearly always.
fn product(count: u32, rate: u64) -> u128 {
    match u32::try_from(rate) {
        Ok(rate) => u128::from(u64::from(count) * u64::from(rate)),
        Err(_) => u128::from(count) * u128::from(rate),
    }
}

/// The figures of Overview.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Figures of responses and events.
    pub sums: Sums,
    /// Projects with a session.
    pub projects: u64,
    /// Sessions with a valid record.
    pub sessions: u64,
    /// Subagent files.
    pub subagents: u64,
    /// Files.
    pub files: u64,
    /// Lines that are not blank.
    pub lines: u64,
    /// Blank lines.
    pub blank_lines: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// Malformed lines.
    pub malformed_lines: u64,
    /// Records saved from them.
    pub recovered_records: u64,
    /// Earliest valid time.
    pub first: Option<Instant>,
    /// Latest valid time.
    pub last: Option<Instant>,
}
