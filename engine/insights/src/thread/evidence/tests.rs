#![allow(clippy::float_cmp, reason = "these are exact")]

use super::*;
use crate::drawing::session;
use crate::thread::turn::turns;

fn cue(drawing: &str, cue: Cue) -> f64 {
    let evidence = Evidence::of(turns(&session(drawing)));
    let last = evidence.turns.len() - 1;
    evidence.cues(last, last).unwrap()[cue as usize]
}

const START: &str = "10:00 u Why does the lamp flicker?\n10:01 a The sensor is read twice.\n";

#[test]
fn cues_are_in_the_order_of_their_numbers() {
    for (at, cue) in Cue::ALL.into_iter().enumerate() {
        assert_eq!(cue as usize, at);
    }
}

#[test]
fn pauses_count_from_the_threshold_on() {
    let after = |time: &str| cue(&format!("{START}{time} u And the sensor?"), Cue::LongPause);
    assert_eq!(after("10:16"), 0.0);
    assert!(after("12:01") > 1.0);
    assert!(after("9:00") > 0.0, "a log that goes back");
    assert_eq!(after("9+10:00"), LONG_MOST);
}

#[test]
fn marks_are_cues() {
    assert_eq!(cue(&format!("{START}10:02 c /clear"), Cue::Cleared), 1.0);
    let compacted = format!("{START}10:02 compact\n10:03 u Go on with the lamp");
    assert_eq!(cue(&compacted, Cue::Compacted), 1.0);
    assert_eq!(
        cue(&format!("{START}10:02 u New task: boats"), Cue::Switch),
        1.0
    );
    assert_eq!(cue(&format!("{START}10:02 u yes"), Cue::Brief), 1.0);
}

#[test]
fn another_topic_is_unlike() {
    let (same, other) = (
        "u Is the lamp sensor slow?",
        "u Paint the harbour boats green",
    );
    for text in [Cue::Terms, Cue::Asked, Cue::NewTerms] {
        let with = |prompt: &str| cue(&format!("{START}10:02 {prompt}"), text);
        assert!(with(other) > with(same), "{text:?}");
    }
}

#[test]
fn the_first_turn_has_no_cues() {
    let evidence = Evidence::of(turns(&session(START)));
    assert_eq!(evidence.cues(0, 1), None);
    assert_eq!(evidence.cues(9, 1), None);
}
