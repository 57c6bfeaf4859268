//! How the time of a session went: when the user was away, the model thought, tools ran.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::accounts::Item;
use sessionscope_accounts::money::Cost;
use sessionscope_accounts::order::{sort_by, value_of};
use sessionscope_accounts::report::Subagents;
use sessionscope_transcript::survey::Called;

use super::lanes::Lane;
use super::turns::WholeTurn;
use super::{CallPlace, Glance, SessionSurvey};
use crate::basis::Basis;
use crate::counted::CountedLive;
use crate::question::{Lookup, Question};

/// After a longer pause than this it was not the model that took the time, in milliseconds.
const PAUSE_MS: i64 = 10 * 60_000;

/// How did the time of a session go?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimesQuestion {
    /// The session.
    pub of: Arc<SessionSurvey>,
    /// What of it.
    pub subagents: Subagents,
}

/// How the time of a session went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimesAnswer {
    /// What took time: turns, the model, then calls by when they began.
    pub spans: Vec<Span>,
    /// From the first span to the last, in milliseconds.
    pub whole_ms: i64,
    /// For how long at least one of them went on.
    pub worked_ms: i64,
    /// What the model took.
    pub model_ms: i64,
    /// What tools took.
    pub tools_ms: i64,
    /// For how long nothing went on.
    pub waited_ms: i64,
    /// How many turns there are.
    pub turns: u64,
    /// What each lane cost.
    pub lanes: Vec<Lane>,
}

/// Something that took time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// What it is.
    pub kind: SpanKind,
    /// When it began, in milliseconds since 1970.
    pub start_ms: i64,
    /// When it was over.
    pub end_ms: i64,
    /// The model or the tool.
    pub name: String,
    /// What it cost, if that can be told.
    pub cost: Option<Cost>,
    /// Where a call is shown.
    pub at: Option<CallPlace>,
}

/// What took time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpanKind {
    /// A turn, and its prompt by its number among those of the survey.
    Turn(Option<u32>),
    /// The model.
    Model,
    /// A tool.
    Tool,
    /// A subagent: a call that started one, or one of its own.
    Agent,
    /// A call that failed.
    Failed,
}

impl Question for TimesQuestion {
    type Answer = Lookup<TimesAnswer>;
    type Live = CountedLive;

    fn is_complete(answer: &Self::Answer) -> bool {
        answer.is_known()
    }

    fn answer(&self, live: &mut CountedLive, basis: &mut Basis<'_>) -> Self::Answer {
        self.of
            .told(live, basis, |glance, _| glance.times(self.subagents))
    }
}

impl Glance<'_> {
    fn times(&self, subagents: Subagents) -> TimesAnswer {
        let (turns, _) = self.turns();
        let mut spans: Vec<Span> = turns
            .iter()
            .filter_map(|turn| turn_span(turn, subagents))
            .collect();
        if subagents.holds(false) {
            spans.extend(self.model_spans(&turns));
        }
        spans.extend(self.call_spans(subagents));
        TimesAnswer {
            turns: turns.len() as u64,
            lanes: self.lanes(subagents),
            ..summed(spans)
        }
    }

    fn call_spans(&self, subagents: Subagents) -> Vec<Span> {
        let counts = self.calls();
        let costs = self.costs_of_calls();
        let calls = self.survey.calls.iter().filter(|call| {
            let counts = value_of(&counts, &call.id);
            counts.is_some_and(|counts| subagents.holds(counts.subagent))
        });
        let mut calls: Vec<&Called> = calls.collect();
        // Subagents' files come after the session's own.
        sort_by(&mut calls, |a, b| {
            (a.start, a.place).cmp(&(b.start, b.place))
        });
        let spans = calls.into_iter().filter_map(|call| {
            let (start, end) = call.start.zip(call.end)?;
            (end >= start).then(|| Span {
                kind: self.kind_of(call),
                start_ms: start.0,
                end_ms: end.0,
                name: self.survey.name(call.tool).to_owned(),
                cost: value_of(&costs, &call.id).copied(),
                at: Some(self.place_of(call)),
            })
        });
        spans.collect()
    }

    fn kind_of(&self, call: &Called) -> SpanKind {
        if call.failed {
            SpanKind::Failed
        } else if call.agent || self.of.agent(call.place.file).is_some() {
            SpanKind::Agent
        } else {
            SpanKind::Tool
        }
    }

    /// Between what came before and a response of its own, the session's model was at work, if not for
    /// too long.
    fn model_spans(&self, turns: &[WholeTurn]) -> Vec<Span> {
        let mut events: Vec<(i64, Option<&Item>)> = Vec::new();
        events.extend(turns.iter().filter_map(|turn| Some((turn.start?.0, None))));
        let calls = self.survey.calls.iter();
        let own = calls.filter(|call| self.of.agent(call.place.file).is_none());
        events.extend(own.filter_map(|call| Some((call.end?.0, None))));
        let bills = self.counted.account.bills.iter();
        let own = bills.filter(|item| !item.subagent && item.extra.is_none());
        events.extend(own.filter_map(|item| Some((item.time?.0, Some(item)))));
        sort_by(&mut events, |a, b| {
            (a.0, a.1.is_some()).cmp(&(b.0, b.1.is_some()))
        });
        let costs = self.costs_of_responses();
        let spans = events.windows(2).filter_map(|pair| match pair {
            [(before, _), (at, Some(item))] if at > before && at - before <= PAUSE_MS => {
                let model = self.counted.models.get(item.model as usize);
                let cost = value_of(&costs, &(item.file, item.line, item.key)).copied();
                Some(Span {
                    kind: SpanKind::Model,
                    start_ms: *before,
                    end_ms: *at,
                    name: model.cloned().unwrap_or_default(),
                    cost: Some(cost.unwrap_or_default()),
                    at: None,
                })
            }
            _ => None,
        });
        spans.collect()
    }
}

fn turn_span(turn: &WholeTurn, subagents: Subagents) -> Option<Span> {
    let (start, end) = turn.start.zip(turn.end)?;
    Some(Span {
        kind: SpanKind::Turn(turn.prompt),
        start_ms: start.0,
        end_ms: end.0.max(start.0),
        name: String::new(),
        cost: Some(turn.parts.sum(subagents).cost),
        at: None,
    })
}

/// What spans come to.
fn summed(spans: Vec<Span>) -> TimesAnswer {
    let sum = |is: fn(SpanKind) -> bool| {
        let of = spans.iter().filter(|span| is(span.kind));
        of.map(|span| span.end_ms - span.start_ms).sum::<i64>()
    };
    let first = spans.iter().map(|span| span.start_ms).min().unwrap_or(0);
    let last = spans.iter().map(|span| span.end_ms).max().unwrap_or(0);
    // What was done before the first prompt, or goes on after its turn, is in no turn.
    let worked_ms = covered(spans.iter().map(|span| (span.start_ms, span.end_ms)));
    let is_call = |kind| matches!(kind, SpanKind::Tool | SpanKind::Agent | SpanKind::Failed);
    TimesAnswer {
        whole_ms: last - first,
        worked_ms,
        model_ms: sum(|kind| kind == SpanKind::Model),
        tools_ms: sum(is_call),
        waited_ms: (last - first - worked_ms).max(0),
        spans,
        ..TimesAnswer::default()
    }
}

/// For how long at least one of the spans of time went on, in milliseconds.
fn covered(spans: impl Iterator<Item = (i64, i64)>) -> i64 {
    let mut times: Vec<(i64, i64)> = spans.collect();
    sort_by(&mut times, Ord::cmp);
    let mut sum = 0;
    let mut until = i64::MIN;
    for (start, end) in times {
        sum += (end - start.max(until)).max(0);
        until = until.max(end);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_at_once_is_work_once() {
        let spans = [(50, 60), (0, 20), (10, 30), (12, 15)];
        assert_eq!(covered(spans.into_iter()), 40);
        assert_eq!(covered(std::iter::empty()), 0);
    }
}
