//! How the totals came about, and what tools with other rules would say.

use leptos::prelude::*;
use sessionscope_engine::reconcile::Reconcile;
use sessionscope_engine::report::{Filter, totals};
use sessionscope_engine::tokens::WideTokens;

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Hint, Order, RowSet, Sort, format};
use crate::state::AppState;

const COLUMNS: [Column; 7] = [
    Column::text("rule", "Rule", "w-name"),
    Column::figures("total_tokens", "Tokens"),
    Column::figures("difference", "Beside ours"),
    Column::figures("input_tokens", "Input"),
    Column::figures("output_tokens", "Output"),
    Column::figures("cache_creation_tokens", "Cache write"),
    Column::figures("cache_read_tokens", "Cache read"),
];

struct Way {
    key: &'static str,
    name: &'static str,
    what: &'static str,
    tokens: WideTokens,
    ours: u128,
}

/// The path from lines to responses, and the other ways to count.
#[component]
pub fn Reconciled() -> impl IntoView {
    view! {
        <div class="split">
            <Ladder />
            <Others />
        </div>
    }
}

/// A step from lines to responses.
struct Rung {
    name: &'static str,
    hint: &'static str,
    takes_away: bool,
    read: fn(&Reconcile) -> u64,
}

const RUNGS: [Rung; 6] = [
    Rung {
        name: "Lines",
        hint: "",
        takes_away: false,
        read: |told| told.lines,
    },
    Rung {
        name: "Usage records",
        hint: "Records of the model's answers that hold token figures.",
        takes_away: false,
        read: |told| told.usage_records,
    },
    Rung {
        name: "Nested usage records",
        hint: "Those of subagents inside progress records.",
        takes_away: false,
        read: |told| told.nested_usage_records,
    },
    Rung {
        name: "Repeats in the same file",
        hint: "A streamed answer is logged several times as it grows.",
        takes_away: true,
        read: |told| told.collapsed_same_file,
    },
    Rung {
        name: "Copies in other files",
        hint: "Forked and resumed sessions copy their history.",
        takes_away: true,
        read: |told| told.collapsed_across_files,
    },
    Rung {
        name: "Responses",
        hint: "What is billed; advisors and compactions inside an answer are billed beside it.",
        takes_away: false,
        read: |told| told.responses,
    },
];

/// From lines to responses.
#[component]
fn Ladder() -> impl IntoView {
    let state = expect_context::<AppState>();
    let told = Memo::new(move |_| state.ledger.with(|ledger| ledger.reconcile));
    let rung = move |rung: &'static Rung| {
        let number = move || {
            let sign = if rung.takes_away { "− " } else { "" };
            format!("{sign}{}", format::grouped(told.with(rung.read)))
        };
        view! {
            <li class:minus=rung.takes_away>
                <span>
                    {rung.name}
                    " "
                    {(!rung.hint.is_empty())
                        .then(|| view! { <Hint about=rung.name text=rung.hint /> })}
                </span>
                <span class="num">{number}</span>
            </li>
        }
    };
    view! {
        <section class="card" aria-label="How the totals came about">
            <div class="card-head">
                <h2>"How the totals came about"</h2>
            </div>
            <ul class="card-body ladder">{RUNGS.iter().map(rung).collect_view()}</ul>
        </section>
    }
}

/// What tools with other rules would say.
#[component]
fn Others() -> impl IntoView {
    let state = expect_context::<AppState>();
    let rows = Memo::new(move |_| {
        let ledger = state.ledger.get();
        let told = ledger.reconcile;
        let ours = totals(&ledger, &Filter::default()).sums.tokens;
        let way = |key, name, what, tokens| Way {
            key,
            name,
            what,
            tokens,
            ours: ours.sum(),
        };
        let every = "Adds up all usage records, repeats and copies too";
        let first = "Takes the first record of a message, before it was written to its end";
        let max = "By message and request id; counts replays under new ids again";
        RowSet::new(ListRows {
            items: vec![
                way(
                    "ours",
                    "Sessionscope",
                    "Each response once, by its last record",
                    ours,
                ),
                way("every-line", "Every line", every, told.every_line),
                way("first-wins", "First record wins", first, told.first_wins),
                way(
                    "max-wins",
                    "Largest record wins",
                    max,
                    told.max_wins_id_request,
                ),
            ],
            key: |way: &Way| way.key.to_owned(),
            cell: Box::new(cell),
            order,
        })
    });
    view! {
        <TableCard
            title="What others would say"
            name="others"
            columns=&COLUMNS
            sort=Sort::ascending("rule")
            rows=rows
            empty=""
        />
    }
}

fn cell(way: &Way, column: &'static str) -> Cell {
    let tokens = |number: u128| {
        Cell::figure(format::compact(number), number.to_string()).title(format::grouped(number))
    };
    match column {
        "rule" => Cell::text(way.name).title(way.what),
        "total_tokens" => tokens(way.tokens.sum()),
        "difference" => difference(way),
        "input_tokens" => tokens(way.tokens.input),
        "output_tokens" => tokens(way.tokens.output),
        "cache_creation_tokens" => tokens(way.tokens.cache_creation()),
        _ => tokens(way.tokens.cache_read),
    }
}

fn difference(way: &Way) -> Cell {
    if way.key == "ours" || way.ours == 0 {
        return Cell::text("–");
    }
    let factor = way.tokens.sum() as f64 / way.ours as f64;
    Cell::figure(format!("{factor:.2}×"), factor.to_string())
}

fn order(way: &Way, column: &'static str) -> Order {
    match column {
        // Ours first, then as the list has them.
        "rule" => Order::Number(match way.key {
            "ours" => 0.0,
            "every-line" => 1.0,
            "first-wins" => 2.0,
            _ => 3.0,
        }),
        "input_tokens" => Order::Number(way.tokens.input as f64),
        "output_tokens" => Order::Number(way.tokens.output as f64),
        "cache_creation_tokens" => Order::Number(way.tokens.cache_creation() as f64),
        "cache_read_tokens" => Order::Number(way.tokens.cache_read as f64),
        _ => Order::Number(way.tokens.sum() as f64),
    }
}
