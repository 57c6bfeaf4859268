//! One project.

use leptos::prelude::*;
use sessionscope_engine::report::{GroupBy, Totals};
use sessionscope_queries::{Lookup, ProjectAnswer, ProjectQuestion, TotalsAnswer, TotalsQuestion};

use super::filters::FilterBar;
use super::group_rows::{column, name_column};
use super::group_table::GroupTable;
use super::links::{href, sort_of};
use super::overview::Trend;
use super::words;
use crate::parts::{Column, Copy, DisplayPrefs, Figure, Icon, Nothing, Sort, Table, Value, format};
use crate::queries::{ask, asked};
use crate::route::View;
use crate::state::AppState;

fn columns() -> Vec<Column> {
    let ids = [
        // Seen in a narrow window as well.
        "cost_usd",
        "last",
        "duration",
        "total_tokens",
        "input_tokens",
        "output_tokens",
        "prompts",
        "tool_calls",
        "subagents",
        "branch",
        "session_id",
    ];
    let named = std::iter::once(name_column(GroupBy::Session));
    named.chain(ids.into_iter().map(column)).collect()
}

/// The view at `#/projects/<id>`.
#[component]
pub fn Project(
    /// The project's key.
    id: String,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let question = ProjectQuestion { key: id.clone() };
    let project = ask(state, Signal::stored(question));
    let is_found = Memo::new(move |_| {
        project.with(|project| match project {
            Lookup::Pending => None,
            Lookup::Missing => Some(false),
            Lookup::Found(_) => Some(true),
        })
    });
    move || {
        match is_found.get() {
        None => ().into_any(),
        Some(true) => view! { <Found project=project id=id.clone() /> }.into_any(),
        Some(false) => view! {
            <h1>"Project"</h1>
            <div class="card">
                <Nothing
                    title="No such project"
                    text="It is in none of the folders that are open. It may have been moved, or its folder is not connected."
                >
                    <a class="btn" href="#/projects">
                        "All projects"
                    </a>
                </Nothing>
            </div>
        }
        .into_any(),
    }
    }
}

/// A project that is there, as far as it is known.
type Known = Signal<Lookup<ProjectAnswer>>;

/// What is shown of it; while it is gone, before the page says so, nothing.
fn told<R: Default>(project: Known, read: impl FnOnce(&ProjectAnswer) -> R) -> R {
    project.with(|project| project.found().map(read).unwrap_or_default())
}

#[component]
fn Found(project: Known, id: String) -> impl IntoView {
    let state = expect_context::<AppState>();
    let scope = Memo::new(move |_| state.scope.with(|scope| scope.of_project(&id)));
    let sums = ask(state, asked(move || TotalsQuestion { scope: scope.get() }));
    let (sort, on_sort) = sort_of(state, columns, Sort::descending("last"));
    let columns = Signal::stored(columns());
    let table = GroupTable {
        has_total: true,
        ..GroupTable::new(state, GroupBy::Session, columns, sort)
    };
    let sessions = table.within(scope.into()).ask(state);
    let name = move || told(project, |project| project.label.clone());
    let path = move || told(project, |project| project.path.clone());
    view! {
        <div class="view-head">
            <p class="crumb">
                <a href=move || href(state, View::Projects)>"Projects"</a>
            </p>
            <h1>{name}</h1>
        </div>
        <div class="about">
            <Copy text=Signal::derive(path) label="Copy the path" />
            <Branches project=project />
        </div>
        <FilterBar no_project=true />
        <Figures totals=sums />
        <Trend of_one=true scope=scope />
        <section class="card" aria-label="Sessions">
            <div class="card-head">
                <h2>"Sessions"</h2>
            </div>
            <Table
                name="sessions"
                caption="Sessions of this project"
                columns=columns
                rows=sessions.rows
                window=sessions.window
                sort=sort
                on_sort=on_sort
            />
        </section>
    }
}

/// The git branches of a project, the first few.
#[component]
fn Branches(project: Known) -> impl IntoView {
    const SHOWN: usize = 6;
    view! {
        <ul class="badges" aria-label="Git branches">
            {move || {
                let branches = told(project, |project| project.branches.clone());
                let more = branches.len().saturating_sub(SHOWN);
                let shown = branches
                    .into_iter()
                    .take(SHOWN)
                    .map(|name| {
                        view! { <li class="badge">{Icon::Branch.view()} {name}</li> }
                    })
                    .collect_view();
                let more = (more > 0)
                    .then(|| view! { <li class="badge">{format!("{more} more")}</li> });
                (shown, more)
            }}
        </ul>
    }
}

/// The figures of a project or a session, in a strip.
#[component]
pub fn Figures(
    /// What they are of.
    #[prop(into)]
    totals: Signal<TotalsAnswer>,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let money = move || {
        totals.with(|totals| {
            let cost = totals.sums.cost;
            Value {
                text: prefs.with(|prefs| prefs.money(cost)),
                exact: cost.to_decimal(),
                at_least: totals.sums.is_at_least(),
            }
        })
    };
    let tokens = move |read: fn(&Totals) -> u128| {
        Signal::derive(move || totals.with(|totals| Value::compact(read(totals))))
    };
    let cached = move || {
        totals.with(|totals| {
            let rate = totals.cache_hit_rate;
            rate.map(|rate| format!("{} from cache", format::percent(rate)))
        })
    };
    let reasons = move || totals.with(|totals| words::at_least(&totals.sums).join(", "));
    view! {
        <dl class="card counts">
            <Figure
                label="Spend"
                metric="cost_usd"
                value=Signal::derive(money)
                hint=words::COST
                note=move || view! { {reasons} }
            />
            <Figure
                label="Tokens"
                metric="total_tokens"
                value=tokens(|totals| totals.sums.tokens.sum())
                note=move || view! { {cached} }
            />
            <Figure
                label="Output"
                metric="output_tokens"
                value=tokens(|totals| totals.sums.tokens.output)
                hint=words::OUTPUT
            />
            <EventFigures totals=totals />
        </dl>
    }
}

/// Messages, tool calls and subagents.
#[component]
fn EventFigures(totals: Signal<TotalsAnswer>) -> impl IntoView {
    let count = move |read: fn(&Totals) -> u64| {
        Signal::derive(move || totals.with(|totals| Value::count(read(totals))))
    };
    let failed = move || {
        totals.with(|totals| format!("{} failed", format::grouped(totals.sums.tool_errors)))
    };
    view! {
        <Figure
            label="Prompts"
            metric="prompts"
            value=count(|totals| totals.sums.prompts)
            hint=words::PROMPTS
        />
        <Figure
            label="Replies"
            metric="messages_assistant"
            value=count(|totals| totals.sums.messages_assistant)
        />
        <Figure
            label="Tool calls"
            metric="tool_calls"
            value=count(|totals| totals.sums.tool_calls)
            note=move || view! { {failed} }
        />
        <Figure
            label="Subagents"
            metric="subagents"
            value=count(|totals| totals.subagents)
            hint=words::SUBAGENTS
        />
    }
}
