//! The index: where each word stands in each message, kept as segments of bytes.
//!
//! # Why this design
//!
//! An inverted index with places, exact by itself: no log is opened to count, to rank or to check a
//! phrase, only to show the few hits that are on screen. Opening files is what costs in a browser
//! (0.1 to 0.5 ms each), so an index that only narrows what must be read was not enough: a phrase
//! of frequent words would still read most of a corpus. The places cost about two thirds of it.
//! See `docs/formats.md` for the form and for what was measured.
//!
//! # How it is used
//!
//! - [`Builder`] takes in files, or what files have grown by, and gives a [`Segment`]'s bytes.
//! - [`Catalogue`] says which segments there are, how far each file is in them, and which of the
//!   messages in them still count: a file that is removed or read anew leaves its old messages
//!   behind, dead, until [`merge()`] drops them.
//! - [`Index`] opens segments through a [`Store`] and answers; [`Search`] goes segment by segment,
//!   so that it can be watched and given up.

mod bits;
mod builder;
mod bytes;
mod catalogue;
mod column;
mod dictionary;
mod eval;
mod facts;
mod hits;
mod merge;
mod postings;
mod run;
mod segment;

use std::fmt;

pub use builder::{Builder, Indexing};
pub use catalogue::{CATALOGUE_VERSION, Catalogue, FileId, FileState, SegmentInfo};
pub use hits::{Hit, Hits, Session};
pub use merge::{due, merge};
pub use run::{Index, Search};
pub use segment::{SEGMENT_VERSION, Segment};

/// Number of a segment; never used again for another.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct SegmentId(pub u32);

/// Where segments are kept.
pub trait Store {
    /// Bytes of a segment. Fewer than asked for are an [`Error::Damaged`] to whoever asked.
    ///
    /// # Errors
    /// If they cannot be read, with what the platform says.
    fn read(&self, segment: SegmentId, start: u64, length: usize) -> Result<Vec<u8>, String>;
}

/// Why a part of the index cannot be used. The files in it are to be indexed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It is none of ours, or cut off.
    NotOurs,
    /// It has another version.
    Version(u16),
    /// Its checksum or content is wrong.
    Damaged,
    /// It could not be read.
    Read(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOurs => {
                f.write_str("the search index is not in a form that this program writes")
            }
            Self::Version(version) => write!(f, "the search index has version {version}"),
            Self::Damaged => f.write_str("the search index is damaged"),
            Self::Read(why) => write!(f, "the search index could not be read: {why}"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;
