//! What views ask about the figures, and the signals of the answers.
//!
//! A view asks when it is mounted and stops when it is gone: [`ask`] ties a question to the view's life. No
//! view sees the ledger itself.

use leptos::prelude::*;
use sessionscope_queries::{Basis, CorpusQuestion, Question};

use crate::state::AppState;

/// A question that depends on signals.
pub fn asked<Q: Question>(question: impl Fn() -> Q + Send + Sync + 'static) -> Signal<Q> {
    Memo::new(move |_| question()).into()
}

/// The answer to a question, again whenever the figures or the question change.
// A signal, not a closure: this is compiled once per kind of question, not once per view.
pub fn ask<Q: Question>(state: AppState, question: Signal<Q>) -> Signal<Q::Answer> {
    let live = StoredValue::new(Q::Live::default());
    let answer = Memo::new(move |_| {
        let answer = live.try_update_value(|live| {
            state.rollup.try_update_value(|rollup| {
                state.ledger.with(|revision| {
                    let mut basis = Basis::new(revision, rollup);
                    question.with(|question| question.answer(live, &mut basis))
                })
            })
        });
        // Gone only with its view.
        answer.flatten().unwrap_or_default()
    });
    answer.into()
}

/// Keeps the span of time of the figures for as long as the page is open: the zone has offsets for all of it.
pub fn keep_span(state: AppState) {
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    let span = Memo::new(move |_| corpus.with(|corpus| corpus.span));
    Effect::new(move |_| state.span.set(span.get()));
}

/// The answer to a question, once.
#[allow(
    clippy::unused_async,
    reason = "the ledger will be on another thread, which answers when it can"
)]
pub async fn once<Q: Question>(state: AppState, question: Q) -> Q::Answer {
    let mut live = Q::Live::default();
    let answer = state.rollup.try_update_value(|rollup| {
        let answer = |revision: &_| question.answer(&mut live, &mut Basis::new(revision, rollup));
        state.ledger.with_untracked(answer)
    });
    // Gone only with the page.
    answer.unwrap_or_default()
}
