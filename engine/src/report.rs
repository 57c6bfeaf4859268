//! Ledger cells grouped into the tables and series that views show.
//!
//! Every answer is a pure function of a [`Ledger`] and a [`Filter`].

mod blocks;
mod filter;
mod group;
mod series;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::digest::{Reason, WideTokens};
use crate::ledger::{EventCell, EventKind, Ledger, ResponseCell};
use crate::money::Cost;
use crate::order::sort_by;
use crate::time::Instant;

pub use blocks::{ActiveBlock, BLOCK_MS, active_block};
pub use filter::{Filter, Subagents};
pub use group::{By, Group, NO_TIME, groups};
pub use series::{Bucket, Line, Measure, Series, Split, Step, days, days_spanned, series};

/// Figures summed over some rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Responses that are billed.
    pub responses: u64,
    /// Their figures.
    pub tokens: WideTokens,
    /// What they cost, or the part that is known.
    pub cost: Cost,
    /// Some rate is unknown: the cost is at least this.
    pub lower_bound: bool,
    /// Responses whose cost is only partly known.
    pub unpriced_responses: u64,
    /// Responses whose output was likely never recorded.
    pub suspect_responses: u64,
    /// Output that these have recorded.
    pub suspect_output: u64,
    /// Visible characters of these: text, thinking, tool input.
    pub suspect_chars: [u64; 3],
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
    /// Adds responses.
    pub fn add_responses(&mut self, cell: &ResponseCell) {
        self.responses += cell.responses;
        self.tokens.add_sum(&cell.tokens);
        self.cost += cell.cost;
        self.cache_saved += cell.cache_saved;
        self.cache_write_extra += cell.cache_write_extra;
        self.lower_bound |= cell.lower_bounds > 0;
        self.unpriced_responses += cell.lower_bounds;
        self.iterations_differ += cell.iterations_differ;
        if let Some(suspects) = &cell.suspects {
            self.suspect_responses += suspects.responses;
            self.suspect_output += suspects.output;
            for (sum, chars) in self.suspect_chars.iter_mut().zip(suspects.chars) {
                *sum += chars;
            }
        }
    }

    /// Adds events.
    pub fn add_events(&mut self, cell: &EventCell) {
        let sum = match cell.kind {
            EventKind::UserMessage { prompt } => {
                self.prompts += cell.count * u64::from(prompt);
                &mut self.messages_user
            }
            EventKind::AssistantMessage => &mut self.messages_assistant,
            EventKind::ToolCall(_) => &mut self.tool_calls,
            EventKind::ToolError(_) => &mut self.tool_errors,
        };
        *sum += cell.count;
    }

    /// Output tokens that the suspect responses likely had beyond what is recorded.
    pub fn estimated_missing_output(&self, ledger: &Ledger) -> f64 {
        let estimate = ledger.suspect_fit.estimate(self.suspect_chars);
        (estimate - self.suspect_output as f64).max(0.0)
    }

    /// Share of prompt tokens that came from the cache, 0 to 1; `None` without any.
    pub fn cache_hit_rate(&self) -> Option<f64> {
        let prompt = self.tokens.input + self.tokens.cache_creation() + self.tokens.cache_read;
        (prompt > 0).then(|| self.tokens.cache_read as f64 / prompt as f64)
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

/// The figures of Overview under a filter.
///
/// Files have no rows in time: under a date range those count whose times overlap it. Messages and
/// tool calls have no model: a filter by model leaves them out.
pub fn totals(ledger: &Ledger, filter: &Filter) -> Totals {
    let scope = filter.scope(ledger);
    let mut totals = Totals::default();
    for row in ledger
        .responses
        .iter()
        .filter(|row| scope.holds_response(row))
    {
        totals.sums.add_responses(row);
    }
    for row in ledger.events.iter().filter(|row| scope.holds_event(row)) {
        totals.sums.add_events(row);
    }
    let mut sessions = vec![false; ledger.sessions.len()];
    let mut projects = vec![false; ledger.projects.len()];
    for file in ledger.files.iter().filter(|file| scope.holds_file(file)) {
        totals.files += 1;
        totals.subagents += u64::from(file.kind.is_subagent());
        totals.lines += file.lines;
        totals.blank_lines += file.blank_lines;
        totals.bytes += file.size_bytes;
        totals.malformed_lines += file.malformed.len() as u64;
        totals.recovered_records += file.recovered_records;
        totals.first = [totals.first, file.first].into_iter().flatten().min();
        totals.last = [totals.last, file.last].into_iter().flatten().max();
        mark(&mut sessions, file.session);
        if file.session.is_some() {
            mark(&mut projects, file.project);
        }
    }
    totals.sessions = sessions.iter().filter(|&&held| held).count() as u64;
    totals.projects = projects.iter().filter(|&&held| held).count() as u64;
    totals
}

fn mark(held: &mut [bool], index: Option<u32>) {
    if let Some(held) = index.and_then(|index| held.get_mut(index as usize)) {
        *held = true;
    }
}

/// What the user should look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    /// Models without a price and their tokens, by name.
    pub unpriced_models: Vec<(String, WideTokens)>,
    /// Malformed lines, unfinished ones left out.
    pub malformed_lines: u64,
    /// Last lines that may still be being written.
    pub unfinished_lines: u64,
    /// Responses whose output was likely never recorded.
    pub suspect_responses: u64,
    /// Output tokens that these likely had beyond what is recorded.
    pub suspect_missing_output: f64,
    /// Responses without a valid time.
    pub responses_without_time: u64,
    /// Responses whose iterations do not add up.
    pub iterations_differ: u64,
    /// Record kinds, fields and shapes that this version does not know.
    pub unknown_names: u64,
}

/// What the user should look at, over the whole corpus.
pub fn attention(ledger: &Ledger) -> Attention {
    let mut sums = Sums::default();
    let mut unpriced: Vec<Option<WideTokens>> = vec![None; ledger.models.len()];
    let mut without_time = 0;
    for row in &ledger.responses {
        sums.add_responses(row);
        if row.minute.is_none() {
            without_time += row.responses;
        }
        let model = ledger.models.get(row.model as usize);
        if model.is_some_and(|model| !model.priced)
            && let Some(tokens) = unpriced.get_mut(row.model as usize)
        {
            tokens.get_or_insert_default().add_sum(&row.tokens);
        }
    }
    let mut models: Vec<(String, WideTokens)> = ledger
        .models
        .iter()
        .zip(unpriced)
        .filter_map(|(model, tokens)| Some((model.name.clone(), tokens?)))
        .collect();
    sort_by(&mut models, |a, b| a.0.cmp(&b.0));
    let malformed = ledger.files.iter().flat_map(|file| &file.malformed);
    let unfinished = malformed
        .clone()
        .filter(|line| line.reason == Reason::Unfinished)
        .count() as u64;
    Attention {
        unpriced_models: models,
        malformed_lines: malformed.count() as u64 - unfinished,
        unfinished_lines: unfinished,
        suspect_responses: sums.suspect_responses,
        suspect_missing_output: sums.estimated_missing_output(ledger),
        responses_without_time: without_time,
        iterations_differ: sums.iterations_differ,
        unknown_names: ledger.unknown.iter().map(|names| names.len() as u64).sum(),
    }
}
