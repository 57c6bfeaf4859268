//! Asking the index.

use rustc_hash::FxHashMap;

use super::bits::Bits;
use super::catalogue::{Catalogue, FileId};
use super::eval::Run;
use super::facts::flags;
use super::hits::ScoredRecord;
use super::segment::Segment;
use super::{Error, SegmentId, Store};
use crate::query::{Phrase, Query, Slot};
use crate::rank::{Corpus, field_weight, recency};
use crate::text::Flags;
use sessionscope_log::time::Instant;

/// Segments that are open.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) parts: Vec<Part>,
    pub(super) sessions: Sessions,
}

/// A segment and what of it counts.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) segment: Segment,
    /// The session of each source; `None` if it is dead.
    pub(super) live: Vec<Option<u32>>,
}

/// The sessions that sources belong to, each with a number.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    pub(super) count: u32,
    numbers: FxHashMap<(u16, String, String), u32>,
}

impl Index {
    /// Opens all segments of a catalogue; of those that cannot be used, the errors.
    pub fn open(store: &impl Store, catalogue: &Catalogue) -> (Self, Vec<(SegmentId, Error)>) {
        let mut index = Self::default();
        let errors = index.refresh(store, catalogue);
        (index, errors)
    }

    /// Follows a catalogue that has changed: opens what is new, closes what is gone, and tells the
    /// errors of segments that cannot be used. A [`Search`] begun before must be begun anew.
    pub fn refresh(
        &mut self,
        store: &impl Store,
        catalogue: &Catalogue,
    ) -> Vec<(SegmentId, Error)> {
        let is_named = |id| catalogue.segments().iter().any(|segment| segment.id == id);
        self.parts.retain(|part| is_named(part.segment.id()));
        let mut errors = Vec::new();
        for info in catalogue.segments() {
            if self.segment(info.id).is_some() {
                continue;
            }
            match Segment::open(info.id, store) {
                Ok(segment) => self.parts.push(Part {
                    segment,
                    live: Vec::new(),
                }),
                Err(error) => errors.push((info.id, error)),
            }
        }
        self.parts
            .sort_by_key(|part| std::cmp::Reverse(part.segment.newest()));
        self.sessions = Sessions::default();
        for part in &mut self.parts {
            let sources = part.segment.sources.iter();
            let live = sources.map(|source| {
                let is_live = catalogue.is_live(&source.file, source.generation);
                is_live.then(|| {
                    self.sessions
                        .number(&source.file, &source.project, &source.session)
                })
            });
            part.live = live.collect();
        }
        errors
    }

    /// An open segment.
    pub fn segment(&self, id: SegmentId) -> Option<&Segment> {
        let mut parts = self.parts.iter();
        parts
            .find(|part| part.segment.id() == id)
            .map(|part| &part.segment)
    }

    /// Gives back the memory of what is kept for the next query.
    pub fn forget(&mut self) {
        self.parts.iter_mut().for_each(|part| part.segment.forget());
    }

    /// What is in all segments. Dead messages and copies count too: that hardly changes ranks.
    fn corpus(&self) -> Corpus {
        let mut corpus = Corpus::default();
        for part in &self.parts {
            corpus.messages += u64::from(part.segment.messages());
            corpus.words += part.segment.words();
        }
        corpus
    }
}

impl Sessions {
    fn number(&mut self, file: &FileId, project: &str, session: &str) -> u32 {
        let key = (file.root.0, project.to_owned(), session.to_owned());
        let count = &mut self.count;
        *self.numbers.entry(key).or_insert_with(|| {
            *count += 1;
            *count - 1
        })
    }
}

/// A query that is being answered, segment by segment, the newest first.
#[derive(Debug)]
pub struct Search {
    query: Query,
    now: Instant,
    corpus: Corpus,
    /// How rare each of the query's phrases is.
    rarities: Vec<f32>,
    /// Which of them stood in any message of the segments asked so far.
    stood: Vec<bool>,
    next: usize,
    pub(super) found: Vec<ScoredRecord>,
}

impl Search {
    /// Begins: looks up how frequent the words asked for are.
    ///
    /// # Errors
    /// If a segment cannot be read or is damaged.
    pub fn new(
        index: &Index,
        store: &impl Store,
        query: Query,
        now: Instant,
    ) -> Result<Self, Error> {
        let corpus = index.corpus();
        let mut rarities = Vec::new();
        for phrase in query.phrases() {
            let mut rarest = u64::MAX;
            for slot in phrase.slots() {
                rarest = rarest.min(frequency(index, store, &slot)?);
            }
            rarities.push(corpus.rarity(rarest.min(corpus.messages)));
        }
        Ok(Self {
            query,
            now,
            corpus,
            stood: vec![false; rarities.len()],
            rarities,
            next: 0,
            found: Vec::new(),
        })
    }

    /// What is searched for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The phrases that stood in no message so far.
    pub fn missing(&self) -> Vec<&Phrase> {
        let phrases = self.query.phrases().into_iter().zip(&self.stood);
        phrases
            .filter(|(_, stood)| !**stood)
            .map(|(phrase, _)| phrase)
            .collect()
    }

    /// Segments asked so far.
    pub fn segments_done(&self) -> usize {
        self.next
    }

    /// Asks the next segment; `false` if there was none left.
    ///
    /// # Errors
    /// If it cannot be read or is damaged. The next step goes on behind it.
    pub fn step(&mut self, index: &Index, store: &impl Store) -> Result<bool, Error> {
        let (Some(part), Some(root)) = (index.parts.get(self.next), &self.query.root) else {
            return Ok(false);
        };
        let number = self.next;
        self.next += 1;
        let mut run = Run::new(part, store);
        let mut bits = run.holds(root)?;
        for (phrase, stood) in self.query.phrases().into_iter().zip(&mut self.stood) {
            *stood |= run.lists.get(phrase).is_some_and(|list| !list.is_empty());
        }
        run.drop_dead(&mut bits)?;
        let scores = self.scores(&run, &bits)?;
        let segment = &part.segment;
        let (keys, times) = (
            segment.column(store, |columns| &columns.key)?,
            segment.column(store, |columns| &columns.time)?,
        );
        let (kinds, sources) = (
            segment.column(store, |columns| &columns.flags)?,
            segment.column(store, |columns| &columns.source)?,
        );
        bits.each(|message| {
            let time = segment.time_of(times.get(message));
            let flags = flags(kinds.get(message));
            let fit = scores.get(message as usize).copied().unwrap_or(1.0);
            let weight = if scores.is_empty() {
                1.0
            } else {
                field_weight(flags)
            };
            self.found.push(ScoredRecord {
                score: fit * weight * recency(time, self.now),
                key: keys.get(message),
                time_ms: time.map_or(i64::MIN, |time| time.0),
                part: number,
                message,
                session: part.session(sources.get(message)).unwrap_or(0),
                is_nested: flags.has(Flags::NESTED),
            });
        });
        Ok(true)
    }

    /// What the phrases add for each message; nothing if no phrase is asked for.
    fn scores<S: Store>(&self, run: &Run<'_, S>, bits: &Bits) -> Result<Vec<f32>, Error> {
        if self.rarities.is_empty() {
            return Ok(Vec::new());
        }
        let segment = &run.part.segment;
        let words = segment.column(run.store, |columns| &columns.words)?;
        let mut scores = vec![0.0; segment.messages() as usize];
        for (phrase, rarity) in self.query.phrases().into_iter().zip(&self.rarities) {
            for &(message, count) in run.lists.get(phrase).into_iter().flatten() {
                if let Some(score) = scores.get_mut(message as usize)
                    && bits.has(message)
                {
                    let words = u32::try_from(words.get(message)).unwrap_or(u32::MAX);
                    *score += self.corpus.weigh(*rarity, count, words);
                }
            }
        }
        Ok(scores)
    }
}

/// In how many messages something stands; several times those that have it in several forms.
fn frequency(index: &Index, store: &impl Store, slot: &Slot<'_>) -> Result<u64, Error> {
    let mut count = 0;
    for part in &index.parts {
        part.segment.asked(store, slot, |term| {
            count += u64::from(term.count);
            Ok(())
        })?;
    }
    Ok(count)
}

impl Part {
    /// The session of a source; `None` if it is dead.
    pub(super) fn session(&self, source: u64) -> Option<u32> {
        let source = usize::try_from(source).unwrap_or(usize::MAX);
        self.live.get(source).copied().flatten()
    }
}
