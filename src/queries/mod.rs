//! What views ask about the figures, and the signals of the answers.
//!
//! A view asks when it is mounted and stops when it is gone: [`ask`] ties a question to the view's life. No
//! view sees the ledger itself.

use leptos::prelude::*;
use sessionscope_queries::{Basis, CorpusQuestion, Question};

use crate::state::AppState;
use crate::tasks::account;

/// A question that depends on signals.
pub fn asked<Q: Question>(question: impl Fn() -> Q + Send + Sync + 'static) -> Signal<Q> {
    Memo::new(move |_| question()).into()
}

/// The answer to a question, again whenever the figures or the question change.
// A signal, not a closure: this is compiled once per kind of question, not once per view.
pub fn ask<Q: Question>(state: AppState, question: Signal<Q>) -> Signal<Q::Answer> {
    let live = StoredValue::new(Q::Live::default());
    let answer = Memo::new(move |_| {
        let answer =
            live.try_update_value(|live| question.with(|question| answered(state, question, live)));
        // Gone only with its view.
        let (answer, wants_accounts) = answer.flatten().unwrap_or_default();
        if wants_accounts {
            // Open accounts show their ledger, which has the question answered again.
            account::wake(state);
        }
        answer
    });
    answer.into()
}

/// The answer to a question, once.
pub async fn once<Q: Question>(state: AppState, question: Q) -> Q::Answer {
    let answered = || untrack(|| answered(state, &question, &mut Q::Live::default()));
    let (answer, wants_accounts) = answered().unwrap_or_default();
    if !wants_accounts {
        return answer;
    }
    account::open(state).await;
    answered().unwrap_or_default().0
}

/// The answer as the figures are now, and whether it takes accounts that are not open.
fn answered<Q: Question>(
    state: AppState,
    question: &Q,
    live: &mut Q::Live,
) -> Option<(Q::Answer, bool)> {
    let names = state.ledger.veil();
    state.rollup.try_update_value(|rollup| {
        state.ledger.with(|revision| {
            state.held.with(|held| {
                let mut basis = Basis::new(revision, &mut *rollup);
                basis.names = names.as_deref();
                basis.real = held;
                let answer = question.answer(live, &mut basis);
                if !basis.wants_accounts {
                    return (answer, false);
                }
                let told = account::with_open(|accounts| {
                    let mut basis = Basis::new(revision, rollup);
                    basis.names = names.as_deref();
                    basis.real = held;
                    basis.accounts = Some(accounts);
                    question.answer(live, &mut basis)
                });
                told.map_or((answer, true), |told| (told, false))
            })
        })
    })
}

/// Keeps the span of time of the figures for as long as the page is open: the zone has offsets for all of it.
pub fn keep_span(state: AppState) {
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    let span = Memo::new(move |_| corpus.with(|corpus| corpus.span));
    Effect::new(move |_| state.span.set(span.get()));
}
