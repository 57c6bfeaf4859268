//! The totals: money, tokens by class, and how many of everything.

use leptos::prelude::*;
use sessionscope_engine::report::{Sums, Totals};
use sessionscope_engine::time::Day;

use crate::charts::{Part, Share, Spark};
use crate::parts::number::whole;
use crate::parts::{Figure, Hint, Look, Number, Value, format};
use crate::state::AppState;

use super::Days;
use crate::views::words;

/// A class of tokens: its name, stable name, colour, meaning and figure.
struct Class {
    name: &'static str,
    metric: &'static str,
    colour: &'static str,
    hint: &'static str,
    of: fn(&Sums) -> u128,
}

const CLASSES: [Class; 4] = [
    Class {
        name: "Input",
        metric: "input_tokens",
        colour: "series-1",
        hint: words::INPUT,
        of: |sums| sums.tokens.input,
    },
    Class {
        name: "Output",
        metric: "output_tokens",
        colour: "series-0",
        hint: words::OUTPUT,
        of: |sums| sums.tokens.output,
    },
    Class {
        name: "Cache write",
        metric: "cache_creation_tokens",
        colour: "series-2",
        hint: words::CACHE_WRITE,
        of: |sums| sums.tokens.cache_creation(),
    },
    Class {
        name: "Cache read",
        metric: "cache_read_tokens",
        colour: "series-3",
        hint: words::CACHE_READ,
        of: |sums| sums.tokens.cache_read,
    },
];

/// The card of money and tokens.
#[component]
pub fn Spend(totals: Memo<Totals>, days: Days) -> impl IntoView {
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
                class: class.colour,
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
                <Recent days=days />
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
                <span class=format!("swatch {}", class.colour)></span>
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
                let have = if sums.unpriced_responses == 1 {
                    "has"
                } else {
                    "have"
                };
                format!("{count} {have} no known price")
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

/// Days that [`Recent`] shows.
const RECENT_DAYS: i32 = 30;

/// The last thirty days as a small line.
#[component]
fn Recent(days: Days) -> impl IntoView {
    let state = expect_context::<AppState>();
    let look = Look::memo(state);
    let recent = Memo::new(move |_| {
        let (from, to) = state.filter.with(|filter| (filter.from, filter.to));
        let in_range =
            |day: Day| from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to);
        days.with(|days| {
            let days = days.iter().filter(|(day, _)| in_range(*day));
            let last = days.clone().next_back().map(|(day, _)| *day)?;
            let mut values = vec![0.0; whole(f64::from(RECENT_DAYS))];
            for (day, sums) in days {
                let at = usize::try_from(day.0 - last.0 + RECENT_DAYS - 1).ok();
                if let Some(value) = at.and_then(|at| values.get_mut(at)) {
                    *value += sums.cost.usd();
                }
            }
            Some((last, values))
        })
    });
    let values = move || recent.get().map_or_else(Vec::new, |(_, values)| values);
    let told = move || {
        recent.with(|recent| {
            let (last, values) = recent.as_ref()?;
            let sum = look.with(|look| look.dollars(values.iter().sum()));
            let last = format::day_short(*last);
            Some(format!("{sum} in the {RECENT_DAYS} days to {last}"))
        })
    };
    let label = move || told().unwrap_or_default();
    view! {
        <div class="recent">
            <Spark values=Signal::derive(values) label=Signal::derive(label) />
            <p class="note">{told}</p>
        </div>
    }
}

/// The estimate of output that was never recorded: beside the total, never in it.
#[component]
fn Estimate(totals: Memo<Totals>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let told = move || {
        totals.with(|totals| {
            let sums = &totals.sums;
            (sums.suspect_responses > 0).then(|| {
                let missing = state
                    .ledger
                    .with(|ledger| sums.estimated_missing_output(ledger));
                format!("likely {} more", format::compact_float(missing))
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
    view! {
        <dl class="card counts">
            <UseCounts totals=totals />
            <FileCounts totals=totals />
        </dl>
    }
}

/// A whole figure of the totals.
fn count_of(totals: Memo<Totals>, read: fn(&Totals) -> u64) -> Signal<Value> {
    Signal::derive(move || totals.with(|totals| Value::count(read(totals))))
}

/// What was done: sessions, messages, tool calls.
#[component]
fn UseCounts(totals: Memo<Totals>) -> impl IntoView {
    let of = move |read| count_of(totals, read);
    let prompts = move || totals.with(|totals| format::count(totals.sums.prompts, "prompt"));
    let responses = move || totals.with(|totals| format::count(totals.sums.responses, "response"));
    let failed = move || {
        totals.with(|totals| {
            let sums = &totals.sums;
            format::percent(sums.tool_errors as f64 / sums.tool_calls.max(1) as f64)
        })
    };
    let projects = move || {
        let word = move || totals.with(|totals| plural(totals.projects, " project"));
        view! { "in " <Number metric="projects" value=of(|totals| totals.projects) /> {word} }
    };
    let errors = move || {
        let value = of(|totals| totals.sums.tool_errors);
        view! { <Number metric="tool_errors" value=value /> " failed, " {failed} }
    };
    view! {
        <Figure
            label="Sessions"
            metric="sessions"
            value=of(|totals| totals.sessions)
            note=projects
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
            note=move || view! { {prompts} " " <Hint about="Prompts" text=words::PROMPTS /> }
        />
        <Figure
            label="Replies"
            metric="messages_assistant"
            value=of(|totals| totals.sums.messages_assistant)
            note=move || view! { {responses} " " <Hint about="Responses" text=words::RESPONSES /> }
        />
        <Figure
            label="Tool calls"
            metric="tool_calls"
            value=of(|totals| totals.sums.tool_calls)
            note=errors
        />
    }
}

/// What was read: files and lines.
#[component]
fn FileCounts(totals: Memo<Totals>) -> impl IntoView {
    let of = move |read| count_of(totals, read);
    let size = move || totals.with(|totals| format::bytes(totals.bytes));
    let lines = move || {
        let value = of(|totals| totals.lines);
        view! { <Number metric="lines" value=value /> " lines, " {size} }
    };
    let saved = move || {
        let value = of(|totals| totals.recovered_records);
        view! { <Number metric="recovered_records" value=value /> " records saved" }
    };
    view! {
        <Figure label="Files" metric="files" value=of(|totals| totals.files) note=lines />
        <Figure
            label="Malformed lines"
            metric="malformed_lines"
            value=of(|totals| totals.malformed_lines)
            hint=words::MALFORMED
            note=saved
        />
    }
}

fn plural(number: u64, one: &str) -> String {
    if number == 1 {
        one.to_owned()
    } else {
        format!("{one}s")
    }
}
