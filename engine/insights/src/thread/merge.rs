//! Fragments: threads too small to be threads go to the neighbour that they are like.

use super::choose::Start;
use super::evidence::Evidence;
use super::turn::Turn;
use crate::session::Marks;

/// A thread with fewer messages is a fragment.
const MESSAGES_MIN: usize = 3;
/// Fragments are taken only into threads that are nearer than this.
const NEAR_MS: u64 = 5 * 60 * 1000;
/// Cosine of terms from which on topics are alike.
const LIKE: f64 = 0.2;

/// The beginnings without those that only cut off a fragment.
pub fn without_fragments(starts: &[Start], evidence: &Evidence) -> Vec<Start> {
    let mut kept: Vec<Start> = Vec::with_capacity(starts.len());
    for (number, start) in starts.iter().enumerate() {
        let end = starts
            .get(number + 1)
            .map_or(evidence.turns.len(), |next| next.turn);
        let is_small = |first: usize, end: usize| messages(evidence, first, end) < MESSAGES_MIN;
        let before = kept.last().map(|before| before.turn);
        let is_cut = before.is_some_and(|before| {
            (is_small(start.turn, end) || is_small(before, start.turn)) && is_like(evidence, *start)
        });
        if !is_cut {
            kept.push(*start);
        }
    }
    kept
}

fn messages(evidence: &Evidence, first: usize, end: usize) -> usize {
    let turns = evidence.turns.get(first..end).unwrap_or_default();
    turns.iter().map(|turn| turn.end - turn.first).sum()
}

/// A thread's first turn is near the thread before it, and of like topic.
fn is_like(evidence: &Evidence, start: Start) -> bool {
    let cosine = evidence.shared.get(start.turn).and_then(|shared| {
        let index = start.reach.checked_sub(1)?;
        shared.cosine.get(index)
    });
    let is_near = |turn: &Turn| {
        !turn.marks.has(Marks::CLEARED)
            && turn
                .pause_ms
                .is_some_and(|pause| pause.unsigned_abs() < NEAR_MS)
    };
    evidence.turns.get(start.turn).is_some_and(is_near)
        && cosine.is_some_and(|cosine| *cosine >= LIKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::session;
    use crate::thread::turn::turns;

    /// Which turns begin threads, if the second turn was found to.
    fn kept(second: &str) -> Vec<usize> {
        let drawing = format!(
            "10:00 u The lamp flickers when the sensor is read
            10:01 a The sensor of the lamp is read twice.
            10:02 a The lamp reads it once now.
            {second}"
        );
        let evidence = Evidence::of(turns(&session(&drawing)));
        let starts = [Start { turn: 0, reach: 0 }, Start { turn: 1, reach: 1 }];
        let kept = without_fragments(&starts, &evidence);
        kept.into_iter().map(|start| start.turn).collect()
    }

    #[test]
    fn a_fragment_of_like_topic_is_no_thread() {
        assert_eq!(kept("10:03 u Read the sensor of the lamp once"), [0]);
    }

    #[test]
    fn what_is_large_or_late_or_unlike_or_cleared_is_one() {
        let large = "10:03 u Read the sensor of the lamp once
            10:04 a The lamp reads the sensor once.
            10:05 a The lamp and the sensor are fine.";
        assert_eq!(kept(large), [0, 1]);
        assert_eq!(kept("10:30 u Read the sensor of the lamp once"), [0, 1]);
        assert_eq!(kept("10:03 u Count all boats"), [0, 1]);
        assert_eq!(
            kept("10:03 c /clear\n10:03 u Read the sensor of the lamp"),
            [0, 1]
        );
    }
}
