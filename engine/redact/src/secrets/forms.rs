//! Secrets that are known by their own form.

use super::{Kind, Secret, run};

/// A longer token than this is masked up to here and goes on as another.
const LONGEST: usize = 8192;
/// A private key ends within so many bytes.
const KEY_BYTES: usize = 16 << 10;
/// User and password of an address end within so many bytes.
const USER_BYTES: usize = 256;

/// What the letters behind a prefix may be.
#[derive(Clone, Copy)]
enum Letters {
    /// `A-Z a-z 0-9`
    Alnum,
    /// Also `_` and `-`.
    Url,
    /// Also `.`.
    Dotted,
    /// `0-9 a-f`
    Hex,
    /// `A-Z 0-9`, and no more than the least.
    Upper,
    /// As `Url`, and no more than the least.
    Exactly,
}

impl Letters {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Url | Self::Exactly => {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
            }
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        }
    }
}

use Kind::{ApiKey, Token};
use Letters::{Alnum, Dotted, Exactly, Hex, Upper, Url};

/// Prefixes that vendors give to their keys, the longer before the shorter; the least length of
/// what follows, and its letters.
const PREFIXES: &[(&str, usize, Letters, Kind)] = &[
    // Models: Anthropic, OpenAI, OpenRouter, xAI, Groq, Perplexity, NVIDIA, Replicate, LangSmith.
    ("sk-ant-", 16, Url, ApiKey),
    ("sk-proj-", 20, Url, ApiKey),
    ("sk-svcacct-", 20, Url, ApiKey),
    ("sk-admin-", 20, Url, ApiKey),
    ("sk-or-v1-", 32, Hex, ApiKey),
    ("sk-", 32, Alnum, ApiKey),
    ("sess-", 40, Alnum, ApiKey),
    ("xai-", 40, Alnum, ApiKey),
    ("gsk_", 40, Alnum, ApiKey),
    ("pplx-", 40, Alnum, ApiKey),
    ("nvapi-", 40, Url, ApiKey),
    ("r8_", 36, Alnum, ApiKey),
    ("lsv2_pt_", 30, Url, ApiKey),
    ("hf_", 30, Alnum, Token),
    ("api_org_", 30, Alnum, Token),
    // AWS.
    ("AKIA", 16, Upper, ApiKey),
    ("ASIA", 16, Upper, ApiKey),
    ("ABIA", 16, Upper, ApiKey),
    ("ACCA", 16, Upper, ApiKey),
    // GitHub and GitLab.
    ("github_pat_", 22, Url, Token),
    ("ghp_", 30, Alnum, Token),
    ("gho_", 30, Alnum, Token),
    ("ghu_", 30, Alnum, Token),
    ("ghs_", 30, Alnum, Token),
    ("ghr_", 30, Alnum, Token),
    ("glpat-", 20, Dotted, Token),
    ("gldt-", 20, Url, Token),
    ("glrt-", 20, Dotted, Token),
    ("glrtr-", 20, Url, Token),
    ("glcbt-", 20, Url, Token),
    ("glptt-", 20, Url, Token),
    ("glft-", 20, Url, Token),
    ("glsoat-", 20, Url, Token),
    ("glagent-", 20, Url, Token),
    ("gloas-", 20, Url, Token),
    // Slack.
    ("xoxb-", 10, Url, Token),
    ("xoxp-", 10, Url, Token),
    ("xoxa-", 10, Url, Token),
    ("xoxr-", 10, Url, Token),
    ("xoxs-", 10, Url, Token),
    ("xoxe-", 10, Url, Token),
    ("xoxe.xox", 10, Url, Token),
    ("xoxc-", 10, Url, Token),
    ("xoxd-", 10, Url, Token),
    ("xapp-", 10, Url, Token),
    // Google.
    ("AIza", 35, Exactly, ApiKey),
    ("ya29.", 20, Dotted, Token),
    ("GOCSPX-", 20, Url, ApiKey),
    // Stripe, Square, Shopify.
    ("sk_live_", 16, Alnum, ApiKey),
    ("sk_test_", 16, Alnum, ApiKey),
    ("rk_live_", 16, Alnum, ApiKey),
    ("rk_test_", 16, Alnum, ApiKey),
    ("whsec_", 24, Alnum, ApiKey),
    ("sq0atp-", 22, Url, Token),
    ("sq0csp-", 22, Url, ApiKey),
    ("shpat_", 32, Hex, Token),
    ("shpca_", 32, Hex, Token),
    ("shppa_", 32, Hex, Token),
    ("shpss_", 32, Hex, ApiKey),
    // Registries of packages.
    ("npm_", 36, Alnum, Token),
    ("pypi-", 50, Url, Token),
    ("rubygems_", 48, Hex, Token),
    ("dckr_pat_", 20, Url, Token),
    // Hosts and services.
    ("SG.", 40, Dotted, ApiKey),
    ("dop_v1_", 64, Hex, Token),
    ("doo_v1_", 64, Hex, Token),
    ("dor_v1_", 64, Hex, Token),
    ("dapi", 32, Hex, Token),
    ("lin_api_", 32, Alnum, ApiKey),
    ("ntn_", 40, Alnum, Token),
    ("secret_", 40, Alnum, Token),
    ("sbp_", 40, Hex, Token),
    ("sb_secret_", 20, Url, ApiKey),
    ("sntrys_", 40, Url, Token),
    ("figd_", 40, Url, Token),
    ("ATATT3", 50, Url, Token),
    ("hvs.", 24, Url, Token),
    ("tskey-", 20, Url, ApiKey),
    ("glsa_", 32, Url, Token),
    ("pscale_tkn_", 30, Dotted, Token),
    ("PMAK-", 50, Url, ApiKey),
    ("AGE-SECRET-KEY-1", 50, Alnum, Kind::PrivateKey),
];

/// The secret whose form begins with the word at `at`.
pub(super) fn of_word(bytes: &[u8], at: usize) -> Option<Secret> {
    let rest = bytes.get(at..)?;
    let first = rest.first()?;
    let here = |kind, length: usize| {
        Some(Secret {
            kind,
            range: at..at + length,
        })
    };
    match first {
        b'e' => {
            if let Some(length) = web_token(bytes, at) {
                return here(Token, length);
            }
        }
        b'B' | b'b' => return bearer(bytes, at),
        _ => {}
    }
    for (prefix, least, letters, kind) in PREFIXES {
        let prefix = prefix.as_bytes();
        if prefix.first() != Some(first) || !rest.starts_with(prefix) {
            continue;
        }
        let from = at + prefix.len();
        let length = run(bytes, from, LONGEST, |byte| letters.has(byte));
        let is_one_length = matches!(letters, Upper | Exactly);
        let fits = length == *least || (length > *least && !is_one_length);
        if fits && (length > *least || ends(bytes, from + length)) {
            return here(*kind, prefix.len() + length);
        }
    }
    None
}

/// No base64 goes on here: in pictures any prefix of four letters comes about by chance.
fn ends(bytes: &[u8], at: usize) -> bool {
    let next = bytes.get(at);
    next.is_none_or(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+')))
}

/// The length of a JSON web token: three parts or more, of which the first is `{"…`.
fn web_token(bytes: &[u8], at: usize) -> Option<usize> {
    if !bytes.get(at..)?.starts_with(b"eyJ") {
        return None;
    }
    let part = |from: usize| run(bytes, from, LONGEST, |byte| Url.has(byte));
    let first = part(at);
    if first < 12 {
        return None;
    }
    let mut length = first;
    let mut parts = 1;
    while parts < 5 && bytes.get(at + length) == Some(&b'.') {
        let next = part(at + length + 1);
        if next == 0 {
            break;
        }
        length += 1 + next;
        parts += 1;
    }
    (parts >= 3 && length > first + 10).then_some(length)
}

/// What is behind `Bearer` and `Basic`.
fn bearer(bytes: &[u8], at: usize) -> Option<Secret> {
    let word = bytes.get(at..at + 6)?;
    let is_bearer = word.eq_ignore_ascii_case(b"bearer");
    let from = at + if is_bearer { 7 } else { 6 };
    if !(is_bearer || word == b"Basic ") || bytes.get(from - 1) != Some(&b' ') {
        return None;
    }
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    let length = run(bytes, from, LONGEST, is_letter);
    let token = bytes.get(from..from + length)?;
    let has = |is: fn(&u8) -> bool| token.iter().any(is);
    let mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let looks_so = if is_bearer {
        length >= 16 && has(u8::is_ascii_digit)
    } else {
        length >= 12 && mixed && (has(u8::is_ascii_digit) || token.ends_with(b"="))
    };
    looks_so.then_some(Secret {
        kind: Token,
        range: from..from + length,
    })
}

/// The password in an address: `scheme://user:password@host`.
pub(super) fn of_address(bytes: &[u8], at: usize) -> Option<Secret> {
    if bytes.get(at) != Some(&b':') || bytes.get(at + 1..at + 3) != Some(b"//") {
        return None;
    }
    let from = at + 3;
    let ends = |byte: u8| byte <= b' ' || b"/?#\"'`<>\\|@,;()[]".contains(&byte);
    let user = run(bytes, from, USER_BYTES, |byte| !ends(byte) && byte != b':');
    let start = from + user + 1;
    if bytes.get(start - 1) != Some(&b':') {
        return None;
    }
    let length = run(bytes, start, USER_BYTES, |byte| !ends(byte));
    let first = bytes.get(start)?;
    let is_named_only = b"$%{*".contains(first);
    let is_password = length > 0 && bytes.get(start + length) == Some(&b'@') && !is_named_only;
    is_password.then_some(Secret {
        kind: Kind::Password,
        range: start..start + length,
    })
}

/// Private keys in their armour.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Where the next end of one is, once it was looked for: beyond it is looked for anew.
    end: Option<usize>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const PRIVATE: &[u8] = b"PRIVATE KEY";

impl Blocks {
    /// The inside of the private key whose armour begins at `at`.
    pub(super) fn block(&mut self, bytes: &[u8], at: usize) -> Option<Secret> {
        let rest = bytes.get(at..)?;
        if !rest.starts_with(BEGIN) {
            return None;
        }
        let head = rest.get(BEGIN.len()..rest.len().min(BEGIN.len() + 64))?;
        let named = position(head, PRIVATE)?;
        let dashes = position(head.get(named..)?, b"-----")?;
        let from = at + BEGIN.len() + named + dashes + 5;
        let end = self.end_after(bytes, from);
        let to = if end - from <= KEY_BYTES && end < bytes.len() {
            end
        } else {
            // It was cut off: what looks like a key is one.
            let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=\\ \n\r\t".contains(&byte);
            from + run(bytes, from, KEY_BYTES, inside)
        };
        let inside = bytes.get(from..to)?;
        let letters = inside.iter().filter(|byte| byte.is_ascii_alphanumeric());
        (letters.count() >= 24).then_some(Secret {
            kind: Kind::PrivateKey,
            range: from..floor_char(bytes, to),
        })
    }

    fn end_after(&mut self, bytes: &[u8], from: usize) -> usize {
        if let Some(end) = self.end.filter(|end| *end >= from) {
            return end;
        }
        let rest = bytes.get(from..).unwrap_or_default();
        let end = position(rest, END).map_or(bytes.len(), |at| from + at);
        self.end = Some(end);
        end
    }
}

/// The place itself, or the beginning of the character that it is in.
fn floor_char(bytes: &[u8], mut at: usize) -> usize {
    while at > 0 && bytes.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
        at -= 1;
    }
    at
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}
