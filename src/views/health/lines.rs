//! Every malformed line.

use leptos::prelude::*;
use sessionscope_engine::reader::{Reason, Severity};
use sessionscope_engine::time::{HOUR_MS, Instant};
use sessionscope_queries::{MalformedLine, MalformedQuestion};

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Order, RowSet, Sort, format};
use crate::queries::{ask, asked};
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

/// How much a line matters is found again this often.
const STEP_MS: i64 = HOUR_MS / 12;

/// The table of malformed lines.
#[component]
pub fn Malformed() -> impl IntoView {
    let state = expect_context::<AppState>();
    let question = asked(move || MalformedQuestion {
        now: Instant(state.now.get().0.div_euclid(STEP_MS) * STEP_MS),
    });
    let lines = ask(state, question);
    let rows = Memo::new(move |_| {
        RowSet::new(ListRows {
            items: lines.get(),
            key: |of: &MalformedLine| format!("{}:{}", of.file, of.line.line),
            cell: Box::new(cell),
            order,
        })
    });
    let aside = move || {
        let count = lines.with(Vec::len);
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

fn cell(of: &MalformedLine, column: &'static str) -> Cell {
    let line = &of.line;
    let number = |number: u64| Cell::figure(format::grouped(number), number.to_string());
    match column {
        "file" => Cell::path(of.file.clone()),
        "line" => number(line.line),
        "offset_bytes" => number(line.offset_bytes),
        "length_bytes" => number(line.length_bytes),
        "reason" => {
            let mut cell = Cell::text(reason_name(line.reason));
            cell.value = Some(line.reason.name().to_owned());
            cell
        }
        "severity" => Cell::text(severity_name(of.severity)),
        _ => number(line.recovered.into()),
    }
}

fn order(of: &MalformedLine, column: &'static str) -> Order {
    let line = &of.line;
    match column {
        "file" => Order::text(&format!("{} {:012}", of.file, line.line)),
        "line" => Order::Number(line.line as f64),
        "offset_bytes" => Order::Number(line.offset_bytes as f64),
        "length_bytes" => Order::Number(line.length_bytes as f64),
        "reason" => Order::text(reason_name(line.reason)),
        "severity" => Order::Number(f64::from(of.severity as u8)),
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
