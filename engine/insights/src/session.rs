//! What threads need to know of a session, collected record by record.
//!
//! [`Session`] is a [`Sink`]: a [`RecordReader`](sessionscope_log::reader::RecordReader) hands it the
//! records of the session's main file, and it keeps of each message what is compared later: time,
//! kind, terms (hashed, with counts), files, tools, working directory and marks. It keeps no text but
//! the beginning of each prompt, for titles, and words for keywords.
//!
//! It grows with its file: records that come later are added, and the result is the same as if the
//! whole file had been read at once. A last line without a line feed may be handed over, too; when
//! it is read again, because its file has grown, it is known by its place and not counted twice.

mod content;
mod lexicon;
mod mention;
mod message;
mod names;
mod origin;
mod switching;
mod terms;

pub use lexicon::Lexicon;
pub use message::{Kind, Marks, Message};
pub use names::Names;
pub use terms::{Term, TermBag};

use rustc_hash::FxHashSet;
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::reader::{Malformed, Position, Sink};
use sessionscope_log::record::field::Field;
use sessionscope_log::record::{NoRecord, Record};
use sessionscope_search::text::Entry;

/// The messages of a session's main line, in the order of its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    messages: Vec<Message>,
    paths: Names,
    tools: Names,
    places: Names,
    lexicon: Lexicon,
    /// Keys of the `uuid`s of all records so far, to see whether a parent is known.
    seen: FxHashSet<Key>,
    /// Some record had a parent that is known.
    is_linked: bool,
    /// Some record had a `uuid` and was no message.
    has_others: bool,
    /// Marks of records that are no messages, for the message that comes next.
    pending: Marks,
    /// Version and session id of the last message that had them, as numbers in `places`.
    last_version: Option<u32>,
    last_id: Option<u32>,
    /// Records that begin before this place, in bytes, have been taken in.
    taken_bytes: u64,
    malformed: u64,
}

impl Session {
    /// The messages, in the order of the file.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Paths of files, by the numbers in [`Message::files`].
    pub fn paths(&self) -> &Names {
        &self.paths
    }

    /// Names of tools, by the numbers in [`Message::tools`].
    pub fn tools(&self) -> &Names {
        &self.tools
    }

    /// The words that terms stand for.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// How many lines were malformed so far.
    pub fn malformed(&self) -> u64 {
        self.malformed
    }

    /// Whether there are records beside messages that may be parents. Without them, a parent may be
    /// missing only because its kind was left out of the log.
    pub fn has_others(&self) -> bool {
        self.has_others
    }

    fn take(&mut self, record: &Record<'_>, text: &[u8]) {
        let is_unlinked = self.link(record);
        let is = |kind| record.kind.is_some_and(|text| text.is(kind));
        if record.flags.has(Field::IsSidechain) {
            return;
        }
        if !(is("user") || is("assistant")) {
            self.has_others |= record.uuid.is_some();
            self.pending.add(origin::marks(record, text));
            return;
        }
        let Some(uuid) = record.uuid else { return };
        let Ok(entry) = Entry::parse(text) else {
            return;
        };
        let mut message = Message::new(uuid.to_text().into(), origin::kind(record));
        message.time_ms = record.stamp.instant().map(|time| time.0);
        message.marks = std::mem::take(&mut self.pending);
        message.marks.add(origin::message_marks(record));
        self.compare_origin(record, &mut message);
        if is_unlinked && !self.messages.is_empty() {
            message.marks.add(Marks::UNLINKED);
        }
        content::fill(self, &entry, record, &mut message);
        self.messages.push(message);
    }

    /// Notes a record's id; tells whether its parent is missing where parents are known.
    fn link(&mut self, record: &Record<'_>) -> bool {
        let key = |text: sessionscope_log::json::Text<'_>| Key::new(Domain::Uuid, &text.bytes());
        let is_known = record
            .parent_uuid
            .is_some_and(|parent| self.seen.contains(&key(parent)));
        let is_continued = record.logical_parent_uuid.is_some();
        let is_unlinked = self.is_linked && !is_known && !is_continued;
        self.is_linked |= is_known;
        if let Some(uuid) = record.uuid {
            self.seen.insert(key(uuid));
        }
        is_unlinked
    }

    /// Sets where a message was written, and marks a change of version or session id.
    fn compare_origin(&mut self, record: &Record<'_>, message: &mut Message) {
        let mut number = |text: Option<sessionscope_log::json::Text<'_>>| {
            text.and_then(|text| self.places.number(&text.to_text()))
        };
        message.cwd = number(record.cwd);
        message.branch = number(record.git_branch);
        let version = number(record.version);
        let session_id = number(record.session_id);
        let differs =
            |old: Option<u32>, new: Option<u32>| old.zip(new).is_some_and(|(old, new)| old != new);
        if differs(self.last_version, version) {
            message.marks.add(Marks::VERSION);
        }
        if differs(self.last_id, session_id) {
            message.marks.add(Marks::SESSION);
        }
        self.last_version = version.or(self.last_version);
        self.last_id = session_id.or(self.last_id);
    }
}

impl Sink for Session {
    fn record(&mut self, text: &[u8], at: Position) -> Result<(), NoRecord> {
        let record = Record::parse(text)?;
        // A part of a line that may still be being written is read again once the line has ended.
        if at.offset_bytes < self.taken_bytes || (!at.is_ended && at.part > 0) {
            return Ok(());
        }
        self.taken_bytes = at.offset_bytes + 1;
        self.take(&record, text);
        Ok(())
    }

    fn malformed(&mut self, _line: Malformed, is_ended: bool) {
        self.malformed += u64::from(is_ended);
    }
}

#[cfg(test)]
mod tests;
