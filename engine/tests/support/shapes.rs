//! Texts that are made to take long, each as the log of a session, at any length: for tests and examples only.
#![allow(dead_code, reason = "each test uses its part")]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "what makes a text knows what is in it"
)]
#![allow(
    clippy::needless_pass_by_value,
    reason = "what json! makes is passed as it is"
)]

use std::collections::HashMap;

use serde_json::{Value, json};
use sessionscope_engine::transcript::article::{article, more, needs, record_text};
use sessionscope_engine::transcript::bound::Cursor;
use sessionscope_engine::transcript::index::Indexer;
use sessionscope_engine::transcript::items::{Filter, Place, Transcript};
use sessionscope_engine::transcript::markup::{Attribute, Node};

/// Bytes of the shorter text.
pub const SHORT: usize = 15_000;
/// So many times as long is the other.
pub const TIMES: usize = 8;
fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len() + 1)
}

/// Units that differ by a number.
fn counted(bytes: usize, unit: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 100);
    let mut at = 0;
    while text.len() < bytes {
        text.push_str(&unit(at));
        at += 1;
    }
    text
}

fn list(bytes: usize, item: impl Fn(usize) -> Value) -> Vec<Value> {
    let length = item(1_000).to_string().len() + 1;
    (0..=bytes / length).map(item).collect()
}

fn prompt(text: &str) -> Vec<Value> {
    vec![json!({"type": "user", "uuid": "u", "message": {"role": "user", "content": text}})]
}

fn reply(text: &str) -> Vec<Value> {
    says(json!([{"type": "text", "text": text}]))
}

fn says(content: Value) -> Vec<Value> {
    vec![
        json!({"type": "assistant", "uuid": "a", "message": {"role": "assistant", "content": content}}),
    ]
}

fn tool(name: &str, input: Value, content: Value, kept: Value) -> Vec<Value> {
    let mut records = says(json!([{"type": "tool_use", "id": "t", "name": name, "input": input}]));
    records.push(json!({
        "type": "user", "uuid": "r", "toolUseResult": kept,
        "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": content}]},
    }));
    records
}

fn output(text: &str) -> Vec<Value> {
    tool(
        "Bash",
        json!({"command": "x"}),
        json!(text),
        json!({"stdout": text}),
    )
}

fn edit(old: &str, new: &str) -> Vec<Value> {
    let input = json!({"file_path": "/a.rs", "old_string": old, "new_string": new});
    tool("Edit", input, json!("ok"), json!({}))
}

fn system(subtype: &str, more: Value) -> Vec<Value> {
    let mut record = json!({"type": "system", "subtype": subtype, "uuid": "s"});
    record
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    vec![record]
}

fn attachment(value: Value) -> Vec<Value> {
    vec![json!({"type": "attachment", "uuid": "x", "attachment": value})]
}

/// Arrays within each other.
fn deep(bytes: usize, open: &str, close: &str) -> Value {
    let count = bytes / (open.len() + close.len());
    // So deep that serde_json would not write it: it is put in as it is.
    Value::String(format!(
        "\u{1}{}1{}",
        open.repeat(count),
        close.repeat(count)
    ))
}

/// What it is called, and its records at about so many bytes.
pub type Shape = (&'static str, fn(usize) -> Vec<Value>);

const MARKDOWN: &[Shape] = &[
    ("quotes within quotes", |n| reply(&repeated("> ", n))),
    ("quotes line by line", |n| {
        reply(&counted(n, |at| format!("{}a\n", "> ".repeat(at % 200))))
    }),
    ("lists within lists", |n| {
        reply(&counted(n, |at| format!("{}- a\n", "  ".repeat(at % 300))))
    }),
    ("a long list", |n| reply(&repeated("- a\n", n))),
    ("a long numbered list", |n| reply(&repeated("1. a\n", n))),
    ("list marks in one line", |n| reply(&repeated("- ", n))),
    ("tasks", |n| reply(&repeated("- [x] a\n", n))),
    ("brackets that open", |n| reply(&repeated("[", n))),
    ("pictures that open", |n| reply(&repeated("![", n))),
    ("brackets within brackets", |n| {
        reply(&format!(
            "{}a{}",
            repeated("[", n / 2),
            repeated("](b)", n / 2)
        ))
    }),
    ("links", |n| reply(&repeated("[a](https://b.example) ", n))),
    ("addresses that have no end", |n| {
        reply(&repeated("[a](<b ", n))
    }),
    ("references", |n| {
        reply(&format!(
            "[a]: https://b.example/{}\n\n{}",
            "c".repeat(n / 2),
            repeated("[a] ", n / 2)
        ))
    }),
    ("definitions", |n| {
        reply(&counted(n, |at| format!("[a{at}]: b{at}\n")))
    }),
    ("stars", |n| reply(&repeated("*", n))),
    ("stars and letters", |n| reply(&repeated("*a **a ", n))),
    ("underscores", |n| reply(&repeated("_a__a_ ", n))),
    ("struck out", |n| reply(&repeated("~~a~ ", n))),
    ("backticks of every length", |n| {
        reply(&counted(n, |at| format!("{} ", "`".repeat(at % 400))))
    }),
    ("code in lines", |n| reply(&repeated("`a` ", n))),
    ("a fence without an end", |n| {
        reply(&format!("```rust\n{}", repeated("let x = 1; // a\n", n)))
    }),
    ("many fences", |n| reply(&repeated("```js\na\n```\n", n))),
    ("fences that only open", |n| {
        reply(&counted(n, |at| format!("{}\n", "`".repeat(3 + at % 50))))
    }),
    ("indented code", |n| reply(&repeated("    a\n\n", n))),
    ("a wide table", |n| {
        reply(&format!(
            "|{}\n|{}\n{}",
            repeated("a|", n / 8),
            repeated("-|", n / 8),
            repeated("|\n", n / 2)
        ))
    }),
    ("a long table", |n| {
        reply(&format!("|a|b|\n|-|-|\n{}", repeated("|c|d|\n", n)))
    }),
    ("tables that end at once", |n| {
        reply(&repeated("|a|\n|-|\n\n", n))
    }),
    ("HTML that opens", |n| reply(&repeated("<a href=\"", n))),
    ("comments that open", |n| reply(&repeated("<!-- ", n))),
    ("instructions that open", |n| {
        reply(&repeated("<? a <![CDATA[ ", n))
    }),
    ("headlines", |n| reply(&repeated("# a\n", n))),
    ("entities", |n| reply(&repeated("&amp;&a", n))),
    ("breaks", |n| reply(&repeated("a\\\n", n))),
    ("thinking", |n| {
        says(json!([{"type": "thinking", "thinking": repeated("- *a*\n", n)}]))
    }),
];

const TAGS: &[Shape] = &[
    ("wrappers that open", |n| {
        prompt(&repeated("<bash-input", n))
    }),
    ("wrappers that open, one end", |n| {
        prompt(&format!("{}>", repeated("<bash-input ", n)))
    }),
    ("commands", |n| {
        prompt(&repeated("<command-name>a</command-name>", n))
    }),
    ("arguments", |n| {
        prompt(&repeated("<command-args>a</command-args>", n))
    }),
    ("reminders", |n| {
        prompt(&repeated("<system-reminder>a</system-reminder>", n))
    }),
    ("reminders without an end", |n| {
        prompt(&repeated("<system-reminder>", n))
    }),
    ("signs that open", |n| prompt(&repeated("<", n))),
    ("notifications", |n| {
        prompt(&repeated(
            "<task-notification><status>a</status></task-notification>",
            n,
        ))
    }),
    ("notifications that open", |n| {
        prompt(&format!(
            "<task-notification>{}</task-notification>",
            repeated("<status>", n)
        ))
    }),
    ("output within wrappers", |n| {
        prompt(&repeated("<bash-stdout>\u{1b}[1ma</bash-stdout>", n))
    }),
    ("many blocks", |n| {
        says(Value::Array(list(
            n,
            |at| json!({"type": "text", "text": at.to_string()}),
        )))
    }),
    ("one long line", |n| prompt(&repeated("word ", n))),
];

const OUTPUT: &[Shape] = &[
    ("colours", |n| output(&repeated("\u{1b}[31ma\u{1b}[0m", n))),
    ("colours without text", |n| {
        output(&repeated("\u{1b}[1m", n))
    }),
    ("sequences without an end", |n| {
        output(&repeated("\u{1b}[", n))
    }),
    ("titles without an end", |n| {
        output(&repeated("\u{1b}]0;a", n))
    }),
    ("progress bars", |n| output(&repeated("10%\r", n))),
    ("a line before progress bars", |n| {
        output(&format!(
            "{}{}",
            "a".repeat(n / 2),
            repeated("\rb\n", n / 2)
        ))
    }),
    ("short lines", |n| output(&repeated("a\n", n))),
    ("many results of many calls", |n| {
        let count = n / 200;
        let calls = (0..count).map(|at| json!({"type": "tool_use", "id": format!("t{at}"), "name": "Bash", "input": {"command": "a"}}));
        let mut records = says(calls.collect());
        let results = (0..count).map(
            |at| json!({"type": "tool_result", "tool_use_id": format!("t{at}"), "content": "a"}),
        );
        records.push(json!({"type": "user", "uuid": "r", "message": {"role": "user", "content": results.collect::<Value>()}}));
        records
    }),
    ("many inputs", |n| {
        let members = list(n, |at| json!(at))
            .into_iter()
            .enumerate()
            .map(|(at, value)| (format!("k{at}"), value));
        tool(
            "mcp__a__b",
            Value::Object(members.collect()),
            json!("a"),
            Value::Null,
        )
    }),
    ("many pictures", |n| {
        let picture = |_| json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}});
        tool(
            "mcp__a__b",
            json!({}),
            Value::Array(list(n, picture)),
            Value::Null,
        )
    }),
];

const CHANGES: &[Shape] = &[
    ("short lines that are new", |n| {
        edit("", &repeated("a\n", n))
    }),
    ("short lines that all differ", |n| {
        edit(
            &counted(n / 2, |at| format!("{at}\n")),
            &counted(n / 2, |at| format!("b{at}\n")),
        )
    }),
    ("two lines in turn", |n| {
        edit(&repeated("a\nb\n", n / 2), &repeated("b\na\n", n / 2))
    }),
    ("lines in another order", |n| {
        let count = n / 14;
        let old: Vec<String> = (0..count).map(|at| at.to_string()).collect();
        let new: Vec<String> = (0..count)
            .map(|at| (at * 7_919 % count).to_string())
            .collect();
        edit(&old.join("\n"), &new.join("\n"))
    }),
    ("many changes", |n| {
        let change = |_| json!({"old_string": "a\nb\nc\n", "new_string": "c\nb\na\n"});
        tool(
            "MultiEdit",
            json!({"file_path": "/a", "edits": list(n, change)}),
            json!("a"),
            json!({}),
        )
    }),
    ("many changes of some size", |n| {
        let (old, new) = (repeated("a\nb\n", 500), repeated("b\na\n", 500));
        let change = move |_| json!({"old_string": old, "new_string": new});
        tool(
            "MultiEdit",
            json!({"file_path": "/a", "edits": list(n, change)}),
            json!("a"),
            json!({}),
        )
    }),
    ("a patch of many lines", |n| {
        let lines = list(n, |at| {
            json!(format!("{}a", if at % 2 == 0 { "+" } else { "-" }))
        });
        let patch = json!([{"oldStart": 1, "newStart": 1, "lines": lines}]);
        tool(
            "Edit",
            json!({"file_path": "/a.rs"}),
            json!("a"),
            json!({"structuredPatch": patch}),
        )
    }),
    ("a patch of many hunks", |n| {
        let hunk = |at: usize| json!({"oldStart": at + 1, "newStart": at + 1, "lines": ["+a"]});
        tool(
            "Edit",
            json!({"file_path": "/a.rs"}),
            json!("a"),
            json!({"structuredPatch": list(n, hunk)}),
        )
    }),
    ("a file of many lines", |n| {
        tool(
            "Write",
            json!({"file_path": "/a.js", "content": repeated("`a\n", n)}),
            json!("a"),
            json!({}),
        )
    }),
    ("a file that was read", |n| {
        let file = json!({"content": repeated("\"a\\\" /* b\n", n), "startLine": 1, "numLines": 1, "totalLines": 1});
        tool(
            "Read",
            json!({"file_path": "/a.c"}),
            json!("a"),
            json!({"file": file}),
        )
    }),
    ("strings that open", |n| {
        tool(
            "Write",
            json!({"file_path": "/a.py", "content": repeated("'''a\"", n)}),
            json!("a"),
            json!({}),
        )
    }),
];

const LISTS: &[Shape] = &[
    ("arrays within arrays", |n| {
        tool(
            "mcp__a__b",
            json!({"a": deep(n, "[", "]")}),
            json!("a"),
            Value::Null,
        )
    }),
    ("objects within objects", |n| {
        tool(
            "mcp__a__b",
            json!({"a": deep(n, "{\"a\":", "}")}),
            json!("a"),
            Value::Null,
        )
    }),
    ("many numbers", |n| {
        tool(
            "mcp__a__b",
            json!({"a": list(n, |_| json!(1))}),
            json!("a"),
            Value::Null,
        )
    }),
    ("an unknown record", |n| {
        vec![json!({"type": "some-future-type", "a": list(n, |at| json!({"b": at}))})]
    }),
    ("things to do", |n| {
        let item = |at: usize| json!({"content": format!("a{at}"), "status": "pending"});
        let input = json!({"todos": list(n / 2, item)});
        tool(
            "TodoWrite",
            input,
            json!("a"),
            json!({"oldTodos": list(n / 2, item)}),
        )
    }),
    ("questions", |n| {
        let question = |at: usize| json!({"question": format!("a{at}"), "options": []});
        let answers = (0..n / 40).map(|at| (format!("a{at}"), json!("b")));
        let kept = json!({"answers": answers.collect::<serde_json::Map<_, _>>()});
        tool(
            "AskUserQuestion",
            json!({"questions": list(n / 2, question)}),
            json!("a"),
            kept,
        )
    }),
    ("options of a question", |n| {
        let option = |at: usize| json!({"label": at.to_string()});
        let question = json!([{"question": "a", "options": list(n / 2, option)}]);
        let kept = json!({"answers": {"a": repeated("x, ", n / 2)}});
        tool(
            "AskUserQuestion",
            json!({"questions": question}),
            json!("a"),
            kept,
        )
    }),
    ("calls about as many files", |n| {
        let call = |at: usize| json!({"type": "tool_use", "id": format!("t{at}"), "name": "Read", "input": {"file_path": format!("/a/{at}")}});
        says(Value::Array(list(n, call)))
    }),
    ("files found", |n| {
        tool(
            "Glob",
            json!({"pattern": "*"}),
            json!("a"),
            json!({"filenames": list(n, |at| json!(format!("/a/{at}")))}),
        )
    }),
    ("results of a search", |n| {
        let found = |at: usize| json!({"title": at.to_string(), "url": "https://a.example"});
        tool(
            "WebSearch",
            json!({"query": "a"}),
            json!("a"),
            json!({"results": [{"content": list(n, found)}]}),
        )
    }),
    ("files kept for rewinding", |n| {
        let files = (0..n / 30).map(|at| (format!("/a/{at}"), json!({"version": 1})));
        let files: serde_json::Map<_, _> = files.collect();
        vec![json!({"type": "file-history-snapshot", "snapshot": {"trackedFileBackups": files}})]
    }),
    ("errors of hooks", |n| {
        system(
            "stop_hook_summary",
            json!({"hookErrors": list(n, |_| json!("a\u{1b}[1mb"))}),
        )
    }),
    ("a long headline", |n| {
        attachment(json!({"type": "edited_text_file", "filename": "a".repeat(n), "snippet": "a"}))
    }),
    ("diagnostics", |n| {
        let file = |_| json!({"uri": "a", "diagnostics": [{"severity": "b", "message": "c"}]});
        attachment(json!({"type": "diagnostics", "files": list(n, file)}))
    }),
];
/// All shapes, by what they are of.
pub const ALL: [(&str, &[Shape]); 5] = [
    ("markdown", MARKDOWN),
    ("wrappers", TAGS),
    ("output of tools", OUTPUT),
    ("changes of files", CHANGES),
    ("lists and JSON", LISTS),
];

/// A log of these records.
pub fn log(records: &[Value]) -> Vec<u8> {
    let lines = records.iter().map(|record| record.to_string() + "\n");
    let text: String = lines.collect();
    // What is deeper than serde_json goes is put in as it is.
    let Some(start) = text.find("\"\\u0001") else {
        return text.into_bytes();
    };
    let inside = &text[start + 7..];
    let end = inside
        .match_indices('"')
        .find(|(at, _)| !inside[..*at].ends_with('\\'))
        .unwrap()
        .0;
    let raw = inside[..end].replace("\\\"", "\"");
    [&text[..start], &raw, &inside[end + 1..]]
        .concat()
        .into_bytes()
}

/// What is drawn of the first record of a log: at first, and behind each of the first `pressed` buttons for more.
pub fn drawn(log: &[u8], pressed: usize) -> Vec<Vec<Node>> {
    let mut indexer = Indexer::default();
    indexer.push(log);
    let transcript = Transcript::new(vec![indexer.finish()]);
    let all = Filter {
        hidden: Vec::new(),
        ..Filter::default()
    };
    let place = transcript.items(&all)[0];
    let text_of = |place: Place| {
        let entry = transcript.entry(place).unwrap();
        let start = usize::try_from(entry.offset_bytes).unwrap();
        let length = usize::try_from(entry.length_bytes).unwrap();
        record_text(&log[start..start + length], entry.part)
    };
    let texts: HashMap<Place, Vec<u8>> = needs(&transcript, place)
        .into_iter()
        .map(|place| (place, text_of(place)))
        .collect();
    let text = |place: Place| texts.get(&place).map(Vec::as_slice);
    let mut pieces = vec![article(&transcript, place, &text).unwrap().body];
    let mut next = Vec::new();
    cursors(&pieces[0], &mut next);
    let behind = next.into_iter().take(pressed);
    pieces.extend(behind.map(|cursor| more(&transcript, place, cursor, false, &text).unwrap()));
    pieces
}

fn cursors(nodes: &[Node], found: &mut Vec<Cursor>) {
    for node in nodes {
        if let Node::Element(element) = node {
            let names = element
                .attributes
                .iter()
                .filter(|(name, _)| *name == Attribute::More);
            found.extend(names.map(|(_, name)| Cursor::parse(name).unwrap()));
            cursors(&element.children, found);
        }
    }
}
