//! Every file: what it is, in which formats, and how well they are known.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::digest::Format;
use sessionscope_accounts::ledger::{FileRow, Ledger};
use sessionscope_log::place::FileKind;
use sessionscope_log::time::Instant;

use crate::basis::Basis;
use crate::ends::ends_of_magnitudes;
use crate::groups::Window;
use crate::order::{Order, OrderBy, ordered};
use crate::question::Question;

/// Which files are there?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesQuestion {
    /// By what they are sorted.
    pub order: OrderBy,
    /// Which of them are wanted; `None` for all.
    pub window: Option<Window>,
}

/// Files in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FilesAnswer {
    /// How many there are.
    pub count: usize,
    /// The place of the first of `rows`.
    pub from: usize,
    /// Those of the window.
    pub rows: Vec<FileListRow>,
    /// Files among which are those with the longest figures, where the window does not hold all.
    pub longest: Vec<FileListRow>,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FileRole {
    /// A main file that names only sessions with files of their own.
    Copy,
    /// A session's own file.
    Session,
    /// A subagent's.
    Subagent,
    /// A subagent's in the old place.
    OldSubagent,
}

/// A file of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileListRow {
    /// Its path within its root; of several the root's name comes first.
    pub path: String,
    /// What it is.
    pub role: FileRole,
    /// The format of most of its lines.
    pub format: Option<Format>,
    /// How many formats it has beside that.
    pub other_formats: usize,
    /// The part of its lines whose format is known, 0 to 1; `None` without lines.
    pub known_share: Option<f64>,
    /// Lines that are not blank.
    pub lines: u64,
    /// Blank lines.
    pub blank_lines: u64,
    /// Lines that make no sense.
    pub malformed_lines: u64,
    /// Its size.
    pub size_bytes: u64,
    /// When it was changed last.
    pub modified: Instant,
}

impl FileListRow {
    fn new(ledger: &Ledger, file: &FileRow) -> Self {
        Self {
            path: ledger.within(file.root, &file.path),
            role: role(file),
            format: primary(&file.formats),
            other_formats: file.formats.len().saturating_sub(1),
            known_share: known_share(file),
            lines: file.lines,
            blank_lines: file.blank_lines,
            malformed_lines: file.malformed.len() as u64,
            size_bytes: file.size_bytes,
            modified: Instant(file.mtime_ms),
        }
    }
}

/// What is kept from one answer to the next: another window costs only its rows.
#[derive(Debug, Default)]
pub struct FilesLive {
    revision: u64,
    order: Option<(OrderBy, Vec<usize>)>,
    longest: Option<Vec<FileListRow>>,
}

impl Question for FilesQuestion {
    type Answer = FilesAnswer;
    type Live = FilesLive;

    fn answer(&self, live: &mut FilesLive, basis: &mut Basis<'_>) -> FilesAnswer {
        let revision = basis.revision;
        if live.revision != revision.number() {
            *live = FilesLive {
                revision: revision.number(),
                ..FilesLive::default()
            };
        }
        let count = revision.files.len();
        let window = self.window.map_or(0..count, |window| {
            let from = window.from.min(count);
            from..window.from.saturating_add(window.count).min(count)
        });
        let longest = if window.len() < count {
            let longest = live.longest.get_or_insert_with(|| longest(revision));
            longest.clone()
        } else {
            Vec::new()
        };
        let order = live.order.take().filter(|(order, _)| *order == self.order);
        let order = order.unwrap_or_else(|| (self.order.clone(), sorted(revision, &self.order)));
        let (_, places) = live.order.insert(order);
        let places = places.get(window.clone()).unwrap_or_default().iter();
        let files = places.filter_map(|&place| revision.files.get(place));
        FilesAnswer {
            count,
            from: window.start,
            rows: files.map(|file| FileListRow::new(revision, file)).collect(),
            longest,
        }
    }
}

fn sorted(ledger: &Ledger, by: &OrderBy) -> Vec<usize> {
    let files = ledger.files.iter();
    let keys: Vec<Order> = match number_of(&by.column) {
        Some(number) => files
            .map(|file| number(file).map_or(Order::Missing, Order::Number))
            .collect(),
        None => files
            .map(|file| Order::text(&ledger.within(file.root, &file.path)))
            .collect(),
    };
    ordered(&keys, by.descending)
}

/// Columns of figures.
const FIGURES: [&str; 6] = [
    "compatibility",
    "lines",
    "blank_lines",
    "malformed",
    "size_bytes",
    "modified",
];

/// Files among which are those with the longest figures of each column.
fn longest(ledger: &Ledger) -> Vec<FileListRow> {
    let mut ends = BTreeSet::new();
    for number in FIGURES.into_iter().filter_map(number_of) {
        ends.extend(ends_of_magnitudes(&mut ledger.files.iter().map(number)));
    }
    let files = ends.into_iter().filter_map(|at| ledger.files.get(at));
    files.map(|file| FileListRow::new(ledger, file)).collect()
}

/// The number by which a column is sorted; `None` for that of paths.
fn number_of(column: &str) -> Option<fn(&FileRow) -> Option<f64>> {
    Some(match column {
        "kind" => |file| Some(f64::from(role(file) as u8)),
        "format" => |file| primary(&file.formats).map(|format| f64::from(by_name(format))),
        "compatibility" => known_share,
        "lines" => |file| Some(file.lines as f64),
        "blank_lines" => |file| Some(file.blank_lines as f64),
        "malformed" => |file| Some(file.malformed.len() as f64),
        "size_bytes" => |file| Some(file.size_bytes as f64),
        "modified" => |file| Some(file.mtime_ms as f64),
        _ => return None,
    })
}

fn role(file: &FileRow) -> FileRole {
    match file.kind {
        FileKind::Main if file.is_copy => FileRole::Copy,
        FileKind::Main => FileRole::Session,
        FileKind::Subagent => FileRole::Subagent,
        FileKind::OldSubagent => FileRole::OldSubagent,
    }
}

/// The place of a format in the order of what formats are called.
fn by_name(format: Format) -> u8 {
    match format {
        Format::Other => 0,
        Format::ClaudeCode => 1,
        Format::ClaudeCodeOld => 2,
        Format::PlainContent => 3,
        Format::PlainMessage => 4,
        Format::PlainToolResult => 5,
    }
}

/// The format of most lines.
fn primary(formats: &[(Format, u64)]) -> Option<Format> {
    let most = formats
        .iter()
        .max_by_key(|(format, lines)| (*lines, std::cmp::Reverse(*format)));
    most.map(|(format, _)| *format)
}

/// The part of the lines whose format is known: malformed ones and other shapes are not.
fn known_share(file: &FileRow) -> Option<f64> {
    let known = file.formats.iter();
    let known = known.filter(|(format, _)| *format != Format::Other);
    let known: u64 = known.map(|(_, lines)| *lines).sum();
    (file.lines > 0).then(|| (known as f64 / file.lines as f64).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{answer, file};

    fn paths(rows: &[FileListRow]) -> Vec<&str> {
        rows.iter().map(|row| row.path.as_str()).collect()
    }

    fn ask(column: &str, descending: bool, window: Option<Window>, ledger: &Ledger) -> FilesAnswer {
        let order = OrderBy {
            column: column.to_owned(),
            descending,
        };
        answer(&FilesQuestion { order, window }, ledger)
    }

    #[test]
    fn the_format_of_most_lines_is_primary() {
        let formats = Vec::from([
            (Format::PlainMessage, 2),
            (Format::ClaudeCode, 7),
            (Format::Other, 1),
        ]);
        assert_eq!(primary(&formats), Some(Format::ClaudeCode));
        assert_eq!(primary(&[]), None);
        let of = |lines, formats: Vec<_>| FileRow {
            lines,
            formats: formats.into(),
            ..file("a")
        };
        assert_eq!(known_share(&of(12, formats)), Some(0.75));
        assert_eq!(known_share(&of(0, Vec::new())), None);
    }

    #[test]
    fn a_window_holds_rows_of_the_whole_order() {
        let of = |path: &str, size_bytes, mtime_ms| FileRow {
            size_bytes,
            mtime_ms,
            ..file(path)
        };
        let ledger = Ledger {
            files: vec![of("b", 5, 10), of("A", 900, 30), of("c", 7, 20)].into(),
            ..Ledger::default()
        };
        let all = ask("file", false, None, &ledger);
        assert_eq!((paths(&all.rows), all.count), (vec!["A", "b", "c"], 3));
        assert!(all.longest.is_empty(), "they are all there");
        let window = Window { from: 1, count: 5 };
        let later = ask("modified", true, Some(window), &ledger);
        assert_eq!((later.from, later.count), (1, 3));
        assert_eq!(paths(&later.rows), ["c", "b"]);
        assert!(paths(&later.longest).contains(&"A"));
    }

    #[test]
    fn kinds_and_formats_are_sorted_by_what_they_are_called() {
        let copy = FileRow {
            is_copy: true,
            formats: Box::new([(Format::PlainMessage, 1)]),
            ..file("copy")
        };
        let plain = FileRow {
            formats: Box::new([(Format::ClaudeCode, 1)]),
            ..file("plain")
        };
        let subagent = FileRow {
            kind: FileKind::Subagent,
            ..file("agent")
        };
        let ledger = Ledger {
            files: vec![subagent, plain, copy].into(),
            ..Ledger::default()
        };
        let sorted = |column| {
            let answer = ask(column, false, None, &ledger);
            answer
                .rows
                .into_iter()
                .map(|row| row.path)
                .collect::<Vec<_>>()
        };
        assert_eq!(sorted("kind"), ["copy", "plain", "agent"]);
        assert_eq!(sorted("format"), ["plain", "copy", "agent"]);
    }
}
