//! How wide the columns of a long table are.
//!
//! Only a window of its rows is in the document, so that the browser knows nothing of the others:
//! widths would jump while rows pass by, or cut figures. A column is as wide as the longest of all
//! its figures, wherever that is.

use sessionscope_queries::ends_of_magnitudes;

use super::{Cell, Column, Order, Rows};

/// Before a figure that is at least so much, and for what rounds up to one digit more.
const SPARE: usize = 3;
/// A bar before a figure, with the gap after it.
const BAR: usize = 8;
/// The arrow beside a head, and its hint where it has one.
const SIGN: usize = 3;

/// The characters that the widest cell of a column of figures takes, head and totals among them; of
/// texts, which are cut where they are long, those that the head takes.
pub fn characters(rows: &dyn Rows, column: &Column) -> usize {
    let hint = if column.hint.is_empty() { 0 } else { SIGN };
    let head = column.label.chars().count() + SIGN + hint;
    if !column.figures {
        return head;
    }
    let cells = longest(rows, column.id).into_iter().map(|cell| {
        let bar = if cell.share.is_some() { BAR } else { 0 };
        let sub = cell.sub.map_or(0, |sub| sub.chars().count() + 1);
        cell.text.chars().count() + bar + sub
    });
    let widest = cells.max().unwrap_or(0);
    // Totals are bold, and so a little wider.
    let total = rows.total(column.id).map_or(0, |cell| {
        let characters = cell.text.chars().count();
        characters + characters.div_ceil(10)
    });
    head.max(widest.max(total) + SPARE)
}

/// Cells among which is the longest of all rows.
fn longest(rows: &dyn Rows, column: &'static str) -> Vec<Cell> {
    rows.longest(column).unwrap_or_else(|| {
        let mut numbers = (0..rows.count()).map(|row| match rows.order(row, column) {
            Order::Number(number) => Some(number),
            Order::Text(_) | Order::Missing => None,
        });
        let ends = ends_of_magnitudes(&mut numbers).into_iter();
        ends.map(|row| rows.cell(row, column)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: Column = Column::figures("cost", "Cost");
    const NAME: Column = Column::text("name", "Name", "w-name");

    struct Amounts(Vec<f64>, Option<&'static str>);

    impl Rows for Amounts {
        fn count(&self) -> usize {
            self.0.len()
        }
        fn key(&self, row: usize) -> String {
            row.to_string()
        }
        fn cell(&self, row: usize, _: &'static str) -> Cell {
            let text = crate::parts::format::money_fine(self.0[row], "USD");
            Cell::text(text)
        }
        fn order(&self, row: usize, _: &'static str) -> Order {
            Order::Number(self.0[row])
        }
        fn total(&self, _: &'static str) -> Option<Cell> {
            self.1.map(Cell::text)
        }
    }

    #[test]
    fn the_longest_figure_of_all_rows_fits() {
        // The longest text is neither the first, the last, the least nor the largest figure.
        let mut amounts: Vec<f64> = (1..20_000).map(f64::from).collect();
        amounts.push(9_123.45);
        amounts.push(0.000_012);
        let rows = Amounts(amounts.clone(), None);
        let longest = (0..rows.count())
            .map(|row| rows.cell(row, "cost").text.chars().count())
            .max();
        assert!(characters(&rows, &COST) >= longest.unwrap());
        assert_eq!(characters(&rows, &NAME), 7, "its head");
        let rows = Amounts(vec![1.0], Some("$123,456,789,012"));
        assert!(characters(&rows, &COST) >= 16);
    }
}
