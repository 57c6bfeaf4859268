//! One session: what it was, what was said in it, what it took, and how to go on with it.

mod actions;
mod agent;
mod article;
mod context;
mod cost;
mod guess;
mod lanes;
mod long_line;
mod more;
mod output;
mod raw;
mod scroller;
mod spend;
mod subagents;
mod subject;
mod survey;
mod threads;
mod times;
mod tools;
mod touched;
mod transcript;
mod trouble;
mod turns;
mod used;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::HtmlElement;
use sessionscope_engine::report::GroupBy;
use sessionscope_queries::{
    Lookup, RelatedSession, SessionAnswer, SessionQuestion, TotalsQuestion,
};

pub use self::trouble::trouble_view;

use self::context::Context;
use self::spend::Spend;
use self::subagents::AgentsOf;
use self::subject::Subject;
use self::times::Times;
use self::touched::FilesTouched;
use self::transcript::Transcript;
use self::turns::Turns;
use self::used::ToolsUsed;
use super::filters::FilterBar;
use super::group_rows::{column, name_column};
use super::group_table::GroupTable;
use super::links::{href, own_sort, query, set_query};
use super::overview::{Classes, Trend};
use super::project::Figures;
use super::words;
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
    let answer = ask(state, asked(move || SessionQuestion { id: id.clone() }));
    let about =
        Memo::new(move |_| answer.with(|answer| answer.found().cloned().unwrap_or_default()));
    let key = Memo::new(move |_| {
        answer.with(|answer| match answer {
            Lookup::Found(session) => Lookup::Found(session.key.clone()),
            Lookup::Missing => Lookup::Missing,
            Lookup::Pending => Lookup::Pending,
        })
    });
    move || {
        match key.get() {
        Lookup::Found(key) => {
            let session = Subject::new(state, key, about);
            view! { <Found session=session /> }.into_any()
        }
        Lookup::Pending => ().into_any(),
        Lookup::Missing => view! {
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
fn Found(session: Subject) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let about = session.about;
    let tab = query(state, "tab");
    let tab = Memo::new(move |_| tab.get().unwrap_or_else(|| TABS[0].0.to_owned()));
    let agent = query(state, "agent");
    let in_short = move || prefs.with(|prefs| about.with(|about| short(about, prefs)));
    let title = move || about.with(|about| about.label.clone());
    let resume = move || format!("claude --resume {}", about.with(|about| about.name.clone()));
    view! {
        <div class="view-head">
            <p class="crumb">
                <a href=move || href(state, View::Sessions)>"Sessions"</a>
                <ProjectLink about=about />
            </p>
            <h1 class="title">{title}</h1>
        </div>
        <div class="about">
            <Copy text=Signal::derive(resume) label="Copy the command that resumes it" />
            <Related about=about />
        </div>
        <details class="card session-about">
            <summary>{in_short}</summary>
            {move || prefs.with(|prefs| about.with(|about| facts(about, prefs)))}
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
                "cost" => view! { <Costs session=session /> }.into_any(),
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
fn Costs(session: Subject) -> impl IntoView {
    let state = expect_context::<AppState>();
    let scope = Memo::new(move |_| {
        let key = session.key();
        state.scope.with(|scope| scope.of_session(&key))
    });
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
            <Context session=session scope=scope />
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
fn ProjectLink(about: Memo<SessionAnswer>) -> impl IntoView {
    let state = expect_context::<AppState>();
    move || {
        let (key, label) = about.with(|about| about.project.clone());
        let to = href(state, View::Project(key));
        view! { <a href=to>{label}</a> }
    }
}

/// The session in a line: when, how long, what it took, with what and where.
fn short(about: &SessionAnswer, prefs: &DisplayPrefs) -> AnyView {
    let sums = &about.sums;
    let before = [
        about.first.map(|at| prefs.moment(at)),
        about.span_ms.map(format::duration),
        Some(String::new()),
    ];
    let model = about.model.as_ref().map(|(model, more)| match more {
        0 => model.clone(),
        others => format!("{model} and {others} more"),
    });
    let after = [
        Some(format!("{} tokens", format::compact(sums.tokens.sum()))),
        model,
        about.branches.first().cloned(),
        about.versions.last().cloned(),
    ];
    let joined = |parts: &[Option<String>]| {
        let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
        parts.join(" · ")
    };
    let amount = prefs.money(sums.cost);
    let why = format!("At least this much: {}", words::at_least(sums).join(", "));
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

/// The sessions that hold messages of this one, those with the most first.
#[component]
fn Related(about: Memo<SessionAnswer>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let related =
        Memo::new(move |_| about.with(|about| (about.related.clone(), about.more_related)));
    let link = move |at: usize, other: RelatedSession| {
        let to = href(state, View::Session(other.id));
        let told = format::count(other.messages, "message");
        let before = if at == 0 { "Shares " } else { ", " };
        view! {
            {before}
            {told}
            " with "
            <a href=to data-related="">
                {other.label}
            </a>
        }
    };
    move || {
        let (related, more) = related.get();
        (!related.is_empty()).then(|| {
            let shown = related.into_iter().enumerate();
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
fn facts(about: &SessionAnswer, prefs: &DisplayPrefs) -> AnyView {
    let prompt = about.first_prompt.clone();
    let prompt = prompt.map(|prompt| {
        view! {
            <div class="wide">
                <dt>"First prompt"</dt>
                <dd>{prompt}</dd>
            </div>
        }
    });
    let facts = facts_of(about, prefs).into_iter().map(|(name, text)| {
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
fn facts_of(about: &SessionAnswer, prefs: &DisplayPrefs) -> Vec<(&'static str, String)> {
    let some = |count: u64| (count > 0).then(|| format::grouped(count));
    let joined = |texts: &[String], with: &str| (!texts.is_empty()).then(|| texts.join(with));
    let facts = [
        ("Started", about.first.map(|at| prefs.moment(at))),
        ("Last active", about.last.map(|at| prefs.moment(at))),
        ("Span", about.span_ms.map(format::duration)),
        ("Directory", about.directory.clone()),
        ("Branch", joined(&about.branches, ", ")),
        ("Version", joined(&about.versions, " to ")),
        ("Started from", about.entrypoint.clone()),
        ("Files", Some(format::grouped(about.files))),
        ("Compactions", some(about.compactions)),
        ("API errors", some(about.api_errors)),
        ("Interrupted", some(about.interruptions)),
    ];
    let there = facts.into_iter();
    there
        .filter_map(|(name, text)| Some((name, text?)))
        .collect()
}
