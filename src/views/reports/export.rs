//! What a table shows, as a file with exact figures.

use serde_json::{Map, Number, Value};

use crate::parts::{Cell, Column, RowSet, Sort};
use crate::state::AppState;
use crate::tasks;

/// Saves the rows of a table as CSV or JSON, in the order in which they are shown.
pub fn save(
    state: AppState,
    name: &str,
    rows: &RowSet,
    columns: &[Column],
    sort: Sort,
    is_csv: bool,
) {
    let (text, extension, mime) = if is_csv {
        (to_csv(rows, columns, sort), "csv", "text/csv")
    } else {
        (to_json(rows, columns, sort), "json", "application/json")
    };
    let name = format!("sessionscope-{name}.{extension}");
    tasks::export::save(state, &name, mime, text.into_bytes());
}

/// RFC 4180: a head of stable names, then one line a row.
fn to_csv(rows: &RowSet, columns: &[Column], sort: Sort) -> String {
    let mut text = String::from("key");
    for column in columns {
        text.push(',');
        text.push_str(column.id);
    }
    text.push_str("\r\n");
    for row in rows.sorted(sort) {
        field(&mut text, &rows.key(row));
        for column in columns {
            text.push(',');
            let cell = rows.cell(row, column.id);
            field(&mut text, cell.value.as_deref().unwrap_or(&cell.text));
        }
        text.push_str("\r\n");
    }
    text
}

/// A field, in quotes where it needs them. A text that a spreadsheet would run as a formula gets
/// an apostrophe before it: names come out of logs.
fn field(text: &mut String, value: &str) {
    let is_number = value.parse::<f64>().is_ok();
    let is_formula = !is_number && value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guarded = if is_formula {
        format!("'{value}")
    } else {
        value.to_owned()
    };
    if guarded.contains(['"', ',', '\n', '\r']) {
        text.push('"');
        text.push_str(&guarded.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(&guarded);
    }
}

/// An array of objects. Whole figures are numbers, money is an exact decimal as text.
fn to_json(rows: &RowSet, columns: &[Column], sort: Sort) -> String {
    let rows = rows.sorted(sort).into_iter().map(|row| {
        let mut object = Map::new();
        object.insert("key".to_owned(), Value::String(rows.key(row)));
        for column in columns {
            let cell = rows.cell(row, column.id);
            object.insert(column.id.to_owned(), value_of(cell));
        }
        Value::Object(object)
    });
    let array = Value::Array(rows.collect());
    serde_json::to_string_pretty(&array).unwrap_or_default()
}

fn value_of(cell: Cell) -> Value {
    let Some(exact) = cell.value else {
        return Value::String(cell.text);
    };
    match exact.parse::<u64>() {
        Ok(whole) if whole < (1 << 53) => Value::Number(Number::from(whole)),
        _ => Value::String(exact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::{Order, Rows};

    const NAME: Column = Column::text("name", "Name", "w-name");
    const COST: Column = Column::figures("cost_usd", "Cost");

    struct Two;

    impl Rows for Two {
        fn count(&self) -> usize {
            2
        }
        fn key(&self, row: usize) -> String {
            format!("k{row}")
        }
        fn cell(&self, row: usize, column: &'static str) -> Cell {
            match (column, row) {
                ("name", 0) => Cell::text("=SUM(A1), \"x\""),
                ("name", _) => Cell::text("plain"),
                (_, 0) => Cell::figure("$34.34", "34.34216137"),
                _ => Cell::figure("3", "3"),
            }
        }
        fn order(&self, row: usize, _: &'static str) -> Order {
            Order::Number(row as f64)
        }
    }

    #[test]
    fn csv_is_exact_quoted_and_no_formula() {
        let rows = RowSet::new(Two);
        assert_eq!(
            to_csv(&rows, &[NAME, COST], Sort::ascending("name")),
            "key,name,cost_usd\r\nk0,\"'=SUM(A1), \"\"x\"\"\",34.34216137\r\nk1,plain,3\r\n"
        );
    }

    #[test]
    fn json_is_exact() {
        let rows = RowSet::new(Two);
        let json = to_json(&rows, &[NAME, COST], Sort::descending("name"));
        let parsed: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(parsed[0]["cost_usd"], 3);
        assert_eq!(parsed[1]["cost_usd"], "34.34216137");
        assert_eq!(parsed[1]["key"], "k0");
    }
}
