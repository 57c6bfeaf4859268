//! What is searched for.
//!
//! A message (one record of a log) is found when the whole expression holds for it:
//!
//! - `word`: some text of it has that word. What is written without a blank but is several words
//!   to search (`foo.bar`, `日本`) is a phrase. `word*` is any word that begins so.
//! - `"some words"`: these words stand in this order in one of its texts, with nothing but blanks and
//!   signs between them. Signs that say something must be there too (`C++`, `"a => b"`);
//!   punctuation makes no difference. See [`signs`](super::signs).
//! - `→`, `=>`, `"("`: signs alone are found in any text that has them in a row.
//! - `a b`, `a AND b`: both; `a OR b`: either; `NOT a`, `-a`: not; `(…)` groups. `NOT` binds
//!   before `AND`, `AND` before `OR`. Only capitals are operators.
//! - filters, of which each holds for the message as a whole: see [`Filter`]. `-` before one
//!   excludes. Several values: `role:(user OR system)` is not known; write `role:user OR role:system`.
//!
//! Letters are compared [`folded`](super::fold). Nothing is refused: what cannot be understood is
//! searched for as words, and a [`Notice`] says so.

mod date;
mod filter;
mod lexer;
mod parser;

use std::fmt;

use super::signs::{asked, between_words};
use super::words::{Kind, Words};
pub use filter::{Filter, Pattern};
use sessionscope_log::time::{Instant, Zone};

/// A query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// What must hold; `None` if nothing is asked.
    pub root: Option<Node>,
    /// What was not understood as it may have been meant.
    pub notices: Vec<Notice>,
}

/// Part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Words in a row.
    Phrase(Phrase),
    /// A fact of the message.
    Filter(Filter),
    /// All of them.
    And(Vec<Node>),
    /// Any of them.
    Or(Vec<Node>),
    /// Not so.
    Not(Box<Node>),
}

/// Words in a row, most often one, and signs that stand between them; or signs alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The words, folded.
    pub words: Vec<String>,
    /// The last one is only the beginning of a word.
    pub is_prefix: bool,
    /// The signs, in order. Without words they may stand anywhere in a message.
    pub signs: Vec<Signs>,
}

/// Signs that must stand in a row, in a run of signs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signs {
    /// The signs, folded.
    pub text: String,
    /// How many words of the phrase stand before them.
    pub at: u32,
}

/// One of the things that a phrase asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot<'a> {
    /// What is asked for, folded.
    pub text: &'a str,
    /// How it is meant.
    pub kind: SlotKind,
    /// How many words of the phrase stand before it.
    pub at: u32,
}

/// How a [`Slot`] is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlotKind {
    /// The word.
    Word,
    /// Any word that begins so.
    Prefix,
    /// Any run that holds these signs.
    Signs,
}

/// What was not understood as it may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A bracket without its other; it was passed over.
    Bracket,
    /// A quote without its other; all behind it is the phrase.
    Quote,
    /// An operator with nothing to work on; it was searched for as a word.
    Operator(String),
    /// No filter has this name; it was searched for as words.
    Name(String),
    /// The filter cannot have this value; both were searched for as words.
    Value(String, String),
    /// There is nothing in it that could be seen; it was passed over.
    NoWord(String),
    /// It nests deeper than anyone writes; what is deeper was passed over.
    Deep,
    /// One of several things that are asked for stands nowhere.
    Nowhere(String),
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bracket => f.write_str(
                "A bracket without its other was passed over; in quotes it is searched for.",
            ),
            Self::Quote => f.write_str("A quote has no end: all behind it is taken as a phrase."),
            Self::Operator(name) => write!(
                f,
                "{name} joins nothing here: it is searched for as a word."
            ),
            Self::Name(name) => write!(
                f,
                "There is no filter “{name}”: it is searched for as words."
            ),
            Self::Value(name, value) => {
                write!(
                    f,
                    "“{value}” is nothing that {name} can be: both are searched for as words."
                )
            }
            Self::NoWord(_) => f.write_str("Empty quotes were passed over."),
            Self::Nowhere(part) => write!(f, "{part} is in no message."),
            Self::Deep => f.write_str("Brackets nest too deep: the innermost were passed over."),
        }
    }
}

/// What words such as `today` mean.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Now.
    pub now: Instant,
    /// The zone in which days are meant.
    pub zone: Zone,
}

impl Clock {
    /// A clock in UTC.
    pub fn utc(now: Instant) -> Self {
        Self {
            now,
            zone: Zone::utc(),
        }
    }
}

impl Query {
    /// Reads a query; every text is one.
    pub fn parse(text: &str, clock: &Clock) -> Self {
        parser::parse(text, clock)
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// What is to be said of it, once it is known which of its [`phrases`](Self::phrases) stood nowhere:
    /// what was not understood, and which of several parts are in no message.
    pub fn notices(&self, missing: &[&Phrase]) -> Vec<Notice> {
        let several = self.phrases().len() > 1;
        let missing = missing.iter().filter(|_| several);
        let nowhere = missing.map(|phrase| Notice::Nowhere(phrase.to_string()));
        self.notices.iter().cloned().chain(nowhere).collect()
    }

    /// The phrases that speak for a message: those that are not excluded, each once.
    pub fn phrases(&self) -> Vec<&Phrase> {
        let mut phrases = Vec::new();
        if let Some(root) = &self.root {
            root.collect_phrases(&mut phrases);
        }
        phrases
    }
}

impl Node {
    fn collect_phrases<'a>(&'a self, phrases: &mut Vec<&'a Phrase>) {
        match self {
            Self::Phrase(phrase) if !phrases.contains(&phrase) => phrases.push(phrase),
            Self::And(nodes) | Self::Or(nodes) => {
                for node in nodes {
                    node.collect_phrases(phrases);
                }
            }
            Self::Phrase(_) | Self::Filter(_) | Self::Not(_) => {}
        }
    }

    /// Whether any filter in it passes this test.
    pub fn any_filter(&self, test: &impl Fn(&Filter) -> bool) -> bool {
        match self {
            Self::Phrase(_) => false,
            Self::Filter(filter) => test(filter),
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().any(|node| node.any_filter(test)),
            Self::Not(node) => node.any_filter(test),
        }
    }
}

impl Phrase {
    /// The words of a text, and the signs between them; `None` if nothing of it is seen. A star right
    /// behind its last word makes that the beginning of one.
    pub fn of(text: &str) -> Option<Self> {
        if let Some(begun) = text.strip_suffix('*')
            && let Some(phrase) = Self::read(begun, true)
        {
            return Some(phrase);
        }
        Self::read(text, false)
    }

    /// `None` if there is nothing in it, or if it does not end with a word although it should.
    fn read(text: &str, is_prefix: bool) -> Option<Self> {
        let mut words = Vec::new();
        let mut runs: Vec<(usize, String)> = Vec::new();
        let mut end = (0, Kind::Signs);
        Words::whole().cut(text, |part, kind, range| {
            end = (range.end, kind);
            match kind {
                Kind::Word => words.push(part.to_owned()),
                Kind::Signs => runs.push((words.len(), part.to_owned())),
            }
        });
        if is_prefix && end != (text.len(), Kind::Word) {
            return None;
        }
        let alone = words.is_empty();
        let signs = runs.iter().filter_map(|(at, run)| {
            let text = if alone {
                asked(run)
            } else {
                between_words(run)?
            };
            Some(Signs {
                text: text.to_owned(),
                at: u32::try_from(*at).unwrap_or(u32::MAX),
            })
        });
        let signs: Vec<Signs> = signs.collect();
        (!words.is_empty() || !signs.is_empty()).then_some(Self {
            words,
            is_prefix,
            signs,
        })
    }

    /// Whether it asks for signs that may stand anywhere.
    pub fn is_signs(&self) -> bool {
        self.words.is_empty()
    }

    /// What it asks for, in order; signs before the word that they stand before.
    pub fn slots(&self) -> impl Iterator<Item = Slot<'_>> {
        let last = self.words.len().saturating_sub(1);
        let words = (0_u32..).zip(self.words.iter().enumerate());
        let words = words.map(move |(at, (number, word))| Slot {
            text: word,
            kind: if self.is_prefix && number == last {
                SlotKind::Prefix
            } else {
                SlotKind::Word
            },
            at,
        });
        let mut signs = self.signs.iter().peekable();
        let mut words = words.peekable();
        std::iter::from_fn(move || {
            let next = words.peek().map_or(u32::MAX, |word| word.at);
            match signs.next_if(|signs| signs.at <= next) {
                Some(signs) => Some(Slot {
                    text: &signs.text,
                    kind: SlotKind::Signs,
                    at: signs.at,
                }),
                None => words.next(),
            }
        })
    }

    /// The signs that must stand before the word of this number.
    pub fn signs_at(&self, at: usize) -> impl Iterator<Item = &str> {
        let here = self
            .signs
            .iter()
            .filter(move |signs| signs.at as usize == at);
        here.map(|signs| signs.text.as_str())
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root
            .as_ref()
            .map_or(Ok(()), |root| root.write(f, false))
    }
}

impl Node {
    fn write(&self, f: &mut fmt::Formatter<'_>, inner: bool) -> fmt::Result {
        match self {
            Self::Phrase(phrase) => write!(f, "{phrase}"),
            Self::Filter(filter) => write!(f, "{filter}"),
            Self::Not(node) => {
                f.write_str("-")?;
                node.write(f, true)
            }
            Self::And(nodes) => write_all(f, nodes, " ", inner),
            Self::Or(nodes) => write_all(f, nodes, " OR ", inner),
        }
    }
}

fn write_all(f: &mut fmt::Formatter<'_>, nodes: &[Node], by: &str, inner: bool) -> fmt::Result {
    if inner {
        f.write_str("(")?;
    }
    for (number, node) in nodes.iter().enumerate() {
        if number > 0 {
            f.write_str(by)?;
        }
        node.write(f, true)?;
    }
    f.write_str(if inner { ")" } else { "" })
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.is_prefix { "*" } else { "" };
        match (self.words.as_slice(), self.signs.as_slice()) {
            ([word], []) => write!(f, "{word}{star}"),
            // A quote alone, which can only be the end of a query.
            ([], [signs]) if signs.text.contains('"') => f.write_str(&signs.text),
            _ => {
                let parts: Vec<&str> = self.slots().map(|slot| slot.text).collect();
                write!(f, "\"{}{star}\"", parts.join(" "))
            }
        }
    }
}

#[cfg(test)]
mod tests;
