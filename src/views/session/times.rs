//! How the time of a session went: when the user was away, the model thought, tools ran.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::accounts::Item;
use sessionscope_engine::order::{sort_by, value_of};
use sessionscope_engine::report::Subagents;
use sessionscope_engine::transcript::survey::Called;

use super::lanes::lanes;
use super::survey::{Glance, Told, WithGlance};
use super::touched::to_call;
use crate::parts::{DisplayPrefs, Nothing, format};
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
pub fn Times(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let subagents = Memo::new(move |_| state.filter.with(|filter| filter.subagents));
    let draw = move |glance: Arc<Glance>| {
        move || {
            let prefs = prefs.get();
            let route = state.route.get_untracked();
            let subagents = subagents.get();
            let spans = spans(&glance, subagents, &route, &prefs);
            if spans.is_empty() {
                return view! {
                    <div class="card">
                        <Nothing title="No times" text="The records of this session have no valid times." />
                    </div>
                }
                .into_any();
            }
            let lanes = lanes(&glance, subagents, &route, &prefs);
            drawn(state, &glance, &spans, lanes)
        }
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <SubagentsMenu />
        </div>
        <WithGlance session=session draw=draw />
    }
}

fn drawn(state: AppState, glance: &Glance, spans: &[Span], lanes: AnyView) -> AnyView {
    let clock = Clock::of(spans);
    let told = RwSignal::new(String::new());
    view! {
        <section class="card" aria-label="Timeline">
            <div class="card-head">
                <h2>"Timeline"</h2>
                <p>{sums(glance, spans)}</p>
            </div>
            <div class="times" tabindex="0" role="group" aria-label="Timeline, from left to right">
                {drawing(state, spans, &clock, told)}
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
            {lanes}
        </section>
    }
    .into_any()
}

fn sums(glance: &Glance, spans: &[Span]) -> String {
    let sum = |class: &str| {
        let of = spans.iter().filter(|span| span.class == class);
        of.map(|span| span.end_ms - span.start_ms).sum::<i64>()
    };
    let first = spans.iter().map(|span| span.start_ms).min().unwrap_or(0);
    let last = spans.iter().map(|span| span.end_ms).max().unwrap_or(0);
    // What was done before the first prompt, or goes on after its turn, is in no turn.
    let worked = covered(spans);
    format!(
        "{} from the first bar to the last: at work {} (the model {}, tools {}), waiting for you {}. {}.",
        format::duration(last - first),
        format::duration(worked),
        format::duration(sum("model")),
        format::duration(sum("tool") + sum("agent") + sum("failed")),
        format::duration((last - first - worked).max(0)),
        format::count(glance.counted.turns.list.len() as u64, "turn"),
    )
}

/// For how long at least one of the spans went on, in milliseconds.
fn covered(spans: &[Span]) -> i64 {
    let mut times: Vec<(i64, i64)> = spans
        .iter()
        .map(|span| (span.start_ms, span.end_ms))
        .collect();
    sort_by(&mut times, Ord::cmp);
    let mut sum = 0;
    let mut until = i64::MIN;
    for (start, end) in times {
        sum += (end - start.max(until)).max(0);
        until = until.max(end);
    }
    sum
}

/// Everything that took time, with what it cost.
fn spans(glance: &Glance, subagents: Subagents, route: &Route, prefs: &DisplayPrefs) -> Vec<Span> {
    let mut spans = Vec::new();
    let (turns, _) = glance.turns();
    for told in &turns {
        if let Some((start, end)) = told.start.zip(told.end) {
            let uuid = told.prompt.map(|prompt| prompt.uuid.as_str());
            let to = uuid.filter(|uuid| !uuid.is_empty()).map(|uuid| {
                let route = route.clone().with("tab", None).with("agent", None);
                route.with("m", Some(uuid)).to_hash()
            });
            let cost = prefs.money(told.parts.sum(subagents).cost);
            spans.push(Span {
                lane: 0,
                start_ms: start.0,
                end_ms: end.0.max(start.0),
                class: "turn",
                text: format!("{cost}: {}", Glance::title(told.prompt)),
                to,
            });
        }
    }
    if subagents.holds(false) {
        spans.extend(model_spans(glance, &turns, prefs));
    }
    spans.extend(call_spans(glance, subagents, route, prefs));
    spans
}

fn call_spans(
    glance: &Glance,
    subagents: Subagents,
    route: &Route,
    prefs: &DisplayPrefs,
) -> Vec<Span> {
    let counts = glance.calls();
    let costs = glance.costs_of_calls();
    let mut calls: Vec<&Called> = glance
        .survey
        .calls
        .iter()
        .filter(|call| {
            let counts = value_of(&counts, &call.id);
            counts.is_some_and(|counts| subagents.holds(counts.subagent))
        })
        .collect();
    // Subagents' files come after the session's own.
    sort_by(&mut calls, |a, b| {
        (a.start, a.place).cmp(&(b.start, b.place))
    });
    let mut busy: Vec<i64> = Vec::new();
    let mut spans = Vec::new();
    for call in calls {
        if let Some((start, end)) = call.start.zip(call.end)
            && end >= start
        {
            let name = glance.survey.name(call.tool);
            let took = format::duration(end.0 - start.0);
            let cost = value_of(&costs, &call.id);
            let cost = cost.map_or_else(String::new, |cost| format!(", {}", prefs.money(*cost)));
            spans.push(Span {
                lane: 2 + free_lane(&mut busy, start.0, end.0),
                start_ms: start.0,
                end_ms: end.0,
                class: class_of(call, glance),
                text: format!("{name}, {took}{cost}"),
                to: Some(to_call(glance, call, route)),
            });
        }
    }
    spans
}

fn class_of(call: &Called, glance: &Glance) -> &'static str {
    if call.failed {
        "failed"
    } else if call.agent || glance.agent(call.place.file).is_some() {
        "agent"
    } else {
        "tool"
    }
}

/// Between what came before and a response of its own, the session's model was at work, if not for
/// too long.
fn model_spans(glance: &Glance, turns: &[Told<'_>], prefs: &DisplayPrefs) -> Vec<Span> {
    let mut events: Vec<(i64, Option<&Item>)> = Vec::new();
    events.extend(turns.iter().filter_map(|told| Some((told.start?.0, None))));
    let calls = glance.survey.calls.iter();
    let own = calls.filter(|call| glance.agent(call.place.file).is_none());
    events.extend(own.filter_map(|call| Some((call.end?.0, None))));
    let bills = glance.counted.account.bills.iter();
    let own = bills.filter(|item| !item.subagent && item.extra.is_none());
    events.extend(own.filter_map(|item| Some((item.time?.0, Some(item)))));
    sort_by(&mut events, |a, b| {
        (a.0, a.1.is_some()).cmp(&(b.0, b.1.is_some()))
    });
    let pairs = events.windows(2).filter_map(|pair| match pair {
        [(before, _), (at, Some(item))] if at > before && at - before <= PAUSE_MS => {
            Some((*before, *at, *item))
        }
        _ => None,
    });
    let costs = glance.costs_of_responses();
    let spans = pairs.map(|(start_ms, end_ms, item)| {
        let model = glance.counted.models.get(item.model as usize);
        let took = format::duration(end_ms - start_ms);
        let cost = value_of(&costs, &(item.file, item.line, item.key)).copied();
        let cost = prefs.money(cost.unwrap_or_default());
        Span {
            lane: 1,
            start_ms,
            end_ms,
            class: "model",
            text: format!("{}, {took}, {cost}", model.map_or("", String::as_str)),
            to: None,
        }
    });
    spans.collect()
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
    fn what_goes_on_at_once_is_work_once() {
        let spans = [span(50, 60), span(0, 20), span(10, 30), span(12, 15)];
        assert_eq!(covered(&spans), 40);
        assert_eq!(covered(&[]), 0);
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
