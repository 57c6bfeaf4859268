//! Spend and tokens over time.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::report::{Bucket, Measure, Series, SeriesAsk, Split, Step};
use sessionscope_queries::{Scope, SeriesQuestion, SpanQuestion};

use crate::charts::{BarLine, Bars, Legend, StackedBars, series_class};
use crate::parts::{Choice, DisplayPrefs, Nothing, Segmented, choice, format};
use crate::queries::{ask, asked};
use crate::state::AppState;
use crate::views::links::{choice_of, query};

const MEASURES: [Choice; 3] = [
    choice("cost", "Spend"),
    choice("tokens", "Tokens"),
    choice("responses", "Responses"),
];
const SPLITS: [Choice; 3] = [
    choice("model", "Model"),
    choice("project", "Project"),
    choice("kind", "Token class"),
];
const STEPS: [Choice; 3] = [
    choice("day", "Day"),
    choice("week", "Week"),
    choice("month", "Month"),
];
/// Colours that can be told apart.
const LINES_MAX: usize = 7;

/// The chart over time, with what it measures, by what it is cut and how fine.
#[component]
pub fn Trend(
    /// It is of one project or session: there are no projects to cut it by.
    #[prop(optional)]
    of_one: bool,
    /// Other rows than those of the address.
    #[prop(optional, into)]
    scope: Option<Signal<Scope>>,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let scope = scope.unwrap_or_else(|| state.scope.into());
    let (measure, set_measure) = choice_of(state, "measure", "cost");
    let (split, set_split) = choice_of(state, "split", "model");
    let step = step_of(state, scope);
    let set_step = Callback::new(move |id: &'static str| {
        crate::views::links::set_query(state, "step", Some(id));
    });
    let bars = bars_memo(state, scope, measure, split, step);
    let shown = Signal::derive(move || bars.get().0);
    let splits: &'static [Choice] = if of_one {
        const { &[choice("model", "Model"), choice("kind", "Token class")] }
    } else {
        &SPLITS
    };
    view! {
        <section class="card" aria-label="Over time">
            <div class="card-head">
                <h2>"Over time"</h2>
                <div class="card-tools">
                    <Segmented
                        label="Measure"
                        choices=&MEASURES
                        value=measure
                        on_choice=set_measure
                    />
                    <Segmented label="Cut by" choices=splits value=split on_choice=set_split />
                    <Segmented label="Step" choices=&STEPS value=step on_choice=set_step />
                </div>
            </div>
            <div class="card-body trend">
                <Show
                    when=move || shown.with(|bars| !bars.buckets.is_empty())
                    fallback=|| {
                        view! {
                            <Nothing
                                title="Nothing in this range"
                                text="No response has a time in it. Choose another range or clear the filters."
                            />
                        }
                    }
                >
                    <StackedBars bars=shown />
                    <Legend bars=shown />
                </Show>
            </div>
        </section>
    }
}

/// The bars of what is chosen.
fn bars_memo(
    state: AppState,
    scope: Signal<Scope>,
    measure: Signal<String>,
    split: Signal<String>,
    step: Signal<String>,
) -> Memo<TrendShown> {
    let prefs = DisplayPrefs::memo(state);
    let wanted = move || {
        let measure = measure_of(&measure.get());
        SeriesAsk {
            step: step_named(&step.get()),
            split: split_of(&split.get(), measure),
            measure,
            max_lines: LINES_MAX,
        }
    };
    let question = asked(move || SeriesQuestion {
        scope: scope.get(),
        ask: wanted(),
    });
    let series = ask(state, question);
    Memo::new(move |_| {
        let SeriesAsk { split, measure, .. } = wanted();
        TrendShown(Arc::new(series.with(|series| {
            prefs.with(|prefs| bars_of(series, &step.get(), measure, split, prefs))
        })))
    })
}

/// Bars in a memo; other ones are always taken as new.
#[derive(Clone)]
struct TrendShown(Arc<Bars>);

impl PartialEq for TrendShown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The step of the address, else one that gives some tens of bars.
fn step_of(state: AppState, scope: Signal<Scope>) -> Signal<String> {
    let held = query(state, "step");
    let days = ask(state, asked(move || SpanQuestion { scope: scope.get() }));
    Signal::derive(move || {
        held.get().unwrap_or_else(|| {
            match days.get() {
                ..100 => "day",
                100..730 => "week",
                _ => "month",
            }
            .to_owned()
        })
    })
}

fn measure_of(id: &str) -> Measure {
    match id {
        "tokens" => Measure::Tokens,
        "responses" => Measure::Responses,
        _ => Measure::Cost,
    }
}

fn split_of(id: &str, measure: Measure) -> Split {
    match id {
        "project" => Split::Project,
        // A response is of all classes.
        "kind" if measure == Measure::Responses => Split::None,
        "kind" => Split::TokenKind,
        _ => Split::Model,
    }
}

fn step_named(id: &str) -> Step {
    match id {
        "week" => Step::Week,
        "month" => Step::Month,
        _ => Step::Day,
    }
}

fn bars_of(
    series: &Series,
    step: &str,
    measure: Measure,
    split: Split,
    prefs: &DisplayPrefs,
) -> Bars {
    let currency = prefs.currency.clone();
    let write = move |value: f64| match measure {
        Measure::Cost => format::money_fine(value * currency.per_usd, &currency.code),
        Measure::Tokens | Measure::Responses => format::compact_float(value),
    };
    // The classes keep the colours that they have beside the totals.
    let kinds = [
        "series-1", "series-0", "series-2", "series-3", "series-4", "series-5",
    ];
    let lines: Vec<BarLine> = series
        .lines
        .iter()
        // Claude Code's own text costs nothing.
        .filter(|line| split == Split::TokenKind || line.values.iter().any(|value| *value > 0.0))
        .enumerate()
        .map(|(at, line)| BarLine {
            name: match split {
                Split::None => "All responses".to_owned(),
                _ => line.name.clone(),
            },
            class: match split {
                Split::TokenKind => kinds.get(at).copied().unwrap_or("series-other"),
                _ => series_class(at, line.rest),
            },
            values: line.values.clone(),
        })
        .collect();
    let sum: f64 = lines.iter().flat_map(|line| &line.values).sum();
    let what = match measure {
        Measure::Cost => "Spend",
        Measure::Tokens => "Tokens",
        Measure::Responses => "Responses",
    };
    let summary = match (series.buckets.first(), series.buckets.last()) {
        (Some(first), Some(last)) => {
            let range = format::day_range(first.start, last.end);
            format!("{what} by {step}, {range}: {} in all.", write(sum))
        }
        _ => format!("{what}: nothing."),
    };
    Bars {
        summary,
        buckets: series
            .buckets
            .iter()
            .map(|bucket| names(bucket, step))
            .collect(),
        lines,
        write: Arc::new(write),
    }
}

/// The short and the long name of a bar.
fn names(bucket: &Bucket, step: &str) -> (String, String) {
    match step {
        "month" => (format::month(bucket.start), format::month(bucket.start)),
        "week" => (
            format::day_short(bucket.start),
            format::day_range(bucket.start, bucket.end),
        ),
        _ => (
            format::day_short(bucket.start),
            format::day_long(bucket.start),
        ),
    }
}
