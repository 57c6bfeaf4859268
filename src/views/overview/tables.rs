//! By model, and the projects that cost most.

use leptos::prelude::*;
use sessionscope_engine::report::GroupBy;

use crate::parts::{Column, Sort, Table};
use crate::route::View;
use crate::state::AppState;
use crate::views::group_rows::{column, name_column};
use crate::views::group_table::GroupTable;
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

/// By model.
#[component]
pub fn Models() -> impl IntoView {
    let state = expect_context::<AppState>();
    let (sort, on_sort) = own_sort(Sort::descending("cost_usd"));
    let columns = Signal::stored(columns(GroupBy::Model));
    let asked = GroupTable::new(state, GroupBy::Model, columns, sort).ask(state);
    view! {
        <section class="card" aria-label="By model">
            <div class="card-head">
                <h2>"By model"</h2>
            </div>
            <Table
                name="models"
                caption="Spend and tokens by model"
                columns=columns
                rows=asked.rows
                window=asked.window
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
    let columns = Signal::stored(columns(GroupBy::Project));
    let table = GroupTable {
        dearest: Some(TOP),
        ..GroupTable::new(state, GroupBy::Project, columns, sort)
    };
    let asked = table.ask(state);
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
                columns=columns
                rows=asked.rows
                window=asked.window
                sort=sort
                on_sort=on_sort
            />
        </section>
    }
}
