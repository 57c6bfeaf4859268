//! The threads of a session: runs of turns about one thing. Where they begin is found in the session's texts, which the
//! question brings along; what they come to is told here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::accounts::Part;
use sessionscope_accounts::report::Subagents;

use super::turns::WholeTurn;
use super::{Glance, SessionSurvey};
use crate::basis::Basis;
use crate::counted::CountedLive;
use crate::question::{Lookup, Question};

/// What do the threads of a session come to?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadsQuestion {
    /// The session.
    pub of: Arc<SessionSurvey>,
    /// Of each thread the number of its first prompt among those of the survey, if it has one there.
    pub begins: Vec<Option<u32>>,
    /// What of it.
    pub subagents: Subagents,
}

/// A thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadFigures {
    /// Its number among those that were asked about.
    pub thread: u32,
    /// The number of its first turn.
    pub first_turn: u32,
    /// Its turns.
    pub turns: u64,
    /// From the first part of it until the last, in milliseconds.
    pub took_ms: Option<i64>,
    /// What its turns come to.
    pub part: Part,
}

impl Question for ThreadsQuestion {
    type Answer = Lookup<Vec<ThreadFigures>>;
    type Live = CountedLive;

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, live: &mut CountedLive, basis: &mut Basis<'_>) -> Self::Answer {
        self.of.told(live, basis, |glance, _| {
            glance.threads_of(&self.begins, self.subagents)
        })
    }
}

impl Glance<'_> {
    /// A thread without a turn of its own is none here: the turns that follow belong to the thread before.
    fn threads_of(&self, begins: &[Option<u32>], subagents: Subagents) -> Vec<ThreadFigures> {
        let (turns, _) = self.turns();
        let mut threads: Vec<Vec<&WholeTurn>> = Vec::new();
        let mut told: Vec<ThreadFigures> = Vec::new();
        for (turn, number) in turns.iter().zip(0..) {
            let begun = (0..).zip(begins).find(|(_, begin)| {
                // What is outside of all prompts begins nothing.
                begin.is_some() && **begin == turn.prompt
            });
            if begun.is_some() || told.is_empty() {
                told.push(ThreadFigures {
                    thread: begun.map_or(0, |(thread, _)| thread),
                    first_turn: number,
                    ..ThreadFigures::default()
                });
                threads.push(Vec::new());
            }
            if let Some(last) = threads.last_mut() {
                last.push(turn);
            }
        }
        for (figures, turns) in told.iter_mut().zip(threads) {
            figures.sum(&turns, subagents);
        }
        told
    }
}

impl ThreadFigures {
    fn sum(&mut self, turns: &[&WholeTurn], subagents: Subagents) {
        self.turns = turns.len() as u64;
        for turn in turns {
            self.part.add(&turn.parts.sum(subagents));
        }
        let start = turns.iter().filter_map(|turn| turn.start).min();
        let end = turns.iter().filter_map(|turn| turn.end).max();
        self.took_ms = start.zip(end).map(|(start, end)| end.0 - start.0);
    }
}
