//! Every project.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::report::{GroupBy, GroupId, GroupQuery, TotalsQuery};

use super::filters::FilterBar;
use super::group_rows::{GroupRows, column, name_column};
use super::links::{set_typed, sort_of, typed};
use crate::parts::{Column, DisplayPrefs, Icon, Nothing, RowSet, Sort, Table, format};
use crate::state::{AppState, follow};

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
    let wanted = typed(state, "q");
    let typed = RwSignal::new(wanted.get_untracked().unwrap_or_default());
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
    let rows = rows_memo(state, by, typed);
    let count = Memo::new(move |_| rows.with(|rows| rows.count));
    view! {
        <div class="view-head">
            <h1>{title}</h1>
            <p class="muted num" role="status">
                {move || format::grouped(count.get() as u128)}
            </p>
        </div>
        <div class="bar">
            <TextFilter typed=typed />
            <FilterBar />
        </div>
        <section class="card" aria-label=title>
            <Show
                when=move || count.get() != 0
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
                    columns=Signal::stored(columns())
                    rows=Signal::derive(move || rows.with(|rows| rows.rows.clone()))
                    sort=sort
                    on_sort=on_sort
                    tall=true
                />
            </Show>
        </section>
    }
}

/// The rows of the filters that have the text.
fn rows_memo(state: AppState, by: GroupBy, typed: RwSignal<String>) -> Memo<Shown> {
    let prefs = DisplayPrefs::memo(state);
    let totals = follow::<TotalsQuery>(state, state.filter.into(), Signal::stored(()));
    let groups = follow::<GroupQuery>(state, state.filter.into(), Signal::stored(by));
    Memo::new(move |_| {
        let prefs = prefs.get();
        let wanted = typed.get().to_lowercase();
        let mut found = groups.get();
        if !wanted.is_empty() {
            state.ledger.with_untracked(|ledger| {
                Arc::make_mut(&mut found)
                    .retain(|group| matches(ledger, &prefs, group.of, &wanted));
            });
        }
        Shown {
            count: found.len(),
            rows: totals
                .with(|totals| RowSet::new(GroupRows::new(state, by, found, prefs, Some(totals)))),
        }
    })
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

#[derive(Clone, PartialEq)]
struct Shown {
    count: usize,
    rows: RowSet,
}

/// Whether a row has the text in its name, path, id or branch.
fn matches(
    ledger: &sessionscope_engine::ledger::Ledger,
    prefs: &DisplayPrefs,
    of: GroupId,
    wanted: &str,
) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    let has_key = || has(&of.key(ledger));
    match of {
        GroupId::Project(row) => has(&prefs.project_path(ledger, row)) || has_key(),
        GroupId::Session(row) => {
            let session = ledger.sessions.get(row as usize);
            has(&prefs.session(ledger, row))
                || has_key()
                || session.is_some_and(|session| {
                    has(&prefs.project(ledger, session.project))
                        || session.branches.iter().any(|branch| has(branch))
                })
        }
        _ => has_key(),
    }
}
