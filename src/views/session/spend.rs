//! How the cost of a session grew, and what of it its subagents spent.

use leptos::prelude::*;
use sessionscope_engine::report::{Filter, Spent, spend};

use super::context::{HEIGHT, WIDTH};
use crate::charts::line_path_below;
use crate::parts::{Look, format};
use crate::state::AppState;

/// The line of the whole cost, and below it that of what the session itself spent.
#[component]
pub fn Spend(filter: Memo<Filter>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let look = Look::memo(state);
    let spent = Memo::new(move |_| {
        state
            .ledger
            .with(|ledger| filter.with(|filter| spend(ledger, filter)))
    });
    move || {
        let spent = spent.get();
        let last = spent.last().copied().filter(|_| spent.len() > 1)?;
        Some(card(&spent, &look.with(|look| words(&spent, last, look))))
    }
}

fn words(spent: &[Spent], last: Spent, look: &Look) -> String {
    let minutes = format::count(spent.len() as u64, "minute");
    let total = look.money(last.total());
    if last.agents.0 == 0 {
        return format!("{total} in the {minutes} in which something was billed");
    }
    let agents = look.money(last.agents);
    format!(
        "{total} in the {minutes} in which something was billed, of which {agents} by subagents: the upper line is all of it, the lower one what the session itself spent"
    )
}

fn card(spent: &[Spent], words: &str) -> impl IntoView + use<> {
    let most = spent.last().map(Spent::total).unwrap_or_default().usd();
    let line = |of: fn(&Spent) -> f64| {
        // A line begins at nothing, not at its lowest value.
        let values: Vec<f64> = std::iter::once(0.0).chain(spent.iter().map(of)).collect();
        line_path_below(&values, most, WIDTH, HEIGHT)
    };
    let total = line(|spent| spent.total().usd());
    let has_agents = spent.last().is_some_and(|last| last.agents.0 > 0);
    let own = has_agents.then(|| line(|spent| spent.own.usd()));
    let area = format!("{total}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z");
    view! {
        <section class="card" aria-label="Cost as it grew" data-chart="spend">
            <div class="card-head">
                <h2>"Cost as it grew"</h2>
                <p>{words.to_owned()}</p>
            </div>
            <svg
                class="long-line"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
                role="img"
                aria-label=words.to_owned()
            >
                <path class="area" d=area />
                <path class="line" d=total />
                {own.map(|own| view! { <path class="line second" d=own /> })}
            </svg>
        </section>
    }
}
