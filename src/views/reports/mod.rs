//! Reports: the same figures by any group, with columns of one's choice, to take along.

mod export;

use leptos::prelude::*;
use sessionscope_engine::report::GroupBy;

use super::filters::FilterBar;
use super::group_rows::{NAME, column, name_column};
use super::group_table::GroupTable;
use super::links::{choice_of, query, set_query, sort_of};
use crate::parts::{Choice, Column, Icon, Menu, Nothing, Segmented, Sort, Table, choice};
use crate::state::AppState;

const REPORTS: [Choice; 8] = [
    choice("day", "Daily"),
    choice("week", "Weekly"),
    choice("month", "Monthly"),
    choice("project", "Project"),
    choice("session", "Session"),
    choice("model", "Model"),
    choice("block", "Block"),
    choice("tool", "Tool"),
];

fn by_of(id: &str) -> GroupBy {
    match id {
        "week" => GroupBy::Week,
        "month" => GroupBy::Month,
        "project" => GroupBy::Project,
        "session" => GroupBy::Session,
        "model" => GroupBy::Model,
        "block" => GroupBy::Block,
        "tool" => GroupBy::Tool,
        _ => GroupBy::Day,
    }
}

fn table_of(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Day => "days",
        GroupBy::Week => "weeks",
        GroupBy::Month => "months",
        GroupBy::Project => "projects",
        GroupBy::Session => "sessions",
        GroupBy::Model => "models",
        GroupBy::Block => "blocks",
        GroupBy::Tool => "tools",
    }
}

/// The view at `#/reports`.
#[component]
pub fn Reports() -> impl IntoView {
    let state = expect_context::<AppState>();
    let (by, _) = choice_of(state, "by", "day");
    let choose = Callback::new(move |id: &'static str| {
        // Another report has other columns.
        let route = state.route.get_untracked();
        let route = route.with("sort", None).with("columns", None);
        state.go(route.with("by", (id != "day").then_some(id)));
    });
    let by = Memo::new(move |_| by.with(|by| by_of(by)));
    let id = Signal::derive(move || {
        let found = REPORTS.iter().find(|choice| by_of(choice.id) == by.get());
        found.map_or("day", |choice| choice.id).to_owned()
    });
    view! {
        <div class="view-head">
            <h1>"Reports"</h1>
        </div>
        <div class="scroll-x">
            <Segmented label="Report" choices=&REPORTS value=id on_choice=choose />
        </div>
        {move || view! { <Report by=by.get() /> }}
    }
}

/// The view at `#/blocks`.
#[component]
pub fn Blocks() -> impl IntoView {
    view! {
        <div class="view-head">
            <h1>"Blocks"</h1>
            <p class="muted">{super::words::BLOCK}</p>
        </div>
        <Report by=GroupBy::Block />
    }
}

/// The view at `#/tools`.
#[component]
pub fn Tools() -> impl IntoView {
    view! {
        <div class="view-head">
            <h1>"Tools"</h1>
            <p class="muted">"What was called, and how often it failed."</p>
        </div>
        <Report by=GroupBy::Tool />
    }
}

const TOKENS: [&str; 6] = [
    "cost_usd",
    "total_tokens",
    "input_tokens",
    "output_tokens",
    "cache_creation_tokens",
    "cache_read_tokens",
];
const MORE_TOKENS: [&str; 4] = [
    "cache_creation_5m_tokens",
    "cache_creation_1h_tokens",
    "cache_saved_usd",
    "output_suspect",
];
const EVENTS: [&str; 5] = [
    "prompts",
    "messages_user",
    "messages_assistant",
    "tool_calls",
    "tool_errors",
];

/// The columns that a report has at first, beside its name.
fn first_columns(by: GroupBy) -> Vec<&'static str> {
    match by {
        GroupBy::Tool => vec!["tool_calls", "tool_errors", "error_rate", "sessions"],
        GroupBy::Model => [&TOKENS[..], &["cache_hit_rate", "responses", "sessions"]].concat(),
        GroupBy::Session => [&TOKENS[..], &["last", "project", "responses", "prompts"]].concat(),
        GroupBy::Project => [&TOKENS[..], &["responses", "sessions", "last"]].concat(),
        _ => [
            &TOKENS[..],
            &["responses", "sessions", "prompts", "tool_calls"],
        ]
        .concat(),
    }
}

/// All columns that a report may have, and how many of them it has at first.
fn all_columns(by: GroupBy) -> (Vec<Column>, usize) {
    let first = first_columns(by);
    let shown = first.len() + 1;
    let more: Vec<&'static str> = match by {
        GroupBy::Tool => Vec::new(),
        GroupBy::Model => [&MORE_TOKENS[..], &["first", "last"]].concat(),
        GroupBy::Session => [
            &[
                "first",
                "duration",
                "cache_hit_rate",
                "session_id",
                "branch",
                "version",
            ],
            &MORE_TOKENS[..],
            &EVENTS[..],
            &["subagents", "compactions", "api_errors", "interruptions"],
        ]
        .concat(),
        GroupBy::Project => [
            &["cache_hit_rate", "first", "subagents"],
            &MORE_TOKENS[..],
            &EVENTS[..],
        ]
        .concat(),
        _ => [
            &["cache_hit_rate", "first", "last"],
            &MORE_TOKENS[..],
            &EVENTS[..],
        ]
        .concat(),
    };
    let more = more.into_iter().filter(|id| !first.contains(id));
    let ids: Vec<&'static str> = first.iter().copied().chain(more).collect();
    let named = std::iter::once(name_column(by));
    (named.chain(ids.into_iter().map(column)).collect(), shown)
}

fn default_sort(by: GroupBy) -> Sort {
    match by {
        GroupBy::Tool => Sort::descending("tool_calls"),
        GroupBy::Day | GroupBy::Week | GroupBy::Month | GroupBy::Block => Sort::descending(NAME),
        _ => Sort::descending("cost_usd"),
    }
}

/// The columns that are shown, as the address names them.
fn chosen_columns(by: GroupBy, held: Option<&str>) -> Vec<Column> {
    let (all, shown) = all_columns(by);
    let Some(held) = held else {
        return all.into_iter().take(shown).collect();
    };
    let wanted: Vec<&str> = held.split(',').collect();
    let is_chosen = |column: &Column| column.id == NAME || wanted.contains(&column.id);
    all.into_iter().filter(is_chosen).collect()
}

/// A report: its table with all that can be done to it.
#[component]
fn Report(by: GroupBy) -> impl IntoView {
    let state = expect_context::<AppState>();
    let held = query(state, "columns");
    let columns = Memo::new(move |_| held.with(|held| chosen_columns(by, held.as_deref())));
    let (sort, on_sort) = sort_of(state, move || all_columns(by).0, default_sort(by));
    let table = GroupTable {
        has_total: true,
        ..GroupTable::new(state, by, columns.into(), sort)
    };
    let asked = table.ask(state);
    let export = Callback::new(move |as_csv| {
        let (question, columns) = (asked.question.get_untracked(), columns.get_untracked());
        export::save(state, table_of(by), question, columns, as_csv);
    });
    view! {
        <div class="bar">
            <FilterBar />
            <div class="bar-end">
                <Columns by=by columns=columns />
                <Exports on_export=export />
            </div>
        </div>
        <section class="card" aria-label="Report">
            <Show
                when=move || asked.count.get() != Some(0)
                fallback=|| {
                    view! {
                        <Nothing
                            title="Nothing in these filters"
                            text="Choose a longer range of days, or clear the filters."
                        />
                    }
                }
            >
                <Table
                    name=table_of(by)
                    caption="Report"
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

/// The buttons that save what is shown.
#[component]
fn Exports(
    /// Called with whether CSV is wanted, else JSON.
    on_export: Callback<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn"
            data-action="export-csv"
            title="Save what is shown, with exact figures"
            on:click=move |_| on_export.run(true)
        >
            {Icon::Download.view()}
            "CSV"
        </button>
        <button
            type="button"
            class="btn"
            data-action="export-json"
            title="Save what is shown, with exact figures"
            on:click=move |_| on_export.run(false)
        >
            {Icon::Download.view()}
            "JSON"
        </button>
    }
}

/// The menu of columns.
#[component]
fn Columns(by: GroupBy, columns: Memo<Vec<Column>>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let toggle = move |id: &'static str| {
        let (all, _) = all_columns(by);
        let shown = columns.get_untracked();
        let is_shown = |column: &Column| shown.iter().any(|other| other.id == column.id);
        let next: Vec<&str> = all
            .iter()
            .filter(|column| is_shown(column) != (column.id == id) && column.id != NAME)
            .map(|column| column.id)
            .collect();
        set_query(state, "columns", Some(&next.join(",")));
    };
    view! {
        <Menu icon=Icon::Columns label=Signal::stored("Columns".to_owned()) end=true>
            {all_columns(by)
                .0
                .into_iter()
                .skip(1)
                .map(|column| {
                    let id = column.id;
                    let shown = move || {
                        columns.with(|columns| columns.iter().any(|column| column.id == id))
                    };
                    view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                prop:checked=shown
                                on:change=move |_| toggle(id)
                            />
                            <span class="clip">{column.label}</span>
                        </label>
                    }
                })
                .collect_view()}
        </Menu>
    }
}
