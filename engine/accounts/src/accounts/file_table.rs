//! Files, and the packed digests of their runs of lines.

use std::cmp::Ordering;

use super::claims::EntryPlaces;
use super::index::Index;
use super::{Sign, number};
use crate::corpus::{FileContent, StoredFile};
use crate::digest::Digest;
use crate::ledger::FileRow;
use crate::order::sort_by;
use crate::pack::{self, EntryRef, Packed};
use crate::rows::Rows;
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::keymap::KeyMap;
use sessionscope_log::place::RootId;
use sessionscope_log::proof::Resume;
use sessionscope_log::time::Instant;

/// A run of a file's lines, unpacked as far as accounting needs.
pub(super) struct Run {
    pub bytes: Box<[u8]>,
    pub stands: Vec<EntryRef>,
    pub head: Digest,
}

impl Run {
    /// `None` for bytes that are no packed digest.
    pub fn of(bytes: Box<[u8]>) -> Option<Self> {
        let (head, stands) = pack::contents(&bytes)?;
        Some(Self {
            bytes,
            stands,
            head,
        })
    }
}

/// What was read of a file.
#[derive(Default)]
pub(super) struct Runs {
    pub body: Vec<Run>,
    pub tail: Option<Run>,
    pub resume: Resume,
}

impl Runs {
    /// `None` if any run is no packed digest.
    pub fn of(content: FileContent) -> Option<Self> {
        let body: Option<Vec<Run>> = content.body.into_iter().map(Run::of).collect();
        let tail = match content.tail {
            Some(tail) => Some(Run::of(tail)?),
            None => None,
        };
        Some(Self {
            body: body?,
            tail,
            resume: content.resume,
        })
    }

    pub fn all(&self) -> impl Iterator<Item = &Run> {
        self.body.iter().chain(&self.tail)
    }
}

/// Neighbouring runs of lines as one; `None` if there are none.
pub(super) fn joined(runs: impl IntoIterator<Item = Digest>) -> Option<Digest> {
    runs.into_iter().reduce(|mut whole, run| {
        whole.append(&run);
        whole
    })
}

/// A run of a file's lines.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub file: u32,
    /// Its place among those of the file; the tail is last.
    pub at: u32,
    /// The number among all names of each name of the run.
    pub names: Box<[u32]>,
    pub bytes: Box<[u8]>,
    /// Records of type `user` in the runs before it, and in it.
    pub users: (u32, u32),
}

/// A file.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    /// Its row among the ledger's files.
    pub row: u32,
    pub span: Span,
    /// Its session, if it has a valid record.
    pub session: Option<u32>,
    pub subagent: bool,
    pub resume: Resume,
    /// Segments of its body, in line order.
    pub body: Vec<u32>,
    pub tail: Option<u32>,
    /// Files that claim keys of this one too: only they care for its place in file order.
    pub overlaps: Vec<Overlap>,
}

/// What a file has in common with another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Overlap {
    pub file: u32,
    /// Keys that both claim.
    pub keys: u32,
    /// Of these, those of messages.
    pub messages: u32,
}

impl File {
    /// Notes that it shares one key more with another file, or one less.
    pub fn share(&mut self, file: u32, is_message: bool, sign: Sign) {
        let at = self
            .overlaps
            .iter()
            .position(|overlap| overlap.file == file);
        let at = at.unwrap_or_else(|| {
            self.overlaps.push(Overlap {
                file,
                ..Overlap::default()
            });
            self.overlaps.len() - 1
        });
        let Some(overlap) = self.overlaps.get_mut(at) else {
            return;
        };
        sign.few(&mut overlap.keys, 1);
        sign.few(&mut overlap.messages, u32::from(is_message));
        if overlap.keys == 0 {
            self.overlaps.swap_remove(at);
        }
    }

    pub fn segments(&self) -> impl Iterator<Item = u32> {
        self.body.iter().copied().chain(self.tail)
    }
}

/// By what files are ordered: first main files that hold a record of their own session, then other
/// main files, then those of subagents; among each of these by the earliest valid time, then the
/// latest, and those without a time last. So neither a subagent's file that begins with its
/// parent's history nor a copy that a sync tool made takes the bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub class: FileClass,
    pub first: Option<Instant>,
    pub last: Option<Instant>,
}

/// Which files come first, whatever their times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileClass {
    /// A main file that holds a record of the session it is named after.
    #[default]
    Own,
    /// Another main file.
    OtherMain,
    /// A subagent's file.
    Subagent,
}

impl Span {
    fn order(self) -> (FileClass, bool, Option<Instant>, Option<Instant>) {
        (self.class, self.first.is_none(), self.first, self.last)
    }
}

/// All files.
#[derive(Clone, Debug, Default)]
pub(super) struct FileTable {
    files: Rows<Option<File>>,
    free_files: Vec<u32>,
    segments: Rows<Option<Segment>>,
    free_segments: Vec<u32>,
    by_path: KeyMap<u32>,
    /// The file of each row of the ledger.
    of_row: Rows<u32>,
}

impl FileTable {
    pub fn find(&self, root: RootId, path: &str) -> Option<u32> {
        self.by_path.get(&path_key(root, path)).copied()
    }

    pub fn file(&self, number: u32) -> Option<&File> {
        self.files.get(number as usize)?.as_ref()
    }

    pub fn file_mut(&mut self, number: u32) -> Option<&mut File> {
        self.files.get_mut(number as usize)?.as_mut()
    }

    pub fn segment(&self, number: u32) -> Option<&Segment> {
        self.segments.get(number as usize)?.as_ref()
    }

    /// The file of a row of the ledger.
    pub fn of_row(&self, row: usize) -> Option<u32> {
        self.of_row.get(row).copied()
    }

    /// A file without content, for which the ledger has a new last row.
    pub fn add_file(&mut self, root: RootId, path: &str) -> u32 {
        let file = File {
            row: number(self.of_row.len()),
            ..File::default()
        };
        let at = take_place(&mut self.files, &mut self.free_files, file);
        self.of_row.push(at);
        self.by_path.insert(path_key(root, path), at);
        at
    }

    /// Removes a file without content; the ledger's last row takes the place of its own.
    pub fn remove_file(&mut self, root: RootId, path: &str) -> Option<u32> {
        let at = self.by_path.remove(&path_key(root, path))?;
        let row = self.files.get_mut(at as usize)?.take()?.row;
        self.free_files.push(at);
        self.of_row.swap_remove(row as usize);
        if let Some(&moved) = self.of_row.get(row as usize)
            && let Some(moved) = self.file_mut(moved)
        {
            moved.row = row;
        }
        Some(row)
    }

    pub fn add_segment(&mut self, segment: Segment) -> u32 {
        take_place(&mut self.segments, &mut self.free_segments, segment)
    }

    pub fn remove_segment(&mut self, number: u32) -> Option<Segment> {
        let segment = self.segments.get_mut(number as usize)?.take();
        self.free_segments.extend(segment.as_ref().map(|_| number));
        segment
    }

    /// Head of all lines of some segments, in that order.
    pub fn head(&self, segments: impl Iterator<Item = u32>) -> Digest {
        let heads = segments.filter_map(|at| pack::head(&self.segment(at)?.bytes));
        joined(heads).unwrap_or_default()
    }

    /// Which of two files comes first where both claim a key.
    pub fn order(&self, rows: &Rows<FileRow>, a: u32, b: u32) -> Ordering {
        let span = |at| self.file(at).map(|file| file.span).unwrap_or_default();
        self.order_at(rows, (a, span(a)), (b, span(b)))
    }

    /// The same, if the files had these times.
    pub fn order_at(&self, rows: &Rows<FileRow>, a: (u32, Span), b: (u32, Span)) -> Ordering {
        let name = |at| {
            let row = rows.get(self.file(at)?.row as usize)?;
            Some((row.path.as_str(), row.root))
        };
        let times = a.1.order().cmp(&b.1.order());
        times.then_with(|| name(a.0).cmp(&name(b.0)))
    }

    /// What each run of lines says of a key, with the file of each, in file order and line order.
    pub fn entries<T: Packed>(
        &self,
        index: &Index,
        rows: &Rows<FileRow>,
        key: Key,
        found: &mut EntryPlaces,
    ) -> Vec<(u32, T)> {
        index.find(T::KIND, key, found);
        let mut entries: Vec<(u32, (u32, u32), T)> = Vec::with_capacity(found.len());
        for &(segment, offset) in found.iter() {
            if let Some(segment) = self.segment(segment)
                && let Some(mut entry) = pack::entry::<T>(&segment.bytes, offset, key)
            {
                entry.renumber(&segment.names);
                entry.shift(u64::from(segment.users.0));
                entries.push((segment.file, (segment.at, offset), entry));
            }
        }
        if entries.len() > 1 {
            sort_by(&mut entries, |a, b| {
                let files = if a.0 == b.0 {
                    Ordering::Equal
                } else {
                    self.order(rows, a.0, b.0)
                };
                files.then(a.1.cmp(&b.1))
            });
        }
        let entries = entries.into_iter();
        entries.map(|(file, _, entry)| (file, entry)).collect()
    }

    /// A file in the form in which it is kept.
    pub fn stored(&self, row: &FileRow, number: u32) -> Option<StoredFile> {
        let file = self.file(number)?;
        let bytes = |at: u32| self.segment(at).map(|segment| segment.bytes.clone());
        Some(StoredFile {
            root: row.root,
            path: row.path.clone(),
            size_bytes: row.size_bytes,
            mtime_ms: row.mtime_ms,
            content: FileContent {
                resume: file.resume,
                body: file.body.iter().filter_map(|&at| bytes(at)).collect(),
                tail: file.tail.and_then(bytes),
            },
        })
    }
}

/// Entries of one key in file order as claims: what a file's runs say of it as one.
pub(super) fn claims<T: Packed>(entries: Vec<(u32, T)>) -> Vec<(u32, T)> {
    let mut claims: Vec<(u32, T)> = Vec::with_capacity(entries.len());
    for (file, entry) in entries {
        match claims.last_mut() {
            Some((last, known)) if *last == file => known.absorb(entry),
            _ => claims.push((file, entry)),
        }
    }
    claims
}

fn take_place<T>(places: &mut Rows<Option<T>>, free: &mut Vec<u32>, value: T) -> u32 {
    if let Some(at) = free.pop()
        && let Some(place) = places.get_mut(at as usize)
    {
        *place = Some(value);
        return at;
    }
    places.push(Some(value));
    number(places.len() - 1)
}

/// The key of a session in its project.
pub(super) fn session_key(project: u32, name: &str) -> Key {
    Key::pair(&project.to_le_bytes(), Some(name.as_bytes()))
}

fn path_key(root: RootId, path: &str) -> Key {
    Key::pair(&root.0.to_le_bytes(), Some(path.as_bytes()))
}

/// The key of a name.
pub(super) fn name_key(name: &str) -> Key {
    Key::new(Domain::Own, name.as_bytes())
}
