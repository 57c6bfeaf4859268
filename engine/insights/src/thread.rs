//! The threads of a session, and why each begins where it does.
//!
//! 1. [`turn`]: messages become turns, which threads are made of.
//! 2. [`cohesion`]: what each turn has in common with those before it.
//! 3. [`evidence`]: that, pauses, words and marks as numbers; [`pace`]: what a long pause is;
//!    [`sign`]: how well pauses and marks tell threads apart in this session.
//! 4. [`weights`]: what the numbers together say, as a probability.
//! 5. [`choose`]: the most likely set of beginnings; [`merge`]: without fragments.
//! 6. [`boundary`] and [`topic`]: why a thread begins, and what it is about.
//!
//! How well that does is measured in `tests/threads.rs`, and told in docs/insights.md.

pub mod boundary;
pub mod choose;
pub mod cohesion;
pub mod evidence;
pub mod merge;
pub mod pace;
pub mod sign;
pub mod topic;
pub mod turn;
pub mod weights;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::session::{Kind, Message, Session};
use boundary::Boundary;
use choose::Start;
use evidence::Evidence;
use topic::{Topic, turns_with};
use turn::{Turn, turns};

/// A thread: a run of messages about one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    /// Names it among all threads: the `uuid` of its first message, which stays when the session grows.
    pub id: String,
    /// `uuid` of its first message.
    pub first_message: String,
    /// `uuid` of its last message.
    pub last_message: String,
    /// Its earliest time, in milliseconds since 1970 UTC; `None` if no message has one.
    pub start_ms: Option<i64>,
    /// Its latest time, likewise.
    pub end_ms: Option<i64>,
    /// Milliseconds from the earliest to the latest time.
    pub duration_ms: i64,
    /// `uuid` of its first prompt, or of its first command where it has no prompt; empty if nobody wrote in it.
    pub first_prompt: String,
    /// The beginning of its first prompt, at most 100 characters; empty if nobody wrote in it.
    pub title: String,
    /// Names of the tools that it uses, the most used first, with numbers of calls.
    pub tools: Vec<(String, u64)>,
    /// What it is about.
    pub topic: Topic,
    /// Most messages of the model between two of a person: how far one prompt led.
    pub depth: u64,
    /// How sure it is that this is one thread: that it begins and ends here and nowhere between, as the
    /// mean of the confidence in each, 0 to 1.
    pub confidence: f64,
    /// Why it begins where it does.
    pub boundary: Boundary,
    /// Messages.
    pub messages: u64,
    /// Turns: prompts or commands of a person, with what follows.
    pub turns: u64,
    /// Calls of tools.
    pub calls: u64,
    /// Different files that tools were given.
    pub files: u64,
}

/// The threads of a session, and figures of all together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Threads {
    /// In the order of the session.
    pub threads: Vec<Thread>,
    /// Mean number of messages; 0 without threads.
    pub mean_messages: f64,
    /// Mean duration, in milliseconds; 0 without threads.
    pub mean_duration_ms: f64,
    /// How much neighbouring turns within threads have in common: the mean cosine of their terms, 0 to
    /// 1; `None` if no thread has two turns.
    pub coherence: Option<f64>,
}

/// Divides a session into threads. The first message begins the first one; every message is in one.
pub fn threads(session: &Session) -> Threads {
    let evidence = Evidence::of(turns(session));
    let starts = choose::starts(&evidence);
    let starts = merge::without_fragments(&starts, &evidence);
    let frequency = turns_with(&evidence.turns);
    let ends = starts.iter().skip(1).map(|next| next.turn);
    let ends = ends.chain([evidence.turns.len()]);
    let threads: Vec<Thread> = starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| {
            let turns = evidence.turns.get(start.turn..end)?;
            let topic = Topic::of(session, turns, evidence.turns.len(), &frequency);
            let confidence = confidence(&evidence, *start, end);
            Thread::of(
                session,
                turns,
                topic,
                Boundary::of_start(&evidence, *start),
                confidence,
            )
        })
        .collect();
    Threads::of(threads, coherence(&evidence, &starts))
}

impl Threads {
    fn of(threads: Vec<Thread>, coherence: Option<f64>) -> Self {
        let count = threads.len().max(1) as f64;
        let messages: u64 = threads.iter().map(|thread| thread.messages).sum();
        let duration: f64 = threads.iter().map(|thread| thread.duration_ms as f64).sum();
        Self {
            mean_messages: messages as f64 / count,
            mean_duration_ms: duration / count,
            coherence,
            threads,
        }
    }
}

impl Boundary {
    fn of_start(evidence: &Evidence, start: Start) -> Self {
        if start.reach == 0 {
            Self::first()
        } else {
            Self::of(evidence, start)
        }
    }
}

impl Thread {
    fn of(
        session: &Session,
        turns: &[Turn],
        topic: Topic,
        boundary: Boundary,
        confidence: f64,
    ) -> Option<Self> {
        let (begin, end) = (turns.first()?.first, turns.last()?.end);
        let messages = session.messages().get(begin..end)?;
        let (first, last) = (messages.first()?, messages.last()?);
        let times = || messages.iter().filter_map(|message| message.time_ms);
        let (start_ms, end_ms) = (times().min(), times().max());
        let opening = messages.iter().find(|message| message.kind == Kind::Prompt);
        let opening = opening.or_else(|| messages.iter().find(|message| message.is_given()));
        let files: BTreeSet<u32> = messages
            .iter()
            .flat_map(|message| message.files.iter().copied())
            .collect();
        let tools = tools(session, messages);
        Some(Self {
            id: first.uuid.to_string(),
            first_message: first.uuid.to_string(),
            last_message: last.uuid.to_string(),
            start_ms,
            end_ms,
            duration_ms: start_ms
                .zip(end_ms)
                .map_or(0, |(start, end)| end.saturating_sub(start)),
            first_prompt: opening.map_or_else(String::new, |message| message.uuid.to_string()),
            title: opening.map_or_else(String::new, |message| message.opening.to_string()),
            topic,
            depth: depth(messages),
            confidence,
            boundary,
            messages: messages.len() as u64,
            turns: turns.iter().filter(|turn| turn.is_given).count() as u64,
            calls: tools.iter().map(|(_, calls)| calls).sum(),
            tools,
            files: files.len() as u64,
        })
    }
}

/// Names of tools by calls, the most used first.
fn tools(session: &Session, messages: &[Message]) -> Vec<(String, u64)> {
    let mut counts: Vec<(u32, u64)> = Vec::new();
    for tool in messages.iter().flat_map(|message| &message.tools) {
        match counts.iter_mut().find(|(known, _)| known == tool) {
            Some((_, calls)) => *calls += 1,
            None => counts.push((*tool, 1)),
        }
    }
    counts.sort_by_key(|(_, calls)| std::cmp::Reverse(*calls));
    let named = counts
        .into_iter()
        .filter_map(|(tool, calls)| Some((session.tools().name(tool)?.to_owned(), calls)));
    named.collect()
}

fn depth(messages: &[Message]) -> u64 {
    let (mut most, mut now) = (0, 0);
    for message in messages {
        match message.kind {
            Kind::Answer => now += 1,
            Kind::Prompt | Kind::Command => now = 0,
            Kind::Note | Kind::Result => {}
        }
        most = most.max(now);
    }
    most
}

/// The mean of how sure it is that a thread begins at a turn, ends before another, and goes on between.
fn confidence(evidence: &Evidence, start: Start, end: usize) -> f64 {
    let likely = |turn: usize, reach: usize| {
        evidence
            .cues(turn, reach)
            .map(|cues| weights::probability(weights::log_odds(&cues)))
    };
    let begins = if start.reach == 0 {
        Some(1.0)
    } else {
        likely(start.turn, start.reach)
    };
    let inner =
        (start.turn + 1..end).filter_map(|turn| Some(1.0 - likely(turn, turn - start.turn)?));
    let ends = likely(end, end - start.turn);
    let all: Vec<f64> = begins.into_iter().chain(inner).chain(ends).collect();
    all.iter().sum::<f64>() / all.len().max(1) as f64
}

/// The mean cosine of turns with the one before, within threads.
fn coherence(evidence: &Evidence, starts: &[Start]) -> Option<f64> {
    let is_inner = |at: &usize| starts.binary_search_by_key(at, |start| start.turn).is_err();
    let inner = (0..evidence.turns.len()).filter(is_inner);
    let shared = inner.filter_map(|at| evidence.shared.get(at));
    let cosines: Vec<f64> = shared
        .filter_map(|shared| shared.cosine.first().copied())
        .collect();
    (!cosines.is_empty()).then(|| cosines.iter().sum::<f64>() / cosines.len() as f64)
}

#[cfg(test)]
mod tests;
