//! An open transcript.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use memchr::memmem::Finder;
use sessionscope_engine::place::{FileKind, Place as FilePlace};
use sessionscope_engine::redact;
use sessionscope_engine::search::matcher::Matcher;
use sessionscope_engine::search::query::{Clock, Query};
use sessionscope_engine::search::walk::{Item, Walk};
use sessionscope_engine::time::Instant;
use sessionscope_engine::transcript::article::{
    Article, article, more, needs, raw_article, record_text,
};
use sessionscope_engine::transcript::bound::Cursor;
use sessionscope_engine::transcript::entry::{Class, Entry, Marks};
use sessionscope_engine::transcript::index::{FileIndex, Indexer};
use sessionscope_engine::transcript::items::{Filter, Place, Transcript};
use sessionscope_engine::transcript::markup::Node;
use sessionscope_engine::transcript::survey::{Survey, survey};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::File;

use super::archive;
use super::beside::record_of;
use super::bytes::{self, size_bytes};
use super::protocol::{CLASSES, Outline, Searched, Sought, Stop};
use super::search::notices;
use crate::protocol::Fault;

/// A file of more bytes is shown from its end before all of it is indexed.
const LARGE_BYTES: u64 = 6 << 20;
/// Bytes of the end that is shown first.
const END_BYTES: u64 = 512 << 10;
/// Of a longer line only the start is read: nobody reads more, and a browser could not hold it.
const LINE_BYTES: u64 = 64 << 20;
/// Bytes of a line that are handed out as they are.
const RAW_BYTES: u64 = 8 << 20;

/// An open transcript and the items of it that are wanted. A copy costs nothing, so that whoever
/// reads holds one while another filter is set.
#[derive(Clone, Debug, Default)]
pub struct OpenTranscript {
    volume: Rc<Volume>,
    filter: Rc<Filter>,
    items: Rc<Vec<Place>>,
}

/// Files and their indexes.
#[derive(Debug, Default)]
struct Volume {
    files: Vec<File>,
    /// The last bytes that were indexed of each file, as proof that it only grew.
    proofs: Vec<Vec<u8>>,
    transcript: Transcript,
    is_partial: bool,
    bytes_read: u64,
    /// What there is in all, whatever is filtered out: an outline without items.
    all: Outline,
}

impl OpenTranscript {
    /// The end of the last file, where much is to be read of it; `None` where it pays to open all at once.
    ///
    /// # Errors
    /// What keeps the browser from reading it.
    pub async fn open_end(
        files: &[File],
        known: &FileIndexes,
        filter: &Filter,
    ) -> Result<Option<Self>, Fault> {
        let unread = files.iter().enumerate();
        let unread = unread.map(|(at, file)| size_bytes(file).saturating_sub(known.end_bytes(at)));
        let unread: u64 = unread.sum();
        let Some(file) = files.last().filter(|_| unread > LARGE_BYTES) else {
            return Ok(None);
        };
        let size = size_bytes(file);
        let start = size.saturating_sub(END_BYTES);
        let end = bytes::read(file, start..size).await?;
        // The first line is cut off, unless the file starts here.
        let skipped = if start == 0 {
            Some(0)
        } else {
            end.iter().position(|byte| *byte == b'\n').map(|at| at + 1)
        };
        let Some(skipped) = skipped else {
            return Ok(None);
        };
        let mut indexer = Indexer::within(start + skipped as u64);
        indexer.push(end.get(skipped..).unwrap_or_default());
        let volume = Volume {
            files: vec![file.clone()],
            proofs: Vec::new(),
            transcript: Transcript::new(vec![indexer.finish()]),
            is_partial: true,
            bytes_read: end.len() as u64,
            all: Outline::default(),
        };
        Ok(Some(Self::of(volume, filter.clone())))
    }

    /// All of the files. What is known of them is not read again. With `keeps`, indexes of what was read are
    /// kept for the next time.
    ///
    /// # Errors
    /// What keeps the browser from reading them.
    pub async fn open(
        files: Vec<File>,
        filter: Filter,
        mut known: FileIndexes,
        keeps: bool,
    ) -> Result<Self, Fault> {
        let mut volume = Volume::default();
        let mut indexes = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let (index, bytes_read) = index_of(file, known.take(at)).await?;
            let proof = bytes::tail(file, index.end_bytes).await?;
            if keeps {
                archive::keep(file, &index, &proof, bytes_read).await;
            }
            volume.proofs.push(proof);
            volume.bytes_read += bytes_read;
            indexes.push(index);
        }
        volume.bytes_read += known.bytes_read;
        volume.files = files;
        volume.transcript = Transcript::new(indexes);
        Ok(Self::of(volume, filter))
    }

    fn of(mut volume: Volume, filter: Filter) -> Self {
        volume.all = volume.count();
        let book = Self {
            volume: Rc::new(volume),
            ..Self::default()
        };
        book.show(filter)
    }

    /// The same transcript with other items wanted.
    #[must_use]
    pub fn show(&self, filter: Filter) -> Self {
        Self {
            volume: Rc::clone(&self.volume),
            items: Rc::new(self.transcript().items(&filter)),
            filter: Rc::new(filter),
        }
    }

    pub(super) fn transcript(&self) -> &Transcript {
        &self.volume.transcript
    }

    pub(super) fn files(&self, count: u32) -> impl Iterator<Item = &File> {
        self.volume.files.iter().take(count as usize)
    }

    /// The filter that holds.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// What the page has to know of all items.
    pub fn outline(&self) -> Outline {
        let items = self.items.iter();
        let items = items.filter_map(|&place| {
            let class = self.transcript().entry(place)?.class;
            let bytes = u32::try_from(self.length_bytes(place));
            Some((class, bytes.unwrap_or(u32::MAX)))
        });
        Outline {
            items: items.collect(),
            ..self.volume.all.clone()
        }
    }

    /// Bytes of the lines of an item.
    fn length_bytes(&self, place: Place) -> u64 {
        let places = needs(self.transcript(), place);
        let lengths = places.into_iter().filter_map(|place| {
            let entry = self.transcript().entry(place)?;
            Some(entry.length_bytes)
        });
        lengths.sum()
    }

    /// Items by number.
    ///
    /// # Errors
    /// What keeps the browser from reading them.
    pub async fn articles(&self, from: u32, to: u32) -> Result<Vec<Article>, Fault> {
        let range = from as usize..(to as usize).min(self.items.len());
        let items = self.items.get(range).unwrap_or_default();
        let mut wanted: Vec<Place> = Vec::new();
        for &item in items {
            wanted.extend(needs(self.transcript(), item));
        }
        let texts = self.texts(&wanted).await?;
        let text = |place: Place| texts.get(&place).map(Vec::as_slice);
        let draw = if self.filter.lines {
            raw_article
        } else {
            article
        };
        let articles = items.iter();
        Ok(articles
            .filter_map(|&item| draw(self.transcript(), item, &text))
            .collect())
    }

    /// What follows in an item of which only a part was drawn.
    ///
    /// # Errors
    /// What keeps the browser from reading it.
    pub async fn more(&self, place: Place, from: Cursor) -> Result<Vec<Node>, Fault> {
        let texts = self.texts(&needs(self.transcript(), place)).await?;
        let text = |place: Place| texts.get(&place).map(Vec::as_slice);
        let more = more(self.transcript(), place, from, self.filter.lines, &text);
        Ok(more.unwrap_or_default())
    }

    /// The texts of records, their secrets masked: nothing that is shown is made from any others.
    pub(super) async fn texts(&self, places: &[Place]) -> Result<HashMap<Place, Vec<u8>>, Fault> {
        let mut texts = HashMap::new();
        for (number, file) in (0_u32..).zip(&self.volume.files) {
            let entries = places.iter().filter(|place| place.file == number);
            let entries: Vec<(Place, Entry)> = entries
                .filter_map(|&place| Some((place, *self.transcript().entry(place)?)))
                .collect();
            if entries.is_empty() {
                continue;
            }
            let ranges = entries.iter().map(|(_, entry)| range(entry, LINE_BYTES));
            let parts = bytes::read_parts(file, ranges.collect()).await?;
            for (place, entry) in entries {
                if let Some(line) = parts.get(&range(&entry, LINE_BYTES)) {
                    let text = record_text(line, entry.part);
                    texts.insert(place, redact::record(&text).into_owned());
                }
            }
        }
        Ok(texts)
    }

    /// The line of a record as it is but for secrets, cut if it is huge, and all its bytes.
    ///
    /// # Errors
    /// What keeps the browser from reading it.
    pub async fn line(&self, place: Place) -> Result<(String, u64), Fault> {
        let entry = self.transcript().entry(place).copied();
        let file = self.volume.files.get(place.file as usize);
        let (Some(entry), Some(file)) = (entry, file) else {
            return Err(Fault::Gone);
        };
        let line = bytes::read(file, range(&entry, RAW_BYTES)).await?;
        let text = String::from_utf8_lossy(&redact::record(&line)).into_owned();
        Ok((text, entry.length_bytes))
    }

    /// The number of the item that is looked for.
    pub fn locate(&self, sought: Sought) -> Option<u32> {
        let at = match sought {
            Sought::Uuid(uuid) => self.shown(self.transcript().find(uuid)?)?,
            Sought::Place(place) => self.shown(place)?,
            Sought::Time(time) => self.items.iter().position(|&place| {
                let entry = self.transcript().entry(place);
                entry.and_then(|entry| entry.time) >= Some(Instant(time))
            })?,
            Sought::Next { from, back, kind } => self.next(from as usize, back, kind)?,
        };
        u32::try_from(at).ok()
    }

    /// The item that shows a record, or the next one that is shown at all.
    fn shown(&self, place: Place) -> Option<usize> {
        let item = if self.filter.lines {
            place
        } else {
            self.transcript().item_of(place)
        };
        let found = self.items.iter().position(|place| *place == item);
        found.or_else(|| self.items.iter().position(|place| *place > item))
    }

    fn next(&self, from: usize, back: bool, kind: Stop) -> Option<usize> {
        let is_it = |at: &usize| {
            self.items
                .get(*at)
                .is_some_and(|&place| self.is_stop(place, kind))
        };
        if back {
            (0..from.min(self.items.len())).rev().find(is_it)
        } else {
            (from.saturating_add(1)..self.items.len()).find(is_it)
        }
    }

    fn is_stop(&self, place: Place, kind: Stop) -> bool {
        let Some(entry) = self.transcript().entry(place) else {
            return false;
        };
        match kind {
            Stop::Prompt => entry.class == Class::Prompt,
            Stop::Error => self.transcript().failed(place),
            Stop::Edit => entry.marks.has(Marks::EDIT),
        }
    }

    /// The records in which a query finds what it asks for, and what is to be said of the query.
    /// Everything is read.
    ///
    /// # Errors
    /// What keeps the browser from reading it.
    pub async fn find(
        &self,
        asked: &Searched,
        outputs: Vec<(String, JsValue)>,
    ) -> Result<(Vec<Place>, Vec<String>), Fault> {
        let clock = Clock {
            now: Instant(asked.now_ms),
            zone: asked.zone.clone(),
        };
        let query = Query::parse(&asked.text, &clock);
        let mut matcher = Matcher::new(&query);
        let mut found = Vec::new();
        let names = saying(&mut matcher, outputs).await;
        let names: Vec<Finder<'_>> = names.iter().map(Finder::new).collect();
        for (number, file) in (0_u32..).zip(&self.volume.files) {
            let Some(index) = self.transcript().file(number) else {
                continue;
            };
            let mut walk = Walk::new(no_place());
            let size = size_bytes(file);
            let mut check = |item: Item<'_, '_>| {
                let names_one = || names.iter().any(|name| name.find(item.bytes).is_some());
                if matcher.check(&item, &no_place()).is_some() || names_one() {
                    found.extend(place_at(index, number, item.offset_bytes));
                }
            };
            bytes::read_pieces(file, 0..size, |piece| walk.push(piece, &mut check)).await?;
            // A file that does not go on as it began cannot be: it was read from its start.
            let _ = walk.finish(&mut check);
        }
        Ok((found, notices(&query, &matcher.missing())))
    }

    /// What there is in the whole session, of whose files the first `own` are not subagents'.
    pub fn survey(&self, own: u32) -> Survey {
        survey(self.transcript(), own)
    }
}

/// Those of outputs that say what is looked for: what a record that names one has in it.
async fn saying(matcher: &mut Matcher<'_>, outputs: Vec<(String, JsValue)>) -> Vec<String> {
    let mut saying = Vec::new();
    for (name, file) in outputs {
        let file: File = file.unchecked_into();
        let Ok(record) = record_of(&file, &name, "").await else {
            continue;
        };
        let found = matcher.scan(Walk::new(no_place()), &record, |_, _| {});
        if !found.is_empty() {
            saying.push(["tool-results/", &name].concat());
        }
    }
    saying
}

/// The record that starts at or last before these bytes of a file.
fn place_at(index: &FileIndex, file: u32, offset_bytes: u64) -> Option<Place> {
    let entries = &index.entries;
    let behind = entries.partition_point(|entry| entry.offset_bytes <= offset_bytes);
    let entry = u32::try_from(behind.checked_sub(1)?).ok()?;
    Some(Place { file, entry })
}

/// Within one session it makes no difference where its files belong.
fn no_place() -> FilePlace {
    FilePlace {
        project: String::new(),
        session: String::new(),
        kind: FileKind::Main,
    }
}

impl Volume {
    /// An outline without items: what there is in all.
    fn count(&self) -> Outline {
        let mut outline = Outline {
            is_partial: self.is_partial,
            bytes_read: self.bytes_read as f64,
            ..Outline::default()
        };
        let all = Filter {
            hidden: Vec::new(),
            ..Filter::default()
        };
        for place in self.transcript.items(&all) {
            let Some(entry) = self.transcript.entry(place) else {
                continue;
            };
            let at = CLASSES.iter().position(|class| *class == entry.class);
            if let Some(count) = at.and_then(|at| outline.by_class.get_mut(at)) {
                *count += 1;
            }
            outline.failed += u32::from(self.transcript.failed(place));
            outline.edits += u32::from(entry.marks.has(Marks::EDIT));
        }
        for file in self.transcript.files() {
            for call in &file.calls {
                let name = file.name(call.tool);
                if !outline.tools.iter().any(|known| known == name) {
                    outline.tools.push(name.to_owned());
                }
            }
        }
        outline.tools.sort();
        outline
    }
}

/// Indexes that there are of files and that still hold, by the files' numbers.
#[derive(Debug, Default)]
pub struct FileIndexes {
    indexes: Vec<Option<FileIndex>>,
    /// Bytes read to find them.
    bytes_read: u64,
}

impl FileIndexes {
    /// Those of a book of the same files.
    ///
    /// # Errors
    /// What keeps the browser from reading the files.
    pub async fn of(book: &OpenTranscript, files: &[File]) -> Result<Self, Fault> {
        let volume = &book.volume;
        let mut known = Self::default();
        if volume.is_partial {
            return Ok(known);
        }
        let indexes = volume.transcript.files().iter().zip(&volume.proofs);
        for (file, (index, proof)) in files.iter().zip(indexes) {
            let end = index.end_bytes;
            let holds =
                end > 0 && end <= size_bytes(file) && bytes::tail(file, end).await? == *proof;
            known.indexes.push(holds.then(|| index.clone()));
        }
        Ok(known)
    }

    /// Those that were kept.
    pub async fn recall(files: &[File]) -> Self {
        let mut known = Self::default();
        for file in files {
            let recalled = archive::recall(file).await;
            known.indexes.push(recalled.map(|recalled| {
                known.bytes_read += recalled.bytes_read;
                recalled.index
            }));
        }
        known
    }

    fn end_bytes(&self, file: usize) -> u64 {
        let known = self.indexes.get(file).and_then(Option::as_ref);
        known.map_or(0, |index| index.end_bytes)
    }

    fn take(&mut self, file: usize) -> Option<FileIndex> {
        self.indexes.get_mut(file)?.take()
    }
}

/// The index of a file, and the bytes read for it.
async fn index_of(file: &File, known: Option<FileIndex>) -> Result<(FileIndex, u64), Fault> {
    let size = size_bytes(file);
    let start = known.as_ref().map_or(0, |known| known.end_bytes);
    let mut indexer = known.map_or_else(Indexer::default, Indexer::resume);
    bytes::read_pieces(file, start..size, |piece| indexer.push(piece)).await?;
    Ok((indexer.finish(), size - start))
}

/// The bytes of an entry's line, at most so many.
fn range(entry: &Entry, most: u64) -> Range<u64> {
    entry.offset_bytes..entry.offset_bytes + entry.length_bytes.min(most)
}
