//! Changes of a file, line by line.

use std::collections::HashSet;

use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

use super::forms::part::Part;
use super::highlight;
use super::markup::{Attribute, Element, Node, Tag, div, pre, span, wide};
use sessionscope_log::json::Value;

/// Lines around a change that are shown with it.
const CONTEXT_LINES: usize = 3;
/// Longer texts are shown as removed and added in whole: comparing them would take too long.
const COMPARED_MAX_BYTES: usize = 400_000;
/// Lines that are drawn as rows; those behind them are shown as a text.
const ROWS_MAX: usize = 5_000;
/// So many comparisons of lines, at worst, are worth the changes of one call.
pub const EFFORT: usize = 4_000_000;

/// A run of lines that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Hunk {
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    kind: Kind,
    /// Its number before and after, from 1, where they are known.
    numbers: (Option<u64>, Option<u64>),
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Same,
    Added,
    Removed,
}

impl Kind {
    fn sign(self) -> &'static str {
        match self {
            Self::Same => " ",
            Self::Added => "+",
            Self::Removed => "−",
        }
    }
}

/// The difference between two texts. `is_whole` if they are a whole file, so that the numbers of
/// their lines mean something. What the comparison may take at worst is taken from `effort`.
pub fn of_texts(path: &str, old: &str, new: &str, is_whole: bool, effort: &mut usize) -> Element {
    let middle = Middle::of(old, new);
    let work = middle.old.len().saturating_mul(middle.new.len());
    let hunks = if old.len() + new.len() > COMPARED_MAX_BYTES || work > *effort {
        vec![middle.replaced(is_whole)]
    } else {
        *effort -= work;
        compared(old, new, is_whole)
    };
    element(path, &hunks)
}

/// The difference that Claude Code wrote down itself as `structuredPatch`; `None` if there is none.
pub(super) fn of_patch(path: &str, structured: Part<'_>) -> Option<Element> {
    let hunks: Vec<Hunk> = structured.elements().into_iter().map(patch_hunk).collect();
    (!hunks.is_empty()).then(|| element(path, &hunks))
}

/// A whole file that is new.
pub fn of_new(path: &str, text: &str) -> Element {
    element(path, &[Middle::of("", text).replaced(true)])
}

/// The lines that such a difference draws.
pub fn lines_of(structured: Value<'_>) -> HashSet<String> {
    let hunks = structured.elements().into_iter();
    let lines = hunks.filter_map(|hunk| hunk.get("lines"));
    let lines = lines.flat_map(|lines| lines.elements());
    let lines = lines.filter_map(|line| Some(line.text()?.get(1..)?.to_owned()));
    lines.collect()
}

fn patch_hunk(hunk: Part<'_>) -> Hunk {
    let number = |name: &str| {
        let number = hunk.number_of(name).filter(|number| *number >= 1.0)?;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a line's number, at least 1; a cast saturates"
        )]
        Some(number as u64)
    };
    let (mut old, mut new) = (number("oldStart"), number("newStart"));
    let mut take = |of_old: bool, of_new: bool| {
        let numbers = (old.filter(|_| of_old), new.filter(|_| of_new));
        old = old.map(|number| number.saturating_add(u64::from(of_old)));
        new = new.map(|number| number.saturating_add(u64::from(of_new)));
        numbers
    };
    let lines = hunk
        .get("lines")
        .map(|lines| lines.elements())
        .unwrap_or_default();
    let lines = lines.into_iter().filter_map(|line| {
        let line = line.text()?;
        let mut chars = line.chars();
        let kind = match chars.next() {
            Some('+') => Kind::Added,
            Some('-') => Kind::Removed,
            Some(' ') | None => Kind::Same,
            // What is said of the line before, as that it has no end.
            _ => {
                return Some(Line {
                    kind: Kind::Same,
                    numbers: (None, None),
                    text: line.into_owned(),
                });
            }
        };
        Some(Line {
            kind,
            numbers: take(kind != Kind::Added, kind != Kind::Removed),
            text: chars.as_str().to_owned(),
        })
    });
    Hunk {
        lines: lines.collect(),
    }
}

fn compared(old: &str, new: &str, is_whole: bool) -> Vec<Hunk> {
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .diff_lines(old, new);
    let groups = if is_whole {
        diff.grouped_ops(CONTEXT_LINES)
    } else {
        vec![diff.ops().to_vec()]
    };
    let hunk = |ops: &Vec<DiffOp>| {
        let changes = ops.iter().flat_map(|op| diff.iter_changes(op));
        let lines = changes.map(|change| {
            let number = |index: Option<usize>| index.filter(|_| is_whole).map(|at| at as u64 + 1);
            Line {
                kind: match change.tag() {
                    ChangeTag::Equal => Kind::Same,
                    ChangeTag::Insert => Kind::Added,
                    ChangeTag::Delete => Kind::Removed,
                },
                numbers: (number(change.old_index()), number(change.new_index())),
                text: trimmed(&change.to_string()).to_owned(),
            }
        });
        Hunk {
            lines: lines.collect(),
        }
    };
    groups.iter().map(hunk).collect()
}

/// What differs in two texts: the lines between those that both begin with and those that both end with.
struct Middle<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
    /// The last lines before it.
    before: Vec<&'a str>,
    /// The first lines behind it.
    behind: Vec<&'a str>,
    /// All lines before it.
    start: usize,
}

impl<'a> Middle<'a> {
    fn of(old: &'a str, new: &'a str) -> Self {
        let mut old: Vec<&str> = old.lines().collect();
        let mut new: Vec<&str> = new.lines().collect();
        let same = |(old, new): &(&&str, &&str)| old == new;
        let end = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take_while(same)
            .count();
        let mut behind = old.split_off(old.len() - end);
        new.truncate(new.len() - end);
        behind.truncate(CONTEXT_LINES);
        let start = old.iter().zip(&new).take_while(same).count();
        let mut before = old;
        let old = before.split_off(start);
        let new = new.split_off(start);
        let before = before.split_off(start.saturating_sub(CONTEXT_LINES));
        Self {
            old,
            new,
            before,
            behind,
            start,
        }
    }

    /// All of the old lines, then all of the new ones.
    fn replaced(self, is_whole: bool) -> Hunk {
        let number = |at: usize| is_whole.then_some(at as u64 + 1);
        let (old_end, new_end) = (self.start + self.old.len(), self.start + self.new.len());
        let first = self.start - self.before.len();
        let line = |kind: Kind, old: Option<usize>, new: Option<usize>, text: &str| Line {
            kind,
            numbers: (old.and_then(number), new.and_then(number)),
            text: text.to_owned(),
        };
        let before = (first..).zip(self.before);
        let before = before.map(|(at, text)| line(Kind::Same, Some(at), Some(at), text));
        let removed = (self.start..).zip(self.old);
        let removed = removed.map(|(at, text)| line(Kind::Removed, Some(at), None, text));
        let added = (self.start..).zip(self.new);
        let added = added.map(|(at, text)| line(Kind::Added, None, Some(at), text));
        let behind = (0..).zip(self.behind);
        let behind =
            behind.map(|(at, text)| line(Kind::Same, Some(old_end + at), Some(new_end + at), text));
        Hunk {
            lines: before.chain(removed).chain(added).chain(behind).collect(),
        }
    }
}

fn trimmed(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

fn element(path: &str, hunks: &[Hunk]) -> Element {
    let count = |kind: Kind| {
        let lines = hunks.iter().flat_map(|hunk| &hunk.lines);
        lines.filter(|line| line.kind == kind).count()
    };
    let (added, removed) = (count(Kind::Added), count(Kind::Removed));
    let language = highlight::language_of(path);
    let lines = hunks.iter().enumerate().flat_map(|(at, hunk)| {
        let gap = (at > 0).then_some(None);
        gap.into_iter().chain(hunk.lines.iter().map(Some))
    });
    let rows = lines.clone().take(ROWS_MAX);
    let rows = rows.map(|line| line.map_or_else(gap, |line| row(line, language)));
    let table = Element::new(Tag::Table)
        .class("diff-lines")
        .child(Element::new(Tag::TableBody).children(rows));
    div("diff")
        .with(
            Attribute::Label,
            format!("{added} lines added, {removed} removed"),
        )
        .with(Attribute::Role, "figure")
        .child(
            div("diff-sum")
                .child(span("added", format!("+{added}")))
                .child(span("removed", format!("−{removed}"))),
        )
        .child(wide(div("scroll-x")).child(table))
        .children(rest(lines.skip(ROWS_MAX)))
}

/// What is too long for a table.
fn rest<'a>(lines: impl Iterator<Item = Option<&'a Line>>) -> Option<Node> {
    let mut text = String::new();
    for line in lines {
        match line {
            Some(line) => text.extend([line.kind.sign(), line.text.as_str(), "\n"]),
            None => text.push_str("⋯\n"),
        }
    }
    (!text.is_empty()).then(|| pre("output", text).into())
}

fn gap() -> Node {
    let cell = |text: &str| Element::new(Tag::TableCell).text(text);
    Element::new(Tag::TableRow)
        .class("diff-gap")
        .child(cell("⋯"))
        .child(cell(""))
        .child(cell(""))
        .into()
}

fn row(line: &Line, language: &str) -> Node {
    let class = match line.kind {
        Kind::Same => "same",
        Kind::Added => "added",
        Kind::Removed => "removed",
    };
    let number = |number: Option<u64>| {
        let text = number.map(|number| number.to_string()).unwrap_or_default();
        Element::new(Tag::TableCell).class("line-no").text(text)
    };
    Element::new(Tag::TableRow)
        .class(class)
        .child(number(line.numbers.0))
        .child(number(line.numbers.1))
        .child(
            Element::new(Tag::TableCell)
                .child(span("sign", line.kind.sign()))
                .children(highlight::nodes(language, &line.text)),
        )
        .into()
}

#[cfg(test)]
mod tests {
    use super::super::forms::part::DrawnParts;
    use super::*;

    fn shown(hunks: &[Hunk]) -> Vec<String> {
        let each = hunks.iter().map(|hunk| {
            let lines = hunk.lines.iter().map(|line| {
                let sign = match line.kind {
                    Kind::Same => ' ',
                    Kind::Added => '+',
                    Kind::Removed => '-',
                };
                let number =
                    |number: Option<u64>| number.map_or("·".to_owned(), |at| at.to_string());
                format!(
                    "{}/{}{sign}{}",
                    number(line.numbers.0),
                    number(line.numbers.1),
                    line.text
                )
            });
            lines.collect::<Vec<_>>().join(" ")
        });
        each.collect()
    }

    #[test]
    fn changed_lines_and_their_neighbours() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n";
        let new = "a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl";
        assert_eq!(
            shown(&compared(old, new, true)),
            [
                "1/1 a 2/·-b ·/2+B 3/3 c 4/4 d 5/5 e",
                "9/9 i 10/10 j 11/11 k ·/12+l"
            ]
        );
        assert_eq!(shown(&compared("a", "a\nb", false)).len(), 1);
    }

    #[test]
    fn what_takes_too_long_to_compare_is_replaced_between_what_is_the_same() {
        let middle = Middle::of("a\nb\nc\nd\ne\nx\ny\nf\ng", "a\nb\nc\nd\ne\nz\nf\ng");
        assert_eq!(
            shown(&[middle.replaced(true)]),
            ["3/3 c 4/4 d 5/5 e 6/·-x 7/·-y ·/6+z 8/7 f 9/8 g"]
        );
        let middle = Middle::of("a\na\na", "a\na");
        assert_eq!(shown(&[middle.replaced(true)]), ["1/·-a 2/1 a 3/2 a"]);
        let (mut effort, old, new) = (100, "a\nb\n".repeat(50), "b\na\n".repeat(50));
        let mut text = String::new();
        for child in of_texts("", &old, &new, true, &mut effort).children {
            child.collect_text(&mut text);
        }
        assert!(text.contains("+100−100"), "{text}");
        assert_eq!(effort, 100);
    }

    #[test]
    fn a_patch_of_claude_code() {
        let patch = br#"[{"oldStart":4,"oldLines":2,"newStart":4,"newLines":2,"lines":[" a","-b","+c","\\ No newline at end of file"]}]"#;
        let seen = DrawnParts::default();
        let part = |text| Part::root(Value::parse(text).unwrap(), &seen, 0);
        let patch = part(patch);
        let hunks: Vec<Hunk> = patch.elements().into_iter().map(patch_hunk).collect();
        assert_eq!(
            shown(&hunks),
            ["4/4 a 5/·-b ·/5+c ·/· \\ No newline at end of file"]
        );
        assert!(of_patch("a.rs", part(b"[]")).is_none());
    }
}
