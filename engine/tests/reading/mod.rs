//! Draws logs for the tests of reading.
//!
//! One line of a drawing is one record: `KIND HH:MM WORD… NAME=VALUE…`. Kinds are `a` (assistant),
//! `p` (a subagent's message in a progress record), `u` (user) and `s` (system). The time is of
//! 2026-07-01, `-` stands for none. A line that starts with `{` is taken as it is; `+` in a value
//! stands for a blank.
//!
//! ```text
//! a 10:01 opus id=m1 req=r1 in=10 out=5 text=Hello tool=Bash:t1
//! u 10:02 id=u1 text=Thank+you
//! u 10:03 id=u2 error=t1
//! ```
#![allow(dead_code, reason = "each test uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use serde_json::{Map, Value, json};
use sessionscope_engine::digest::{Digest, FileDigest};
use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::tokens::Tokens;

/// The key that all files of these tests have.
pub fn file() -> Key {
    Key::new(Domain::Own, b"p/s.jsonl")
}

/// The digest of these bytes, read in one piece.
pub fn read(bytes: &[u8]) -> FileDigest {
    let mut digester = Digester::new(file());
    digester.push(bytes);
    digester.finish()
}

/// The digest of a text's lines, the last one with or without a line feed.
pub fn digest(text: impl AsRef<[u8]>) -> Digest {
    read(text.as_ref()).whole().into_owned()
}

/// The digest of a drawing.
pub fn drawn(drawing: &str) -> Digest {
    digest(draw(drawing))
}

/// The log of a drawing.
pub fn draw(drawing: &str) -> String {
    let lines = drawing
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    lines.map(|line| record(line) + "\n").collect()
}

/// Figures without cache writes.
pub fn tokens(input: u64, output: u64) -> Tokens {
    Tokens {
        input,
        output,
        ..Tokens::default()
    }
}

/// The parts of a record that words of a drawing fill.
#[derive(Default)]
struct Parts {
    top: Map<String, Value>,
    message: Map<String, Value>,
    usage: Map<String, Value>,
    blocks: Vec<Value>,
}

fn record(line: &str) -> String {
    if line.starts_with('{') {
        return line.to_owned();
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let (kind, time) = (words[0], words[1]);
    let mut parts = Parts::default();
    for word in &words[2..] {
        parts.add(word, kind);
    }
    let mut top = parts.joined();
    if time != "-" {
        put(&mut top, "timestamp", format!("2026-07-01T{time}:00.000Z"));
    }
    let name = match kind {
        "a" | "p" => "assistant",
        "u" => "user",
        "s" => "system",
        _ => panic!("no kind of record: {kind}"),
    };
    put(&mut top, "type", name);
    if kind == "p" {
        return json!({"type": "progress", "data": {"message": top}}).to_string();
    }
    Value::Object(top).to_string()
}

impl Parts {
    fn add(&mut self, word: &str, kind: &str) {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let text = value.replace('+', " ");
        let number = || value.parse::<u64>().unwrap();
        let result = |is_error: Value| {
            let mut block = json!({"type": "tool_result", "tool_use_id": value});
            block["is_error"] = is_error;
            block
        };
        match name {
            "id" if kind == "a" || kind == "p" => put(&mut self.message, "id", value),
            "id" | "uuid" => put(&mut self.top, "uuid", value),
            "req" => put(&mut self.top, "requestId", value),
            "in" => put(&mut self.usage, "input_tokens", number()),
            "out" => put(&mut self.usage, "output_tokens", number()),
            "read" => put(&mut self.usage, "cache_read_input_tokens", number()),
            "write" => put(&mut self.usage, "cache_creation_input_tokens", number()),
            "say" => put(&mut self.message, "content", text),
            "text" => self.blocks.push(json!({"type": "text", "text": text})),
            "thinking" => self
                .blocks
                .push(json!({"type": "thinking", "thinking": text})),
            "image" => self.blocks.push(json!({"type": "image", "source": {}})),
            "tool" => self.blocks.push(tool(value)),
            "result" => self.blocks.push(result(Value::Null)),
            "error" => self.blocks.push(result(json!(true))),
            "meta" => put(&mut self.top, "isMeta", true),
            "side" => put(&mut self.top, "isSidechain", true),
            "compact" => put(&mut self.top, "isCompactSummary", true),
            "subtype" | "cwd" | "gitBranch" | "version" | "sessionId" => {
                put(&mut self.top, name, value);
            }
            "sonnet" | "opus" | "haiku" => put(&mut self.message, "model", model(name)),
            _ => panic!("no word of a drawing: {word}"),
        }
    }

    fn joined(mut self) -> Map<String, Value> {
        if !self.blocks.is_empty() {
            put(&mut self.message, "content", self.blocks);
        }
        if !self.usage.is_empty() {
            put(&mut self.message, "usage", self.usage);
        }
        if !self.message.is_empty() {
            put(&mut self.top, "message", self.message);
        }
        self.top
    }
}

fn put(map: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    map.insert(name.to_owned(), value.into());
}

/// `Bash:t1` or `Bash:t1:command`.
fn tool(value: &str) -> Value {
    let mut parts = value.splitn(3, ':');
    let mut next = || parts.next();
    let (name, id) = (next(), next());
    let input = next().map(|text| json!({"x": text.replace('+', " ")}));
    json!({"type": "tool_use", "name": name, "id": id, "input": input.unwrap_or(json!({}))})
}

fn model(name: &str) -> &'static str {
    match name {
        "opus" => "claude-opus-5",
        "sonnet" => "claude-sonnet-5",
        _ => "claude-haiku-4-5-20251001",
    }
}
