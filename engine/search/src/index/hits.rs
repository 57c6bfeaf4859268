//! What a search has found, each message once, ranked, by session.

use super::facts::flags;
use super::{Error, FileId, Index, Search, Store};
use crate::text::Flags;
use sessionscope_log::key::Key;
use sessionscope_log::time::Instant;

/// A record that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct ScoredRecord {
    pub(super) score: f32,
    pub(super) key: u64,
    pub(super) time_ms: i64,
    pub(super) part: usize,
    pub(super) message: u32,
    pub(super) session: u32,
    pub(super) is_nested: bool,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// By which the same message is known in other files: of its uuid, if it has one.
    pub key: Key,
    /// A file that it is in.
    pub file: FileId,
    /// Where in the file the record is; read these bytes for its uuid and its
    /// [`snippet`](crate::snippet::snippet()).
    pub offset_bytes: u64,
    /// How long it is.
    pub length_bytes: u64,
    /// When it was.
    pub time: Option<Instant>,
    /// What is so of it.
    pub flags: Flags,
    /// The tools that it calls or has results of.
    pub tools: Vec<String>,
    /// The project's folder.
    pub project: String,
    /// The session's id.
    pub session: String,
    /// How well it fits; only to be compared with others of the same search.
    pub score: f32,
}

/// A session with hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The project's folder.
    pub project: String,
    /// The session's id.
    pub session: String,
    /// How many messages were found in it.
    pub hits: u64,
    /// The best of them.
    pub best: Vec<Hit>,
}

/// What a search has found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hits {
    /// Messages found.
    pub hits: u64,
    /// Sessions they are in.
    pub sessions: u64,
    /// The best of these sessions, the one with the best hit first.
    pub best: Vec<Session>,
}

impl Search {
    /// The keys of all messages found so far, ascending.
    ///
    /// # Errors
    /// If a segment cannot be read or is damaged.
    pub fn keys(&self, index: &Index, store: &impl Store) -> Result<Vec<Key>, Error> {
        let found = self.unique(index, store)?;
        Ok(found.into_iter().map(|found| Key(found.key)).collect())
    }

    /// How many messages were found so far, and the best of them, the best first: those from
    /// `from` on, up to so many.
    ///
    /// # Errors
    /// If a segment cannot be read or is damaged.
    pub fn top(
        &self,
        index: &Index,
        store: &impl Store,
        from: usize,
        count: usize,
    ) -> Result<(u64, Vec<Hit>), Error> {
        let mut found = self.unique(index, store)?;
        let total = found.len() as u64;
        keep_best(&mut found, from.saturating_add(count));
        let shown = found.get(from..).unwrap_or_default();
        let hits: Result<_, Error> = shown.iter().map(|found| hit(index, store, found)).collect();
        Ok((total, hits?))
    }

    /// What was found so far by session: of the best sessions the best hits, up to so many each.
    ///
    /// # Errors
    /// If a segment cannot be read or is damaged.
    pub fn by_session(
        &self,
        index: &Index,
        store: &impl Store,
        sessions: usize,
        each: usize,
    ) -> Result<Hits, Error> {
        let found = self.unique(index, store)?;
        // For each session how many hits, and the best of them.
        let mut groups: Vec<(u64, Option<ScoredRecord>)> =
            vec![(0, None); index.sessions.count as usize];
        for found in &found {
            if let Some((count, best)) = groups.get_mut(found.session as usize) {
                *count += 1;
                if best.as_ref().is_none_or(|best| comes_before(found, best)) {
                    *best = Some(*found);
                }
            }
        }
        let mut best: Vec<ScoredRecord> = groups.iter().filter_map(|(_, best)| *best).collect();
        let mut hits = Hits {
            hits: found.len() as u64,
            sessions: best.len() as u64,
            best: Vec::new(),
        };
        keep_best(&mut best, sessions);
        for first in &best {
            let of_session = found.iter().filter(|found| found.session == first.session);
            let mut of_session: Vec<ScoredRecord> = of_session.copied().collect();
            let count = of_session.len() as u64;
            keep_best(&mut of_session, each);
            let best: Result<Vec<Hit>, Error> = of_session
                .iter()
                .map(|found| hit(index, store, found))
                .collect();
            let named = hit(index, store, first)?;
            hits.best.push(Session {
                project: named.project,
                session: named.session,
                hits: count,
                best: best?,
            });
        }
        Ok(hits)
    }

    /// Each message once, by key: plain records before repeated ones, then in the order of files.
    fn unique(&self, index: &Index, store: &impl Store) -> Result<Vec<ScoredRecord>, Error> {
        let mut found = self.found.clone();
        found.sort_unstable_by_key(|found| (found.key, found.is_nested));
        let has_copies = found.windows(2).any(|pair| match pair {
            [one, other] => one.key == other.key,
            _ => false,
        });
        if !has_copies {
            return Ok(found);
        }
        let mut out: Vec<ScoredRecord> = Vec::with_capacity(found.len());
        for next in found {
            match out.last_mut() {
                Some(last) if last.key == next.key => {
                    if last.is_nested == next.is_nested
                        && place(index, store, &next)? < place(index, store, last)?
                    {
                        *last = next;
                    }
                }
                _ => out.push(next),
            }
        }
        Ok(out)
    }
}

/// Where a record is, in the order of files.
fn place<'a>(
    index: &'a Index,
    store: &impl Store,
    found: &ScoredRecord,
) -> Result<(Option<&'a FileId>, u64), Error> {
    let Some(part) = index.parts.get(found.part) else {
        return Ok((None, 0));
    };
    let segment = &part.segment;
    let source = segment
        .column(store, |columns| &columns.source)?
        .get(found.message);
    let source = segment
        .sources
        .get(usize::try_from(source).unwrap_or(usize::MAX));
    let offset = segment
        .column(store, |columns| &columns.offset)?
        .get(found.message);
    Ok((source.map(|source| &source.file), offset))
}

/// By score, then the newer one, then by key, so that the order is always the same.
fn order(one: &ScoredRecord, other: &ScoredRecord) -> std::cmp::Ordering {
    let by_score = other.score.total_cmp(&one.score);
    by_score
        .then(other.time_ms.cmp(&one.time_ms))
        .then(one.key.cmp(&other.key))
}

fn comes_before(one: &ScoredRecord, other: &ScoredRecord) -> bool {
    order(one, other).is_lt()
}

/// Keeps the best of them, in order.
fn keep_best(found: &mut Vec<ScoredRecord>, count: usize) {
    if count < found.len() {
        found.select_nth_unstable_by(count, order);
        found.truncate(count);
    }
    found.sort_unstable_by(order);
}

fn hit(index: &Index, store: &impl Store, found: &ScoredRecord) -> Result<Hit, Error> {
    let part = index.parts.get(found.part).ok_or(Error::Damaged)?;
    let segment = &part.segment;
    let message = found.message;
    let source = segment
        .column(store, |columns| &columns.source)?
        .get(message);
    let source = usize::try_from(source).unwrap_or(usize::MAX);
    let source = segment.sources.get(source).ok_or(Error::Damaged)?;
    let tools = segment.string(
        segment
            .column(store, |columns| &columns.tools)?
            .get(message),
    );
    Ok(Hit {
        key: Key(found.key),
        file: source.file.clone(),
        offset_bytes: segment
            .column(store, |columns| &columns.offset)?
            .get(message),
        length_bytes: segment
            .column(store, |columns| &columns.length)?
            .get(message),
        time: segment.time_of(segment.column(store, |columns| &columns.time)?.get(message)),
        flags: flags(
            segment
                .column(store, |columns| &columns.flags)?
                .get(message),
        ),
        tools: tools.lines().map(str::to_owned).collect(),
        project: source.project.clone(),
        session: source.session.clone(),
        score: found.score,
    })
}
