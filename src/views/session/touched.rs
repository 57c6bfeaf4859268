//! The files that a session touched, with everything it did to them in order.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::order::{sort_by, value_of};
use sessionscope_engine::report::Subagents;
use sessionscope_engine::transcript::survey::Called;

use super::survey::{Glance, WithGlance};
use crate::parts::{DisplayPrefs, Nothing, format};
use crate::route::Route;
use crate::state::AppState;
use crate::views::filters::SubagentsMenu;

/// The tab.
#[component]
pub fn FilesTouched(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let subagents = Memo::new(move |_| state.filter.with(|filter| filter.subagents));
    let draw = move |glance: Arc<Glance>| {
        move || {
            let prefs = prefs.get();
            let files = touched(&glance, subagents.get());
            if files.is_empty() {
                return view! {
                    <div class="card">
                        <Nothing title="No files" text="No tool of this session read or changed a file by name." />
                    </div>
                }
                .into_any();
            }
            let route = state.route.get_untracked();
            let rows = files
                .into_iter()
                .map(|(name, calls)| file(&glance, name, &calls, &route, &prefs));
            view! {
                <section class="card" aria-label="Files">
                    <div class="card-head">
                        <h2>"Files"</h2>
                        <p>"The most changed first. Open one for all that was done to it, in order."</p>
                    </div>
                    <ul class="touched">{rows.collect_view()}</ul>
                </section>
            }
            .into_any()
        }
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <SubagentsMenu />
        </div>
        <WithGlance session=session draw=draw />
    }
}

/// Files and the calls about them that count, the most changed first.
fn touched(glance: &Glance, subagents: Subagents) -> Vec<(&str, Vec<Called>)> {
    let counts = glance.calls();
    let mut about: Vec<(&str, Called)> = Vec::new();
    for call in &glance.survey.calls {
        let counts = value_of(&counts, &call.id);
        if let Some(file) = call.file
            && counts.is_some_and(|counts| subagents.holds(counts.subagent))
        {
            about.push((glance.survey.name(file), *call));
        }
    }
    // Subagents' files come after the session's own.
    sort_by(&mut about, |(a, one), (b, two)| {
        (a, one.start, one.place).cmp(&(b, two.start, two.place))
    });
    let mut files: Vec<(&str, Vec<Called>)> = Vec::new();
    for (name, call) in about {
        match files.last_mut() {
            Some((last, calls)) if *last == name => calls.push(call),
            _ => files.push((name, vec![call])),
        }
    }
    let weight = |calls: &[Called]| {
        let edits = calls.iter().filter(|call| call.edit).count();
        (edits, calls.len())
    };
    sort_by(&mut files, |a, b| weight(&b.1).cmp(&weight(&a.1)));
    files
}

fn file(
    glance: &Glance,
    name: &str,
    calls: &[Called],
    route: &Route,
    prefs: &DisplayPrefs,
) -> AnyView {
    let edits = calls.iter().filter(|call| call.edit).count() as u64;
    let others = calls.len() as u64 - edits;
    let sums = [
        (edits > 0).then(|| format::count(edits, "change")),
        (others > 0).then(|| format::count(others, "read")),
    ];
    let sums: Vec<String> = sums.into_iter().flatten().collect();
    let steps = calls.iter().map(|call| {
        let to = to_call(glance, call, route);
        let time = call.start.map(|at| prefs.moment(at)).unwrap_or_default();
        let tool = glance.survey.name(call.tool).to_owned();
        let agent = glance.agent(call.place.file).is_some();
        view! {
            <li>
                <a href=to>{tool}</a>
                <span>{time}</span>
                {agent.then(|| view! { <span class="badge">"subagent"</span> })}
                {call.failed.then(|| view! { <span class="badge bad">"failed"</span> })}
            </li>
        }
    });
    view! {
        <li>
            <details>
                <summary>
                    <span class="touched-name">{name.to_owned()}</span>
                    <span class="touched-sum">{sums.join(", ")}</span>
                </summary>
                <ol>{steps.collect_view()}</ol>
            </details>
        </li>
    }
    .into_any()
}

/// Where the transcript shows a call, or that of the subagent which made it.
pub fn to_call(glance: &Glance, call: &Called, route: &Route) -> String {
    let agent = glance.agent(call.place.file);
    // A subagent's transcript is of its file alone.
    let file = if agent.is_some() { 0 } else { call.place.file };
    let at = format!("{file}.{}", call.place.entry);
    route
        .clone()
        .with("tab", None)
        .with("m", None)
        .with("agent", agent)
        .with("at", Some(&at))
        .to_hash()
}
