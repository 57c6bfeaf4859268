//! The frame of everything that is stored: a version, a checksum and the content.
//!
//! A blob is `SSCP`, a kind byte, a `u16` version and a `u64` XXH3 checksum (both little-endian)
//! and the content in postcard.

use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8; 4] = b"SSCP";
const CHECKSUM_BYTES: usize = 8;
/// Bytes of a blob before its content.
pub const HEADER_BYTES: usize = 4 + 1 + 2 + CHECKSUM_BYTES;

/// Kinds of blobs, by the byte that says so. 3 and 4 belong to the search index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobKind {
    /// Digests of some files.
    Shard = 1,
    /// A ledger.
    Snapshot = 2,
    /// The index of a transcript's file.
    Transcript = 5,
    /// Answers that were shown last.
    Answers = 6,
}

/// Why a blob cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlobError {
    /// It is none of ours, or cut off.
    NotOurs,
    /// Its checksum or content is wrong.
    Corrupt,
    /// It has another version, and there is no way from that to this one.
    Version(u16),
}

impl fmt::Display for BlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs => f.write_str("stored data is not in a form that this program writes"),
            Self::Corrupt => f.write_str("stored data is damaged"),
            Self::Version(version) => write!(f, "stored data has version {version}"),
        }
    }
}

impl std::error::Error for BlobError {}

/// The header of a blob, its checksum left open, with room for `bytes` of content.
pub fn begin(kind: BlobKind, version: u16, bytes: usize) -> Vec<u8> {
    let mut blob = Vec::with_capacity(HEADER_BYTES + bytes);
    blob.extend_from_slice(MAGIC);
    blob.push(kind as u8);
    blob.extend_from_slice(&version.to_le_bytes());
    blob.extend_from_slice(&[0; CHECKSUM_BYTES]);
    blob
}

/// Adds a value to a blob's content. A value that postcard cannot write leaves an empty blob, which
/// [`decode`] refuses.
pub fn append<T: Serialize>(blob: Vec<u8>, value: &T) -> Vec<u8> {
    // Only types that postcard cannot write fail here, and we store none of them (tests).
    postcard::to_extend(value, blob).unwrap_or_default()
}

/// Fills in the checksum of a finished blob.
pub fn end(mut blob: Vec<u8>) -> Vec<u8> {
    if let Some((header, content)) = blob.split_at_mut_checked(HEADER_BYTES) {
        set_checksum(header, xxh3_64(content));
    }
    blob
}

/// Fills in the checksum, which ends the header.
pub fn set_checksum(header: &mut [u8], checksum: u64) {
    let bytes = checksum.to_le_bytes().into_iter().rev();
    for (place, byte) in header.iter_mut().rev().zip(bytes) {
        *place = byte;
    }
}

/// The content of a blob of this kind and version.
///
/// # Errors
/// When the blob is of another kind or version, cut off or damaged.
pub fn decode(kind: BlobKind, version: u16, blob: &[u8]) -> Result<&[u8], BlobError> {
    let (header, content) = blob
        .split_at_checked(HEADER_BYTES)
        .ok_or(BlobError::NotOurs)?;
    let (magic, header) = header.split_at_checked(5).ok_or(BlobError::NotOurs)?;
    if magic.strip_prefix(MAGIC) != Some(&[kind as u8]) {
        return Err(BlobError::NotOurs);
    }
    let (found, checksum) = header.split_first_chunk::<2>().ok_or(BlobError::NotOurs)?;
    if checksum != xxh3_64(content).to_le_bytes() {
        return Err(BlobError::Corrupt);
    }
    let found = u16::from_le_bytes(*found);
    // What another version lacks was never stored, so nothing can be upgraded without the logs: their
    // files are read again.
    if found == version {
        Ok(content)
    } else {
        Err(BlobError::Version(found))
    }
}
