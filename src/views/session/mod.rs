//! One session: what it was, what was said in it, what it took, and how to go on with it.

mod actions;
mod agent;
mod article;
mod context;
mod cost;
mod lanes;
mod long_line;
mod more;
mod output;
mod raw;
mod scroller;
mod spend;
mod subagents;
mod survey;
mod times;
mod tools;
mod touched;
mod transcript;
mod turns;
mod used;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::HtmlElement;
use sessionscope_engine::ledger::{Ledger, SessionRow};
use sessionscope_engine::order::sort_by;
use sessionscope_engine::report::{Filter, Group, GroupBy, groups, totals};
use sessionscope_queries::TotalsQuestion;

pub use self::transcript::trouble_view;

use self::context::Context;
use self::spend::Spend;
use self::subagents::AgentsOf;
use self::times::Times;
use self::touched::FilesTouched;
use self::transcript::Transcript;
use self::turns::Turns;
use self::used::ToolsUsed;
use super::filters::FilterBar;
use super::group_rows::{column, name_column};
use super::group_table::GroupTable;
use super::links::{find_session, href, own_sort, project_view, query, session_view, set_query};
use super::overview::{Classes, Trend};
use super::project::Figures;
use super::words;
use crate::parts::display_prefs::one_line;
use crate::parts::{Column, Copy, DisplayPrefs, Hint, Nothing, Sort, Table, format};
use crate::queries::{ask, asked};
use crate::route::View;
use crate::state::AppState;

fn columns() -> Vec<Column> {
    let ids = [
        "cost_usd",
        "total_tokens",
        "input_tokens",
        "output_tokens",
        "cache_creation_tokens",
        "cache_read_tokens",
        "responses",
    ];
    let named = std::iter::once(name_column(GroupBy::Model));
    named.chain(ids.into_iter().map(column)).collect()
}

/// The view at `#/sessions/<id>`.
#[component]
pub fn Session(
    /// The session's id, or its key where another session has the same id.
    id: String,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let found = Memo::new(move |_| state.ledger.with(|ledger| find_session(ledger, &id)));
    move || {
        match found.get() {
        Some(session) => view! { <Found session=session /> }.into_any(),
        None => view! {
            <h1>"Session"</h1>
            <div class="card">
                <Nothing
                    title="No such session"
                    text="It is in none of the folders that are open. It may have been deleted: Claude Code keeps sessions for 30 days unless told otherwise."
                >
                    <a class="btn" href="#/sessions">
                        "All sessions"
                    </a>
                </Nothing>
            </div>
        }
        .into_any(),
    }
    }
}

/// The tabs: as they stand in the address, and what they are called.
const TABS: [(&str, &str); 8] = [
    ("transcript", "Transcript"),
    ("threads", "Turns"),
    ("subagents", "Subagents"),
    ("timeline", "Timeline"),
    ("tools", "Tools"),
    ("files", "Files"),
    ("cost", "Cost"),
    ("raw", "Raw"),
];

#[component]
fn Found(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let row = Memo::new(move |_| {
        state
            .ledger
            .with(|ledger| ledger.sessions.get(session as usize).cloned())
    });
    let tab = query(state, "tab");
    let tab = Memo::new(move |_| tab.get().unwrap_or_else(|| TABS[0].0.to_owned()));
    let agent = query(state, "agent");
    let in_short = move || {
        let ledger = state.ledger.get();
        prefs.with(|prefs| {
            row.with(|row| row.as_ref().map(|row| short(&ledger, session, row, prefs)))
        })
    };
    let title =
        move || prefs.with(|prefs| state.ledger.with(|ledger| prefs.session(ledger, session)));
    let resume = move || {
        let name = row.with(|row| row.as_ref().map(|row| row.name.clone()));
        format!("claude --resume {}", name.unwrap_or_default())
    };
    view! {
        <div class="view-head">
            <p class="crumb">
                <a href=move || href(state, View::Sessions)>"Sessions"</a>
                <ProjectLink session=session />
            </p>
            <h1 class="title">{title}</h1>
        </div>
        <div class="about">
            <Copy text=Signal::derive(resume) label="Copy the command that resumes it" />
            <Related session=session />
        </div>
        <details class="card session-about">
            <summary>{in_short}</summary>
            {move || {
                row.with(|row| {
                    prefs.with(|prefs| row.as_ref().map(|row| facts(row, prefs)))
                })
            }}
        </details>
        <div class="tabs" role="tablist" aria-label="What to see of this session">
            {TABS
                .into_iter()
                .map(|(id, name)| {
                    let is_it = move || tab.with(|tab| tab == id);
                    view! {
                        <button
                            type="button"
                            role="tab"
                            id=format!("tab-{id}")
                            data-tab=id
                            aria-selected=move || is_it().to_string()
                            tabindex=move || if is_it() { "0" } else { "-1" }
                            on:click=move |_| {
                                set_query(state, "tab", (id != TABS[0].0).then_some(id));
                            }
                            on:keydown=move |event| step_tab(state, id, &event)
                        >
                            {name}
                        </button>
                    }
                })
                .collect_view()}
        </div>
        <div
            class="tab-panel"
            role="tabpanel"
            aria-labelledby=move || tab.with(|tab| format!("tab-{tab}"))
        >
            {move || match tab.get().as_str() {
                "threads" => view! { <Turns session=session /> }.into_any(),
                "subagents" => view! { <AgentsOf session=session /> }.into_any(),
                "timeline" => view! { <Times session=session /> }.into_any(),
                "tools" => view! { <ToolsUsed session=session /> }.into_any(),
                "files" => view! { <FilesTouched session=session /> }.into_any(),
                "cost" => {
                    view! {
                        <Costs session=session />
                    }
                    .into_any()
                }
                "raw" => {
                    view! { <Transcript session=session agent=agent.get() lines=true /> }.into_any()
                }
                _ => view! { <Transcript session=session agent=agent.get() /> }.into_any(),
            }}
        </div>
    }
}

/// Arrow keys go from tab to tab.
fn step_tab(state: AppState, from: &str, event: &leptos::ev::KeyboardEvent) {
    let at = TABS.iter().position(|(id, _)| *id == from).unwrap_or(0);
    let to = match event.key().as_str() {
        "ArrowRight" => (at + 1) % TABS.len(),
        "ArrowLeft" => (at + TABS.len() - 1) % TABS.len(),
        "Home" => 0,
        "End" => TABS.len() - 1,
        _ => return,
    };
    event.prevent_default();
    if let Some((id, _)) = TABS.get(to) {
        set_query(state, "tab", (to != 0).then_some(*id));
        let tab = document().get_element_by_id(&format!("tab-{id}"));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    }
}

/// What the session took.
#[component]
fn Costs(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let scope = Memo::new(move |_| {
        let key = state.ledger.with(|ledger| ledger.session_key(session));
        state.scope.with(|scope| scope.of_session(&key))
    });
    let filter = move |_: Option<&_>| scope.with(|scope| state.ledger.with(|l| scope.filter(l)));
    let filter = Memo::new(filter);
    let sums = ask(state, asked(move || TotalsQuestion { scope: scope.get() }));
    let (sort, on_sort) = own_sort(Sort::descending("cost_usd"));
    let columns = Signal::stored(columns());
    let models = GroupTable::new(state, GroupBy::Model, columns, sort);
    let models = models.within(scope.into()).ask(state);
    view! {
        <FilterBar no_project=true />
        <Figures totals=sums />
        <section class="card" aria-label="Tokens by class">
            <Classes totals=sums />
        </section>
        <div class="lines">
            <Spend scope=scope />
            <Context session=session filter=filter />
        </div>
        <section class="card" aria-label="By model">
            <div class="card-head">
                <h2>"By model"</h2>
            </div>
            <Table
                name="models"
                caption="Spend and tokens of this session by model"
                columns=columns
                rows=models.rows
                window=models.window
                sort=sort
                on_sort=on_sort
            />
        </section>
        <Trend of_one=true scope=scope />
    }
}

#[component]
fn ProjectLink(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    move || {
        let ledger = state.ledger.get();
        let project = ledger.project_of(session)?;
        let name = prefs.with(|prefs| prefs.project(&ledger, project));
        let to = href(state, project_view(&ledger, project));
        Some(view! { <a href=to>{name}</a> })
    }
}

/// The session in a line: when, how long, what it took, with what and where.
fn short(ledger: &Ledger, session: u32, row: &SessionRow, prefs: &DisplayPrefs) -> AnyView {
    let own = Filter {
        sessions: vec![session],
        ..Filter::default()
    };
    let sums = totals(ledger, &own).sums;
    let span = row.first.zip(row.last);
    let branch = row.branches.iter().find(|branch| !branch.is_empty());
    let before = [
        row.first.map(|at| prefs.moment(at)),
        span.map(|(first, last)| format::duration(last.0 - first.0)),
        Some(String::new()),
    ];
    let after = [
        Some(format!("{} tokens", format::compact(sums.tokens.sum()))),
        models_of(ledger, &own),
        branch.map(ToString::to_string),
        row.last_version.as_deref().map(str::to_owned),
    ];
    let joined = |parts: &[Option<String>]| {
        let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
        parts.join(" · ")
    };
    let amount = prefs.money(sums.cost);
    let why = format!("At least this much: {}", words::at_least(&sums).join(", "));
    view! {
        {joined(&before)}
        <span data-metric="session_cost_usd" data-value=sums.cost.to_decimal()>
            {sums
                .is_at_least()
                .then(|| {
                    view! {
                        <span class="at-least" title=why>
                            "≥ "
                        </span>
                    }
                })}
            {amount}
        </span>
        " · "
        {joined(&after)}
    }
    .into_any()
}

/// The model that cost most, and how many more there are.
fn models_of(ledger: &Ledger, filter: &Filter) -> Option<String> {
    let mut models = groups(ledger, filter, GroupBy::Model);
    let weight = |group: &Group| (group.sums.cost, group.sums.tokens.sum());
    sort_by(&mut models, |a, b| weight(b).cmp(&weight(a)));
    let model = models.first()?.of.key(ledger);
    Some(match models.len() - 1 {
        0 => model,
        others => format!("{model} and {others} more"),
    })
}

/// As many related sessions are named.
const RELATED_MAX: usize = 3;

/// The sessions that hold messages of this one, those with the most first.
#[component]
fn Related(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let related = Memo::new(move |_| {
        state.ledger.with(|ledger| {
            let row = ledger.sessions.get(session as usize);
            let mut related = row.map(|row| row.related.to_vec()).unwrap_or_default();
            sort_by(&mut related, |a, b| b.1.cmp(&a.1));
            related
        })
    });
    let link = move |at: usize, (other, count): (u32, u32)| {
        let (name, to) = state.ledger.with(|ledger| {
            let name = prefs.with(|prefs| prefs.session(ledger, other));
            (name, href(state, session_view(ledger, other)))
        });
        let told = format::count(u128::from(count), "message");
        let before = if at == 0 { "Shares " } else { ", " };
        view! {
            {before}
            {told}
            " with "
            <a href=to data-related="">
                {name}
            </a>
        }
    };
    move || {
        let related = related.get();
        let more = related.len().saturating_sub(RELATED_MAX);
        (!related.is_empty()).then(|| {
            let shown = related.into_iter().take(RELATED_MAX).enumerate();
            view! {
                <p class="related">
                    {shown.map(|(at, related)| link(at, related)).collect_view()}
                    {(more > 0).then(|| format!(" and {more} more"))}
                    " "
                    <Hint about="Shared messages" text=words::RELATED />
                </p>
            }
        })
    }
}

/// What is known of a session beside its figures.
fn facts(row: &SessionRow, prefs: &DisplayPrefs) -> AnyView {
    let prompt = row.first_prompt.as_deref();
    let prompt = prompt.map(|prompt| {
        let prompt = one_line(prompt);
        view! {
            <div class="wide">
                <dt>"First prompt"</dt>
                <dd>{prompt}</dd>
            </div>
        }
    });
    let facts = facts_of(row, prefs).into_iter().map(|(name, text)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{text}</dd>
            </div>
        }
    });
    view! {
        <dl class="card session-facts">
            {facts.collect_view()}
            {prompt}
        </dl>
    }
    .into_any()
}

/// The facts that are there, by name.
fn facts_of(row: &SessionRow, prefs: &DisplayPrefs) -> Vec<(&'static str, String)> {
    let span = row.first.zip(row.last);
    let branches = row.branches.iter().filter(|branch| !branch.is_empty());
    let branches: Vec<&str> = branches.map(|branch| &**branch).collect();
    let some = |count: u64| (count > 0).then(|| format::grouped(count));
    let facts = [
        ("Started", row.first.map(|at| prefs.moment(at))),
        ("Last active", row.last.map(|at| prefs.moment(at))),
        (
            "Span",
            span.map(|(first, last)| format::duration(last.0 - first.0)),
        ),
        ("Directory", row.cwd.as_deref().map(str::to_owned)),
        (
            "Branch",
            (!branches.is_empty()).then(|| branches.join(", ")),
        ),
        ("Version", versions(row)),
        ("Started from", row.entrypoint.as_deref().map(str::to_owned)),
        ("Files", Some(format::grouped(row.files))),
        ("Compactions", some(row.compactions)),
        ("API errors", some(row.api_errors)),
        ("Interrupted", some(row.interruptions)),
    ];
    let there = facts.into_iter();
    there
        .filter_map(|(name, text)| Some((name, text?)))
        .collect()
}

fn versions(row: &SessionRow) -> Option<String> {
    let last = row.last_version.clone()?;
    Some(match &row.first_version {
        Some(first) if *first != last => format!("{first} to {last}"),
        _ => last.to_string(),
    })
}
