//! The totals: money, tokens by class, and how many of everything.

use leptos::prelude::*;
use sessionscope_engine::report::{Sums, Totals};

use crate::charts::{Part, Share};
use crate::parts::{Figure, Hint, Look, Number, Value, format};
use crate::state::AppState;
use crate::views::words;

/// A class of tokens: its name, stable name, colour, meaning and figure.
struct Class {
    name: &'static str,
    metric: &'static str,
    class: &'static str,
    hint: &'static str,
    of: fn(&Sums) -> u128,
}

const CLASSES: [Class; 4] = [
    Class {
        name: "Input",
        metric: "input_tokens",
        class: "series-1",
        hint: words::INPUT,
        of: |sums| sums.tokens.input,
    },
    Class {
        name: "Output",
        metric: "output_tokens",
        class: "series-0",
        hint: words::OUTPUT,
        of: |sums| sums.tokens.output,
    },
    Class {
        name: "Cache write",
        metric: "cache_creation_tokens",
        class: "series-2",
        hint: words::CACHE_WRITE,
        of: |sums| sums.tokens.cache_creation(),
    },
    Class {
        name: "Cache read",
        metric: "cache_read_tokens",
        class: "series-3",
        hint: words::CACHE_READ,
        of: |sums| sums.tokens.cache_read,
    },
];

/// The card of money and tokens.
#[component]
pub fn Spend(totals: Memo<Totals>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let look = Look::memo(state);
    let cost = move || {
        totals.with(|totals| {
            let cost = totals.sums.cost;
            Value {
                text: look.with(|look| look.money(cost)),
                exact: cost.to_decimal(),
                at_least: totals.sums.lower_bound,
            }
        })
    };
    let all = move || totals.with(|totals| totals.sums.tokens.sum());
    let parts = move || {
        totals.with(|totals| {
            let part = |class: &Class| Part {
                name: class.name,
                class: class.class,
                value: (class.of)(&totals.sums) as f64,
            };
            CLASSES.iter().map(part).collect::<Vec<_>>()
        })
    };
    view! {
        <section class="card spend" aria-label="Spend and tokens">
            <div class="spend-cost">
                <p class="label">"Spend at list prices" <Hint about="Spend" text=words::COST /></p>
                <p class="hero">
                    <Number metric="cost_usd" value=Signal::derive(cost) />
                </p>
                <AtLeast totals=totals />
                <PerSession totals=totals />
            </div>
            <div class="spend-tokens">
                <p class="label">
                    "Tokens"
                    <strong class="num">{move || format::compact(all())}</strong>
                </p>
                <Share parts=Signal::derive(parts) label="Tokens by class" />
                <dl class="classes">
                    {CLASSES
                        .iter()
                        .map(|class| view! { <ClassFigure class=class totals=totals /> })
                        .collect_view()}
                </dl>
            </div>
        </section>
    }
}

#[component]
fn ClassFigure(class: &'static Class, totals: Memo<Totals>) -> impl IntoView {
    let value = move || totals.with(|totals| Value::compact((class.of)(&totals.sums)));
    let splits = class.metric == "cache_creation_tokens";
    let estimated = class.metric == "output_tokens";
    let part = move |of: fn(&Sums) -> u128| {
        Signal::derive(move || totals.with(|totals| Value::compact(of(&totals.sums))))
    };
    view! {
        <div class="figure">
            <dt>
                <span class=format!("swatch {}", class.class)></span>
                {class.name}
                <Hint about=class.name text=class.hint />
            </dt>
            <dd>
                <Number metric=class.metric value=Signal::derive(value) />
                {estimated.then(|| view! { <Estimate totals=totals /> })}
                {splits
                    .then(|| {
                        view! {
                            <div class="note">
                                <Number
                                    metric="cache_creation_5m_tokens"
                                    value=part(|sums| sums.tokens.cache_write_5m)
                                />
                                " for 5 min, "
                                <Number
                                    metric="cache_creation_1h_tokens"
                                    value=part(|sums| sums.tokens.cache_write_1h)
                                />
                                " for 1 h"
                            </div>
                        }
                    })}
            </dd>
        </div>
    }
}

/// Says why the cost is a lower bound.
#[component]
fn AtLeast(totals: Memo<Totals>) -> impl IntoView {
    let told = move || {
        totals.with(|totals| {
            let sums = &totals.sums;
            sums.lower_bound.then(|| {
                let count = format::count(sums.unpriced_responses, "response");
                format!("{count} without a known price, so it is this or more.")
            })
        })
    };
    move || told().map(|told| view! { <p class="note">{told}</p> })
}

/// What a session cost on average.
#[component]
fn PerSession(totals: Memo<Totals>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let look = Look::memo(state);
    let told = move || {
        totals.with(|totals| {
            (totals.sessions > 1).then(|| {
                let each = totals.sums.cost.usd() / totals.sessions as f64;
                format!(
                    "{} a session on average",
                    look.with(|look| look.dollars(each))
                )
            })
        })
    };
    move || told().map(|told| view! { <p class="note">{told}</p> })
}

/// The estimate of output that was never recorded: beside the total, never in it.
#[component]
fn Estimate(totals: Memo<Totals>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let told = move || {
        let ledger = state.ledger.get();
        totals.with(|totals| {
            let sums = &totals.sums;
            (sums.suspect_responses > 0).then(|| {
                let missing = format::compact_float(sums.estimated_missing_output(&ledger));
                format!("likely {missing} more")
            })
        })
    };
    move || {
        told().map(|told| {
            view! {
                <div class="note">
                    {told}" "<Hint about="Output that was not recorded" text=words::SUSPECT />
                </div>
            }
        })
    }
}

/// The strip of counts.
#[component]
pub fn Counts(totals: Memo<Totals>) -> impl IntoView {
    let of = move |read: fn(&Totals) -> u64| {
        Signal::derive(move || totals.with(|totals| Value::count(read(totals))))
    };
    let prompts = move || totals.with(|totals| format::count(totals.sums.prompts, "prompt"));
    let responses = move || totals.with(|totals| format::count(totals.sums.responses, "response"));
    let failed = move || {
        totals.with(|totals| {
            let sums = &totals.sums;
            let share = sums.tool_errors as f64 / sums.tool_calls.max(1) as f64;
            format::percent(share)
        })
    };
    let size = move || totals.with(|totals| format::bytes(totals.bytes));
    view! {
        <dl class="card counts">
            <Figure
                label="Sessions"
                metric="sessions"
                value=of(|totals| totals.sessions)
                note=move || {
                    view! {
                        "in "
                        <Number metric="projects" value=of(|totals| totals.projects) />
                        {move || totals.with(|totals| plural(totals.projects, " project"))}
                    }
                }
            />
            <Figure
                label="Subagents"
                metric="subagents"
                value=of(|totals| totals.subagents)
                hint=words::SUBAGENTS
                note=|| "in their sessions"
            />
            <Figure
                label="Your messages"
                metric="messages_user"
                value=of(|totals| totals.sums.messages_user)
                hint=words::MESSAGES_USER
                note=move || view! { {prompts}" "<Hint about="Prompts" text=words::PROMPTS /> }
            />
            <Figure
                label="Replies"
                metric="messages_assistant"
                value=of(|totals| totals.sums.messages_assistant)
                note=move || view! { {responses}" "<Hint about="Responses" text=words::RESPONSES /> }
            />
            <Figure
                label="Tool calls"
                metric="tool_calls"
                value=of(|totals| totals.sums.tool_calls)
                note=move || {
                    view! {
                        <Number metric="tool_errors" value=of(|totals| totals.sums.tool_errors) />
                        " failed, "
                        {failed}
                    }
                }
            />
            <Figure
                label="Files"
                metric="files"
                value=of(|totals| totals.files)
                note=move || {
                    view! {
                        <Number metric="lines" value=of(|totals| totals.lines) />
                        " lines, "
                        {size}
                    }
                }
            />
            <Figure
                label="Malformed lines"
                metric="malformed_lines"
                value=of(|totals| totals.malformed_lines)
                hint=words::MALFORMED
                note=move || {
                    view! {
                        <Number
                            metric="recovered_records"
                            value=of(|totals| totals.recovered_records)
                        />
                        " records saved"
                    }
                }
            />
        </dl>
    }
}

fn plural(number: u64, one: &str) -> String {
    if number == 1 {
        one.to_owned()
    } else {
        format!("{one}s")
    }
}
