//! What of a query holds for the messages of a segment.

use rustc_hash::FxHashMap;

use super::bits::Bits;
use super::builder::FILE_MARK;
use super::column::Column;
use super::dictionary::{OwnPlace, Term};
use super::facts::{Source, flags};
use super::postings::{messages, places};
use super::run::Part;
use super::{Error, Store};
use crate::query::{Filter, Node, Pattern, Phrase, Slot};
use sessionscope_log::time::Instant;

/// A query on a segment.
pub(super) struct Run<'a, S: Store> {
    pub(super) part: &'a Part,
    pub(super) store: &'a S,
    /// In which messages phrases stand, and how often.
    pub(super) lists: FxHashMap<Phrase, Vec<(u32, u32)>>,
}

impl<'a, S: Store> Run<'a, S> {
    pub(super) fn new(part: &'a Part, store: &'a S) -> Self {
        Self {
            part,
            store,
            lists: FxHashMap::default(),
        }
    }

    /// The messages for which a part of the query holds.
    pub(super) fn holds(&mut self, node: &Node) -> Result<Bits, Error> {
        let count = self.part.segment.messages();
        match node {
            Node::Phrase(phrase) => {
                if !self.lists.contains_key(phrase) {
                    let list = self.phrase(phrase)?;
                    self.lists.insert(phrase.clone(), list);
                }
                let mut bits = Bits::none(count);
                let list = self.lists.get(phrase).into_iter().flatten();
                list.for_each(|(message, _)| bits.set(*message));
                Ok(bits)
            }
            Node::Filter(filter) => self.filter(filter),
            Node::Not(node) => {
                let mut bits = self.holds(node)?;
                bits.flip();
                Ok(bits)
            }
            Node::And(nodes) => {
                let mut all = Bits::none(count);
                all.flip();
                for node in nodes {
                    all.and(&self.holds(node)?);
                }
                Ok(all)
            }
            Node::Or(nodes) => {
                let mut any = Bits::none(count);
                for node in nodes {
                    any.or(&self.holds(node)?);
                }
                Ok(any)
            }
        }
    }

    /// Takes out messages that do not count any more.
    pub(super) fn drop_dead(&self, bits: &mut Bits) -> Result<(), Error> {
        if self.part.live.iter().all(Option::is_some) {
            return Ok(());
        }
        let sources = self
            .part
            .segment
            .column(self.store, |columns| &columns.source)?;
        bits.keep(|message| self.part.session(sources.get(message)).is_some());
        Ok(())
    }

    /// In which messages a phrase stands, and how often.
    fn phrase(&self, phrase: &Phrase) -> Result<Vec<(u32, u32)>, Error> {
        let mut slots = Vec::new();
        for slot in phrase.slots() {
            let lists = self.lists_of(&slot)?;
            if lists.is_empty() {
                return Ok(Vec::new());
            }
            slots.push((slot.at, lists));
        }
        match slots.as_slice() {
            several if phrase.is_signs() => {
                let mut found = Vec::new();
                self.common(several)?
                    .each(|message| found.push((message, 1)));
                Ok(found)
            }
            [(_, only)] => self.single(only),
            several => self.row(several),
        }
    }

    /// The lists of all terms that are what is asked for.
    fn lists_of(&self, slot: &Slot<'_>) -> Result<Vec<TermLists>, Error> {
        let (segment, store) = (&self.part.segment, self.store);
        let mut out = Vec::new();
        segment.asked(store, slot, |term: Term<'_>| {
            out.push(TermLists {
                messages: segment.list_bytes(store, term.messages)?,
                places: term.places.into(),
            });
            Ok(())
        })?;
        Ok(out)
    }

    fn single(&self, lists: &[TermLists]) -> Result<Vec<(u32, u32)>, Error> {
        let count = self.part.segment.messages();
        let mut out = Vec::new();
        if let [only] = lists {
            messages(&only.messages, count, |message, times| {
                out.push((message, times));
            })?;
            return Ok(out);
        }
        let mut times = vec![0_u32; count as usize];
        for list in lists {
            messages(&list.messages, count, |message, more| {
                if let Some(times) = times.get_mut(message as usize) {
                    *times = times.saturating_add(more);
                }
            })?;
        }
        let times = (0..).zip(times).filter(|(_, times)| *times > 0);
        Ok(times.collect())
    }

    /// The messages that have all of these.
    fn common(&self, slots: &[(u32, Vec<TermLists>)]) -> Result<Bits, Error> {
        let count = self.part.segment.messages();
        let mut common = Bits::none(count);
        common.flip();
        for (_, lists) in slots {
            let mut bits = Bits::none(count);
            for list in lists {
                messages(&list.messages, count, |message, _| bits.set(message))?;
            }
            common.and(&bits);
        }
        Ok(common)
    }

    /// The messages in which all of it stands in a row.
    fn row(&self, slots: &[(u32, Vec<TermLists>)]) -> Result<Vec<(u32, u32)>, Error> {
        let common = self.common(slots)?;
        if common.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows: Option<Vec<u64>> = None;
        for (distance, lists) in slots {
            let stands = self.places(lists, &common)?;
            rows = Some(match rows {
                None => stands,
                Some(rows) => follow(rows, &stands, u64::from(*distance)),
            });
        }
        Ok(count_by_message(&rows.unwrap_or_default()))
    }

    /// Where a word stands in these messages: message and place in one number, ascending.
    fn places(&self, lists: &[TermLists], common: &Bits) -> Result<Vec<u64>, Error> {
        let segment = &self.part.segment;
        let mut out = Vec::new();
        for list in lists {
            let bytes = segment.list_bytes(self.store, list.places.as_place())?;
            places(
                &list.messages,
                &bytes,
                segment.messages(),
                |message, place| {
                    if common.has(message) {
                        out.push(u64::from(message) << 32 | u64::from(place));
                    }
                },
            )?;
        }
        if lists.len() > 1 {
            out.sort_unstable();
        }
        // Several runs of signs may stand before one word.
        out.dedup();
        Ok(out)
    }

    fn filter(&self, filter: &Filter) -> Result<Bits, Error> {
        let (segment, store) = (&self.part.segment, self.store);
        let time = |holds: &dyn Fn(Instant) -> bool| {
            let times = segment.column(store, |columns| &columns.time)?;
            let is_so = |stored| segment.time_of(stored).is_some_and(holds);
            Ok(self.rows(times, is_so))
        };
        match filter {
            Filter::Project(pattern) => {
                let of_source = |source: &Source| pattern.matches(&source.project);
                let mut bits = self.sources(of_source)?;
                bits.or(&self.texts(segment.column(store, |columns| &columns.cwd)?, pattern));
                Ok(bits)
            }
            Filter::Session(pattern) => {
                let of_source = |source: &Source| pattern.matches(&source.session);
                let mut bits = self.sources(of_source)?;
                let named = segment.column(store, |columns| &columns.session)?;
                bits.or(&self.some_texts(named, |text| !text.is_empty() && pattern.matches(text)));
                Ok(bits)
            }
            Filter::Branch(pattern) => {
                Ok(self.texts(segment.column(store, |columns| &columns.branch)?, pattern))
            }
            Filter::Model(pattern) => {
                Ok(self.texts(segment.column(store, |columns| &columns.model)?, pattern))
            }
            Filter::Tool(pattern) => {
                let tools = segment.column(store, |columns| &columns.tools)?;
                let is_one = |text: &str| text.lines().any(|tool| pattern.matches(tool));
                Ok(self.some_texts(tools, is_one))
            }
            Filter::File(pattern) => self.files(pattern),
            Filter::Flag(wanted, _) => {
                let kinds = segment.column(store, |columns| &columns.flags)?;
                Ok(self.rows(kinds, |stored| flags(stored).has(*wanted)))
            }
            Filter::After(from, _) => time(&|at| at >= *from),
            Filter::Before(to, _) => time(&|at| at < *to),
            Filter::On(from, to, _) => time(&|at| at >= *from && at < *to),
        }
    }

    /// The messages whose number in a column is so.
    fn rows(&self, column: &Column, is_so: impl Fn(u64) -> bool) -> Bits {
        let mut bits = Bits::none(self.part.segment.messages());
        for (message, number) in (0..).zip(column.numbers()) {
            if is_so(number) {
                bits.set(message);
            }
        }
        bits
    }

    fn sources(&self, is_so: impl Fn(&Source) -> bool) -> Result<Bits, Error> {
        let segment = &self.part.segment;
        let so: Vec<bool> = segment.sources.iter().map(is_so).collect();
        let sources = segment.column(self.store, |columns| &columns.source)?;
        Ok(self.rows(sources, |number| is_in(&so, number)))
    }

    fn texts(&self, column: &Column, pattern: &Pattern) -> Bits {
        self.some_texts(column, |text| pattern.matches(text))
    }

    fn some_texts(&self, column: &Column, is_so: impl Fn(&str) -> bool) -> Bits {
        let strings = self.part.segment.strings.iter();
        let so: Vec<bool> = strings.map(|text| is_so(text)).collect();
        self.rows(column, |number| is_in(&so, number))
    }

    /// The messages that name a file whose path is as a pattern says.
    fn files(&self, pattern: &Pattern) -> Result<Bits, Error> {
        let segment = &self.part.segment;
        let count = segment.messages();
        let mut bits = Bits::none(count);
        segment.terms(self.store, &[FILE_MARK], |term| {
            let path = term
                .text
                .get(1..)
                .and_then(|path| std::str::from_utf8(path).ok());
            if path.is_some_and(|path| pattern.matches_folded(path)) {
                let list = segment.list_bytes(self.store, term.messages)?;
                messages(&list, count, |message, _| bits.set(message))?;
            }
            Ok(())
        })?;
        Ok(bits)
    }
}

fn is_in(so: &[bool], number: u64) -> bool {
    usize::try_from(number).is_ok_and(|number| so.get(number) == Some(&true))
}

/// A term's messages, and where its places are.
struct TermLists {
    messages: Vec<u8>,
    places: OwnPlace,
}

/// Those of `rows` that go on at this distance.
fn follow(rows: Vec<u64>, next: &[u64], distance: u64) -> Vec<u64> {
    let mut next = next.iter().copied().peekable();
    let mut rows = rows;
    rows.retain(|row| {
        let wanted = row + distance;
        while next.next_if(|place| *place < wanted).is_some() {}
        next.peek() == Some(&wanted)
    });
    rows
}

fn count_by_message(rows: &[u64]) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        let message = u32::try_from(row >> 32).unwrap_or(u32::MAX);
        match out.last_mut() {
            Some((last, count)) if *last == message => *count += 1,
            _ => out.push((message, 1)),
        }
    }
    out
}
