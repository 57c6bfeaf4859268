//! What stands under the head of a table.

use std::ops::Range;

use super::{Cell, Column, ROW_HEIGHT, RowSet};
use crate::parts::virtual_element::VirtualElement;

/// So many characters of a path's end are always seen.
const PATH_END: usize = 14;

/// The rows in the places `shown` of `order`, and the totals if there are any.
pub fn body(
    rows: &RowSet,
    order: &[usize],
    shown: Range<usize>,
    columns: &[Column],
) -> Vec<VirtualElement> {
    let after = order.len().saturating_sub(shown.end);
    let mut inner = vec![spacer(shown.start, columns.len())];
    for at in shown {
        let Some(&row) = order.get(at) else { break };
        let shown = if rows.has(row) {
            row_of(rows.key(row), columns, &|column| rows.cell(row, column))
        } else {
            cells_of(columns, &|_| Cell::default())
        };
        inner.push(shown.with("aria-rowindex", (at + 2).to_string()));
    }
    inner.push(spacer(after, columns.len()));
    let mut body = vec![VirtualElement::new("tbody", inner)];
    if columns
        .first()
        .is_some_and(|first| rows.total(first.id).is_some())
    {
        let total = |column| rows.total(column).unwrap_or_default();
        let row = row_of("total".to_owned(), columns, &total);
        body.push(VirtualElement::new("tfoot", vec![row]));
    }
    body
}

/// Stands for rows that are not drawn, as high as they are. Where there are none an empty text keeps
/// its place, so that the rows after it keep theirs.
fn spacer(rows: usize, columns: usize) -> VirtualElement {
    if rows == 0 {
        return VirtualElement::default();
    }
    let tall = rows as f64 * ROW_HEIGHT;
    let cell = VirtualElement::new("td", Vec::new())
        .with("colspan", columns.to_string())
        .with("style:height", format!("{tall}px"));
    VirtualElement::new("tr", vec![cell])
        .with("class", "spacer")
        .with("aria-hidden", "true")
}

fn row_of(key: String, columns: &[Column], cell: &dyn Fn(&'static str) -> Cell) -> VirtualElement {
    cells_of(columns, cell).with("data-key", key)
}

/// A row without a key, such as one that is still to come.
fn cells_of(columns: &[Column], cell: &dyn Fn(&'static str) -> Cell) -> VirtualElement {
    let mut cells = Vec::with_capacity(columns.len());
    for column in columns {
        let tag = if cells.is_empty() { "th" } else { "td" };
        cells.push(cell_of(tag, column, cell(column.id)));
    }
    VirtualElement::new("tr", cells)
}

fn cell_of(tag: &'static str, column: &Column, mut cell: Cell) -> VirtualElement {
    let is_head = tag == "th";
    let (value, title) = (cell.value.take(), cell.title.take());
    let is_zero = !is_head && value.as_deref() == Some("0");
    let mut shown = VirtualElement::new(tag, content(cell)).with("data-col", column.id);
    if is_head {
        shown.set("scope", "row".into());
    }
    if let Some(value) = value {
        shown.set("data-value", value.into());
    }
    match (column.figures, is_zero) {
        (true, true) => shown.set("class", "end zero".into()),
        (true, false) => shown.set("class", "end".into()),
        (false, true) => shown.set("class", "zero".into()),
        (false, false) => {}
    }
    if let Some(title) = title {
        shown.set("title", title.into());
    }
    shown
}

fn content(cell: Cell) -> Vec<VirtualElement> {
    let mut content = Vec::new();
    if cell.at_least {
        let sign = span("at-least", vec![VirtualElement::text("≥ ".into())]);
        content.push(sign.with("title", "At least this much"));
    }
    if cell.is_path {
        content.push(path(&cell.text));
    } else {
        content.push(VirtualElement::text(cell.text.into()));
    }
    if let Some(href) = cell.href {
        content = vec![VirtualElement::new("a", content).with("href", href)];
    }
    if let Some(share) = cell.share {
        let width = format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0);
        let bar = VirtualElement::new("i", Vec::new()).with("style:width", width);
        let text = VirtualElement::new("span", content);
        content = vec![span("with-bar", vec![span("mini", vec![bar]), text])];
    }
    if let Some(sub) = cell.sub {
        content.push(span(
            "sub",
            vec![VirtualElement::text(format!(" {sub}").into())],
        ));
    }
    content
}

/// A path in two pieces, of which the first gives way.
fn path(text: &str) -> VirtualElement {
    let end = text.char_indices().rev().nth(PATH_END - 1);
    let (start, end) = text
        .split_at_checked(end.map_or(0, |(at, _)| at))
        .unwrap_or((text, ""));
    let piece = |text: &str| vec![VirtualElement::text(text.to_owned().into())];
    let start = span("clip", piece(start));
    span("path", vec![start, VirtualElement::new("span", piece(end))])
}

fn span(class: &'static str, children: Vec<VirtualElement>) -> VirtualElement {
    VirtualElement::new("span", children).with("class", class)
}
