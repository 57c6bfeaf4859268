//! Cutting text into words, and the signs between them.
//!
//! A word is a run of letters and digits, folded. Scripts without blanks between words (Chinese,
//! Japanese, Thai and their neighbours) and Korean are cut at every character, so that any part of
//! a run is found as a phrase. Of a word longer than [`WORD_BYTES`] only its beginning counts. All
//! else that is seen is a [sign](super::signs).

use std::ops::Range;

use super::fold::fold;
use super::signs::Run;

/// Most bytes of a word that count: runs of base64 or hexadecimal digits are told apart long before.
pub const WORD_BYTES: usize = 40;

/// What a text is cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A word.
    Word,
    /// A run of signs, or a piece of a long one.
    Signs,
}

/// What a folded character is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word.
    Letter,
    /// Begins a word of its own.
    Alone,
    /// Belongs to the word before it; alone it is a word of its own.
    Mark,
    /// Belongs to the word before it if that ends with a part of a Korean syllable that it goes on.
    Vowel,
    Final,
    /// Seen between words.
    Sign,
    /// Not seen.
    Blank,
}

fn class(char: char) -> Class {
    if char.is_ascii() {
        return match char {
            _ if char.is_ascii_alphanumeric() => Class::Letter,
            _ if char.is_ascii_graphic() => Class::Sign,
            _ => Class::Blank,
        };
    }
    match char {
        // Voicing of kana.
        '\u{3099}' | '\u{309a}' => Class::Mark,
        // Of Korean syllables, which folding takes apart.
        '\u{1160}'..='\u{11a7}' => Class::Vowel,
        '\u{11a8}'..='\u{11ff}' => Class::Final,
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
        _ if char.is_whitespace() || char.is_control() => Class::Blank,
        _ => Class::Sign,
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

/// Cuts texts into words and signs; its buffers are used again.
#[derive(Debug, Default)]
pub struct Words {
    word: String,
    /// Where the word begins in the text.
    start: usize,
    /// The word is a character that stands alone.
    alone: bool,
    run: Run,
}

impl Words {
    /// Cuts so that each run of signs is given whole, however long it is.
    pub fn whole() -> Self {
        let mut words = Self::default();
        words.run.is_whole = true;
        words
    }

    /// Gives each word and run of signs of `text`, folded, and the bytes of `text` it stands in.
    pub fn cut(&mut self, text: &str, mut each: impl FnMut(&str, Kind, Range<usize>)) {
        self.word.clear();
        self.run.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                at = self.take_ascii(bytes, at, &mut each);
            } else if byte == b' ' {
                self.end(at, &mut each);
                at += 1;
            } else if byte.is_ascii() {
                self.take(char::from(byte), at, &mut each);
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
        each: &mut impl FnMut(&str, Kind, Range<usize>),
    ) -> usize {
        if self.alone || self.word.is_empty() {
            self.end(at, each);
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
    fn take(&mut self, char: char, at: usize, each: &mut impl FnMut(&str, Kind, Range<usize>)) {
        let class = class(char);
        let goes_on = match class {
            Class::Blank => return self.end(at, each),
            Class::Sign => return self.sign(char, at, each),
            Class::Alone => false,
            Class::Letter => !self.alone,
            Class::Mark => true,
            Class::Vowel => matches!(self.word.chars().last(), Some('\u{1100}'..='\u{115f}')),
            Class::Final => matches!(self.word.chars().last(), Some('\u{1160}'..='\u{11a7}')),
        };
        if !goes_on || self.word.is_empty() {
            self.end(at, each);
            self.start = at;
            self.alone = class != Class::Letter;
        }
        if self.word.len() + char.len_utf8() <= WORD_BYTES {
            self.word.push(char);
        }
    }

    fn sign(&mut self, sign: char, at: usize, each: &mut impl FnMut(&str, Kind, Range<usize>)) {
        if !self.word.is_empty() {
            self.end(at, each);
        }
        if self.run.push(sign, at) {
            each(&self.run.text, Kind::Signs, self.run.start()..at);
            self.run.go_on();
        }
    }

    /// What is open ends here.
    fn end(&mut self, at: usize, each: &mut impl FnMut(&str, Kind, Range<usize>)) {
        if !self.word.is_empty() {
            each(&self.word, Kind::Word, self.start..at);
            self.word.clear();
        } else if !self.run.text.is_empty() {
            each(&self.run.text, Kind::Signs, self.run.start()..at);
            self.run.clear();
        }
        self.alone = false;
    }
}

/// The words of a text.
pub fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    Words::default().cut(text, |word, kind, _| {
        if kind == Kind::Word {
            out.push(word.to_owned());
        }
    });
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
        Words::default().cut(text, |word, kind, range| {
            if kind == Kind::Word {
                seen.push((word.to_owned(), text[range].to_owned()));
            }
        });
        let pairs = [("ein", "Ein"), ("fussball", "Fußball"), ("fin", "ﬁn")];
        assert_eq!(seen, pairs.map(|(word, text)| (word.into(), text.into())));
    }

    fn signs(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        Words::default().cut(text, |run, kind, _| {
            if kind == Kind::Signs {
                out.push(run.to_owned());
            }
        });
        out
    }

    #[test]
    fn all_else_that_is_seen_are_signs() {
        assert_eq!(
            signs("a => b::c(→) ✓, C++"),
            ["=>", "::", "(→)", "✓,", "++"]
        );
        assert_eq!(
            signs("👍🏽 👨\u{200d}👩\u{200d}👧 ⭐\u{fe0f}"),
            ["👍🏽", "👨👩👧", "⭐"]
        );
        assert_eq!(signs("´ ¨ ¯\\_(ツ)_/¯"), ["´", "¨", "¯\\_(", ")_/¯"]);
        assert_eq!(signs("a \n\t\u{0}\u{a0}\u{2003}b"), [""; 0]);
        assert_eq!(signs(&"─".repeat(90)), ["────"]);
        let long = "+-".repeat(40);
        let pieces = signs(&long);
        assert!(pieces.len() > 2 && pieces.iter().all(|piece| long.contains(piece.as_str())));
    }

    #[test]
    fn parts_of_syllables_and_marks_are_found_alone() {
        assert_eq!(words("ㅋㅋㅋ").len(), 3);
        assert_eq!(words("ㅠㅠ"), ["\u{1172}", "\u{1172}"]);
        assert_eq!(words("ㄳ").len(), 1);
        assert_eq!(words("한ㅏ").len(), 2);
        assert_eq!(words("\u{3099}").len(), 1);
    }
}
