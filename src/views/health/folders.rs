//! The folders given and the roots within them, and what of them was left out.

use leptos::prelude::*;

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Order, RowSet, Sort, format};
use crate::state::{AppState, LeftHow, LeftOut, RootInfo};

const ROOT_COLUMNS: [Column; 2] = [
    Column::text("root", "Where", "w-name"),
    Column::figures("files", "Logs"),
];

const LEFT_COLUMNS: [Column; 4] = [
    Column::text("reason", "What it is", "w-text"),
    Column::text("kind", "What was done", "w-text"),
    Column::figures("count", "How many"),
    Column::text("example", "One of them", "w-name"),
];

/// A root within a folder.
struct Inner {
    shown: String,
    files: u64,
}

/// Roots at any depth, and what is no log or was not looked into; nothing where there is neither.
#[component]
pub fn Folders() -> impl IntoView {
    let state = expect_context::<AppState>();
    let inner = Memo::new(move |_| {
        let roots = state.roots.get();
        let items = roots.iter().flat_map(inner_of).collect();
        RowSet::new(ListRows {
            items,
            key: |inner: &Inner| inner.shown.clone(),
            cell: Box::new(|inner: &Inner, column| match column {
                "root" => Cell::text(inner.shown.clone()),
                _ => Cell::figure(format::grouped(inner.files), inner.files.to_string()),
            }),
            order: |inner, column| match column {
                "root" => Order::text(&inner.shown),
                _ => Order::Number(inner.files as f64),
            },
        })
    });
    let left = Memo::new(move |_| {
        RowSet::new(ListRows {
            items: state.health.with(|health| health.left_out.clone()),
            key: |left: &LeftOut| left.example.clone(),
            cell: Box::new(left_cell),
            order: |left, column| match column {
                "count" => Order::Number(left.count as f64),
                "kind" => Order::text(kind(left)),
                "example" => Order::text(&left.example),
                _ => Order::text(&left.reason),
            },
        })
    });
    let any = move |rows: Memo<RowSet>| move || rows.with(|rows| rows.count() > 0);
    view! {
        <Show when=any(inner)>
            <TableCard
                title="Folders with project folders in them"
                name="inner-roots"
                columns=&ROOT_COLUMNS
                sort=Sort::ascending("root")
                rows=inner
                empty=""
            />
        </Show>
        <Show when=any(left)>
            <TableCard
                title="Left out, or not followed"
                name="left-out"
                columns=&LEFT_COLUMNS
                sort=Sort::descending("count")
                rows=left
                empty=""
            />
        </Show>
    }
}

fn inner_of(root: &RootInfo) -> impl Iterator<Item = Inner> + use<'_> {
    root.inner.iter().map(|(label, files)| Inner {
        shown: [root.label.as_str(), label]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("/"),
        files: *files,
    })
}

fn left_cell(left: &LeftOut, column: &'static str) -> Cell {
    match column {
        "reason" => Cell::text(left.reason.clone()).title(left.reason.clone()),
        "kind" => Cell::text(kind(left)),
        "count" => Cell::figure(format::grouped(left.count), left.count.to_string()),
        _ => Cell::path(left.example.clone()),
    }
}

fn kind(left: &LeftOut) -> &'static str {
    match left.how {
        LeftHow::NotCounted => "files not counted",
        LeftHow::NotEntered => "folders not looked into",
        LeftHow::ReadOnce => "read at the drop, not followed",
    }
}
