//! How the totals came about, and what tools with other rules would say.

use leptos::prelude::*;
use sessionscope_engine::reconcile::Reconcile;
use sessionscope_queries::{CountingRule, ReconcileAnswer, ReconcileQuestion, RuleRow};

use super::{ListRows, TableCard};
use crate::parts::{Cell, Column, Hint, Order, RowSet, Sort, format};
use crate::queries::ask;
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

/// The path from lines to responses, and the other ways to count.
#[component]
pub fn Reconciled() -> impl IntoView {
    let state = expect_context::<AppState>();
    let told = ask(state, Signal::stored(ReconcileQuestion));
    view! {
        <div class="split">
            <Ladder told=told />
            <Others told=told />
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
fn Ladder(told: Signal<ReconcileAnswer>) -> impl IntoView {
    let rung = move |rung: &'static Rung| {
        let number = move || {
            let sign = if rung.takes_away { "− " } else { "" };
            let number = told.with(|told| (rung.read)(&told.ladder));
            format!("{sign}{}", format::grouped(number))
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
fn Others(told: Signal<ReconcileAnswer>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        RowSet::new(ListRows {
            items: told.with(|told| told.rules.clone()),
            key: |row: &RuleRow| words(row.rule).key.to_owned(),
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

/// What a rule is called, and what it does.
struct Words {
    key: &'static str,
    name: &'static str,
    what: &'static str,
}

fn words(rule: CountingRule) -> Words {
    match rule {
        CountingRule::Ours => Words {
            key: "ours",
            name: "Sessionscope",
            what: "Each response once, by its last record",
        },
        CountingRule::EveryLine => Words {
            key: "every-line",
            name: "Every line",
            what: "Adds up all usage records, repeats and copies too",
        },
        CountingRule::FirstWins => Words {
            key: "first-wins",
            name: "First record wins",
            what: "Takes the first record of a message, before it was written to its end",
        },
        CountingRule::MaxWins => Words {
            key: "max-wins",
            name: "Largest record wins",
            what: "By message and request id; counts replays under new ids again",
        },
    }
}

fn cell(row: &RuleRow, column: &'static str) -> Cell {
    let tokens = |number: u128| {
        Cell::figure(format::compact(number), number.to_string()).title(format::grouped(number))
    };
    match column {
        "rule" => {
            let words = words(row.rule);
            Cell::text(words.name).title(words.what)
        }
        "total_tokens" => tokens(row.tokens.sum()),
        "difference" => row.times_ours.map_or_else(
            || Cell::text("–"),
            |times| Cell::figure(format!("{times:.2}×"), times.to_string()),
        ),
        "input_tokens" => tokens(row.tokens.input),
        "output_tokens" => tokens(row.tokens.output),
        "cache_creation_tokens" => tokens(row.tokens.cache_creation()),
        _ => tokens(row.tokens.cache_read),
    }
}

fn order(row: &RuleRow, column: &'static str) -> Order {
    match column {
        // Ours first, then as the list has them.
        "rule" => Order::Number(match row.rule {
            CountingRule::Ours => 0.0,
            CountingRule::EveryLine => 1.0,
            CountingRule::FirstWins => 2.0,
            CountingRule::MaxWins => 3.0,
        }),
        "input_tokens" => Order::Number(row.tokens.input as f64),
        "output_tokens" => Order::Number(row.tokens.output as f64),
        "cache_creation_tokens" => Order::Number(row.tokens.cache_creation() as f64),
        "cache_read_tokens" => Order::Number(row.tokens.cache_read as f64),
        _ => Order::Number(row.tokens.sum() as f64),
    }
}
