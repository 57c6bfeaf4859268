//! All strings within a value, but those that only machines read.

use super::{Entry, Field};
use sessionscope_log::json::{Scanner, Text, Value};

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
    match value {
        Value::Text(text) if is_said(key) => say(Some(key), text, entry, field),
        value if is_said(key) => each(value, entry, field),
        _ => {}
    }
}

/// Adds all strings of a value to what an entry says, whatever its depth.
pub(super) fn each<'a>(value: Value<'a>, entry: &mut Entry<'a>, field: Field) {
    match value {
        Value::Text(text) => entry.say(field, text),
        Value::Array(span) | Value::Object(span) => {
            span.strings(is_said, |key, text| say(key, text, entry, field));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_said(key: Text<'_>) -> bool {
    !is_one_of(MUTE, &key.bytes())
}

fn say<'a>(key: Option<Text<'a>>, text: Text<'a>, entry: &mut Entry<'a>, field: Field) {
    if key.is_some_and(|key| is_one_of(PATHS, &key.bytes())) && !text.is_empty() {
        entry.files.push(text);
    }
    entry.say(field, text);
}
