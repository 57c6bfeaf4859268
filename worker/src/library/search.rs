//! Searching all logs: keeping the index up to date, and asking it.

use std::ops::Range;

use futures::StreamExt as _;
use futures::stream;
use js_sys::Array;
use sessionscope_engine::place::is_output;
use sessionscope_engine::redact;
use sessionscope_engine::search::index::{
    Builder, Catalogue, FileId, FileState, Index, Search, due, merge,
};
use sessionscope_engine::search::query::{Clock, Phrase, Query};
use sessionscope_engine::search::snippet::snippet;
use sessionscope_engine::search::text::Entry;
use sessionscope_engine::search::walk::Resume;
use sessionscope_engine::time::Instant;
use wasm_bindgen::JsCast as _;
use web_sys::File;

use super::beside::record_of;
use super::bytes;
use super::protocol::{KnownFile, Passage, Quote, Searched, Spec};
use super::protocol::{SearchHit, SearchResult, SearchSession};
use super::segment_store::SegmentStore;
use crate::protocol::Fault;

/// Memory of the builder at which a segment is made.
const HELD_BYTES: usize = 24 << 20;
/// Bytes of each file that are read ahead.
const FIRST_BYTES: u64 = 2 << 20;
/// So many files are being read while one is taken in.
const READ_AHEAD: usize = 4;
/// Of a longer record no passage is shown.
const QUOTE_BYTES: u64 = 32 << 20;

/// What is to be said of a query, in words; of several parts, which stood nowhere.
pub(super) fn notices(query: &Query, missing: &[&Phrase]) -> Vec<String> {
    let notices = query.notices(missing);
    notices.iter().map(ToString::to_string).collect()
}

/// The index, and what makes it.
#[derive(Debug, Default)]
pub struct Searching {
    store: SegmentStore,
    catalogue: Catalogue,
    builder: Builder,
    index: Index,
    /// The catalogue was changed since it was kept.
    is_dirty: bool,
}

impl Searching {
    /// Opens what was kept.
    pub async fn open() -> Self {
        let (store, catalogue) = SegmentStore::open().await;
        let (index, errors) = Index::open(&store, &catalogue);
        let mut searching = Self {
            store,
            catalogue,
            index,
            ..Self::default()
        };
        if !errors.is_empty() {
            // Nobody knows which files were in it: all are indexed anew.
            searching.catalogue.clear();
            searching.refresh();
            searching.is_dirty = true;
        }
        searching
    }

    /// The files that are in the index.
    pub fn known(&self) -> Vec<KnownFile> {
        let files = self.catalogue.files();
        files
            .map(|(file, state)| KnownFile {
                root: file.root,
                path: file.path.clone(),
                size_bytes: state.size_bytes,
                mtime_ms: state.mtime_ms,
            })
            .collect()
    }

    /// Takes files in, or what they have grown by; gives the bytes read, and those that could not
    /// be read.
    pub async fn take(&mut self, specs: &[Spec], files: &Array) -> (u64, Vec<(u32, Fault)>) {
        let mut bytes_read = 0;
        let mut failed = Vec::new();
        // What costs is opening files: the next ones are being read while one is taken in.
        let firsts: Vec<_> = (0_u32..)
            .zip(specs)
            .map(|(number, spec)| {
                let file: File = files.get(number).unchecked_into();
                (file, self.first_piece(spec))
            })
            .collect();
        let reads = firsts
            .iter()
            .zip(specs)
            .map(|((file, piece), spec)| async move {
                if is_output(&spec.path) {
                    return record_of(file, &spec.path, &spec.place.session).await;
                }
                bytes::read(file, piece.clone()).await
            });
        let mut reads = stream::iter(reads).buffered(READ_AHEAD);
        for ((number, spec), (file, _)) in (0_u32..).zip(specs).zip(&firsts) {
            let first = reads.next().await.unwrap_or(Err(Fault::Failed));
            let taken = match first {
                Ok(first) => self.take_one(spec, file, first).await,
                Err(fault) => Err(fault),
            };
            match taken {
                Ok(bytes) => bytes_read += bytes,
                Err(fault) => failed.push((number, fault)),
            }
            if self.builder.held_bytes() > HELD_BYTES {
                self.flush().await;
            }
        }
        (bytes_read, failed)
    }

    /// What of a file is known, if it has only grown since.
    fn grown(&self, spec: &Spec) -> Option<&FileState> {
        let known = self.catalogue.file(&id_of(spec));
        known.filter(|known| known.size_bytes <= spec.size_bytes)
    }

    /// The bytes of a file that are read first.
    fn first_piece(&self, spec: &Spec) -> Range<u64> {
        let start = self
            .grown(spec)
            .map_or(0, |known| known.resume.offset_bytes);
        start.min(spec.size_bytes)..spec.size_bytes.min(start.saturating_add(FIRST_BYTES))
    }

    /// Takes a file in, of which the `first` piece was read.
    async fn take_one(&mut self, spec: &Spec, file: &File, first: Vec<u8>) -> Result<u64, Fault> {
        if is_output(&spec.path) {
            return Ok(self.take_output(spec, file, &first));
        }
        let mut first = Some(first);
        if let Some(known) = self.grown(spec).cloned() {
            let (generation, resume) = (known.generation, known.resume);
            let read = self.walk(spec, file, generation, resume, first.take());
            if let Some(read) = read.await? {
                return Ok(read);
            }
        }
        let generation = self.catalogue.new_generation();
        let read = self.walk(spec, file, generation, Resume::default(), first);
        Ok(read.await?.unwrap_or(0))
    }

    /// Takes in an output, for which this record stands.
    fn take_output(&mut self, spec: &Spec, file: &File, record: &[u8]) -> u64 {
        let id = id_of(spec);
        let generation = self.catalogue.new_generation();
        let place = spec.place.clone();
        let mut walk = self.builder.file(&id, generation, place, Resume::default());
        walk.push(record);
        let state = FileState {
            generation,
            size_bytes: bytes::size_bytes(file),
            mtime_ms: spec.mtime_ms,
            resume: walk.finish().unwrap_or_default(),
        };
        self.catalogue.note(id, state);
        self.is_dirty = true;
        bytes::size_bytes(file)
    }

    /// Walks over a file from where `resume` says, whose `first` piece may have been read; `None` if
    /// it is not what it was.
    async fn walk(
        &mut self,
        spec: &Spec,
        file: &File,
        generation: u32,
        resume: Resume,
        first: Option<Vec<u8>>,
    ) -> Result<Option<u64>, Fault> {
        let id = id_of(spec);
        let start = resume.offset_bytes;
        let mut walk = self
            .builder
            .file(&id, generation, spec.place.clone(), resume);
        let first = first.unwrap_or_default();
        walk.push(&first);
        let rest = start + first.len() as u64..spec.size_bytes;
        bytes::read_pieces(file, rest, |piece| walk.push(piece)).await?;
        let Ok(resume) = walk.finish() else {
            return Ok(None);
        };
        let state = FileState {
            generation,
            size_bytes: spec.size_bytes,
            mtime_ms: spec.mtime_ms,
            resume,
        };
        self.catalogue.note(id, state);
        self.is_dirty = true;
        Ok(Some(spec.size_bytes.saturating_sub(start)))
    }

    /// Takes files out.
    pub fn forget(&mut self, files: Vec<FileId>) {
        for file in files {
            self.is_dirty |= self.catalogue.remove(&file);
        }
        if self.is_dirty {
            self.refresh();
        }
    }

    /// Makes what was taken in searchable, and keeps it.
    pub async fn keep(&mut self) {
        self.flush().await;
        while let Some(ids) = due(&self.catalogue) {
            let segments: Vec<_> = ids
                .iter()
                .filter_map(|id| self.index.segment(*id))
                .collect();
            if segments.len() != ids.len() {
                break;
            }
            let Ok(merged) = merge(&segments, &self.store, &self.catalogue) else {
                break;
            };
            let id = self.catalogue.new_segment();
            self.catalogue.replace(&ids, id, merged.len() as u64);
            self.store.put(id, merged).await;
            self.refresh();
            self.is_dirty = true;
        }
        if std::mem::take(&mut self.is_dirty) {
            self.store.save(&self.catalogue).await;
        }
    }

    async fn flush(&mut self) {
        if self.builder.is_empty() {
            return;
        }
        let segment = self.builder.segment();
        let id = self.catalogue.new_segment();
        self.catalogue.add(id, segment.len() as u64);
        self.store.put(id, segment).await;
        self.is_dirty = true;
        self.refresh();
    }

    fn refresh(&mut self) {
        // A segment that cannot be used answers nothing until the next visit makes it anew.
        let _ = self.index.refresh(&self.store, &self.catalogue);
    }

    /// Keeps nothing for the next visit, and takes away what was kept.
    pub async fn stay_in_memory(&mut self) {
        if self.store.lasts() {
            self.clear().await;
            self.store.close();
        }
    }

    /// Takes everything away.
    pub async fn clear(&mut self) {
        self.store.clear().await;
        let store = std::mem::take(&mut self.store);
        *self = Self {
            store,
            ..Self::default()
        };
    }

    /// The state of the index, for whoever looks at how the program works.
    pub fn size_bytes(&self) -> u64 {
        let segments = self.catalogue.segments().iter();
        segments.map(|segment| segment.bytes).sum()
    }

    /// It is kept for the next visit.
    pub fn lasts(&self) -> bool {
        self.store.lasts()
    }

    /// Answers a query; `each` is told what was found so far after every part of the index, and
    /// answers whether to go on.
    pub fn search(&self, asked: &Searched, mut each: impl FnMut(SearchResult)) -> SearchResult {
        let clock = Clock {
            now: Instant(asked.now_ms),
            zone: asked.zone.clone(),
        };
        let query = Query::parse(&asked.text, &clock);
        let mut found = SearchResult {
            notices: notices(&query, &[]),
            query: query.to_string(),
            ..SearchResult::default()
        };
        if query.is_empty() {
            return found;
        }
        let Ok(mut search) = Search::new(&self.index, &self.store, query, clock.now) else {
            return found;
        };
        // A part that cannot be read is passed over: the next visit makes it anew.
        while search.step(&self.index, &self.store).unwrap_or(true) {
            if search.segments_done() >= self.catalogue.segments().len() {
                break;
            }
            if found.hits == 0 {
                self.fill(&search, asked, &mut found);
                if found.hits > 0 {
                    each(found.clone());
                }
            }
        }
        self.fill(&search, asked, &mut found);
        found.notices = notices(search.query(), &search.missing());
        found
    }

    fn fill(&self, search: &Search, asked: &Searched, found: &mut SearchResult) {
        let (sessions, each) = (asked.sessions as usize, asked.each as usize);
        let Ok(hits) = search.by_session(&self.index, &self.store, sessions, each) else {
            return;
        };
        found.hits = hits.hits;
        found.session_count = hits.sessions;
        found.sessions = hits
            .best
            .into_iter()
            .map(|session| SearchSession {
                session: session.session,
                hits: session.hits,
                best: session
                    .best
                    .into_iter()
                    .map(|hit| SearchHit {
                        root: hit.file.root,
                        path: hit.file.path,
                        offset_bytes: hit.offset_bytes,
                        length_bytes: hit.length_bytes,
                        time: hit.time,
                        tools: hit.tools,
                    })
                    .collect(),
            })
            .collect();
    }
}

fn id_of(spec: &Spec) -> FileId {
    FileId {
        root: spec.root,
        path: spec.path.clone(),
    }
}

/// The passages that show why records were found, read from the logs.
pub async fn quotes(asked: &Searched, parts: &[Passage], files: &Array) -> Vec<Option<Quote>> {
    let clock = Clock {
        now: Instant(asked.now_ms),
        zone: asked.zone.clone(),
    };
    let query = Query::parse(&asked.text, &clock);
    let mut quotes = Vec::new();
    for part in parts {
        let file = files.get(part.file);
        quotes.push(match file.dyn_into::<File>() {
            Ok(file) => quote(&query, part, &file).await,
            Err(_) => None,
        });
    }
    quotes
}

/// A count within a line of text.
fn short(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

async fn quote(query: &Query, part: &Passage, file: &File) -> Option<Quote> {
    let bytes = if part.is_output {
        let record = record_of(file, &file.name(), "").await.ok()?;
        record.trim_ascii_end().to_vec()
    } else {
        let end = part.offset_bytes + part.length_bytes.min(QUOTE_BYTES);
        bytes::read(file, part.offset_bytes..end).await.ok()?
    };
    let bytes = redact::record(&bytes);
    let entry = Entry::parse(&bytes).ok()?;
    let uuid = entry.uuid.map(|uuid| uuid.to_text().into_owned());
    let snippet = snippet(&entry, query)?;
    Some(Quote {
        uuid: uuid.unwrap_or_default(),
        field: snippet.field.name().to_owned(),
        text: snippet.text,
        marks: snippet
            .marks
            .into_iter()
            .map(|mark| (short(mark.start), short(mark.end)))
            .collect(),
        matches: short(snippet.matches),
    })
}
