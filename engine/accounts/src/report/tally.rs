//! Sums that are built once and then follow the ledger as it grows.

use super::daybook::{DayCells, DayEvents, Daybook};
use super::filter::{Filter, Scope};
use crate::ledger::{Edition, EventCell, FileRow, Growth, Ledger, Minute, ResponseCell};
use crate::rows::Rows;

/// A question whose answer is a sum over rows.
pub trait Tally: Fold + Sized {
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
/// Apart from [`Tally`] so that rows are walked by one piece of code for all questions: each walks all there are,
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

/// What a tally looks at; for the report's own tallies alone.
pub struct Scoped<'a>(pub(super) Scope<'a>);

/// The answer of a ledger, from nothing else.
pub fn ask<T: Tally>(ledger: &Ledger, filter: &Filter, ask: &T::Ask) -> T::Answer {
    let scope = Scoped(filter.scope(ledger));
    let mut tally = T::new(&scope, ask);
    add_files(&mut tally, &scope);
    add(&mut tally, &scope, &ledger.responses, &ledger.events);
    tally.answer(&scope, ask)
}

fn add_files(tally: &mut dyn Fold, scope: &Scoped<'_>) {
    if tally.counts_files() {
        let files = scope.0.ledger.files.iter();
        let files = files.filter(|row| scope.0.holds_file(row));
        files.for_each(|row| tally.file(scope, row));
    }
}

fn add(
    tally: &mut dyn Fold,
    scope: &Scoped<'_>,
    responses: &Rows<ResponseCell>,
    events: &Rows<EventCell>,
) {
    if tally.is_by_day() {
        let days = DayCells::of(&scope.0.filter.zone, responses, events);
        add_days(tally, scope, &days);
    } else {
        add_cells(tally, scope, responses, events);
    }
}

// Piece by piece, which a `for` over rows is not: it asks at each row which piece it is in.

fn add_days(tally: &mut dyn Fold, scope: &Scoped<'_>, days: &DayCells) {
    let responses = days.responses.iter();
    let responses = responses.filter(|row| scope.0.holds_response(&row.cell));
    responses.for_each(|row| tally.response(scope, &row.cell, row.last));
    if tally.counts_events() {
        let events = days.events.iter();
        let events = events.filter(|row| scope.0.holds_day_events(row));
        events.for_each(|row| tally.day_events(scope, row));
    }
}

fn add_cells(
    tally: &mut dyn Fold,
    scope: &Scoped<'_>,
    responses: &Rows<ResponseCell>,
    events: &Rows<EventCell>,
) {
    let responses = responses.iter().filter(|row| scope.0.holds_response(row));
    responses.for_each(|row| tally.response(scope, row, row.minute));
    if tally.counts_events() {
        let events = events.iter().filter(|row| scope.0.holds_event(row));
        events.for_each(|row| tally.event(scope, row));
    }
}

/// A tally that is kept from one edition of the ledger to the next.
pub struct Running<T: Tally> {
    kept: Option<Kept<T>>,
}

struct Kept<T: Tally> {
    edition: u64,
    filter: Filter,
    ask: T::Ask,
    tally: T,
}

impl<T: Tally> Default for Running<T> {
    fn default() -> Self {
        Self { kept: None }
    }
}

impl<T: Tally> Running<T> {
    /// What is asked of this edition: what it has more than the one asked before is added, where that is
    /// known and the question is the same; else all is summed anew. Both give the same. The daybook follows too.
    pub fn answer(
        &mut self,
        edition: &Edition,
        daybook: &mut Daybook,
        filter: &Filter,
        ask: T::Ask,
    ) -> T::Answer {
        let scope = Scoped(filter.scope(edition));
        let kept = self.kept.take();
        let mut same = kept.filter(|kept| kept.filter == *filter && kept.ask == ask);
        if let Some(kept) = &mut same
            && !grown(&mut kept.tally, kept.edition, edition, &scope)
        {
            same = None;
        }
        let kept = self.kept.insert(same.unwrap_or_else(|| {
            let mut tally = T::new(&scope, &ask);
            sum(&mut tally, edition, daybook, &scope);
            Kept {
                edition: 0,
                filter: filter.clone(),
                tally,
                ask,
            }
        }));
        kept.edition = edition.number();
        if kept.tally.is_by_day() {
            // What it does not add now it could not add later.
            daybook.follow(edition, &filter.zone);
        }
        kept.tally.answer(&scope, &kept.ask)
    }
}

/// Sums all rows.
fn sum(tally: &mut dyn Fold, edition: &Edition, daybook: &mut Daybook, scope: &Scoped<'_>) {
    add_files(tally, scope);
    if tally.is_by_day() {
        let days = daybook.follow(edition, &scope.0.filter.zone);
        add_days(tally, scope, days);
    } else {
        add_cells(tally, scope, &edition.responses, &edition.events);
    }
}

/// Adds what an edition has more than the one of a number; `false` if that is not known, and then all is to be
/// summed anew.
fn grown(tally: &mut dyn Fold, since: u64, edition: &Edition, scope: &Scoped<'_>) -> bool {
    // A session may be on a branch now that it was not on before, with all its rows.
    if scope.0.filter.branch.is_some() {
        return since == edition.number();
    }
    let Some(growth) = edition.growth_since(since) else {
        return false;
    };
    let Growth {
        responses,
        events,
        files,
    } = growth.as_ref();
    for row in responses {
        tally.notice(scope, row);
    }
    if !tally.grows() {
        return false;
    }
    let rows = files.iter();
    let rows = rows.filter_map(|&row| edition.files.get(row as usize));
    for row in rows.filter(|row| scope.0.holds_file(row)) {
        tally.file(scope, row);
    }
    add(tally, scope, responses, events);
    true
}
