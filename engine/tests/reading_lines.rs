//! Every oddity that a line can have, and what becomes of it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod reading;

use reading::{digest, drawn, read};
use sessionscope_engine::digest::Digest;
use sessionscope_engine::reader::Reason::{self, Json, NotAnObject, Utf8};
use sessionscope_engine::reader::{Malformed, Severity};

/// (line, offset, length, reason, recovered) of the malformed lines.
fn malformed(digest: &Digest) -> Vec<(u64, u64, u64, Reason, u32)> {
    let each = |line: &Malformed| {
        let Malformed {
            line,
            offset_bytes,
            length_bytes,
            reason,
            recovered,
        } = *line;
        (line, offset_bytes, length_bytes, reason, recovered)
    };
    digest.malformed.iter().map(each).collect()
}

fn records(digest: &Digest) -> u64 {
    digest.record_types.values().sum()
}

#[test]
fn nothing_at_all_is_nothing() {
    assert_eq!(read(b""), read(b""));
    let nothing = digest("");
    assert_eq!(
        (nothing.lines, nothing.blank_lines, nothing.bytes),
        (0, 0, 0)
    );
    assert_eq!(digest("\u{feff}").bytes, 3);
    assert_eq!(digest("\u{feff}").lines, 0);
}

#[test]
fn blank_lines_are_counted_apart() {
    let digest = digest("\n \t \r\n{\"type\":\"mode\"}\n\r\n\u{a0}\n");
    assert_eq!((digest.lines, digest.blank_lines), (2, 3));
    assert_eq!(
        malformed(&digest),
        [(5, 24, 2, Json, 0)],
        "U+00A0 is not blank"
    );
    assert_eq!(self::digest(" \t").blank_lines, 1);
}

#[test]
fn crlf_and_bom_are_no_part_of_a_line() {
    let plain = digest("{\"type\":\"mode\"}\n[]\n");
    let windows = digest("\u{feff}{\"type\":\"mode\"}\r\n[]\r\n");
    assert_eq!(plain.record_types, windows.record_types);
    assert_eq!(malformed(&plain), [(2, 16, 2, NotAnObject, 0)]);
    assert_eq!(malformed(&windows), [(2, 20, 2, NotAnObject, 0)]);
    assert_eq!(windows.bytes, 24);
}

#[test]
fn what_is_no_object_in_utf8_is_malformed() {
    let digest = digest(
        b"[1]\n\"text\"\nnull\n7\n{\"type\":\"mo\xff\"}\n{\"a\":NaN}\n{\"a\":\"\t\"}\n{\"a\":1}x\n\xff\n",
    );
    let reasons: Vec<Reason> = digest.malformed.iter().map(|line| line.reason).collect();
    assert_eq!(
        reasons,
        [
            NotAnObject,
            NotAnObject,
            NotAnObject,
            NotAnObject,
            Utf8,
            Json,
            Json,
            Json,
            Utf8
        ]
    );
    assert_eq!((digest.lines, records(&digest)), (9, 0));
}

#[test]
fn invalid_utf8_is_never_recovered() {
    let digest = digest(b"{\"type\":\"mode\"}{\"type\":\"mode\"} \xc3\n");
    assert_eq!(malformed(&digest), [(1, 0, 32, Utf8, 0)]);
    assert_eq!(records(&digest), 0);
}

#[test]
fn leading_nuls_are_stripped() {
    let digest = digest("\0\0\0{\"type\":\"mode\"}\n\0\0\n{\"type\":\"mode\"}\0\n");
    assert_eq!(
        malformed(&digest),
        [
            (1, 0, 18, Json, 1),
            (2, 19, 2, Json, 0),
            (3, 22, 16, Json, 0),
        ]
    );
    assert_eq!(digest.recovered_records, 1);
}

#[test]
fn objects_end_to_end_are_all_recovered() {
    let digest = digest("{\"type\":\"mode\"}{\"type\":\"tag\"} {\"type\":\"user\"}\n");
    assert_eq!(malformed(&digest), [(1, 0, 45, Json, 3)]);
    let types: Vec<&str> = digest.record_types.keys().map(String::as_str).collect();
    assert_eq!(types, ["mode", "tag", "user"]);
    assert_eq!((digest.lines, digest.recovered_records), (1, 3));
}

#[test]
fn millions_of_objects_on_one_line_need_no_memory_of_their_own() {
    let digest = digest("{}".repeat(3_000_000) + "\n");
    assert_eq!(malformed(&digest), [(1, 0, 6_000_000, Json, 3_000_000)]);
    assert_eq!(digest.record_types.get("(none)"), Some(&3_000_000));
}

#[test]
fn records_of_one_line_without_ids_stay_apart() {
    let one = "{\"type\":\"assistant\",\"message\":{\"usage\":{\"input_tokens\":10}}}";
    let digest = digest(format!("{one}{one}\n{one}\n"));
    assert_eq!(digest.responses.len(), 3);
    assert_eq!(digest.every_line.input, 30);
}

#[test]
fn the_whole_record_behind_a_cut_off_one_is_recovered() {
    let cut = "{\"parentUuid\":null,\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"cut";
    for (tail, kind) in [
        (
            "{\"parentUuid\":\"a\",\"uuid\":\"b\",\"x\":{\"type\":\"c\"},\"type\":\"user\"}",
            "user",
        ),
        (
            "{\"type\":\"custom-title\",\"sessionId\":\"s\"}",
            "custom-title",
        ),
        (
            "{\"type\":\"pr-link\",\"timestamp\":\"2026-07-01T10:00:00Z\"}",
            "pr-link",
        ),
    ] {
        let digest = digest(format!("{cut}{tail}\n"));
        assert_eq!(digest.recovered_records, 1, "{tail}");
        assert_eq!(digest.record_types.get(kind), Some(&1), "{tail}");
    }
    for tail in [
        "{\"type\":\"tool_use\",\"name\":\"Read\"}",
        "{\"type\":\"user\",\"uuid\":\"b\"}}",
        "{\"uuid\":\"b\",\"type\":\"user\"}",
        "{\"type\":\"user\",\"uuid\":\"b\"}[1]",
    ] {
        assert_eq!(records(&digest(format!("{cut}{tail}\n"))), 0, "{tail}");
    }
}

#[test]
fn an_unfinished_last_line_is_told_apart() {
    let whole = "{\"type\":\"mode\"}\n";
    let digest = digest(format!("{whole}{{\"type\":\"us"));
    assert_eq!(malformed(&digest), [(2, 16, 11, Reason::Unfinished, 0)]);
    let line = digest.malformed[0];
    assert_eq!(line.severity(true), Severity::Note);
    assert_eq!(line.severity(false), Severity::Error);
    assert_eq!(
        malformed(&self::digest(b"\xe2\x82")),
        [(1, 0, 2, Reason::Unfinished, 0)],
        "whatever is wrong with it"
    );
    assert_eq!(malformed(&self::digest("[1]")), [(1, 0, 3, NotAnObject, 0)]);
}

#[test]
fn a_last_line_without_lf_counts_if_it_parses() {
    let file = read(b"{\"type\":\"mode\"}\n{\"type\":\"user\"}");
    assert_eq!(file.body.lines, 1);
    assert_eq!(file.resume.offset_bytes, 16);
    assert_eq!(
        file.tail.as_ref().map(|tail| (tail.lines, tail.bytes)),
        Some((1, 15))
    );
    assert_eq!(records(&file.whole()), 2);
}

#[test]
fn an_unfinished_last_line_is_recovered_like_any_other() {
    let digest = digest("{\"par{\"type\":\"user\",\"uuid\":\"u\"}");
    assert_eq!(malformed(&digest), [(1, 0, 31, Reason::Unfinished, 1)]);
    assert_eq!(digest.malformed[0].severity(false), Severity::Warning);
    assert_eq!(digest.user_messages.len(), 1);
}

#[test]
fn lone_surrogates_are_json() {
    let digest =
        digest("{\"type\":\"user\",\"uuid\":\"\\ud83d\",\"message\":{\"content\":\"\\udc00\"}}\n");
    assert_eq!((digest.malformed.len(), digest.user_messages.len()), (0, 1));
    assert_eq!(digest.facts.first_prompt.as_deref(), Some("\u{fffd}"));
}

#[test]
fn escaped_names_are_the_names_they_say() {
    let digest = digest(
        r#"{"\u0074ype":"\u0061ssistant","m\u0065ssage":{"\u0069d":"m","us\u0061ge":{"input\u005ftokens":4}}}"#,
    );
    assert_eq!(digest.every_line.input, 4);
    assert_eq!(digest.record_types.get("assistant"), Some(&1));
}

#[test]
fn of_a_repeated_key_the_last_counts() {
    let digest = digest(concat!(
        r#"{"type":"user","uuid":7,"message":{"id":"a","usage":{"input_tokens":1},"content":[{"type":"tool_use","id":"t"}]},"#,
        r#""type":"assistant","uuid":"u","message":{"usage":{"input_tokens":1,"input_tokens":4,"output_tokens":3},"#,
        r#""usage":{"input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":1},"cache_creation":{}}}}"#,
    ));
    assert_eq!((digest.every_line.input, digest.every_line.output), (5, 0));
    assert_eq!(digest.every_line.cache_creation(), 0);
    assert_eq!(digest.tools, []);
    assert!(digest.unknown.shapes.is_empty(), "the number is gone");
    let again = self::digest(r#"{"type":"assistant","message":{"usage":{}},"message":null}"#);
    assert_eq!(again.responses[0].plain_records, 0);
}

#[test]
fn ten_thousand_levels_are_json() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        let line =
            format!("{{\"type\":\"user\",\"uuid\":\"u\",\"message\":{{\"content\":{deep}}}}}\n");
        let digest = digest(line);
        assert_eq!((digest.malformed.len(), digest.user_messages.len()), (0, 1));
    }
}

#[test]
fn a_hundred_megabytes_of_brackets_do_not_blow_the_stack() {
    let digest = digest("[".repeat(100_000_000));
    assert_eq!(
        malformed(&digest),
        [(1, 0, 100_000_000, Reason::Unfinished, 0)]
    );
}

#[test]
fn a_line_of_a_hundred_megabytes_is_read() {
    let text = "x".repeat(100_000_000);
    let line = format!(
        "{{\"type\":\"user\",\"uuid\":\"u\",\"message\":{{\"content\":\"{text}\"}}}}\n{{\"type\":\"mode\"}}\n"
    );
    let mut digester = sessionscope_engine::digester::Digester::new(reading::file());
    for piece in line.as_bytes().chunks(1 << 16) {
        digester.push(piece);
    }
    assert_eq!(digester.carry_bytes(), 0);
    let digest = digester.finish().body;
    assert_eq!((digest.lines, digest.user_messages.len()), (2, 1));
    assert_eq!(digest.facts.first_prompt.map(|text| text.len()), Some(240));
}

#[test]
fn odd_drawings_are_read_too() {
    let digest = drawn("u 10:00 id=u1 say=hello");
    assert_eq!(digest.user_messages.len(), 1);
}
