//! Kinds, fields and shapes that this version does not know, and all record kinds.

use leptos::prelude::*;

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Order, RowSet, Sort, format};
use crate::state::AppState;

const COLUMNS: [Column; 3] = [
    Column::text("name", "Name", "w-name"),
    Column::text("what", "What", "w-text"),
    Column::figures("count", "Count"),
];

struct Named {
    name: String,
    what: &'static str,
    count: u64,
}

fn rows(items: Vec<Named>) -> RowSet {
    RowSet::new(ListRows {
        items,
        key: |named: &Named| format!("{}:{}", named.what, named.name),
        cell: Box::new(|named, column| match column {
            "name" => Cell::text(named.name.clone()).title(named.name.clone()),
            "what" => Cell::text(named.what),
            _ => Cell::figure(format::grouped(named.count), named.count.to_string()),
        }),
        order: |named, column| match column {
            "name" => Order::text(&named.name),
            "what" => Order::text(named.what),
            _ => Order::Number(named.count as f64),
        },
    })
}

/// The tables of names.
#[component]
pub fn Unknown() -> impl IntoView {
    let state = expect_context::<AppState>();
    let unknown = Memo::new(move |_| {
        state.ledger.with(|ledger| {
            let whats = ["record kind", "field", "shape"];
            let all = ledger.unknown.iter().zip(whats).flat_map(|(names, what)| {
                names.iter().map(move |(name, count)| Named {
                    name: name.clone(),
                    what,
                    count: *count,
                })
            });
            rows(all.collect())
        })
    });
    let known = Memo::new(move |_| {
        state.ledger.with(|ledger| {
            let all = ledger.record_types.iter().map(|(name, count)| Named {
                name: name.clone(),
                what: "record kind",
                count: *count,
            });
            rows(all.collect())
        })
    });
    view! {
        <div class="pair">
            <TableCard
                title="Not known to this version"
                name="unknown"
                columns=&COLUMNS
                sort=Sort::descending("count")
                rows=unknown
                empty="Every record kind, field and shape is known by name."
            />
            <TableCard
                title="Records by kind"
                name="record-types"
                columns=&COLUMNS
                sort=Sort::descending("count")
                rows=known
                empty="No record was read yet."
            />
        </div>
    }
}
