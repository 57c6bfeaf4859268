//! Characters: counting them, and writing strings in the one canonical way.
//!
//! Canonical is what `JSON.stringify` writes, but for halves of surrogate pairs, which we count
//! as one character each: no blanks between tokens, `\" \\ \b \f \n \r \t` for these, `\u00xx`
//! for other control characters, everything else as itself.

use std::borrow::Cow;

use super::Span;

/// A text in its canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical<'a> {
    /// The canonical form.
    pub bytes: Cow<'a, [u8]>,
    /// Unicode scalar values.
    pub chars: u64,
}

/// Lengths of a rewritten text in Unicode scalar values.
pub(super) struct Lengths {
    /// Of what it says.
    pub(super) said: u64,
    /// Of how it is written.
    pub(super) written: u64,
}

impl<'a> Span<'a> {
    /// The compact form of an array or object, and its length in Unicode scalar values.
    pub fn compact(&self) -> Canonical<'a> {
        if self.canonical {
            return Canonical {
                bytes: Cow::Borrowed(self.raw),
                chars: count_chars(self.raw),
            };
        }
        let mut bytes = Vec::with_capacity(self.raw.len());
        let chars = rewrite_tokens(self.raw, &mut bytes);
        Canonical {
            bytes: Cow::Owned(bytes),
            chars,
        }
    }
}

/// Unicode scalar values of valid UTF-8: the bytes that begin one.
pub(super) fn count_chars(bytes: &[u8]) -> u64 {
    // So short that the count of a block fits a byte, which lets the sum compile to vector adds.
    const BLOCK: usize = 192;
    let begins = |&byte: &u8| u8::from(byte & 0xc0 != 0x80);
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let whole: u64 = blocks
        .iter()
        .map(|block| u64::from(block.iter().map(begins).sum::<u8>()))
        .sum();
    whole + u64::from(rest.iter().map(begins).sum::<u8>())
}

/// Takes one escape off `rest`, which starts with it, and gives its code to `take`: a Unicode
/// scalar value or half a surrogate pair.
pub(super) fn take_escape(rest: &[u8], take: impl FnOnce(u32)) -> &[u8] {
    match rest {
        [b'\\', b'u', tail @ ..] => {
            let Some((code, tail)) = hex(tail) else {
                return &[];
            };
            let low = match tail {
                [b'\\', b'u', after @ ..] if (0xd800..0xdc00).contains(&code) => hex(after),
                _ => None,
            };
            match low {
                Some((low, after)) if (0xdc00..0xe000).contains(&low) => {
                    take(0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00));
                    after
                }
                _ => {
                    take(code);
                    tail
                }
            }
        }
        [b'\\', letter, tail @ ..] => {
            take(u32::from(match letter {
                b'b' => 0x08,
                b'f' => 0x0c,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                other => *other,
            }));
            tail
        }
        _ => &[],
    }
}

fn hex(rest: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, tail) = rest.split_first_chunk::<4>()?;
    let digits = std::str::from_utf8(digits).ok()?;
    Some((u32::from_str_radix(digits, 16).ok()?, tail))
}

/// Adds a code as UTF-8 would write it, halves of surrogate pairs too.
pub(super) fn push_code(out: &mut Vec<u8>, code: u32) {
    if let Some(char) = char::from_u32(code) {
        out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let [_, _, high, low] = code.to_be_bytes();
        out.extend_from_slice(&[
            0xe0 | high >> 4,
            0x80 | (high << 2 | low >> 6) & 0x3f,
            0x80 | low & 0x3f,
        ]);
    }
}

/// Writes the inside of a string in its canonical form.
pub(super) fn rewrite_text(raw: &[u8], out: &mut Vec<u8>) -> Lengths {
    let start = out.len();
    let mut rest = raw;
    let mut shortened = 0;
    while let Some(place) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(place);
        out.extend_from_slice(plain);
        rest = take_escape(escape, |code| shortened += push_canonical(out, code));
    }
    out.extend_from_slice(rest);
    let written = count_chars(out.get(start..).unwrap_or_default());
    Lengths {
        said: written.saturating_sub(shortened),
        written,
    }
}

/// Writes one code in its canonical form; gives by how many characters that is longer than it is.
fn push_canonical(out: &mut Vec<u8>, code: u32) -> u64 {
    let short = match code {
        0x22 => b'"',
        0x5c => b'\\',
        0x08 => b'b',
        0x0c => b'f',
        0x0a => b'n',
        0x0d => b'r',
        0x09 => b't',
        0x00..0x20 => {
            out.extend_from_slice(format!("\\u{code:04x}").as_bytes());
            return 5;
        }
        _ => {
            push_code(out, code);
            return 0;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
    1
}

/// Writes an array or object without blanks and with canonical strings; gives its length.
fn rewrite_tokens(raw: &[u8], out: &mut Vec<u8>) -> u64 {
    let mut rest = raw;
    let mut chars = 0;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => continue,
            b'"' => {
                let (inside, tail) = rest.split_at(string_length(rest));
                out.push(b'"');
                chars += rewrite_text(inside, out).written + 1;
                rest = tail.get(1..).unwrap_or_default();
            }
            _ => {}
        }
        out.push(byte);
        chars += 1;
    }
    chars
}

/// Bytes before the closing quote of a valid string.
fn string_length(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'"' => break,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at.min(rest.len())
}
