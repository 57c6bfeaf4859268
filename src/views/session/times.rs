//! How the time of a session went: when the user was away, the model thought, tools ran.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::money::Cost;
use sessionscope_engine::order::sort_by;
use sessionscope_queries::{Span as Spent, SpanKind, TimesAnswer, TimesQuestion};

use super::lanes::lanes;
use super::subject::Subject;
use super::survey::{Glance, Prompt, WithGlance, drawn};
use super::touched::to_call;
use crate::parts::{DisplayPrefs, Nothing, format};
use crate::queries::{ask, asked};
use crate::route::Route;
use crate::state::AppState;
use crate::views::filters::SubagentsMenu;

/// A pause longer than this is folded on the line of time, in milliseconds.
const PAUSE_MS: i64 = 10 * 60_000;
/// What is left of a folded pause.
const FOLDED_MS: i64 = 60_000;
/// Lanes of subagents and of tools that run side by side.
const LANES_MAX: usize = 8;
/// What stands below the drawing until something is pointed at.
const HINT: &str = "Point at a bar to see what it is; press it to read it.";
/// Units of the drawing's width.
const WIDTH: f64 = 1000.0;
/// Height of a lane.
const LANE: f64 = 18.0;

/// A span on the line of time.
struct Span {
    lane: usize,
    start_ms: i64,
    end_ms: i64,
    class: &'static str,
    text: String,
    to: Option<String>,
}

/// The tab.
#[component]
pub fn Times(session: Subject) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let draw = move |glance: Signal<Arc<Glance>>| {
        let question = asked(move || TimesQuestion {
            of: glance.with(|glance| Arc::clone(&glance.survey)),
            subagents: state.scope.with(|scope| scope.subagents),
        });
        drawn(state, ask(state, question), move |times| {
            prefs.with(|prefs| glance.with(|glance| timeline(state, times, glance, prefs)))
        })
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <SubagentsMenu />
        </div>
        <WithGlance session=session draw=draw />
    }
}

fn timeline(
    state: AppState,
    times: &TimesAnswer,
    glance: &Glance,
    prefs: &DisplayPrefs,
) -> AnyView {
    if times.spans.is_empty() {
        return view! {
            <div class="card">
                <Nothing title="No times" text="The records of this session have no valid times." />
            </div>
        }
        .into_any();
    }
    let route = state.route.get_untracked();
    let spans = spans(times, glance, &route, prefs);
    let clock = Clock::of(&spans);
    let told = RwSignal::new(String::new());
    view! {
        <section class="card" aria-label="Timeline">
            <div class="card-head">
                <h2>"Timeline"</h2>
                <p>{sums(times)}</p>
            </div>
            <div class="times" tabindex="0" role="group" aria-label="Timeline, from left to right">
                {drawing(state, &spans, &clock, told)}
            </div>
            <p class="times-told">
                {move || told.with(|told| if told.is_empty() { HINT.to_owned() } else { told.clone() })}
            </p>
            <p class="times-key">
                <span class="key-turn">"Turn"</span>
                <span class="key-model">"Model"</span>
                <span class="key-tool">"Tool"</span>
                <span class="key-agent">"Subagent"</span>
                <span class="key-failed">"Failed"</span>
                <span>"Pauses over 10 minutes are folded."</span>
            </p>
            {lanes(&times.lanes, &route, prefs)}
        </section>
    }
    .into_any()
}

fn sums(times: &TimesAnswer) -> String {
    format!(
        "{} from the first bar to the last: at work {} (the model {}, tools {}), waiting for you {}. {}.",
        format::duration(times.whole_ms),
        format::duration(times.worked_ms),
        format::duration(times.model_ms),
        format::duration(times.tools_ms),
        format::duration(times.waited_ms),
        format::count(times.turns, "turn"),
    )
}

/// Everything that took time, each in its lane.
fn spans(times: &TimesAnswer, glance: &Glance, route: &Route, prefs: &DisplayPrefs) -> Vec<Span> {
    let mut busy: Vec<i64> = Vec::new();
    let money = |cost: Option<Cost>| cost.map(|cost| prefs.money(cost)).unwrap_or_default();
    let spans = times.spans.iter().map(|span| {
        let took = format::duration(span.end_ms - span.start_ms);
        let cost = money(span.cost);
        let (class, text) = match span.kind {
            SpanKind::Turn(prompt) => {
                let title = Prompt::title(glance.prompt(prompt));
                ("turn", format!("{cost}: {title}"))
            }
            SpanKind::Model => ("model", format!("{}, {took}, {cost}", span.name)),
            SpanKind::Tool => ("tool", of_call(span, &took, &cost)),
            SpanKind::Agent => ("agent", of_call(span, &took, &cost)),
            SpanKind::Failed => ("failed", of_call(span, &took, &cost)),
        };
        Span {
            lane: match span.kind {
                SpanKind::Turn(_) => 0,
                SpanKind::Model => 1,
                _ => 2 + free_lane(&mut busy, span.start_ms, span.end_ms),
            },
            start_ms: span.start_ms,
            end_ms: span.end_ms,
            class,
            text,
            to: link_of(span, glance, route),
        }
    });
    spans.collect()
}

fn of_call(span: &Spent, took: &str, cost: &str) -> String {
    let separator = if cost.is_empty() { "" } else { ", " };
    format!("{}, {took}{separator}{cost}", span.name)
}

/// Where what took the time can be read.
fn link_of(span: &Spent, glance: &Glance, route: &Route) -> Option<String> {
    if let SpanKind::Turn(prompt) = span.kind {
        let uuid = glance.prompt(prompt).map(|prompt| prompt.uuid.as_str());
        let uuid = uuid.filter(|uuid| !uuid.is_empty())?;
        let route = route.clone().with("tab", None).with("agent", None);
        return Some(route.with("m", Some(uuid)).to_hash());
    }
    span.at.as_ref().map(|at| to_call(at, route))
}

/// A lane in which nothing runs; the last one where all are taken.
fn free_lane(busy: &mut Vec<i64>, start_ms: i64, end_ms: i64) -> usize {
    let free = busy.iter().position(|until| *until <= start_ms);
    let lane = free.unwrap_or_else(|| {
        if busy.len() < LANES_MAX {
            busy.push(i64::MIN);
        }
        busy.len() - 1
    });
    if let Some(until) = busy.get_mut(lane) {
        *until = end_ms;
    }
    lane
}

/// Where a time stands on the line, long pauses folded.
struct Clock {
    /// Runs of time without a long pause: their start, and what is before them on the line.
    runs: Vec<(i64, i64)>,
    total_ms: i64,
}

impl Clock {
    fn of(spans: &[Span]) -> Self {
        let mut times: Vec<(i64, i64)> = spans
            .iter()
            .map(|span| (span.start_ms, span.end_ms))
            .collect();
        sort_by(&mut times, Ord::cmp);
        let mut runs: Vec<(i64, i64)> = Vec::new();
        let mut shown_ms = 0;
        let mut last_ms: Option<i64> = None;
        for (start_ms, end_ms) in times {
            match last_ms {
                None => runs.push((start_ms, 0)),
                Some(last) if start_ms - last > PAUSE_MS => {
                    shown_ms += FOLDED_MS;
                    runs.push((start_ms, shown_ms));
                }
                Some(last) => shown_ms += (start_ms - last).max(0),
            }
            let from = last_ms.map_or(start_ms, |last| last.max(start_ms));
            shown_ms += (end_ms - from).max(0);
            last_ms = Some(last_ms.map_or(end_ms, |last| last.max(end_ms)));
        }
        Self {
            runs,
            total_ms: shown_ms.max(1),
        }
    }

    fn x(&self, time_ms: i64) -> f64 {
        let at = self.runs.partition_point(|(start, _)| *start <= time_ms);
        let run = self
            .runs
            .get(at.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let next = self
            .runs
            .get(at)
            .map_or(self.total_ms, |(_, before)| *before);
        let shown = (run.1 + (time_ms - run.0).max(0)).min(next);
        shown as f64 / self.total_ms as f64 * WIDTH
    }
}

fn drawing(state: AppState, spans: &[Span], clock: &Clock, told: RwSignal<String>) -> AnyView {
    let lanes = spans.iter().map(|span| span.lane).max().unwrap_or(0) + 1;
    let height = lanes as f64 * LANE;
    let bars = spans.iter().map(|span| {
        let x = clock.x(span.start_ms);
        let width = (clock.x(span.end_ms) - x).max(1.0);
        let y = span.lane as f64 * LANE + 2.0;
        let text = span.text.clone();
        let to = span.to.clone();
        // What a pointer finds here, keys find in the list of turns.
        let go = move |_| {
            if let Some(to) = &to {
                state.go(Route::parse(to));
            }
        };
        view! {
            <rect
                class=format!("time-{}", span.class)
                x=format!("{x:.2}")
                y=y.to_string()
                width=format!("{width:.2}")
                height=(LANE - 4.0).to_string()
                rx="1.5"
                on:pointerenter=move |_| told.set(text.clone())
                on:click=go
            ></rect>
        }
    });
    view! {
        <svg
            viewBox=format!("0 0 {WIDTH} {height}")
            preserveAspectRatio="none"
            height=height.to_string()
            role="img"
            aria-label="Turns, the model and tools over time"
        >
            {bars.collect_view()}
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start_ms: i64, end_ms: i64) -> Span {
        Span {
            lane: 0,
            start_ms,
            end_ms,
            class: "tool",
            text: String::new(),
            to: None,
        }
    }

    #[test]
    fn long_pauses_are_folded() {
        let clock = Clock::of(&[
            span(0, 60_000),
            span(10_000, 20_000),
            span(PAUSE_MS * 100, PAUSE_MS * 100 + 60_000),
        ]);
        assert_eq!(clock.total_ms, 180_000);
        assert!((clock.x(0)).abs() < 1e-9);
        assert!((clock.x(60_000) - WIDTH / 3.0).abs() < 1e-6);
        assert!(
            (clock.x(PAUSE_MS * 50) - WIDTH / 3.0 * 2.0).abs() < 1e-6,
            "within the pause"
        );
        assert!((clock.x(PAUSE_MS * 100) - WIDTH / 3.0 * 2.0).abs() < 1e-6);
    }

    #[test]
    fn what_overlaps_has_lanes() {
        let mut busy = Vec::new();
        assert_eq!(free_lane(&mut busy, 0, 10), 0);
        assert_eq!(free_lane(&mut busy, 5, 7), 1);
        assert_eq!(free_lane(&mut busy, 8, 9), 1);
        assert_eq!(free_lane(&mut busy, 10, 12), 0);
    }
}
