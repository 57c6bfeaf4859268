//! Strings: finding their end fast, and what they say.

use std::borrow::Cow;

use wide::u8x16;

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
    #[inline]
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
            return match simdutf8::basic::from_utf8(self.raw) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(self.raw),
            };
        }
        let whole = unescape(self.raw, |code| {
            char::from_u32(code).map_or(u32::from(char::REPLACEMENT_CHARACTER), u32::from)
        });
        let whole = String::from_utf8(whole);
        Cow::Owned(
            whole.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
        )
    }

    /// Whether the string says exactly this.
    #[inline]
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
    #[inline]
    fn string(&mut self) -> Result<u32, Invalid> {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        // Most strings are short and without escapes: their end is among the first bytes.
        if let Some(chunk) = rest.first_chunk() {
            let at = special_of(*chunk).trailing_zeros() as usize;
            if chunk.get(at) == Some(&b'"') {
                self.at += at + 2;
                return Ok(0);
            }
        }
        self.long_string(rest)
    }

    fn long_string(&mut self, rest: &'a [u8]) -> Result<u32, Invalid> {
        let mut rest = rest;
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

/// Bytes looked at together.
const CHUNK: usize = 16;

/// Length of the run of bytes before the first quote, backslash or control character.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((chunk, tail)) = rest.split_first_chunk() {
        let special = special_of(*chunk);
        if special != 0 {
            return bytes.len() - rest.len() + special.trailing_zeros() as usize;
        }
        rest = tail;
    }
    let plain = rest.iter().take_while(|&&byte| !is_special(byte)).count();
    bytes.len() - rest.len() + plain
}

fn is_special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// One bit each for the special bytes among these, the first in the lowest bit.
#[inline]
fn special_of(chunk: [u8; CHUNK]) -> u32 {
    let chunk = u8x16::new(chunk);
    let special = chunk.simd_eq(u8x16::splat(b'"'))
        | chunk.simd_eq(u8x16::splat(b'\\'))
        | chunk.simd_eq(chunk.min(u8x16::splat(0x1f)));
    special.to_bitmask()
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
