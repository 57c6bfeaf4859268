//! Keys, tokens and passwords, found by their forms.
//!
//! Forms that only secrets have are masked wherever they stand. What follows `password=`, `token:`
//! and the like is masked only if it looks like a secret and not like code: logs of programmers are
//! full of `token: string` and `password = ask()`. Everything is found in one pass; whatever looks
//! ahead or back does so over a bounded number of bytes.

mod assigned;
mod forms;

use std::borrow::Cow;
use std::ops::Range;

/// What a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A key of a service.
    ApiKey,
    /// A token that stands for somebody.
    Token,
    /// A password.
    Password,
    /// A private key.
    PrivateKey,
    /// Anything else that is named a secret.
    Secret,
}

impl Kind {
    /// What stands in its place.
    pub fn mark(self) -> &'static str {
        match self {
            Self::ApiKey => "[API key hidden]",
            Self::Token => "[token hidden]",
            Self::Password => "[password hidden]",
            Self::PrivateKey => "[private key hidden]",
            Self::Secret => "[secret hidden]",
        }
    }
}

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub range: Range<usize>,
}

/// The text with marks in the places of secrets.
pub fn mask(text: &str) -> Cow<'_, str> {
    put_marks(text, &find(text))
}

/// What is shown of the value of a member or setting of this name; `None` if nothing of it is secret.
pub fn mask_value(name: &str, value: &str) -> Option<String> {
    if let Some(kind) = assigned::value_of(name, value) {
        return Some(kind.mark().to_owned());
    }
    let secrets = find(value);
    (!secrets.is_empty()).then(|| put_marks(value, &secrets).into_owned())
}

fn put_marks<'a>(text: &'a str, secrets: &[Secret]) -> Cow<'a, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for secret in secrets {
        out.push_str(text.get(done..secret.range.start).unwrap_or_default());
        out.push_str(secret.kind.mark());
        done = secret.range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// All secrets of a text, in order and apart.
pub fn find(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut found: Vec<Secret> = Vec::new();
    let mut keys = forms::Blocks::default();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let secret = match byte {
            b'=' | b':' => assigned::after_sign(bytes, at),
            b'-' => keys
                .block(bytes, at)
                .or_else(|| assigned::after_option(bytes, at)),
            _ if byte.is_ascii_alphanumeric() && starts_word(bytes, at) => {
                forms::of_word(bytes, at)
            }
            _ => None,
        };
        let secret = secret.or_else(|| forms::of_address(bytes, at));
        match secret.filter(|secret| secret.range.end > at) {
            Some(secret) => {
                at = secret.range.end;
                found.push(secret);
            }
            None => at += 1,
        }
    }
    found
}

/// No word goes on here from before.
fn starts_word(bytes: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|before| bytes.get(before));
    match before(1) {
        // `\n` as it is written in JSON.
        Some(b'n' | b'r' | b't') if before(2) == Some(&b'\\') => true,
        // The end of a colour's escape sequence.
        Some(b'm') => is_colour(bytes.get(at.saturating_sub(16)..at - 1).unwrap_or_default()),
        Some(byte) => !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+')),
        None => true,
    }
}

/// Whether this ends in `ESC [ 1 ; 2`.
fn is_colour(before: &[u8]) -> bool {
    let digits = before.iter().rev();
    let digits = digits.take_while(|byte| byte.is_ascii_digit() || **byte == b';');
    let rest = before.get(..before.len() - digits.count());
    rest.is_some_and(|rest| rest.ends_with(b"\x1b["))
}

/// How many bytes from `at` on are of a kind, at most `most`.
fn run(bytes: &[u8], at: usize, most: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default().iter();
    let length = rest.take(most).take_while(|byte| is(**byte)).count();
    #[cfg(test)]
    tests::LOOKED_AHEAD.with(|sum| sum.set(sum.get() + length));
    length
}

#[cfg(test)]
mod tests;
