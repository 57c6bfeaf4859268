//! What of a record is not drawn, with the reason: ids, signatures, bytes, bookkeeping. All else is.

/// Paths within records that are not drawn, each with the reason. `*` is any one step, `**` at the start any
/// way to it.
pub const EXEMPT: &[(&str, &str)] = &[
    // The envelope: what every line repeats.
    ("type", "it decides what the record looks like"),
    ("uuid", "an id"),
    ("parentUuid", "an id"),
    ("logicalParentUuid", "an id"),
    ("sessionId", "an id"),
    ("session_id", "an id"),
    ("requestId", "an id"),
    ("promptId", "an id"),
    ("messageId", "an id"),
    ("leafUuid", "an id"),
    ("agentId", "an id"),
    ("toolUseID", "an id"),
    ("parentToolUseID", "an id"),
    ("sourceToolUseID", "an id"),
    ("sourceToolAssistantUUID", "an id"),
    ("timestamp", "the time is in the item's head"),
    ("cwd", "the session's header has it"),
    ("version", "the session's header has it"),
    ("gitBranch", "the session's header has it"),
    ("slug", "bookkeeping: a name of the session, on every line"),
    ("userType", "bookkeeping: the same on every line"),
    ("entrypoint", "bookkeeping: the same on every line"),
    ("sessionKind", "bookkeeping: the same on every line"),
    ("teamName", "bookkeeping: the same on every line"),
    ("effort", "bookkeeping: a setting, on every line"),
    (
        "thinkingMetadata",
        "bookkeeping: a setting, on every prompt",
    ),
    (
        "permissionMode",
        "bookkeeping: a setting, told where it changes",
    ),
    (
        "attributionSkill",
        "bookkeeping: what a message is counted for",
    ),
    (
        "attributionPlugin",
        "bookkeeping: what a message is counted for",
    ),
    (
        "attributionMcpServer",
        "bookkeeping: what a message is counted for",
    ),
    (
        "attributionMcpTool",
        "bookkeeping: what a message is counted for",
    ),
    (
        "attributionAgent",
        "bookkeeping: what a message is counted for",
    ),
    ("data.message.uuid", "an id"),
    ("data.message.timestamp", "the time is in the item's head"),
    ("attachment.toolUseID", "an id"),
    ("snapshot.messageId", "an id"),
    ("snapshot.timestamp", "the time is in the item's head"),
    (
        "snapshot.trackedFileBackups.*.backupFileName",
        "bookkeeping: where the copy is kept",
    ),
    (
        "snapshot.trackedFileBackups.*.backupTime",
        "bookkeeping: when it was kept",
    ),
    (
        "snapshot.trackedFileBackups.*.version",
        "bookkeeping: the number of the copy",
    ),
    ("apiBlockIndex", "bookkeeping: the number of the block"),
    ("turnCompanion", "bookkeeping: how a prompt was queued"),
    (
        "queueSkipAttachments",
        "bookkeeping: how a prompt was queued",
    ),
    ("interruptedMessageId", "an id"),
    ("promptSource", "bookkeeping: by which way a prompt came in"),
    ("origin.kind", "it decides what the record looks like"),
    ("isSidechain", "a mark in the item's head"),
    ("isMeta", "it decides what the record looks like"),
    // The envelope of a message.
    ("**.message.id", "an id"),
    ("**.message.type", "the same on every line"),
    (
        "**.message.role",
        "it says who speaks, as the record's type does",
    ),
    ("**.message.model", "the model is in the item's head"),
    (
        "**.message.usage",
        "it is counted: all figures are made of it",
    ),
    // Blocks.
    ("**.message.content.*.id", "an id"),
    ("**.tool_use_id", "an id"),
    ("**.signature", "a signature"),
    ("**.encrypted_content", "encrypted"),
    ("**.encrypted_index", "encrypted"),
    (
        "toolUseResult.usage",
        "it is counted, in the subagent's own log",
    ),
    ("toolUseResult.replaceAll", "the call says the same"),
    (
        "toolUseResult.noOutputExpected",
        "bookkeeping: whether silence is what the command means",
    ),
    (
        "**.structuredPatch.*.oldLines",
        "the number of lines that are drawn",
    ),
    (
        "**.structuredPatch.*.newLines",
        "the number of lines that are drawn",
    ),
];

/// A long text that is bytes in base64: nobody reads it.
pub fn is_base64(text: &str) -> bool {
    text.len() >= 200
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_')
        })
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether a path is one of those that a pattern means.
pub fn fits(pattern: &str, path: &[impl AsRef<str>]) -> bool {
    let mut own = path.iter().rev();
    for step in pattern.rsplit('.') {
        if step == "**" {
            return true;
        }
        match own.next() {
            Some(name) if step == "*" || step == name.as_ref() => {}
            _ => return false,
        }
    }
    own.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_from_their_start_or_at_their_end() {
        assert!(fits("a.*.b", &["a", "x", "b"]));
        assert!(!fits("a.*.b", &["x", "a", "x", "b"]));
        assert!(fits("**.a.b", &["a", "b"]));
        assert!(fits("**.a.b", &["x", "y", "a", "b"]));
        assert!(!fits("**.a.b", &["b"]));
        assert!(!fits("a", &["a", "b"]));
    }
}
