//! Terms: what texts are compared by, in any language.
//!
//! Words are cut and folded as search does it ([`sessionscope_search::words`]). Scripts without
//! blanks between words give one word for each character there; two neighbours together make a term
//! (overlapping bigrams: Nie, Gao, Zhang & Zhou, IRAL 2000, "On the use of words and n-grams for
//! Chinese information retrieval"). Words of other scripts than Latin, which are mostly of inflected
//! languages, are cut after [`STEM_CHARS`] characters (truncation as a stemmer: `McNamee` & Mayfield,
//! Information Retrieval 7, 2004); English ones lose their most common endings.

use std::ops::Range;

use rustc_hash::FxHashMap;
use sessionscope_log::key::{Domain, Key};
use sessionscope_search::words::{Kind, Words};

use super::lexicon::Lexicon;

/// Most different terms of a message that are kept: the most frequent, then the first.
const TERMS_MAX: usize = 256;
/// Characters of a word that count, in scripts other than Latin.
const STEM_CHARS: usize = 5;
/// Endings of English words.
const ENDINGS: [&str; 6] = ["ings", "ing", "ed", "es", "e", "s"];
/// Letters that must remain before an ending.
const STEM_MIN: usize = 3;

/// A term, hashed, and how often it stands in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// 32 bits of a hash of the term.
    pub hash: u32,
    /// How often; no more than 65,535.
    pub count: u16,
}

/// The terms of a message, by hash, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermBag(Vec<Term>);

impl TermBag {
    /// The terms, by hash, ascending.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }
}

/// Counts terms of texts.
#[derive(Debug, Default)]
pub(super) struct Counter {
    counts: FxHashMap<u32, (u32, u16)>,
    words: Words,
}

impl Counter {
    /// Adds the terms of a text, and keeps how they are written.
    pub(super) fn add(&mut self, text: &str, lexicon: &mut Lexicon) {
        let counts = &mut self.counts;
        let mut last: Option<(String, Range<usize>)> = None;
        self.words.cut(text, |word, kind, range| {
            if kind != Kind::Word {
                last = None;
                return;
            }
            if !is_alone(word) {
                last = None;
                if let Some(stem) = stem(word) {
                    let shown = text.get(range).unwrap_or(word);
                    count(counts, stem, shown, lexicon);
                }
                return;
            }
            if let Some((before, at)) = &last
                && at.end == range.start
            {
                let shown = text.get(at.start..range.end).unwrap_or_default();
                count(counts, &[before.as_str(), word].concat(), shown, lexicon);
            }
            last = Some((word.to_owned(), range));
        });
    }

    /// The terms so far, no more than a message may have.
    pub(super) fn finish(self) -> TermBag {
        let mut all: Vec<_> = self.counts.into_iter().collect();
        all.sort_unstable_by_key(|&(_, (order, times))| (std::cmp::Reverse(times), order));
        all.truncate(TERMS_MAX);
        let terms = all
            .into_iter()
            .map(|(hash, (_, count))| Term { hash, count });
        let mut terms: Vec<_> = terms.collect();
        terms.sort_unstable();
        TermBag(terms)
    }
}

fn count(counts: &mut FxHashMap<u32, (u32, u16)>, term: &str, shown: &str, lexicon: &mut Lexicon) {
    let hash = hash(term);
    let order = u32::try_from(counts.len()).unwrap_or(u32::MAX);
    let entry = counts.entry(hash).or_insert((order, 0));
    entry.1 = entry.1.saturating_add(1);
    if entry.1 == 1 {
        lexicon.keep(hash, shown);
    }
}

/// 32 bits that stand for a term.
pub(super) fn hash(term: &str) -> u32 {
    let Key(key) = Key::new(Domain::Own, term.as_bytes());
    u32::try_from(key >> 32).unwrap_or_default()
}

/// The first character is of a script that is cut at every character.
fn is_alone(word: &str) -> bool {
    word.chars().next().is_some_and(|char| {
        matches!(char,
            '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{11ff}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{312f}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{20000}'..='\u{3ffff}')
    })
}

/// The part of a word that counts; nothing of words that tell nothing: numbers, single letters and
/// function words.
fn stem(word: &str) -> Option<&str> {
    if word.is_ascii() {
        let is_bare = word.len() < 3 || word.bytes().all(|byte| byte.is_ascii_digit());
        if is_bare || STOP_WORDS.binary_search(&word).is_ok() {
            return None;
        }
        if word.ends_with("ss") {
            return Some(word);
        }
        let stem = ENDINGS
            .iter()
            .find_map(|ending| word.strip_suffix(ending))
            .filter(|stem| stem.len() >= STEM_MIN);
        return Some(stem.unwrap_or(word));
    }
    let end = word
        .char_indices()
        .nth(STEM_CHARS)
        .map_or(word.len(), |(at, _)| at);
    if word.chars().count() < 3 || STOP_WORDS.binary_search(&word).is_ok() {
        return None;
    }
    word.get(..end)
}

/// Function words of English and of some languages near it, folded; sorted by bytes.
const STOP_WORDS: &[&str] = &[
    "about",
    "after",
    "all",
    "also",
    "and",
    "any",
    "are",
    "auch",
    "auf",
    "aus",
    "avec",
    "because",
    "been",
    "before",
    "bei",
    "being",
    "but",
    "can",
    "como",
    "con",
    "could",
    "dans",
    "das",
    "del",
    "dem",
    "den",
    "der",
    "des",
    "did",
    "die",
    "does",
    "doing",
    "don",
    "done",
    "ein",
    "eine",
    "einen",
    "est",
    "esta",
    "for",
    "from",
    "get",
    "had",
    "has",
    "have",
    "her",
    "here",
    "hier",
    "how",
    "ich",
    "into",
    "ist",
    "its",
    "just",
    "las",
    "les",
    "let",
    "like",
    "los",
    "mais",
    "make",
    "mit",
    "more",
    "need",
    "nicht",
    "not",
    "now",
    "oder",
    "off",
    "okay",
    "one",
    "only",
    "our",
    "out",
    "over",
    "para",
    "pas",
    "per",
    "please",
    "por",
    "pour",
    "que",
    "qui",
    "see",
    "she",
    "should",
    "sich",
    "sie",
    "sind",
    "some",
    "still",
    "sur",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "too",
    "und",
    "une",
    "uno",
    "use",
    "very",
    "von",
    "want",
    "was",
    "way",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "would",
    "yes",
    "you",
    "your",
    "zum",
    "zur",
    "вот",
    "все",
    "для",
    "его",
    "если",
    "еще",
    "или",
    "как",
    "когда",
    "мне",
    "надо",
    "нет",
    "они",
    "при",
    "так",
    "там",
    "тут",
    "уже",
    "что",
    "чтобы",
    "это",
    "этот",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> usize {
        let mut counter = Counter::default();
        counter.add(text, &mut Lexicon::default());
        counter.finish().terms().len()
    }

    fn shared(left: &str, right: &str) -> usize {
        let bag = |text| {
            let mut counter = Counter::default();
            counter.add(text, &mut Lexicon::default());
            counter.finish()
        };
        let (left, right) = (bag(left), bag(right));
        let has = |term: &&Term| right.0.iter().any(|other| other.hash == term.hash);
        left.0.iter().filter(has).count()
    }

    #[test]
    fn function_words_and_numbers_tell_nothing() {
        assert!(STOP_WORDS.is_sorted(), "they are searched by halves");
        assert_eq!(terms("and the 42 or x"), 0);
        assert_eq!(terms("это для"), 0);
        assert_eq!(terms("parse the parser"), 2);
    }

    #[test]
    fn endings_make_no_difference() {
        assert_eq!(shared("sorting tables", "sorted table"), 2);
        assert_eq!(shared("processes classes files", "process class file"), 3);
        assert_eq!(shared("таблицами", "таблица"), 1);
    }

    #[test]
    fn neighbours_make_terms_where_no_blanks_are() {
        assert_eq!(terms("数据库"), 2);
        assert_eq!(shared("打开数据库", "数据库慢"), 2);
        assert_eq!(shared("검색창", "검색"), 1);
        assert_eq!(terms("数 据"), 0, "they are no neighbours");
    }
}
