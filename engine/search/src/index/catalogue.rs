//! What is in the index: its segments, and how far each file is in them.
//!
//! It is small and is stored whole, after the segments it names: a segment that no stored catalogue
//! names does not count, so that a crash leaves the state before. Store it only when the builder
//! [is empty](super::Builder::is_empty), else it speaks of messages that are in no segment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{Error, SegmentId};
use crate::walk::Resume;
use sessionscope_log::place::RootId;

/// Version of catalogues. One of another version is not used, and neither are its segments.
pub const CATALOGUE_VERSION: u16 = 1;
const MAGIC: &[u8; 4] = b"SSCP";
const KIND: u8 = 4;

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId {
    /// The folder it came from.
    pub root: RootId,
    /// Its path within the folder's projects, parts joined by `/`.
    pub path: String,
}

/// How far a file is in the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileState {
    /// Which reading of it counts.
    pub generation: u32,
    /// Its size when it was last read.
    pub size_bytes: u64,
    /// When it was last changed, as the file system says.
    pub mtime_ms: i64,
    /// Where to go on.
    pub resume: Resume,
}

/// A segment as the catalogue knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentInfo {
    /// Its number.
    pub id: SegmentId,
    /// Its length.
    pub bytes: u64,
}

/// What is in the index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    next_segment: u32,
    next_generation: u32,
    segments: Vec<SegmentInfo>,
    files: BTreeMap<FileId, FileState>,
}

impl Catalogue {
    /// Its segments, in the order in which they were made.
    pub fn segments(&self) -> &[SegmentInfo] {
        &self.segments
    }

    /// How far a file is in the index.
    pub fn file(&self, file: &FileId) -> Option<&FileState> {
        self.files.get(file)
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = (&FileId, &FileState)> {
        self.files.iter()
    }

    /// A generation for a file that is read from its beginning.
    pub fn new_generation(&mut self) -> u32 {
        self.next_generation += 1;
        self.next_generation
    }

    /// Notes how far a file is. Messages of other generations of it are dead.
    pub fn note(&mut self, file: FileId, state: FileState) {
        self.files.insert(file, state);
    }

    /// Takes a file out: its messages are dead. Tells whether it was there.
    pub fn remove(&mut self, file: &FileId) -> bool {
        self.files.remove(file).is_some()
    }

    /// The number for a segment that is to be stored; [`Catalogue::add`] it when that is done.
    pub fn new_segment(&mut self) -> SegmentId {
        self.next_segment += 1;
        SegmentId(self.next_segment)
    }

    /// Adds a segment that was stored.
    pub fn add(&mut self, id: SegmentId, bytes: u64) {
        self.segments.push(SegmentInfo { id, bytes });
    }

    /// Puts a segment, which was stored, in the place of those that were merged into it.
    pub fn replace(&mut self, merged: &[SegmentId], id: SegmentId, bytes: u64) {
        self.segments
            .retain(|segment| !merged.contains(&segment.id));
        self.add(id, bytes);
    }

    /// Takes a segment out that cannot be used. All files whose messages may have been in it must
    /// be read anew: since nobody knows which, all are taken out, and so are the other segments.
    pub fn clear(&mut self) {
        self.segments.clear();
        self.files.clear();
    }

    /// Whether messages of this generation of a file count.
    pub(super) fn is_live(&self, file: &FileId, generation: u32) -> bool {
        self.file(file)
            .is_some_and(|state| state.generation == generation)
    }

    /// Its stored form: `SSCP`, kind 4, version, checksum, content in postcard.
    pub fn encode(&self) -> Vec<u8> {
        // Writing to memory cannot fail.
        let content = postcard::to_allocvec(self).unwrap_or_default();
        let mut out = MAGIC.to_vec();
        out.push(KIND);
        out.extend_from_slice(&CATALOGUE_VERSION.to_le_bytes());
        out.extend_from_slice(&xxh3_64(&content).to_le_bytes());
        out.extend_from_slice(&content);
        out
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// If it is not a whole catalogue of this version.
    pub fn decode(stored: &[u8]) -> Result<Self, Error> {
        let rest = stored.strip_prefix(MAGIC).ok_or(Error::NotOurs)?;
        let rest = rest.strip_prefix(&[KIND]).ok_or(Error::NotOurs)?;
        let (version, rest) = rest.split_first_chunk().ok_or(Error::NotOurs)?;
        let version = u16::from_le_bytes(*version);
        if version != CATALOGUE_VERSION {
            return Err(Error::Version(version));
        }
        let (hash, content) = rest.split_first_chunk().ok_or(Error::NotOurs)?;
        if xxh3_64(content) != u64::from_le_bytes(*hash) {
            return Err(Error::Damaged);
        }
        postcard::from_bytes(content).map_err(|_| Error::Damaged)
    }
}
