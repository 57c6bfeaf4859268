//! The turns of a session: each prompt and what it led to, branches and subagents included.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::accounts::{Part, Parts};
use sessionscope_accounts::money::Cost;
use sessionscope_accounts::order::value_of;
use sessionscope_accounts::report::Subagents;
use sessionscope_log::time::Instant;
use sessionscope_transcript::survey::{Spot, Turn};

use super::{Glance, SessionSurvey};
use crate::basis::Basis;
use crate::counted::CountedLive;
use crate::question::{Lookup, Question};

/// Which turns has a session?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnsQuestion {
    /// The session.
    pub of: Arc<SessionSurvey>,
    /// What of it.
    pub subagents: Subagents,
}

/// The turns of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnsAnswer {
    /// They.
    pub turns: Vec<TurnFigures>,
    /// What is outside of all.
    pub outside: TurnFigures,
    /// There is something outside.
    pub has_outside: bool,
    /// What all turns come to.
    pub inside: Part,
    /// What turns and what is outside come to.
    pub whole: Part,
    /// Turns whose prompts were taken over from another session.
    pub copied: u64,
}

/// A turn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct TurnFigures {
    /// Its prompt by its number among those of the survey, if the session's own files have it; what is outside of
    /// all turns has none.
    pub prompt: Option<u32>,
    /// Its prompt counts for this session, which has not taken it over from another.
    pub is_own: bool,
    /// When the first part of it was written.
    pub start: Option<Instant>,
    /// From then until the last part of it was written, in milliseconds.
    pub took_ms: Option<i64>,
    /// Its figures.
    pub part: Part,
    /// What of its cost is subagents', where it is both theirs and its own.
    pub by_agents: Option<Cost>,
    /// Changes of files.
    pub edits: u64,
    /// It was taken back: another version of the prompt took its place.
    pub left: bool,
    /// The context was compacted in it.
    pub compacted: bool,
    /// The user stopped it.
    pub interrupted: bool,
}

impl Question for TurnsQuestion {
    type Answer = Lookup<TurnsAnswer>;
    type Live = CountedLive;

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, live: &mut CountedLive, basis: &mut Basis<'_>) -> Self::Answer {
        self.of
            .told(live, basis, |glance, _| glance.turns_of(self.subagents))
    }
}

/// A turn, told whole.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own; together they are no state machine"
)]
pub(super) struct WholeTurn {
    pub prompt: Option<u32>,
    pub start: Option<Instant>,
    pub end: Option<Instant>,
    pub parts: Parts,
    is_own: bool,
    /// Changes of files, by itself and by subagents.
    edits: [u64; 2],
    left: bool,
    compacted: bool,
    interrupted: bool,
}

impl WholeTurn {
    fn add(&mut self, turn: &Turn) {
        self.start = [self.start, turn.start].into_iter().flatten().min();
        self.end = self.end.max(turn.end);
        self.left |= turn.left;
        self.compacted |= turn.compacted;
        self.interrupted |= turn.interrupted;
    }

    fn figures(&self, subagents: Subagents) -> TurnFigures {
        let Parts { own, agents } = &self.parts;
        let by_both = agents.cost.0 > 0 && own.cost.0 > 0 && subagents == Subagents::In;
        let edits = [false, true].into_iter().zip(self.edits);
        let edits = edits.filter(|(is_agents, _)| subagents.holds(*is_agents));
        TurnFigures {
            prompt: self.prompt,
            is_own: self.is_own,
            start: self.start,
            took_ms: self.start.zip(self.end).map(|(start, end)| end.0 - start.0),
            part: self.parts.sum(subagents),
            by_agents: by_both.then_some(agents.cost),
            edits: edits.map(|(_, count)| count).sum(),
            left: self.left,
            compacted: self.compacted,
            interrupted: self.interrupted,
        }
    }
}

impl Glance<'_> {
    fn turns_of(&self, subagents: Subagents) -> TurnsAnswer {
        let (turns, outside) = self.turns();
        let turns: Vec<TurnFigures> = turns.iter().map(|turn| turn.figures(subagents)).collect();
        let outside = outside.figures(subagents);
        let mut inside = Part::default();
        for turn in &turns {
            inside.add(&turn.part);
        }
        let mut whole = inside;
        whole.add(&outside.part);
        TurnsAnswer {
            has_outside: outside.part != Part::default(),
            copied: turns.iter().filter(|turn| !turn.is_own).count() as u64,
            turns,
            outside,
            inside,
            whole,
        }
    }

    /// The turns, and what is outside of all.
    pub(super) fn turns(&self) -> (Vec<WholeTurn>, WholeTurn) {
        let turns = &self.counted.turns;
        let (figures, outside) = turns.figures(&self.counted.account);
        let told = turns
            .list
            .iter()
            .zip(figures)
            .map(|(turn, parts)| WholeTurn {
                is_own: turn.is_own,
                start: turn.time,
                end: turn.time,
                parts,
                ..WholeTurn::default()
            });
        let mut told: Vec<WholeTurn> = told.collect();
        let mut outside = WholeTurn {
            parts: outside,
            ..WholeTurn::default()
        };
        let mut prompts = 0_u32..;
        for turn in &self.survey.turns {
            let prompt = turn.prompt.and_then(|_| prompts.next());
            let number = turn.prompt.and_then(|spot| self.turn_of(spot));
            let begins = number.and_then(|number| turns.list.get(number as usize));
            let place = number.and_then(|number| told.get_mut(number as usize));
            let place = place.unwrap_or(&mut outside);
            place.add(turn);
            let is_its = |spot: Spot| {
                let here = (self.row(spot.file), spot.line);
                begins.is_some_and(|turn| (turn.file, turn.line) == here)
            };
            if turn.prompt.is_some_and(is_its) {
                place.prompt = prompt;
            }
        }
        self.add_edits(&mut told, &mut outside);
        (told, outside)
    }

    fn add_edits(&self, told: &mut [WholeTurn], outside: &mut WholeTurn) {
        let calls = self.calls();
        for call in self.survey.calls.iter().filter(|call| call.edit) {
            if let Some(counts) = value_of(&calls, &call.id) {
                let place = counts.turn.and_then(|turn| told.get_mut(turn as usize));
                let [own, agents] = &mut place.unwrap_or(&mut *outside).edits;
                *if counts.subagent { agents } else { own } += 1;
            }
        }
    }
}
