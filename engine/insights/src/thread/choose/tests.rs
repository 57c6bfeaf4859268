use proptest::prelude::*;

use super::*;
use crate::session::Term;
use crate::thread::turn::Turn;

fn evidence(turns: &[(Vec<u32>, i64)]) -> Evidence {
    let turns = turns.iter().map(|(terms, pause_min)| {
        let mut hashes = terms.clone();
        hashes.sort_unstable();
        hashes.dedup();
        Turn {
            terms: hashes
                .iter()
                .map(|hash| Term {
                    hash: *hash,
                    count: 1,
                })
                .collect(),
            asked: hashes,
            is_given: true,
            pause_ms: Some(pause_min * 60_000),
            ..Turn::default()
        }
    });
    Evidence::of(turns.collect())
}

/// The logarithm of the probability of some beginnings, by definition.
fn score(evidence: &Evidence, is_start: &[bool]) -> f64 {
    let mut since = 0;
    let mut score = 0.0;
    for (at, is_start) in is_start.iter().enumerate().skip(1) {
        since += 1;
        let odds = log_odds(&evidence.cues(at, since).unwrap());
        let likely = 1.0 / (1.0 + (-odds).exp());
        score += if *is_start {
            likely.ln()
        } else {
            (1.0 - likely).ln()
        };
        if *is_start {
            since = 0;
        }
    }
    score
}

proptest! {
    #[test]
    fn no_other_choice_is_likelier(turns in proptest::collection::vec((proptest::collection::vec(0_u32..12, 0..6), 0_i64..90), 1..9)) {
        let evidence = evidence(&turns);
        let count = turns.len();
        let chosen = starts(&evidence);
        prop_assert_eq!(chosen[0], Start { turn: 0, reach: 0 });
        let mut flags = vec![false; count];
        for start in &chosen {
            flags[start.turn] = true;
        }
        let best = (0..1_u32 << (count - 1))
            .map(|bits| {
                let is_start = |at: usize| at == 0 || bits >> (at - 1) & 1 == 1;
                score(&evidence, &(0..count).map(is_start).collect::<Vec<_>>())
            })
            .fold(f64::NEG_INFINITY, f64::max);
        prop_assert!((score(&evidence, &flags) - best).abs() < 1e-6);
        for pair in chosen.windows(2) {
            prop_assert_eq!(pair[1].reach, (pair[1].turn - pair[0].turn).min(REACH));
        }
    }
}

#[test]
fn nothing_has_no_threads() {
    assert!(starts(&Evidence::of(Vec::new())).is_empty());
}
