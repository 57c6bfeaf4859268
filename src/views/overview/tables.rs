//! By model, and the projects that cost most.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::order::sort_by;
use sessionscope_engine::report::{GroupBy, GroupQuery};

use crate::parts::{Column, DisplayPrefs, RowSet, Sort, Table};
use crate::route::View;
use crate::state::{AppState, follow};
use crate::views::group_rows::{GroupRows, column, name_column};
use crate::views::links::{href, own_sort};

/// How many projects are at the top.
const TOP: usize = 8;

fn columns(by: GroupBy) -> Vec<Column> {
    let ids: &[&'static str] = match by {
        GroupBy::Model => &[
            "cost_usd",
            "total_tokens",
            "input_tokens",
            "output_tokens",
            "cache_creation_tokens",
            "cache_read_tokens",
            "responses",
        ],
        _ => &["cost_usd", "total_tokens", "sessions", "prompts", "last"],
    };
    let named = std::iter::once(name_column(by));
    // What the words mean is said beside the totals.
    named
        .chain(ids.iter().map(|id| column(id).hint("")))
        .collect()
}

/// Rows of the current filter; only the `top` dearest where there is one.
fn rows_of(state: AppState, by: GroupBy, top: Option<usize>) -> Signal<RowSet> {
    let prefs = DisplayPrefs::memo(state);
    let found = follow::<GroupQuery>(state, state.filter.into(), Signal::stored(by));
    let rows = Memo::new(move |_| {
        let mut found = Arc::unwrap_or_clone(found.get());
        if let Some(top) = top {
            sort_by(&mut found, |a, b| b.sums.cost.cmp(&a.sums.cost));
            found.truncate(top);
        }
        RowSet::new(GroupRows::new(
            state,
            by,
            Arc::new(found),
            prefs.get(),
            None,
        ))
    });
    rows.into()
}

/// By model.
#[component]
pub fn Models() -> impl IntoView {
    let state = expect_context::<AppState>();
    let (sort, on_sort) = own_sort(Sort::descending("cost_usd"));
    view! {
        <section class="card" aria-label="By model">
            <div class="card-head">
                <h2>"By model"</h2>
            </div>
            <Table
                name="models"
                caption="Spend and tokens by model"
                columns=Signal::stored(columns(GroupBy::Model))
                rows=rows_of(state, GroupBy::Model, None)
                sort=sort
                on_sort=on_sort
            />
        </section>
    }
}

/// The projects that cost most.
#[component]
pub fn TopProjects() -> impl IntoView {
    let state = expect_context::<AppState>();
    let (sort, on_sort) = own_sort(Sort::descending("cost_usd"));
    view! {
        <section class="card" aria-label="Top projects">
            <div class="card-head">
                <h2>"Top projects"</h2>
                <a class="push" href=move || href(state, View::Projects)>
                    "All projects"
                </a>
            </div>
            <Table
                name="top-projects"
                caption="The projects that cost most"
                columns=Signal::stored(columns(GroupBy::Project))
                rows=rows_of(state, GroupBy::Project, Some(TOP))
                sort=sort
                on_sort=on_sort
            />
        </section>
    }
}
