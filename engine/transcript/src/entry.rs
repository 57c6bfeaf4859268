//! What an index knows of a record: where it is, what it is, and what it belongs to.

use serde::{Deserialize, Serialize};

use sessionscope_log::key::Key;
use sessionscope_log::time::Instant;

/// A record of a file, or a line that holds none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Bytes from the start of the file to its line.
    pub offset_bytes: u64,
    /// Bytes of its line, without the line feed.
    pub length_bytes: u64,
    /// Its line's number, from 1.
    pub line: u64,
    /// Its place among the records of its line, from 0; other than 0 only in malformed lines.
    pub part: u32,
    /// What it is for a reader.
    pub class: Class,
    /// More about it.
    pub marks: Marks,
    /// Its `uuid`.
    pub uuid: Option<Key>,
    /// Its `parentUuid`, or `logicalParentUuid` where it has no parent.
    pub parent: Option<Key>,
    /// Its `message.id`.
    pub message: Option<Key>,
    /// Its time.
    pub time: Option<Instant>,
}

/// What a record is for a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Words that a person wrote.
    Prompt,
    /// Words of the model.
    Reply,
    /// What the model thought.
    Thinking,
    /// A call of a tool, or what came back.
    Tool,
    /// What Claude Code says: commands, compactions, errors, hooks that failed.
    Note,
    /// What it writes for itself: progress, snapshots, titles, states.
    Record,
}

/// A set of marks of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Marks(u16);

impl Marks {
    /// Something failed: a tool, a request, a hook, or the line itself.
    pub const ERROR: Self = Self(1);
    /// A tool changes a file.
    pub const EDIT: Self = Self(1 << 1);
    /// It belongs to a subagent that wrote into this file (`isSidechain`).
    pub const SIDECHAIN: Self = Self(1 << 2);
    /// It holds calls of tools.
    pub const CALL: Self = Self(1 << 3);
    /// It holds results of tools.
    pub const RESULT: Self = Self(1 << 4);
    /// The context was compacted here, or this is the summary that was kept.
    pub const COMPACTION: Self = Self(1 << 5);
    /// The user stopped the model.
    pub const INTERRUPTED: Self = Self(1 << 6);
    /// It is the last line and has no line feed yet.
    pub const OPEN: Self = Self(1 << 7);
    /// The line is malformed.
    pub const MALFORMED: Self = Self(1 << 8);
    /// It starts a subagent.
    pub const AGENT: Self = Self(1 << 9);

    /// Whether it has any of `other`.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Adds `other` if `yes`.
    pub fn set(&mut self, other: Self, yes: bool) {
        if yes {
            self.0 |= other.0;
        }
    }
}

impl std::ops::BitOr for Marks {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
