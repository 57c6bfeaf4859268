//! Tables: sorted by a press on a column's head, long ones drawn only where they are seen.
//!
//! A view gives [`Rows`], which make a cell when it is drawn: a table of 20,000 sessions costs no
//! more texts than the forty rows in sight.

mod body;
mod sort;
mod width;

use std::ops::Range;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use sessionscope_queries::ordered;
pub use sessionscope_queries::{Order, Window};

use self::body::body;
pub use self::sort::Sort;
use self::width::characters;
use super::hint::Hint;
use super::icon::Icon;
use super::virtual_element::{VirtualElement, draw};
use super::window::{is_long, rows_near, window as window_of};

/// Height of a row in pixels; `.table td` in style/table.css.
const ROW_HEIGHT: f64 = 40.0;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its stable name, for `data-col`, URLs and exports.
    pub id: &'static str,
    /// Its head.
    pub label: &'static str,
    /// What the head means, where that is jargon.
    pub hint: &'static str,
    /// How wide it is: a class `w-…` of style/table.css.
    pub width: &'static str,
    /// It holds figures: they stand at the end, and the largest come first.
    pub figures: bool,
}

impl Column {
    /// A column of names.
    pub const fn text(id: &'static str, label: &'static str, width: &'static str) -> Self {
        Self {
            id,
            label,
            hint: "",
            width,
            figures: false,
        }
    }

    /// A column of figures.
    pub const fn figures(id: &'static str, label: &'static str) -> Self {
        Self {
            id,
            label,
            hint: "",
            width: "w-num",
            figures: true,
        }
    }

    /// The column with an explanation.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// The column with another width.
    #[must_use]
    pub const fn width(mut self, width: &'static str) -> Self {
        self.width = width;
        self
    }
}

/// A cell as it is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What is shown.
    pub text: String,
    /// The exact value of a figure, for `data-value` and exports.
    pub value: Option<String>,
    /// A second text, fainter.
    pub sub: Option<String>,
    /// Where a press leads.
    pub href: Option<String>,
    /// Shown on hover.
    pub title: Option<String>,
    /// The true figure is this or more.
    pub at_least: bool,
    /// Where it is too long its middle is left out, not its end.
    pub is_path: bool,
    /// Its share of a whole, 0 to 1, drawn as a small bar.
    pub share: Option<f64>,
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A path, whose end is seen however narrow its column is: names of sessions differ there.
    pub fn path(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            is_path: true,
            title: Some(text.clone()),
            ..Self::text(text)
        }
    }

    /// A figure: as shown and exact.
    pub fn figure(text: impl Into<String>, exact: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            value: Some(exact.into()),
            ..Self::default()
        }
    }

    /// The cell as a link.
    #[must_use]
    pub fn href(mut self, href: String) -> Self {
        self.href = Some(href);
        self
    }

    /// The cell with a text on hover.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }
}

/// The rows of a table.
pub trait Rows: Send + Sync {
    /// How many there are.
    fn count(&self) -> usize;
    /// The stable key of a row, for `data-key`.
    fn key(&self, row: usize) -> String;
    /// A cell.
    fn cell(&self, row: usize, column: &'static str) -> Cell;
    /// By what a cell is sorted, where [`Rows::are_sorted`] says that rows are to be.
    fn order(&self, _row: usize, _column: &'static str) -> Order {
        Order::Missing
    }
    /// They come in the order in which they are shown.
    fn are_sorted(&self) -> bool {
        false
    }
    /// A row is there; of some tables only those near the ones in sight are.
    fn has(&self, _row: usize) -> bool {
        true
    }
    /// Cells among which is the longest of a column of figures, where not all rows are there to look for it.
    fn longest(&self, _column: &'static str) -> Option<Vec<Cell>> {
        None
    }
    /// The cell of the totals row; the table has one if the first column has this.
    fn total(&self, _column: &'static str) -> Option<Cell> {
        None
    }
}

/// Rows that can stand in a memo; another value is always taken for other rows.
#[derive(Clone)]
pub struct RowSet(Arc<dyn Rows>);

impl RowSet {
    /// Takes rows.
    pub fn new(rows: impl Rows + 'static) -> Self {
        Self(Arc::new(rows))
    }

    /// The numbers of all rows, in the order of `sort`.
    pub fn sorted(&self, sort: Sort) -> Vec<usize> {
        if self.0.are_sorted() {
            return (0..self.0.count()).collect();
        }
        let keys: Vec<Order> = (0..self.0.count())
            .map(|row| self.0.order(row, sort.column))
            .collect();
        ordered(&keys, sort.descending)
    }
}

impl PartialEq for RowSet {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl std::ops::Deref for RowSet {
    type Target = dyn Rows;
    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// A table.
#[component]
pub fn Table(
    /// Its stable name, for `data-table`.
    name: &'static str,
    /// What it is, for those who do not see it.
    caption: &'static str,
    /// The columns that are shown.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
    /// The rows.
    #[prop(into)]
    rows: Signal<RowSet>,
    /// By what it is sorted.
    #[prop(into)]
    sort: Signal<Sort>,
    /// Called when a head is pressed.
    #[prop(into)]
    on_sort: Callback<Sort>,
    /// It scrolls in a box of its own, as high as the window allows; long tables always do.
    #[prop(optional)]
    tall: bool,
    /// Follows the rows in sight, where only those near them are there.
    #[prop(optional)]
    window: Option<RwSignal<Window>>,
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let top = RwSignal::new(0.0);
    let height = RwSignal::new(800.0);
    let order = Memo::new(move |_| rows.with(|rows| rows.sorted(sort.get())));
    let count = move || order.with(Vec::len);
    let shown = Memo::new(move |_| window_of(count(), ROW_HEIGHT, top.get(), height.get()));
    let widths =
        Memo::new(move |_| rows.with(|rows| columns.with(|columns| widths(rows, columns))));
    let follow = move || shown.with(|shown| keep_near(window, shown, count()));
    Effect::new(move |_| follow());
    let on_scroll = move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            top.set(f64::from(scroller.scroll_top()));
            height.set(f64::from(scroller.client_height()).max(400.0));
            // At once: what is drawn next finds its rows.
            untrack(follow);
        }
    };
    Effect::new(move |before: Option<(Sort, Vec<VirtualElement>)>| {
        let (columns, range, sort) = (columns.get(), shown.get(), sort.get());
        let mut now = rows.with(|rows| order.with(|order| body(rows, order, range, &columns)));
        let (sort_before, mut before) = before.unwrap_or((sort, Vec::new()));
        let is_new_order = sort_before != sort && top.get_untracked() > 0.0;
        redraw(scroller, is_new_order, &mut before, &mut now);
        (sort, now)
    });
    view! {
        <div
            class="table-scroll"
            class:tall=move || is_long(count()) || tall
            node_ref=scroller
            on:scroll=on_scroll
            role="group"
            aria-label=caption
            tabindex="0"
        >
            <table
                class="table"
                class:fixed=move || is_long(count())
                data-table=name
                aria-rowcount=move || count() + 1
            >
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr aria-rowindex="1">
                        {move || {
                            let heads = columns.get().into_iter().enumerate();
                            heads
                                .map(|(at, column)| head_view(column, sort, on_sort, at, widths))
                                .collect_view()
                        }}
                    </tr>
                </thead>
            </table>
        </div>
    }
}

/// Draws what stands under the head of a table. A new order is read from its start; where that is seen already
/// nothing is asked of the browser, which would lay out the page at once.
fn redraw(
    scroller: NodeRef<html::Div>,
    is_new_order: bool,
    before: &mut [VirtualElement],
    now: &mut [VirtualElement],
) {
    let Some(scroller) = scroller.get() else {
        return;
    };
    if is_new_order {
        scroller.set_scroll_top(0);
    }
    if let Some(table) = scroller.first_element_child() {
        draw(&table, before, now);
    }
}

/// Has rows asked for that will soon be in sight.
fn keep_near(window: Option<RwSignal<Window>>, shown: &Range<usize>, count: usize) {
    if let Some(window) = window
        && let Some(rows) = rows_near(window.get_untracked(), shown, count)
    {
        window.set(rows);
    }
}

/// The characters that the columns of a long table need. A short one is whole in the document, and the
/// browser itself makes room for its figures.
fn widths(rows: &RowSet, columns: &[Column]) -> Vec<usize> {
    if !is_long(rows.count()) {
        return Vec::new();
    }
    let of = |column: &Column| characters(&**rows, column);
    columns.iter().map(of).collect()
}

fn head_view(
    column: Column,
    sort: Signal<Sort>,
    on_sort: Callback<Sort>,
    at: usize,
    widths: Memo<Vec<usize>>,
) -> impl IntoView {
    let width = move || {
        let width = widths.with(|widths| widths.get(at).copied());
        width.unwrap_or(0).to_string()
    };
    let aria_sort = move || {
        let sort = sort.get();
        match (sort.column == column.id, sort.descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        }
    };
    view! {
        <th
            scope="col"
            class=column.width
            class:end=column.figures
            style=("--characters", width)
            aria-sort=aria_sort
        >
            <span class="head">
                <button
                    type="button"
                    class="sort"
                    on:click=move |_| on_sort.run(sort.get_untracked().pressed(&column))
                >
                    <span class="clip">{column.label}</span>
                    {Icon::Sort.view()}
                </button>
                {(!column.hint.is_empty())
                    .then(|| view! { <Hint about=column.label text=column.hint /> })}
            </span>
        </th>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Three;

    impl Rows for Three {
        fn count(&self) -> usize {
            3
        }
        fn key(&self, row: usize) -> String {
            row.to_string()
        }
        fn cell(&self, row: usize, _: &'static str) -> Cell {
            Cell::text(row.to_string())
        }
        fn order(&self, row: usize, column: &'static str) -> Order {
            match (column, row) {
                ("name", row) => Order::text(["b", "A", "c"][row]),
                (_, 1) => Order::Missing,
                (_, row) => Order::Number(row as f64),
            }
        }
    }

    #[test]
    fn rows_are_sorted_and_what_is_missing_comes_last() {
        let rows = RowSet::new(Three);
        assert_eq!(rows.sorted(Sort::ascending("name")), [1, 0, 2]);
        assert_eq!(rows.sorted(Sort::descending("name")), [2, 0, 1]);
        assert_eq!(rows.sorted(Sort::ascending("cost")), [0, 2, 1]);
        assert_eq!(rows.sorted(Sort::descending("cost")), [2, 0, 1]);
    }
}
