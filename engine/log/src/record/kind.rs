//! The record kinds that are known by name, and the fields that each is known to have.

use super::field::{Field, FieldSet};
use Field as F;

/// A record kind.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// `type`, or `type/subtype`.
    pub name: &'static str,
    /// The fields it is known to have; `None` where they are not known.
    pub fields: Option<FieldSet>,
    /// It has the full envelope (`uuid`, `cwd`, `version` and so on).
    pub envelope: bool,
}

/// What records of the conversation have in common.
const ENVELOPE: FieldSet = FieldSet::of(&[
    F::Type,
    F::Uuid,
    F::ParentUuid,
    F::SessionId,
    F::Timestamp,
    F::IsSidechain,
    F::UserType,
    F::Cwd,
    F::Version,
    F::GitBranch,
    F::Slug,
    F::Entrypoint,
    F::TeamName,
    F::AgentName,
    F::SessionKind,
    F::SnakeSessionId,
    F::AgentId,
    F::PromptId,
    F::SourceToolAssistantUuid,
    F::AttributionSkill,
    F::AttributionPlugin,
    F::AttributionMcpServer,
    F::AttributionMcpTool,
    F::AttributionAgent,
    F::Effort,
    F::IsMeta,
]);
/// Fields that came after the first releases; any of them tells today's envelope.
pub const LATER: FieldSet = FieldSet::of(&[
    F::GitBranch,
    F::Slug,
    F::Entrypoint,
    F::TeamName,
    F::AgentName,
    F::SessionKind,
    F::SnakeSessionId,
    F::AgentId,
    F::PromptId,
    F::SourceToolAssistantUuid,
    F::AttributionSkill,
    F::AttributionPlugin,
    F::AttributionMcpServer,
    F::AttributionMcpTool,
    F::AttributionAgent,
    F::Effort,
]);
const ASSISTANT: FieldSet = FieldSet::of(&[
    F::Message,
    F::RequestId,
    F::IsApiErrorMessage,
    F::Error,
    F::ApiErrorStatus,
    F::CostUsd,
    F::DurationMs,
    F::ApiBlockIndex,
    F::AdvisorModel,
    F::IsAbortedMidStream,
]);
const USER: FieldSet = FieldSet::of(&[
    F::Message,
    F::ToolUseResult,
    F::PermissionMode,
    F::ThinkingMetadata,
    F::Todos,
    F::Origin,
    F::PromptSource,
    F::SourceToolUseId,
    F::PlanContent,
    F::IsVisibleInTranscriptOnly,
    F::IsCompactSummary,
    F::ClassifierMetaLines,
    F::ImagePasteIds,
    F::ToolDenialKind,
    F::TurnCompanion,
    F::QueueSkipAttachments,
    F::InterruptedByShutdown,
    F::InterruptedMessageId,
]);
const SYSTEM: FieldSet = FieldSet::of(&[
    F::Subtype,
    F::Content,
    F::Level,
    F::ToolUseId,
    F::Error,
    F::DurationMs,
    F::RequestId,
    F::HookCount,
    F::HookInfos,
    F::HookErrors,
    F::PreventedContinuation,
    F::StopReason,
    F::HasOutput,
    F::HookAdditionalContext,
    F::MessageCount,
    F::RetryInMs,
    F::RetryAttempt,
    F::MaxRetries,
    F::Cause,
    F::Source,
    F::LogicalParentUuid,
    F::CompactMetadata,
    F::MicrocompactMetadata,
    F::Url,
    F::Direction,
    F::Trigger,
    F::OriginalModel,
    F::FallbackModel,
    F::ApiRefusalCategory,
    F::ApiRefusalExplanation,
    F::RefusedUserMessageUuid,
    F::WrittenPaths,
]);

/// A kind with the envelope and these fields.
const fn full(name: &'static str, fields: FieldSet) -> Kind {
    Kind {
        name,
        fields: Some(ENVELOPE.and(fields)),
        envelope: true,
    }
}

/// A kind with `type`, `sessionId`, `timestamp` and these fields.
const fn small(name: &'static str, fields: &[Field]) -> Kind {
    const HEAD: FieldSet = FieldSet::of(&[F::Type, F::SessionId, F::Timestamp]);
    Kind {
        name,
        fields: Some(HEAD.and(FieldSet::of(fields))),
        envelope: false,
    }
}

/// A kind seen in public code only, so that its fields are not known.
const fn heard_of(name: &'static str) -> Kind {
    Kind {
        name,
        fields: None,
        envelope: false,
    }
}

/// All kinds, the frequent ones first.
pub const KINDS: &[Kind] = &[
    full("assistant", ASSISTANT),
    full(
        "progress",
        FieldSet::of(&[F::Data, F::ToolUseId, F::ParentToolUseId]),
    ),
    full("user", USER),
    small(
        "file-history-snapshot",
        &[F::MessageId, F::Snapshot, F::IsSnapshotUpdate],
    ),
    small("queue-operation", &[F::Operation, F::Content, F::Reason]),
    full("attachment", FieldSet::of(&[F::Attachment])),
    full("system/stop_hook_summary", SYSTEM),
    small("last-prompt", &[F::LastPrompt, F::LeafUuid]),
    full("system/turn_duration", SYSTEM),
    small("summary", &[F::Summary, F::LeafUuid]),
    small("custom-title", &[F::CustomTitle]),
    small("mode", &[F::Mode]),
    small("permission-mode", &[F::PermissionMode]),
    small("ai-title", &[F::AiTitle]),
    full("system/api_error", SYSTEM),
    small("pr-link", &[F::PrNumber, F::PrUrl, F::PrRepository]),
    full("system", SYSTEM),
    full("system/compact_boundary", SYSTEM),
    full("system/local_command", SYSTEM),
    full("system/away_summary", SYSTEM),
    small("agent-name", &[F::AgentName]),
    small(
        "file-history-delta",
        &[
            F::MessageId,
            F::SnapshotMessageId,
            F::TrackingPath,
            F::Backup,
        ],
    ),
    small("bridge-session", &[F::BridgeSessionId, F::LastSequenceNum]),
    full("system/bridge_status", SYSTEM),
    full("system/microcompact_boundary", SYSTEM),
    full("system/informational", SYSTEM),
    small("frame-link", &[F::Path, F::FrameUrl, F::Title]),
    full("system/model_refusal_fallback", SYSTEM),
    heard_of("cost-state"),
    heard_of("tag"),
    heard_of("agent-color"),
    heard_of("agent-setting"),
    heard_of("worktree-state"),
    heard_of("relocated"),
    heard_of("content-replacement"),
    heard_of("marble-origami-commit"),
    heard_of("marble-origami-snapshot"),
    heard_of("attribution-snapshot"),
    heard_of("speculation-accept"),
    heard_of("task-summary"),
    heard_of("isolation-latch"),
    heard_of("atis-latch"),
    heard_of("artifact-comment-monitor"),
    heard_of("artifact-autoreact-ledger"),
    full("system/scheduled_task_fire", SYSTEM),
    full("system/agents_killed", SYSTEM),
    full("system/model_consent_fallback", SYSTEM),
    full("system/model_refusal_no_fallback", SYSTEM),
    full("system/memory_saved", SYSTEM),
    full("system/permission_retry", SYSTEM),
    full("system/thinking", SYSTEM),
    heard_of("fork-context-ref"),
    heard_of("fork-pointer"),
    heard_of("continued-in"),
    heard_of("ended-by-model"),
    heard_of("history-suppression"),
    heard_of("observer-ref"),
    heard_of("marble-origami-reset"),
    heard_of("memory-mode"),
    heard_of("dev-mods"),
    heard_of("api-request-shape"),
    heard_of("api-request"),
    heard_of("api-request-blob"),
    heard_of("saved_hook_context"),
];

/// The number of the kind of this `type` and, where it is text, `subtype`.
pub fn number(kind: &[u8], subtype: Option<&[u8]>) -> Option<usize> {
    let is = |name: &str| {
        let name = name.as_bytes();
        match subtype {
            None => name == kind,
            Some(subtype) => {
                name.len() == kind.len() + subtype.len() + 1
                    && name.starts_with(kind)
                    && name.ends_with(subtype)
                    && name.get(kind.len()) == Some(&b'/')
            }
        }
    };
    KINDS.iter().position(|kind| is(kind.name))
}

/// The content blocks that are known by `type`.
pub const BLOCKS: &[&str] = &[
    "text",
    "thinking",
    "tool_use",
    "tool_result",
    "image",
    "document",
    "redacted_thinking",
    "fallback",
    "tool_reference",
    "server_tool_use",
    "web_search_tool_result",
    "web_fetch_tool_result",
    "advisor_tool_result",
    "code_execution_tool_result",
    "bash_code_execution_tool_result",
    "text_editor_code_execution_tool_result",
    "tool_search_tool_result",
    "mcp_tool_use",
    "mcp_tool_result",
    "search_result",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for (at, kind) in KINDS.iter().enumerate() {
            let (first, second) = match kind.name.split_once('/') {
                Some((first, second)) => (first, Some(second.as_bytes())),
                None => (kind.name, None),
            };
            assert_eq!(number(first.as_bytes(), second), Some(at));
        }
        assert_eq!(number(b"system", Some(b"")), None);
        assert_eq!(number(b"system/api_error", None), Some(14), "harmless");
    }
}
