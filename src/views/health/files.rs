//! Every file: what it is, in which formats, and how well they are known.

use leptos::prelude::*;
use sessionscope_engine::digest::Format;
use sessionscope_engine::place::FileKind;
use sessionscope_engine::time::Instant;

use super::engine::bytes_cell;
use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, DisplayPrefs, Order, RowSet, Sort, format};
use crate::state::AppState;

const COLUMNS: [Column; 9] = [
    Column::text("file", "File", "w-name"),
    Column::text("kind", "Kind", "w-text").hint(
        "A copy names only sessions that have files of their own: it is no session, and what it repeats counts once.",
    ),
    Column::text("format", "Format", "w-wide").hint("The format of most of its lines."),
    Column::figures("compatibility", "Known")
        .hint("The part of its lines whose format this version knows."),
    Column::figures("lines", "Lines"),
    Column::figures("blank_lines", "Blank"),
    Column::figures("malformed", "Malformed"),
    Column::figures("size_bytes", "Size"),
    Column::figures("modified", "Changed").width("w-date"),
];

struct File {
    path: String,
    kind: &'static str,
    format: Option<Format>,
    others: usize,
    known: Option<f64>,
    lines: u64,
    blank_lines: u64,
    malformed: u64,
    size_bytes: u64,
    modified: Instant,
}

/// The table of files.
#[component]
pub fn Files() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let rows = Memo::new(move |_| {
        let ledger = state.ledger.get();
        let prefs = prefs.get();
        let files = ledger.files.iter().map(|file| File {
            path: ledger.within(file.root, &file.path),
            kind: kind_name(file.kind, file.is_copy),
            format: primary(&file.formats),
            others: file.formats.len().saturating_sub(1),
            known: known_share(&file.formats, file.lines),
            lines: file.lines,
            blank_lines: file.blank_lines,
            malformed: file.malformed.len() as u64,
            size_bytes: file.size_bytes,
            modified: Instant(file.mtime_ms),
        });
        RowSet::new(ListRows {
            items: files.collect(),
            key: |file: &File| file.path.clone(),
            cell: Box::new(move |file, column| cell(file, column, &prefs)),
            order,
        })
    });
    let aside = move || format::grouped(rows.with(|rows| rows.count()) as u128);
    view! {
        <TableCard
            title="Files"
            name="files"
            columns=&COLUMNS
            sort=Sort::descending("modified")
            rows=rows
            aside=Signal::derive(aside)
            empty="No file was read yet."
        />
    }
}

fn cell(file: &File, column: &'static str, prefs: &DisplayPrefs) -> Cell {
    let number = |number: u64| Cell::figure(format::grouped(number), number.to_string());
    match column {
        "file" => Cell::path(file.path.clone()),
        "kind" => Cell::text(file.kind),
        "format" => {
            let mut cell = Cell::text(file.format.map_or("none", format_name));
            if file.others > 0 {
                cell.sub = Some(format!("and {} more", file.others));
            }
            cell
        }
        "compatibility" => file.known.map_or_else(Cell::default, |known| {
            Cell::figure(format::percent(known), known.to_string())
        }),
        "lines" => number(file.lines),
        "blank_lines" => number(file.blank_lines),
        "malformed" => number(file.malformed),
        "size_bytes" => bytes_cell(file.size_bytes),
        _ => Cell::figure(prefs.moment(file.modified), file.modified.to_iso()),
    }
}

fn order(file: &File, column: &'static str) -> Order {
    match column {
        "file" => Order::text(&file.path),
        "kind" => Order::text(file.kind),
        "format" => file
            .format
            .map_or(Order::Missing, |format| Order::text(format_name(format))),
        "compatibility" => file.known.map_or(Order::Missing, Order::Number),
        "lines" => Order::Number(file.lines as f64),
        "blank_lines" => Order::Number(file.blank_lines as f64),
        "malformed" => Order::Number(file.malformed as f64),
        "size_bytes" => Order::Number(file.size_bytes as f64),
        _ => Order::Number(file.modified.0 as f64),
    }
}

fn kind_name(kind: FileKind, is_copy: bool) -> &'static str {
    match kind {
        FileKind::Main if is_copy => "copy of a session",
        FileKind::Main => "session",
        FileKind::Subagent => "subagent",
        FileKind::OldSubagent => "subagent (old place)",
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::ClaudeCode => "Claude Code",
        Format::ClaudeCodeOld => "Claude Code (older)",
        Format::PlainMessage => "Plain messages",
        Format::PlainContent => "Plain content",
        Format::PlainToolResult => "Plain tool results",
        Format::Other => "Another shape",
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
fn known_share(formats: &[(Format, u64)], lines: u64) -> Option<f64> {
    let known = formats
        .iter()
        .filter(|(format, _)| *format != Format::Other);
    let known: u64 = known.map(|(_, lines)| *lines).sum();
    (lines > 0).then(|| (known as f64 / lines as f64).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_of_most_lines_is_primary() {
        let formats = Vec::from([
            (Format::PlainMessage, 2),
            (Format::ClaudeCode, 7),
            (Format::Other, 1),
        ]);
        assert_eq!(primary(&formats), Some(Format::ClaudeCode));
        assert_eq!(known_share(&formats, 12), Some(0.75));
        assert_eq!(primary(&[]), None);
        assert_eq!(known_share(&[], 0), None);
    }
}
