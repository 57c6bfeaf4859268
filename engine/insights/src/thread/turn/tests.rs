use super::*;
use crate::drawing::session;

/// Where turns begin and whether a person began them.
fn drawn(drawing: &str) -> Vec<(usize, bool)> {
    let turns = turns(&session(drawing));
    turns
        .iter()
        .map(|turn| (turn.first, turn.is_given))
        .collect()
}

#[test]
fn notices_and_commands_belong_to_the_prompt_they_lead_to() {
    let turns = drawn(
        "
        10:00 n a notice
        10:00 c /model
        10:01 u first
        10:02 a yes
        10:03 n Caveat: a notice
        10:03 c /model
        10:03 n done
        10:03 u second
        10:04 a yes
    ",
    );
    assert_eq!(turns, [(0, true), (4, true)]);
}

#[test]
fn what_ends_something_belongs_to_what_was_before() {
    let turns = drawn(
        "
        10:00 u first
        10:01 a yes
        10:02 stop
        10:03 u second
        10:04 a yes
        10:05 c /exit
        10:05 n bye
        10:06 u third
        10:07 n late notice
        10:20 u fourth
    ",
    );
    assert_eq!(turns, [(0, true), (3, true), (7, true), (9, true)]);
}

#[test]
fn results_begin_no_turn() {
    let turns = drawn(
        "
        10:00 u first
        10:01 t Read lamp.rs
        10:02 r text
        10:03 a done
    ",
    );
    assert_eq!(turns, [(0, true)]);
}

#[test]
fn every_message_is_in_one_turn() {
    let session = session(
        "
        10:00 a excerpt
        10:01 u first
        10:01 u first again
        10:02 a yes
    ",
    );
    let turns = turns(&session);
    assert_eq!(turns.first().map(|turn| turn.first), Some(0));
    assert!(turns.windows(2).all(|pair| pair[0].end == pair[1].first));
    assert_eq!(turns.last().map(|turn| turn.end), Some(4));
    assert!(super::turns(&Session::default()).is_empty());
}

#[test]
fn pauses_and_tools_are_compared_across_the_gap() {
    let turns = turns(&session(
        "
        10:00 u first
        10:01 t Read lamp.rs
        10:02 r text
        12:02 u second
        12:03 t Read boat.rs
        12:04 r text
        12:05 t Edit boat.rs
    ",
    ));
    assert_eq!(turns[1].pause_ms, Some(120 * 60_000));
    assert_eq!(turns[1].tool_overlap, Some(0.5));
    assert_eq!(turns[0].tool_overlap, None);
    assert_eq!((turns[0].mentions.len(), turns[1].mentions.len()), (1, 1));
}

#[test]
fn a_compaction_may_begin_something() {
    let session = session(
        "
        10:00 u first
        10:01 a yes
        10:02 compact
        10:02 sum The lamps were counted
        10:03 a going on
        10:04 compact
        10:04 sum The boats were counted
        10:04 n Caveat: a notice
        10:04 c /compact
        10:05 u third
    ",
    );
    let turns = turns(&session);
    let firsts: Vec<_> = turns
        .iter()
        .map(|turn| (turn.first, turn.is_given))
        .collect();
    assert_eq!(firsts, [(0, true), (2, false), (4, true)]);
    assert!(turns[1].marks.has(Marks::COMPACTED) && !turns[1].terms.is_empty());
}
