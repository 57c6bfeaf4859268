//! What views ask about the figures, and the signals of the answers.
//!
//! A view asks when it is mounted and stops when it is gone: [`ask`] ties a question to the view's life. No
//! view sees the ledger itself: the analyst answers.

use std::rc::Rc;

use futures::channel::oneshot;
use leptos::prelude::*;
use sessionscope_queries::{AnyAnswer, Catalogued, CorpusQuestion};

use crate::state::{AppState, Listener, Subscription};

/// A question that depends on signals.
pub fn asked<Q: Catalogued>(question: impl Fn() -> Q + Send + Sync + 'static) -> Signal<Q> {
    Memo::new(move |_| question()).into()
}

/// The answer to a question, again whenever the figures or the question change. Until another question is
/// answered, the answer to the one before stays.
// Signals, not closures: this is compiled once per kind of question, not once per view.
pub fn ask<Q: Catalogued>(state: AppState, question: Signal<Q>) -> Signal<Q::Answer> {
    let answer = RwSignal::new(Q::Answer::default());
    let asking = StoredValue::new_local(None::<Subscription>);
    let effect = RenderEffect::new(move |_| {
        let question = question.get();
        let hear = move |told: Option<&AnyAnswer>| {
            let told = told.and_then(Q::read).cloned().unwrap_or_default();
            if answer.try_with_untracked(|now| *now != told) == Some(true) {
                answer.set(told);
            }
        };
        let (question, hear): (_, Listener) = (question.into(), Rc::new(hear));
        let next = match asking.try_update_value(Option::take).flatten() {
            Some(before) => state.answers.ask_instead(before, question, &hear),
            None => state.answers.ask(question, &hear),
        };
        asking.set_value(Some(next));
    });
    // It lives as long as its view.
    StoredValue::new_local(effect);
    answer.into()
}

/// The answer to a question as of now, once it is complete.
pub async fn once<Q: Catalogued>(state: AppState, question: Q) -> Q::Answer {
    let (sender, receiver) = oneshot::channel();
    let sender = std::cell::RefCell::new(Some(sender));
    let hear = move |told: Option<&AnyAnswer>| {
        let told = told.and_then(Q::read).filter(|told| Q::is_complete(told));
        if let Some(told) = told
            && let Some(sender) = sender.take()
        {
            // Whoever waited may have gone.
            let _ = sender.send(told.clone());
        }
    };
    let hear: Listener = Rc::new(hear);
    let asking = state.answers.ask(question.into(), &hear);
    let answer = receiver.await;
    drop(asking);
    answer.unwrap_or_default()
}

/// Keeps the span of time of the figures for as long as the page is open: the zone has offsets for all of it.
pub fn keep_span(state: AppState) {
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    let span = Memo::new(move |_| corpus.with(|corpus| corpus.span));
    Effect::new(move |_| state.span.set(span.get()));
}
