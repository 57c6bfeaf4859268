//! Whether a record is what a query asks for: exact, by its text alone, without an index.
//!
//! Before a line is read at all, [`Matcher::may_match`] looks for a word that it must hold among
//! its raw bytes. That is sound because words of ASCII letters stand in a line as they are, in any
//! case, unless the line has characters or `\u` escapes that fold to them; such lines are read.

use rustc_hash::FxHashMap;

use super::query::{Filter, Node, Phrase, Query, Slot, SlotKind};
use super::text::said;
use super::walk::{Item, Walk};
use super::words::{Kind, Words};
use sessionscope_log::key::Key;
use sessionscope_log::place::Place;

/// Checks records one by one; its buffers are used again.
#[derive(Debug)]
pub struct Matcher<'q> {
    root: Option<&'q Node>,
    /// Words asked for, each with its number.
    exact: FxHashMap<&'q str, usize>,
    /// Beginnings of words asked for, each with its number.
    prefixes: Vec<(&'q str, usize)>,
    /// Signs asked for, each with its number.
    signs: Vec<(&'q str, usize)>,
    /// Where each of them stands in the record, ascending; signs with the word that they stand before.
    places: Vec<Vec<u32>>,
    /// Any of these is in each line that matches, if there are any.
    needles: Vec<Needle>,
    words: Words,
    /// Phrases that speak for a record.
    phrases: Vec<&'q Phrase>,
    /// Which of them stood in a record that was checked.
    stood: Vec<bool>,
}

/// That a record matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// How often each of [`Query::phrases`] stands in it.
    pub counts: Vec<u32>,
    /// How many words it has.
    pub words: u32,
}

impl<'q> Matcher<'q> {
    /// Checks for this query.
    pub fn new(query: &'q Query) -> Self {
        let mut matcher = Self {
            root: query.root.as_ref(),
            exact: FxHashMap::default(),
            prefixes: Vec::new(),
            signs: Vec::new(),
            places: Vec::new(),
            needles: query.root.as_ref().and_then(needles).unwrap_or_default(),
            words: Words::default(),
            phrases: query.phrases(),
            stood: Vec::new(),
        };
        matcher.stood.resize(matcher.phrases.len(), false);
        if let Some(root) = &query.root {
            matcher.number(root);
        }
        matcher
    }

    /// Gives each word asked for a number.
    fn number(&mut self, node: &'q Node) {
        match node {
            Node::Phrase(phrase) => {
                for slot in phrase.slots() {
                    if self.slot(&slot).is_some() {
                        continue;
                    }
                    let number = self.places.len();
                    self.places.push(Vec::new());
                    match slot.kind {
                        SlotKind::Word => _ = self.exact.insert(slot.text, number),
                        SlotKind::Prefix => self.prefixes.push((slot.text, number)),
                        SlotKind::Signs => self.signs.push((slot.text, number)),
                    }
                }
            }
            Node::Filter(_) => {}
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| self.number(node)),
            Node::Not(node) => self.number(node),
        }
    }

    fn slot(&self, slot: &Slot<'_>) -> Option<usize> {
        let among = match slot.kind {
            SlotKind::Word => return self.exact.get(slot.text).copied(),
            SlotKind::Prefix => &self.prefixes,
            SlotKind::Signs => &self.signs,
        };
        let mut among = among.iter();
        let found = among.find(|(text, _)| *text == slot.text);
        found.map(|(_, number)| *number)
    }

    /// Whether a line can hold a match; false only if it holds none.
    pub fn may_match(&self, line: &[u8]) -> bool {
        may_match(&self.needles, line)
    }

    /// Whether names of tools, which lines before may tell, make a difference.
    pub fn needs_tools(&self) -> bool {
        let is_tool = |filter: &Filter| matches!(filter, Filter::Tool(_));
        self.root.is_some_and(|root| root.any_filter(&is_tool))
    }

    /// Whether a record of a file at `place` is what is asked for.
    pub fn check(&mut self, item: &Item<'_, '_>, place: &Place) -> Option<Match> {
        let root = self.root?;
        let words = self.read(item);
        for number in 0..self.phrases.len() {
            self.note_phrase(number);
        }
        if !self.holds(root, item, place) {
            return None;
        }
        let counts = self.phrases.iter().map(|phrase| self.count(phrase));
        Some(Match {
            counts: counts.collect(),
            words,
        })
    }

    fn note_phrase(&mut self, number: usize) {
        let stands = match (self.phrases.get(number), self.stood.get(number)) {
            (Some(phrase), Some(false)) => self.count(phrase) > 0,
            _ => return,
        };
        if let Some(stood) = self.stood.get_mut(number) {
            *stood = stands;
        }
    }

    /// The phrases that stood in none of the records that were checked.
    pub fn missing(&self) -> Vec<&'q Phrase> {
        let phrases = self.phrases.iter().zip(&self.stood);
        let missing = phrases.filter(|(_, stood)| !**stood);
        missing.map(|(phrase, _)| *phrase).collect()
    }

    /// Checks the records of a file whose bytes these are, all or the next ones; gives those that
    /// match to `each`, and the keys of all of them.
    pub fn scan(
        &mut self,
        walk: Walk,
        bytes: &[u8],
        mut each: impl FnMut(&Item<'_, '_>, &Match),
    ) -> Vec<Key> {
        let mut walk = walk;
        let place = walk.place().clone();
        let mut keys = Vec::new();
        let needles = if self.needs_tools() {
            Vec::new()
        } else {
            std::mem::take(&mut self.needles)
        };
        let mut check = |item: &Item<'_, '_>| {
            if let Some(found) = self.check(item, &place) {
                keys.push(item.key);
                each(item, &found);
            }
        };
        walk.push_some(bytes, |line| may_match(&needles, line), |item| check(&item));
        // What follows on these bytes is not known, so the last line is taken as it is.
        let _resume = walk.finish(|item| check(&item));
        self.needles = needles;
        keys
    }

    /// Notes where the words asked for stand; gives how many words there are.
    fn read(&mut self, item: &Item<'_, '_>) -> u32 {
        let Self {
            words,
            exact,
            prefixes,
            signs,
            places,
            ..
        } = self;
        places.iter_mut().for_each(Vec::clear);
        let mut note = |number: usize, at| {
            if let Some(places) = places.get_mut(number)
                && places.last() != Some(&at)
            {
                places.push(at);
            }
        };
        let (mut at, mut count) = (0_u32, 0_u32);
        for passage in &item.entry.passages {
            words.cut(&passage.text.to_text(), |part, kind, _| {
                if kind == Kind::Signs {
                    let among = signs.iter().filter(|(asked, _)| part.contains(asked));
                    among.for_each(|(_, number)| note(*number, at));
                    return;
                }
                if let Some(number) = exact.get(part) {
                    note(*number, at);
                }
                for (prefix, number) in prefixes.iter() {
                    if part.starts_with(prefix) {
                        note(*number, at);
                    }
                }
                at += 1;
                count += 1;
            });
            // No phrase goes on into another text.
            at += 1;
        }
        count
    }

    fn holds(&self, node: &Node, item: &Item<'_, '_>, place: &Place) -> bool {
        match node {
            Node::Phrase(phrase) => self.count(phrase) > 0,
            Node::Filter(filter) => filter_holds(filter, item, place),
            Node::And(nodes) => nodes.iter().all(|node| self.holds(node, item, place)),
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node, item, place)),
            Node::Not(node) => !self.holds(node, item, place),
        }
    }

    /// How often a phrase stands in the record.
    fn count(&self, phrase: &Phrase) -> u32 {
        let places = |slot: Slot<'_>| {
            let number = self.slot(&slot);
            let places = number.and_then(|number| self.places.get(number));
            (slot.at, places.map_or(&[][..], Vec::as_slice))
        };
        let mut slots = phrase.slots().map(places);
        if phrase.is_signs() {
            return u32::from(slots.all(|(_, places)| !places.is_empty()));
        }
        let (_, first) = slots.next().unwrap_or_default();
        let rest: Vec<(u32, &[u32])> = slots.collect();
        let stands = |start: &&u32| {
            let mut rest = rest.iter();
            rest.all(|(at, places)| places.binary_search(&(**start + at)).is_ok())
        };
        u32::try_from(first.iter().filter(stands).count()).unwrap_or(u32::MAX)
    }
}

fn filter_holds(filter: &Filter, item: &Item<'_, '_>, place: &Place) -> bool {
    let entry = item.entry;
    match filter {
        Filter::Project(pattern) => {
            pattern.matches(&place.project) || pattern.matches(&said(entry.cwd))
        }
        Filter::Session(pattern) => {
            pattern.matches(item.session) || pattern.matches(&said(entry.session))
        }
        Filter::Branch(pattern) => pattern.matches(&said(entry.branch)),
        Filter::Model(pattern) => pattern.matches(&said(entry.model)),
        Filter::Tool(pattern) => item.tools.lines().any(|tool| pattern.matches(tool)),
        Filter::File(pattern) => entry
            .files
            .iter()
            .any(|file| pattern.matches(&file.to_text())),
        Filter::Flag(flags, _) => entry.flags.has(*flags),
        Filter::After(from, _) => entry.time.is_some_and(|time| time >= *from),
        Filter::Before(to, _) => entry.time.is_some_and(|time| time < *to),
        Filter::On(from, to, _) => entry.time.is_some_and(|time| time >= *from && time < *to),
    }
}

/// A word of ASCII letters and digits to be found in raw bytes, in any case.
#[derive(Debug)]
struct Needle {
    word: Box<[u8]>,
    /// Where its rarest byte is.
    at: usize,
    lower: u8,
    upper: u8,
}

fn may_match(needles: &[Needle], line: &[u8]) -> bool {
    needles.is_empty()
        || needles.iter().any(|needle| needle.is_in(line))
        || !line.is_ascii()
        || memchr::memmem::find(line, b"\\u").is_some()
}

/// The bytes of English text and JSON from the most to the least frequent, as far as it matters.
const FREQUENT: &[u8] = b"etaosinrlducpmfhgb0y12w5v34k6879xjqz";

impl Needle {
    fn new(word: &str) -> Option<Self> {
        if !word.is_ascii() {
            return None;
        }
        let rarity = |byte: &u8| FREQUENT.iter().position(|known| known == byte);
        let (at, lower) = word
            .bytes()
            .enumerate()
            .max_by_key(|(_, byte)| rarity(byte))?;
        Some(Self {
            word: word.as_bytes().into(),
            at,
            lower,
            upper: lower.to_ascii_uppercase(),
        })
    }

    fn is_in(&self, line: &[u8]) -> bool {
        memchr::memchr2_iter(self.lower, self.upper, line).any(|found| {
            let start = found.checked_sub(self.at);
            let place = start.and_then(|start| line.get(start..start + self.word.len()));
            place.is_some_and(|place| place.eq_ignore_ascii_case(&self.word))
        })
    }
}

/// Words of which at least one is in all that matches; `None` if nothing is known.
fn needles(node: &Node) -> Option<Vec<Needle>> {
    match node {
        // Signs alone have no words, and are in each line as quotes and the like if not in its texts.
        Node::Phrase(phrase) => {
            let words = phrase.words.iter().filter(|word| word.is_ascii());
            let longest = words.max_by_key(|word| word.len())?;
            Needle::new(longest).map(|needle| vec![needle])
        }
        Node::And(nodes) => {
            let of_each = nodes.iter().filter_map(needles);
            of_each.min_by_key(Vec::len)
        }
        Node::Or(nodes) => {
            let of_each: Option<Vec<_>> = nodes.iter().map(needles).collect();
            of_each.map(|needles| needles.into_iter().flatten().collect())
        }
        Node::Filter(_) | Node::Not(_) => None,
    }
}
