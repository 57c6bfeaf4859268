//! The files that a session touched, with everything it did to them in order.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_queries::{CallPlace, TouchedFile, TouchedQuestion};

use super::subject::Subject;
use super::survey::{Glance, WithGlance, drawn};
use crate::parts::{DisplayPrefs, Nothing, format};
use crate::queries::{ask, asked};
use crate::route::Route;
use crate::state::AppState;
use crate::views::filters::SubagentsMenu;

/// The tab.
#[component]
pub fn FilesTouched(session: Subject) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let draw = move |glance: Signal<Arc<Glance>>| {
        let question = asked(move || TouchedQuestion {
            of: glance.with(|glance| Arc::clone(&glance.survey)),
            subagents: state.scope.with(|scope| scope.subagents),
        });
        drawn(state, ask(state, question), move |files| {
            let route = state.route.get_untracked();
            prefs.with(|prefs| list(files, &route, prefs))
        })
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <SubagentsMenu />
        </div>
        <WithGlance session=session draw=draw />
    }
}

fn list(files: &[TouchedFile], route: &Route, prefs: &DisplayPrefs) -> AnyView {
    if files.is_empty() {
        return view! {
            <div class="card">
                <Nothing title="No files" text="No tool of this session read or changed a file by name." />
            </div>
        }
        .into_any();
    }
    let rows = files.iter().map(|touched| file(touched, route, prefs));
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

fn file(touched: &TouchedFile, route: &Route, prefs: &DisplayPrefs) -> AnyView {
    let sums = [(touched.edits, "change"), (touched.reads, "read")];
    let sums = sums.into_iter().filter(|(count, _)| *count > 0);
    let sums: Vec<String> = sums
        .map(|(count, what)| format::count(count, what))
        .collect();
    let steps = touched.calls.iter().map(|call| {
        let to = to_call(&call.at, route);
        let time = call.time.map(|at| prefs.moment(at)).unwrap_or_default();
        let tool = call.tool.clone();
        let agent = call.at.agent.is_some();
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
                    <span class="touched-name">{touched.name.clone()}</span>
                    <span class="touched-sum">{sums.join(", ")}</span>
                </summary>
                <ol>{steps.collect_view()}</ol>
            </details>
        </li>
    }
    .into_any()
}

/// Where the transcript shows a call, or that of the subagent which made it.
pub fn to_call(at: &CallPlace, route: &Route) -> String {
    let place = format!("{}.{}", at.place.file, at.place.entry);
    route
        .clone()
        .with("tab", None)
        .with("m", None)
        .with("agent", at.agent.as_deref())
        .with("at", Some(&place))
        .to_hash()
}
