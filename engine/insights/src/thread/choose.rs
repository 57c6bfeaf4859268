//! Which turns begin threads: the most likely set of beginnings, all together.
//!
//! Whether a turn begins a thread depends on what it is compared with, which is the thread so far, and
//! so on where that one began. The best choice for all turns is found by dynamic programming
//! (Viterbi 1967) over how many turns ago the thread began, up to [`REACH`].

use super::cohesion::REACH;
use super::evidence::Evidence;
use super::weights::log_odds;

/// A thread's beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The number of its first turn.
    pub turn: usize,
    /// How many turns the thread before has, at most [`REACH`]; 0 for the first thread.
    pub reach: usize,
}

/// A way to choose among the turns so far.
#[derive(Clone, Copy, Debug)]
struct Way {
    score: f64,
    /// What the thread's age was one turn before.
    from: usize,
}

/// Ways that end at a turn, by how many turns before the next one their thread began, less one.
type Ways = [Option<Way>; REACH];

/// The beginnings of the threads, in order. The first turn always is one.
pub fn starts(evidence: &Evidence) -> Vec<Start> {
    let count = evidence.turns.len();
    let mut table: Vec<Ways> = Vec::with_capacity(count);
    for at in 0..count {
        let mut ways = Ways::default();
        match table.last() {
            None => offer(&mut ways, 0, 0.0, 0),
            Some(before) => extend(&mut ways, before, evidence, at),
        }
        table.push(ways);
    }
    trace(&table)
}

fn extend(ways: &mut Ways, before: &Ways, evidence: &Evidence, at: usize) {
    for (age, way) in before.iter().enumerate() {
        let Some(way) = way else { continue };
        let odds = evidence
            .cues(at, age + 1)
            .map_or(f64::NEG_INFINITY, |cues| log_odds(&cues));
        // log p and log (1 - p) differ by the log odds; a common term may be left out only where it
        // is the same for all ways, which it is not.
        let staying = -softplus(odds);
        offer(ways, 0, way.score + staying + odds.max(-1e9), age);
        offer(ways, (age + 1).min(REACH - 1), way.score + staying, age);
    }
}

/// `ln(1 + e^x)`.
fn softplus(x: f64) -> f64 {
    if x > 30.0 { x } else { x.exp().ln_1p() }
}

fn offer(ways: &mut Ways, age: usize, score: f64, from: usize) {
    if let Some(way) = ways.get_mut(age)
        && way.is_none_or(|way| way.score < score)
    {
        *way = Some(Way { score, from });
    }
}

fn trace(table: &[Ways]) -> Vec<Start> {
    let mut starts = Vec::new();
    let last = table.last().into_iter().flatten().enumerate();
    let scored = last.filter_map(|(age, way)| Some((age, (*way)?.score)));
    let best = scored.max_by(|left, right| left.1.total_cmp(&right.1));
    let Some((mut age, _)) = best else {
        return starts;
    };
    for (turn, ways) in table.iter().enumerate().rev() {
        let Some(Some(way)) = ways.get(age) else {
            break;
        };
        if age == 0 {
            let reach = if turn == 0 { 0 } else { way.from + 1 };
            starts.push(Start { turn, reach });
        }
        age = way.from;
    }
    starts.reverse();
    starts
}

#[cfg(test)]
mod tests;
