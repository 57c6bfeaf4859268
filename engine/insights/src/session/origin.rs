//! Who a record is from, and what it marks.

use sessionscope_log::prompt::{self, NOT_SENT};
use sessionscope_log::record::field::Field;
use sessionscope_log::record::{Content, Message as LogMessage, Record};

use super::message::{Kind, Marks};

/// How a slash command is written down.
const COMMAND: &str = "<command-name>";
/// Spellings of the command that forgets the conversation.
const CLEAR: [&str; 4] = ["/clear", "clear", "/new", "/reset"];
/// How notices begin that Claude Code writes before a command and its output.
const CAVEATS: [&str; 2] = ["Caveat:", "<local-command-caveat>"];
/// Spellings of the command that ends the session.
const EXIT: [&str; 4] = ["/exit", "exit", "/quit", "quit"];
/// What hooks are called that run when Claude Code starts, resumes a session or clears it. (Those
/// that run after a compaction are not among them.)
const STARTS: [&str; 3] = [
    "\"SessionStart:startup\"",
    "\"SessionStart:resume\"",
    "\"SessionStart:clear\"",
];
/// Records longer than this are not searched for [`STARTS`], in bytes.
const START_BYTES: usize = 1 << 16;

/// What a message is.
pub(super) fn kind(record: &Record<'_>) -> Kind {
    if record.kind.is_some_and(|kind| kind.is("assistant")) {
        return Kind::Answer;
    }
    let Some(message) = record.message.as_deref() else {
        return Kind::Note;
    };
    if message.blocks().iter().any(|block| block.is("tool_result")) {
        return Kind::Result;
    }
    if record.flags.has_any(NOT_SENT) {
        return Kind::Note;
    }
    if prompt::is_prompt(record, &prompt::words(message)) {
        return Kind::Prompt;
    }
    match command(message) {
        Some(_) => Kind::Command,
        None => Kind::Note,
    }
}

/// What a message says of the conversation itself.
pub(super) fn message_marks(record: &Record<'_>) -> Marks {
    let mut marks = Marks::default();
    if record.flags.has(Field::IsCompactSummary) {
        marks.add(Marks::COMPACTED);
        marks.add(Marks::SUMMARY);
    }
    let Some(message) = record.message.as_deref() else {
        return marks;
    };
    if record.kind.is_some_and(|kind| kind.is("user")) {
        if prompt::words(message).interrupted {
            marks.add(Marks::INTERRUPTED);
        }
        if CAVEATS.iter().any(|caveat| begins_with(message, caveat)) {
            marks.add(Marks::CAVEAT);
        }
        let command = command(message).unwrap_or_default();
        if CLEAR.contains(&command.as_str()) {
            marks.add(Marks::CLEARED);
        }
        if EXIT.contains(&command.as_str()) {
            marks.add(Marks::ENDED);
        }
    }
    marks
}

/// What a record that is no message says of the one that follows.
pub(super) fn marks(record: &Record<'_>, text: &[u8]) -> Marks {
    let mut marks = Marks::default();
    if record
        .subtype
        .is_some_and(|kind| kind.is("compact_boundary"))
    {
        marks.add(Marks::COMPACTED);
    }
    let may_start = record
        .kind
        .is_some_and(|kind| kind.is("attachment") || kind.is("progress"));
    if may_start && text.len() <= START_BYTES {
        let text = std::str::from_utf8(text).unwrap_or_default();
        if STARTS.iter().any(|start| text.contains(start)) {
            marks.add(Marks::STARTED);
        }
    }
    marks
}

/// A message is a text that begins so.
fn begins_with(message: &LogMessage<'_>, beginning: &str) -> bool {
    match &message.content {
        Content::Text(text) => text.raw.starts_with(beginning.as_bytes()),
        _ => message.blocks().first().is_some_and(|block| {
            block
                .text
                .is_some_and(|text| text.raw.starts_with(beginning.as_bytes()))
        }),
    }
}

/// The name of the slash command that a message tells of.
fn command(message: &LogMessage<'_>) -> Option<String> {
    let name = |text: &str| {
        let (_, behind) = text.split_once(COMMAND)?;
        let (name, _) = behind.split_once('<')?;
        Some(name.trim().to_owned())
    };
    match &message.content {
        Content::Text(text) => name(&text.to_text()),
        _ => message
            .blocks()
            .iter()
            .find_map(|block| name(&block.text?.to_text())),
    }
}
