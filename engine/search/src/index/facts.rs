//! What is known of each message besides its words.

use serde::{Deserialize, Serialize};

use super::catalogue::FileId;
use crate::text::Flags;
use sessionscope_log::time::Instant;

/// A run of messages of one file and one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    pub(super) file: FileId,
    /// Which reading of the file it is; only the last one counts.
    pub(super) generation: u32,
    pub(super) project: String,
    pub(super) session: String,
}

impl Source {
    /// A time as columns hold it: 0 for none.
    pub(super) fn stored_time(time: Option<Instant>) -> u64 {
        let shifted = time.map(|time| time.0.saturating_add(1 << 60).max(1));
        shifted.map_or(0, |time| u64::try_from(time).unwrap_or(0))
    }

    /// What a stored time says.
    pub(super) fn time(stored: u64) -> Option<Instant> {
        let stored = i64::try_from(stored).ok().filter(|stored| *stored > 0)?;
        Some(Instant(stored - (1 << 60)))
    }
}

/// One of something for each fact of a message.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Columns<T> {
    /// By which the same message is known in other files.
    pub(super) key: T,
    /// See [`Source::stored_time`].
    pub(super) time: T,
    /// How many words it has.
    pub(super) words: T,
    /// [`Flags`].
    pub(super) flags: T,
    /// Number of its source.
    pub(super) source: T,
    /// Numbers of texts: working folder, branch, model, tools, the session it names itself.
    pub(super) cwd: T,
    pub(super) branch: T,
    pub(super) model: T,
    pub(super) tools: T,
    pub(super) session: T,
    /// Where it is in its file, in bytes.
    pub(super) offset: T,
    pub(super) length: T,
}

impl<T> Columns<T> {
    pub(super) const COUNT: usize = 12;

    pub(super) fn map<U>(self, mut each: impl FnMut(T) -> U) -> Columns<U> {
        Columns {
            key: each(self.key),
            time: each(self.time),
            words: each(self.words),
            flags: each(self.flags),
            source: each(self.source),
            cwd: each(self.cwd),
            branch: each(self.branch),
            model: each(self.model),
            tools: each(self.tools),
            session: each(self.session),
            offset: each(self.offset),
            length: each(self.length),
        }
    }

    pub(super) fn as_ref(&self) -> Columns<&T> {
        Columns {
            key: &self.key,
            time: &self.time,
            words: &self.words,
            flags: &self.flags,
            source: &self.source,
            cwd: &self.cwd,
            branch: &self.branch,
            model: &self.model,
            tools: &self.tools,
            session: &self.session,
            offset: &self.offset,
            length: &self.length,
        }
    }

    pub(super) fn zip<U>(&mut self, other: Columns<U>, mut each: impl FnMut(&mut T, U)) {
        each(&mut self.key, other.key);
        each(&mut self.time, other.time);
        each(&mut self.words, other.words);
        each(&mut self.flags, other.flags);
        each(&mut self.source, other.source);
        each(&mut self.cwd, other.cwd);
        each(&mut self.branch, other.branch);
        each(&mut self.model, other.model);
        each(&mut self.tools, other.tools);
        each(&mut self.session, other.session);
        each(&mut self.offset, other.offset);
        each(&mut self.length, other.length);
    }
}

/// Flags as their column holds them.
pub(super) fn flags(stored: u64) -> Flags {
    Flags(u16::try_from(stored).unwrap_or(0))
}
