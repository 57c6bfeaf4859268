//! The totals: money, tokens by class, and how many of everything.

use leptos::prelude::*;
use sessionscope_engine::money::Cost;
use sessionscope_engine::price::ByClass;
use sessionscope_engine::report::{Sums, Totals};
use sessionscope_queries::{CorpusQuestion, RecentQuestion, TotalsAnswer};

use crate::charts::{Part, Share, Spark};
use crate::parts::{DisplayPrefs, Figure, Hint, Number, Value, format};
use crate::queries::{ask, asked};
use crate::state::AppState;

use crate::views::words;

/// A class of tokens: its name, stable names, colour, meaning, figure and cost.
struct Class {
    name: &'static str,
    metric: &'static str,
    cost_metric: &'static str,
    colour: &'static str,
    hint: &'static str,
    of: fn(&Sums) -> u128,
    cost: fn(&ByClass) -> Cost,
}

const CLASSES: [Class; 4] = [
    Class {
        name: "Input",
        metric: "input_tokens",
        cost_metric: "input_cost_usd",
        colour: "series-1",
        hint: words::INPUT,
        of: |sums| sums.tokens.input,
        cost: ByClass::input,
    },
    Class {
        name: "Output",
        metric: "output_tokens",
        cost_metric: "output_cost_usd",
        colour: "series-0",
        hint: words::OUTPUT,
        of: |sums| sums.tokens.output,
        cost: ByClass::output,
    },
    Class {
        name: "Cache write",
        metric: "cache_creation_tokens",
        cost_metric: "cache_creation_cost_usd",
        colour: "series-2",
        hint: words::CACHE_WRITE,
        of: |sums| sums.tokens.cache_creation(),
        cost: ByClass::cache_creation,
    },
    Class {
        name: "Cache read",
        metric: "cache_read_tokens",
        cost_metric: "cache_read_cost_usd",
        colour: "series-3",
        hint: words::CACHE_READ,
        of: |sums| sums.tokens.cache_read,
        cost: ByClass::cache_read,
    },
];

/// The card of money and tokens.
#[component]
pub fn Spend(totals: Signal<TotalsAnswer>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let cost = move || {
        totals.with(|totals| {
            let cost = totals.sums.cost;
            Value {
                text: prefs.with(|prefs| prefs.money(cost)),
                exact: cost.to_decimal(),
                at_least: totals.sums.is_at_least(),
            }
        })
    };
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    let prices = move || {
        let day = corpus.with(|corpus| corpus.prices_day);
        day.map(|day| format!("Prices of {}", format::day(day)))
    };
    view! {
        <section class="card spend" aria-label="Spend and tokens">
            <div class="spend-cost">
                <p class="label">"Spend at list prices" <Hint about="Spend" text=words::COST /></p>
                <p class="hero">
                    <Number metric="cost_usd" value=Signal::derive(cost) />
                </p>
                <AtLeast totals=totals />
                <p class="note" data-prices="">{prices}</p>
                <PerSession totals=totals />
                <Recent />
            </div>
            <Classes totals=totals />
        </section>
    }
}

/// Tokens by class, and what each class cost.
#[component]
pub fn Classes(totals: Signal<TotalsAnswer>) -> impl IntoView {
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
        <div class="spend-tokens">
            <p class="label">
                "Tokens" <strong class="num">{move || format::compact(all())}</strong>
            </p>
            <Share parts=Signal::derive(parts) label="Tokens by class" />
            <dl class="classes">
                {CLASSES
                    .iter()
                    .map(|class| view! { <ClassFigure class=class totals=totals /> })
                    .collect_view()}
            </dl>
            <Rest
                totals=totals
                metric="web_search_cost_usd"
                text=" for web searches"
                of=|costs| costs.web_search
            />
            <Rest
                totals=totals
                metric="recorded_cost_usd"
                text=" as logs have recorded it, of no class"
                of=|costs| costs.recorded
            />
        </div>
    }
}

/// A part of the cost, as it is shown.
fn cost_of(totals: Signal<TotalsAnswer>, of: fn(&ByClass) -> Cost) -> Signal<Value> {
    let prefs = DisplayPrefs::memo(expect_context::<AppState>());
    Signal::derive(move || {
        totals.with(|totals| {
            let cost = of(&totals.sums.by_class);
            Value {
                text: prefs.with(|prefs| prefs.money(cost)),
                exact: cost.to_decimal(),
                at_least: totals.sums.lower_bound,
            }
        })
    })
}

/// A part of the cost that is no token's, where there is any.
#[component]
fn Rest(
    totals: Signal<TotalsAnswer>,
    metric: &'static str,
    text: &'static str,
    of: fn(&ByClass) -> Cost,
) -> impl IntoView {
    let value = cost_of(totals, of);
    let is_any = Memo::new(move |_| totals.with(|totals| of(&totals.sums.by_class) > Cost::ZERO));
    view! {
        <Show when=move || is_any.get()>
            <p class="note">"And " <Number metric=metric value=value /> {text}</p>
        </Show>
    }
}

#[component]
fn ClassFigure(class: &'static Class, totals: Signal<TotalsAnswer>) -> impl IntoView {
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
                <div class="note cost">
                    <Number metric=class.cost_metric value=cost_of(totals, class.cost) />
                </div>
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

/// Says why the cost is a lower bound, and how much more it likely is.
#[component]
fn AtLeast(totals: Signal<TotalsAnswer>) -> impl IntoView {
    let reasons = Memo::new(move |_| totals.with(|totals| words::at_least(&totals.sums)));
    let told = move || {
        let reasons = reasons.get().join(", ");
        (!reasons.is_empty()).then(|| view! { <p class="note reasons">"Because " {reasons}</p> })
    };
    view! {
        {told}
        <Unlogged totals=totals />
    }
}

/// `$3,449 recorded; about $175 more likely unlogged`, where that is so.
#[component]
fn Unlogged(totals: Signal<TotalsAnswer>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let missing = Memo::new(move |_| totals.with(|totals| totals.unlogged_cost_usd));
    let is_any = Memo::new(move |_| missing.get() >= UNLOGGED_MIN_USD);
    let recorded = move || {
        let cost = totals.with(|totals| totals.sums.cost);
        prefs.with(|prefs| prefs.money(cost))
    };
    let value = Signal::derive(move || Value {
        text: prefs.with(|prefs| prefs.dollars(missing.get())),
        exact: format!("{:.6}", missing.get()),
        at_least: false,
    });
    view! {
        <Show when=move || is_any.get()>
            <p class="note">
                {recorded} " recorded; about " <Number metric="unlogged_cost_usd" value=value />
                " more likely unlogged "
                <Hint about="Output that was not recorded" text=words::SUSPECT />
            </p>
        </Show>
    }
}

/// What a session cost on average.
#[component]
fn PerSession(totals: Signal<TotalsAnswer>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let told = move || {
        totals.with(|totals| {
            let each = totals.cost_usd_per_session.filter(|_| totals.sessions > 1);
            each.map(|each| {
                format!(
                    "{} a session on average",
                    prefs.with(|prefs| prefs.dollars(each))
                )
            })
        })
    };
    move || told().map(|told| view! { <p class="note">{told}</p> })
}

/// Less than this is not worth a line: it would show as nothing.
const UNLOGGED_MIN_USD: f64 = 0.005;

/// The last days of the scope, thirty at most, as a small line.
#[component]
fn Recent() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let question = asked(move || RecentQuestion {
        scope: state.scope.get(),
    });
    let recent = ask(state, question);
    let values = move || {
        recent.with(|recent| {
            let costs_usd = recent.as_ref().map(|recent| recent.costs_usd.clone());
            costs_usd.unwrap_or_default()
        })
    };
    let told = move || {
        recent.with(|recent| {
            let recent = recent.as_ref()?;
            let sum = prefs.with(|prefs| prefs.dollars(recent.cost_usd));
            let count = format::count(recent.costs_usd.len() as u64, "day");
            let last = format::day_short(recent.last);
            Some(format!("{sum} in the {count} to {last}"))
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
fn Estimate(totals: Signal<TotalsAnswer>) -> impl IntoView {
    let told = move || {
        totals.with(|totals| {
            (totals.sums.suspect_responses > 0).then(|| {
                let missing = format::compact_float(totals.unlogged_output);
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
pub fn Counts(totals: Signal<TotalsAnswer>) -> impl IntoView {
    view! {
        <dl class="card counts">
            <UseCounts totals=totals />
            <FileCounts totals=totals />
        </dl>
    }
}

/// A whole figure of the totals.
fn count_of(totals: Signal<TotalsAnswer>, read: fn(&Totals) -> u64) -> Signal<Value> {
    Signal::derive(move || totals.with(|totals| Value::count(read(totals))))
}

/// What was done: sessions, messages, tool calls.
#[component]
fn UseCounts(totals: Signal<TotalsAnswer>) -> impl IntoView {
    let of = move |read| count_of(totals, read);
    let prompts = move || totals.with(|totals| format::count(totals.sums.prompts, "prompt"));
    let responses = move || totals.with(|totals| format::count(totals.sums.responses, "response"));
    let failed = move || totals.with(|totals| format::percent(totals.error_rate.unwrap_or(0.0)));
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
fn FileCounts(totals: Signal<TotalsAnswer>) -> impl IntoView {
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
