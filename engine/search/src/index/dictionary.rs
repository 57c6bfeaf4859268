//! All terms of a segment in ascending order, and where their lists are.
//!
//! Terms stand in blocks, each term only as what differs from the one before, so that a block can
//! be read alone; of the blocks there is a table that is held in memory. Short lists, which most
//! are, stand behind their term and cost no read of their own; the others are among the lists, in
//! the order of the terms, and the term tells how long they are and their checksums.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::Error;
use super::bytes::{Reader, put};
use super::postings::List;

/// A block ends with the term that makes it this long.
const BLOCK_BYTES: usize = 2048;
/// Lists up to this length stand behind their term.
const INLINE_BYTES: usize = 64;

/// Where a block is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    /// Its first term.
    pub(super) first: Box<[u8]>,
    /// Bytes from the start of all blocks to it.
    pub(super) start: u64,
    pub(super) length: u32,
    /// Bytes from the start of all lists to the first list of its terms.
    lists: u64,
    hash: u32,
}

/// Where a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// Here.
    Inline(&'a [u8]),
    /// Among the lists, from this byte on, with this checksum.
    Apart { start: u64, length: u32, hash: u32 },
}

/// The same, kept.
#[derive(Clone, Debug)]
pub(super) enum OwnPlace {
    Inline(Vec<u8>),
    Apart { start: u64, length: u32, hash: u32 },
}

impl From<Place<'_>> for OwnPlace {
    fn from(place: Place<'_>) -> Self {
        match place {
            Place::Inline(bytes) => Self::Inline(bytes.to_vec()),
            Place::Apart {
                start,
                length,
                hash,
            } => Self::Apart {
                start,
                length,
                hash,
            },
        }
    }
}

impl OwnPlace {
    pub(super) fn as_place(&self) -> Place<'_> {
        match self {
            Self::Inline(bytes) => Place::Inline(bytes),
            &Self::Apart {
                start,
                length,
                hash,
            } => Place::Apart {
                start,
                length,
                hash,
            },
        }
    }
}

/// A term and its lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term<'a> {
    /// The term.
    pub(super) text: &'a [u8],
    /// In how many messages it stands.
    pub(super) count: u32,
    pub(super) messages: Place<'a>,
    pub(super) places: Place<'a>,
}

/// Writes a dictionary.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) table: Vec<Block>,
    pub(super) blocks: Vec<u8>,
    pub(super) lists: Vec<u8>,
    block: Vec<u8>,
    last: Vec<u8>,
    first: Vec<u8>,
    lists_before: u64,
}

pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let [a, b, c, d, ..] = xxh3_64(bytes).to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

impl Writer {
    /// Adds a term, greater than all before, and its ended list.
    pub(super) fn add(&mut self, text: &[u8], list: &List) {
        if self.block.is_empty() {
            self.first = text.to_vec();
            self.last.clear();
            self.lists_before = self.lists.len() as u64;
        }
        let pairs = self.last.iter().zip(text);
        let shared = pairs.take_while(|(one, other)| one == other).count();
        let rest = text.get(shared..).unwrap_or_default();
        put(&mut self.block, shared as u64);
        put(&mut self.block, rest.len() as u64);
        self.block.extend_from_slice(rest);
        self.last.truncate(shared);
        self.last.extend_from_slice(rest);
        put(&mut self.block, u64::from(list.count));
        self.add_list(&list.messages);
        self.add_list(&list.places);
        if self.block.len() >= BLOCK_BYTES {
            self.end_block();
        }
    }

    fn add_list(&mut self, list: &[u8]) {
        put(&mut self.block, list.len() as u64);
        if list.len() <= INLINE_BYTES {
            self.block.extend_from_slice(list);
        } else {
            self.block.extend_from_slice(&checksum(list).to_le_bytes());
            self.lists.extend_from_slice(list);
        }
    }

    /// Ends the last block.
    pub(super) fn end_block(&mut self) {
        if self.block.is_empty() {
            return;
        }
        self.table.push(Block {
            first: std::mem::take(&mut self.first).into(),
            start: self.blocks.len() as u64,
            length: u32::try_from(self.block.len()).unwrap_or(u32::MAX),
            lists: self.lists_before,
            hash: checksum(&self.block),
        });
        self.blocks.append(&mut self.block);
    }
}

/// The blocks of a table that may hold terms that begin so.
pub(super) fn blocks_of<'a>(table: &'a [Block], prefix: &[u8]) -> &'a [Block] {
    let from = table.partition_point(|block| *block.first <= *prefix);
    let to =
        table.partition_point(|block| *block.first <= *prefix || block.first.starts_with(prefix));
    table.get(from.saturating_sub(1)..to).unwrap_or_default()
}

/// The blocks, of which the first begins with the term before or at `text`, up to that which may
/// hold it.
pub(super) fn block_of<'a>(table: &'a [Block], text: &[u8]) -> Option<&'a Block> {
    let behind = table.partition_point(|block| *block.first <= *text);
    table.get(behind.checked_sub(1)?)
}

impl Block {
    /// Gives each term of the block; `false` ends it.
    pub(super) fn terms(
        &self,
        bytes: &[u8],
        mut each: impl FnMut(Term<'_>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        if checksum(bytes) != self.hash {
            return Err(Error::Damaged);
        }
        let mut reader = Reader(bytes);
        let mut text = Vec::new();
        let mut lists = self.lists;
        while !reader.is_done() {
            let shared = reader.length()?;
            let rest = reader.length()?;
            if shared > text.len() {
                return Err(Error::Damaged);
            }
            text.truncate(shared);
            text.extend_from_slice(reader.bytes(rest)?);
            let count = reader.small()?;
            let messages = take_list(&mut reader, &mut lists)?;
            let places = take_list(&mut reader, &mut lists)?;
            let term = Term {
                text: &text,
                count,
                messages,
                places,
            };
            if !each(term)? {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn take_list<'a>(reader: &mut Reader<'a>, lists: &mut u64) -> Result<Place<'a>, Error> {
    let length = reader.small()?;
    if length as usize <= INLINE_BYTES {
        return Ok(Place::Inline(reader.bytes(length as usize)?));
    }
    let hash = reader.bytes(4)?.first_chunk().ok_or(Error::Damaged)?;
    let start = *lists;
    *lists = start.checked_add(u64::from(length)).ok_or(Error::Damaged)?;
    Ok(Place::Apart {
        start,
        length,
        hash: u32::from_le_bytes(*hash),
    })
}
