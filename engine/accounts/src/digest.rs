//! What one file says, small enough to keep and whole enough to account from.
//!
//! A [`Digest`] covers a run of whole lines. Digests of neighbouring runs of the same file join
//! with [`Digest::append`] into exactly the digest of both runs read at once, so a grown file
//! costs only its new lines. A [`FileDigest`] is a file's digest with what is needed to go on.

mod cost_state;
mod response;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use sessionscope_log::key::Key;
use sessionscope_log::proof::Resume;
use sessionscope_log::reader::Malformed;
use sessionscope_log::time::Instant;
use sessionscope_log::tokens::WideTokens;

pub use cost_state::{CostState, CostStateModel};
pub(crate) use response::uuid_print;
pub use response::{Block, BlockKind, Extra, Links, Request, Response, Usage, prompt_print};

/// Longest text kept for a title or a first prompt, in characters.
pub const TEXT_CHARS: usize = 240;
/// Most distinct names kept in each of a digest's open-ended counts; the rest go under `(more)`.
pub const NAMES_MAX: usize = 200;

/// A digest of a whole file and the state from which reading goes on when the file grows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigest {
    /// All lines that end in a line feed.
    pub body: Digest,
    /// The last line where it has no line feed (yet); read again when the file has grown.
    pub tail: Option<Box<Digest>>,
    /// Where the body ends.
    pub resume: Resume,
}

/// What a run of lines says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Bytes of the run, line ends and a byte order mark included.
    pub bytes: u64,
    /// Lines that are not blank, malformed ones included.
    pub lines: u64,
    /// Lines of nothing but blanks, tabs and carriage returns.
    pub blank_lines: u64,
    /// Records saved from malformed lines.
    pub recovered_records: u64,
    /// Lines that are not one JSON object in valid UTF-8, in line order.
    pub malformed: Vec<Malformed>,
    /// Records by `type`, or `type/subtype` where the subtype is text; `(none)` without a type.
    pub record_types: BTreeMap<String, u64>,
    /// What this version of the program does not know by name.
    pub unknown: Unknown,
    /// Lines by the format they are written in.
    pub formats: BTreeMap<Format, u64>,
    /// Earliest valid `timestamp` of a record.
    pub first: Option<Instant>,
    /// Latest valid `timestamp` of a record.
    pub last: Option<Instant>,
    /// Records whose `timestamp` is absent.
    pub without_time: u64,
    /// Records whose `timestamp` is there and no valid instant.
    pub broken_time: u64,
    /// Models and tools by the numbers that entries below use.
    pub names: Vec<String>,
    /// Responses, in the order of first appearance. Several of one key are not linked to each other
    /// in these lines; see [`Response`].
    pub responses: Vec<Response>,
    /// One entry a user message (distinct `uuid`), in the order of first appearance.
    pub user_messages: Vec<UserMessage>,
    /// One entry a tool use id, seen in a call or a result, in the order of first appearance.
    pub tools: Vec<ToolUse>,
    /// Records of type `user`.
    pub user_records: u64,
    /// Plain usage records that lack either id, summed.
    pub lacking_an_id: WideTokens,
    /// Plain usage records that lack `message.id`, summed.
    pub lacking_message_id: WideTokens,
    /// Every plain usage record summed, as a tool without deduplication would.
    pub every_line: WideTokens,
    /// What is worth knowing of the session beside the figures.
    pub facts: Facts,
}

/// Formats of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Claude Code since 1.0.5x: an envelope with `type` and the fields of today.
    ClaudeCode,
    /// Claude Code's older envelope: `type`, but neither `gitBranch` nor any later mark.
    ClaudeCodeOld,
    /// `{role, content, …}` without an envelope.
    PlainMessage,
    /// `{content}` or `{text}` alone.
    PlainContent,
    /// A tool result without an envelope.
    PlainToolResult,
    /// An object of another shape.
    Other,
}

/// Names that this version does not know; counted and kept visible, never an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// Record kinds (`type` or `type/subtype`).
    pub kinds: BTreeMap<String, u64>,
    /// Top-level fields of known kinds, as `kind.field`.
    pub fields: BTreeMap<String, u64>,
    /// Content blocks by `type`, and fields of a known name with another JSON type.
    pub shapes: BTreeMap<String, u64>,
}

/// Something sent in the user's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserMessage {
    /// Key of its `uuid`.
    pub key: Key,
    /// Line of its first record.
    pub line: u64,
    /// Time of its first record.
    pub time: Option<Instant>,
    /// A person wrote it: its text is more than a command, an output, a notification or the like.
    pub prompt: bool,
}

/// A tool call, its result, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolUse {
    /// Key of the tool use id.
    pub key: Key,
    /// The first `tool_use` block with this id in an assistant record.
    pub call: Option<Call>,
    /// The first `tool_result` with `is_error: true` in a user record.
    pub error: Option<Failure>,
}

/// Where and when a tool was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Line of the call.
    pub line: u64,
    /// Time of the call.
    pub time: Option<Instant>,
    /// The tool, as a number into [`Digest::names`]; `None` where the name is no text.
    pub name: Option<u32>,
}

/// Where and when a tool's failure was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Line of the result.
    pub line: u64,
    /// Time of the result.
    pub time: Option<Instant>,
}

/// What is worth knowing of a session beside its figures. Of repeated texts the last counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// `sessionId` values in order of appearance, without repeats, at most 100.
    pub session_ids: Vec<String>,
    /// `agentId` of the first record that has one.
    pub agent_id: Option<String>,
    /// `cwd` of the first record that has one.
    pub cwd: Option<String>,
    /// `gitBranch` values in order of appearance, without repeats, at most 20.
    pub branches: Vec<String>,
    /// `version` of the first record that has one.
    pub first_version: Option<String>,
    /// `version` of the last record that has one.
    pub last_version: Option<String>,
    /// Title given by the user.
    pub custom_title: Option<String>,
    /// Title given by the model.
    pub ai_title: Option<String>,
    /// Text of the last `summary` record.
    pub summary: Option<String>,
    /// Text of the first prompt that a person wrote.
    pub first_prompt: Option<String>,
    /// `entrypoint` of the last record that has one.
    pub entrypoint: Option<String>,
    /// Compactions of the context.
    pub compactions: u64,
    /// API errors (system records and error messages).
    pub api_errors: u64,
    /// Times the user interrupted.
    pub interruptions: u64,
    /// Usage records whose `message.usage` is of an older shape without a `cache_creation` object.
    pub usage_without_cache_object: u64,
    /// What Claude Code last said that the session cost.
    pub cost_state: Option<Box<CostState>>,
}

impl FileDigest {
    /// Body and tail as one digest, as accounting wants it.
    pub fn whole(&self) -> Cow<'_, Digest> {
        match &self.tail {
            None => Cow::Borrowed(&self.body),
            Some(tail) => {
                let mut whole = self.body.clone();
                whole.append(tail);
                Cow::Owned(whole)
            }
        }
    }

    /// Takes in what was read from `self.resume` on. The old tail, read again, is replaced.
    pub fn append(&mut self, grown: Self) {
        self.body.append(&grown.body);
        self.tail = grown.tail;
        self.resume = grown.resume;
    }
}
