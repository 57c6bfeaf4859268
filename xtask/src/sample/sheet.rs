//! One log file being written, and the conversation behind it.

use std::collections::VecDeque;

use super::object::Object;

/// Where the records of a subagent go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `<session>/subagents/agent-<id>.jsonl`.
    Folder,
    /// `<session>/subagents/workflows/<workflow>/agent-<id>.jsonl`.
    Workflow,
    /// `agent-<id>.jsonl` beside the session (2.0.28 to 2.0.76).
    Beside,
    /// No file: `progress` records in the session itself (2.1.9 to 2.1.81).
    Progress,
}

/// A subagent at work.
#[derive(Clone)]
pub struct Agent {
    /// Its id, as in the file name.
    pub id: String,
    /// `Explore`, `general-purpose` or the like.
    pub kind: String,
    /// What it was started with.
    pub prompt: String,
    /// Where its records go.
    pub layout: Layout,
}

/// A tool call that waits for its result.
pub struct Waiting {
    /// The `tool_use` id.
    pub id: String,
    /// `uuid` of the record that holds the call.
    pub caller: String,
}

/// A response whose blocks are still being told.
pub struct Response {
    /// `message.id`.
    pub id: String,
    /// `requestId`; some gateways send none.
    pub request: Option<String>,
    /// Its content blocks, as JSON.
    pub blocks: Vec<String>,
    /// Calls among them, by the index of the block.
    pub calls: Vec<(usize, Waiting)>,
    /// Characters in it.
    pub chars: u64,
}

/// A log file.
#[derive(Default)]
pub struct Sheet {
    /// Path under `projects`, empty for a subagent without a file.
    pub path: String,
    /// Its lines so far.
    pub lines: Vec<String>,
    /// `uuid` of the last record in the tree.
    pub parent: Option<String>,
    /// Tokens of the conversation that the model's cache holds.
    pub cached: u64,
    /// Tokens that came after them.
    pub fresh: u64,
    /// When the cache was last used, in milliseconds.
    pub cache_used_ms: i64,
    /// Calls that wait for their results.
    pub waiting: VecDeque<Waiting>,
    /// The response being told.
    pub open: Option<Response>,
    /// The subagent whose file this is.
    pub agent: Option<Agent>,
    /// Blocks of its last response that are text: what a subagent reports.
    pub last_text: String,
    /// `prompt + output` of its last request.
    pub last_total: u64,
    /// Calls made.
    pub calls: u64,
    /// When it began, in milliseconds.
    pub began_ms: i64,
}

impl Sheet {
    /// Takes a record of the tree: it becomes the parent of the next one.
    pub fn push(&mut self, record: &Object, uuid: &str) {
        self.lines.push(record.json());
        self.parent = Some(uuid.to_owned());
    }

    /// The whole file.
    pub fn text(&self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}
