//! Our cost of sessions beside the one that Claude Code told, and why they differ.

use leptos::prelude::*;
use sessionscope_engine::money::Cost;
use sessionscope_engine::report::Reason;
use sessionscope_queries::{CrossCheckRow, CrossChecksQuestion};

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, DisplayPrefs, Order, RowSet, Sort, format};
use crate::queries::ask;
use crate::route::{Route, View};
use crate::state::AppState;

const COLUMNS: [Column; 5] = [
    Column::text("session", "Session", "w-name"),
    Column::figures("cost_usd", "Ours"),
    Column::figures("told_cost_usd", "Claude Code’s")
        .hint("What Claude Code itself noted last in the session’s log."),
    Column::figures("difference_usd", "Difference").hint("Ours less Claude Code’s."),
    Column::text("reason", "Why", "w-wide"),
];

/// The table of sessions of which Claude Code told the cost; nothing where it told none.
#[component]
pub fn CrossChecked() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let checks = ask(state, Signal::stored(CrossChecksQuestion));
    let rows = Memo::new(move |_| {
        let prefs = prefs.get();
        RowSet::new(ListRows {
            items: checks.get(),
            key: |check: &CrossCheckRow| check.key.clone(),
            cell: Box::new(move |check, column| cell(check, column, &prefs)),
            order,
        })
    });
    let any = Memo::new(move |_| checks.with(|checks| !checks.is_empty()));
    let aside = move || format::count(checks.with(Vec::len) as u128, "session");
    view! {
        <Show when=move || any.get()>
            <TableCard
                title="Claude Code’s own totals"
                name="cost-states"
                columns=&COLUMNS
                sort=Sort::descending("cost_usd")
                rows=rows
                aside=Signal::derive(aside)
                empty=""
            />
        </Show>
    }
}

fn cell(check: &CrossCheckRow, column: &'static str, prefs: &DisplayPrefs) -> Cell {
    match column {
        "session" => Cell::text(check.label.clone())
            .title(check.label.clone())
            .href(Route::to(View::Session(check.link.clone())).to_hash()),
        "cost_usd" => Cell {
            at_least: check.at_least,
            ..Cell::figure(prefs.money(check.ours), check.ours.to_decimal())
        },
        "told_cost_usd" => Cell::figure(prefs.money(check.theirs), check.theirs.to_decimal()),
        "difference_usd" => {
            let difference = check.difference_pico_usd;
            let sign = if difference < 0 { "−" } else { "" };
            let exact = if difference < 0 { "-" } else { "" };
            let size = Cost(difference.unsigned_abs());
            Cell::figure(
                format!("{sign}{}", prefs.money(size)),
                format!("{exact}{}", size.to_decimal()),
            )
        }
        _ => {
            let why: Vec<&str> = check.reasons.iter().copied().map(why).collect();
            let mut cell = Cell::text(why.join("; ")).title(why.join("; "));
            let names: Vec<&str> = check.reasons.iter().copied().map(Reason::name).collect();
            cell.value = Some(names.join(" "));
            cell
        }
    }
}

fn order(check: &CrossCheckRow, column: &'static str) -> Order {
    match column {
        "session" => Order::text(&check.label),
        "cost_usd" => Order::Number(check.ours.usd()),
        "told_cost_usd" => Order::Number(check.theirs.usd()),
        "difference_usd" => Order::Number(check.difference_pico_usd as f64),
        _ => Order::Number(check.reasons.len() as f64),
    }
}

fn why(reason: Reason) -> &'static str {
    match reason {
        Reason::ModelsNotLogged => {
            "used models that the log does not have (small requests are not logged)"
        }
        Reason::RequestsNotLogged => "counted requests that the log does not have",
        Reason::OutputNotLogged => "some output was never logged",
        Reason::LoggedBeyond => "the log has more than it counted",
        Reason::SharedHistory => "shares messages with other sessions; each is counted once",
        Reason::OtherPrices => "the same tokens at other prices",
        Reason::NoPrice => "a model has no known price",
    }
}
