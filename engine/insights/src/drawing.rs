//! Small sessions for tests, drawn a line for each record.
//!
//! A line is a time, what it is, and what it says: `10:00 u Fix the lamp` (a person), `10:01 a Done`
//! (the model), `10:02 t Read src/lamp.rs` (it calls a tool with a file), `10:03 r fn lamp() {}` (the
//! result), `10:04 c /clear` (a command), `10:05 n text` (a notice), `10:06 compact`,
//! `10:06 sum text` (what sums up a compacted conversation), `10:07 stop` (the person stopped the model). Days may stand
//! before times, with a `+`: `1+10:00`.

use serde_json::{Value, json};
use sessionscope_log::reader::RecordReader;
use sessionscope_log::time::Instant;

use crate::session::Session;

/// The session of a drawing.
pub(crate) fn session(drawing: &str) -> Session {
    let mut session = Session::default();
    read(&log(drawing), &mut session);
    session
}

/// Reads a whole log.
pub(crate) fn read(log: &[u8], session: &mut Session) {
    let mut reader = RecordReader::default();
    reader.push(log, session);
    reader.finish(session);
}

/// The log of a drawing.
pub(crate) fn log(drawing: &str) -> Vec<u8> {
    let lines = drawing
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let mut log = Vec::new();
    for (number, line) in lines.enumerate() {
        log.extend(record(line, number).to_string().into_bytes());
        log.push(b'\n');
    }
    log
}

fn record(line: &str, number: usize) -> Value {
    let mut parts = line.splitn(3, ' ');
    let (time, kind) = (parts.next().unwrap(), parts.next().unwrap());
    let text = parts.next().unwrap_or_default();
    let mut record = json!({
        "uuid": format!("m{number}"),
        "parentUuid": number.checked_sub(1).map(|before| format!("m{before}")),
        "sessionId": "s",
        "timestamp": stamp(time),
        "cwd": "/home/kim/lamps",
    });
    let (kind, content) = match kind {
        "u" => ("user", json!(text)),
        "a" => ("assistant", json!([{"type": "text", "text": text}])),
        "t" => ("assistant", call(text, number)),
        "r" => (
            "user",
            json!([{"type": "tool_result", "tool_use_id": "t", "content": text}]),
        ),
        "c" => (
            "user",
            json!(format!(
                "<command-name>{text}</command-name><command-args></command-args>"
            )),
        ),
        "n" => {
            record["isMeta"] = json!(true);
            ("user", json!(text))
        }
        "sum" => {
            record["isCompactSummary"] = json!(true);
            ("user", json!(text))
        }
        "stop" => ("user", json!("[Request interrupted by user]")),
        "compact" => {
            record["subtype"] = json!("compact_boundary");
            record["type"] = json!("system");
            return record;
        }
        other => panic!("no kind of record: {other}"),
    };
    record["type"] = json!(kind);
    record["message"] = json!({"role": kind, "content": content});
    record
}

fn call(text: &str, number: usize) -> Value {
    let (name, file) = text.split_once(' ').unwrap();
    json!([{
        "type": "tool_use",
        "id": format!("t{number}"),
        "name": name,
        "input": {"file_path": format!("/home/kim/lamps/{file}")},
    }])
}

fn stamp(time: &str) -> String {
    let (day, clock) = time.split_once('+').unwrap_or(("0", time));
    let (hours, minutes) = clock.split_once(':').unwrap();
    let number = |text: &str| text.parse::<i64>().unwrap();
    let minutes = number(day) * 1440 + number(hours) * 60 + number(minutes);
    Instant(1_772_409_600_000 + minutes * 60_000).to_iso()
}
