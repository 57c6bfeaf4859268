//! What a person wrote in a prompt, and what was pasted.
//!
//! Lines are told apart by their shape alone: fences, frames of a stack, time stamps, the share of symbols.

mod shape;

use sessionscope_log::prompt::without_wrappers;
use shape::{SYMBOLS_OF_CODE, ends_as_code, is_error, is_pasted, symbols, tells_error};

/// How much of a text is looked at, from its start and from its end.
const HEAD_BYTES: usize = 6_000;
const TAIL_BYTES: usize = 2_000;

/// What a line of a prompt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words of a person.
    Words,
    /// Words of a person, as an item of a list.
    Item,
    /// The same, with a number.
    Numbered,
    /// Code, output, a table.
    Pasted,
    /// An error or failing output.
    Error,
}

impl Kind {
    /// Whether a person wrote the line.
    pub fn is_words(self) -> bool {
        matches!(self, Self::Words | Self::Item | Self::Numbered)
    }

    /// Whether the line is an item of a list.
    pub fn is_item(self) -> bool {
        matches!(self, Self::Item | Self::Numbered)
    }
}

/// A line, without the blanks around it, by its bytes in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// The lines of a prompt that hold anything.
#[derive(Debug)]
pub(super) struct Prose {
    pub lines: Vec<Line>,
}

impl Prose {
    pub fn of(text: &str) -> Self {
        let own = without_wrappers(text);
        let start = text.len() - text.trim_end().len();
        let offset = text.len() - start - own.len();
        let mut lines = Vec::new();
        let mut fenced = false;
        for (at, line) in looked_at(own) {
            push(&mut lines, offset + at, line, &mut fenced);
        }
        Self { lines }
    }

    /// Whether there is anything that a person wrote.
    pub fn has_words(&self) -> bool {
        self.lines.iter().any(|line| line.kind.is_words())
    }

    /// The first line of a kind.
    pub fn first(&self, kind: Kind) -> Option<Line> {
        self.lines.iter().find(|line| line.kind == kind).copied()
    }

    /// How many lines of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.lines.iter().filter(|line| line.kind == kind).count()
    }
}

/// The last boundary of a character at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The start of a text, of at most so many bytes.
fn head(text: &str, bytes: usize) -> &str {
    text.get(..floor(text, bytes)).unwrap_or_default()
}

/// Lines with their offsets, without the middle of a very long text.
fn looked_at(text: &str) -> Vec<(usize, &str)> {
    let parts = if text.len() <= HEAD_BYTES + TAIL_BYTES {
        [(0, text), (0, "")]
    } else {
        let head = floor(text, HEAD_BYTES);
        let tail = floor(text, text.len() - TAIL_BYTES);
        [
            (0, text.get(..head).unwrap_or_default()),
            (tail, text.get(tail..).unwrap_or_default()),
        ]
    };
    let mut lines = Vec::new();
    for (mut at, part) in parts {
        for line in part.split_inclusive('\n') {
            lines.push((at, line));
            at += line.len();
        }
    }
    lines
}

fn push(lines: &mut Vec<Line>, offset: usize, raw: &str, fenced: &mut bool) {
    let line = raw.trim();
    if line.is_empty() || is_rule(line) {
        return;
    }
    let start = offset + (raw.len() - raw.trim_start().len());
    if line.starts_with("```") || line.starts_with("~~~") {
        *fenced = !*fenced && !line.get(3..).is_some_and(|rest| rest.contains("```"));
        return;
    }
    let end = start + line.len();
    if *fenced {
        let kind = if tells_error(line) {
            Kind::Error
        } else {
            Kind::Pasted
        };
        return lines.push(Line { start, end, kind });
    }
    // A table or a box that begins in the middle of a line: what stands before it is the person's.
    let words = line.find(is_drawing).unwrap_or(line.len());
    let before = line.get(..words).unwrap_or_default().trim_end();
    if before.len() < line.len() {
        if !before.is_empty() {
            let end = start + before.len();
            lines.push(Line {
                start,
                end,
                kind: kind(before, raw),
            });
        }
        let start = start + words;
        return lines.push(Line {
            start,
            end,
            kind: Kind::Pasted,
        });
    }
    lines.push(Line {
        start,
        end,
        kind: kind(line, raw),
    });
}

/// `---`, `***`: lines that only divide.
fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.chars().all(|char| "-=*_#".contains(char))
}

fn is_drawing(char: char) -> bool {
    matches!(char, '\u{2500}'..='\u{259f}' | '⏺' | '⎿')
}

fn kind(line: &str, raw: &str) -> Kind {
    if is_error(line) {
        Kind::Error
    } else if is_pasted(line)
        || (raw.starts_with([' ', '\t'])
            && symbols(line) > SYMBOLS_OF_CODE / 2.0
            && ends_as_code(line))
    {
        Kind::Pasted
    } else if item(line).is_some() {
        let numbered = line.starts_with(|char: char| char.is_ascii_digit());
        if numbered { Kind::Numbered } else { Kind::Item }
    } else {
        Kind::Words
    }
}

/// What follows the mark of a list: `- `, `* `, `1. `, `2) `.
pub(super) fn item(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '*', '•', '+']).or_else(|| {
        let rest = line.trim_start_matches(|char: char| char.is_ascii_digit());
        (rest.len() < line.len()).then_some(())?;
        rest.strip_prefix(['.', ')', '、'])
    })?;
    rest.starts_with([' ', '\t']).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        Prose::of(text).lines.iter().map(|line| line.kind).collect()
    }

    #[test]
    fn words_and_pastes_are_told_apart() {
        for (text, expected) in [
            ("fix the header (it overlaps)", vec![Kind::Words]),
            ("- first\n- second", vec![Kind::Item, Kind::Item]),
            ("1. first", vec![Kind::Numbered]),
            ("1.5 is wrong", vec![Kind::Words]),
            (
                "look:\n```\nlet x = 1;\n```",
                vec![Kind::Words, Kind::Pasted],
            ),
            ("```\nerror: no such file\n```", vec![Kind::Error]),
            ("let x = foo(1);", vec![Kind::Pasted]),
            ("TypeError: x is not a function", vec![Kind::Error]),
            ("2026-01-31 12:00:00 started", vec![Kind::Pasted]),
            ("what is this: │ a │ b │", vec![Kind::Words, Kind::Pasted]),
            ("---\n\nhello", vec![Kind::Words]),
            (
                "<system-reminder>x</system-reminder>\nhello",
                vec![Kind::Words],
            ),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_keep_their_place() {
        let text = "  <system-reminder>x</system-reminder>\n  one\n\n\ttwo  ";
        let lines = Prose::of(text).lines;
        let words: Vec<_> = lines
            .iter()
            .map(|line| &text[line.start..line.end])
            .collect();
        assert_eq!(words, ["one", "two"]);
    }
}
