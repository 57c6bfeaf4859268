//! Several segments into one, without what is dead.

use std::cmp::Ordering;

use super::builder::Rows;
use super::dictionary::Writer;
use super::facts::Columns;
use super::postings::{List, messages, places};
use super::segment::Segment;
use super::{Catalogue, Error, SegmentId, Store};

/// So many segments of about the same size become one.
const TOGETHER: usize = 6;
/// Segments of this size or more stay as they are: a merge holds its result in memory.
const BYTES_MAX: u64 = 24 << 20;
/// The smallest size that makes a difference.
const BYTES_MIN: u64 = 64 << 10;

/// Segments that should be [merged](merge()), if any, so that few are to be asked.
pub fn due(catalogue: &Catalogue) -> Option<Vec<SegmentId>> {
    let small = catalogue
        .segments()
        .iter()
        .filter(|segment| segment.bytes < BYTES_MAX);
    let mut small: Vec<_> = small.copied().collect();
    small.sort_unstable_by_key(|segment| (segment.bytes, segment.id));
    // From the smallest on: those that are at most four times as large as the first of them.
    (0..small.len()).find_map(|from| {
        let rest = small.get(from..)?;
        let most = rest.first()?.bytes.max(BYTES_MIN) * 4;
        let mut total = 0;
        let alike = rest.iter().take_while(|segment| {
            total += segment.bytes;
            segment.bytes <= most && total <= 2 * BYTES_MAX
        });
        let alike: Vec<SegmentId> = alike.map(|segment| segment.id).collect();
        (alike.len() >= TOGETHER).then_some(alike)
    })
}

/// Where a segment's messages and sources are in the new one.
struct Part<'a, S: Store> {
    segment: &'a Segment,
    store: &'a S,
    /// The new number of each message; `None` for dead ones.
    messages: Vec<Option<u32>>,
    cursor: Cursor,
}

/// The bytes of one segment of all these, without the messages that are dead. In memory are the
/// result and a block of each segment.
///
/// # Errors
/// If a segment cannot be read or is damaged.
pub fn merge(
    segments: &[&Segment],
    store: &impl Store,
    catalogue: &Catalogue,
) -> Result<Vec<u8>, Error> {
    let mut rows = Rows::default();
    let mut parts = Vec::new();
    for segment in segments {
        let messages = copy_rows(segment, store, catalogue, &mut rows)?;
        let mut part = Part {
            segment,
            store,
            messages,
            cursor: Cursor::default(),
        };
        part.advance()?;
        parts.push(part);
    }
    let mut writer = Writer::default();
    while let Some(text) = parts
        .iter()
        .filter_map(Part::text)
        .min()
        .map(<[u8]>::to_vec)
    {
        let mut list = List::default();
        for part in &mut parts {
            if part
                .text()
                .is_some_and(|other| other.cmp(&text) == Ordering::Equal)
            {
                part.copy_list(&mut list)?;
                part.advance()?;
            }
        }
        if list.count > 0 {
            list.end();
            writer.add(&text, &list);
        }
    }
    Ok(rows.encode(writer))
}

/// Copies the messages that count; gives the new number of each.
fn copy_rows(
    segment: &Segment,
    store: &impl Store,
    catalogue: &Catalogue,
    rows: &mut Rows,
) -> Result<Vec<Option<u32>>, Error> {
    let first = rows.sources.len() as u64;
    let is_live =
        |source: &super::facts::Source| catalogue.is_live(&source.file, source.generation);
    let live: Vec<bool> = segment.sources.iter().map(is_live).collect();
    // Dead sources stay as rows without messages until here.
    let mut next = first;
    let numbers: Vec<Option<u64>> = live
        .iter()
        .map(|live| {
            live.then(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    let kept = segment.sources.iter().zip(&live).filter(|(_, live)| **live);
    rows.sources.extend(kept.map(|(source, _)| source.clone()));
    let old = Columns {
        key: segment.column(store, |columns| &columns.key)?,
        time: segment.column(store, |columns| &columns.time)?,
        words: segment.column(store, |columns| &columns.words)?,
        flags: segment.column(store, |columns| &columns.flags)?,
        source: segment.column(store, |columns| &columns.source)?,
        cwd: segment.column(store, |columns| &columns.cwd)?,
        branch: segment.column(store, |columns| &columns.branch)?,
        model: segment.column(store, |columns| &columns.model)?,
        tools: segment.column(store, |columns| &columns.tools)?,
        session: segment.column(store, |columns| &columns.session)?,
        offset: segment.column(store, |columns| &columns.offset)?,
        length: segment.column(store, |columns| &columns.length)?,
    };
    let mut messages = Vec::with_capacity(segment.messages() as usize);
    for message in 0..segment.messages() {
        let source = usize::try_from(old.source.get(message)).unwrap_or(usize::MAX);
        let Some(source) = numbers.get(source).copied().flatten() else {
            messages.push(None);
            continue;
        };
        messages.push(Some(rows.count));
        let mut text = |column: &super::column::Column| {
            rows.strings.number(segment.string(column.get(message)))
        };
        let row = Columns {
            key: old.key.get(message),
            time: segment.whole_time(old.time.get(message)),
            words: old.words.get(message),
            flags: old.flags.get(message),
            source,
            cwd: text(old.cwd),
            branch: text(old.branch),
            model: text(old.model),
            tools: text(old.tools),
            session: text(old.session),
            offset: old.offset.get(message),
            length: old.length.get(message),
        };
        rows.push(row);
    }
    Ok(messages)
}

/// A block of terms in which one is next.
#[derive(Default)]
struct Cursor {
    /// The number of the next block.
    block: usize,
    /// The terms of this block that are left, the next one last, with their lists.
    terms: Vec<Lists>,
}

struct Lists {
    text: Vec<u8>,
    messages: Vec<u8>,
    places: Vec<u8>,
}

impl<S: Store> Part<'_, S> {
    fn text(&self) -> Option<&[u8]> {
        self.cursor.terms.last().map(|lists| lists.text.as_slice())
    }

    /// Goes to the next term.
    fn advance(&mut self) -> Result<(), Error> {
        self.cursor.terms.pop();
        while self.cursor.terms.is_empty() {
            let Some(block) = self.segment.blocks().get(self.cursor.block) else {
                return Ok(());
            };
            self.cursor.block += 1;
            let bytes = self.segment.block_bytes(self.store, block)?;
            let terms = &mut self.cursor.terms;
            block.terms(&bytes, |term| {
                terms.push(Lists {
                    text: term.text.to_vec(),
                    messages: self.segment.list_bytes(self.store, term.messages)?,
                    places: self.segment.list_bytes(self.store, term.places)?,
                });
                Ok(true)
            })?;
            terms.reverse();
        }
        Ok(())
    }

    /// Adds the places of the term that is next.
    fn copy_list(&self, list: &mut List) -> Result<(), Error> {
        let Some(lists) = self.cursor.terms.last() else {
            return Ok(());
        };
        let limit = self.segment.messages();
        if lists.places.is_empty() {
            return messages(&lists.messages, limit, |message, _| {
                if let Some(Some(message)) = self.messages.get(message as usize) {
                    list.add_message(*message);
                }
            });
        }
        places(&lists.messages, &lists.places, limit, |message, place| {
            if let Some(Some(message)) = self.messages.get(message as usize) {
                list.add(*message, place);
            }
        })
    }
}
