//! What is searched for.
//!
//! A message (one record of a log) is found when the whole expression holds for it:
//!
//! - `word`: some text of it has that word. What is written without a blank but is several words
//!   to search (`foo.bar`, `日本`) is a phrase. `word*` is any word that begins so.
//! - `"some words"`: these words stand in this order in one of its texts, with nothing but blanks,
//!   punctuation and marks between them.
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

use super::words::words;
use crate::time::{Instant, Zone};
pub use filter::{Filter, Pattern};

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

/// Words in a row; most often one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The words, folded; at least one.
    pub words: Vec<String>,
    /// The last one is only the beginning of a word.
    pub is_prefix: bool,
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
    /// There is no letter or digit in it; it was passed over.
    NoWord(String),
    /// It nests deeper than anyone writes; what is deeper was passed over.
    Deep,
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bracket => f.write_str("A bracket without its other was passed over."),
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
            Self::NoWord(text) => {
                write!(f, "“{text}” holds no letter or digit and was passed over.")
            }
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
    /// The words of a text; `None` if there are none.
    pub fn of(text: &str, is_prefix: bool) -> Option<Self> {
        let words = words(text);
        (!words.is_empty()).then_some(Self { words, is_prefix })
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
        match (self.words.as_slice(), self.is_prefix) {
            ([word], false) => f.write_str(word),
            ([word], true) => write!(f, "{word}*"),
            (words, false) => write!(f, "\"{}\"", words.join(" ")),
            (words, true) => write!(f, "\"{}*\"", words.join(" ")),
        }
    }
}

#[cfg(test)]
mod tests;
