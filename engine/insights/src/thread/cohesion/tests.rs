#![allow(clippy::float_cmp, reason = "these are exact")]

use super::*;
use crate::session::Term;

fn turn(terms: &[u32]) -> Turn {
    Turn {
        terms: terms
            .iter()
            .map(|hash| Term {
                hash: *hash,
                count: 1,
            })
            .collect(),
        asked: terms.to_vec(),
        mentions: terms.iter().copied().filter(|term| *term < 10).collect(),
        ..Turn::default()
    }
}

#[test]
fn what_was_there_before_is_shared() {
    let shared = shared(&[turn(&[1, 20]), turn(&[2, 30]), turn(&[1, 20])]);
    let last = shared[2];
    let asked = last.asked.unwrap();
    assert_eq!(asked[0], 0.0, "not in the turn before");
    assert!((asked[1] - 1.0).abs() < 1e-9, "but in the one before that");
    assert_eq!(last.files.unwrap(), asked);
    assert_eq!(last.cosine[0], 0.0);
    assert!(
        last.cosine[1] > 0.5 && last.cosine[1] < 0.6,
        "less than half of the sum is the other turn"
    );
    assert!((shared[1].next_cosine.unwrap()[0] - 1.0).abs() < 1e-9);
    assert!(last.next_cosine.is_none());
}

#[test]
fn what_is_not_there_is_unknown_and_not_zero() {
    let shared = shared(&[turn(&[20]), turn(&[]), turn(&[1])]);
    assert_eq!(shared[1].asked, None);
    assert_eq!(shared[1].cosine, [0.0; REACH]);
    assert_eq!(shared[2].files, None, "no file was mentioned before");
    assert_eq!(shared[0].asked, Some([0.0; REACH]));
}

#[test]
fn rare_terms_count_more() {
    let common = [
        turn(&[20]),
        turn(&[20, 30]),
        turn(&[20]),
        turn(&[20]),
        turn(&[20, 30]),
    ];
    let last = shared(&common)[4].asked.unwrap();
    assert!(last[0] < 0.5, "the common half weighs less: {last:?}");
}
