//! Message ids that several responses have, and what counting by the id alone would have said.

use leptos::prelude::*;
use sessionscope_engine::ledger::{Ledger, RepeatedId};
use sessionscope_engine::tokens::WideTokens;

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, DisplayPrefs, Order, RowSet, Sort, format};
use crate::state::AppState;

const COLUMNS: [Column; 7] = [
    Column::text("file", "First in", "w-name"),
    Column::figures("line", "Line"),
    Column::figures("responses", "Responses")
        .hint("Requests that were answered under this one id. Each is counted."),
    Column::figures("total_tokens", "Tokens"),
    Column::figures("cost_usd", "Cost"),
    Column::figures("first_by_id_tokens", "Tokens by id")
        .hint("What a tool would count that takes one id for one response."),
    Column::figures("first_by_id_cost_usd", "Cost by id"),
];

struct Placed {
    file: String,
    told: RepeatedId,
}

/// The table of repeated ids; nothing where every id is one response.
#[component]
pub fn RepeatedIds() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let rows = Memo::new(move |_| {
        let (ledger, prefs) = (state.ledger.get(), prefs.get());
        RowSet::new(ListRows {
            items: placed(&ledger),
            key: |placed: &Placed| format!("{}:{}", placed.file, placed.told.line),
            cell: Box::new(move |placed, column| cell(placed, column, &prefs)),
            order,
        })
    });
    let any = Memo::new(move |_| state.ledger.with(|ledger| !ledger.repeated_ids.is_empty()));
    let aside = move || {
        let ids = rows.with(|rows| rows.count()) as u128;
        format::count(ids, "id")
    };
    view! {
        <Show when=move || any.get()>
            <TableCard
                title="One id for several responses"
                name="repeated-ids"
                columns=&COLUMNS
                sort=Sort::descending("responses")
                rows=rows
                aside=Signal::derive(aside)
                empty=""
            >
                <p class="muted">
                    "Some gateways answer many requests under one message id. They are told apart by what links their records, so that none is lost."
                </p>
            </TableCard>
        </Show>
    }
}

fn placed(ledger: &Ledger) -> Vec<Placed> {
    let ids = ledger.repeated_ids.values().map(|told| Placed {
        file: ledger.within(told.root, &told.path),
        told: told.clone(),
    });
    ids.collect()
}

fn by_id(told: &RepeatedId) -> WideTokens {
    let mut tokens = WideTokens::default();
    tokens.add(&told.first_by_id);
    tokens
}

fn cell(placed: &Placed, column: &'static str, prefs: &DisplayPrefs) -> Cell {
    let told = &placed.told;
    let count = |number: u64| Cell::figure(format::grouped(number), number.to_string());
    let tokens = |tokens: &WideTokens| {
        let sum = tokens.sum();
        Cell::figure(format::compact(sum), sum.to_string()).title(format::grouped(sum))
    };
    match column {
        "file" => Cell::text(placed.file.clone()).title(placed.file.clone()),
        "line" => count(told.line),
        "responses" => count(told.responses),
        "total_tokens" => tokens(&told.tokens),
        "cost_usd" => Cell::figure(prefs.money(told.cost), told.cost.to_decimal()),
        "first_by_id_tokens" => tokens(&by_id(told)),
        _ => Cell::figure(
            prefs.money(told.first_by_id_cost),
            told.first_by_id_cost.to_decimal(),
        ),
    }
}

fn order(placed: &Placed, column: &'static str) -> Order {
    let told = &placed.told;
    match column {
        "file" => Order::text(&placed.file),
        "line" => Order::Number(told.line as f64),
        "responses" => Order::Number(told.responses as f64),
        "total_tokens" => Order::Number(told.tokens.sum() as f64),
        "cost_usd" => Order::Number(told.cost.usd()),
        "first_by_id_tokens" => Order::Number(by_id(told).sum() as f64),
        _ => Order::Number(told.first_by_id_cost.usd()),
    }
}
