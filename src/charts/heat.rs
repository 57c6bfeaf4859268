//! A calendar of days: weeks as columns, weekdays as rows.

use std::fmt::Write as _;
use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use sessionscope_engine::order::value_of;
use sessionscope_engine::time::Day;

use super::Key;
use super::scale::{Levels, Square, calendar};
use crate::parts::format;
use crate::parts::measure::width_of;
use crate::parts::number::whole;

/// From a square to the next, in pixels: at least, and at most.
const STEP: (u32, u32) = (13, 22);
/// Room for the names of weekdays and months.
const LEFT: u32 = 32;
const TOP: u32 = 20;
/// Width of the stroke that rounds a square's corners; `.heat path` in style/charts.css has the same.
const ROUND: u32 = 4;

/// What a calendar shows.
#[derive(Clone)]
pub struct Heat {
    /// What it is, in a sentence, for those who do not see it.
    pub summary: String,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// First day of a week, 0 for Monday.
    pub week_start: u8,
    /// Values in the order of days; a day that is missing has none.
    pub values: Vec<(Day, f64)>,
    /// What is said of a day that has a value.
    pub write: Arc<dyn Fn(Day) -> String + Send + Sync>,
}

impl Heat {
    fn told(&self, day: Day) -> String {
        let name = format::day_long(day);
        match value_of(&self.values, &day) {
            Some(_) => format!("{name}: {}", (self.write)(day)),
            None => format!("{name}: nothing"),
        }
    }
}

/// A calendar: read with the pointer or the arrow keys; Enter or a press picks a day.
#[component]
pub fn Calendar(
    /// What it shows.
    #[prop(into)]
    heat: Signal<Arc<Heat>>,
    /// Called with the day that was picked.
    #[prop(into)]
    on_pick: Callback<Day>,
) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let width = width_of(scroller, 800.0);
    let at = RwSignal::new(None::<Day>);
    let range = Memo::new(move |_| heat.with(|heat| (heat.first, heat.last)));
    // The newest weeks are what is looked for, where not all fit; other figures for the same days
    // move nothing.
    Effect::new(move |_| {
        range.track();
        at.set(None);
        if let Some(scroller) = scroller.get() {
            scroller.set_scroll_left(scroller.scroll_width());
        }
    });
    let step = Memo::new(move |_| step_of(width.get()));
    let on_key = move |event: ev::KeyboardEvent| {
        let key = event.key();
        if (key == "Enter" || key == " ") && at.get_untracked().is_some() {
            event.prevent_default();
            if let Some(day) = at.get_untracked() {
                on_pick.run(day);
            }
            return;
        }
        let (first, last) = range.get_untracked();
        let next = match key_of(&key, at.get_untracked(), first, last) {
            Key::To(day) => Some(day),
            Key::Leave => None,
            Key::Other => return,
        };
        event.prevent_default();
        at.set(next);
    };
    view! {
        <div class="chart heat">
            <div
                class="heat-scroll"
                node_ref=scroller
                tabindex="0"
                role="group"
                aria-roledescription="calendar"
                aria-label=move || {
                    heat.with(|heat| {
                        format!("{} Use the arrow keys to read it, Enter to pick a day.", heat.summary)
                    })
                }
                on:keydown=on_key
                on:blur=move |_| at.set(None)
                on:pointerleave=move |_| at.set(None)
            >
                {move || heat.with(|heat| squares_view(heat, step.get(), at, on_pick))}
            </div>
            <Foot heat=heat at=at />
        </div>
    }
}

/// What is said of the day that is picked, or of all, and what the colours mean.
#[component]
fn Foot(heat: Signal<Arc<Heat>>, at: RwSignal<Option<Day>>) -> impl IntoView {
    view! {
        <div class="heat-foot">
            <span aria-live="polite">
                {move || match at.get() {
                    Some(day) => heat.with(|heat| heat.told(day)),
                    None => heat.with(|heat| heat.summary.clone()),
                }}
            </span>
            <span class="heat-scale" aria-hidden="true">
                "Less"
                {["heat-0", "heat-1", "heat-2", "heat-3", "heat-4"]
                    .map(|class| view! { <i class=class></i> })
                    .collect_view()}
                "More"
            </span>
        </div>
    }
}

/// What a key does.
fn key_of(key: &str, at: Option<Day>, first: Day, last: Day) -> Key<Day> {
    let step = match key {
        "ArrowLeft" => -7,
        "ArrowRight" => 7,
        "ArrowUp" => -1,
        "ArrowDown" => 1,
        "Home" => return Key::To(first),
        "End" => return Key::To(last),
        "Escape" => return Key::Leave,
        _ => return Key::Other,
    };
    let next = at.map_or(last, |at| Day(at.0 + step));
    Key::To(next.clamp(first, last))
}

/// The step with which a year of weeks fills the width.
fn step_of(width: f64) -> u32 {
    let room = (width - f64::from(LEFT)) / 53.0;
    u32::try_from(whole(room)).map_or(STEP.1, |room| room.clamp(STEP.0, STEP.1))
}

/// All days of a level are one shape: a year has few elements, and an update that moves no day to
/// another level touches none of them.
fn squares_view(
    heat: &Heat,
    step: u32,
    at: RwSignal<Option<Day>>,
    on_pick: Callback<Day>,
) -> AnyView {
    let squares = calendar(heat.first, heat.last, heat.week_start);
    let weeks = squares.last().map_or(0, |square| square.week) + 1;
    let months = months(&squares).into_iter().map(|(week, name)| {
        view! {
            <text x=LEFT + week * step y="11">
                {name}
            </text>
        }
    });
    let weekdays = [0_u8, 2, 4].map(|row| {
        let name = format::weekday_name((heat.week_start + row) % 7);
        view! {
            <text x="0" y=TOP + u32::from(row) * step + side_of(step) * 4 / 5>
                {name}
            </text>
        }
    });
    let levels = shapes(heat, &squares, step);
    let levels = levels.into_iter().enumerate().map(|(level, shape)| {
        view! { <path class=format!("day heat-{level}") d=shape /> }
    });
    let grid = Grid {
        first: heat.first,
        last: heat.last,
        week_start: heat.week_start,
        step,
    };
    let day_of = move |event: &ev::MouseEvent| grid.at(event.offset_x(), event.offset_y());
    let point = move |event: ev::PointerEvent| {
        if let Some(day) = day_of(&event).filter(|day| at.get_untracked() != Some(*day)) {
            at.set(Some(day));
        }
    };
    let on = move || {
        let (week, row) = grid.place(at.get()?)?;
        let (x, y, side) = (LEFT + week * step, TOP + row * step, side_of(step));
        Some(view! { <rect class="on" x=x y=y width=side height=side rx="2.5" /> })
    };
    view! {
        <svg
            width=LEFT + weeks * step
            height=TOP + 7 * step
            role="img"
            aria-label=heat.summary.clone()
            on:pointermove=point
            on:pointerdown=point
            on:click=move |event| {
                if let Some(day) = day_of(&event) {
                    on_pick.run(day);
                }
            }
        >
            {months.collect_view()}
            {weekdays.collect_view()}
            {levels.collect_view()}
            {on}
        </svg>
    }
    .into_any()
}

/// The side of a square.
fn side_of(step: u32) -> u32 {
    step - (step / 6).max(2)
}

/// The squares of each level as one path; a stroke of [`ROUND`] about it rounds their corners.
fn shapes(heat: &Heat, squares: &[Square], step: u32) -> [String; 5] {
    let levels = Levels::new(heat.values.iter().map(|(_, value)| *value));
    let mut shapes: [String; 5] = Default::default();
    let edge = side_of(step) - ROUND;
    for square in squares {
        let value = value_of(&heat.values, &square.day).copied().unwrap_or(0.0);
        if let Some(shape) = shapes.get_mut(usize::from(levels.of(value))) {
            let (x, y) = (LEFT + square.week * step, TOP + square.row * step);
            let half = f64::from(ROUND) / 2.0;
            let (x, y) = (f64::from(x) + half, f64::from(y) + half);
            // Writing to a String cannot fail.
            let _ = write!(shape, "M{x} {y}h{edge}v{edge}h-{edge}z");
        }
    }
    shapes
}

/// Where the days of a calendar are.
#[derive(Clone, Copy)]
struct Grid {
    first: Day,
    last: Day,
    week_start: u8,
    step: u32,
}

impl Grid {
    /// The days before the first one in its week.
    fn lead(self) -> i32 {
        (i32::from(self.first.weekday()) - i32::from(self.week_start)).rem_euclid(7)
    }

    /// The column and the row of a day.
    fn place(self, day: Day) -> Option<(u32, u32)> {
        let at = u32::try_from(day.0 - self.first.0 + self.lead()).ok()?;
        Some((at / 7, at % 7))
    }

    /// The day at a place of the drawing, in pixels.
    fn at(self, x: i32, y: i32) -> Option<Day> {
        let cell = |at: i32, from: u32| {
            let at = at.checked_sub(i32::try_from(from).ok()?)?;
            (at >= 0).then_some(at / i32::try_from(self.step).ok()?)
        };
        let (week, row) = (cell(x, LEFT)?, cell(y, TOP)?);
        let day = Day(self.first.0 + week * 7 + row - self.lead());
        (row < 7 && (self.first..=self.last).contains(&day)).then_some(day)
    }
}

/// The columns over which a month's name stands: where its first day is, if there is room.
fn months(squares: &[Square]) -> Vec<(u32, &'static str)> {
    let mut names: Vec<(u32, &'static str)> = Vec::new();
    for square in squares {
        let (_, month, date) = square.day.civil();
        let first_square = names.is_empty() && square.week == 0 && date <= 8;
        let room = names.last().is_none_or(|(week, _)| square.week >= week + 3);
        if (date == 1 || first_square) && room {
            names.push((square.week, format::month_name(month)));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn arrows_walk_over_days_and_weeks() {
        let (first, last) = (day("2026-01-01"), day("2026-01-31"));
        let next = |key, at| key_of(key, at, first, last);
        assert_eq!(next("ArrowLeft", None), Key::To(last));
        assert_eq!(next("ArrowLeft", Some(last)), Key::To(day("2026-01-24")));
        assert_eq!(next("ArrowUp", Some(first)), Key::To(first));
        assert_eq!(next("Escape", Some(first)), Key::Leave);
        assert_eq!(next("Tab", None), Key::Other);
    }

    #[test]
    fn a_year_is_53_columns_and_its_months_are_named() {
        let last = day("2026-11-21");
        let first = day("2025-11-17");
        let squares = calendar(first, last, 0);
        assert_eq!(squares.last().map(|square| square.week), Some(52));
        let names: Vec<&str> = months(&squares).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names.len(), 12, "{names:?}");
    }

    #[test]
    fn the_day_under_the_pointer_is_the_one_drawn_there() {
        let (first, last) = (day("2026-11-03"), day("2026-11-21"));
        let grid = Grid {
            first,
            last,
            week_start: 0,
            step: 14,
        };
        for square in calendar(first, last, 0) {
            let middle = |from: u32, at: u32| i32::try_from(from + at * 14 + 6).unwrap();
            let (x, y) = (middle(LEFT, square.week), middle(TOP, square.row));
            assert_eq!(grid.at(x, y), Some(square.day));
            assert_eq!(grid.place(square.day), Some((square.week, square.row)));
        }
        assert_eq!(grid.at(40, 22), None, "the Monday before the first day");
        assert_eq!(grid.at(10, 40), None, "a weekday's name");
        assert_eq!(grid.at(40, 130), None, "below");
    }

    #[test]
    fn a_day_is_told() {
        let heat = Heat {
            summary: String::new(),
            first: day("2026-11-01"),
            last: day("2026-11-21"),
            week_start: 0,
            values: vec![(day("2026-11-20"), 1.0)],
            write: Arc::new(|_| "$1".to_owned()),
        };
        assert_eq!(heat.told(day("2026-11-20")), "Fri, 20 Nov 2026: $1");
        assert_eq!(heat.told(day("2026-11-21")), "Sat, 21 Nov 2026: nothing");
    }
}
