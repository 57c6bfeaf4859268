use proptest::prelude::*;
use sessionscope_log::reader::RecordReader;

use super::*;
use crate::drawing::{log, read, session};

const LAMPS: &str = "
    10:00 n Caveat: a notice
    10:00 c /model
    10:01 u Why does the lamp in src/lamp.rs flicker?
    10:02 t Read src/lamp.rs
    10:03 r fn flicker() {}
    10:04 a It reads the sensor twice.
    10:05 stop
    10:06 compact
    10:07 u Next task: count the boats
    10:08 c /clear
";

#[test]
fn kinds_are_told_apart() {
    use Kind::{Answer, Command, Note, Prompt, Result};

    let session = session(LAMPS);
    let kinds: Vec<Kind> = session
        .messages()
        .iter()
        .map(|message| message.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            Note, Command, Prompt, Answer, Result, Answer, Note, Prompt, Command
        ]
    );
}

#[test]
fn what_matters_is_kept() {
    let session = session(LAMPS);
    let [_, _, prompt, call, result, _, stop, next, clear] = session.messages() else {
        panic!("nine messages");
    };
    assert_eq!(
        &*prompt.opening,
        "Why does the lamp in src/lamp.rs flicker?"
    );
    assert_eq!(prompt.mentions, call.mentions, "the same file");
    assert_eq!(
        session.paths().name(call.files[0]),
        Some("/home/kim/lamps/src/lamp.rs")
    );
    assert_eq!(session.tools().name(call.tools[0]), Some("Read"));
    let shared = |term: &&Term| {
        result
            .terms
            .terms()
            .iter()
            .any(|other| other.hash == term.hash)
    };
    assert!(
        prompt.terms.terms().iter().any(|term| shared(&term)),
        "flicker"
    );
    assert!(stop.marks.has(Marks::INTERRUPTED) && next.marks.has(Marks::COMPACTED));
    assert!(next.is_switch && !prompt.is_switch && clear.marks.has(Marks::CLEARED));
    assert!(!next.marks.has(Marks::UNLINKED));
    assert_eq!(next.time_ms.unwrap() - stop.time_ms.unwrap(), 120_000);
}

#[test]
fn side_lines_and_records_without_uuid_are_left_out() {
    let lines = br#"{"type":"user","uuid":"a","isSidechain":true,"message":{"content":"x"}}
{"type":"user","message":{"content":"x"}}
{"type":"user","uuid":7,"message":7}
{"type":"user","uuid":"b","message":null}
"#;
    let mut session = Session::default();
    read(lines, &mut session);
    assert_eq!(session.messages().len(), 1);
    assert_eq!(session.messages()[0].kind, Kind::Note);
}

#[test]
fn a_missing_parent_is_marked_where_others_are_known() {
    let mut bytes = log("10:00 u one\n10:01 a two");
    bytes.extend(br#"{"type":"user","uuid":"x","parentUuid":"gone","message":{"content":"hi"}}"#);
    let mut session = Session::default();
    read(&bytes, &mut session);
    let marks: Vec<bool> = session
        .messages()
        .iter()
        .map(|message| message.marks.has(Marks::UNLINKED))
        .collect();
    assert_eq!(marks, [false, false, true]);
}

#[test]
fn a_start_of_the_program_is_marked() {
    let mut bytes = log("10:00 u one\n10:01 a two");
    for hook in ["startup", "compact"] {
        let records = format!(
            "{{\"type\":\"attachment\",\"attachment\":{{\"hookName\":\"SessionStart:{hook}\"}}}}
{{\"type\":\"user\",\"uuid\":\"{hook}\",\"message\":{{\"content\":\"hi\"}}}}\n"
        );
        bytes.extend(records.into_bytes());
    }
    let mut session = Session::default();
    read(&bytes, &mut session);
    let marks: Vec<bool> = session
        .messages()
        .iter()
        .map(|message| message.marks.has(Marks::STARTED))
        .collect();
    assert_eq!(
        marks,
        [false, false, true, false],
        "a compaction is no start"
    );
}

#[test]
fn a_message_takes_little_room() {
    let words: Vec<String> = (0..5000)
        .map(|number| format!("word{number} lib/file{number}.rs"))
        .collect();
    let session = session(&format!("10:00 u {}", words.join(" ")));
    let message = &session.messages()[0];
    assert_eq!(message.terms.terms().len(), 256);
    assert_eq!(message.mentions.len(), 128);
    assert!(message.opening.len() <= 100);
}

/// Reads a log in two parts, the second from the beginning of the line in which the first ended.
fn in_two(log: &[u8], cut: usize) -> Session {
    let mut session = Session::default();
    let mut reader = RecordReader::default();
    let (first, _) = log.split_at(cut);
    reader.push(first, &mut session);
    let lines = reader.lines().count();
    reader.finish(&mut session);
    let offset = first
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let mut reader = RecordReader::resume(lines, offset as u64, false);
    reader.push(&log[offset..], &mut session);
    reader.finish(&mut session);
    session
}

proptest! {
    #[test]
    fn a_session_that_grows_is_the_same_as_one_read_at_once(cut in 0_usize..3000, broken in 0_usize..3000) {
        let mut bytes = log(LAMPS);
        let broken = broken % bytes.len();
        if bytes[broken] != b'\n' {
            bytes[broken] = b'}';
        }
        let mut whole = Session::default();
        read(&bytes, &mut whole);
        let parts = in_two(&bytes, cut % (bytes.len() + 1));
        prop_assert_eq!(parts.messages(), whole.messages());
        prop_assert_eq!(parts, whole);
    }

    #[test]
    fn odd_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes, &mut Session::default());
    }

    #[test]
    fn odd_records_do_no_harm(key in "type|uuid|message|timestamp|parentUuid|isMeta|cwd", value in "null|1|\"x\"|\\[1\\]|\\{\"content\":[7,{\"type\":\"tool_use\",\"name\":4}]\\}|true") {
        let line = format!("{{\"type\":\"user\",\"uuid\":\"a\",\"message\":{{\"content\":\"b\"}},\"{key}\":{value}}}\n");
        let mut session = Session::default();
        read(line.as_bytes(), &mut session);
        crate::thread::threads(&session);
    }
}
