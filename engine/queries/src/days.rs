//! What was used on each day.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::report::{DayQuery, LiveQuery, Sums};
use sessionscope_log::time::Day;

use crate::basis::Basis;
use crate::question::Question;
use crate::scope::Scope;

/// What was used on each local day, ascending? Rows without a time are in none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysQuestion {
    /// Of which rows.
    pub scope: Scope,
}

impl Question for DaysQuestion {
    type Answer = Vec<(Day, Sums)>;
    type Live = LiveQuery<DayQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Self::Answer {
        let filter = self.scope.filter(basis.revision);
        live.answer(basis.revision, basis.rollup, &filter, ())
    }
}

/// Most days that [`RecentQuestion`] is about.
const RECENT_DAYS: i32 = 30;

/// What was spent on each of the last days of the scope that have something, thirty at most?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentQuestion {
    /// Of which rows.
    pub scope: Scope,
}

/// What was spent of late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecentAnswer {
    /// The last day that has something.
    pub last: Day,
    /// USD of each day up to it.
    pub costs_usd: Vec<f64>,
    /// USD of all of them.
    pub cost_usd: f64,
}

impl Question for RecentQuestion {
    type Answer = Option<RecentAnswer>;
    type Live = LiveQuery<DayQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Self::Answer {
        // The days of any range are the same sums, so another range costs nothing.
        let filter = self.scope.of_any_day().filter(basis.revision);
        let days = live.answer(basis.revision, basis.rollup, &filter, ());
        recent(&days, (self.scope.from, self.scope.to))
    }
}

fn recent(days: &[(Day, Sums)], range: (Option<Day>, Option<Day>)) -> Option<RecentAnswer> {
    let (from, to) = range;
    let in_range = |day: Day| from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to);
    let days = days.iter().filter(|(day, _)| in_range(*day));
    let last = days.clone().next_back().map(|(day, _)| *day)?;
    let count = from.map_or(RECENT_DAYS, |from| RECENT_DAYS.min(last.0 - from.0 + 1));
    let mut costs_usd = vec![0.0; usize::try_from(count).unwrap_or(0)];
    for (day, sums) in days {
        let at = usize::try_from(day.0 - last.0 + count - 1).ok();
        if let Some(cost) = at.and_then(|at| costs_usd.get_mut(at)) {
            *cost += sums.cost.usd();
        }
    }
    Some(RecentAnswer {
        last,
        cost_usd: costs_usd.iter().sum(),
        costs_usd,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_accounts::money::Cost;

    #[test]
    fn recent_days_are_those_of_the_scope() {
        let day = |text| Day::parse(text).unwrap();
        let sums = |usd: u128| Sums {
            cost: Cost(usd * 1_000_000_000_000),
            ..Sums::default()
        };
        let days = [
            (day("2026-10-01"), sums(8)),
            (day("2026-11-20"), sums(1)),
            (day("2026-11-21"), sums(2)),
        ];
        let of = |from: Option<&'static str>, to: Option<&'static str>| {
            let recent = recent(&days, (from.map(day), to.map(day))).unwrap();
            (
                recent.last.to_iso(),
                recent.costs_usd.len(),
                recent.cost_usd,
            )
        };
        assert_eq!(of(None, None), ("2026-11-21".to_owned(), 30, 3.0));
        assert_eq!(
            of(Some("2026-11-15"), Some("2026-11-21")),
            ("2026-11-21".to_owned(), 7, 3.0)
        );
        assert_eq!(
            of(None, Some("2026-11-20")),
            ("2026-11-20".to_owned(), 30, 1.0)
        );
        assert!(recent(&days, (Some(day("2027-01-01")), None)).is_none());
    }
}
