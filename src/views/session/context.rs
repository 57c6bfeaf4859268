//! How full the context was at each message of the model.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::transcript::survey::Survey;

use super::long_line::{LongLine, card};
use super::survey::{Glance, WithGlance};
use crate::parts::format;

/// The line, where there is more than a point of it.
#[component]
pub fn Context(session: u32) -> impl IntoView {
    let draw = move |glance: Arc<Glance>| {
        let drawn = context(&glance.survey);
        (drawn.values.len() > 1).then(|| card(drawn))
    };
    view! { <WithGlance session=session draw=draw /> }
}

/// What the model was given with each of its messages, subagents' left out.
fn context(survey: &Survey) -> LongLine {
    let own = survey.spent.iter().filter(|spent| !spent.sidechain);
    let own: Vec<_> = own.collect();
    let values: Vec<f64> = own
        .iter()
        .map(|spent| spent.tokens.prompt() as f64)
        .collect();
    let marks = survey.compactions.iter().map(|compaction| {
        let before = own.iter().filter(|spent| spent.place < compaction.place);
        before.count() as f64 / own.len().max(1) as f64
    });
    let most = values.iter().copied().fold(0.0, f64::max);
    let compactions = survey.compactions.len() as u64;
    LongLine {
        name: "context",
        title: "Context",
        words: format!(
            "Tokens given to the model with each of its {}: at most {}, last {}; {}",
            format::count(values.len() as u64, "message"),
            format::compact_float(most),
            format::compact_float(values.last().copied().unwrap_or(0.0)),
            format::count(compactions, "compaction"),
        ),
        // Where the context was compacted.
        marks: marks.collect(),
        part: None,
        values,
    }
}
