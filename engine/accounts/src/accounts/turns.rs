//! A session by turns: what each of its prompts led to, what subagents did for it included.
//!
//! A turn goes from a prompt to the next one in the same file. A subagent's file belongs whole to
//! the turn whose call started it. What is before the first prompt, and what subagents did that no
//! call of the session names, is outside of all turns. Turns only divide the items of an
//! [`Account`], so that they and what is outside of them come to the session's own figures.

use serde::{Deserialize, Serialize};

use super::claims::EntryPlaces;
use super::{Account, Accounts, number};
use crate::digest::UserMessage;
use crate::ledger::{EventKind, Ledger};
use crate::money::Cost;
use crate::order::{sort_by, value_of};
use crate::pack::Kind;
use crate::report::Subagents;
use sessionscope_log::key::Key;
use sessionscope_log::keymap::KeyMap;
use sessionscope_log::place::agent_of;
use sessionscope_log::time::Instant;

/// A call that started a subagent, as the record of its result tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The subagent's id.
    pub agent: String,
    /// The row in the ledger of the file in which it was called.
    pub file: u32,
    /// The line of the call there.
    pub line: u64,
}

/// A prompt and what it led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The key of the prompt.
    pub key: Key,
    /// The row in the ledger of the first file of the session that has it.
    pub file: u32,
    /// Its line there.
    pub line: u64,
    /// When it was written.
    pub time: Option<Instant>,
    /// The prompt counts for this session, which has not taken it over from another.
    pub is_own: bool,
}

/// The turns of a session, and what belongs to which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// By file and line of their prompts.
    pub list: Vec<Turn>,
    /// The files of subagents in the order of rows, each with the turn whose call started it.
    pub agents: Vec<(u32, Option<u32>)>,
    /// Of the other files, in the order of rows: the lines in which turns begin.
    starts: Vec<(u32, u64, u32)>,
}

/// Figures of a part of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it cost, or the part that is known.
    pub cost: Cost,
    /// It may have cost more: some rate is unknown, or some output was likely never recorded.
    pub at_least: bool,
    /// Responses.
    pub responses: u64,
    /// Messages of the model.
    pub messages: u64,
    /// Calls of tools.
    pub tool_calls: u64,
    /// Calls that failed.
    pub tool_errors: u64,
}

impl Part {
    /// Adds another part.
    pub fn add(&mut self, other: &Self) {
        self.cost.0 += other.cost.0;
        self.at_least |= other.at_least;
        self.responses += other.responses;
        self.messages += other.messages;
        self.tool_calls += other.tool_calls;
        self.tool_errors += other.tool_errors;
    }
}

/// Figures of a part of a session, subagents' own apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// What the session did itself.
    pub own: Part,
    /// What its subagents did.
    pub agents: Part,
}

impl Parts {
    /// What is asked for, together.
    pub fn sum(&self, subagents: Subagents) -> Part {
        let mut sum = Part::default();
        if subagents.holds(false) {
            sum.add(&self.own);
        }
        if subagents.holds(true) {
            sum.add(&self.agents);
        }
        sum
    }

    pub(super) fn of(&mut self, subagent: bool) -> &mut Part {
        if subagent {
            &mut self.agents
        } else {
            &mut self.own
        }
    }
}

impl Turns {
    /// The turn that a line of a file of the session is part of.
    pub fn of(&self, file: u32, line: u64) -> Option<u32> {
        if let Some(turn) = value_of(&self.agents, &file) {
            return *turn;
        }
        let starts = &self.starts;
        let behind = starts.partition_point(|(row, start, _)| (*row, *start) <= (file, line));
        let (row, _, turn) = starts.get(behind.checked_sub(1)?)?;
        (*row == file).then_some(*turn)
    }

    /// The figures of each turn, and of what is outside of all: together those of the session.
    pub fn figures(&self, account: &Account) -> (Vec<Parts>, Parts) {
        let mut turns = vec![Parts::default(); self.list.len()];
        let mut outside = Parts::default();
        account.each_part(&mut |file, line, subagent, part| {
            let turn = self.of(file, line);
            let turn = turn.and_then(|turn| turns.get_mut(turn as usize));
            turn.unwrap_or(&mut outside).of(subagent).add(part);
        });
        (turns, outside)
    }

    /// The figures of each lane: of the session's own files, then of each subagent's file, with its row in
    /// the ledger. Together they are those of the session.
    pub fn lanes(&self, account: &Account) -> (Parts, Vec<(u32, Parts)>) {
        let mut own = Parts::default();
        let agents = self.agents.iter().map(|(row, _)| (*row, Parts::default()));
        let mut agents: Vec<(u32, Parts)> = agents.collect();
        account.each_part(&mut |file, _, subagent, part| {
            let at = agents.binary_search_by_key(&file, |(row, _)| *row).ok();
            let lane = at.and_then(|at| agents.get_mut(at));
            let lane = lane.map_or(&mut own, |(_, lane)| lane);
            lane.of(subagent).add(part);
        });
        (own, agents)
    }

    /// Gives subagents' files to the turns whose calls started them. A subagent may have been
    /// started by another, so that this is told round by round.
    fn take_starts(&mut self, ledger: &Ledger, starts: &[Start]) {
        let name = |row: u32| Some(agent_of(&ledger.files.get(row as usize)?.path));
        let names = self.agents.iter().map(|(row, _)| name(*row));
        let names: Vec<Option<&str>> = names.collect();
        loop {
            let mut is_over = true;
            for start in starts {
                let Some(turn) = self.of(start.file, start.line) else {
                    continue;
                };
                for ((_, started), name) in self.agents.iter_mut().zip(&names) {
                    if *name == Some(&*start.agent) && started.is_none() {
                        *started = Some(turn);
                        is_over = false;
                    }
                }
            }
            if is_over {
                return;
            }
        }
    }
}

impl Account {
    /// Calls back with file, line, whether it is a subagent's, and figures of each of its items.
    fn each_part(&self, add: &mut dyn FnMut(u32, u64, bool, &Part)) {
        for item in &self.bills {
            let part = Part {
                cost: item.cost,
                at_least: item.lower_bound || item.suspect,
                responses: 1,
                ..Part::default()
            };
            add(item.file, item.line, item.subagent, &part);
        }
        for event in &self.events {
            let mut part = Part::default();
            match event.kind {
                EventKind::UserMessage { .. } => continue,
                EventKind::AssistantMessage => part.messages = 1,
                EventKind::ToolCall(_) => part.tool_calls = 1,
                EventKind::ToolError(_) => part.tool_errors = 1,
            }
            add(event.file, event.line, event.subagent, &part);
        }
    }
}

impl Accounts {
    /// The turns of a session of the ledger; `starts` are the calls in its files that started
    /// subagents.
    pub fn turns(&self, ledger: &Ledger, session: u32, starts: &[Start]) -> Turns {
        let mut turns = Turns::default();
        let mut numbers: KeyMap<u32> = KeyMap::default();
        for (file, prompt, is_own) in self.prompts(ledger, session) {
            let row = self.row_of(file);
            let turn = *numbers.entry(prompt.key).or_insert_with(|| {
                turns.list.push(Turn {
                    key: prompt.key,
                    file: row,
                    line: prompt.line,
                    time: prompt.time,
                    is_own,
                });
                number(turns.list.len() - 1)
            });
            turns.starts.push((row, prompt.line, turn));
        }
        // The lines of each file are in order.
        sort_by(&mut turns.starts, |a, b| a.0.cmp(&b.0));
        let rows = (0_u32..).zip(&ledger.files);
        let of_session = rows.filter(|(_, file)| file.session == Some(session));
        let agents = of_session.filter(|(_, file)| file.kind.is_subagent());
        turns.agents = agents.map(|(row, _)| (row, None)).collect();
        turns.take_starts(ledger, starts);
        turns
    }

    /// The prompts in a session's own files, by file and line, and whether each counts for it.
    fn prompts(&self, ledger: &Ledger, session: u32) -> Vec<(u32, UserMessage, bool)> {
        let mut prompts = Vec::new();
        let mut found = EntryPlaces::new();
        for (kind, key) in self.keys_of_session(ledger, session) {
            if kind != Kind::User {
                continue;
            }
            let claims = self.claimed::<UserMessage>(ledger, key, &mut found);
            let counts = claims.first().and_then(|(file, _)| self.placed(*file));
            let is_own = counts.is_some_and(|(own, _)| own == session);
            for (file, message) in claims {
                if message.prompt && self.placed(file) == Some((session, false)) {
                    prompts.push((file, message, is_own));
                }
            }
        }
        sort_by(&mut prompts, |a, b| {
            let files = self.file_table.order(&ledger.files, a.0, b.0);
            files.then((a.1.line, a.1.key).cmp(&(b.1.line, b.1.key)))
        });
        prompts
    }
}
