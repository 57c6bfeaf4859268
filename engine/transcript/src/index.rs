//! The index of a file: where each record is and what it is, so that any part of a huge transcript
//! is read without reading what is before it.
//!
//! It is made in one pass, grows with the file, and holds no text but names of tools, models,
//! files and subagents.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::entry::{Class, Entry, Marks};
use super::names::Names;
use sessionscope_log::json::{Text, Value};
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::keymap::KeyMap;
use sessionscope_log::prompt::{NOT_SENT, is_prompt, words};
use sessionscope_log::reader::{Malformed, Position, RecordReader, Sink};
use sessionscope_log::record::field::Field;
use sessionscope_log::record::{Block, Message, NoRecord, Record};
use sessionscope_log::tokens::Tokens;

/// The records of a message are among those of so many messages.
const NEAR_MESSAGES: usize = 256;
/// Tools that change files.
const EDITING: [&str; 4] = ["Edit", "MultiEdit", "Write", "NotebookEdit"];
/// Tools that start subagents.
const STARTING: [&str; 2] = ["Task", "Agent"];
/// Kinds of attachments that a reader wants to see; others are [`Class::Record`].
const SEEN_ATTACHMENTS: [&str; 8] = [
    "queued_command",
    "edited_text_file",
    "file",
    "diagnostics",
    "plan_mode",
    "plan_mode_exit",
    "plan_mode_reentry",
    "compact_file_reference",
];

/// What an index knows of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FileIndex {
    /// Its records in their order.
    pub entries: Vec<Entry>,
    /// Calls of tools.
    pub calls: Vec<Call>,
    /// Results of tools.
    pub outcomes: Vec<Outcome>,
    /// What the model's messages took, once a message.
    pub spent: Vec<Spent>,
    /// Names that the others refer to by number.
    pub names: Names,
    /// `leafUuid` of the last `last-prompt` record: the end of the main line.
    pub leaf: Option<Key>,
    /// Whole lines.
    pub lines: u64,
    /// Bytes of whole lines, and of a byte order mark.
    pub end_bytes: u64,
    /// It starts with a byte order mark.
    pub bom: bool,
}

/// A call of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its id.
    pub id: Key,
    /// The number of its record.
    pub entry: u32,
    /// The number of the tool's name.
    pub tool: u32,
    /// The number of the name of the file it is about.
    pub file: Option<u32>,
}

/// A result of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The id of the call.
    pub id: Key,
    /// The number of its record.
    pub entry: u32,
    /// The tool failed.
    pub failed: bool,
    /// The number of the name of the subagent that did it.
    pub agent: Option<u32>,
}

/// What a message of the model took; of several records of it the last with the most output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// The number of the message's first record.
    pub entry: u32,
    /// The number of the model's name.
    pub model: u32,
    /// Its figures.
    pub tokens: Tokens,
}

impl Sink for FileIndex {
    fn record(&mut self, text: &[u8], at: Position) -> Result<(), NoRecord> {
        let mut record = Record::default();
        record.read(text)?;
        self.take(&record, text, at);
        Ok(())
    }

    /// A line that is no record stands for itself, before the records within it.
    fn malformed(&mut self, line: Malformed, is_ended: bool) {
        self.entries.push(Entry {
            offset_bytes: line.offset_bytes,
            length_bytes: line.length_bytes,
            line: line.line,
            part: 0,
            class: Class::Note,
            marks: open_marks(is_ended) | Marks::MALFORMED | Marks::ERROR,
            uuid: None,
            parent: None,
            message: None,
            time: None,
        });
    }
}

/// Makes the index of a file, or makes it longer.
#[derive(Debug, Default)]
pub struct Indexer {
    reader: RecordReader,
    index: FileIndex,
}

impl Indexer {
    /// Goes on behind what `index` knows: the next bytes are those at its `end_bytes`.
    pub fn resume(mut index: FileIndex) -> Self {
        index.drop_open();
        Self {
            reader: RecordReader::resume(index.lines, index.end_bytes, index.bom),
            index,
        }
    }

    /// Starts in the middle of a file, at a line's first byte. Lines are numbered from 1 there.
    pub fn within(offset_bytes: u64) -> Self {
        Self {
            reader: RecordReader::resume(0, offset_bytes, false),
            index: FileIndex::default(),
        }
    }

    /// Takes in the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.reader.push(bytes, &mut self.index);
    }

    /// The index of all bytes taken in.
    pub fn finish(mut self) -> FileIndex {
        let lines = self.reader.lines();
        self.index.lines = lines.count();
        self.index.bom = lines.has_bom();
        self.index.end_bytes = lines.offset_bytes();
        self.reader.finish(&mut self.index);
        self.index.names.rest();
        self.index
    }
}

impl FileIndex {
    /// The name of this number.
    pub fn name(&self, number: u32) -> &str {
        self.names.name(number)
    }

    /// The subagents that calls started: the id of each, the call, and its line, or that of its result
    /// where the call is not in this file.
    pub fn starts(&self) -> impl Iterator<Item = (&str, Key, u64)> {
        // Of repeated ids the last call.
        let calls = self.calls.iter().map(|call| (call.id, call.entry));
        let calls: KeyMap<u32> = calls.collect();
        self.outcomes.iter().filter_map(move |outcome| {
            let agent = outcome.agent?;
            let call = calls.get(&outcome.id).copied();
            let entry = call.unwrap_or(outcome.entry);
            let line = self.entries.get(entry as usize)?.line;
            Some((self.name(agent), outcome.id, line))
        })
    }

    /// Forgets the last line if it has no line feed: it may have been written on.
    fn drop_open(&mut self) {
        let kept = self
            .entries
            .iter()
            .rposition(|entry| !entry.marks.has(Marks::OPEN));
        let kept = kept.map_or(0, |at| at + 1);
        self.entries.truncate(kept);
        let is_kept = |entry: u32| (entry as usize) < kept;
        self.calls.retain(|call| is_kept(call.entry));
        self.outcomes.retain(|outcome| is_kept(outcome.entry));
        self.spent.retain(|spent| is_kept(spent.entry));
    }

    fn take(&mut self, record: &Record<'_>, text: &[u8], at: Position) {
        let number = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let mut entry = entry_at(at);
        entry.uuid = record.uuid.map(uuid_key);
        entry.parent = record
            .parent_uuid
            .or(record.logical_parent_uuid)
            .map(uuid_key);
        entry.time = record.stamp.instant();
        entry
            .marks
            .set(Marks::SIDECHAIN, record.flags.has(Field::IsSidechain));
        let message = record.message.as_deref();
        let id = message.and_then(|message| message.id);
        entry.message = id.map(|id| Key::new(Domain::Message, &id.bytes()));
        if let Some(message) = message {
            self.blocks(message, &mut entry, number);
            self.spent(message, &entry, number);
        }
        if entry.marks.has(Marks::RESULT) {
            self.agent(text, number);
        }
        let of_api = |block: &Block<'_>| is_result(block) && !block.is("tool_result");
        if message.is_some_and(|message| message.blocks().iter().any(of_api)) {
            self.failures(text, &mut entry, number);
        }
        entry.class = self.class(record, text, &mut entry.marks);
        self.entries.push(entry);
    }

    fn blocks(&mut self, message: &Message<'_>, entry: &mut Entry, number: u32) {
        for block in message.blocks() {
            if let (true, Some(id)) = (is_call(block), block.id) {
                entry.marks.set(Marks::CALL, true);
                let call = self.call(block, id, number);
                let name = self.name(call.tool);
                entry.marks.set(Marks::EDIT, EDITING.contains(&name));
                entry.marks.set(Marks::AGENT, STARTING.contains(&name));
                self.calls.push(call);
            }
            if let (true, Some(id)) = (is_result(block), block.tool_use_id) {
                // A message of the model that says more than results is shown by itself.
                let shows = block.is("tool_result") || message.blocks().iter().all(is_result);
                entry.marks.set(Marks::RESULT, shows);
                entry.marks.set(Marks::ERROR, block.is_error);
                self.outcomes.push(Outcome {
                    id: Key::new(Domain::Tool, &id.bytes()),
                    entry: number,
                    failed: block.is_error,
                    agent: None,
                });
            }
        }
    }

    /// Notes which results of the API's own tools in the record of this number are errors: what came back
    /// says so itself.
    fn failures(&mut self, text: &[u8], entry: &mut Entry, number: u32) {
        let record = Value::parse(text).ok();
        let message = record.and_then(|record| record.get("message"));
        let content = message.and_then(|message| message.get("content"));
        let blocks = content.map(|content| content.elements());
        let blocks = blocks.into_iter().flatten().filter(|block| {
            let kind = block.get("content").and_then(|inner| inner.text_of("type"));
            kind.is_some_and(|kind| kind.ends_with("_error"))
        });
        let ids = blocks.filter_map(|block| block.text_of("tool_use_id"));
        let failed: HashSet<Key> = ids
            .map(|id| Key::new(Domain::Tool, id.as_bytes()))
            .collect();
        entry.marks.set(Marks::ERROR, !failed.is_empty());
        let own = self.outcomes.iter_mut().rev();
        for outcome in own.take_while(|outcome| outcome.entry == number) {
            outcome.failed |= failed.contains(&outcome.id);
        }
    }

    fn call(&mut self, block: &Block<'_>, id: Text<'_>, entry: u32) -> Call {
        let name = block
            .name
            .map_or(Cow::Borrowed("(unnamed)"), |name| name.to_text());
        let input = block.input.map(Value::Object);
        let file = input.and_then(|input| {
            let names = ["file_path", "notebook_path"];
            names.into_iter().find_map(|name| input.some_text_of(name))
        });
        Call {
            id: Key::new(Domain::Tool, &id.bytes()),
            entry,
            tool: self.names.number(&name),
            file: file.map(|file| self.names.number(&file)),
        }
    }

    fn spent(&mut self, message: &Message<'_>, entry: &Entry, number: u32) {
        let Some(usage) = &message.usage else {
            return;
        };
        let tokens = usage.tokens();
        let model = message
            .model
            .map_or(Cow::Borrowed(""), |model| model.to_text());
        let spent = Spent {
            entry: number,
            model: self.names.number(&model),
            tokens,
        };
        let near = self
            .spent
            .iter_mut()
            .rev()
            .take(NEAR_MESSAGES)
            .find(|other| {
                let id = self
                    .entries
                    .get(other.entry as usize)
                    .and_then(|entry| entry.message);
                entry.message.is_some() && id == entry.message
            });
        match near {
            Some(known) if known.tokens.rank() <= tokens.rank() => {
                *known = Spent {
                    entry: known.entry,
                    ..spent
                };
            }
            Some(_) => {}
            None => self.spent.push(spent),
        }
    }

    /// Notes which subagent did what came back in the record of this number.
    fn agent(&mut self, text: &[u8], number: u32) {
        let result = Value::parse(text)
            .ok()
            .and_then(|record| record.get("toolUseResult"));
        let agent = result.and_then(|result| {
            let names = ["agentId", "agent_id"];
            names.into_iter().find_map(|name| result.some_text_of(name))
        });
        if let Some(agent) = agent {
            let agent = self.names.number(&agent);
            if let Some(last) = self.outcomes.last_mut().filter(|last| last.entry == number) {
                last.agent = Some(agent);
            }
        }
    }

    fn class(&mut self, record: &Record<'_>, text: &[u8], marks: &mut Marks) -> Class {
        let Some(kind) = record.kind else {
            return if record.message.is_some() {
                Class::Reply
            } else {
                plain_class(text)
            };
        };
        match &*kind.bytes() {
            b"assistant" => assistant_class(record, marks),
            b"user" => user_class(record, marks),
            b"system" => system_class(record, text, marks),
            b"attachment" => attachment_class(text, marks),
            b"pr-link" | b"frame-link" => Class::Note,
            b"last-prompt" => {
                let record = Value::parse(text).ok();
                let leaf = record.and_then(|record| record.some_text_of("leafUuid"));
                self.leaf = leaf
                    .map(|leaf| Key::new(Domain::Uuid, leaf.as_bytes()))
                    .or(self.leaf);
                Class::Record
            }
            _ => Class::Record,
        }
    }
}

/// A block calls a tool, of Claude Code or of the API.
fn is_call(block: &Block<'_>) -> bool {
    block.is("tool_use") || block.is("server_tool_use") || block.is("mcp_tool_use")
}

/// A block is the result of a call.
fn is_result(block: &Block<'_>) -> bool {
    let kind = block.kind.map(|kind| kind.bytes());
    kind.is_some_and(|kind| kind.ends_with(b"tool_result"))
}

/// The entry of a record, before anything is known of what it says.
fn entry_at(at: Position) -> Entry {
    Entry {
        offset_bytes: at.line_offset_bytes,
        length_bytes: at.line_length_bytes,
        line: at.line,
        part: at.part,
        class: Class::Record,
        marks: open_marks(at.is_ended),
        uuid: None,
        parent: None,
        message: None,
        time: None,
    }
}

/// A line that has no end may still be being written.
fn open_marks(is_ended: bool) -> Marks {
    if is_ended {
        Marks::default()
    } else {
        Marks::OPEN
    }
}

/// The key of a `uuid`.
fn uuid_key(uuid: Text<'_>) -> Key {
    Key::new(Domain::Uuid, &uuid.bytes())
}

/// One of the older, plain shapes: `{role, content}`, `{content}` or a tool's result.
fn plain_class(text: &[u8]) -> Class {
    let Ok(record) = Value::parse(text) else {
        return Class::Record;
    };
    match record.text_of("role").as_deref() {
        Some("user" | "human") => Class::Prompt,
        Some("assistant") => Class::Reply,
        Some("tool") => Class::Tool,
        _ if record.get("content").is_some() => Class::Reply,
        _ => Class::Record,
    }
}

fn assistant_class(record: &Record<'_>, marks: &mut Marks) -> Class {
    marks.set(Marks::ERROR, record.flags.has(Field::IsApiErrorMessage));
    let blocks = record.message.as_deref().map_or(&[][..], Message::blocks);
    let says = |kind: &str| blocks.iter().any(|block| block.is(kind));
    if marks.has(Marks::CALL) || marks.has(Marks::RESULT) {
        Class::Tool
    } else if !says("text") && (says("thinking") || says("redacted_thinking")) {
        Class::Thinking
    } else {
        Class::Reply
    }
}

fn user_class(record: &Record<'_>, marks: &mut Marks) -> Class {
    if marks.has(Marks::RESULT) {
        return Class::Tool;
    }
    marks.set(Marks::COMPACTION, record.flags.has(Field::IsCompactSummary));
    let words = record.message.as_deref().map(words).unwrap_or_default();
    marks.set(Marks::INTERRUPTED, words.interrupted);
    let is_sidechain = record.flags.has(Field::IsSidechain);
    let sent = !record.flags.has_any(NOT_SENT) || is_sidechain;
    if sent && is_prompt(record, &words) {
        Class::Prompt
    } else {
        Class::Note
    }
}

fn system_class(record: &Record<'_>, text: &[u8], marks: &mut Marks) -> Class {
    let subtype = record.subtype.map(|subtype| subtype.to_text());
    match subtype.as_deref() {
        Some("compact_boundary" | "microcompact_boundary") => {
            marks.set(Marks::COMPACTION, true);
            Class::Note
        }
        Some("api_error") => {
            marks.set(Marks::ERROR, true);
            Class::Note
        }
        Some("turn_duration") => Class::Record,
        Some("stop_hook_summary") => {
            let errors = Value::parse(text)
                .ok()
                .and_then(|record| record.get("hookErrors"));
            let failed = errors.is_some_and(|errors| !errors.elements().is_empty());
            marks.set(Marks::ERROR, failed);
            if failed { Class::Note } else { Class::Record }
        }
        _ => Class::Note,
    }
}

fn attachment_class(text: &[u8], marks: &mut Marks) -> Class {
    let record = Value::parse(text).ok();
    let attachment = record.and_then(|record| record.get("attachment"));
    let kind = attachment.and_then(|attachment| attachment.text_of("type"));
    let kind = kind.as_deref().unwrap_or_default();
    let failed = kind.contains("error") || kind == "hook_cancelled";
    marks.set(Marks::ERROR, failed);
    if failed || SEEN_ATTACHMENTS.contains(&kind) {
        Class::Note
    } else {
        Class::Record
    }
}

#[cfg(test)]
mod tests {
    use super::Class::{Note, Prompt, Record, Thinking, Tool};
    use super::*;

    const TEXT: &str = concat!(
        r#"{"type":"user","uuid":"u1","parentUuid":null,"timestamp":"2026-01-01T00:00:00Z","message":{"role":"user","content":"hi"}}"#,
        "\n",
        r#"{"type":"assistant","uuid":"a1","parentUuid":"u1","message":{"id":"m1","model":"x","role":"assistant","usage":{"input_tokens":3,"output_tokens":1},"content":[{"type":"thinking","thinking":"hm"}]}}"#,
        "\n",
        r#"{"type":"assistant","uuid":"a2","parentUuid":"a1","message":{"id":"m1","model":"x","role":"assistant","usage":{"input_tokens":3,"output_tokens":9},"content":[{"type":"tool_use","id":"t1","name":"Edit","input":{"file_path":"/a.rs"}}]}}"#,
        "\n",
        "\n",
        r#"{"type":"user","uuid":"r1","parentUuid":"a2","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":"no"}]},"toolUseResult":{"agentId":"g1"}}"#,
        "\n",
        "{broken\n",
        r#"{"type":"mode","mode":"normal"}"#,
        "\n",
    );

    fn index_of(pieces: &[&[u8]]) -> FileIndex {
        let mut indexer = Indexer::default();
        for piece in pieces {
            indexer.push(piece);
        }
        indexer.finish()
    }

    #[test]
    fn records_are_told_apart() {
        let index = index_of(&[TEXT.as_bytes()]);
        let classes: Vec<Class> = index.entries.iter().map(|entry| entry.class).collect();
        assert_eq!(classes, [Prompt, Thinking, Tool, Tool, Note, Record]);
        assert_eq!(index.entries[4].line, 6);
        assert!(index.entries[4].marks.has(Marks::MALFORMED));
        assert!(index.entries[2].marks.has(Marks::EDIT));
        assert!(index.entries[3].marks.has(Marks::ERROR));
        assert_eq!(index.spent.len(), 1, "one message");
        assert_eq!((index.spent[0].entry, index.spent[0].tokens.output), (1, 9));
        assert_eq!(index.name(index.calls[0].file.unwrap()), "/a.rs");
        assert_eq!(index.name(index.outcomes[0].agent.unwrap()), "g1");
        let entry = index.entries[3];
        let start = usize::try_from(entry.offset_bytes).unwrap();
        let length = usize::try_from(entry.length_bytes).unwrap();
        assert!(TEXT[start..start + length].starts_with(r#"{"type":"user","uuid":"r1""#));
    }

    #[test]
    fn any_pieces_and_any_resumption_give_the_same() {
        let bytes = TEXT.as_bytes();
        let whole = index_of(&[bytes]);
        for cut in 0..bytes.len() {
            let (first, second) = bytes.split_at(cut);
            assert_eq!(index_of(&[first, second]), whole, "{cut}");
            let part = index_of(&[first]);
            let end = usize::try_from(part.end_bytes).unwrap();
            let mut indexer = Indexer::resume(part);
            indexer.push(&bytes[end..]);
            let mut resumed = indexer.finish();
            // A name that only a half-written line had may be left.
            let names = |index: &FileIndex| {
                index
                    .calls
                    .iter()
                    .map(|call| index.name(call.tool).to_owned())
                    .collect::<Vec<_>>()
            };
            assert_eq!(names(&resumed), names(&whole), "{cut}");
            resumed.names.clone_from(&whole.names);
            assert_eq!(resumed.entries, whole.entries, "{cut}");
        }
    }
}
