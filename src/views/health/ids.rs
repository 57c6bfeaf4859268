//! Message ids that several responses have, and what counting by the id alone would have said.

use leptos::prelude::*;
use sessionscope_engine::tokens::WideTokens;
use sessionscope_queries::{RepeatedIdRow, RepeatedIdsQuestion};

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, DisplayPrefs, Order, RowSet, Sort, format};
use crate::queries::ask;
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

/// The table of repeated ids; nothing where every id is one response.
#[component]
pub fn RepeatedIds() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let ids = ask(state, Signal::stored(RepeatedIdsQuestion));
    let rows = Memo::new(move |_| {
        let prefs = prefs.get();
        RowSet::new(ListRows {
            items: ids.get(),
            key: |id: &RepeatedIdRow| format!("{}:{}", id.file, id.line),
            cell: Box::new(move |id, column| cell(id, column, &prefs)),
            order,
        })
    });
    let any = Memo::new(move |_| ids.with(|ids| !ids.is_empty()));
    let aside = move || format::count(ids.with(Vec::len) as u128, "id");
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

fn cell(id: &RepeatedIdRow, column: &'static str, prefs: &DisplayPrefs) -> Cell {
    let count = |number: u64| Cell::figure(format::grouped(number), number.to_string());
    let tokens = |tokens: &WideTokens| {
        let sum = tokens.sum();
        Cell::figure(format::compact(sum), sum.to_string()).title(format::grouped(sum))
    };
    match column {
        "file" => Cell::text(id.file.clone()).title(id.file.clone()),
        "line" => count(id.line),
        "responses" => count(id.responses),
        "total_tokens" => tokens(&id.tokens),
        "cost_usd" => Cell::figure(prefs.money(id.cost), id.cost.to_decimal()),
        "first_by_id_tokens" => tokens(&id.first_by_id),
        _ => Cell::figure(
            prefs.money(id.first_by_id_cost),
            id.first_by_id_cost.to_decimal(),
        ),
    }
}

fn order(id: &RepeatedIdRow, column: &'static str) -> Order {
    match column {
        "file" => Order::text(&id.file),
        "line" => Order::Number(id.line as f64),
        "responses" => Order::Number(id.responses as f64),
        "total_tokens" => Order::Number(id.tokens.sum() as f64),
        "cost_usd" => Order::Number(id.cost.usd()),
        "first_by_id_tokens" => Order::Number(id.first_by_id.sum() as f64),
        _ => Order::Number(id.first_by_id_cost.usd()),
    }
}
