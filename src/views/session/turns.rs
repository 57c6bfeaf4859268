//! The turns of a session: each prompt and what it led to, branches and subagents included.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_queries::{
    Part, ThreadFigures, ThreadsQuestion, TurnFigures, TurnsAnswer, TurnsQuestion,
};

use super::subject::Subject;
use super::survey::{Glance, Prompt, WithGlance, drawn};
use super::threads::heading;
use crate::parts::{DisplayPrefs, Hint, format};
use crate::queries::{ask, asked};
use crate::route::Route;
use crate::state::AppState;
use crate::views::filters::SubagentsMenu;
use crate::views::words;

/// The tab.
#[component]
pub fn Turns(session: Subject) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let draw = move |glance: Signal<Arc<Glance>>| {
        let question = asked(move || TurnsQuestion {
            of: glance.with(|glance| Arc::clone(&glance.survey)),
            subagents: state.scope.with(|scope| scope.subagents),
        });
        let of_threads = asked(move || ThreadsQuestion {
            of: glance.with(|glance| Arc::clone(&glance.survey)),
            begins: glance.with(|glance| glance.beginnings()),
            subagents: state.scope.with(|scope| scope.subagents),
        });
        let threads = ask(state, of_threads);
        drawn(state, ask(state, question), move |answer| {
            let route = state.route.get_untracked();
            threads.with(|threads| {
                let threads = threads.found().map_or(&[][..], Vec::as_slice);
                prefs.with(|prefs| {
                    glance.with(|glance| list(answer, threads, glance, prefs, &route))
                })
            })
        })
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <SubagentsMenu />
        </div>
        <WithGlance session=session with_threads=true draw=draw />
    }
}

fn list(
    answer: &TurnsAnswer,
    threads: &[ThreadFigures],
    glance: &Glance,
    prefs: &DisplayPrefs,
    route: &Route,
) -> AnyView {
    // One alone says nothing.
    let threads = if threads.len() > 1 { threads } else { &[] };
    let heading = |at: u32| {
        let figures = threads.iter().find(|thread| thread.first_turn == at)?;
        let thread = glance.threads.get(figures.thread as usize)?;
        Some(heading(figures, thread, prefs))
    };
    let mut lists: Vec<(Option<_>, Vec<AnyView>)> = vec![(None, Vec::new())];
    for (at, turn) in (0..).zip(&answer.turns) {
        if let Some(heading) = heading(at) {
            lists.push((Some(heading), Vec::new()));
        }
        let prompt = glance.prompt(turn.prompt);
        if let Some((_, rows)) = lists.last_mut() {
            rows.push(row(&at.to_string(), turn, prompt, prefs, route));
        }
    }
    if let (true, Some((_, rows))) = (answer.has_outside, lists.last_mut()) {
        rows.push(row("outside", &answer.outside, None, prefs, route));
    }
    let lists = lists.into_iter().filter(|(_, rows)| !rows.is_empty());
    let lists = lists.map(|(heading, rows)| view! { {heading} <ol class="turns">{rows}</ol> });
    view! {
        <section class="card" aria-label="Turns">
            <div class="card-head">
                <h2>"Turns"</h2>
                {sums(answer, prefs)}
            </div>
            {lists.collect_view()}
        </section>
    }
    .into_any()
}

/// What turns cost, what is outside of them, and both.
fn sums(answer: &TurnsAnswer, prefs: &DisplayPrefs) -> impl IntoView + use<> {
    let copied = (answer.copied > 0).then(|| {
        let count = format::grouped(answer.copied);
        format!(" ({count} of them taken over from another session, where they count)")
    });
    view! {
        <p>
            {format::count(answer.turns.len() as u64, "turn")} {copied} ": "
            {cost("turns_cost_usd", &answer.inside, prefs)} "; outside of turns "
            {cost("outside_cost_usd", &answer.outside.part, prefs)} "; together "
            {cost("whole_cost_usd", &answer.whole, prefs)} " "
            <Hint about="Turns" text=words::TURNS />
        </p>
    }
}

/// A cost, at least which where that is so.
pub fn cost(metric: &'static str, part: &Part, prefs: &DisplayPrefs) -> impl IntoView + use<> {
    let sign = part.at_least.then(|| {
        view! {
            <span class="at-least" title="At least this much">
                "≥ "
            </span>
        }
    });
    let amount = prefs.money(part.cost);
    view! {
        <span data-metric=metric data-value=part.cost.to_decimal()>
            {sign}
            {amount}
        </span>
    }
}

fn row(
    key: &str,
    turn: &TurnFigures,
    prompt: Option<&Prompt>,
    prefs: &DisplayPrefs,
    route: &Route,
) -> AnyView {
    let title = if key == "outside" {
        "Outside of all turns".to_owned()
    } else {
        Prompt::title(prompt)
    };
    let to = prompt.map(|prompt| {
        let uuid = Some(prompt.uuid.as_str()).filter(|uuid| !uuid.is_empty());
        let route = route.clone().with("tab", None).with("agent", None);
        route.with("m", uuid).to_hash()
    });
    let facts = facts(turn, prefs);
    let badges = badges(turn, prompt.is_some()).into_iter();
    view! {
        <li class:left=turn.left data-turn=key.to_owned()>
            {match to {
                Some(to) => view! { <a href=to>{title}</a> }.into_any(),
                None => view! { <span class="turn-title">{title}</span> }.into_any(),
            }}
            <p>
                {cost("turn_cost_usd", &turn.part, prefs)}
                <span>" · " {facts.join(" · ")}</span>
                {badges
                    .map(|(kind, text)| view! { <span class=format!("badge {kind}")>{text}</span> })
                    .collect_view()}
            </p>
        </li>
    }
    .into_any()
}

fn facts(turn: &TurnFigures, prefs: &DisplayPrefs) -> Vec<String> {
    let facts = [
        turn.start.map(|at| prefs.moment(at)),
        turn.took_ms.map(format::duration),
        turn.by_agents
            .map(|cost| format!("{} of it by subagents", prefs.money(cost))),
        some(turn.part.responses, "response"),
        some(turn.part.tool_calls, "tool call"),
        some(turn.edits, "edit"),
    ];
    facts.into_iter().flatten().collect()
}

fn badges(turn: &TurnFigures, has_prompt: bool) -> Vec<(&'static str, String)> {
    let is_copied = !turn.is_own && has_prompt;
    let failed = turn.part.tool_errors;
    let badges = [
        (
            failed > 0,
            "bad",
            format!("{} failed", format::grouped(failed)),
        ),
        (is_copied, "", "from another session".to_owned()),
        (turn.left, "", "taken back".to_owned()),
        (turn.compacted, "", "compacted".to_owned()),
        (turn.interrupted, "", "interrupted".to_owned()),
    ];
    let badges = badges.into_iter().filter(|(is_so, ..)| *is_so);
    badges.map(|(_, kind, text)| (kind, text)).collect()
}

fn some(count: u64, what: &str) -> Option<String> {
    (count > 0).then(|| format::count(count, what))
}
