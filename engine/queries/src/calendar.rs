//! The days of a year.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::money::Cost;
use sessionscope_accounts::report::{DayQuery, LiveQuery, Sums};
use sessionscope_log::time::Day;

use crate::basis::Basis;
use crate::question::Question;
use crate::scope::Scope;

/// Days from the first to the last of a year: whole weeks.
const YEAR_DAYS: i32 = 364;
/// Somebody who used Claude Code within so many days is shown the year until today, else the year until its last use.
const RECENT_DAYS: i32 = 180;

/// What was used on each day of a year? Days of the scope do not matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarQuestion {
    /// Of which rows.
    pub scope: Scope,
    /// The day that it is asked on.
    pub today: Day,
    /// How many years before the latest one.
    pub years_back: u32,
}

/// What was used on each day of a year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CalendarAnswer {
    /// The first day, at the start of a week.
    pub first: Day,
    /// The last day.
    pub last: Day,
    /// First day of a week, 0 for Monday to 6 for Sunday.
    pub week_start: u8,
    /// Days that have something, ascending.
    pub days: Vec<CalendarDay>,
    /// How many days have been active.
    pub active_days: u64,
    /// The most active days that follow each other.
    pub longest_run_days: u64,
    /// USD of all days.
    pub cost_usd: f64,
    /// There is something before the first day.
    pub has_older: bool,
}

/// A day that has something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// Which.
    pub day: Day,
    /// What it cost.
    pub cost: Cost,
    /// All tokens.
    pub tokens: u128,
    /// Responses.
    pub responses: u64,
    /// How much it was used, to compare days; more than 0 if it was active.
    pub weight: f64,
}

impl Question for CalendarQuestion {
    /// `None` until it is known.
    type Answer = Option<CalendarAnswer>;
    type Live = LiveQuery<DayQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Self::Answer {
        let filter = self.scope.of_any_day().filter(basis.revision);
        let all = live.answer(basis.revision, basis.rollup, &filter, ());
        Some(self.year_of(&all))
    }
}

impl CalendarQuestion {
    fn year_of(&self, all: &[(Day, Sums)]) -> CalendarAnswer {
        let week_start = self.scope.week_start;
        let newest = all.last().map(|(day, _)| *day);
        let end = newest.map_or(self.today, |newest| {
            let is_recent = self.today.0 - newest.0 < RECENT_DAYS && newest <= self.today;
            if is_recent { self.today } else { newest }
        });
        let back = i32::try_from(self.years_back).unwrap_or(0);
        let last = Day(end.0 - YEAR_DAYS * back);
        let first = year_before(last, week_start);
        let days = all.iter();
        let days = days.filter(|(day, _)| (first..=last).contains(day));
        let days: Vec<_> = days
            .map(|(day, sums)| CalendarDay::of(*day, sums))
            .collect();
        let active = days.iter().filter(|day| day.weight > 0.0);
        CalendarAnswer {
            first,
            last,
            week_start,
            active_days: active.clone().count() as u64,
            longest_run_days: longest_run_days(&mut active.map(|day| day.day)),
            cost_usd: days.iter().map(|day| day.cost.usd()).sum(),
            has_older: all.first().is_some_and(|(day, _)| *day < first),
            days,
        }
    }
}

impl CalendarDay {
    fn of(day: Day, sums: &Sums) -> Self {
        let tokens = sums.tokens.sum();
        // Days without a price, such as those of unknown models, count by their tokens a little.
        let weight = sums.cost.usd() + tokens as f64 * 1e-9;
        let least = if sums.responses > 0 { 1e-12 } else { 0.0 };
        Self {
            day,
            cost: sums.cost,
            tokens,
            responses: sums.responses,
            weight: weight.max(least),
        }
    }
}

/// The first day of a calendar of a year that ends at `last`: at the start of a week.
fn year_before(last: Day, week_start: u8) -> Day {
    let first = Day(last.0 - YEAR_DAYS);
    let since = (i32::from(first.weekday()) - i32::from(week_start)).rem_euclid(7);
    Day(first.0 - since)
}

/// The most days that follow each other, of ascending days.
fn longest_run_days(days: &mut dyn Iterator<Item = Day>) -> u64 {
    let mut longest = 0;
    let mut run = 0;
    let mut before: Option<Day> = None;
    for day in days {
        let follows = before.is_some_and(|before| before.0 + 1 == day.0);
        run = if follows { run + 1 } else { 1 };
        longest = longest.max(run);
        before = Some(day);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn year(today: &str, years_back: u32, days: &[&str]) -> CalendarAnswer {
        let sums = Sums {
            cost: Cost(1_000_000_000_000),
            responses: 1,
            ..Sums::default()
        };
        let days: Vec<_> = days.iter().map(|text| (day(text), sums.clone())).collect();
        let question = CalendarQuestion {
            scope: Scope::default(),
            today: day(today),
            years_back,
        };
        question.year_of(&days)
    }

    #[test]
    fn the_longest_run_of_days_is_found() {
        let run = |days: &[i32]| longest_run_days(&mut days.iter().copied().map(Day));
        assert_eq!(run(&[]), 0);
        assert_eq!(run(&[1, 2, 3, 5, 6]), 3);
        assert_eq!(run(&[1, 3, 5]), 1);
    }

    #[test]
    fn a_year_ends_today_unless_it_was_long_ago() {
        let days = ["2025-03-01", "2026-07-01", "2026-07-02"];
        let recent = year("2026-07-29", 0, &days);
        assert_eq!(recent.last, day("2026-07-29"));
        assert_eq!(recent.first.weekday(), 0);
        assert!(recent.has_older);
        assert_eq!((recent.active_days, recent.longest_run_days), (2, 2));
        assert!((recent.cost_usd - 2.0).abs() < 1e-9);
        let before = year("2026-07-29", 1, &days);
        assert_eq!(before.last, day("2025-07-30"));
        assert_eq!((before.active_days, before.has_older), (1, false));
        assert_eq!(year("2027-07-29", 0, &days).last, day("2026-07-02"));
        assert_eq!(year("2026-07-29", 0, &[]).last, day("2026-07-29"));
    }

    #[test]
    fn what_cost_nothing_still_counts_a_little() {
        let free = Sums {
            responses: 1,
            ..Sums::default()
        };
        assert!(CalendarDay::of(Day(1), &free).weight > 0.0);
        assert!(CalendarDay::of(Day(1), &Sums::default()).weight <= 0.0);
    }
}
