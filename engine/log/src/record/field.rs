//! The top-level fields that are known by name, and the JSON types they come in.
//!
//! Source: the measured log format (versions 1.0.17 to 2.1.288) and public code.

use crate::json::Value;

/// JSON types, one bit each.
pub type Shapes = u8;

/// `null`.
pub const NULL: Shapes = 1;
/// `true` and `false`.
pub const BOOL: Shapes = 2;
/// Numbers.
pub const NUMBER: Shapes = 4;
/// Strings.
pub const TEXT: Shapes = 8;
/// Arrays.
pub const ARRAY: Shapes = 16;
/// Objects.
pub const OBJECT: Shapes = 32;
/// All of them.
pub const ANY: Shapes = 63;

/// The bit of a value's type.
pub fn shape(value: &Value<'_>) -> Shapes {
    match value {
        Value::Null => NULL,
        Value::Bool(_) => BOOL,
        Value::Number(_) => NUMBER,
        Value::Text(_) => TEXT,
        Value::Array(_) => ARRAY,
        Value::Object(_) => OBJECT,
    }
}

/// The name of a type as it is shown.
pub fn shape_name(shape: Shapes) -> &'static str {
    match shape {
        NULL => "null",
        BOOL => "bool",
        NUMBER => "number",
        TEXT => "text",
        ARRAY => "array",
        _ => "object",
    }
}

macro_rules! fields {
    ($($variant:ident $name:literal $shapes:expr;)*) => {
        /// A top-level field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "named as the log names them")]
        pub enum Field { $($variant,)* }

        impl Field {
            /// All fields, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];
            const NAMES: &[&str] = &[$($name,)*];
            const SHAPES: &[Shapes] = &[$($shapes,)*];
        }
    };
}

fields! {
    // the envelope
    Type "type" TEXT;
    Uuid "uuid" TEXT;
    ParentUuid "parentUuid" TEXT | NULL;
    SessionId "sessionId" TEXT;
    Timestamp "timestamp" TEXT;
    IsSidechain "isSidechain" BOOL;
    UserType "userType" TEXT;
    Cwd "cwd" TEXT;
    Version "version" TEXT;
    GitBranch "gitBranch" TEXT;
    Slug "slug" TEXT;
    Entrypoint "entrypoint" TEXT;
    TeamName "teamName" TEXT;
    AgentName "agentName" TEXT;
    SessionKind "sessionKind" TEXT;
    SnakeSessionId "session_id" TEXT;
    AgentId "agentId" TEXT;
    PromptId "promptId" TEXT;
    SourceToolAssistantUuid "sourceToolAssistantUUID" TEXT;
    AttributionSkill "attributionSkill" TEXT;
    AttributionPlugin "attributionPlugin" TEXT;
    AttributionMcpServer "attributionMcpServer" TEXT;
    AttributionMcpTool "attributionMcpTool" TEXT;
    AttributionAgent "attributionAgent" TEXT;
    Effort "effort" TEXT;
    // assistant and user
    Message "message" OBJECT;
    RequestId "requestId" TEXT;
    IsApiErrorMessage "isApiErrorMessage" BOOL;
    Error "error" TEXT | OBJECT;
    ApiErrorStatus "apiErrorStatus" NUMBER | NULL;
    CostUsd "costUSD" NUMBER;
    ApiBlockIndex "apiBlockIndex" NUMBER;
    AdvisorModel "advisorModel" TEXT;
    IsAbortedMidStream "isAbortedMidStream" BOOL;
    DurationMs "durationMs" NUMBER;
    ToolUseResult "toolUseResult" OBJECT | TEXT | ARRAY;
    PermissionMode "permissionMode" TEXT;
    ThinkingMetadata "thinkingMetadata" OBJECT;
    Todos "todos" ARRAY;
    IsMeta "isMeta" BOOL;
    Origin "origin" OBJECT;
    PromptSource "promptSource" TEXT;
    SourceToolUseId "sourceToolUseID" TEXT;
    PlanContent "planContent" TEXT;
    IsVisibleInTranscriptOnly "isVisibleInTranscriptOnly" BOOL;
    IsCompactSummary "isCompactSummary" BOOL;
    ClassifierMetaLines "classifierMetaLines" TEXT;
    ImagePasteIds "imagePasteIds" ARRAY;
    ToolDenialKind "toolDenialKind" TEXT;
    TurnCompanion "turnCompanion" BOOL;
    QueueSkipAttachments "queueSkipAttachments" BOOL;
    InterruptedByShutdown "interruptedByShutdown" BOOL;
    InterruptedMessageId "interruptedMessageId" TEXT;
    // progress and attachment
    Data "data" OBJECT;
    ToolUseId "toolUseID" TEXT;
    ParentToolUseId "parentToolUseID" TEXT;
    Attachment "attachment" OBJECT;
    // system
    Subtype "subtype" TEXT;
    Content "content" TEXT | ARRAY;
    Level "level" TEXT;
    HookCount "hookCount" NUMBER;
    HookInfos "hookInfos" ARRAY;
    HookErrors "hookErrors" ARRAY;
    PreventedContinuation "preventedContinuation" BOOL;
    StopReason "stopReason" TEXT;
    HasOutput "hasOutput" BOOL;
    HookAdditionalContext "hookAdditionalContext" ARRAY;
    MessageCount "messageCount" NUMBER;
    RetryInMs "retryInMs" NUMBER;
    RetryAttempt "retryAttempt" NUMBER;
    MaxRetries "maxRetries" NUMBER;
    Cause "cause" OBJECT | TEXT;
    Source "source" TEXT;
    LogicalParentUuid "logicalParentUuid" TEXT | NULL;
    CompactMetadata "compactMetadata" OBJECT;
    MicrocompactMetadata "microcompactMetadata" OBJECT;
    Url "url" TEXT;
    Direction "direction" TEXT;
    Trigger "trigger" TEXT;
    OriginalModel "originalModel" TEXT;
    FallbackModel "fallbackModel" TEXT;
    ApiRefusalCategory "apiRefusalCategory" TEXT | NULL;
    ApiRefusalExplanation "apiRefusalExplanation" TEXT | NULL;
    RefusedUserMessageUuid "refusedUserMessageUuid" TEXT;
    WrittenPaths "writtenPaths" ARRAY;
    // the small kinds
    MessageId "messageId" TEXT;
    Snapshot "snapshot" OBJECT;
    IsSnapshotUpdate "isSnapshotUpdate" BOOL;
    SnapshotMessageId "snapshotMessageId" TEXT;
    TrackingPath "trackingPath" TEXT;
    Backup "backup" OBJECT;
    Operation "operation" TEXT;
    Reason "reason" TEXT;
    LastPrompt "lastPrompt" TEXT;
    LeafUuid "leafUuid" TEXT;
    Summary "summary" TEXT;
    CustomTitle "customTitle" TEXT;
    AiTitle "aiTitle" TEXT;
    Mode "mode" TEXT;
    PrNumber "prNumber" NUMBER;
    PrUrl "prUrl" TEXT;
    PrRepository "prRepository" TEXT;
    BridgeSessionId "bridgeSessionId" TEXT;
    LastSequenceNum "lastSequenceNum" NUMBER;
    Path "path" TEXT;
    FrameUrl "frameUrl" TEXT;
    Title "title" TEXT;
    TotalCostUsd "totalCostUSD" NUMBER;
    ModelUsage "modelUsage" OBJECT;
    // plain shapes without an envelope
    Role "role" TEXT;
    Text "text" TEXT;
    PlainToolUseId "tool_use_id" TEXT;
    IsError "is_error" BOOL;
}

/// A set of fields, one bit each. (Two words rather than one of 128 bits, which would be slow to
/// shift in wasm.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldSet {
    low: u64,
    high: u64,
}

impl FieldSet {
    /// The set of these.
    pub const fn of(fields: &[Field]) -> Self {
        let mut set = Self { low: 0, high: 0 };
        let mut rest = fields;
        while let [field, tail @ ..] = rest {
            set.add(*field);
            rest = tail;
        }
        set
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            low: self.low | other.low,
            high: self.high | other.high,
        }
    }

    /// What is not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self {
            low: self.low & !other.low,
            high: self.high & !other.high,
        }
    }

    /// Whether it holds a field.
    #[inline]
    pub const fn has(self, field: Field) -> bool {
        let number = field as u32;
        if number < u64::BITS {
            self.low >> number & 1 == 1
        } else {
            self.high >> (number - u64::BITS) & 1 == 1
        }
    }

    /// Whether it holds any of these.
    pub const fn has_any(self, other: Self) -> bool {
        self.low & other.low != 0 || self.high & other.high != 0
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.low == 0 && self.high == 0
    }

    /// Adds a field.
    #[inline]
    pub const fn add(&mut self, field: Field) {
        let number = field as u32;
        if number < u64::BITS {
            self.low |= 1 << number;
        } else {
            self.high |= 1 << (number - u64::BITS);
        }
    }

    /// The fields, in the order of their numbers.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        let all = if self.is_empty() { &[] } else { Field::ALL };
        all.iter().copied().filter(move |&field| self.has(field))
    }
}

/// Places in the table of names: a power of two, well above the number of fields.
const PLACES: usize = 512;

/// The number of each field and one, at the place that its name's hash gives, or behind it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "evaluated while compiling, where a bad index is an error; fields are at most 128"
)]
static TABLE: [u8; PLACES] = {
    let mut table = [0; PLACES];
    let mut number = 0;
    while number < Field::NAMES.len() {
        let mut place = place(Field::NAMES[number].as_bytes());
        while table[place] != 0 {
            place = (place + 1) % PLACES;
        }
        number += 1;
        table[place] = number as u8;
    }
    table
};

/// Mixes length, first, middle and last byte.
const fn place(name: &[u8]) -> usize {
    let (Some(first), Some(last)) = (name.first(), name.last()) else {
        return 0;
    };
    let (_, half) = name.split_at(name.len() / 2);
    let middle = match half.first() {
        Some(middle) => *middle,
        None => 0,
    };
    let mixed = name.len() * 97 + *first as usize * 31 + *last as usize * 13 + middle as usize * 7;
    mixed % PLACES
}

impl Field {
    /// The field of this name.
    pub fn of(name: &[u8]) -> Option<Self> {
        let mut place = place(name);
        loop {
            let number = usize::from(*TABLE.get(place)?).checked_sub(1)?;
            if Self::NAMES.get(number)?.as_bytes() == name {
                return Self::ALL.get(number).copied();
            }
            place = (place + 1) % PLACES;
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.get(self as usize).copied().unwrap_or_default()
    }

    /// The types it is known to come in.
    pub fn shapes(self) -> Shapes {
        Self::SHAPES.get(self as usize).copied().unwrap_or(ANY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name() {
        for &field in Field::ALL {
            assert_eq!(Field::of(field.name().as_bytes()), Some(field));
        }
        assert!(Field::ALL.len() <= 128);
        for name in ["", "x", "Type", "typ", "typee", "\u{e9}"] {
            assert_eq!(Field::of(name.as_bytes()), None, "{name}");
        }
    }
}
