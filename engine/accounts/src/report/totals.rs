//! The figures of Overview.

use super::daily_rollup::DayEvents;
use super::filter::{Filter, Scope};
use super::query::{Fold, Query, Scoped, ask};
use super::{Sums, Totals};
use crate::ledger::{Ledger, Minute, ResponseCell};

/// The figures of Overview under a filter.
///
/// Files have no rows in time: under a date range those count whose times overlap it. Messages and
/// tool calls have no model: a filter by model leaves them out.
pub fn totals(ledger: &Ledger, filter: &Filter) -> Totals {
    ask::<TotalsQuery>(ledger, filter, &())
}

/// [`totals`] that follow the ledger.
pub struct TotalsQuery(Sums);

impl Query for TotalsQuery {
    type Ask = ();
    type Answer = Totals;

    fn new(_: &Scoped<'_>, (): &()) -> Self {
        Self(Sums::default())
    }

    fn answer(&mut self, scope: &Scoped<'_>, (): &()) -> Totals {
        of_files(&scope.0, self.0.clone())
    }
}

impl Fold for TotalsQuery {
    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell, _: Minute) {
        self.0.add_responses(scope.0.ledger, row);
    }

    fn day_events(&mut self, _: &Scoped<'_>, row: &DayEvents) {
        self.0.add_events(&row.counts);
    }
}

/// Files are few beside rows: they are counted each time.
fn of_files(scope: &Scope<'_>, sums: Sums) -> Totals {
    let ledger = scope.ledger;
    let mut totals = Totals {
        sums,
        ..Totals::default()
    };
    let mut sessions = vec![false; ledger.sessions.len()];
    let mut projects = vec![false; ledger.projects.len()];
    let files = ledger.files.iter().filter(|file| scope.holds_file(file));
    files.for_each(|file| {
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
    });
    totals.sessions = sessions.iter().filter(|&&held| held).count() as u64;
    totals.projects = projects.iter().filter(|&&held| held).count() as u64;
    totals
}

fn mark(held: &mut [bool], index: Option<u32>) {
    if let Some(held) = index.and_then(|index| held.get_mut(index as usize)) {
        *held = true;
    }
}
