//! Five-hour blocks: an estimate of the windows in which usage limits are counted.
//!
//! A block begins at the UTC hour of its first response and holds all responses of the next five
//! hours. A gap of more than five hours always leads past its end, so that needs no rule of its own.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::filter::{Filter, instant};
use super::query::{Fold, Query, Scoped, ask};
use super::{Counts, Sums};
use crate::ledger::{EventCell, Ledger, Minute, ResponseCell};
use crate::order::sort_by;
use sessionscope_log::time::{HOUR_MS, Instant};

/// Length of a block.
pub const BLOCK_MS: i64 = 5 * HOUR_MS;

/// The hours in which there is a response, over all, whatever a view filters, because the
/// window is opened by any use.
fn hours(ledger: &Ledger) -> FxHashSet<i32> {
    let synthetic: Vec<bool> = ledger.models.iter().map(|model| model.synthetic).collect();
    let billed = |model: u32| !synthetic.get(model as usize).copied().unwrap_or(false);
    let cells = ledger.responses.iter().filter(|cell| billed(cell.model));
    let mut hours = FxHashSet::default();
    let mut last = None;
    // Blocks begin and end with an hour: it is enough to know the hours.
    cells.for_each(|cell| {
        let hour = hour(cell.minute.get());
        if hour != last {
            last = hour;
            hours.extend(hour);
        }
    });
    hours
}

fn hour(minute: Option<i32>) -> Option<i32> {
    Some(minute?.div_euclid(60))
}

/// The starts of all blocks, ascending.
pub(super) fn starts(ledger: &Ledger) -> Vec<Instant> {
    starts_of(&hours(ledger))
}

fn starts_of(hours: &FxHashSet<i32>) -> Vec<Instant> {
    let mut hours: Vec<i32> = hours.iter().copied().collect();
    sort_by(&mut hours, Ord::cmp);
    let mut starts: Vec<Instant> = Vec::new();
    for hour in hours {
        let time = Instant(i64::from(hour) * HOUR_MS);
        if starts
            .last()
            .is_none_or(|start| time.0 >= start.0 + BLOCK_MS)
        {
            starts.push(time);
        }
    }
    starts
}

/// A block, by its start and end, holds a minute.
pub(super) fn is_in((start, end): (Instant, Instant), minute: Option<i32>) -> bool {
    minute.is_some_and(|minute| (start..end).contains(&instant(minute)))
}

/// The block that holds a minute.
pub(super) fn find(starts: &[Instant], minute: i32) -> Option<Instant> {
    let time = instant(minute);
    let after = starts.partition_point(|start| *start <= time);
    let start = *starts.get(after.checked_sub(1)?)?;
    (time.0 < start.0 + BLOCK_MS).then_some(start)
}

/// The block that is running now, and where it leads if it goes on as it did so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActiveBlock {
    /// Its start.
    pub start: Instant,
    /// Its end.
    pub end: Instant,
    /// What is in it so far.
    pub sums: Sums,
    /// Tokens of all classes a minute, since the first response in it.
    pub tokens_per_minute: f64,
    /// USD an hour, since the first response in it.
    pub cost_usd_per_hour: f64,
    /// USD at its end, at that rate.
    pub projected_cost_usd: f64,
    /// Tokens of all classes at its end, at that rate.
    pub projected_tokens: f64,
}

/// The block that holds `now`, if it holds a response of the filter too. Days of the filter do not
/// matter.
pub fn active_block(ledger: &Ledger, filter: &Filter, now: Instant) -> Option<ActiveBlock> {
    ask::<BlockQuery>(ledger, &filter.of_any_day(), &now)
}

/// [`active_block`] that follows the ledger; it is asked with a filter of any day.
pub struct BlockQuery {
    hours: FxHashSet<i32>,
    /// The block that holds the time it is asked for.
    start: Option<Instant>,
    sums: Sums,
    first: Option<Instant>,
    /// An hour has come that may begin another block.
    is_old: bool,
}

impl BlockQuery {
    fn holds(&self, minute: Option<i32>) -> Option<Instant> {
        let time = instant(minute?);
        let start = self.start?;
        (start.0..start.0 + BLOCK_MS)
            .contains(&time.0)
            .then_some(time)
    }
}

impl Query for BlockQuery {
    type Ask = Instant;
    type Answer = Option<ActiveBlock>;

    fn new(scope: &Scoped<'_>, now: &Instant) -> Self {
        let hours = hours(scope.0.ledger);
        let minute = i32::try_from(now.0.div_euclid(60_000)).ok();
        let start = minute.and_then(|minute| find(&starts_of(&hours), minute));
        Self {
            hours,
            start,
            sums: Sums::default(),
            first: None,
            is_old: false,
        }
    }

    fn answer(&mut self, _: &Scoped<'_>, now: &Instant) -> Option<ActiveBlock> {
        let (start, first) = (self.start?, self.first?);
        let end = Instant(start.0 + BLOCK_MS);
        let minutes = ((now.0 - first.0) as f64 / 60_000.0).max(1.0);
        let left = (end.0 - now.0) as f64 / 60_000.0;
        let (cost, tokens) = (self.sums.cost.usd(), self.sums.tokens.sum() as f64);
        Some(ActiveBlock {
            start,
            end,
            tokens_per_minute: tokens / minutes,
            cost_usd_per_hour: cost / minutes * 60.0,
            projected_cost_usd: cost + cost / minutes * left,
            projected_tokens: tokens + tokens / minutes * left,
            sums: self.sums.clone(),
        })
    }
}

impl Fold for BlockQuery {
    fn is_by_day(&self) -> bool {
        false
    }

    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell, _: Minute) {
        if scope.0.is_synthetic(row.model) {
            return;
        }
        if let Some(time) = self.holds(row.minute.get()) {
            self.sums.add_responses(scope.0.ledger, row);
            self.first = [self.first, Some(time)].into_iter().flatten().min();
        }
    }

    fn counts_events(&self) -> bool {
        self.start.is_some()
    }

    fn event(&mut self, _: &Scoped<'_>, row: &EventCell) {
        if self.holds(row.minute.get()).is_some() {
            self.sums.add_events(&Counts::of(row));
        }
    }

    fn notice(&mut self, scope: &Scoped<'_>, row: &ResponseCell) {
        let hour = hour(row.minute.get()).filter(|_| !scope.0.is_synthetic(row.model));
        self.is_old |= hour.is_some_and(|hour| !self.hours.contains(&hour));
    }

    fn grows(&self) -> bool {
        !self.is_old
    }
}
