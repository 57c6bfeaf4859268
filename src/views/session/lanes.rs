//! What each lane of a session's timeline cost: the session itself, and each of its subagents.

use leptos::prelude::*;
use sessionscope_queries::{Lane, LaneName};

use super::turns::cost;
use crate::parts::{DisplayPrefs, format};
use crate::route::Route;

/// The lanes with what each cost, together what the session cost.
pub fn lanes(lanes: &[Lane], route: &Route, prefs: &DisplayPrefs) -> AnyView {
    let rows = lanes.iter().map(|lane| {
        let text = text_of(&lane.name);
        let name = match &lane.name {
            LaneName::Agent(agent) => {
                let route = route.clone().with("tab", None).with("m", None);
                let to = route.with("agent", agent.as_deref()).to_hash();
                view! { <a href=to>{text}</a> }.into_any()
            }
            _ => view! { <span>{text}</span> }.into_any(),
        };
        view! {
            <li>
                {name} {cost("lane_cost_usd", &lane.part, prefs)}
                <span>{format::count(lane.part.responses, "response")}</span>
            </li>
        }
    });
    view! {
        <ul class="lanes" aria-label="What each lane cost">
            {rows.collect_view()}
        </ul>
    }
    .into_any()
}

fn text_of(name: &LaneName) -> String {
    match name {
        LaneName::Own => "The session itself".to_owned(),
        LaneName::WithoutLog => "Subagents without a log of their own".to_owned(),
        LaneName::Agent(agent) => format!("Subagent {}", agent.as_deref().unwrap_or_default()),
        LaneName::More(count) => format!("{} more", format::count(*count, "subagent")),
    }
}
