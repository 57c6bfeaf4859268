//! Five-hour blocks: an estimate of the windows in which usage limits are counted.
//!
//! A block begins at the UTC hour of its first response and holds all responses of the next five
//! hours. A gap of more than five hours always leads past its end, so that needs no rule of its own.

use rustc_hash::FxHashSet;

use super::Sums;
use super::filter::{Filter, instant};
use crate::ledger::Ledger;
use crate::time::{HOUR_MS, Instant};

/// Length of a block.
pub const BLOCK_MS: i64 = 5 * HOUR_MS;

/// The starts of all blocks, ascending: over all responses, whatever a view filters, because the
/// window is opened by any use.
pub(super) fn starts(ledger: &Ledger) -> Vec<Instant> {
    let synthetic: Vec<bool> = ledger.models.iter().map(|model| model.synthetic).collect();
    let billed = |model: u32| !synthetic.get(model as usize).copied().unwrap_or(false);
    let cells = ledger.responses.iter().filter(|cell| billed(cell.model));
    // Blocks begin and end with an hour: it is enough to know the hours.
    let mut hours: Vec<i32> = cells
        .filter_map(|cell| Some(cell.minute?.div_euclid(60)))
        .collect::<FxHashSet<i32>>()
        .into_iter()
        .collect();
    hours.sort_unstable();
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

/// The block that holds a minute.
pub(super) fn find(starts: &[Instant], minute: i32) -> Option<Instant> {
    let time = instant(minute);
    let after = starts.partition_point(|start| *start <= time);
    let start = *starts.get(after.checked_sub(1)?)?;
    (time.0 < start.0 + BLOCK_MS).then_some(start)
}

/// The block that is running now, and where it leads if it goes on as it did so far.
#[derive(Clone, Debug, PartialEq)]
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

/// The block that holds `now`, if it holds a response of the filter too.
pub fn active_block(ledger: &Ledger, filter: &Filter, now: Instant) -> Option<ActiveBlock> {
    let start = find(
        &starts(ledger),
        i32::try_from(now.0.div_euclid(60_000)).ok()?,
    )?;
    let end = Instant(start.0 + BLOCK_MS);
    let (sums, first) = sums_between(ledger, filter, start, end)?;
    let minutes = ((now.0 - first.0) as f64 / 60_000.0).max(1.0);
    let left = (end.0 - now.0) as f64 / 60_000.0;
    let (cost, tokens) = (sums.cost.usd(), sums.tokens.sum() as f64);
    Some(ActiveBlock {
        start,
        end,
        tokens_per_minute: tokens / minutes,
        cost_usd_per_hour: cost / minutes * 60.0,
        projected_cost_usd: cost + cost / minutes * left,
        projected_tokens: tokens + tokens / minutes * left,
        sums,
    })
}

/// Figures between two instants, and the first response's minute; `None` without a response. Days
/// of the filter do not matter.
fn sums_between(
    ledger: &Ledger,
    filter: &Filter,
    start: Instant,
    end: Instant,
) -> Option<(Sums, Instant)> {
    let open = Filter {
        from: None,
        to: None,
        ..filter.clone()
    };
    let scope = open.scope(ledger);
    let time = |minute: Option<i32>| {
        let time = minute.map(instant);
        time.filter(|time| (start..end).contains(time))
    };
    let synthetic = |model: u32| {
        let model = ledger.models.get(model as usize);
        model.is_none_or(|model| model.synthetic)
    };
    let (mut sums, mut first) = (Sums::default(), None);
    for row in &ledger.responses {
        let Some(time) = time(row.minute) else {
            continue;
        };
        if scope.holds_response(row) && !synthetic(row.model) {
            sums.add_responses(row);
            first = [first, Some(time)].into_iter().flatten().min();
        }
    }
    for row in &ledger.events {
        if time(row.minute).is_some() && scope.holds_event(row) {
            sums.add_events(row);
        }
    }
    Some((sums, first?))
}
