//! The stored form: few large blobs with a version and a checksum.
//!
//! For the frame of a blob see [`sessionscope_log::blob`]. Every change of [`Digest`](crate::digest::Digest) or
//! [`Ledger`] in what is stored needs a new version here: `docs/formats.md` says how to raise it. What is of an older
//! version is refused, and its files are read again.

use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};
use sessionscope_log::blob::{
    BlobError, BlobKind, HEADER_BYTES, append, begin, decode, end, set_checksum,
};
use sessionscope_log::place::RootId;
use xxhash_rust::xxh3::Xxh3;

use crate::corpus::{FileContent, StoredFile};
use crate::ledger::Ledger;
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::proof::Resume;

/// Version of stored digests. Digests of another version are read again.
pub const SHARD_VERSION: u16 = 4;
/// Version of the stored ledger. One of another version is not painted.
pub const SNAPSHOT_VERSION: u16 = 5;
/// How many shards files are spread over: about 80 KB each at 20,000 files, which is what a change of one file
/// writes. A file that was stored in another shard, when there were fewer, moves when the shards are loaded.
pub const SHARDS: u16 = 256;

/// Bytes of the header of a ledger's stored form, as [`write_snapshot`] returns it.
pub const SNAPSHOT_HEADER_BYTES: usize = HEADER_BYTES;
/// A ledger is handed on in pieces of this size.
const PIECE_BYTES: usize = 1 << 20;

/// The shard that holds a file.
pub fn shard_of(path: &str) -> u16 {
    let key = Key::new(Domain::Own, path.as_bytes());
    u16::try_from(key.0 % u64::from(SHARDS)).unwrap_or(0)
}

/// The stored form of some files.
pub fn encode_shard(files: &[StoredFile]) -> Vec<u8> {
    let runs = files
        .iter()
        .flat_map(|file| file.content.body.iter().chain(&file.content.tail));
    let bytes: usize = runs.map(|run| run.len()).sum();
    let mut blob = begin(BlobKind::Shard, SHARD_VERSION, bytes + files.len() * 200);
    for file in files {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let entry = Entry {
            root: file.root,
            path: file.path.clone(),
            size_bytes: file.size_bytes,
            mtime_ms: file.mtime_ms,
            resume: file.content.resume,
            body_bytes: file.content.body.iter().map(|run| length(run)).collect(),
            tail_bytes: file.content.tail.as_deref().map(length),
        };
        blob = append(blob, &entry);
        for run in file.content.body.iter().chain(&file.content.tail) {
            blob.extend_from_slice(run);
        }
    }
    end(blob)
}

/// A stored file's entry, which its packed digests follow.
#[derive(Serialize, Deserialize)]
struct Entry {
    root: RootId,
    path: String,
    size_bytes: u64,
    mtime_ms: i64,
    resume: Resume,
    body_bytes: Vec<u32>,
    tail_bytes: Option<u32>,
}

/// The files of a stored shard.
///
/// # Errors
/// When the blob is damaged, not ours, or of a version that cannot be upgraded: its files are
/// then read again.
pub fn decode_shard(blob: &[u8]) -> Result<Vec<StoredFile>, BlobError> {
    let mut content = decode(BlobKind::Shard, SHARD_VERSION, blob)?;
    let mut files = Vec::new();
    while !content.is_empty() {
        files.push(take_file(&mut content).ok_or(BlobError::Corrupt)?);
    }
    Ok(files)
}

fn take_file(content: &mut &[u8]) -> Option<StoredFile> {
    let (entry, rest): (Entry, _) = postcard::take_from_bytes(content).ok()?;
    *content = rest;
    let mut take = |length: u32| -> Option<Box<[u8]>> {
        let (run, rest) = content.split_at_checked(length as usize)?;
        *content = rest;
        Some(run.into())
    };
    let body: Option<Vec<Box<[u8]>>> = entry.body_bytes.into_iter().map(&mut take).collect();
    let tail = entry.tail_bytes.map(take);
    if matches!(tail, Some(None)) {
        return None;
    }
    Some(StoredFile {
        root: entry.root,
        path: entry.path,
        size_bytes: entry.size_bytes,
        mtime_ms: entry.mtime_ms,
        content: FileContent {
            resume: entry.resume,
            body: body?,
            tail: tail.flatten(),
        },
    })
}

/// The stored form of a ledger.
pub fn encode_snapshot(ledger: &Ledger) -> Vec<u8> {
    let mut content = Vec::new();
    let mut blob = write_snapshot(ledger, &mut |piece| content.extend_from_slice(piece));
    blob.append(&mut content);
    blob
}

/// Hands the stored form of a ledger to `sink` piece by piece, but for its header, which it returns
/// and which comes first. So it is never whole in wasm memory, which would keep the room for ever.
pub fn write_snapshot(ledger: &Ledger, sink: &mut dyn FnMut(&[u8])) -> Vec<u8> {
    let pieces = Pieces {
        piece: Vec::with_capacity(PIECE_BYTES),
        checksum: Xxh3::new(),
        sink,
    };
    let mut header = begin(BlobKind::Snapshot, SNAPSHOT_VERSION, 0);
    // See `append`; a wrong checksum is found as well.
    let checksum = postcard::serialize_with_flavor(ledger, pieces).unwrap_or_default();
    set_checksum(&mut header, checksum);
    header
}

/// Content on its way, and its checksum so far.
struct Pieces<'a> {
    piece: Vec<u8>,
    checksum: Xxh3,
    sink: &'a mut dyn FnMut(&[u8]),
}

impl Pieces<'_> {
    fn flush(&mut self) {
        self.checksum.update(&self.piece);
        (self.sink)(&self.piece);
        self.piece.clear();
    }
}

impl Flavor for Pieces<'_> {
    type Output = u64;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        if self.piece.len() == PIECE_BYTES {
            self.flush();
        }
        self.piece.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        if self.piece.len() + bytes.len() > PIECE_BYTES {
            self.flush();
        }
        self.piece.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(mut self) -> postcard::Result<u64> {
        self.flush();
        Ok(self.checksum.digest())
    }
}

/// A stored ledger.
///
/// # Errors
/// When the blob is damaged, not ours, or of another version: nothing is painted from it then.
pub fn decode_snapshot(blob: &[u8]) -> Result<Ledger, BlobError> {
    let content = decode(BlobKind::Snapshot, SNAPSHOT_VERSION, blob)?;
    postcard::from_bytes(content).map_err(|_| BlobError::Corrupt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> StoredFile {
        StoredFile {
            root: RootId(3),
            path: "p/s.jsonl".to_owned(),
            size_bytes: 12,
            mtime_ms: 34,
            content: FileContent {
                resume: Resume::default(),
                body: vec![Box::from(*b"abc"), Box::from(*b"")],
                tail: Some(Box::from(*b"d")),
            },
        }
    }

    #[test]
    fn what_is_stored_comes_back() {
        let mut other = file();
        other.content.tail = None;
        let files = vec![file(), other];
        assert_eq!(decode_shard(&encode_shard(&files)), Ok(files));
        let ledger = Ledger::default();
        assert_eq!(decode_snapshot(&encode_snapshot(&ledger)), Ok(ledger));
    }

    #[test]
    fn a_ledger_in_pieces_is_that_in_one() {
        let tools = (0..100_000).map(|number| format!("tool {number}"));
        let ledger = Ledger {
            tools: tools.collect(),
            ..Ledger::default()
        };
        let mut pieces = 0;
        write_snapshot(&ledger, &mut |piece| {
            pieces += 1;
            assert!(piece.len() <= PIECE_BYTES);
        });
        assert!(pieces > 1);
        let whole = append(begin(BlobKind::Snapshot, SNAPSHOT_VERSION, 0), &ledger);
        assert_eq!(encode_snapshot(&ledger), end(whole));
    }

    #[test]
    fn what_is_damaged_foreign_or_of_another_version_is_told_apart() {
        let blob = encode_shard(&[file()]);
        assert_eq!(decode_shard(&[]), Err(BlobError::NotOurs));
        assert_eq!(
            decode_shard(&encode_snapshot(&Ledger::default())),
            Err(BlobError::NotOurs)
        );
        let mut damaged = blob.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(decode_shard(&damaged), Err(BlobError::Corrupt));
        let mut old = blob;
        old[5] = 1;
        assert_eq!(decode_shard(&old), Err(BlobError::Version(1)));
    }

    #[test]
    fn a_shard_that_ends_early_is_damaged() {
        let content = &encode_shard(&[file()])[HEADER_BYTES..];
        for length in 1..content.len() {
            let mut blob = begin(BlobKind::Shard, SHARD_VERSION, length);
            blob.extend_from_slice(&content[..length]);
            let blob = end(blob);
            assert_eq!(decode_shard(&blob), Err(BlobError::Corrupt), "{length}");
        }
    }
}
