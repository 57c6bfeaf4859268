//! Every file: what it is, in which formats, and how well they are known.

use leptos::prelude::*;
use sessionscope_engine::digest::Format;
use sessionscope_queries::{FileListRow, FileRole, FilesAnswer, FilesQuestion};

use super::TableCard;
use super::engine::bytes_cell;
use crate::parts::{Cell, Column, DisplayPrefs, FIRST_ROWS, RowSet, Rows, Sort, format};
use crate::queries::{ask, asked};
use crate::state::AppState;
use crate::views::group_table::order_of;

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

/// The order at first.
const SORT: Sort = Sort::descending("modified");

/// The table of files.
#[component]
pub fn Files() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let sort = RwSignal::new(SORT);
    let window = RwSignal::new(FIRST_ROWS);
    let question = asked(move || FilesQuestion {
        order: order_of(sort.get()),
        window: Some(window.get()),
    });
    let files = ask(state, question);
    let rows = Memo::new(move |_| {
        RowSet::new(FileRows {
            answer: files.get(),
            prefs: prefs.get(),
        })
    });
    let aside = move || format::grouped(files.with(|files| files.count) as u128);
    view! {
        <TableCard
            title="Files"
            name="files"
            columns=&COLUMNS
            sort=SORT
            sorted=sort
            rows=rows
            window=window
            aside=Signal::derive(aside)
            empty="No file was read yet."
        />
    }
}

/// Files as rows.
struct FileRows {
    answer: FilesAnswer,
    prefs: DisplayPrefs,
}

impl FileRows {
    fn row(&self, row: usize) -> Option<&FileListRow> {
        let at = row.checked_sub(self.answer.from)?;
        self.answer.rows.get(at)
    }
}

impl Rows for FileRows {
    fn count(&self) -> usize {
        self.answer.count
    }

    fn key(&self, row: usize) -> String {
        self.row(row)
            .map_or_else(String::new, |file| file.path.clone())
    }

    fn cell(&self, row: usize, column: &'static str) -> Cell {
        let file = self.row(row);
        file.map_or_else(Cell::default, |file| cell(file, column, &self.prefs))
    }

    fn are_sorted(&self) -> bool {
        true
    }

    fn has(&self, row: usize) -> bool {
        self.row(row).is_some()
    }

    fn longest(&self, column: &'static str) -> Option<Vec<Cell>> {
        let FilesAnswer { rows, longest, .. } = &self.answer;
        let files = if longest.is_empty() { rows } else { longest };
        let cells = files.iter().map(|file| cell(file, column, &self.prefs));
        Some(cells.collect())
    }
}

fn cell(file: &FileListRow, column: &'static str, prefs: &DisplayPrefs) -> Cell {
    let number = |number: u64| Cell::figure(format::grouped(number), number.to_string());
    match column {
        "file" => Cell::path(file.path.clone()),
        "kind" => Cell::text(role_name(file.role)),
        "format" => {
            let mut cell = Cell::text(file.format.map_or("none", format_name));
            if file.other_formats > 0 {
                cell.sub = Some(format!("and {} more", file.other_formats));
            }
            cell
        }
        "compatibility" => file.known_share.map_or_else(Cell::default, |known| {
            Cell::figure(format::percent(known), known.to_string())
        }),
        "lines" => number(file.lines),
        "blank_lines" => number(file.blank_lines),
        "malformed" => number(file.malformed_lines),
        "size_bytes" => bytes_cell(file.size_bytes),
        _ => Cell::figure(prefs.moment(file.modified), file.modified.to_iso()),
    }
}

// The table is sorted by these names: the question knows their order.
fn role_name(role: FileRole) -> &'static str {
    match role {
        FileRole::Copy => "copy of a session",
        FileRole::Session => "session",
        FileRole::Subagent => "subagent",
        FileRole::OldSubagent => "subagent (old place)",
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
