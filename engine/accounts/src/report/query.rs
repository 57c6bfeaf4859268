//! Sums that are built once and then follow the ledger as it grows.

use super::daily_rollup::{DailyRollup, DayCells, DayEvents};
use super::filter::{Filter, Scope};
use crate::ledger::{Delta, EventCell, FileRow, Ledger, Minute, ResponseCell, Revision};
use crate::rows::Rows;

/// A question whose answer is a sum over rows.
pub trait Query: Fold + Sized {
    /// What is asked beside the filter.
    type Ask: PartialEq;
    /// What is answered.
    type Answer;

    /// The sum over no row.
    #[doc(hidden)]
    fn new(scope: &Scoped<'_>, ask: &Self::Ask) -> Self;

    /// What it comes to.
    #[doc(hidden)]
    fn answer(&mut self, scope: &Scoped<'_>, ask: &Self::Ask) -> Self::Answer;
}

/// A sum that rows are added to.
///
/// Apart from [`Query`] so that rows are walked by one piece of code for all questions: each walks all there are,
/// and the page loads what is compiled.
pub trait Fold {
    /// It asks for no time of day, nor for the names of tools: what a session has of each local day is enough for it.
    #[doc(hidden)]
    fn is_by_day(&self) -> bool {
        true
    }

    /// Adds responses. Their cell has the minute of the first of them, `last` is that of the last one.
    #[doc(hidden)]
    fn response(&mut self, _scope: &Scoped<'_>, _row: &ResponseCell, _last: Minute) {}

    /// Adds events, by day.
    #[doc(hidden)]
    fn day_events(&mut self, _scope: &Scoped<'_>, _row: &DayEvents) {}

    /// Adds events, where it is not by day.
    #[doc(hidden)]
    fn event(&mut self, _scope: &Scoped<'_>, _row: &EventCell) {}

    /// Events may be added to it: without, they are not walked through.
    #[doc(hidden)]
    fn counts_events(&self) -> bool {
        true
    }

    /// Files are added to it: without, they are not walked through.
    #[doc(hidden)]
    fn counts_files(&self) -> bool {
        false
    }

    /// Adds a file, or its times if it was added before.
    #[doc(hidden)]
    fn file(&mut self, _scope: &Scoped<'_>, _row: &FileRow) {}

    /// Sees a response that has come since, whether it is to be added or not.
    #[doc(hidden)]
    fn notice(&mut self, _scope: &Scoped<'_>, _row: &ResponseCell) {}

    /// What has come since can be added; else all is to be summed anew.
    #[doc(hidden)]
    fn grows(&self) -> bool {
        true
    }
}

/// What a query looks at; for the report's own queries alone.
pub struct Scoped<'a>(pub(super) Scope<'a>);

/// The answer of a ledger, from nothing else.
pub fn ask<T: Query>(ledger: &Ledger, filter: &Filter, ask: &T::Ask) -> T::Answer {
    let scope = Scoped(filter.scope(ledger));
    let mut query = T::new(&scope, ask);
    add_files(&mut query, &scope);
    add(&mut query, &scope, &ledger.responses, &ledger.events);
    query.answer(&scope, ask)
}

fn add_files(query: &mut dyn Fold, scope: &Scoped<'_>) {
    if query.counts_files() {
        let files = scope.0.ledger.files.iter();
        let files = files.filter(|row| scope.0.holds_file(row));
        files.for_each(|row| query.file(scope, row));
    }
}

fn add(
    query: &mut dyn Fold,
    scope: &Scoped<'_>,
    responses: &Rows<ResponseCell>,
    events: &Rows<EventCell>,
) {
    if query.is_by_day() {
        let days = DayCells::of(&scope.0.filter.zone, responses, events);
        add_days(query, scope, &days);
    } else {
        add_cells(query, scope, responses, events);
    }
}

// Piece by piece, which a `for` over rows is not: it asks at each row which piece it is in.

fn add_days(query: &mut dyn Fold, scope: &Scoped<'_>, days: &DayCells) {
    let responses = days.responses.iter();
    let responses = responses.filter(|row| scope.0.holds_response(&row.cell));
    responses.for_each(|row| query.response(scope, &row.cell, row.last));
    if query.counts_events() {
        let events = days.events.iter();
        let events = events.filter(|row| scope.0.holds_day_events(row));
        events.for_each(|row| query.day_events(scope, row));
    }
}

fn add_cells(
    query: &mut dyn Fold,
    scope: &Scoped<'_>,
    responses: &Rows<ResponseCell>,
    events: &Rows<EventCell>,
) {
    let responses = responses.iter().filter(|row| scope.0.holds_response(row));
    responses.for_each(|row| query.response(scope, row, row.minute));
    if query.counts_events() {
        let events = events.iter().filter(|row| scope.0.holds_event(row));
        events.for_each(|row| query.event(scope, row));
    }
}

/// A query that is kept from one revision of the ledger to the next.
pub struct LiveQuery<T: Query> {
    kept: Option<LiveState<T>>,
}

struct LiveState<T: Query> {
    revision: u64,
    filter: Filter,
    ask: T::Ask,
    query: T,
}

impl<T: Query> Default for LiveQuery<T> {
    fn default() -> Self {
        Self { kept: None }
    }
}

impl<T: Query> LiveQuery<T> {
    /// What is asked of this revision: what it has more than the one asked before is added, where that is
    /// known and the question is the same; else all is summed anew. Both give the same. The rollup follows too.
    pub fn answer(
        &mut self,
        revision: &Revision,
        rollup: &mut DailyRollup,
        filter: &Filter,
        ask: T::Ask,
    ) -> T::Answer {
        let scope = Scoped(filter.scope(revision));
        let kept = self.kept.take();
        let mut same = kept.filter(|kept| kept.filter == *filter && kept.ask == ask);
        if let Some(kept) = &mut same
            && !grown(&mut kept.query, kept.revision, revision, &scope)
        {
            same = None;
        }
        let kept = self.kept.insert(same.unwrap_or_else(|| {
            let mut query = T::new(&scope, &ask);
            sum(&mut query, revision, rollup, &scope);
            LiveState {
                revision: 0,
                filter: filter.clone(),
                query,
                ask,
            }
        }));
        kept.revision = revision.number();
        if kept.query.is_by_day() {
            // What it does not add now it could not add later.
            rollup.follow(revision, &filter.zone);
        }
        kept.query.answer(&scope, &kept.ask)
    }
}

/// Sums all rows.
fn sum(query: &mut dyn Fold, revision: &Revision, rollup: &mut DailyRollup, scope: &Scoped<'_>) {
    add_files(query, scope);
    if query.is_by_day() {
        let days = rollup.follow(revision, &scope.0.filter.zone);
        add_days(query, scope, days);
    } else {
        add_cells(query, scope, &revision.responses, &revision.events);
    }
}

/// Adds what a revision has more than the one of a number; `false` if that is not known, and then all is to be
/// summed anew.
fn grown(query: &mut dyn Fold, since: u64, revision: &Revision, scope: &Scoped<'_>) -> bool {
    // A session may be on a branch now that it was not on before, with all its rows.
    if scope.0.filter.branch.is_some() {
        return since == revision.number();
    }
    let Some(delta) = revision.growth_since(since) else {
        return false;
    };
    let Delta {
        responses,
        events,
        files,
    } = delta.as_ref();
    for row in responses {
        query.notice(scope, row);
    }
    if !query.grows() {
        return false;
    }
    let rows = files.iter();
    let rows = rows.filter_map(|&row| revision.files.get(row as usize));
    for row in rows.filter(|row| scope.0.holds_file(row)) {
        query.file(scope, row);
    }
    add(query, scope, responses, events);
    true
}
