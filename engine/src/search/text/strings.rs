//! All strings within a value, but those that only machines read.

use super::{Entry, Field};
use crate::json::{Scanner, Text, Value};

/// Members whose values are ids, kinds, signatures or encoded bytes, wherever they stand.
const MUTE: &[&str] = &[
    "type",
    "id",
    "tool_use_id",
    "toolUseID",
    "signature",
    "data",
    "media_type",
    "encrypted_content",
    "encrypted_index",
    "cache_control",
    "citations",
    "caller",
    "uuid",
    "source_uuid",
    "hookEvent",
    "commandMode",
    "rawContent",
];
/// Members at the top of a record that belong to its envelope or name other records.
const ENVELOPE: &[&str] = &[
    "parentUuid",
    "logicalParentUuid",
    "session_id",
    "userType",
    "version",
    "slug",
    "entrypoint",
    "teamName",
    "agentName",
    "sessionKind",
    "agentId",
    "promptId",
    "requestId",
    "leafUuid",
    "messageId",
    "snapshotMessageId",
    "refusedUserMessageUuid",
    "parentToolUseID",
    "sourceToolAssistantUUID",
    "sourceToolUseID",
    "attributionSkill",
    "attributionPlugin",
    "attributionMcpServer",
    "attributionMcpTool",
    "attributionAgent",
    "effort",
    "operation",
    "permissionMode",
    "promptSource",
    "origin",
    "key",
    "hookInfos",
    "compactMetadata",
    "microcompactMetadata",
    "snapshot",
    "direction",
    "trigger",
    "source",
];
/// Members that hold the path of a file.
const PATHS: &[&str] = &[
    "file_path",
    "filePath",
    "notebook_path",
    "filename",
    "path",
    "planFilePath",
];

/// Whether a member at the top of a record is not searched.
pub(super) fn is_envelope(key: &[u8]) -> bool {
    is_one_of(ENVELOPE, key)
}

fn is_one_of(names: &[&str], key: &[u8]) -> bool {
    names.iter().any(|name| name.as_bytes() == key)
}

/// Gives the members of an object; nothing if it is none.
pub(super) fn members<'a>(value: Value<'a>, mut each: impl FnMut(Text<'a>, Value<'a>)) {
    if let Value::Object(span) = value {
        let mut scanner = Scanner::new(span.raw);
        // It was found valid when it was taken.
        let _valid = scanner.object(|scanner, key| {
            each(key, scanner.value()?);
            Ok(())
        });
    }
}

/// Adds a member's strings to what an entry says.
pub(super) fn member<'a>(key: Text<'a>, value: Value<'a>, entry: &mut Entry<'a>, field: Field) {
    let name = key.bytes();
    if is_one_of(MUTE, &name) {
        return;
    }
    if let Value::Text(path) = value
        && !path.is_empty()
        && is_one_of(PATHS, &name)
    {
        entry.files.push(path);
    }
    each(value, entry, field);
}

/// Adds all strings of a value to what an entry says, whatever its depth.
pub(super) fn each<'a>(value: Value<'a>, entry: &mut Entry<'a>, field: Field) {
    // Strings in the order in which they stand: what is inside comes before what follows.
    let mut open = vec![Step::Value(value)];
    while let Some(step) = open.pop() {
        match step {
            Step::Value(Value::Text(text)) => entry.say(field, text),
            Step::Value(Value::Object(span)) => open.push(Step::Object(span.raw)),
            Step::Value(Value::Array(span)) => open.push(Step::Array(span.raw)),
            Step::Value(_) => {}
            Step::Object(raw) => object(raw, &mut open, entry),
            Step::Array(raw) => array(raw, &mut open),
        }
    }
}

/// What is still to be looked at. (No recursion: a hostile line may nest a million deep.)
enum Step<'a> {
    Value(Value<'a>),
    Object(&'a [u8]),
    Array(&'a [u8]),
}

fn object<'a>(raw: &'a [u8], open: &mut Vec<Step<'a>>, entry: &mut Entry<'a>) {
    let from = open.len();
    let _valid = Scanner::new(raw).object(|scanner, key| {
        let value = scanner.value()?;
        let name = key.bytes();
        if is_one_of(MUTE, &name) {
            return Ok(());
        }
        if let Value::Text(path) = value
            && !path.is_empty()
            && is_one_of(PATHS, &name)
        {
            entry.files.push(path);
        }
        if is_said(&value) {
            open.push(Step::Value(value));
        }
        Ok(())
    });
    reverse(open, from);
}

fn array<'a>(raw: &'a [u8], open: &mut Vec<Step<'a>>) {
    let from = open.len();
    let _valid = Scanner::new(raw).array(|scanner| {
        let value = scanner.value()?;
        if is_said(&value) {
            open.push(Step::Value(value));
        }
        Ok(())
    });
    reverse(open, from);
}

fn reverse(open: &mut [Step<'_>], from: usize) {
    if let Some(new) = open.get_mut(from..) {
        new.reverse();
    }
}

fn is_said(value: &Value<'_>) -> bool {
    matches!(value, Value::Text(_) | Value::Array(_) | Value::Object(_))
}
