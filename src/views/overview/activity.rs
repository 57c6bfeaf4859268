//! The calendar of a year.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::order::value_of;
use sessionscope_engine::time::Day;
use sessionscope_queries::{CalendarAnswer, CalendarQuestion, Scope};

use super::unranged;
use crate::charts::{Calendar, Heat};
use crate::parts::{DisplayPrefs, Icon, format};
use crate::queries::{ask, asked};
use crate::state::AppState;

/// Days of a year by what was spent; a press on a day filters by it.
#[component]
pub fn Activity() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let years_back = RwSignal::new(0);
    let question = asked(move || CalendarQuestion {
        scope: state.scope.with(Scope::of_any_day),
        today: prefs.with(|prefs| prefs.day(state.now.get())),
        years_back: years_back.get(),
    });
    let year = ask(state, question);
    let heat = Memo::new(move |_| {
        let year = year.get().unwrap_or_default();
        HeatShown(Arc::new(prefs.with(|prefs| heat_of(&year, prefs))))
    });
    let span =
        Memo::new(move |_| year.with(|year| year.as_ref().map(|year| (year.first, year.last))));
    let has_older = move || year.with(|year| year.as_ref().is_some_and(|year| year.has_older));
    let pick = move |day: Day| {
        let iso = day.to_iso();
        let route = state.route.get_untracked();
        state.go(route.with("from", Some(&iso)).with("to", Some(&iso)));
    };
    view! {
        <section class="card" aria-label="Activity">
            <div class="card-head">
                <h2>"Activity"</h2>
                <span class="aside">
                    {move || span.get().map(|(first, last)| format::day_range(first, last))}
                    {unranged(state)}
                </span>
                <Years back=years_back has_older=Signal::derive(has_older) />
            </div>
            <div class="card-body">
                <Show when=move || span.get().is_some()>
                    <Calendar heat=Signal::derive(move || heat.get().0) on_pick=pick />
                </Show>
            </div>
        </section>
    }
}

/// Goes a year back and forth.
#[component]
fn Years(back: RwSignal<u32>, has_older: Signal<bool>) -> impl IntoView {
    view! {
        <div class="card-tools short">
            <button
                type="button"
                class="btn ghost icon"
                aria-label="The year before"
                disabled=move || !has_older.get()
                on:click=move |_| back.update(|years| *years += 1)
            >
                {Icon::Left.view()}
            </button>
            <button
                type="button"
                class="btn ghost icon flip"
                aria-label="The year after"
                disabled=move || back.get() == 0
                on:click=move |_| back.update(|years| *years = years.saturating_sub(1))
            >
                {Icon::Left.view()}
            </button>
        </div>
    }
}

#[derive(Clone)]
struct HeatShown(Arc<Heat>);

impl PartialEq for HeatShown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

fn heat_of(year: &CalendarAnswer, prefs: &DisplayPrefs) -> Heat {
    let days = year.days.iter();
    let values = days.map(|day| (day.day, day.weight)).collect();
    let told = year.days.iter().map(|day| {
        let text = format!(
            "{}, {} tokens, {}",
            prefs.money(day.cost),
            format::compact(day.tokens),
            format::count(day.responses, "response")
        );
        (day.day, text)
    });
    let told: Vec<_> = told.collect();
    Heat {
        summary: format!(
            "{} with {}, longest run {}.",
            format::count(year.active_days, "active day"),
            prefs.dollars(year.cost_usd),
            format::count(year.longest_run_days, "day"),
        ),
        first: year.first,
        last: year.last,
        week_start: year.week_start,
        values,
        write: Arc::new(move |day| value_of(&told, &day).cloned().unwrap_or_default()),
    }
}
