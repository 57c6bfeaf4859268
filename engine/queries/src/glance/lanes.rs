//! What each lane of a session's timeline cost: the session itself, and each of its subagents.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::accounts::Part;
use sessionscope_accounts::order::sort_by;
use sessionscope_accounts::report::Subagents;

use super::Glance;

/// So many subagents are listed, those that cost most; the others are summed.
const LISTED_MAX: usize = 8;

/// A lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Whose it is.
    pub name: LaneName,
    /// What it took.
    pub part: Part,
}

/// Whose a lane is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaneName {
    /// The session itself.
    Own,
    /// Subagents without a log of their own.
    WithoutLog,
    /// A subagent, by its id.
    Agent(Option<String>),
    /// So many more subagents.
    More(u64),
}

impl Glance<'_> {
    /// The lanes with what each cost, together what the session cost.
    pub(super) fn lanes(&self, subagents: Subagents) -> Vec<Lane> {
        let (own, agents) = self.counted.turns.lanes(&self.counted.account);
        let mut lanes = Vec::new();
        let lane = |name, part| Lane { name, part };
        if subagents.holds(false) {
            lanes.push(lane(LaneName::Own, own.own));
        }
        if !subagents.holds(true) {
            return lanes;
        }
        if own.agents.responses > 0 {
            lanes.push(lane(LaneName::WithoutLog, own.agents));
        }
        let agents = agents.into_iter();
        let agents = agents.map(|(row, parts)| (row, parts.sum(Subagents::In)));
        let mut agents: Vec<(u32, Part)> = agents.filter(|(_, part)| part.responses > 0).collect();
        sort_by(&mut agents, |a, b| (b.1.cost, a.0).cmp(&(a.1.cost, b.0)));
        let rest = agents.split_off(agents.len().min(LISTED_MAX));
        lanes.extend(agents.into_iter().map(|(row, part)| {
            let agent = self.agent_of_row(row).map(str::to_owned);
            lane(LaneName::Agent(agent), part)
        }));
        if !rest.is_empty() {
            let mut sum = Part::default();
            for (_, part) in &rest {
                sum.add(part);
            }
            lanes.push(lane(LaneName::More(rest.len() as u64), sum));
        }
        lanes
    }
}
