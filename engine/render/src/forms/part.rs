//! A part of a record, and what of the record has been drawn.
//!
//! Forms look into records through this. What a form reads it draws: what none has read is drawn as JSON behind
//! it (see `left_out`), so that nothing of a record is lost, whatever shape it has. A form that reads something
//! only to decide looks at it by [`Part::peek`].

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hash};

use rustc_hash::FxBuildHasher;

use sessionscope_log::json::Value;

type Numbers = HashSet<u64, FxBuildHasher>;

/// What of some records has been drawn.
#[derive(Debug, Default)]
pub struct DrawnParts {
    /// Places of what was read, with all that is in it.
    places: RefCell<Numbers>,
    /// The texts that were read.
    texts: RefCell<Numbers>,
}

/// A part of a record. A copy is the same part.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    value: Value<'a>,
    /// The way to it, as a number.
    place: u64,
    seen: Option<&'a DrawnParts>,
}

impl DrawnParts {
    fn add(&self, place: u64) {
        self.places.borrow_mut().insert(place);
    }

    fn has(&self, place: u64) -> bool {
        self.places.borrow().contains(&place)
    }

    fn has_text(&self, text: &str) -> bool {
        self.texts.borrow().contains(&number(text.trim()))
    }
}

fn number(of: impl Hash) -> u64 {
    FxBuildHasher.hash_one(of)
}

impl<'a> Part<'a> {
    /// Nothing.
    pub const NULL: Self = Self {
        value: Value::Null,
        place: 0,
        seen: None,
    };

    /// A whole record; of several each has another number.
    pub fn root(value: Value<'a>, seen: &'a DrawnParts, of: usize) -> Self {
        Self {
            value,
            place: number(of),
            seen: Some(seen),
        }
    }

    fn within(&self, value: Value<'a>, step: impl Hash) -> Self {
        Self {
            value,
            place: number((self.place, step)),
            seen: self.seen,
        }
    }

    /// The member of this name; of a repeated one the last.
    pub fn get(&self, name: &str) -> Option<Self> {
        Some(self.within(self.value.get(name)?, name))
    }

    /// All members in their order; none if this is no object. Their names are drawn with them.
    pub fn members(&self) -> Vec<(Cow<'a, str>, Self)> {
        let members = self.value.members().into_iter();
        members
            .map(|(name, value)| {
                let part = self.within(value, &*name);
                (name, part)
            })
            .collect()
    }

    /// All elements in their order; none if this is no array.
    pub fn elements(&self) -> Vec<Self> {
        let elements = self.value.elements().into_iter().enumerate();
        elements.map(|(at, value)| self.within(value, at)).collect()
    }

    /// What it says, to be drawn, if it is a string.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        let text = self.value.text()?;
        self.take();
        if let Some(seen) = self.seen {
            seen.texts.borrow_mut().insert(number(text.trim()));
        }
        Some(text)
    }

    /// What a member says, to be drawn, if there is one and it is a string.
    pub fn text_of(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.text()
    }

    /// The same if it is not empty.
    pub fn some_text_of(&self, name: &str) -> Option<Cow<'a, str>> {
        self.text_of(name).filter(|text| !text.is_empty())
    }

    /// Whether a member is `true`, which is drawn in words.
    pub fn is_true(&self, name: &str) -> bool {
        let Some(part) = self.get(name) else {
            return false;
        };
        if matches!(part.value, Value::Bool(_)) {
            part.take();
        }
        part.value == Value::Bool(true)
    }

    /// The number it is, to be drawn.
    pub fn number(&self) -> Option<f64> {
        let number = self.value.number()?;
        self.take();
        Some(number)
    }

    /// The number of a member, to be drawn.
    pub fn number_of(&self, name: &str) -> Option<f64> {
        self.get(name)?.number()
    }

    /// All of it as it is written, to be drawn.
    pub fn written(&self) -> Cow<'a, str> {
        self.take();
        self.value.written()
    }

    /// All of it has been drawn, or is told in another way.
    pub fn take(&self) {
        if let Some(seen) = self.seen {
            seen.add(self.place);
        }
    }

    /// The value, to be looked at and not drawn.
    pub fn peek(&self) -> Value<'a> {
        self.value
    }

    /// What a member says, by which it is decided how the rest is drawn: that tells it.
    pub fn kind_of(&self, name: &str) -> Cow<'a, str> {
        let Some(part) = self.get(name) else {
            return Cow::Borrowed("");
        };
        let text = part.value.text();
        if text.is_some() {
            part.take();
        }
        text.unwrap_or_default()
    }

    /// Takes a member if it says one of these: what it decides tells it.
    pub fn take_if(&self, name: &str, known: &[&str]) {
        if let Some(part) = self.get(name)
            && let Some(text) = part.value.text()
            && known.contains(&&*text)
        {
            part.take();
        }
    }

    /// The digits of the number it is, to be drawn.
    pub fn digits(&self) -> Option<Cow<'a, str>> {
        match self.value {
            Value::Number(_) => Some(self.written()),
            _ => None,
        }
    }

    /// It holds members.
    pub fn is_object(&self) -> bool {
        self.value.is_object()
    }

    /// It is nothing.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// All of it has been drawn.
    pub fn is_taken(&self) -> bool {
        self.seen.is_some_and(|seen| seen.has(self.place))
    }

    /// The same text has been drawn, here or elsewhere.
    pub fn is_said(&self, text: &str) -> bool {
        self.seen.is_some_and(|seen| seen.has_text(text))
    }
}
