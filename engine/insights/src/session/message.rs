//! What is kept of a message.

use super::terms::TermBag;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person wrote it.
    Prompt,
    /// A person gave a slash command.
    Command,
    /// It stands in the user's name, but nobody wrote it: notices, summaries, output of commands.
    Note,
    /// The result of a tool.
    Result,
    /// The model wrote it.
    Answer,
}

/// What is so of a message or of records before it, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u16);

impl Marks {
    /// `/clear` was given.
    pub const CLEARED: Self = Self(1);
    /// The conversation was compacted.
    pub const COMPACTED: Self = Self(1 << 1);
    /// Hooks tell that Claude Code was started or a session resumed.
    pub const STARTED: Self = Self(1 << 2);
    /// It has no parent, or one that is not in the file, though other messages have.
    pub const UNLINKED: Self = Self(1 << 3);
    /// Its session id is not that of the message before.
    pub const SESSION: Self = Self(1 << 4);
    /// Its version of Claude Code is not that of the message before.
    pub const VERSION: Self = Self(1 << 5);
    /// The user stopped the model.
    pub const INTERRUPTED: Self = Self(1 << 6);
    /// A command ended the session (`/exit`).
    pub const ENDED: Self = Self(1 << 7);
    /// It introduces what a command printed, which comes next.
    pub const CAVEAT: Self = Self(1 << 8);
    /// It sums up the conversation before a compaction.
    pub const SUMMARY: Self = Self(1 << 9);

    /// Whether any of these is set.
    pub fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Sets these.
    pub fn add(&mut self, more: Self) {
        self.0 |= more.0;
    }
}

/// What is kept of a message: at most about 4 KB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `uuid` of its record.
    pub uuid: Box<str>,
    /// When it was written, in milliseconds since 1970 UTC.
    pub time_ms: Option<i64>,
    /// What it is.
    pub kind: Kind,
    /// What is so of it.
    pub marks: Marks,
    /// Its terms. Of tools these are of the calls' inputs and of the beginning of results.
    pub terms: TermBag,
    /// Hashes of the names of files that it mentions anywhere, ascending.
    pub mentions: Vec<u32>,
    /// Hashes of the directories of those that it mentions with one, ascending.
    pub directories: Vec<u32>,
    /// Files that its tools were given, as numbers in [`Session::paths`](super::Session::paths).
    pub files: Vec<u32>,
    /// Tools that it calls, as numbers in [`Session::tools`](super::Session::tools).
    pub tools: Vec<u32>,
    /// Number of the working directory.
    pub cwd: Option<u32>,
    /// Number of the branch of git.
    pub branch: Option<u32>,
    /// Characters of what the person or the model wrote.
    pub length_chars: u32,
    /// The beginning of what a person wrote, at most 100 characters; else nothing.
    pub opening: Box<str>,
    /// A person says in it that something else begins.
    pub is_switch: bool,
}

/// Most characters of a prompt that are kept, for the title of a thread.
pub const OPENING_CHARS: usize = 100;

impl Message {
    pub(super) fn new(uuid: Box<str>, kind: Kind) -> Self {
        Self {
            uuid,
            time_ms: None,
            kind,
            marks: Marks::default(),
            terms: TermBag::default(),
            mentions: Vec::new(),
            directories: Vec::new(),
            files: Vec::new(),
            tools: Vec::new(),
            cwd: None,
            branch: None,
            length_chars: 0,
            opening: Box::default(),
            is_switch: false,
        }
    }

    /// A person gave it: a prompt or a command.
    pub fn is_given(&self) -> bool {
        matches!(self.kind, Kind::Prompt | Kind::Command)
    }
}
