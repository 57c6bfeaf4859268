//! Sums over the ledger that follow it.

use leptos::prelude::*;
use sessionscope_engine::report::{Filter, LiveQuery, Query};

use super::AppState;

/// What is asked of the ledger under `filter`, again with every revision of it. While the question
/// stays the same only what the ledger has gained is added.
// Signals, not closures: this is compiled once for each kind of question, not once for each view.
pub fn follow<T>(state: AppState, filter: Signal<Filter>, ask: Signal<T::Ask>) -> Memo<T::Answer>
where
    T: Query + Send + Sync + 'static,
    T::Ask: Clone + Send + Sync + 'static,
    T::Answer: PartialEq + Default + Send + Sync,
{
    let running = StoredValue::new(LiveQuery::<T>::default());
    Memo::new(move |_| {
        let ask = ask.get();
        let answer = running.try_update_value(|running| {
            state.rollup.try_update_value(|rollup| {
                state.ledger.with(|revision| {
                    filter.with(|filter| running.answer(revision, rollup, filter, ask))
                })
            })
        });
        // Gone only with its view.
        answer.flatten().unwrap_or_default()
    })
}
