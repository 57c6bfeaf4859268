//! Strings: finding their end fast, and what they say.

use std::borrow::Cow;

use super::chars::count_chars;
use super::{Canonical, Invalid, Scanner};

/// A string as it is written, without its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// The bytes between the quotes.
    pub raw: &'a [u8],
    /// Escapes in it.
    escapes: u32,
    /// Some escape is not the canonical one (`\u…`, `\/`).
    odd: bool,
}

impl<'a> Text<'a> {
    /// What the string says; an escaped half of a surrogate pair is kept in the manner of UTF-8.
    pub fn bytes(&self) -> Cow<'a, [u8]> {
        if self.escapes == 0 {
            Cow::Borrowed(self.raw)
        } else {
            Cow::Owned(unescape(self.raw, |code| code))
        }
    }

    /// What the string says; halves of surrogate pairs are replaced.
    pub fn to_text(&self) -> Cow<'a, str> {
        if self.escapes == 0 {
            return String::from_utf8_lossy(self.raw);
        }
        let whole = unescape(self.raw, |code| {
            char::from_u32(code).map_or(u32::from(char::REPLACEMENT_CHARACTER), u32::from)
        });
        Cow::Owned(String::from_utf8_lossy(&whole).into_owned())
    }

    /// Whether the string says exactly this.
    pub fn is(&self, text: &str) -> bool {
        if self.escapes == 0 {
            self.raw == text.as_bytes()
        } else {
            *self.bytes() == *text.as_bytes()
        }
    }

    /// Whether the string says nothing.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// What the string says, written in the one canonical way, and its length in Unicode scalar
    /// values (half a surrogate pair counts as one).
    pub fn canonical(&self) -> Canonical<'a> {
        if !self.odd {
            let chars = count_chars(self.raw).saturating_sub(u64::from(self.escapes));
            return Canonical {
                bytes: Cow::Borrowed(self.raw),
                chars,
            };
        }
        let mut bytes = Vec::with_capacity(self.raw.len());
        let chars = super::chars::rewrite_text(self.raw, &mut bytes).said;
        Canonical {
            bytes: Cow::Owned(bytes),
            chars,
        }
    }
}

impl<'a> Scanner<'a> {
    /// Takes a string whose opening quote is next.
    pub(super) fn text(&mut self) -> Result<Text<'a>, Invalid> {
        let start = self.at + 1;
        let odd_escapes = self.odd_escapes;
        let escapes = self.string()?;
        Ok(Text {
            raw: self.bytes.get(start..self.at - 1).unwrap_or_default(),
            escapes,
            odd: self.odd_escapes != odd_escapes,
        })
    }

    /// Passes over a string whose opening quote is next.
    pub(super) fn skip_text(&mut self) -> Result<(), Invalid> {
        self.string().map(|_| ())
    }

    /// Passes over a string whose opening quote is next and counts its escapes.
    fn string(&mut self) -> Result<u32, Invalid> {
        let mut rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let mut escapes = 0_u32;
        loop {
            let (_, found) = rest.split_at_checked(plain_length(rest)).ok_or(Invalid)?;
            match found {
                [b'"', tail @ ..] => {
                    self.at = self.bytes.len() - tail.len();
                    return Ok(escapes);
                }
                [
                    b'\\',
                    b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't',
                    tail @ ..,
                ] => rest = tail,
                [b'\\', b'/', tail @ ..] => {
                    self.odd_escapes += 1;
                    rest = tail;
                }
                [b'\\', b'u', a, b, c, d, tail @ ..]
                    if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) =>
                {
                    self.odd_escapes += 1;
                    rest = tail;
                }
                _ => return Err(Invalid),
            }
            escapes = escapes.saturating_add(1);
        }
    }
}

/// Bytes looked at together where a string is long.
const CHUNK: usize = 32;
/// Words of eight bytes looked at before that, since most strings are short.
const SHORT_WORDS: usize = 3;

/// Length of the run of bytes before the first quote, backslash or control character.
fn plain_length(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    for _ in 0..SHORT_WORDS {
        let Some((word, tail)) = rest.split_first_chunk() else {
            break;
        };
        if let Some(place) = special_in_word(*word) {
            return bytes.len() - rest.len() + place;
        }
        rest = tail;
    }
    while let Some((chunk, tail)) = rest.split_first_chunk::<CHUNK>() {
        if has_special(chunk) {
            break;
        }
        rest = tail;
    }
    while let Some((word, tail)) = rest.split_first_chunk() {
        if let Some(place) = special_in_word(*word) {
            return bytes.len() - rest.len() + place;
        }
        rest = tail;
    }
    let plain = rest.iter().take_while(|&&byte| !is_special(byte)).count();
    bytes.len() - rest.len() + plain
}

fn is_special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// Written without a branch, so that it compiles to a few vector instructions.
fn has_special(chunk: &[u8; CHUNK]) -> bool {
    chunk.iter().fold(0, |found, &byte| {
        found | u8::from(byte == b'"') | u8::from(byte == b'\\') | u8::from(byte < 0x20)
    }) != 0
}

/// Place of the first special byte of eight.
fn special_in_word(word: [u8; 8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    // Sets the high bit of each zero byte, and of no byte before the first zero byte.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let word = u64::from_le_bytes(word);
    let found = zeros(word ^ (ONES * u64::from(b'"')))
        | zeros(word ^ (ONES * u64::from(b'\\')))
        | zeros(word & (ONES * 0xe0));
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

/// What a string says, with `replace` done to the code of each escape.
fn unescape(raw: &[u8], replace: impl Fn(u32) -> u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(place) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(place);
        out.extend_from_slice(plain);
        rest = super::chars::take_escape(escape, |code| {
            super::chars::push_code(&mut out, replace(code));
        });
    }
    out.extend_from_slice(rest);
    out
}
