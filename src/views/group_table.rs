//! What a table of groups asks for, and the rows of the answer.

use leptos::prelude::*;
use sessionscope_engine::report::GroupBy;
use sessionscope_queries::{GroupsQuestion, OrderBy, Scope, Window};

use super::group_rows::GroupRows;
use crate::parts::{Column, DisplayPrefs, FIRST_ROWS, RowSet, Sort};
use crate::queries::{ask, asked};
use crate::state::AppState;

/// What a table of groups is to show.
pub struct GroupTable {
    /// What its rows are.
    pub by: GroupBy,
    /// Of which rows of the ledger.
    pub scope: Signal<Scope>,
    /// Only rows with this text.
    pub text: Signal<String>,
    /// Only so many, those that cost most.
    pub dearest: Option<usize>,
    /// It has a row of totals.
    pub has_total: bool,
    /// Its columns.
    pub columns: Signal<Vec<Column>>,
    /// Its order.
    pub sort: Signal<Sort>,
}

/// A table of groups that follows the figures.
#[derive(Clone, Copy)]
pub struct AskedGroups {
    /// What is asked.
    pub question: Signal<GroupsQuestion>,
    /// How many rows there are; `None` until that is known.
    pub count: Signal<Option<usize>>,
    /// The rows.
    pub rows: Signal<RowSet>,
    /// Which of them are asked for.
    pub window: RwSignal<Window>,
}

impl GroupTable {
    /// All groups of the view's own filters, without totals.
    pub fn new(
        state: AppState,
        by: GroupBy,
        columns: Signal<Vec<Column>>,
        sort: Signal<Sort>,
    ) -> Self {
        Self {
            by,
            scope: state.scope.into(),
            text: Signal::stored(String::new()),
            dearest: None,
            has_total: false,
            columns,
            sort,
        }
    }

    /// The same of other rows of the ledger.
    #[must_use]
    pub fn within(mut self, scope: Signal<Scope>) -> Self {
        self.scope = scope;
        self
    }

    /// Asks, for as long as the view is there.
    pub fn ask(self, state: AppState) -> AskedGroups {
        let Self {
            by,
            scope,
            text,
            dearest,
            has_total,
            columns,
            sort,
        } = self;
        let window = RwSignal::new(FIRST_ROWS);
        let question = asked(move || GroupsQuestion {
            scope: scope.get(),
            by,
            text: text.get(),
            dearest,
            order: order_of(sort.get()),
            window: Some(window.get()),
            measured: columns.with(|columns| measured(columns)),
        });
        let answer = ask(state, question);
        let prefs = DisplayPrefs::memo(state);
        let rows = Memo::new(move |_| {
            let (answer, prefs, route) = (answer.get(), prefs.get(), state.route.get());
            RowSet::new(GroupRows::new(by, answer, prefs, route).with_total(has_total))
        });
        let count = Memo::new(move |_| answer.with(|answer| answer.count));
        AskedGroups {
            question,
            count: count.into(),
            rows: rows.into(),
            window,
        }
    }
}

/// By what rows are sorted, as it is asked for.
pub fn order_of(sort: Sort) -> OrderBy {
    OrderBy {
        column: sort.column.to_owned(),
        descending: sort.descending,
    }
}

/// Columns whose longest figure a long table asks for.
fn measured(columns: &[Column]) -> Vec<String> {
    let figures = columns.iter().filter(|column| column.figures);
    figures.map(|column| column.id.to_owned()).collect()
}
