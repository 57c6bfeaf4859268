//! The turns of a session: each prompt and what it led to, branches and subagents included.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::accounts::{Part, Parts};
use sessionscope_engine::report::Subagents;

use super::survey::{Glance, Told, WithGlance};
use crate::parts::{DisplayPrefs, Hint, format};
use crate::route::Route;
use crate::state::AppState;
use crate::views::filters::SubagentsMenu;
use crate::views::words;

/// The tab.
#[component]
pub fn Turns(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let subagents = Memo::new(move |_| state.filter.with(|filter| filter.subagents));
    let draw = move |glance: Arc<Glance>| {
        move || {
            let (prefs, subagents) = (prefs.get(), subagents.get());
            let route = state.route.get_untracked();
            let (turns, outside) = glance.turns();
            let rows = turns.iter().enumerate();
            let rows = rows.map(|(at, told)| row(&at.to_string(), told, subagents, &prefs, &route));
            let has_outside = outside.parts.sum(subagents) != Part::default();
            let rest = has_outside.then(|| row("outside", &outside, subagents, &prefs, &route));
            view! {
                <section class="card" aria-label="Turns">
                    <div class="card-head">
                        <h2>"Turns"</h2>
                        {sums(&turns, &outside, subagents, &prefs)}
                    </div>
                    <ol class="turns">{rows.collect_view()} {rest}</ol>
                </section>
            }
        }
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <SubagentsMenu />
        </div>
        <WithGlance session=session draw=draw />
    }
}

/// What turns cost, what is outside of them, and both.
fn sums(
    turns: &[Told<'_>],
    outside: &Told<'_>,
    subagents: Subagents,
    prefs: &DisplayPrefs,
) -> impl IntoView + use<> {
    let mut all = Part::default();
    for told in turns {
        all.add(&told.parts.sum(subagents));
    }
    let outside = outside.parts.sum(subagents);
    let mut whole = all;
    whole.add(&outside);
    let copied = turns.iter().filter(|told| !told.is_own).count() as u64;
    let copied = (copied > 0).then(|| {
        let count = format::grouped(copied);
        format!(" ({count} of them taken over from another session, where they count)")
    });
    view! {
        <p>
            {format::count(turns.len() as u64, "turn")} {copied} ": "
            {cost("turns_cost_usd", &all, prefs)} "; outside of turns "
            {cost("outside_cost_usd", &outside, prefs)} "; together "
            {cost("whole_cost_usd", &whole, prefs)} " "
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
    told: &Told<'_>,
    subagents: Subagents,
    prefs: &DisplayPrefs,
    route: &Route,
) -> AnyView {
    let is_outside = key == "outside";
    let title = if is_outside {
        "Outside of all turns".to_owned()
    } else {
        Glance::title(told.prompt)
    };
    let to = told.prompt.map(|prompt| {
        let uuid = Some(prompt.uuid.as_str()).filter(|uuid| !uuid.is_empty());
        let route = route.clone().with("tab", None).with("agent", None);
        route.with("m", uuid).to_hash()
    });
    let part = told.parts.sum(subagents);
    let facts = facts(told, &part, subagents, prefs);
    let badges = badges(told, &part).into_iter();
    view! {
        <li class:left=told.left data-turn=key.to_owned()>
            {match to {
                Some(to) => view! { <a href=to>{title}</a> }.into_any(),
                None => view! { <span class="turn-title">{title}</span> }.into_any(),
            }}
            <p>
                {cost("turn_cost_usd", &part, prefs)}
                <span>" · " {facts.join(" · ")}</span>
                {badges
                    .map(|(kind, text)| view! { <span class=format!("badge {kind}")>{text}</span> })
                    .collect_view()}
            </p>
        </li>
    }
    .into_any()
}

fn facts(told: &Told<'_>, part: &Part, subagents: Subagents, prefs: &DisplayPrefs) -> Vec<String> {
    let Parts { own, agents } = &told.parts;
    let [own_edits, agent_edits] = told.edits;
    let edits = [(false, own_edits), (true, agent_edits)];
    let edits = edits.into_iter().filter(|(is, _)| subagents.holds(*is));
    let span = told.start.zip(told.end);
    let by_agents = agents.cost.0 > 0 && own.cost.0 > 0 && subagents == Subagents::In;
    let facts = [
        told.start.map(|at| prefs.moment(at)),
        span.map(|(start, end)| format::duration(end.0 - start.0)),
        by_agents.then(|| format!("{} of it by subagents", prefs.money(agents.cost))),
        some(part.responses, "response"),
        some(part.tool_calls, "tool call"),
        some(edits.map(|(_, count)| count).sum(), "edit"),
    ];
    facts.into_iter().flatten().collect()
}

fn badges(told: &Told<'_>, part: &Part) -> Vec<(&'static str, String)> {
    let is_copied = !told.is_own && told.prompt.is_some();
    let badges = [
        (
            part.tool_errors > 0,
            "bad",
            format!("{} failed", format::grouped(part.tool_errors)),
        ),
        (is_copied, "", "from another session".to_owned()),
        (told.left, "", "taken back".to_owned()),
        (told.compacted, "", "compacted".to_owned()),
        (told.interrupted, "", "interrupted".to_owned()),
    ];
    let badges = badges.into_iter().filter(|(is_so, ..)| *is_so);
    badges.map(|(_, kind, text)| (kind, text)).collect()
}

fn some(count: u64, what: &str) -> Option<String> {
    (count > 0).then(|| format::count(count, what))
}
