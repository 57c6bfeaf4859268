//! The turns of a session: each prompt and what it led to, branches included.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::money::Cost;
use sessionscope_engine::price::Billing;
use sessionscope_engine::transcript::survey::{SpentAt, Survey, Turn};

use super::survey::{Glance, Prompt, WithGlance};
use crate::parts::{Look, format};
use crate::state::AppState;
use crate::tasks;

/// The tab.
#[component]
pub fn Turns(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let look = Look::memo(state);
    let draw = move |glance: Arc<Glance>| {
        let look = look.get();
        let costs = costs(&glance.survey);
        let prompts = glance.prompts_of_turns();
        let rows = glance.survey.turns.iter().zip(prompts).enumerate();
        // What is before the first prompt is often nothing.
        let rows = rows.filter(|(_, (turn, _))| turn.prompt.is_some() || turn.start.is_some());
        let rows = rows
            .map(|(at, (turn, prompt))| row(state, turn, prompt, costs.get(at).copied(), &look));
        view! {
            <section class="card" aria-label="Threads">
                <div class="card-head">
                    <h2>"Threads"</h2>
                    <p>"Each prompt and what it led to. Press one to read it."</p>
                </div>
                <ol class="turns">{rows.collect_view()}</ol>
            </section>
        }
    };
    view! { <WithGlance session=session draw=draw /> }
}

/// What each turn cost, by the figures in the session's own files.
pub fn costs(survey: &Survey) -> Vec<Cost> {
    let mut costs = vec![Cost::default(); survey.turns.len()];
    for spent in &survey.spent {
        if let Some(cost) = costs.get_mut(spent.turn as usize) {
            cost.0 += cost_of(survey, spent).0;
        }
    }
    costs
}

/// What a message cost.
pub fn cost_of(survey: &Survey, spent: &SpentAt) -> Cost {
    let billing = Billing {
        tokens: spent.tokens,
        time: spent.time,
        batch: false,
        fast: false,
        geo_us: false,
        web_searches: 0,
    };
    tasks::transcript::cost_of(survey.name(spent.model), &billing)
}

fn row(
    state: AppState,
    turn: &Turn,
    prompt: Option<&Prompt>,
    cost: Option<Cost>,
    look: &Look,
) -> AnyView {
    let title = Glance::title(prompt, look);
    let uuid = prompt.map(|prompt| prompt.uuid.clone()).unwrap_or_default();
    let to = {
        let route = state.route.get_untracked();
        let route = route
            .with("tab", None)
            .with("m", (!uuid.is_empty()).then_some(&uuid));
        route.to_hash()
    };
    let span = turn
        .start
        .zip(turn.end)
        .map(|(start, end)| format::duration(end.0 - start.0));
    let facts = [
        turn.start.map(|at| look.moment(at)),
        span,
        cost.filter(|cost| cost.0 > 0).map(|cost| look.money(cost)),
        some(turn.messages, "message"),
        some(turn.calls, "tool call"),
        some(turn.edits, "edit"),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let badges = [
        (
            turn.failures > 0,
            "bad",
            format!("{} failed", turn.failures),
        ),
        (turn.left, "", "taken back".to_owned()),
        (turn.compacted, "", "compacted".to_owned()),
        (turn.interrupted, "", "interrupted".to_owned()),
    ];
    let badges = badges.into_iter().filter(|(is_so, ..)| *is_so);
    view! {
        <li class:left=turn.left>
            <a href=to>{title}</a>
            <p>
                <span>{facts.join(" · ")}</span>
                {badges
                    .map(|(_, kind, text)| view! { <span class=format!("badge {kind}")>{text}</span> })
                    .collect_view()}
            </p>
        </li>
    }
    .into_any()
}

fn some(count: u32, what: &str) -> Option<String> {
    (count > 0).then(|| format::count(count, what))
}
