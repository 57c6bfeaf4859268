//! Overview: what it all comes to, when it was used, and what to look at.

mod activity;
mod attention;
mod block;
mod cache;
mod figures;
mod tables;
mod trend;

use leptos::prelude::*;
use sessionscope_engine::report::{DayTally, Filter, Sums, Totals, TotalsTally};
use sessionscope_engine::time::Day;

use super::filters::FilterBar;
use crate::parts::{ChooseFolder, Look, Nothing, format};
use crate::state::{AppState, Phase, follow};

pub use figures::Classes;
pub use trend::Trend;

/// Figures by local day, in whatever range: that is for each part to choose.
type Days = Memo<Vec<(Day, Sums)>>;

fn days_memo(state: AppState) -> Days {
    let any_day = Signal::derive(move || state.filter.with(Filter::of_any_day));
    follow::<DayTally>(state, any_day, Signal::stored(()))
}

/// The view at `#/`.
#[component]
pub fn Overview() -> impl IntoView {
    let state = expect_context::<AppState>();
    let look = Look::memo(state);
    let sums = follow::<TotalsTally>(state, state.filter.into(), Signal::stored(()));
    let days = days_memo(state);
    let is_blank = Memo::new(move |_| {
        let no_files = state.ledger.with(|ledger| ledger.files.is_empty());
        no_files && matches!(state.phase.get(), Phase::Ready | Phase::Error)
    });
    view! {
        <div class="view-head">
            <h1>"Overview"</h1>
            <p class="muted">{move || sums.with(|totals| look.with(|look| span(look, totals)))}</p>
        </div>
        <Show
            when=move || !is_blank.get()
            fallback=|| {
                view! {
                    <div class="card">
                        <Nothing
                            title="No session logs in there"
                            text="Claude Code keeps them as .jsonl files, usually below ~/.claude/projects. Add that folder, or any above it."
                        >
                            <ChooseFolder class="btn">"Choose another folder"</ChooseFolder>
                        </Nothing>
                    </div>
                }
            }
        >
            <FilterBar />
            <div class="overview">
                <figures::Spend totals=sums days=days />
                <figures::Counts totals=sums />
                <attention::Attention />
                <Trend />
                <div class="pair">
                    <block::Active />
                    <cache::Cache totals=sums />
                </div>
                <activity::Activity days=days />
                <tables::Models />
                <tables::TopProjects />
            </div>
        </Show>
    }
}

/// `12 Mar – 21 Nov 2026 · 82 sessions in 40 projects`.
fn span(look: &Look, totals: &Totals) -> Option<String> {
    let (first, last) = (totals.first?, totals.last?);
    Some(format!(
        "{} · {} in {}",
        format::day_range(look.day(first), look.day(last)),
        format::count(totals.sessions, "session"),
        format::count(totals.projects, "project"),
    ))
}
