//! Texts that many rows have, kept once.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use sessionscope_log::key::{Domain, Key};
use sessionscope_log::keymap::KeyMap;

/// A text that rows share: a directory, a branch, a version.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As a text is written; read again, rows share it once they are told to (`Names::share`).
impl Serialize for Name {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Box::<str>::deserialize(from).map(|text| Self(text.into()))
    }
}

/// The least number of names at which it is looked for those that nobody has any more.
const MANY: usize = 64;

/// The texts that are there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    texts: Vec<Arc<str>>,
    /// The number of each.
    by_key: KeyMap<u32>,
    /// At so many it is looked for those that nobody has.
    many: usize,
}

impl Names {
    /// The name of this text.
    pub fn of(&mut self, text: &str) -> Name {
        let key = key_of(text);
        let known = self.by_key.get(&key);
        if let Some(known) = known.and_then(|&known| self.texts.get(known as usize))
            && **known == *text
        {
            return Name(Arc::clone(known));
        }
        if self.texts.len() >= self.many.max(MANY) {
            self.forget();
        }
        let new: Arc<str> = text.into();
        self.add(key, Arc::clone(&new));
        Name(new)
    }

    fn add(&mut self, key: Key, name: Arc<str>) {
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.by_key.insert(key, number);
        self.texts.push(name);
    }

    /// Forgets those that nobody has.
    fn forget(&mut self) {
        self.by_key.clear();
        for name in std::mem::take(&mut self.texts) {
            if Arc::strong_count(&name) > 1 {
                self.add(key_of(&name), name);
            }
        }
        self.many = self.texts.len() * 2;
    }

    /// Makes a name share its text with all of the same text.
    pub fn share(&mut self, name: &mut Name) {
        *name = self.of(name);
    }
}

fn key_of(text: &str) -> Key {
    Key::new(Domain::Own, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_same_text_share_it() {
        let mut names = Names::default();
        let mut read: Name = postcard::from_bytes(&postcard::to_allocvec("main").unwrap()).unwrap();
        let known = names.of("main");
        assert!(!Arc::ptr_eq(&read.0, &known.0));
        names.share(&mut read);
        assert!(Arc::ptr_eq(&read.0, &known.0));
        assert_eq!(&*read, "main");
    }

    #[test]
    fn what_nobody_has_is_forgotten() {
        let mut names = Names::default();
        let kept = names.of("kept");
        for number in 0..1000 {
            names.of(&number.to_string());
        }
        assert!(names.texts.len() <= MANY + 1);
        assert!(Arc::ptr_eq(&names.of("kept").0, &kept.0));
    }
}
