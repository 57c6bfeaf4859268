//! Filters: facts of a message that can be asked for.

use std::fmt;

use super::Clock;
use super::date;
use crate::fold::folded;
use crate::text::{Field, Flags};
use sessionscope_log::time::Instant;

/// A fact of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// `project:` the name of the project's folder, or the working folder, holds this.
    Project(Pattern),
    /// `session:` the session's id begins so.
    Session(Pattern),
    /// `branch:` the git branch is this.
    Branch(Pattern),
    /// `model:` the model's name holds this.
    Model(Pattern),
    /// `tool:` it calls this tool, or is its result.
    Tool(Pattern),
    /// `file:` it names a file whose path holds this (paths written in running text are words).
    File(Pattern),
    /// `role:user` (also results of tools), `role:assistant`, `role:tool`, `role:system`;
    /// `is:error`, `is:sidechain`; `is:prompt` and the other [`Field`]s: it has a text there.
    Flag(Flags, String),
    /// `after:` at this time or later. A message without a time is neither before nor after.
    After(Instant, String),
    /// `before:` earlier than this.
    Before(Instant, String),
    /// `on:` within a day, month or year; the end is left out.
    On(Instant, Instant, String),
}

/// A text to compare with, folded; `*` stands for any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As it is written.
    written: String,
    /// What stands between the stars.
    parts: Vec<String>,
}

/// What became of `name:value`.
pub(super) enum FilterResult {
    Filter(Filter),
    /// There is no such filter.
    Name,
    /// It cannot have this value.
    Value,
}

/// What may stand before and behind the value: anything, or nothing.
const WITHIN: (&str, &str) = ("*", "*");
const WHOLE: (&str, &str) = ("", "");

pub(super) fn read(name: &str, value: &str, clock: &Clock) -> FilterResult {
    let name = name.to_ascii_lowercase();
    let pattern = |filter: fn(Pattern) -> Filter, open: (&str, &str)| {
        if value.is_empty() {
            return None;
        }
        Some(filter(Pattern::new(value, open)))
    };
    let filter = match name.as_str() {
        "project" => pattern(Filter::Project, WITHIN),
        "session" => pattern(Filter::Session, ("", "*")),
        "branch" => pattern(Filter::Branch, WHOLE),
        "model" => pattern(Filter::Model, WITHIN),
        "tool" => pattern(Filter::Tool, WHOLE),
        "file" => pattern(Filter::File, WITHIN),
        "role" => role(value),
        "is" => is(value),
        "after" | "since" => {
            date::read(value, clock).map(|span| Filter::After(span.0, value.into()))
        }
        "before" | "until" => {
            date::read(value, clock).map(|span| Filter::Before(span.0, value.into()))
        }
        "on" | "date" => {
            date::read(value, clock).map(|span| Filter::On(span.0, span.1, value.into()))
        }
        _ => return FilterResult::Name,
    };
    filter.map_or(FilterResult::Value, FilterResult::Filter)
}

fn role(value: &str) -> Option<Filter> {
    let value = value.to_ascii_lowercase();
    let flag = match value.as_str() {
        "user" | "human" => Flags::USER,
        "assistant" | "model" => Flags::ASSISTANT,
        "tool" => Flags::TOOL,
        "system" => Flags::SYSTEM,
        _ => return None,
    };
    Some(Filter::Flag(flag, format!("role:{value}")))
}

fn is(value: &str) -> Option<Filter> {
    let value = value.to_ascii_lowercase();
    let flag = match value.as_str() {
        "error" | "errors" => Flags::ERROR,
        "sidechain" | "subagent" => Flags::SIDECHAIN,
        "summary" => Field::Title.flag(),
        "input" => Field::Call.flag(),
        name => Field::ALL
            .into_iter()
            .find(|field| field.name() == name)?
            .flag(),
    };
    Some(Filter::Flag(flag, format!("is:{value}")))
}

impl Pattern {
    /// A pattern; `open` says what may stand before and behind it.
    fn new(value: &str, (before, behind): (&str, &str)) -> Self {
        let whole = format!("{before}{}{behind}", folded(value));
        Self {
            written: value.to_owned(),
            parts: whole.split('*').map(str::to_owned).collect(),
        }
    }

    /// Whether a text is as the pattern says.
    pub fn matches(&self, text: &str) -> bool {
        self.matches_folded(&folded(text))
    }

    /// Whether a text that is folded already is as the pattern says.
    pub fn matches_folded(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|only| only == text);
        };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        for part in middle {
            let Some((_, behind)) = rest.split_once(part.as_str()) else {
                return false;
            };
            rest = behind;
        }
        rest.ends_with(last.as_str())
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project(pattern) => write!(f, "project:{pattern}"),
            Self::Session(pattern) => write!(f, "session:{pattern}"),
            Self::Branch(pattern) => write!(f, "branch:{pattern}"),
            Self::Model(pattern) => write!(f, "model:{pattern}"),
            Self::Tool(pattern) => write!(f, "tool:{pattern}"),
            Self::File(pattern) => write!(f, "file:{pattern}"),
            Self::Flag(_, written) => f.write_str(written),
            Self::After(_, written) => write!(f, "after:{written}"),
            Self::Before(_, written) => write!(f, "before:{written}"),
            Self::On(_, _, written) => write!(f, "on:{written}"),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |char: char| !char.is_whitespace() && !matches!(char, '(' | ')');
        if self.written.chars().all(is_plain) {
            f.write_str(&self.written)
        } else {
            write!(f, "\"{}\"", self.written)
        }
    }
}
