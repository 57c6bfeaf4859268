//! The index of a large file as it is kept for the next time it is opened.

use serde::{Deserialize, Serialize};

use super::index::FileIndex;
use sessionscope_log::blob::{BlobError, BlobKind, append, begin, decode, end};
use sessionscope_log::key::{Domain, Key};

/// Version of kept indexes. One of another version is made anew.
pub const INDEX_VERSION: u16 = 2;
/// Bytes at the start of a file by which, with its name, its index is found again.
pub const HEAD_BYTES: u64 = 512;
/// A file that grew must have the same bytes as before its index's end as when that was made.
pub const TAIL_BYTES: u64 = 256;

/// An index, and which state of its file it is of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptIndex {
    /// The file's size when it was read.
    pub size_bytes: u64,
    /// When it had been changed.
    pub mtime_ms: i64,
    /// Key of the [`TAIL_BYTES`] before the index's end.
    pub tail: Key,
    /// What is known of it.
    pub index: FileIndex,
}

/// What the index of a file is kept under: its name and how it begins.
pub fn name_of(file_name: &str, head: &[u8]) -> String {
    format!("{:016x}", Key::pair(file_name.as_bytes(), Some(head)).0)
}

/// The key of the bytes before an index's end.
pub fn tail_key(tail: &[u8]) -> Key {
    Key::new(Domain::Own, tail)
}

impl KeptIndex {
    /// It may be of the state of a file that has this size and time, or of one from which that has grown;
    /// the tail tells. A file of the same size that was changed is another one.
    pub fn may_fit(&self, size_bytes: u64, mtime_ms: i64) -> bool {
        let is_same = (self.size_bytes, self.mtime_ms) == (size_bytes, mtime_ms);
        let has_grown = self.size_bytes < size_bytes;
        let end_bytes = self.index.end_bytes;
        (is_same || has_grown) && end_bytes > 0 && end_bytes <= self.size_bytes
    }

    /// The stored form: a blob of kind 5 (see [`sessionscope_log::blob`]).
    pub fn encode(&self) -> Vec<u8> {
        end(append(begin(BlobKind::Transcript, INDEX_VERSION, 0), self))
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// When it is damaged, not ours or of another version: the index is made anew then.
    pub fn decode(blob: &[u8]) -> Result<Self, BlobError> {
        let content = decode(BlobKind::Transcript, INDEX_VERSION, blob)?;
        postcard::from_bytes(content).map_err(|_| BlobError::Corrupt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Indexer;

    const LOG: &[u8] = b"{\"type\":\"user\",\"uuid\":\"u\",\"message\":{\"role\":\"user\",\"content\":\"hi\"}}\n{\"type\":";

    fn kept() -> KeptIndex {
        let mut indexer = Indexer::default();
        indexer.push(LOG);
        KeptIndex {
            size_bytes: LOG.len() as u64,
            mtime_ms: 7,
            tail: tail_key(b"tail"),
            index: indexer.finish(),
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_what_is_damaged_does_not() {
        let kept = kept();
        let blob = kept.encode();
        assert_eq!(KeptIndex::decode(&blob), Ok(kept));
        let mut damaged = blob.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(KeptIndex::decode(&damaged), Err(BlobError::Corrupt));
        let mut old = blob;
        old[5] = 9;
        assert_eq!(KeptIndex::decode(&old), Err(BlobError::Version(9)));
    }

    #[test]
    fn it_fits_the_same_file_and_one_that_grew() {
        let kept = kept();
        let size = LOG.len() as u64;
        assert!(kept.may_fit(size, 7));
        assert!(kept.may_fit(size + 1, 8));
        assert!(!kept.may_fit(size, 8));
        assert!(!kept.may_fit(size - 1, 7));
        assert!(!KeptIndex::default().may_fit(0, 0));
    }

    #[test]
    fn files_of_one_name_that_begin_differently_are_told_apart() {
        assert_ne!(name_of("a.jsonl", b"x"), name_of("a.jsonl", b"y"));
        assert_ne!(name_of("a.jsonl", b"x"), name_of("b.jsonl", b"x"));
        assert_eq!(name_of("a.jsonl", b"x").len(), 16);
    }
}
