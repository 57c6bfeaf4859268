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
use crate::digester::recover;
use crate::key::{Domain, Key};
use crate::lines::{Line, Lines};
use crate::place::{FileKind, Place};

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
    lines: Lines,
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
            lines: Lines::resume(resume.lines, resume.offset_bytes, resume.bom),
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
        mut each: impl FnMut(Item<'_, '_>),
    ) {
        let Self { lines, state, .. } = self;
        if self.open && !bytes.is_empty() {
            // Only the end of that line may come now.
            self.changed |= !matches!(bytes, [b'\n', ..] | [b'\r', b'\n', ..] | [b'\r']);
            self.open = false;
        }
        self.pushed += bytes.len() as u64;
        lines.push(bytes, |line| {
            if state.session.is_none() || line.bytes.is_some_and(&wanted) {
                state.line(&line, &mut each);
            }
        });
    }

    /// Gives the last line, if it is whole but for its line feed, and where to go on.
    ///
    /// # Errors
    /// If the bytes do not follow on what the walk went on from: what was given is worth nothing,
    /// and neither is what was given of this file before.
    pub fn finish(self, mut each: impl FnMut(Item<'_, '_>)) -> Result<Resume, Changed> {
        let Self {
            lines,
            mut state,
            start,
            pushed,
            open,
            changed,
        } = self;
        if changed {
            return Err(Changed);
        }
        let (count, bom) = (lines.count(), lines.has_bom());
        let mut resume = Resume {
            offset_bytes: start + pushed,
            lines: count,
            bom,
            open,
            ..Resume::default()
        };
        lines.finish(|line| {
            let whole = line.bytes.filter(|bytes| Entry::parse(bytes).is_ok());
            if whole.is_some() {
                state.line(&line, &mut each);
                resume.lines += 1;
                resume.open = true;
            } else if resume.lines > 0 || line.offset_bytes == 0 {
                resume.offset_bytes = line.offset_bytes;
            } else {
                // The byte order mark before it is read again with it.
                resume.offset_bytes = 0;
            }
        });
        resume.session = state.session;
        resume.calls = state.calls.into_iter().collect();
        resume.calls.sort_unstable_by_key(|(key, _)| *key);
        Ok(resume)
    }
}

impl State {
    fn line(&mut self, line: &Line<'_>, each: &mut impl FnMut(Item<'_, '_>)) {
        let Some(bytes) = line.bytes.filter(|bytes| !bytes.is_empty()) else {
            return;
        };
        if simdutf8::basic::from_utf8(bytes).is_err() {
            return;
        }
        if let Ok(entry) = Entry::parse(bytes) {
            self.record(entry, line.offset_bytes, bytes, each);
            return;
        }
        recover::spans(bytes, |span| {
            if let Ok(entry) = Entry::parse(span) {
                let before = span.as_ptr().addr() - bytes.as_ptr().addr();
                self.record(entry, line.offset_bytes + before as u64, span, each);
            }
        });
    }

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
