//! Overview: what it all comes to, when it was used, and what to look at.

mod activity;
mod attention;
mod block;
mod cache;
mod figures;
mod tables;
mod trend;

use leptos::prelude::*;
use sessionscope_queries::{CorpusAnswer, CorpusQuestion, Scope, TotalsAnswer, TotalsQuestion};

use super::filters::FilterBar;
use super::notice::ChooseFolder;
use crate::parts::{DisplayPrefs, NextFrame, Nothing, format};
use crate::queries::{ask, asked};
use crate::state::{AppState, Phase};

pub use figures::Classes;
pub use trend::Trend;

/// What a part says that is of all days while the others are of a range.
fn unranged(state: AppState) -> impl Fn() -> Option<&'static str> {
    move || {
        let is_ranged = state
            .scope
            .with(|scope| scope.from.is_some() || scope.to.is_some());
        is_ranged.then_some(" (whatever days are chosen above)")
    }
}

/// The view at `#/`.
#[component]
pub fn Overview() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let totals = ask(
        state,
        asked(move || TotalsQuestion {
            scope: state.scope.get(),
        }),
    );
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    // Nothing is known yet of what was just given.
    let is_new = corpus.with_untracked(CorpusAnswer::is_empty);
    let is_blank = Memo::new(move |_| {
        let no_files = corpus.with(CorpusAnswer::is_empty);
        no_files && matches!(state.phase.get(), Phase::Ready | Phase::Error)
    });
    view! {
        <div class="view-head">
            <h1>"Overview"</h1>
            <p class="muted">{move || {
                    let told = |prefs: &DisplayPrefs| {
                        state.scope.with(|scope| totals.with(|totals| span(prefs, scope, totals)))
                    };
                    prefs.with(told)
                }}</p>
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
                <figures::Spend totals=totals />
                <figures::Counts totals=totals />
                <NextFrame is_late=is_new>
                    <attention::Attention />
                    <Trend />
                    <div class="pair">
                        <block::Active />
                        <cache::Cache totals=totals />
                    </div>
                </NextFrame>
                <NextFrame is_late=is_new>
                    <activity::Activity />
                    <tables::Models />
                    <tables::TopProjects />
                </NextFrame>
            </div>
        </Show>
    }
}

/// `12 Mar – 21 Nov 2026 · 82 sessions in 40 projects`: the days of the filter, where it has some.
fn span(prefs: &DisplayPrefs, scope: &Scope, answer: &TotalsAnswer) -> Option<String> {
    let totals = &answer.totals;
    let (first, last) = (prefs.day(totals.first?), prefs.day(totals.last?));
    // A session may have begun before the first of these days.
    let first = scope.from.map_or(first, |from| from.max(first));
    let last = scope.to.map_or(last, |to| to.min(last));
    Some(format!(
        "{} · {} in {}",
        format::day_range(first, last),
        format::count(totals.sessions, "session"),
        format::count(totals.projects, "project"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_engine::report::Totals;
    use sessionscope_engine::time::{Day, Instant};

    #[test]
    fn the_span_is_that_of_the_filter() {
        let day = |text| Day::parse(text).unwrap();
        let totals = Totals {
            first: Instant::parse(b"2026-03-12T10:00:00Z"),
            last: Instant::parse(b"2026-11-21T10:00:00Z"),
            sessions: 2,
            projects: 1,
            ..Totals::default()
        };
        let answer = TotalsAnswer {
            totals,
            ..TotalsAnswer::default()
        };
        let prefs = DisplayPrefs {
            zone: sessionscope_engine::time::Zone::utc(),
            currency: crate::state::Settings::default().currency,
            redacted: false,
        };
        let mut scope = Scope::default();
        let told = |scope: &Scope| span(&prefs, scope, &answer).unwrap();
        assert_eq!(
            told(&scope),
            "12 Mar – 21 Nov 2026 · 2 sessions in 1 project"
        );
        scope.from = Some(day("2026-11-15"));
        scope.to = Some(day("2026-11-30"));
        assert!(told(&scope).starts_with("15 Nov – 21 Nov 2026 ·"));
    }
}
