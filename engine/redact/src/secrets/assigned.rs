//! Secrets that are known by the name they are given.

use std::ops::Range;

use super::{Kind, Secret, run};

/// No name is longer.
const NAME_BYTES: usize = 64;
/// No value is looked at further.
const VALUE_BYTES: usize = 512;

/// Ends of names whose values are secret, without what parts their words.
const NAMES: &[(&str, Kind)] = &[
    ("password", Kind::Password),
    ("passwd", Kind::Password),
    ("passphrase", Kind::Password),
    ("pwd", Kind::Password),
    ("token", Kind::Token),
    ("secret", Kind::Secret),
    ("secretkey", Kind::Secret),
    ("secretkeybase", Kind::Secret),
    ("signingkey", Kind::Secret),
    ("encryptionkey", Kind::Secret),
    ("privatekey", Kind::PrivateKey),
    ("apikey", Kind::ApiKey),
    ("accesskey", Kind::ApiKey),
    ("accountkey", Kind::ApiKey),
    ("authkey", Kind::ApiKey),
    ("credential", Kind::Secret),
    ("credentials", Kind::Secret),
];

/// Values that stand for something else.
const PLACEHOLDERS: &[&str] = &[
    "string",
    "str",
    "text",
    "password",
    "passwd",
    "token",
    "secret",
    "null",
    "none",
    "nil",
    "true",
    "false",
    "undefined",
    "hidden",
    "required",
    "optional",
    "changeme",
    "example",
    "placeholder",
    "redacted",
    "bytes",
    "value",
    "empty",
    "unset",
    "number",
    "object",
    "boolean",
];

/// How a value stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// In quotes, behind `=`.
    QuotedEquals,
    /// In quotes, behind `:`.
    QuotedColon,
    /// As a word.
    Bare,
    /// As a word behind `NAME=`, as in a shell's settings.
    Setting,
}

/// What the value of this name is, if it is a secret.
pub(super) fn value_of(name: &str, value: &str) -> Option<Kind> {
    let kind = kind_of(name.as_bytes())?;
    is_secret(kind, value.as_bytes(), Manner::QuotedColon).then_some(kind)
}

/// What a name says that its value is.
fn kind_of(name: &[u8]) -> Option<Kind> {
    let mut said = Vec::with_capacity(name.len().min(NAME_BYTES));
    let letters = name.iter().filter(|byte| byte.is_ascii_alphanumeric());
    said.extend(letters.take(NAME_BYTES).map(u8::to_ascii_lowercase));
    let found = NAMES.iter().find(|(end, _)| said.ends_with(end.as_bytes()));
    found.map(|(_, kind)| *kind)
}

/// The value behind `=` or `:` at `at`, if the name before it says that it is secret.
pub(super) fn after_sign(bytes: &[u8], at: usize) -> Option<Secret> {
    let name = name_before(bytes, at)?;
    let kind = kind_of(bytes.get(name.clone())?)?;
    let mut from = at + 1;
    let mut equals = bytes.get(at) == Some(&b'=');
    // `:=`, `=>` and `==`.
    if bytes.get(from).is_some_and(|byte| b"=>".contains(byte)) {
        equals = true;
        from += 1;
    }
    let is_tight = bytes.get(from).is_some_and(|byte| *byte > b' ');
    from += blanks(bytes, from);
    if !equals && let Some(behind) = behind_type(bytes, from) {
        (from, equals) = (behind, true);
    }
    let is_shouted = bytes
        .get(name)?
        .iter()
        .all(|byte| !byte.is_ascii_lowercase());
    let manner = if equals && is_tight && is_shouted {
        Manner::Setting
    } else {
        Manner::Bare
    };
    value_at(bytes, from, kind, equals, manner)
}

/// The value behind an option at `at`, as in `--password x`.
pub(super) fn after_option(bytes: &[u8], at: usize) -> Option<Secret> {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let rest = bytes.get(at..)?;
    if !rest.starts_with(b"--") || before.is_some_and(|byte| *byte > b' ') {
        return None;
    }
    let length = run(bytes, at + 2, NAME_BYTES, is_name);
    let end = at + 2 + length;
    if bytes.get(end) != Some(&b' ') {
        return None;
    }
    let kind = kind_of(bytes.get(at + 2..end)?)?;
    value_at(bytes, end + 1, kind, true, Manner::Bare)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Where the name before a sign is: right before it, behind blanks or in quotes.
fn name_before(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let before = |end: usize| {
        end.checked_sub(1)
            .and_then(|before| bytes.get(before))
            .copied()
    };
    let mut end = at;
    while at - end < 4 && before(end) == Some(b' ') {
        end -= 1;
    }
    if matches!(before(end), Some(b'"' | b'\'' | b'`')) {
        end -= 1;
        while at - end < 8 && before(end) == Some(b'\\') {
            end -= 1;
        }
    }
    // Most names end in none of these letters.
    before(end).filter(|byte| b"dentyslsDENTYSL".contains(byte))?;
    let start = end.saturating_sub(NAME_BYTES);
    let letters = bytes.get(start..end)?.iter().rev();
    let length = letters.take_while(|byte| is_name(**byte)).count();
    (length > 0).then(|| end - length..end)
}

fn blanks(bytes: &[u8], at: usize) -> usize {
    run(bytes, at, 4, |byte| byte == b' ')
}

/// What is behind a type and an equals sign: `: &str = "…"`.
fn behind_type(bytes: &[u8], at: usize) -> Option<usize> {
    let length = run(bytes, at, 40, |byte| {
        byte.is_ascii_alphanumeric() || b"&<>_'".contains(&byte)
    });
    let at = at + length;
    let sign = bytes.get(at..at + 3)?;
    (length > 0 && sign == b" = ").then_some(at + 3)
}

/// The secret whose value stands at `at`.
fn value_at(bytes: &[u8], at: usize, kind: Kind, equals: bool, bare: Manner) -> Option<Secret> {
    let escapes = run(bytes, at, 4, |byte| byte == b'\\');
    let quote = bytes.get(at + escapes).copied();
    let (from, length, manner) = match quote {
        Some(quote @ (b'"' | b'\'' | b'`')) => {
            let from = at + escapes + 1;
            let ends = |byte: u8| byte == quote || byte == b'\\' || byte < b' ';
            let length = run(bytes, from, VALUE_BYTES, |byte| !ends(byte));
            let manner = if equals {
                Manner::QuotedEquals
            } else {
                Manner::QuotedColon
            };
            (from, length, manner)
        }
        _ => (at, run(bytes, at, VALUE_BYTES, is_bare), bare),
    };
    let next = bytes.get(from + length).copied();
    if length == VALUE_BYTES || (manner == Manner::Bare && next.is_some_and(is_code)) {
        return None;
    }
    let value = bytes.get(from..from + length)?;
    let value = if matches!(manner, Manner::Bare | Manner::Setting) {
        without_stops(value)
    } else {
        value
    };
    is_secret(kind, value, manner).then(|| Secret {
        kind,
        range: from..from + value.len(),
    })
}

/// A letter of a value without quotes.
fn is_bare(byte: u8) -> bool {
    byte > b' ' && !b"\"'`,;()[]{}<>|\\".contains(&byte)
}

/// What follows is code, and what was before is a part of it.
fn is_code(next: u8) -> bool {
    b"([{<".contains(&next)
}

fn without_stops(value: &[u8]) -> &[u8] {
    let stops = value.iter().rev();
    let stops = stops.take_while(|byte| b".:!?".contains(byte)).count();
    value.get(..value.len() - stops).unwrap_or_default()
}

/// Whether a value looks like a secret of its kind.
fn is_secret(kind: Kind, value: &[u8], manner: Manner) -> bool {
    let Some(first) = value.first() else {
        return false;
    };
    let is_named_only = b"$%{<[(*@&/.~#".contains(first);
    let has = |is: fn(&u8) -> bool| value.iter().any(is);
    let same = value.iter().all(|byte| byte == first);
    if is_named_only || same || has(u8::is_ascii_whitespace) || is_placeholder(value) {
        return false;
    }
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let has_letter = has(u8::is_ascii_alphabetic);
    let is_quoted = matches!(manner, Manner::QuotedEquals | Manner::QuotedColon);
    let length = value.len();
    let is_constant = !has(u8::is_ascii_lowercase) && is_way(value);
    if has_sequence(value, b"://") || is_constant || (!is_quoted && is_way(value)) {
        return false;
    }
    if kind == Kind::Password {
        let is_odd = digits > 0 || has(|byte| b"!@#$%^&*+=~".contains(byte));
        return match manner {
            Manner::QuotedEquals | Manner::Setting => length >= 4,
            Manner::QuotedColon => length >= 4 && is_odd,
            Manner::Bare => length >= 6 && is_odd && (has_letter || digits == length),
        };
    }
    match manner {
        Manner::Bare => length >= 12 && digits >= 2 && has_letter,
        _ => length >= 8 && digits >= 1 && has_letter,
    }
}

fn is_placeholder(value: &[u8]) -> bool {
    let starts = |start: &[u8]| {
        let head = value.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let is = |word: &&str| value.eq_ignore_ascii_case(word.as_bytes());
    PLACEHOLDERS.iter().any(is)
        || starts(b"your")
        || starts(b"process.env")
        || starts(b"os.environ")
        || starts(b"env.")
        || starts(b"self.")
        || starts(b"this.")
}

/// A name or a way through code, or a host's name: words with up to two digits behind each, between dots,
/// colons or dashes below.
fn is_way(value: &[u8]) -> bool {
    let is_sign = |byte: &u8| matches!(byte, b'.' | b':' | b'_');
    let is_word = |part: &[u8]| {
        let letters = part.iter().take_while(|byte| byte.is_ascii_alphabetic());
        let letters = letters.count();
        let digits = part.iter().filter(|byte| byte.is_ascii_digit()).count();
        letters + digits == part.len() && digits <= 2 && letters < 24
    };
    value.iter().any(is_sign) && value.split(is_sign).all(is_word)
}

fn has_sequence(value: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(value, wanted).is_some()
}
