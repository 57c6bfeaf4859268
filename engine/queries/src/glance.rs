//! A whole session at a glance: what counts, joined with what only its records tell.
//!
//! What counts, how often and what it cost is told by the session's account, whose items are those that the
//! ledger sums up. The survey of its files, which the question brings along, adds what only they tell: how
//! long a tool took, what was changed, what was taken back.

mod context;
mod lanes;
mod threads;
mod times;
mod tools;
mod touched;
mod turns;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::accounts::{Event, Made, Shares};
use sessionscope_accounts::ledger::EventKind;
use sessionscope_accounts::money::Cost;
use sessionscope_accounts::order::{sort_by, value_of};
use sessionscope_log::key::Key;
use sessionscope_log::place::{RootId, agent_of};
use sessionscope_transcript::items::Place;
use sessionscope_transcript::survey::{Called, Spot, Survey};

use crate::basis::Basis;
use crate::counted::{CountedLive, CountedOf, CountedSession};
use crate::question::Lookup;

pub use context::{ContextAnswer, ContextQuestion};
pub use lanes::{Lane, LaneName};
pub use threads::{ThreadFigures, ThreadsQuestion};
pub use times::{Span, SpanKind, TimesAnswer, TimesQuestion};
pub use tools::{ToolFigures, ToolsAnswer, ToolsQuestion};
pub use touched::{TouchedCall, TouchedFile, TouchedQuestion};
pub use turns::{TurnFigures, TurnsAnswer, TurnsQuestion};

/// A session and what its records tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSurvey {
    /// The session's key.
    pub session: String,
    /// Its files.
    pub files: Vec<(RootId, String)>,
    /// So many of them, the first, are its own; the others are its subagents'.
    pub own: u32,
    /// What they tell.
    pub survey: Survey,
}

/// Where a transcript shows a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPlace {
    /// The subagent whose transcript it is; `None` for the session's own.
    pub agent: Option<String>,
    /// Its record there.
    pub place: Place,
}

/// A call that counts for the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    /// The tool's row.
    tool: u32,
    /// A subagent called it.
    subagent: bool,
    /// Its turn.
    turn: Option<u32>,
}

/// A session at a glance.
struct Glance<'a> {
    of: &'a SessionSurvey,
    survey: &'a Survey,
    counted: &'a CountedSession,
}

impl SessionSurvey {
    /// What `tell` makes of the session at a glance, once the accounts tell what counts.
    fn told<T>(
        &self,
        live: &mut CountedLive,
        basis: &mut Basis<'_>,
        tell: impl FnOnce(&Glance<'_>, &Basis<'_>) -> T,
    ) -> Lookup<T> {
        let of = CountedOf {
            session: &self.session,
            files: &self.files,
            starts: &self.survey.starts,
        };
        match live.counted(of, basis) {
            Lookup::Found(counted) => {
                let glance = Glance {
                    of: self,
                    survey: &self.survey,
                    counted: &counted,
                };
                Lookup::Found(tell(&glance, basis))
            }
            Lookup::Pending => Lookup::Pending,
            Lookup::Missing => Lookup::Missing,
        }
    }

    /// The subagent whose file one of them is.
    fn agent(&self, file: u32) -> Option<&str> {
        let (_, path) = self.files.get(file as usize)?;
        (file >= self.own).then(|| agent_of(path))
    }
}

impl Glance<'_> {
    /// The ledger's row of a file of the survey.
    fn row(&self, file: u32) -> u32 {
        let row = self.counted.rows.get(file as usize);
        row.copied().unwrap_or(u32::MAX)
    }

    /// The turn that a line is part of.
    fn turn_of(&self, at: Spot) -> Option<u32> {
        self.counted.turns.of(self.row(at.file), at.line)
    }

    /// The subagent whose file is in this row of the ledger.
    fn agent_of_row(&self, row: u32) -> Option<&str> {
        let rows = (0_u32..).zip(&self.counted.rows);
        let mut files = rows.filter(|(_, known)| **known == row);
        self.of.agent(files.next()?.0)
    }

    /// Where a call is shown.
    fn place_of(&self, call: &Called) -> CallPlace {
        let agent = self.of.agent(call.place.file).map(str::to_owned);
        // A subagent's transcript is of its file alone.
        let file = if agent.is_some() { 0 } else { call.place.file };
        CallPlace {
            agent,
            place: Place { file, ..call.place },
        }
    }

    /// The calls that count for the session, in the order of the keys of their ids.
    fn calls(&self) -> Vec<(Key, Counts)> {
        let turn = |event: &Event| self.counted.turns.of(event.file, event.line);
        let calls = self.counted.account.events.iter();
        let calls = calls.filter_map(|event| match event.kind {
            EventKind::ToolCall(tool) => {
                let counts = Counts {
                    tool,
                    subagent: event.subagent,
                    turn: turn(event),
                };
                Some((event.key, counts))
            }
            _ => None,
        });
        let mut calls: Vec<_> = calls.collect();
        sort_by(&mut calls, |a, b| a.0.cmp(&b.0));
        calls
    }

    /// What tools cost: of each response an equal part for each call that it made.
    fn shares(&self) -> Shares {
        let made = self.survey.calls.iter().map(|call| Made {
            call: call.id,
            response: call.response,
            file: self.row(call.place.file),
            line: call.line,
        });
        let made: Vec<Made> = made.collect();
        self.counted.account.shares(&made)
    }

    /// What responses cost, with all that was billed inside them, in the order of file, line and key.
    fn costs_of_responses(&self) -> Vec<((u32, u64, Key), Cost)> {
        let mut costs: Vec<((u32, u64, Key), Cost)> = Vec::new();
        // Bills are in that order.
        for item in &self.counted.account.bills {
            let key = (item.file, item.line, item.key);
            match costs.last_mut() {
                Some((last, cost)) if *last == key => cost.0 += item.cost.0,
                _ => costs.push((key, item.cost)),
            }
        }
        costs
    }

    /// What the calls cost that started subagents: what those did, those that they started not included. In the
    /// order of the calls' keys.
    fn costs_of_calls(&self) -> Vec<(Key, Cost)> {
        let mut of_files: Vec<(u32, Cost)> = Vec::new();
        // Bills are in the order of files.
        for item in &self.counted.account.bills {
            match of_files.last_mut() {
                Some((last, cost)) if *last == item.file => cost.0 += item.cost.0,
                _ => of_files.push((item.file, item.cost)),
            }
        }
        let of_agent = |agent: &str| -> Cost {
            let files = (0_u32..).zip(&self.counted.rows);
            let files = files.filter(|(file, _)| self.of.agent(*file) == Some(agent));
            let costs = files.filter_map(|(_, row)| value_of(&of_files, row).copied());
            costs.sum()
        };
        let starts = self.survey.starts.iter();
        let costs = starts.map(|start| (start.call, of_agent(&start.agent)));
        let mut costs: Vec<_> = costs.collect();
        sort_by(&mut costs, |a, b| a.0.cmp(&b.0));
        costs
    }
}

#[cfg(test)]
mod tests;
