//! What the method must beat.

use sessionscope_insights::session::Marks;
use sessionscope_insights::thread::pace::{BASE_MS, threshold_ms};
use sessionscope_insights::thread::turn::Turn;

/// A thread begins wherever nothing was said for half an hour.
pub fn gap(turns: &[Turn]) -> Vec<usize> {
    let is_start = |turn: &Turn| turn.pause_ms.is_some_and(|pause| pause.abs() >= BASE_MS);
    starts(turns, |_, turn| is_start(turn))
}

/// `TextTiling` (Hearst 1997) with blocks of two turns: a thread begins where the depth of the valley of
/// similarity exceeds the mean by half a standard deviation less.
pub fn text_tiling(turns: &[Turn]) -> Vec<usize> {
    let similar: Vec<f64> = (1..turns.len())
        .map(|at| {
            let left = block(&turns[at.saturating_sub(2)..at]);
            let right = block(&turns[at..(at + 2).min(turns.len())]);
            cosine(&left, &right)
        })
        .collect();
    let depths: Vec<f64> = (0..similar.len())
        .map(|at| {
            let climb = |values: &mut dyn Iterator<Item = f64>| {
                let mut peak = similar[at];
                for value in values {
                    if value < peak {
                        break;
                    }
                    peak = value;
                }
                peak - similar[at]
            };
            climb(&mut similar[..at].iter().rev().copied())
                + climb(&mut similar[at..].iter().copied())
        })
        .collect();
    let mean = depths.iter().sum::<f64>() / depths.len().max(1) as f64;
    let variance = depths
        .iter()
        .map(|depth| (depth - mean).powi(2))
        .sum::<f64>()
        / depths.len().max(1) as f64;
    let cut = mean - variance.sqrt() / 2.0;
    starts(turns, |at, _| depths[at - 1] > cut.max(1e-9))
}

/// The checklist's rules, each of which is enough: a pause over the session's own threshold, another
/// directory or branch, words of switching, `/clear`, a compaction, a new session, or other tools
/// together with other files.
pub fn fixed_rules(turns: &[Turn]) -> Vec<usize> {
    let threshold = threshold_ms(turns);
    starts(turns, |at, turn| {
        let before = &turns[at - 1];
        let hard = [
            Marks::CLEARED,
            Marks::COMPACTED,
            Marks::STARTED,
            Marks::UNLINKED,
            Marks::SESSION,
        ];
        let moved = before.last_cwd != turn.cwd || before.last_branch != turn.branch;
        let is_other_work = turn.tool_overlap.is_some_and(|overlap| overlap < 0.3)
            && !turn
                .mentions
                .iter()
                .any(|name| before.mentions.contains(name));
        turn.pause_ms.is_some_and(|pause| pause >= threshold)
            || hard.iter().any(|mark| turn.marks.has(*mark))
            || moved
            || turn.is_switch
            || is_other_work
    })
}

fn starts(turns: &[Turn], is_start: impl Fn(usize, &Turn) -> bool) -> Vec<usize> {
    let at = turns.iter().enumerate();
    let chosen = at.filter(|(at, turn)| *at == 0 || is_start(*at, turn));
    chosen.map(|(_, turn)| turn.first).collect()
}

fn block(turns: &[Turn]) -> std::collections::BTreeMap<u32, f64> {
    let mut counts = std::collections::BTreeMap::new();
    for term in turns.iter().flat_map(|turn| &turn.terms) {
        *counts.entry(term.hash).or_default() += f64::from(term.count);
    }
    counts
}

fn cosine(
    left: &std::collections::BTreeMap<u32, f64>,
    right: &std::collections::BTreeMap<u32, f64>,
) -> f64 {
    let inner: f64 = left
        .iter()
        .map(|(term, x)| x * right.get(term).unwrap_or(&0.0))
        .sum();
    let norm =
        |block: &std::collections::BTreeMap<u32, f64>| block.values().map(|x| x * x).sum::<f64>();
    let norms = (norm(left) * norm(right)).sqrt();
    if norms > 0.0 { inner / norms } else { 0.0 }
}
