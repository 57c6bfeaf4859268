//! Sums that are built once and then follow the ledger as it grows.

use super::filter::{Filter, Scope};
use crate::ledger::{Edition, EventCell, FileRow, Growth, Ledger, ResponseCell};
use crate::rows::Rows;

/// A question whose answer is a sum over rows.
pub trait Tally: Sized {
    /// What is asked beside the filter.
    type Ask: PartialEq;
    /// What is answered.
    type Answer;

    /// The sum over no row.
    #[doc(hidden)]
    fn new(scope: &Scoped<'_>, ask: &Self::Ask) -> Self;

    /// Adds responses.
    #[doc(hidden)]
    fn response(&mut self, _scope: &Scoped<'_>, _row: &ResponseCell) {}

    /// Adds events.
    #[doc(hidden)]
    fn event(&mut self, _scope: &Scoped<'_>, _row: &EventCell) {}

    /// Events may be added to it: without, they are not walked through.
    #[doc(hidden)]
    fn counts_events(&self) -> bool {
        true
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

    /// What it comes to.
    #[doc(hidden)]
    fn answer(&mut self, scope: &Scoped<'_>, ask: &Self::Ask) -> Self::Answer;
}

/// What a tally looks at; for the report's own tallies alone.
pub struct Scoped<'a>(pub(super) Scope<'a>);

/// The answer, summed anew.
pub(super) fn ask<T: Tally>(ledger: &Ledger, filter: &Filter, ask: &T::Ask) -> T::Answer {
    let scope = Scoped(filter.scope(ledger));
    summed::<T>(&scope, ask).answer(&scope, ask)
}

fn summed<T: Tally>(scope: &Scoped<'_>, ask: &T::Ask) -> T {
    let mut tally = T::new(scope, ask);
    let Ledger {
        files,
        responses,
        events,
        ..
    } = scope.0.ledger;
    let files = files.iter().filter(|row| scope.0.holds_file(row));
    files.for_each(|row| tally.file(scope, row));
    add(&mut tally, scope, responses, events);
    tally
}

fn add<T: Tally>(
    tally: &mut T,
    scope: &Scoped<'_>,
    responses: &Rows<ResponseCell>,
    events: &Rows<EventCell>,
) {
    // Piece by piece, which a `for` over rows is not: it asks at each row which piece it is in.
    let responses = responses.iter().filter(|row| scope.0.holds_response(row));
    responses.for_each(|row| tally.response(scope, row));
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
    /// known and the question is the same; else all is summed anew. Both give the same.
    pub fn answer(&mut self, edition: &Edition, filter: &Filter, ask: T::Ask) -> T::Answer {
        let scope = Scoped(filter.scope(edition));
        let kept = self.kept.take();
        let same = kept.filter(|kept| kept.filter == *filter && kept.ask == ask);
        let grown = same.and_then(|kept| grown(kept, edition, &scope));
        let kept = self.kept.insert(grown.unwrap_or_else(|| Kept {
            edition: edition.number(),
            filter: filter.clone(),
            tally: summed(&scope, &ask),
            ask,
        }));
        kept.tally.answer(&scope, &kept.ask)
    }
}

fn grown<T: Tally>(mut kept: Kept<T>, edition: &Edition, scope: &Scoped<'_>) -> Option<Kept<T>> {
    // A session may be on a branch now that it was not on before, with all its rows.
    if kept.filter.branch.is_some() {
        return None;
    }
    let growth = edition.growth_since(kept.edition)?;
    let Growth {
        responses,
        events,
        files,
    } = growth.as_ref();
    for row in responses {
        kept.tally.notice(scope, row);
    }
    if !kept.tally.grows() {
        return None;
    }
    let rows = files.iter();
    let rows = rows.filter_map(|&row| edition.files.get(row as usize));
    for row in rows.filter(|row| scope.0.holds_file(row)) {
        kept.tally.file(scope, row);
    }
    add(&mut kept.tally, scope, responses, events);
    kept.edition = edition.number();
    Some(kept)
}
