//! Cutting text into words.
//!
//! A word is a run of letters and digits, folded. Scripts without blanks between words (Chinese,
//! Japanese, Thai and their neighbours) and Korean are cut at every character, so that any part of
//! a run is found as a phrase. Of a word longer than [`WORD_BYTES`] only its beginning counts.

use std::ops::Range;

use super::fold::fold;

/// Most bytes of a word that count: runs of base64 or hexadecimal digits are told apart long before.
pub const WORD_BYTES: usize = 40;

/// What a folded character is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word.
    Letter,
    /// Begins a word of its own.
    Alone,
    /// Belongs to the character before it, whatever that is.
    Mark,
    /// Between words.
    Gap,
}

fn class(char: char) -> Class {
    if char.is_ascii() {
        return if char.is_ascii_alphanumeric() {
            Class::Letter
        } else {
            Class::Gap
        };
    }
    match char {
        // Voicing of kana; vowels and finals of Korean syllables, which folding takes apart.
        '\u{3099}' | '\u{309a}' | '\u{1160}'..='\u{11ff}' => Class::Mark,
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{1100}'..='\u{115f}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3100}'..='\u{312f}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{20000}'..='\u{3ffff}'
            if char.is_alphanumeric() =>
        {
            Class::Alone
        }
        // Vowel signs and the like, where they are not letters to Unicode.
        '\u{900}'..='\u{d7f}' | '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            if !char.is_alphanumeric() && is_indic_sign(char) =>
        {
            Class::Mark
        }
        _ if char.is_alphanumeric() => Class::Letter,
        _ => Class::Gap,
    }
}

/// Viramas, nuktas and tone marks that are no letters to Unicode but stand inside words.
fn is_indic_sign(char: char) -> bool {
    matches!(
        u32::from(char),
        0x93c | 0x94d | 0x951..=0x954 | 0x9bc | 0x9cd | 0xa3c | 0xa4d | 0xabc | 0xacd | 0xb3c
            | 0xb4d | 0xbcd | 0xc3c | 0xc4d | 0xcbc | 0xccd | 0xd3b | 0xd3c | 0xd4d
            | 0xe47..=0xe4c | 0xe4e | 0xeb8..=0xebc | 0xec8..=0xece | 0x1037 | 0x1039 | 0x103a
            | 0x17c9..=0x17d3 | 0x17dd
    )
}

/// Cuts texts into words; its buffer is used again.
#[derive(Debug, Default)]
pub struct Words {
    word: String,
    /// Where the word begins in the text.
    start: usize,
    /// The word is a character that stands alone.
    alone: bool,
}

impl Words {
    /// Gives each word of `text`, folded, and the bytes of `text` it stands in.
    pub fn cut(&mut self, text: &str, mut each: impl FnMut(&str, Range<usize>)) {
        self.word.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                at = self.take_ascii(bytes, at, &mut each);
            } else if byte.is_ascii() {
                self.end(at, &mut each);
                at += 1;
            } else {
                let Some(char) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                    break;
                };
                fold(char, &mut |part| self.take(part, at, &mut each));
                at += char.len_utf8();
            }
        }
        self.end(text.len(), &mut each);
    }

    /// Takes a run of ASCII letters and digits, nearly all there is; gives where it ends.
    fn take_ascii(
        &mut self,
        bytes: &[u8],
        at: usize,
        each: &mut impl FnMut(&str, Range<usize>),
    ) -> usize {
        if self.alone {
            self.end(at, each);
        }
        if self.word.is_empty() {
            self.start = at;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let room = WORD_BYTES.saturating_sub(self.word.len()).min(length);
        for byte in rest.iter().take(room) {
            self.word.push(char::from(byte.to_ascii_lowercase()));
        }
        at + length
    }

    /// Takes a folded character of the one at `at`.
    fn take(&mut self, char: char, at: usize, each: &mut impl FnMut(&str, Range<usize>)) {
        let class = class(char);
        match class {
            Class::Gap => return self.end(at, each),
            Class::Mark if self.word.is_empty() => {}
            Class::Mark => return self.push(char),
            Class::Alone => self.end(at, each),
            Class::Letter if self.alone => self.end(at, each),
            Class::Letter => {}
        }
        if self.word.is_empty() {
            self.start = at;
            self.alone = class == Class::Alone;
        }
        self.push(char);
    }

    fn push(&mut self, char: char) {
        if self.word.len() + char.len_utf8() <= WORD_BYTES {
            self.word.push(char);
        }
    }

    fn end(&mut self, at: usize, each: &mut impl FnMut(&str, Range<usize>)) {
        if !self.word.is_empty() {
            each(&self.word, self.start..at);
            self.word.clear();
        }
        self.alone = false;
    }
}

/// The words of a text.
pub fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    Words::default().cut(text, |word, _| out.push(word.to_owned()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(
            words("Fix `foo_bar()` in src/Main.rs: it's 2x"),
            [
                "fix", "foo", "bar", "in", "src", "main", "rs", "it", "s", "2x"
            ]
        );
        assert_eq!(words(" \n\t.,;"), [""; 0]);
    }

    #[test]
    fn scripts_without_blanks_are_cut_at_every_character() {
        assert_eq!(words("日本語text中"), ["日", "本", "語", "text", "中"]);
        assert_eq!(words("が").len(), 1);
        assert_eq!(words("ไทย").len(), 3);
        assert_eq!(words("한국어 검색").len(), 5);
        assert_eq!(
            words("한국"),
            words("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}")
        );
        assert_eq!(words("हिन्दी भाषा").len(), 2);
    }

    #[test]
    fn the_end_of_a_long_word_does_not_count() {
        let long = "x".repeat(100);
        assert_eq!(words(&long), ["x".repeat(WORD_BYTES)]);
        let wide = "é".repeat(100);
        assert_eq!(words(&wide), ["e".repeat(WORD_BYTES)]);
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Ein Fußball, ﬁn";
        let mut seen = Vec::new();
        Words::default().cut(text, |word, range| {
            seen.push((word.to_owned(), text[range].to_owned()));
        });
        let pairs = [("ein", "Ein"), ("fussball", "Fußball"), ("fin", "ﬁn")];
        assert_eq!(seen, pairs.map(|(word, text)| (word.into(), text.into())));
    }
}
