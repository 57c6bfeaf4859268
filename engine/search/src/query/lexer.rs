//! Cuts a query into tokens.

use super::Phrase;

/// Part of a query as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// `-` before something.
    Minus,
    /// Between quotes; `closed` unless the second one is missing.
    Quoted {
        text: &'a str,
        closed: bool,
    },
    /// `name:"value"`.
    Named {
        name: &'a str,
        value: &'a str,
        closed: bool,
    },
    /// Anything else up to a blank, quote or bracket.
    Bare(&'a str),
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            return out;
        };
        rest = match first {
            '(' => single(&mut out, rest, Token::Open),
            ')' => single(&mut out, rest, Token::Close),
            '"' => quoted(&mut out, rest),
            '-' if is_minus(rest) => single(&mut out, rest, Token::Minus),
            _ => bare(&mut out, rest),
        };
    }
}

fn single<'a>(out: &mut Vec<Token<'a>>, rest: &'a str, token: Token<'a>) -> &'a str {
    out.push(token);
    rest.get(1..).unwrap_or_default()
}

/// A minus excludes only a bracket, a quote or words that follow at once, and is no second minus
/// (`--flag` are words) nor part of a sign (`->`, `-=`).
fn is_minus(rest: &str) -> bool {
    let next = rest.get(1..).unwrap_or_default();
    if next.starts_with(['-', '>', '=']) {
        return false;
    }
    let bare = next
        .find(ends_bare)
        .map_or(next, |end| next.get(..end).unwrap_or_default());
    next.starts_with(|char: char| matches!(char, '(' | '"') || !char.is_ascii())
        || Phrase::of(bare).is_some_and(|phrase| !phrase.is_signs())
}

/// Whether a word, as it is written, ends before this.
fn ends_bare(char: char) -> bool {
    char.is_whitespace() || matches!(char, '(' | ')' | '"')
}

/// What stands between the quote at the start and the next one, and what follows.
fn in_quotes(rest: &str) -> (&str, bool, &str) {
    let inside = rest.get(1..).unwrap_or_default();
    match inside.split_once('"') {
        Some((text, after)) => (text, true, after),
        None => (inside, false, ""),
    }
}

fn quoted<'a>(out: &mut Vec<Token<'a>>, rest: &'a str) -> &'a str {
    let (text, closed, after) = in_quotes(rest);
    out.push(Token::Quoted { text, closed });
    after
}

fn bare<'a>(out: &mut Vec<Token<'a>>, rest: &'a str) -> &'a str {
    let end = rest.find(ends_bare).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    if let Some(name) = word.strip_suffix(':')
        && after.starts_with('"')
        && !name.is_empty()
    {
        let (value, closed, after) = in_quotes(after);
        out.push(Token::Named {
            name,
            value,
            closed,
        });
        return after;
    }
    out.push(Token::Bare(word));
    after
}
