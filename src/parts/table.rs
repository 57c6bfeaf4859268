//! Tables: sorted by a press on a column's head, long ones drawn only where they are seen.
//!
//! A view gives [`Rows`], which make a cell when it is drawn: a table of 20,000 sessions costs no
//! more texts than the forty rows in sight.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use sessionscope_engine::order::order;

use super::hint::Hint;
use super::icon::Icon;
use super::window::{is_long, window as window_of};

/// Height of a row in pixels; `.table td` in style/parts.css.
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
    /// How wide it is: a class `w-…` of style/parts.css.
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

/// By what a cell is sorted. What is missing comes last, whichever way.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// By number.
    Number(f64),
    /// By text, in lower case.
    Text(String),
    /// There is nothing to sort by.
    Missing,
}

impl Order {
    /// By a text without regard to case.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }

    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let turned = |order: Ordering| if descending { order.reverse() } else { order };
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => turned(a.total_cmp(b)),
            (Self::Text(a), Self::Text(b)) => turned(a.cmp(b)),
            (Self::Missing, Self::Missing) => Ordering::Equal,
            (Self::Missing, _) | (Self::Text(_), Self::Number(_)) => Ordering::Greater,
            (_, Self::Missing) | (Self::Number(_), Self::Text(_)) => Ordering::Less,
        }
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
    /// By what a cell is sorted.
    fn order(&self, row: usize, column: &'static str) -> Order;
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
        let keys: Vec<Order> = (0..self.0.count())
            .map(|row| self.0.order(row, sort.column))
            .collect();
        order(keys.len(), &mut |a, b| match (keys.get(a), keys.get(b)) {
            (Some(a), Some(b)) => a.compare(b, sort.descending),
            _ => Ordering::Equal,
        })
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

/// By which column a table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// Its [`Column::id`].
    pub column: &'static str,
    /// The largest come first.
    pub descending: bool,
}

impl Sort {
    /// The largest first.
    pub const fn descending(column: &'static str) -> Self {
        Self {
            column,
            descending: true,
        }
    }

    /// The smallest first.
    pub const fn ascending(column: &'static str) -> Self {
        Self {
            column,
            descending: false,
        }
    }

    /// What a press on the head of `column` makes of it.
    #[must_use]
    pub fn pressed(self, column: &Column) -> Self {
        if self.column == column.id {
            Self {
                descending: !self.descending,
                ..self
            }
        } else {
            Self {
                column: column.id,
                descending: column.figures,
            }
        }
    }

    /// `cost` or `-cost`, for a URL.
    pub fn to_query(self) -> String {
        let sign = if self.descending { "-" } else { "" };
        format!("{sign}{}", self.column)
    }

    /// Undoes [`Sort::to_query`]; `None` for a column that is not there.
    pub fn from_query(text: &str, columns: &[Column]) -> Option<Self> {
        let (name, descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        };
        let column = columns.iter().find(|column| column.id == name)?;
        Some(Self {
            column: column.id,
            descending,
        })
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
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let top = RwSignal::new(0.0);
    let height = RwSignal::new(800.0);
    let order = Memo::new(move |_| rows.with(|rows| rows.sorted(sort.get())));
    let count = Memo::new(move |_| order.with(Vec::len));
    let shown = Memo::new(move |_| window_of(count.get(), ROW_HEIGHT, top.get(), height.get()));
    let on_scroll = move |_| {
        if let Some(scroller) = scroller.get_untracked() {
            top.set(f64::from(scroller.scroll_top()));
            height.set(f64::from(scroller.client_height()).max(400.0));
        }
    };
    start_anew(scroller, top, sort);
    let body = move || {
        let columns = columns.get();
        let range = shown.get();
        rows.with(|rows| order.with(|order| body_view(rows, order, range, &columns)))
    };
    let spacer = move |before: bool| {
        let range = shown.get();
        let left_out = if before {
            range.start
        } else {
            count.get().saturating_sub(range.end)
        };
        (left_out > 0).then(|| spacer_view(left_out, columns.with(Vec::len)))
    };
    view! {
        <div
            class="table-scroll"
            class:tall=move || is_long(count.get()) || tall
            node_ref=scroller
            on:scroll=on_scroll
            role="group"
            aria-label=caption
            tabindex="0"
        >
            <table
                class="table"
                class:fixed=move || is_long(count.get())
                data-table=name
                aria-rowcount=move || count.get() + 1
            >
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr aria-rowindex="1">
                        {move || {
                            columns
                                .get()
                                .into_iter()
                                .map(|column| head_view(column, sort, on_sort))
                                .collect_view()
                        }}
                    </tr>
                </thead>
                <tbody>{move || spacer(true)} {body} {move || spacer(false)}</tbody>
                {move || rows.with(|rows| foot_view(rows, &columns.get()))}
            </table>
        </div>
    }
}

/// A new order is read from its start. Where that is seen already nothing is asked of the browser: it would
/// lay out the page at once.
fn start_anew(scroller: NodeRef<html::Div>, top: RwSignal<f64>, sort: Signal<Sort>) {
    Effect::new(move |before: Option<Sort>| {
        let now = sort.get();
        if before.is_some_and(|before| before != now)
            && top.get_untracked() > 0.0
            && let Some(scroller) = scroller.get_untracked()
        {
            scroller.set_scroll_top(0);
        }
        now
    });
}

fn body_view(
    rows: &RowSet,
    order: &[usize],
    range: Range<usize>,
    columns: &[Column],
) -> Vec<AnyView> {
    let picked = order.get(range.clone()).unwrap_or_default();
    (range.start..)
        .zip(picked)
        .map(|(at, &row)| row_view(rows, row, at, columns))
        .collect()
}

/// Stands for rows that are not drawn, as high as they are.
fn spacer_view(rows: usize, columns: usize) -> AnyView {
    let tall = rows as f64 * ROW_HEIGHT;
    view! {
        <tr class="spacer" aria-hidden="true">
            <td colspan=columns style:height=format!("{tall}px")></td>
        </tr>
    }
    .into_any()
}

fn head_view(column: Column, sort: Signal<Sort>, on_sort: Callback<Sort>) -> impl IntoView {
    let aria_sort = move || {
        let sort = sort.get();
        match (sort.column == column.id, sort.descending) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        }
    };
    view! {
        <th scope="col" class=column.width class:end=column.figures aria-sort=aria_sort>
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

fn row_view(rows: &RowSet, row: usize, at: usize, columns: &[Column]) -> AnyView {
    let cells = columns.iter().enumerate().map(|(place, column)| {
        let cell = rows.cell(row, column.id);
        if place == 0 {
            head_cell_view(cell, column)
        } else {
            cell_view(cell, column)
        }
    });
    view! {
        <tr data-key=rows.key(row) aria-rowindex=at + 2>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

fn head_cell_view(cell: Cell, column: &Column) -> AnyView {
    let (value, title) = (cell.value.clone(), cell.title.clone());
    view! {
        <th
            scope="row"
            data-col=column.id
            data-value=value
            class:end=column.figures
            title=title
        >
            {content(cell)}
        </th>
    }
    .into_any()
}

fn cell_view(cell: Cell, column: &Column) -> AnyView {
    let zero = cell.value.as_deref() == Some("0");
    let (value, title) = (cell.value.clone(), cell.title.clone());
    view! {
        <td
            data-col=column.id
            data-value=value
            class:end=column.figures
            class:zero=zero
            title=title
        >
            {content(cell)}
        </td>
    }
    .into_any()
}

fn content(cell: Cell) -> AnyView {
    let at_least = cell.at_least;
    let text = view! {
        {at_least.then(|| view! { <span class="at-least" title="At least this much">"≥ "</span> })}
        {cell.text}
    };
    let text = match cell.href {
        Some(href) => view! { <a href=href>{text}</a> }.into_any(),
        None => text.into_any(),
    };
    let text = match cell.share {
        Some(share) => view! {
            <span class="with-bar">
                <span class="mini">
                    <i style:width=format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0)></i>
                </span>
                <span>{text}</span>
            </span>
        }
        .into_any(),
        None => text,
    };
    let sub = cell
        .sub
        .map(|sub| view! { <span class="sub">" "{sub}</span> });
    (text, sub).into_any()
}

fn foot_view(rows: &RowSet, columns: &[Column]) -> Option<AnyView> {
    let first = columns.first()?;
    let _ = rows.total(first.id)?;
    let cells: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let cell = rows.total(column.id).unwrap_or_default();
            if place == 0 {
                head_cell_view(cell, column)
            } else {
                cell_view(cell, column)
            }
        })
        .collect();
    let foot = view! {
        <tfoot>
            <tr data-key="total">{cells}</tr>
        </tfoot>
    };
    Some(foot.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Column = Column::text("name", "Name", "w-name");
    const COST: Column = Column::figures("cost", "Cost");

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

    #[test]
    fn a_press_turns_the_order_or_changes_the_column() {
        let sort = Sort::ascending("name");
        assert_eq!(sort.pressed(&NAME), Sort::descending("name"));
        assert_eq!(sort.pressed(&COST), Sort::descending("cost"));
    }

    #[test]
    fn a_sort_goes_into_a_url_and_back() {
        for sort in [Sort::ascending("name"), Sort::descending("cost")] {
            let back = Sort::from_query(&sort.to_query(), &[NAME, COST]);
            assert_eq!(back, Some(sort));
        }
        assert_eq!(Sort::from_query("-gone", &[NAME, COST]), None);
    }
}
