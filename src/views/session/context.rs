//! How full the context was at each message of the model.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_queries::{ContextAnswer, ContextQuestion, Scope};

use super::long_line::{LongLine, card};
use super::subject::Subject;
use super::survey::{Glance, WithGlance, drawn};
use crate::parts::format;
use crate::queries::{ask, asked};
use crate::state::AppState;

/// The line, where there is more than a point of it.
#[component]
pub fn Context(session: Subject, scope: Memo<Scope>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let draw = move |glance: Signal<Arc<Glance>>| {
        let question = asked(move || ContextQuestion {
            of: glance.with(|glance| Arc::clone(&glance.survey)),
            scope: scope.get(),
        });
        drawn(state, ask(state, question), |context| {
            (context.given.len() > 1)
                .then(|| card(line(context)))
                .into_any()
        })
    };
    view! { <WithGlance session=session draw=draw /> }
}

fn line(context: &ContextAnswer) -> LongLine {
    LongLine {
        name: "context",
        title: "Context",
        words: format!(
            "Tokens given to the model with each of its {}{}: at most {}, last {}; {}",
            format::count(context.given.len() as u64, "response"),
            if context.own.is_some() {
                ", those of subagents included; the lower line is the session's own"
            } else {
                ""
            },
            format::compact_float(context.most),
            format::compact_float(context.last),
            format::count(context.compactions.len() as u64, "compaction"),
        ),
        // Where the context was compacted.
        marks: context.compactions.clone(),
        part: context.own.clone(),
        values: context.given.clone(),
    }
}
