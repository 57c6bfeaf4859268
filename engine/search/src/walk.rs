//! Walks over a file: its bytes in any pieces, each record as an [`Item`].
//!
//! What search knows of a record may depend on those before it: a result bears the name of the
//! tool that was called, an older subagent's file belongs to the session that its first record
//! names. That little state is part of [`Resume`], so that a walk can go on where a file has grown
//! and gives exactly what a walk over the whole file gives.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::text::{Entry, Flags, said};
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::place::{FileKind, Place};
use sessionscope_log::reader::{Malformed, Position, RecordReader, Sink};
use sessionscope_log::record::NoRecord;

/// Most calls without a result that are remembered; those beyond it keep their names from results.
const CALLS_MAX: usize = 1 << 16;

/// Where a walk ended, so that another can go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// Bytes of the file that were taken in.
    pub offset_bytes: u64,
    lines: u64,
    bom: bool,
    /// The last line has no line feed, but was whole and taken in.
    open: bool,
    session: Option<String>,
    /// Tools called whose results have not come, by the keys of the calls, ascending.
    calls: Vec<(Key, String)>,
}

/// What goes on is not what was there: the file must be walked over anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed;

/// A record in its file.
#[derive(Debug)]
pub struct Item<'a, 'b> {
    /// What of it can be searched.
    pub entry: &'b Entry<'a>,
    /// By which the same record is known in other files.
    pub key: Key,
    /// The session that it belongs to.
    pub session: &'b str,
    /// Names of the tools that it calls or has results of, each followed by a line feed.
    pub tools: Cow<'b, str>,
    /// Bytes from the start of the file to the record.
    pub offset_bytes: u64,
    /// The record as it is written.
    pub bytes: &'a [u8],
}

/// Walks over a file.
#[derive(Debug)]
pub struct Walk {
    reader: RecordReader,
    state: State,
    start: u64,
    pushed: u64,
    /// The next byte must end the line that was taken in without its end.
    open: bool,
    changed: bool,
}

#[derive(Debug)]
struct State {
    place: Place,
    session: Option<String>,
    calls: FxHashMap<Key, String>,
    tools: String,
}

impl Walk {
    /// Starts at the beginning of a file.
    pub fn new(place: Place) -> Self {
        Self::resume(place, Resume::default())
    }

    /// Goes on where another walk over the same file ended.
    pub fn resume(place: Place, resume: Resume) -> Self {
        Self {
            reader: RecordReader::resume(resume.lines, resume.offset_bytes, resume.bom),
            state: State {
                place,
                session: resume.session,
                calls: resume.calls.into_iter().collect(),
                tools: String::new(),
            },
            start: resume.offset_bytes,
            pushed: 0,
            open: resume.open,
            changed: false,
        }
    }

    /// Where the file belongs.
    pub fn place(&self) -> &Place {
        &self.state.place
    }

    /// Takes in the next bytes and gives each record whose line ends in them.
    pub fn push(&mut self, bytes: &[u8], each: impl FnMut(Item<'_, '_>)) {
        self.push_some(bytes, |_| true, each);
    }

    /// The same, but lines that are not `wanted` may be passed over unread; names of tools are then
    /// missing from results whose call was passed over.
    pub fn push_some(
        &mut self,
        bytes: &[u8],
        wanted: impl Fn(&[u8]) -> bool,
        each: impl FnMut(Item<'_, '_>),
    ) {
        if self.open && !bytes.is_empty() {
            // Only the end of that line may come now.
            self.changed |= !matches!(bytes, [b'\n', ..] | [b'\r', b'\n', ..] | [b'\r']);
            self.open = false;
        }
        self.pushed += bytes.len() as u64;
        let mut sink = Items {
            state: &mut self.state,
            wanted,
            each,
            last_line: None,
        };
        self.reader.push(bytes, &mut sink);
    }

    /// Gives the last line, if it is whole but for its line feed, and where to go on.
    ///
    /// # Errors
    /// If the bytes do not follow on what the walk went on from: what was given is worth nothing,
    /// and neither is what was given of this file before.
    pub fn finish(mut self, each: impl FnMut(Item<'_, '_>)) -> Result<Resume, Changed> {
        if self.changed {
            return Err(Changed);
        }
        let lines = self.reader.lines();
        let mut resume = Resume {
            offset_bytes: self.start + self.pushed,
            lines: lines.count(),
            bom: lines.has_bom(),
            open: self.open,
            ..Resume::default()
        };
        let mut sink = Items {
            state: &mut self.state,
            wanted: |_: &[u8]| true,
            each,
            last_line: None,
        };
        self.reader.finish(&mut sink);
        match sink.last_line {
            None => {}
            Some(LastLine::Whole) => {
                resume.lines += 1;
                resume.open = true;
            }
            Some(LastLine::Unfinished { offset_bytes })
                if resume.lines > 0 || offset_bytes == 0 =>
            {
                resume.offset_bytes = offset_bytes;
            }
            // The byte order mark before it is read again with it.
            Some(LastLine::Unfinished { .. }) => resume.offset_bytes = 0,
        }
        resume.session = self.state.session;
        resume.calls = self.state.calls.into_iter().collect();
        resume.calls.sort_unstable_by_key(|(key, _)| *key);
        Ok(resume)
    }
}

/// What a last line without a line feed turned out to be.
#[derive(Clone, Copy, Debug)]
enum LastLine {
    /// Whole but for its line feed.
    Whole,
    /// Still being written: to be read again from its first byte on.
    Unfinished { offset_bytes: u64 },
}

/// Gives each record that has something to search as an [`Item`].
struct Items<'s, W, E> {
    state: &'s mut State,
    wanted: W,
    each: E,
    last_line: Option<LastLine>,
}

impl<W, E> Items<'_, W, E> {
    fn unfinished(&mut self, offset_bytes: u64, is_ended: bool) {
        if !is_ended {
            self.last_line = Some(LastLine::Unfinished { offset_bytes });
        }
    }
}

impl<W: Fn(&[u8]) -> bool, E: FnMut(Item<'_, '_>)> Sink for Items<'_, W, E> {
    fn wants(&mut self, line: &[u8]) -> bool {
        // The session's name may stand in any record, until it is known.
        self.state.session.is_none() || (self.wanted)(line)
    }

    fn record(&mut self, text: &[u8], at: Position) -> Result<(), NoRecord> {
        if !at.is_ended && at.part > 0 {
            // The line is read again once it has ended.
            return Ok(());
        }
        let entry = Entry::parse(text)?;
        if !at.is_ended {
            self.last_line = Some(LastLine::Whole);
        }
        self.state
            .record(entry, at.offset_bytes, text, &mut self.each);
        Ok(())
    }

    fn blank(&mut self, at: Position) {
        self.unfinished(at.offset_bytes, at.is_ended);
    }

    fn malformed(&mut self, line: Malformed, is_ended: bool) {
        self.unfinished(line.offset_bytes, is_ended);
    }
}

impl State {
    fn record<'a>(
        &mut self,
        mut entry: Entry<'a>,
        offset_bytes: u64,
        bytes: &'a [u8],
        each: &mut impl FnMut(Item<'_, '_>),
    ) {
        if self.session.is_none()
            && let Some(session) = entry.session
        {
            self.session = Some(session.to_text().into_owned());
        }
        self.name_tools(&entry);
        if entry.passages.is_empty() {
            return;
        }
        if self.place.kind.is_subagent() {
            entry.flags.add(Flags::SIDECHAIN);
        }
        let named = self.session.as_deref();
        let session = match self.place.kind {
            FileKind::OldSubagent => named.unwrap_or(&self.place.session),
            _ => &self.place.session,
        };
        each(Item {
            key: key(&entry, session),
            entry: &entry,
            session,
            tools: Cow::Borrowed(&self.tools),
            offset_bytes,
            bytes,
        });
    }

    /// Remembers the tools that are called, and tells by which tools results are.
    fn name_tools(&mut self, entry: &Entry<'_>) {
        self.tools.clear();
        for call in &entry.calls {
            let key = call.id.map(|id| Key::new(Domain::Tool, &id.bytes()));
            let name = match call.name {
                Some(name) => Some(name.to_text().into_owned()),
                None => key.and_then(|key| self.calls.remove(&key)),
            };
            let Some(name) = name else {
                continue;
            };
            self.tools.push_str(&name);
            self.tools.push('\n');
            if let (Some(key), Some(_)) = (key, call.name)
                && self.calls.len() < CALLS_MAX
            {
                self.calls.insert(key, name);
            }
        }
    }
}

/// The key of a record: its uuid, or all that can be searched of it.
fn key(entry: &Entry<'_>, session: &str) -> Key {
    if let Some(uuid) = entry.uuid {
        return Key::new(Domain::Uuid, &uuid.bytes());
    }
    let mut key = Key::pair(session.as_bytes(), Some(said(entry.kind).as_bytes()));
    let time = entry.time.map_or(i64::MIN, |time| time.0);
    key = Key::pair(&key.0.to_le_bytes(), Some(&time.to_le_bytes()));
    for passage in &entry.passages {
        key = Key::pair(&key.0.to_le_bytes(), Some(&passage.text.bytes()));
    }
    key
}
