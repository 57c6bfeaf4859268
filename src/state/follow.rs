//! Sums over the ledger that follow it.

use leptos::prelude::*;
use sessionscope_engine::report::{Filter, Running, Tally};

use super::AppState;

/// What is asked of the ledger under `filter`, again with every edition of it. While the question
/// stays the same only what the ledger has gained is added.
// Signals, not closures: this is compiled once for each kind of question, not once for each view.
pub fn follow<T>(state: AppState, filter: Signal<Filter>, ask: Signal<T::Ask>) -> Memo<T::Answer>
where
    T: Tally + Send + Sync + 'static,
    T::Ask: Clone + Send + Sync + 'static,
    T::Answer: PartialEq + Default + Send + Sync,
{
    let running = StoredValue::new(Running::<T>::default());
    Memo::new(move |_| {
        let ask = ask.get();
        let answer = running.try_update_value(|running| {
            state.daybook.try_update_value(|daybook| {
                state.ledger.with(|edition| {
                    filter.with(|filter| running.answer(edition, daybook, filter, ask))
                })
            })
        });
        // Gone only with its view.
        answer.flatten().unwrap_or_default()
    })
}
