//! Every malformed line.

use leptos::prelude::*;
use sessionscope_engine::reader::Malformed as Line;
use sessionscope_engine::reader::{Reason, Severity};
use sessionscope_engine::time::HOUR_MS;

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Order, RowSet, Sort, format};
use crate::state::AppState;

const COLUMNS: [Column; 7] = [
    Column::text("file", "File", "w-name"),
    Column::figures("line", "Line"),
    Column::figures("offset_bytes", "Offset").hint("Bytes from the start of the file to the line."),
    Column::figures("length_bytes", "Length"),
    Column::text("reason", "Reason", "w-wide"),
    Column::text("severity", "Severity", "w-small"),
    Column::figures("recovered", "Saved")
        .hint("Whole records that were saved from the line; they count."),
];

struct Placed {
    /// Within its root; of several the root's name comes first.
    file: String,
    line: Line,
    severity: Severity,
}

/// The table of malformed lines.
#[component]
pub fn Malformed() -> impl IntoView {
    let state = expect_context::<AppState>();
    // A file that was still for an hour is not being written any more.
    let hour = Memo::new(move |_| state.now.get().0.div_euclid(HOUR_MS / 12));
    let rows = Memo::new(move |_| {
        let ledger = state.ledger.get();
        let now_ms = hour.get() * (HOUR_MS / 12);
        let mut items = Vec::new();
        for file in &ledger.files {
            for line in &file.malformed {
                items.push(Placed {
                    file: ledger.within(file.root, &file.path),
                    line: *line,
                    severity: line.severity(now_ms - file.mtime_ms < HOUR_MS),
                });
            }
        }
        RowSet::new(ListRows {
            items,
            key: |placed: &Placed| format!("{}:{}", placed.file, placed.line.line),
            cell: Box::new(cell),
            order,
        })
    });
    let aside = move || {
        let count = rows.with(|rows| rows.count());
        if count == 0 {
            String::new()
        } else {
            format::grouped(count as u128)
        }
    };
    view! {
        <TableCard
            title="Malformed lines"
            name="malformed"
            columns=&COLUMNS
            sort=Sort::ascending("file")
            rows=rows
            aside=Signal::derive(aside)
            empty="Every line is one JSON object."
        />
    }
}

fn cell(placed: &Placed, column: &'static str) -> Cell {
    let line = &placed.line;
    let number = |number: u64| Cell::figure(format::grouped(number), number.to_string());
    match column {
        "file" => Cell::path(placed.file.clone()),
        "line" => number(line.line),
        "offset_bytes" => number(line.offset_bytes),
        "length_bytes" => number(line.length_bytes),
        "reason" => {
            let mut cell = Cell::text(reason_name(line.reason));
            cell.value = Some(line.reason.name().to_owned());
            cell
        }
        "severity" => Cell::text(severity_name(placed.severity)),
        _ => number(line.recovered.into()),
    }
}

fn order(placed: &Placed, column: &'static str) -> Order {
    let line = &placed.line;
    match column {
        "file" => Order::text(&format!("{} {:012}", placed.file, line.line)),
        "line" => Order::Number(line.line as f64),
        "offset_bytes" => Order::Number(line.offset_bytes as f64),
        "length_bytes" => Order::Number(line.length_bytes as f64),
        "reason" => Order::text(reason_name(line.reason)),
        "severity" => Order::Number(f64::from(placed.severity as u8)),
        _ => Order::Number(f64::from(line.recovered)),
    }
}

fn reason_name(reason: Reason) -> &'static str {
    match reason {
        Reason::Utf8 => "Not valid UTF-8",
        Reason::Json => "Not one JSON value",
        Reason::NotAnObject => "JSON, but no object",
        Reason::Unfinished => "Last line is unfinished",
        Reason::TooLong => "Too long to be held",
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
