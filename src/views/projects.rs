//! Every project.

use leptos::prelude::*;
use sessionscope_engine::report::GroupBy;

use super::filters::FilterBar;
use super::group_rows::{column, name_column};
use super::group_table::GroupTable;
use super::links::{set_typed, sort_of, typed};
use crate::parts::{Column, Icon, Nothing, Sort, Table, format};
use crate::state::AppState;

/// The columns, in order.
pub fn columns() -> Vec<Column> {
    let ids = [
        "cost_usd",
        "total_tokens",
        "input_tokens",
        "output_tokens",
        "cache_creation_tokens",
        "cache_read_tokens",
        "sessions",
        "subagents",
        "prompts",
        "tool_calls",
        "last",
    ];
    let named = std::iter::once(name_column(GroupBy::Project));
    named.chain(ids.into_iter().map(column)).collect()
}

/// The view at `#/projects`.
#[component]
pub fn Projects() -> impl IntoView {
    view! { <GroupView by=GroupBy::Project title="Projects" table="projects" columns=columns default=Sort::descending("cost_usd") /> }
}

/// A view of one table of groups, filtered by the bar and by a text.
#[component]
pub fn GroupView(
    /// What its rows are.
    by: GroupBy,
    /// Its heading.
    title: &'static str,
    /// Its table's stable name.
    table: &'static str,
    /// Its columns.
    columns: fn() -> Vec<Column>,
    /// Its order where the address names none.
    default: Sort,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let held = typed(state, "q");
    let typed = RwSignal::new(held.get_untracked().unwrap_or_default());
    let (sort, on_sort) = sort_of(state, columns, default);
    let redacted = Memo::new(move |_| state.settings.with(|settings| settings.redacted));
    Effect::new(move |was: Option<bool>| {
        let redacted = redacted.get();
        if was.is_some_and(|was| was != redacted) {
            // Most likely a name.
            typed.set(String::new());
        }
        redacted
    });
    let columns = Signal::stored(columns());
    let wanted = GroupTable {
        text: typed.into(),
        has_total: true,
        ..GroupTable::new(state, by, columns, sort)
    };
    let asked = wanted.ask(state);
    view! {
        <div class="view-head">
            <h1>{title}</h1>
            <p class="muted num" role="status">
                {move || asked.count.get().map(|count| format::grouped(count as u128))}
            </p>
        </div>
        <div class="bar">
            <TextFilter typed=typed />
            <FilterBar />
        </div>
        <section class="card" aria-label=title>
            <Show
                when=move || asked.count.get() != Some(0)
                fallback=|| {
                    view! {
                        <Nothing
                            title="Nothing matches"
                            text="No row has this text within these filters. Change or clear them."
                        />
                    }
                }
            >
                <Table
                    name=table
                    caption=title
                    columns=columns
                    rows=asked.rows
                    window=asked.window
                    sort=sort
                    on_sort=on_sort
                    tall=true
                />
            </Show>
        </section>
    }
}

/// The field whose text a row must have. It goes into the address once it is left.
#[component]
fn TextFilter(typed: RwSignal<String>) -> impl IntoView {
    let state = expect_context::<AppState>();
    view! {
        <div class="search">
            {Icon::Search.view()}
            <input
                type="search"
                class="input"
                placeholder="Filter by text"
                aria-label="Filter by text"
                data-filter-input=""
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:change=move |event| {
                    set_typed(state, "q", &event_target_value(&event));
                }
            />
        </div>
    }
}
