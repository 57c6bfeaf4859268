//! How the totals came about, and what tools with other rules would say.

use leptos::prelude::*;
use sessionscope_engine::digest::WideTokens;
use sessionscope_engine::report::{Filter, totals};

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
    let state = expect_context::<AppState>();
    let told = Memo::new(move |_| state.ledger.with(|ledger| ledger.reconcile));
    let rows = Memo::new(move |_| {
        let ledger = state.ledger.get();
        let ours = totals(&ledger, &Filter::default()).sums.tokens;
        let told = ledger.reconcile;
        let way = |key, name, what, tokens| Way {
            key,
            name,
            what,
            tokens,
            ours: ours.sum(),
        };
        RowSet::new(ListRows {
            items: vec![
                way(
                    "ours",
                    "Sessionscope",
                    "Each response once: its last, largest record",
                    ours,
                ),
                way(
                    "every-line",
                    "Every line",
                    "Adds up all usage records, repeats and copies too",
                    told.every_line,
                ),
                way(
                    "first-wins",
                    "First record wins",
                    "Takes the first record of a message, before it was written to its end",
                    told.first_wins,
                ),
                way(
                    "max-wins",
                    "Largest record wins",
                    "By message and request id; counts replays under new ids again",
                    told.max_wins_id_request,
                ),
            ],
            key: |way: &Way| way.key.to_owned(),
            cell: Box::new(cell),
            order,
        })
    });
    let step = move |name: &'static str,
                     hint: &'static str,
                     read: fn(&sessionscope_engine::reconcile::Reconcile) -> u64,
                     minus: bool| {
        let number = move || told.with(read);
        view! {
            <li class:minus=minus>
                <span>
                    {name}" "
                    {(!hint.is_empty()).then(|| view! { <Hint about=name text=hint /> })}
                </span>
                <span class="num">
                    {move || {
                        let sign = if minus { "− " } else { "" };
                        format!("{sign}{}", format::grouped(number()))
                    }}
                </span>
            </li>
        }
    };
    view! {
        <div class="split">
        <section class="card" aria-label="How the totals came about">
            <div class="card-head">
                <h2>"How the totals came about"</h2>
            </div>
            <ul class="card-body ladder">
                {step("Lines", "", |told| told.lines, false)}
                {step("Usage records", "Records of the model's answers that hold token figures.", |told| told.usage_records, false)}
                {step("Nested usage records", "Those of subagents inside progress records.", |told| told.nested_usage_records, false)}
                {step("Repeats in the same file", "A streamed answer is logged several times as it grows.", |told| told.collapsed_same_file, true)}
                {step("Copies in other files", "Forked and resumed sessions copy their history.", |told| told.collapsed_across_files, true)}
                {step("Responses", "What is billed; advisors and compactions inside an answer are billed beside it.", |told| told.responses, false)}
            </ul>
        </section>
        <TableCard
            title="What others would say"
            name="others"
            columns=&COLUMNS
            sort=Sort::ascending("rule")
            rows=rows
            empty=""
        />
        </div>
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
