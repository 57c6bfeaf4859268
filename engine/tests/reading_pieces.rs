//! Reading in pieces, going on where a reading ended, and joining digests.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod reading;

use proptest::prelude::*;
use reading::{draw, file, read};
use sessionscope_engine::digest::FileDigest;
use sessionscope_engine::digester::Digester;
use sessionscope_engine::proof::{HEAD_PROOF_BYTES, Resume, TAIL_PROOF_BYTES};

/// Goes on with a file of which `known` was read.
fn resume(known: &FileDigest, bytes: &[u8]) -> Option<FileDigest> {
    let at = known.resume;
    let offset = usize::try_from(at.offset_bytes).unwrap();
    let head = &bytes[..offset.min(HEAD_PROOF_BYTES)];
    let before = &bytes[offset - offset.min(TAIL_PROOF_BYTES)..offset];
    let mut digester = Digester::resume(file(), &at, head, before)?;
    digester.push(&bytes[offset..]);
    let mut all = known.clone();
    all.append(digester.finish());
    Some(all)
}

fn read_in_pieces(bytes: &[u8], cuts: &[usize]) -> FileDigest {
    let mut digester = Digester::new(file());
    let mut start = 0;
    for &cut in cuts.iter().chain([&bytes.len()]) {
        digester.push(&bytes[start..cut.max(start)]);
        start = cut.max(start);
    }
    digester.finish()
}

/// A log in which nearly every field of a digest is told by several lines.
fn rich() -> Vec<u8> {
    let lines = draw(
        r#"
        a 10:01 opus id=m1 req=r1 in=10 out=1 text=Hello cwd=/a gitBranch=x version=1.0.1
        u 10:00 id=u1 say=Fix+it sessionId=s
        p 10:03 haiku id=n1 in=3 out=3 text=sub
        a 10:02 sonnet id=m1 req=r1 in=10 out=7 tool=Bash:t1:ls gitBranch=y version=1.0.2
        u 10:04 id=u2 error=t1
        u 10:04 id=u2 error=t1
        a - haiku id=n1 in=3 out=2 tool=Read:t2 tool=Bash:t1
        {"type":"custom-title","customTitle":"one"}
        {"type":"new-kind","new":1}
        a 10:05 uuid=x in=1 out=1
        a 10:05 in=1 out=1
        {"type":"custom-title","customTitle":"two","strange":{"a":[1,2]}}
        s 10:06 subtype=compact_boundary
        "#,
    );
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend_from_slice(lines.as_bytes());
    bytes.extend_from_slice(b"\n{\"type\":\"tag\"}{\"type\":\"tag\"}\r\n\0\0{\"a\":\n \xff\r\n");
    bytes.extend_from_slice(
        b"{\"timestamp\":\"never\",\"type\":\"assistant\",\"message\":{\"id\":\"m1\"}}",
    );
    bytes
}

#[test]
fn every_cut_of_a_rich_log_gives_the_same_digest() {
    let bytes = rich();
    let whole = read(&bytes);
    for cut in 0..=bytes.len() {
        assert_eq!(read_in_pieces(&bytes, &[cut]), whole, "in pieces at {cut}");
        let first = read(&bytes[..cut]);
        assert_eq!(
            resume(&first, &bytes).unwrap(),
            whole,
            "going on from {cut}"
        );
    }
}

#[test]
fn three_readings_are_one() {
    let bytes = rich();
    let whole = read(&bytes);
    for first in (0..bytes.len()).step_by(37) {
        for second in (first..bytes.len()).step_by(41) {
            let known = resume(&read(&bytes[..first]), &bytes[..second]).unwrap();
            assert_eq!(resume(&known, &bytes).unwrap(), whole, "{first} {second}");
        }
    }
}

#[test]
fn single_bytes_are_pieces_too() {
    let bytes = rich();
    let cuts: Vec<usize> = (0..bytes.len()).collect();
    assert_eq!(read_in_pieces(&bytes, &cuts), read(&bytes));
}

#[test]
fn a_rewritten_file_is_not_gone_on_with() {
    let bytes = rich();
    let known = read(&bytes);
    let offset = usize::try_from(known.resume.offset_bytes).unwrap();
    for at in [
        0,
        5,
        HEAD_PROOF_BYTES - 1,
        offset - TAIL_PROOF_BYTES,
        offset - 1,
    ] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_eq!(resume(&known, &changed), None, "{at}");
    }
    let at = &known.resume;
    assert!(Digester::resume(file(), at, &bytes[..HEAD_PROOF_BYTES], b"short").is_none());
    assert!(Digester::resume(file(), at, b"", b"").is_none());
    assert!(Digester::resume(file(), &Resume::default(), b"", b"").is_some());
}

#[test]
fn nothing_new_changes_nothing() {
    for bytes in [&b""[..], b"{}", b"{}\n", b"\xef\xbb\xbf{}\n{", &rich()] {
        let known = read(bytes);
        assert_eq!(resume(&known, bytes).as_ref(), Some(&known));
    }
}

#[test]
fn names_beyond_the_most_are_folded_the_same_in_any_order() {
    let line = |number: u32| format!("{{\"type\":\"kind-{number:04}\"}}\n");
    let up: String = (0..300).map(line).collect();
    let down: String = (0..300).rev().map(line).collect();
    let digest = read(up.as_bytes()).body;
    assert_eq!(read(down.as_bytes()).body.record_types, digest.record_types);
    assert_eq!(digest.record_types.len(), 201);
    assert_eq!(digest.record_types.get("(more)"), Some(&100));
    let known = read(&up.as_bytes()[..up.len() / 2]);
    assert_eq!(resume(&known, up.as_bytes()).unwrap().body, digest);
}

/// Bytes that look like a log often enough.
fn logs() -> impl Strategy<Value = Vec<u8>> {
    let record = prop_oneof![
        (0..4_u8, 0..3_u8, 0..20_u64, "[a-b]{1}").prop_map(|(id, model, out, tool)| {
            let model = ["opus", "sonnet", "haiku"][usize::from(model)];
            draw(&format!(
                "a 10:0{id} {model} id=m{id} out={out} req={out} tool=T{tool}:{tool}"
            ))
        }),
        (0..4_u8, 0..20_u64)
            .prop_map(|(id, out)| { draw(&format!("p 10:0{id} opus id=m{id} out={out}")) }),
        (0..4_u8, "[ab]").prop_map(|(id, tool)| draw(&format!("u 11:0{id} id=u{id} error={tool}"))),
        (0..4_u8, "[a-z]{0,5}").prop_map(|(id, text)| draw(&format!("u - id=u{id} say={text}"))),
        "[\\[\\]{}:\" \r\n\0a-c]{0,20}",
        Just("{\"type\":\"mode\"}{\"type\":\"mo".to_owned()),
        Just("\n".to_owned()),
    ];
    let start = prop_oneof![3 => Just(""), 1 => Just("\u{feff}")];
    (start, prop::collection::vec(record, 0..12), any::<bool>()).prop_map(
        |(start, lines, ended)| {
            let mut text = start.to_owned() + &lines.concat();
            if !ended {
                text.truncate(text.trim_end().len());
            }
            text.into_bytes()
        },
    )
}

proptest! {
    #[test]
    fn any_pieces_give_the_same_digest(
        bytes in logs(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(read_in_pieces(&bytes, &cuts), read(&bytes));
    }

    #[test]
    fn going_on_gives_the_digest_of_the_whole(
        bytes in logs(),
        cut in any::<prop::sample::Index>(),
    ) {
        let first = read(&bytes[..cut.index(bytes.len() + 1)]);
        prop_assert_eq!(resume(&first, &bytes).unwrap(), read(&bytes));
    }
}
