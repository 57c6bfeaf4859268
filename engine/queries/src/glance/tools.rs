//! The tools that a session used.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::accounts::Part;
use sessionscope_accounts::ledger::EventKind;
use sessionscope_accounts::order::{sort_by, value_of};
use sessionscope_accounts::report::Subagents;

use super::{Glance, SessionSurvey};
use crate::basis::Basis;
use crate::counted::CountedLive;
use crate::question::{Lookup, Question};

/// Which tools did a session use?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolsQuestion {
    /// The session.
    pub of: Arc<SessionSurvey>,
    /// What of it.
    pub subagents: Subagents,
}

/// The tools that a session used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToolsAnswer {
    /// They.
    pub tools: Vec<ToolFigures>,
    /// What no tool cost, if there is something.
    pub no_tool: Option<Part>,
    /// Calls of all.
    pub calls: u64,
    /// Those that failed.
    pub failed: u64,
    /// What all of it cost, no tool included.
    pub part: Part,
}

/// A tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToolFigures {
    /// What it is called.
    pub name: String,
    /// Calls.
    pub calls: u64,
    /// Those that failed.
    pub failed: u64,
    /// Failures per call, 0 to 1.
    pub error_rate: f64,
    /// Half of the calls took longer than this, in milliseconds.
    pub median_ms: Option<i64>,
    /// What all calls took together, in milliseconds.
    pub total_ms: i64,
    /// What it cost.
    pub part: Part,
}

impl Question for ToolsQuestion {
    type Answer = Lookup<ToolsAnswer>;
    type Live = CountedLive;

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, live: &mut CountedLive, basis: &mut Basis<'_>) -> Self::Answer {
        self.of
            .told(live, basis, |glance, _| glance.tools(self.subagents))
    }
}

impl Glance<'_> {
    /// Calls and failures as the ledger counts them, how long the calls took, and what they cost.
    fn tools(&self, subagents: Subagents) -> ToolsAnswer {
        let named = self.counted.tools.iter().map(|name| ToolFigures {
            name: name.clone(),
            ..ToolFigures::default()
        });
        let mut tools: Vec<ToolFigures> = named.collect();
        self.count(&mut tools, subagents);
        self.take_times(&mut tools, subagents);
        let shares = self.shares();
        for (tool, parts) in &shares.tools {
            if let Some(of_tool) = tools.get_mut(*tool as usize) {
                of_tool.part = parts.sum(subagents);
            }
        }
        tools.retain(|tool| tool.calls + tool.failed > 0);
        let none = shares.none.sum(subagents);
        let mut answer = ToolsAnswer {
            no_tool: (none.responses > 0).then_some(none),
            ..ToolsAnswer::default()
        };
        for tool in &mut tools {
            tool.error_rate = tool.failed as f64 / tool.calls.max(1) as f64;
            answer.calls += tool.calls;
            answer.failed += tool.failed;
            answer.part.add(&tool.part);
        }
        answer.no_tool.iter().for_each(|none| answer.part.add(none));
        answer.tools = tools;
        answer
    }

    fn count(&self, tools: &mut [ToolFigures], subagents: Subagents) {
        for event in &self.counted.account.events {
            let (EventKind::ToolCall(tool) | EventKind::ToolError(tool)) = event.kind else {
                continue;
            };
            if subagents.holds(event.subagent)
                && let Some(of_tool) = tools.get_mut(tool as usize)
            {
                match event.kind {
                    EventKind::ToolCall(_) => of_tool.calls += 1,
                    _ => of_tool.failed += 1,
                }
            }
        }
    }

    fn take_times(&self, tools: &mut [ToolFigures], subagents: Subagents) {
        let counts = self.calls();
        let mut times: Vec<(u32, i64)> = Vec::new();
        for call in &self.survey.calls {
            let counts = value_of(&counts, &call.id);
            let counts = counts.filter(|counts| subagents.holds(counts.subagent));
            let took_ms = call.start.zip(call.end).map(|(start, end)| end.0 - start.0);
            if let (Some(counts), Some(took_ms @ 0..)) = (counts, took_ms) {
                times.push((counts.tool, took_ms));
            }
        }
        sort_by(&mut times, Ord::cmp);
        for of_tool in times.chunk_by(|a, b| a.0 == b.0) {
            let Some((tool, median_ms)) = of_tool.get(of_tool.len() / 2) else {
                continue;
            };
            if let Some(tool) = tools.get_mut(*tool as usize) {
                tool.median_ms = Some(*median_ms);
                tool.total_ms = of_tool.iter().map(|(_, took_ms)| took_ms).sum();
            }
        }
    }
}
