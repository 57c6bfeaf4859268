//! Our cost of sessions beside the one that Claude Code told, and why they differ.

use leptos::prelude::*;
use sessionscope_engine::ledger::Revision;
use sessionscope_engine::money::Cost;
use sessionscope_engine::report::{CrossCheck, Reason, cross_checks};

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, DisplayPrefs, Order, RowSet, Sort, format};
use crate::route::Route;
use crate::state::AppState;
use crate::views::links::session_view;

const COLUMNS: [Column; 5] = [
    Column::text("session", "Session", "w-name"),
    Column::figures("cost_usd", "Ours"),
    Column::figures("told_cost_usd", "Claude Code’s")
        .hint("What Claude Code itself noted last in the session’s log."),
    Column::figures("difference_usd", "Difference").hint("Ours less Claude Code’s."),
    Column::text("reason", "Why", "w-wide"),
];

struct Shown {
    check: CrossCheck,
    name: String,
    key: String,
    href: String,
}

/// The table of sessions of which Claude Code told the cost; nothing where it told none.
#[component]
pub fn CrossChecked() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let rows = Memo::new(move |_| {
        let (ledger, prefs) = (state.ledger.get(), prefs.get());
        RowSet::new(ListRows {
            items: shown(&ledger, &prefs),
            key: |shown: &Shown| shown.key.clone(),
            cell: Box::new(move |shown, column| cell(shown, column, &prefs)),
            order,
        })
    });
    let any = Memo::new(move |_| rows.with(|rows| rows.count() > 0));
    let aside = move || {
        let sessions = rows.with(|rows| rows.count()) as u128;
        format::count(sessions, "session")
    };
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

fn shown(ledger: &Revision, prefs: &DisplayPrefs) -> Vec<Shown> {
    let checks = cross_checks(ledger).into_iter();
    let shown = checks.map(|check| Shown {
        name: prefs.session(ledger, check.session),
        key: ledger.session_key(check.session),
        href: Route::to(session_view(ledger, check.session)).to_hash(),
        check,
    });
    shown.collect()
}

/// Ours less theirs, in 10^-12 USD.
fn difference(check: &CrossCheck) -> i128 {
    let pico = |cost: u128| i128::try_from(cost).unwrap_or(i128::MAX);
    pico(check.ours.0).saturating_sub(pico(check.theirs.0))
}

fn cell(shown: &Shown, column: &'static str, prefs: &DisplayPrefs) -> Cell {
    let check = &shown.check;
    match column {
        "session" => Cell::text(shown.name.clone())
            .title(shown.name.clone())
            .href(shown.href.clone()),
        "cost_usd" => Cell {
            at_least: check.at_least,
            ..Cell::figure(prefs.money(check.ours), check.ours.to_decimal())
        },
        "told_cost_usd" => Cell::figure(prefs.money(check.theirs), check.theirs.to_decimal()),
        "difference_usd" => {
            let difference = difference(check);
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

fn order(shown: &Shown, column: &'static str) -> Order {
    let check = &shown.check;
    match column {
        "session" => Order::text(&shown.name),
        "cost_usd" => Order::Number(check.ours.usd()),
        "told_cost_usd" => Order::Number(check.theirs.usd()),
        "difference_usd" => Order::Number(difference(check) as f64),
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
