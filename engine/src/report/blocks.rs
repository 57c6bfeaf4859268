//! Five-hour blocks: an estimate of the windows in which usage limits are counted.
//!
//! A block begins at the UTC hour of its first response and holds all responses of the next five
//! hours. A gap of more than five hours always leads past its end, so that needs no rule of its own.

use rustc_hash::FxHashSet;

use super::filter::{Filter, instant};
use super::{Sums, group};
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
    let open = Filter {
        from: None,
        to: None,
        ..filter.clone()
    };
    let block = group::groups(ledger, &open, group::By::Block).pop()?;
    let (start, end, first) = (block.start?, block.end?, block.first?);
    if now < start || now >= end {
        return None;
    }
    let minutes = ((now.0 - first.0) as f64 / 60_000.0).max(1.0);
    let left = (end.0 - now.0) as f64 / 60_000.0;
    let (cost, tokens) = (block.sums.cost.usd(), block.sums.tokens.sum() as f64);
    Some(ActiveBlock {
        start,
        end,
        tokens_per_minute: tokens / minutes,
        cost_usd_per_hour: cost / minutes * 60.0,
        projected_cost_usd: cost + cost / minutes * left,
        projected_tokens: tokens + tokens / minutes * left,
        sums: block.sums,
    })
}
