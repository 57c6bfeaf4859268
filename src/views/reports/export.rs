//! What a table shows, as a file with exact figures.

use std::fmt::Write as _;

use leptos::prelude::*;
use sessionscope_queries::GroupsQuestion;

use crate::parts::{Cell, Column, DisplayPrefs, Rows};
use crate::queries::once;
use crate::state::AppState;
use crate::tasks;
use crate::views::group_rows::GroupRows;

/// Saves all rows that a table shows as CSV or JSON, in their order.
pub fn save(
    state: AppState,
    name: &str,
    question: GroupsQuestion,
    columns: Vec<Column>,
    as_csv: bool,
) {
    let (extension, mime) = if as_csv {
        ("csv", "text/csv")
    } else {
        ("json", "application/json")
    };
    let name = format!("sessionscope-{name}.{extension}");
    let prefs = untrack(|| DisplayPrefs::of(state));
    let route = state.route.get_untracked();
    let by = question.by;
    let all = GroupsQuestion {
        window: None,
        measured: Vec::new(),
        ..question
    };
    let bytes = async move {
        let rows = GroupRows::new(by, once(state, all).await, prefs, route);
        let write = if as_csv { to_csv } else { to_json };
        write(&rows, &columns).into_bytes()
    };
    tasks::export::save(state, &name, mime, bytes);
}

/// RFC 4180: a head of stable names, then one line a row.
fn to_csv(rows: &dyn Rows, columns: &[Column]) -> String {
    let mut text = String::from("key");
    for column in columns {
        text.push(',');
        text.push_str(column.id);
    }
    text.push_str("\r\n");
    for row in 0..rows.count() {
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
    let may_be_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_formula = may_be_formula && !is_number(value);
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

/// An array of objects, their fields in the order of the columns. Whole figures are numbers, money is an exact decimal as text.
fn to_json(rows: &dyn Rows, columns: &[Column]) -> String {
    let mut json = String::from("[");
    for row in 0..rows.count() {
        json.push_str(if row == 0 {
            "\n  {\n    "
        } else {
            ",\n  {\n    "
        });
        json_text(&mut json, "key");
        json.push_str(": ");
        json_text(&mut json, &rows.key(row));
        for column in columns {
            json.push_str(",\n    ");
            json_text(&mut json, column.id);
            json.push_str(": ");
            json_value(&mut json, rows.cell(row, column.id));
        }
        json.push_str("\n  }");
    }
    json.push_str(if json.len() > 1 { "\n]" } else { "]" });
    json
}

fn json_value(json: &mut String, cell: Cell) {
    let Some(exact) = cell.value else {
        return json_text(json, &cell.text);
    };
    match exact.parse::<u64>() {
        // Written anew: `007` is no number in JSON.
        Ok(whole) if whole < (1 << 53) => json.push_str(&whole.to_string()),
        _ => json_text(json, &exact),
    }
}

/// A text in quotes, with what must not stand in them escaped.
fn json_text(json: &mut String, text: &str) {
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            '\n' => json.push_str("\\n"),
            control if control < ' ' => {
                // A String takes everything.
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            other => json.push(other),
        }
    }
    json.push('"');
}

/// What a spreadsheet reads as a number: digits, perhaps with a sign, a point and an exponent.
fn is_number(text: &str) -> bool {
    let unsigned = |text: &str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let text = unsigned(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let exponent = unsigned(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = whole.len() + fraction.len() > 0 && !exponent.is_empty();
    has_digits && [whole, fraction, &exponent].into_iter().all(are_digits)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
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
    }

    #[test]
    fn csv_is_exact_quoted_and_no_formula() {
        assert_eq!(
            to_csv(&Two, &[NAME, COST]),
            "key,name,cost_usd\r\nk0,\"'=SUM(A1), \"\"x\"\"\",34.34216137\r\nk1,plain,3\r\n"
        );
    }

    #[test]
    fn json_is_exact() {
        let json = to_json(&Two, &[NAME, COST]);
        let parsed: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(parsed[0]["cost_usd"], "34.34216137");
        assert_eq!(parsed[0]["key"], "k0");
        assert_eq!(parsed[1]["cost_usd"], 3);
    }

    #[test]
    fn json_is_laid_out_in_the_order_of_the_columns() {
        let json = to_json(&Two, &[NAME, COST]);
        let expected = r#"[
  {
    "key": "k0",
    "name": "=SUM(A1), \"x\"",
    "cost_usd": "34.34216137"
  },
  {
    "key": "k1",
    "name": "plain",
    "cost_usd": 3
  }
]"#;
        assert_eq!(json, expected);
    }

    #[test]
    fn json_texts_say_what_they_said() {
        let text: String = (0..0x300).filter_map(char::from_u32).collect::<String>() + "😀\u{2028}";
        let mut json = String::new();
        json_text(&mut json, &text);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn numbers_are_told_from_formulas() {
        for text in ["-1", "+1", "-1.5", "-.5", "-5.", "1e3", "-1E-3", "0"] {
            assert!(is_number(text), "{text}");
        }
        for text in [
            "", "-", "-1+1", "+A1", "=1", "--1", "-e3", "-1e", "-1.2.3", "-.",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }
}
