//! A segment: messages of some files and where words stand in them, as bytes that are read in part.
//!
//! `SSCP`, kind 3, a version, the checksum and length of a table of sections, that table, and the
//! sections: where the blocks of terms are, sources, shared texts, one column for each fact of a
//! message, the blocks of terms, the lists. All but the last two are read whole, when first needed,
//! and kept; each has its checksum, as each block and each list of some length has.

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::builder::SIGN_MARK;
use super::column::Column;
use super::dictionary::{Block, Place, Term, Writer, block_of, blocks_of, checksum};
use super::facts::{Columns, Source};
use super::{Error, SegmentId, Store};
use crate::query::{Slot, SlotKind};
use sessionscope_log::time::Instant;

/// Version of segments. One of another version is not used; its files are indexed again.
pub const SEGMENT_VERSION: u16 = 2;
const MAGIC: &[u8; 4] = b"SSCP";
const KIND: u8 = 3;
const HEADER_BYTES: usize = 4 + 1 + 2 + 8 + 4;
/// Read at first: enough for the header and the table of sections.
const HEAD_BYTES: usize = 1024;

/// What a segment is made of.
pub(super) struct Parts {
    pub(super) count: u32,
    pub(super) words: u64,
    pub(super) base_time: u64,
    /// The latest time as columns would hold it, without the base.
    pub(super) newest: u64,
    pub(super) sources: Vec<Source>,
    pub(super) strings: Vec<String>,
    pub(super) columns: Columns<Column>,
    pub(super) dictionary: Writer,
}

/// Where a section is, from the end of the table of sections on.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Section {
    start: u64,
    length: u64,
    /// Its checksum, where it is read whole.
    hash: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Contents {
    count: u32,
    words: u64,
    base_time: u64,
    newest: u64,
    table: Section,
    sources: Section,
    strings: Section,
    columns: Columns<Section>,
    blocks: Section,
    lists: Section,
}

/// A segment that is open.
#[derive(Debug)]
pub struct Segment {
    id: SegmentId,
    /// Where the sections begin.
    start: u64,
    contents: Contents,
    table: Vec<Block>,
    pub(super) sources: Vec<Source>,
    pub(super) strings: Vec<String>,
    columns: Columns<Lazy>,
}

/// A column that is read when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Lazy {
    section: Section,
    column: OnceCell<Column>,
}

impl Lazy {
    fn of(section: Section) -> Self {
        Self {
            section,
            column: OnceCell::new(),
        }
    }
}

/// The bytes of a segment.
pub(super) fn encode(parts: &Parts) -> Vec<u8> {
    let mut body = Vec::new();
    let mut section = |bytes: &[u8], is_whole: bool| {
        let start = body.len() as u64;
        body.extend_from_slice(bytes);
        Section {
            start,
            length: bytes.len() as u64,
            hash: if is_whole { xxh3_64(bytes) } else { 0 },
        }
    };
    let contents = Contents {
        count: parts.count,
        words: parts.words,
        base_time: parts.base_time,
        newest: parts.newest,
        table: section(&stored(&parts.dictionary.table), true),
        sources: section(&stored(&parts.sources), true),
        strings: section(&stored(&parts.strings), true),
        columns: parts
            .columns
            .as_ref()
            .map(|column| section(&column.encode(), true)),
        blocks: section(&parts.dictionary.blocks, false),
        lists: section(&parts.dictionary.lists, false),
    };
    let contents = stored(&contents);
    let mut out = Vec::with_capacity(HEADER_BYTES + contents.len() + body.len());
    out.extend_from_slice(MAGIC);
    out.push(KIND);
    out.extend_from_slice(&SEGMENT_VERSION.to_le_bytes());
    out.extend_from_slice(&xxh3_64(&contents).to_le_bytes());
    let length = u32::try_from(contents.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&contents);
    out.append(&mut body);
    out
}

/// A value in postcard; writing to memory cannot fail.
fn stored<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

/// The version, checksum and length of contents that a header tells.
fn header(head: &[u8]) -> Result<(u64, usize), Error> {
    let rest = head.strip_prefix(MAGIC).ok_or(Error::NotOurs)?;
    let rest = rest.strip_prefix(&[KIND]).ok_or(Error::NotOurs)?;
    let (version, rest) = rest.split_first_chunk().ok_or(Error::NotOurs)?;
    let version = u16::from_le_bytes(*version);
    if version != SEGMENT_VERSION {
        return Err(Error::Version(version));
    }
    let (hash, rest) = rest.split_first_chunk().ok_or(Error::NotOurs)?;
    let (length, _) = rest.split_first_chunk().ok_or(Error::NotOurs)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Error::Damaged)?;
    Ok((u64::from_le_bytes(*hash), length))
}

impl Segment {
    /// Opens a segment: reads what every query needs.
    ///
    /// # Errors
    /// If it cannot be read or is not whole.
    pub fn open(id: SegmentId, store: &impl Store) -> Result<Self, Error> {
        let head = store.read(id, 0, HEAD_BYTES).map_err(Error::Read)?;
        let (hash, length) = header(&head)?;
        let end = HEADER_BYTES.checked_add(length).ok_or(Error::Damaged)?;
        let contents = match head.get(HEADER_BYTES..end) {
            Some(contents) => contents.to_vec(),
            None => read(store, id, HEADER_BYTES as u64, length)?,
        };
        if xxh3_64(&contents) != hash {
            return Err(Error::Damaged);
        }
        let contents: Contents = postcard::from_bytes(&contents).map_err(|_| Error::Damaged)?;
        let mut segment = Self {
            id,
            start: end as u64,
            contents,
            table: Vec::new(),
            sources: Vec::new(),
            strings: Vec::new(),
            columns: Columns::default(),
        };
        segment.columns = segment.contents.columns.clone().map(Lazy::of);
        segment.table = segment.list(store, segment.contents.table)?;
        segment.sources = segment.list(store, segment.contents.sources)?;
        segment.strings = segment.list(store, segment.contents.strings)?;
        Ok(segment)
    }

    /// Its number.
    pub fn id(&self) -> SegmentId {
        self.id
    }

    /// How many messages it holds, dead ones too.
    pub fn messages(&self) -> u32 {
        self.contents.count
    }

    /// How many words they have.
    pub fn words(&self) -> u64 {
        self.contents.words
    }

    /// Gives back the memory of what is kept of it for the next query.
    pub fn forget(&mut self) {
        let columns = std::mem::take(&mut self.columns);
        self.columns = columns.map(|lazy| Lazy::of(lazy.section));
    }

    /// Reads a section whole.
    fn section(&self, store: &impl Store, section: Section) -> Result<Vec<u8>, Error> {
        let length = usize::try_from(section.length).map_err(|_| Error::Damaged)?;
        let bytes = read(store, self.id, self.at(section, 0)?, length)?;
        if xxh3_64(&bytes) != section.hash {
            return Err(Error::Damaged);
        }
        Ok(bytes)
    }

    fn list<T: for<'a> Deserialize<'a>>(
        &self,
        store: &impl Store,
        section: Section,
    ) -> Result<Vec<T>, Error> {
        let bytes = self.section(store, section)?;
        postcard::from_bytes(&bytes).map_err(|_| Error::Damaged)
    }

    /// Where a byte of a section is.
    fn at(&self, section: Section, offset: u64) -> Result<u64, Error> {
        let start = self.start.checked_add(section.start);
        start
            .and_then(|start| start.checked_add(offset))
            .ok_or(Error::Damaged)
    }

    /// A column, which is read when it is first asked for.
    pub(super) fn column(
        &self,
        store: &impl Store,
        which: impl Fn(&Columns<Lazy>) -> &Lazy,
    ) -> Result<&Column, Error> {
        let lazy = which(&self.columns);
        if let Some(column) = lazy.column.get() {
            return Ok(column);
        }
        let bytes = self.section(store, lazy.section)?;
        let column = Column::decode(bytes, self.contents.count)?;
        Ok(lazy.column.get_or_init(|| column))
    }

    /// The time of its latest message.
    pub(super) fn newest(&self) -> u64 {
        self.contents.newest
    }

    /// A message's time as columns would hold it without the base.
    pub(super) fn whole_time(&self, stored: u64) -> u64 {
        match stored {
            0 => 0,
            stored => stored.saturating_add(self.contents.base_time),
        }
    }

    /// A message's time as its column holds it.
    pub(super) fn time_of(&self, stored: u64) -> Option<Instant> {
        Source::time(self.whole_time(stored))
    }

    /// A text that messages share.
    pub(super) fn string(&self, number: u64) -> &str {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        self.strings.get(number).map_or("", String::as_str)
    }

    /// Gives the term that says exactly this, if there is one.
    pub(super) fn term(
        &self,
        store: &impl Store,
        text: &[u8],
        mut each: impl FnMut(Term<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Some(block) = block_of(&self.table, text) else {
            return Ok(());
        };
        self.block(store, block, |term| {
            if term.text == text {
                each(term)?;
            }
            Ok(term.text < text)
        })
    }

    /// Gives all terms that begin so, in order.
    pub(super) fn terms(
        &self,
        store: &impl Store,
        prefix: &[u8],
        mut each: impl FnMut(Term<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for block in blocks_of(&self.table, prefix) {
            self.block(store, block, |term| {
                if term.text.starts_with(prefix) {
                    each(term)?;
                    return Ok(true);
                }
                Ok(term.text < prefix)
            })?;
        }
        Ok(())
    }

    /// Gives all terms that are what is asked for.
    pub(super) fn asked(
        &self,
        store: &impl Store,
        slot: &Slot<'_>,
        mut each: impl FnMut(Term<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let text = slot.text.as_bytes();
        match slot.kind {
            SlotKind::Word => self.term(store, text, each),
            SlotKind::Prefix => self.terms(store, text, each),
            SlotKind::Signs => {
                let finder = memchr::memmem::Finder::new(text);
                self.terms(store, &[SIGN_MARK], |term| match term.text.get(1..) {
                    Some(run) if finder.find(run).is_some() => each(term),
                    _ => Ok(()),
                })
            }
        }
    }

    fn block(
        &self,
        store: &impl Store,
        block: &Block,
        each: impl FnMut(Term<'_>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let start = self.at(self.contents.blocks, block.start)?;
        let bytes = read(store, self.id, start, block.length as usize)?;
        block.terms(&bytes, each)
    }

    /// The bytes of a list.
    pub(super) fn list_bytes(
        &self,
        store: &impl Store,
        place: Place<'_>,
    ) -> Result<Vec<u8>, Error> {
        match place {
            Place::Inline(bytes) => Ok(bytes.to_vec()),
            Place::Apart {
                start,
                length,
                hash,
            } => {
                let start = self.at(self.contents.lists, start)?;
                let bytes = read(store, self.id, start, length as usize)?;
                if checksum(&bytes) != hash {
                    return Err(Error::Damaged);
                }
                Ok(bytes)
            }
        }
    }

    /// The numbers of its blocks, for reading all terms in turn.
    pub(super) fn blocks(&self) -> &[Block] {
        &self.table
    }

    /// The bytes of a block.
    pub(super) fn block_bytes(&self, store: &impl Store, block: &Block) -> Result<Vec<u8>, Error> {
        let start = self.at(self.contents.blocks, block.start)?;
        read(store, self.id, start, block.length as usize)
    }
}

/// Exactly these bytes of a segment.
fn read(store: &impl Store, id: SegmentId, start: u64, length: usize) -> Result<Vec<u8>, Error> {
    if length == 0 {
        return Ok(Vec::new());
    }
    let bytes = store.read(id, start, length).map_err(Error::Read)?;
    if bytes.len() != length {
        return Err(Error::Damaged);
    }
    Ok(bytes)
}
