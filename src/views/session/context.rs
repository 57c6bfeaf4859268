//! How full the context was at each message of the model.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::accounts::Item;
use sessionscope_engine::order::sort_by;
use sessionscope_engine::report::Filter;

use super::long_line::{LongLine, card};
use super::survey::{Glance, WithGlance};
use crate::parts::format;

/// The line, where there is more than a point of it.
#[component]
pub fn Context(session: u32, filter: Memo<Filter>) -> impl IntoView {
    let draw = move |glance: Arc<Glance>| {
        move || {
            let drawn = filter.with(|filter| context(&glance, filter));
            (drawn.values.len() > 1).then(|| card(drawn))
        }
    };
    view! { <WithGlance session=session draw=draw /> }
}

/// What the model was given with each of its responses, in the order of time. Those that are billed
/// inside another are part of it.
fn context(glance: &Glance, filter: &Filter) -> LongLine {
    let bills = glance.counted.account.bills.iter();
    let bills = bills.filter(|item| item.extra.is_none() && holds(filter, item));
    let mut bills: Vec<&Item> = bills.collect();
    sort_by(&mut bills, |a, b| a.time.cmp(&b.time));
    let given = |item: &Item| item.tokens.prompt() as f64;
    let values: Vec<f64> = bills.iter().map(|item| given(item)).collect();
    let has_agents = bills.iter().any(|item| item.subagent);
    let has_own = bills.iter().any(|item| !item.subagent);
    let own = bills.iter().scan(0.0, |own, item| {
        if !item.subagent {
            *own = given(item);
        }
        Some(*own)
    });
    let part = (has_agents && has_own).then(|| own.collect());
    let compactions = glance.survey.compactions.iter().filter(|compaction| {
        let day = compaction.time.map(|time| filter.zone.day(time));
        is_within(filter, day)
    });
    let marks: Vec<f64> = compactions
        .map(|compaction| {
            let before = bills.iter().filter(|item| item.time < compaction.time);
            before.count() as f64 / bills.len().max(1) as f64
        })
        .collect();
    let most = values.iter().copied().fold(0.0, f64::max);
    LongLine {
        name: "context",
        title: "Context",
        words: format!(
            "Tokens given to the model with each of its {}{}: at most {}, last {}; {}",
            format::count(values.len() as u64, "response"),
            if part.is_some() {
                ", those of subagents included; the lower line is the session's own"
            } else {
                ""
            },
            format::compact_float(most),
            format::compact_float(values.last().copied().unwrap_or(0.0)),
            format::count(marks.len() as u64, "compaction"),
        ),
        // Where the context was compacted.
        marks,
        part,
        values,
    }
}

fn holds(filter: &Filter, item: &Item) -> bool {
    let day = item.time.map(|time| filter.zone.day(time));
    filter.subagents.holds(item.subagent)
        && (filter.models.is_empty() || filter.models.contains(&item.model))
        && is_within(filter, day)
}

/// Whether a day is one of the filter's; what has none is of no range.
fn is_within(filter: &Filter, day: Option<sessionscope_engine::time::Day>) -> bool {
    match day {
        Some(day) => {
            filter.from.is_none_or(|from| day >= from) && filter.to.is_none_or(|to| day <= to)
        }
        None => filter.from.is_none() && filter.to.is_none(),
    }
}
