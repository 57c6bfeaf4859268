//! Made-up logs in which message ids, request ids and `uuid`s repeat in every way.
#![allow(dead_code, reason = "each test uses its part")]
#![allow(
    clippy::indexing_slicing,
    reason = "what is put into is an object made just before"
)]

use proptest::prelude::*;
use serde_json::{Value, json};

/// A line of a log; 0 stands for no id.
#[derive(Clone, Debug)]
pub struct Line {
    pub kind: Kind,
    pub id: u8,
    pub request: u8,
    pub uuid: u8,
    pub input: u8,
    pub read: u8,
    pub output: u8,
    pub session: u8,
    pub minute: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    User,
    Plain,
    Nested,
    WithoutUsage,
}

/// Sessions, a copy, a file named after no session, a subagent's file, and another project.
pub const PATHS: [&str; 6] = [
    "p/s1.jsonl",
    "p/s2.jsonl",
    "p/s1 (copy).jsonl",
    "p/other.jsonl",
    "p/s1/subagents/agent-a.jsonl",
    "q/s1.jsonl",
];

pub fn lines() -> impl Strategy<Value = Vec<Line>> {
    let kind = prop_oneof![
        2 => Just(Kind::User),
        6 => Just(Kind::Plain),
        1 => Just(Kind::Nested),
        1 => Just(Kind::WithoutUsage),
    ];
    let ids = (0..4_u8, 0..4_u8, 0..12_u8);
    let figures = (0..4_u8, 0..2_u8, 0..4_u8);
    let line = (kind, ids, figures, 1..4_u8, 0..60_u8);
    let line = line.prop_map(|(kind, ids, figures, session, minute)| Line {
        kind,
        id: ids.0,
        request: ids.1,
        uuid: ids.2,
        input: figures.0,
        read: figures.1,
        output: figures.2,
        session,
        minute,
    });
    proptest::collection::vec(line, 0..14)
}

/// A corpus: the lines of each of [`PATHS`]. Half of the lines of a file may repeat those of the one before.
pub fn corpus() -> impl Strategy<Value = Vec<Vec<Line>>> {
    let files = proptest::collection::vec((lines(), any::<bool>()), PATHS.len());
    files.prop_map(|files| {
        let mut corpus: Vec<Vec<Line>> = Vec::new();
        for (mut lines, copies) in files {
            if let (true, Some(last)) = (copies, corpus.last()) {
                let copied = last.iter().take(last.len() / 2 + 1).cloned();
                lines = copied.chain(lines).collect();
            }
            corpus.push(lines);
        }
        corpus
    })
}

pub fn text(lines: &[Line]) -> String {
    lines
        .iter()
        .map(|line| record(line).to_string() + "\n")
        .collect()
}

/// The record of a line.
pub fn record(line: &Line) -> Value {
    let name = |letter: &str, number: u8| (number > 0).then(|| format!("{letter}{number}"));
    let mut message = json!({"role": "assistant", "model": "claude-sonnet-5", "content": []});
    if let Some(id) = name("m", line.id) {
        message["id"] = json!(id);
    }
    if line.kind != Kind::WithoutUsage {
        message["usage"] = json!({
            "input_tokens": line.input, "output_tokens": line.output,
            "cache_read_input_tokens": line.read,
        });
    }
    let time = format!("2026-07-01T10:{:02}:00.000Z", line.minute);
    let mut record = json!({"type": "assistant", "timestamp": time, "message": message});
    if let Some(uuid) = name("u", line.uuid) {
        record["uuid"] = json!(uuid);
    }
    if let Some(request) = name("r", line.request) {
        record["requestId"] = json!(request);
    }
    if line.kind == Kind::User {
        record = json!({
            "type": "user", "timestamp": time, "message": {"role": "user", "content": "hi"},
        });
    }
    if line.kind == Kind::Nested {
        record = json!({"type": "progress", "timestamp": time, "data": {"message": record}});
    }
    record["sessionId"] = json!(format!("s{}", line.session));
    record
}
