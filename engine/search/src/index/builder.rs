//! Makes segments of files.

use rustc_hash::FxHashMap;

use super::catalogue::FileId;
use super::column::Column;
use super::dictionary::Writer;
use super::facts::{Columns, Source};
use super::postings::List;
use super::segment::{Parts, encode};
use crate::fold::folded;
use crate::signs::says_something;
use crate::text::said;
use crate::walk::{Changed, Item, Resume, Walk};
use crate::words::{Kind, Words};
use sessionscope_log::place::Place;

/// What begins the terms that are paths of files. (No word holds it.)
pub(super) const FILE_MARK: u8 = 1;
/// What begins the terms that are runs of signs.
pub(super) const SIGN_MARK: u8 = 2;

/// Takes in files and gives segments.
#[derive(Debug, Default)]
pub struct Builder {
    parts: Rows,
    terms: FxHashMap<Box<[u8]>, List>,
    /// About what the terms hold; their lists are counted when asked for.
    term_bytes: usize,
    list_bytes: usize,
    words: Words,
    path: Vec<u8>,
    run: Vec<u8>,
    punctuation: Punctuation,
}

/// Short runs of punctuation that were noted last, and in which message: a message has each many times,
/// of which only the first matters, and looking it up among the terms would cost as much as a word.
#[derive(Debug)]
struct Punctuation([(u32, u32); 256]);

impl Default for Punctuation {
    fn default() -> Self {
        Self([(0, 0); 256])
    }
}

impl Punctuation {
    /// Whether the run was noted for this message; from now on it is. Only of short runs of punctuation
    /// this is known.
    #[inline]
    fn is_noted(&mut self, run: &str, message: u32) -> bool {
        let bytes = run.as_bytes();
        if bytes.len() > 4 || says_something(run) {
            return false;
        }
        let key = bytes
            .iter()
            .fold(0, |key, &byte| key << 8 | u32::from(byte));
        // The upper bits of a product are mixed best.
        let place = (key.wrapping_mul(0x9e37_79b1) >> 24) as usize;
        let noted = (key, message);
        match self.0.get_mut(place) {
            // No run is empty, so that no key is 0.
            Some(slot) if *slot == noted => true,
            Some(slot) => {
                *slot = noted;
                false
            }
            None => false,
        }
    }
}

/// The rows of a segment while it is made.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) columns: Columns<Vec<u64>>,
    pub(super) sources: Vec<Source>,
    pub(super) strings: Strings,
    pub(super) count: u32,
    pub(super) words: u64,
}

/// Texts that many messages share, each with a number; the empty one is 0.
#[derive(Debug)]
pub(super) struct Strings {
    pub(super) all: Vec<String>,
    numbers: FxHashMap<String, u64>,
}

impl Default for Strings {
    fn default() -> Self {
        Self {
            all: vec![String::new()],
            numbers: FxHashMap::from_iter([(String::new(), 0)]),
        }
    }
}

impl Strings {
    pub(super) fn number(&mut self, text: &str) -> u64 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.all.len() as u64;
        self.all.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

/// A file that is being taken in.
#[derive(Debug)]
pub struct Indexing<'b> {
    builder: &'b mut Builder,
    walk: Walk,
    source: Source,
    /// The source's number, once it has a message.
    number: Option<u64>,
}

impl Builder {
    /// Begins with a file, or with what it has grown by since a walk over it ended; `generation`
    /// is what the [`Catalogue`](super::Catalogue) gave for this.
    pub fn file(
        &mut self,
        file: &FileId,
        generation: u32,
        place: Place,
        resume: Resume,
    ) -> Indexing<'_> {
        let source = Source {
            file: file.clone(),
            generation,
            project: place.project.clone(),
            session: String::new(),
        };
        Indexing {
            builder: self,
            walk: Walk::resume(place, resume),
            source,
            number: None,
        }
    }

    /// About how many bytes of memory it holds; once that is much, make a segment.
    pub fn held_bytes(&self) -> usize {
        self.term_bytes + self.list_bytes + self.parts.count as usize * Columns::<()>::COUNT * 8
    }

    /// Whether there is nothing to make a segment of.
    pub fn is_empty(&self) -> bool {
        self.parts.count == 0
    }

    /// The bytes of a segment of all that was taken in; begins anew.
    pub fn segment(&mut self) -> Vec<u8> {
        let mut terms: Vec<(Box<[u8]>, List)> =
            std::mem::take(&mut self.terms).into_iter().collect();
        let rows = std::mem::take(&mut self.parts);
        (self.term_bytes, self.list_bytes) = (0, 0);
        self.punctuation = Punctuation::default();
        terms.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut writer = Writer::default();
        for (text, mut list) in terms {
            list.end();
            writer.add(&text, &list);
        }
        rows.encode(writer)
    }

    fn add(&mut self, item: &Item<'_, '_>, source: u64) {
        let message = self.parts.count;
        let words = self.add_words(item, message);
        for file in &item.entry.files {
            self.path.clear();
            self.path.push(FILE_MARK);
            self.path
                .extend_from_slice(folded(&file.to_text()).as_bytes());
            let path = std::mem::take(&mut self.path);
            self.term(&path, message, None);
            self.path = path;
        }
        self.parts.add(item, source, words);
    }

    fn add_words(&mut self, item: &Item<'_, '_>, message: u32) -> u32 {
        let mut cutter = std::mem::take(&mut self.words);
        let (mut place, mut count) = (0, 0);
        for passage in &item.entry.passages {
            cutter.cut(&passage.text.to_text(), |part, kind, _| match kind {
                Kind::Word => {
                    self.term(part.as_bytes(), message, Some(place));
                    place += 1;
                    count += 1;
                }
                Kind::Signs => self.signs(part, message, place),
            });
            // No phrase goes on into another text.
            place += 1;
        }
        self.words = cutter;
        count
    }

    /// Takes in a run of signs before the word at `place`. Where punctuation stands, nobody asks.
    fn signs(&mut self, run: &str, message: u32, place: u32) {
        if self.punctuation.is_noted(run, message) {
            return;
        }
        let mut term = std::mem::take(&mut self.run);
        term.clear();
        term.push(SIGN_MARK);
        term.extend_from_slice(run.as_bytes());
        let place = says_something(run).then_some(place);
        self.term(&term, message, place);
        self.run = term;
    }

    #[inline]
    fn term(&mut self, text: &[u8], message: u32, place: Option<u32>) {
        let add = |list: &mut List| match place {
            Some(place) => list.add(message, place),
            None => list.add_message(message),
        };
        if let Some(list) = self.terms.get_mut(text) {
            let before = list.held_bytes();
            add(list);
            self.list_bytes += list.held_bytes() - before;
            return;
        }
        let mut list = List::default();
        add(&mut list);
        self.term_bytes += size_of::<(Box<[u8]>, List)>() * 2 + text.len();
        self.list_bytes += list.held_bytes();
        self.terms.insert(text.into(), list);
    }
}

impl Rows {
    fn add(&mut self, item: &Item<'_, '_>, source: u64, words: u32) {
        let entry = item.entry;
        let strings = &mut self.strings;
        let named = said(entry.session);
        let row = Columns {
            key: item.key.0,
            time: Source::stored_time(entry.time),
            words: u64::from(words),
            flags: u64::from(entry.flags.0),
            source,
            cwd: strings.number(&said(entry.cwd)),
            branch: strings.number(&said(entry.branch)),
            model: strings.number(&said(entry.model)),
            tools: strings.number(&item.tools),
            session: strings.number(if named == item.session { "" } else { &named }),
            offset: item.offset_bytes,
            length: item.bytes.len() as u64,
        };
        self.push(row);
    }

    pub(super) fn push(&mut self, row: Columns<u64>) {
        self.count += 1;
        self.words += row.words;
        self.columns.zip(row, Vec::push);
    }

    pub(super) fn encode(mut self, mut writer: Writer) -> Vec<u8> {
        writer.end_block();
        // Times as distances from the first need fewer bytes.
        let times = &mut self.columns.time;
        let newest = times.iter().copied().max().unwrap_or(0);
        let base = times
            .iter()
            .copied()
            .filter(|time| *time > 0)
            .min()
            .unwrap_or(1)
            - 1;
        for time in times.iter_mut().filter(|time| **time > 0) {
            *time -= base;
        }
        encode(&Parts {
            count: self.count,
            words: self.words,
            base_time: base,
            newest,
            sources: self.sources,
            strings: self.strings.all,
            columns: self.columns.map(|numbers| Column::of(&numbers)),
            dictionary: writer,
        })
    }
}

impl Indexing<'_> {
    /// Takes in the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        let Self {
            builder,
            walk,
            source,
            number,
        } = self;
        walk.push(bytes, |item| take(builder, source, number, &item));
    }

    /// Ends the file; gives where to go on once it has grown.
    ///
    /// # Errors
    /// If the bytes do not go on where the file ended before: index it anew, which makes all that
    /// was taken in of it dead.
    pub fn finish(self) -> Result<Resume, Changed> {
        let Self {
            builder,
            walk,
            mut source,
            mut number,
        } = self;
        walk.finish(|item| take(builder, &mut source, &mut number, &item))
    }
}

fn take(builder: &mut Builder, source: &mut Source, number: &mut Option<u64>, item: &Item<'_, '_>) {
    if source.session != item.session {
        item.session.clone_into(&mut source.session);
        *number = None;
    }
    let sources = &mut builder.parts.sources;
    let number = *number.get_or_insert_with(|| {
        sources.push(source.clone());
        sources.len() as u64 - 1
    });
    builder.add(item, number);
}
