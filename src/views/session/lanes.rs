//! What each lane of a session's timeline cost: the session itself, and each of its subagents.

use leptos::prelude::*;
use sessionscope_engine::accounts::Part;
use sessionscope_engine::order::sort_by;
use sessionscope_engine::report::Subagents;

use super::survey::Glance;
use super::turns::cost;
use crate::parts::{DisplayPrefs, format};
use crate::route::Route;

/// So many subagents are listed, those that cost most; the others are summed.
const LISTED_MAX: usize = 8;

/// A lane.
struct Lane {
    name: String,
    to: Option<String>,
    part: Part,
}

/// The lanes with what each cost, together what the session cost.
pub fn lanes(
    glance: &Glance,
    subagents: Subagents,
    route: &Route,
    prefs: &DisplayPrefs,
) -> AnyView {
    let lanes = lanes_of(glance, subagents, route).into_iter();
    let rows = lanes.map(|lane| {
        let name = match lane.to {
            Some(to) => view! { <a href=to>{lane.name}</a> }.into_any(),
            None => view! { <span>{lane.name}</span> }.into_any(),
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

fn lanes_of(glance: &Glance, subagents: Subagents, route: &Route) -> Vec<Lane> {
    let (own, agents) = glance.counted.turns.lanes(&glance.counted.account);
    let mut lanes = Vec::new();
    let plain = |name: &str, part: Part| Lane {
        name: name.to_owned(),
        to: None,
        part,
    };
    if subagents.holds(false) {
        lanes.push(plain("The session itself", own.own));
    }
    if !subagents.holds(true) {
        return lanes;
    }
    if own.agents.responses > 0 {
        lanes.push(plain("Subagents without a log of their own", own.agents));
    }
    let agents = agents.into_iter();
    let agents = agents.map(|(row, parts)| (row, parts.sum(Subagents::In)));
    let mut agents: Vec<(u32, Part)> = agents.filter(|(_, part)| part.responses > 0).collect();
    sort_by(&mut agents, |a, b| (b.1.cost, a.0).cmp(&(a.1.cost, b.0)));
    let rest = agents.split_off(agents.len().min(LISTED_MAX));
    lanes.extend(agents.into_iter().map(|(row, part)| {
        let agent = glance.agent_of_row(row);
        let route = route.clone().with("tab", None).with("m", None);
        Lane {
            name: format!("Subagent {}", agent.unwrap_or_default()),
            to: Some(route.with("agent", agent).to_hash()),
            part,
        }
    }));
    if !rest.is_empty() {
        let name = format!("{} more", format::count(rest.len() as u64, "subagent"));
        let mut sum = Part::default();
        for (_, part) in &rest {
            sum.add(part);
        }
        lanes.push(plain(&name, sum));
    }
    lanes
}
