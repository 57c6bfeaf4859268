//! The calendar of a year.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::order::value_of;
use sessionscope_engine::report::Sums;
use sessionscope_engine::time::Day;

use crate::charts::{Calendar, Heat, year_before};
use crate::parts::{DisplayPrefs, Icon, format};
use crate::state::AppState;

use super::{Days, unranged};

/// Days of a year by what was spent; a press on a day filters by it.
#[component]
pub fn Activity(
    /// What was used each day.
    days: Days,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let all = days;
    let years_back = RwSignal::new(0);
    let last = move || {
        let newest = all.with(|all| all.last().map(|(day, _)| *day));
        let today = prefs.with(|prefs| prefs.day(state.now.get()));
        // A year from now where it was used of late, else the year that ends with its last use.
        let end = newest.map_or(today, |newest| {
            if today.0 - newest.0 < 180 && newest <= today {
                today
            } else {
                newest
            }
        });
        Day(end.0 - 364 * years_back.get())
    };
    let heat = Memo::new(move |_| {
        let last = last();
        let week_start = state.filter.with(|filter| filter.week_start);
        Shown(Arc::new(all.with(|all| {
            prefs.with(|prefs| heat_of(all, last, week_start, prefs))
        })))
    });
    let has_older = move || {
        let first = heat.with(|heat| heat.0.first);
        all.with(|all| all.first().is_some_and(|(day, _)| *day < first))
    };
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
                    {move || {
                        heat.with(|heat| format::day_range(heat.0.first, heat.0.last))
                    }}
                    {unranged(state)}
                </span>
                <Years back=years_back has_older=Signal::derive(has_older) />
            </div>
            <div class="card-body">
                <Calendar heat=Signal::derive(move || heat.get().0) on_pick=pick />
            </div>
        </section>
    }
}

/// Goes a year back and forth.
#[component]
fn Years(back: RwSignal<i32>, has_older: Signal<bool>) -> impl IntoView {
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
                on:click=move |_| back.update(|years| *years -= 1)
            >
                {Icon::Left.view()}
            </button>
        </div>
    }
}

#[derive(Clone)]
struct Shown(Arc<Heat>);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

fn heat_of(all: &[(Day, Sums)], last: Day, week_start: u8, prefs: &DisplayPrefs) -> Heat {
    let first = year_before(last, week_start);
    let shown = all.iter().filter(|(day, _)| *day >= first && *day <= last);
    let mut values = Vec::new();
    let mut told = Vec::new();
    let mut cost = 0.0;
    for (day, sums) in shown {
        // Days without a price, such as those of unknown models, count by their tokens a little.
        let weight = sums.cost.usd() + sums.tokens.sum() as f64 * 1e-9;
        values.push((
            *day,
            weight.max(f64::from(u8::from(sums.responses > 0)) * 1e-12),
        ));
        cost += sums.cost.usd();
        let text = format!(
            "{}, {} tokens, {}",
            prefs.money(sums.cost),
            format::compact(sums.tokens.sum()),
            format::count(sums.responses, "response")
        );
        told.push((*day, text));
    }
    let active = values.iter().filter(|(_, value)| *value > 0.0).count();
    let streak = longest(&values);
    Heat {
        summary: format!(
            "{} with {}, longest run {}.",
            format::count(active as u128, "active day"),
            prefs.dollars(cost),
            format::count(streak as u128, "day"),
        ),
        first,
        last,
        week_start,
        values,
        write: Arc::new(move |day| value_of(&told, &day).cloned().unwrap_or_default()),
    }
}

/// The longest run of days that have a value, of values in the order of days.
fn longest(values: &[(Day, f64)]) -> usize {
    let mut best = 0;
    let mut run = 0;
    let mut before: Option<Day> = None;
    for (day, _) in values.iter().filter(|(_, value)| *value > 0.0) {
        run = if before.is_some_and(|before| before.0 + 1 == day.0) {
            run + 1
        } else {
            1
        };
        best = best.max(run);
        before = Some(*day);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_of_days_is_found() {
        let days = |days: &[i32]| -> Vec<_> { days.iter().map(|day| (Day(*day), 1.0)).collect() };
        assert_eq!(longest(&days(&[])), 0);
        assert_eq!(longest(&days(&[1, 2, 3, 5, 6])), 3);
        assert_eq!(longest(&days(&[1, 3, 5])), 1);
    }
}
