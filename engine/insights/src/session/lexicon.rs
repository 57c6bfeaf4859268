//! The words that hashed terms stand for, so that keywords can be shown.

use rustc_hash::FxHashMap;

/// Most words that are kept of a session, about 2 MB; terms beyond them count, but are never shown.
const WORDS_MAX: usize = 1 << 15;

/// How terms were written where they were first seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    words: FxHashMap<u32, Box<str>>,
}

impl Lexicon {
    /// Keeps how a term is written, if it is new and there is room.
    pub(super) fn keep(&mut self, term: u32, word: &str) {
        if self.words.len() < WORDS_MAX {
            self.words.entry(term).or_insert_with(|| word.into());
        }
    }

    /// How a term is written.
    pub fn word(&self, term: u32) -> Option<&str> {
        self.words.get(&term).map(|word| &**word)
    }
}
