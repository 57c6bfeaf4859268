//! Which rows a view asks for.

use std::cell::Cell;

use super::daily_rollup::DayEvents;
use crate::ledger::{EventCell, FileRow, Ledger, Minute, ResponseCell};
use sessionscope_log::time::{Day, Instant, Zone};

/// Rows of subagents: in with the rest, out, or alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Subagents {
    /// In with the rest.
    #[default]
    In,
    /// Left out.
    Out,
    /// Nothing else.
    Only,
}

impl Subagents {
    /// Lets through what a subagent did, or what none did.
    pub fn holds(self, subagent: bool) -> bool {
        match self {
            Self::In => true,
            Self::Out => !subagent,
            Self::Only => subagent,
        }
    }
}

/// Which rows a view asks for, and in which zone its days are. Empty lists ask for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Zone of days.
    pub zone: Zone,
    /// First day of a week, 0 for Monday to 6 for Sunday.
    pub week_start: u8,
    /// First day, in the zone.
    pub from: Option<Day>,
    /// Last day, in the zone.
    pub to: Option<Day>,
    /// Projects, by their numbers in the ledger.
    pub projects: Vec<u32>,
    /// Models, by their numbers in the ledger.
    pub models: Vec<u32>,
    /// Sessions, by their numbers in the ledger.
    pub sessions: Vec<u32>,
    /// Sessions that were on this branch.
    pub branch: Option<String>,
    /// Rows of subagents.
    pub subagents: Subagents,
}

impl Filter {
    /// Nothing is filtered out.
    pub fn is_open(&self) -> bool {
        let Self {
            zone: _,
            week_start: _,
            from,
            to,
            projects,
            models,
            sessions,
            branch,
            subagents,
        } = self;
        from.is_none()
            && to.is_none()
            && projects.is_empty()
            && models.is_empty()
            && sessions.is_empty()
            && branch.is_none()
            && *subagents == Subagents::In
    }

    /// The same, of any day.
    #[must_use]
    pub fn of_any_day(&self) -> Self {
        Self {
            from: None,
            to: None,
            ..self.clone()
        }
    }

    /// The filter made ready for the rows of one ledger.
    pub(super) fn scope<'a>(&'a self, ledger: &'a Ledger) -> Scope<'a> {
        Scope {
            ledger,
            filter: self,
            days: Days::new(&self.zone),
            sessions: self.held_sessions(ledger),
            projects: flags(ledger.projects.len(), &self.projects),
            models: flags(ledger.models.len(), &self.models),
        }
    }

    /// Whether each session is asked for; `None` where all are.
    fn held_sessions(&self, ledger: &Ledger) -> Option<Vec<bool>> {
        if self.projects.is_empty() && self.sessions.is_empty() && self.branch.is_none() {
            return None;
        }
        let by_project = flags(ledger.projects.len(), &self.projects);
        let by_session = flags(ledger.sessions.len(), &self.sessions);
        let sessions = ledger.sessions.iter().zip(by_session);
        let held = sessions.map(|(session, held)| {
            let branch = self.branch.as_ref();
            held && branch
                .is_none_or(|branch| session.branches.iter().any(|name| **name == **branch))
                && is_set(&by_project, session.project)
        });
        Some(held.collect())
    }
}

/// From minutes to local days.
pub(super) struct Days<'a> {
    zone: &'a Zone,
    /// Days that were found, and a span in each. A UTC day has its place, which some others share.
    found: Vec<Cell<(Day, Instant, Instant)>>,
}

/// Places for days that were found: more days than most have logs of.
const DAYS: usize = 512;

/// More minutes than the day of any zone begins before or after that of UTC.
const SHIFT: i32 = 16 * 60;

/// Minutes of a day.
const DAY: i32 = 24 * 60;

impl<'a> Days<'a> {
    pub fn new(zone: &'a Zone) -> Self {
        Self {
            zone,
            found: vec![Cell::new((Day(0), Instant(0), Instant(0))); DAYS],
        }
    }

    /// The local day of a cell's minute.
    pub fn of(&self, minute: Option<i32>) -> Option<Day> {
        let (minute, instant) = (minute?, instant(minute?));
        let place = minute.div_euclid(DAY).unsigned_abs() as usize % DAYS;
        let Some(found) = self.found.get(place) else {
            return Some(self.zone.day(instant));
        };
        let (day, from, to) = found.get();
        if from <= instant && instant < to {
            return Some(day);
        }
        found.set(self.zone.day_span(instant));
        Some(found.get().0)
    }
}

/// The instant at the start of a row's minute.
pub(super) fn instant(minute: i32) -> Instant {
    Instant(i64::from(minute) * 60_000)
}

/// A filter and the ledger that it looks at, with a yes or no for every session, project and model.
pub(super) struct Scope<'a> {
    pub ledger: &'a Ledger,
    pub filter: &'a Filter,
    pub days: Days<'a>,
    /// `None`: all.
    sessions: Option<Vec<bool>>,
    projects: Vec<bool>,
    models: Vec<bool>,
}

impl Scope<'_> {
    pub fn holds_response(&self, row: &ResponseCell) -> bool {
        self.holds(row.session, row.subagent, row.minute.get()) && is_set(&self.models, row.model)
    }

    pub fn holds_event(&self, row: &EventCell) -> bool {
        self.holds_events(row.session, row.subagent(), row.minute)
    }

    pub fn holds_day_events(&self, row: &DayEvents) -> bool {
        self.holds_events(row.session, row.subagent, row.minute)
    }

    /// Events have no model.
    fn holds_events(&self, session: u32, subagent: bool, minute: Minute) -> bool {
        self.filter.models.is_empty() && self.holds(session, subagent, minute.get())
    }

    pub fn holds_file(&self, file: &FileRow) -> bool {
        let placed = match (file.session, file.project) {
            (Some(session), _) => self.holds_session(session),
            (None, Some(project)) => {
                self.has_no_session_filter() && is_set(&self.projects, project)
            }
            (None, None) => self.has_no_session_filter() && self.filter.projects.is_empty(),
        };
        placed && self.holds_kind(file.kind.is_subagent()) && self.overlaps(file)
    }

    pub fn holds_session(&self, session: u32) -> bool {
        let sessions = self.sessions.as_ref();
        sessions.is_none_or(|sessions| is_set(sessions, session))
    }

    /// A model is Claude Code's own text.
    pub fn is_synthetic(&self, model: u32) -> bool {
        let model = self.ledger.models.get(model as usize);
        model.is_none_or(|model| model.synthetic)
    }

    fn has_no_session_filter(&self) -> bool {
        self.filter.sessions.is_empty() && self.filter.branch.is_none()
    }

    fn overlaps(&self, file: &FileRow) -> bool {
        let Filter { from, to, zone, .. } = self.filter;
        if from.is_none() && to.is_none() {
            return true;
        }
        let (Some(first), Some(last)) = (file.first, file.last) else {
            return false;
        };
        from.is_none_or(|from| zone.day(last) >= from) && to.is_none_or(|to| zone.day(first) <= to)
    }

    fn holds(&self, session: u32, subagent: bool, minute: Option<i32>) -> bool {
        self.holds_session(session) && self.holds_kind(subagent) && self.holds_time(minute)
    }

    fn holds_kind(&self, subagent: bool) -> bool {
        self.filter.subagents.holds(subagent)
    }

    fn holds_time(&self, minute: Option<i32>) -> bool {
        let Filter { from, to, .. } = self.filter;
        if from.is_none() && to.is_none() {
            return true;
        }
        let Some(minute) = minute else { return false };
        // Only near its first minute it takes the zone to tell whether a day has begun.
        let has_begun = |day: Day| {
            let since = minute.saturating_sub(day.0.saturating_mul(DAY));
            since >= SHIFT || since > -SHIFT && self.days.of(Some(minute)) >= Some(day)
        };
        from.is_none_or(has_begun) && !to.is_some_and(|to| has_begun(Day(to.0.saturating_add(1))))
    }
}

fn is_set(flags: &[bool], index: u32) -> bool {
    flags.get(index as usize).copied().unwrap_or(false)
}

/// One flag an index; all true where no index is asked for.
fn flags(length: usize, wanted: &[u32]) -> Vec<bool> {
    let mut flags = vec![wanted.is_empty(); length];
    for &index in wanted {
        if let Some(flag) = flags.get_mut(index as usize) {
            *flag = true;
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_range_of_days_holds_the_minutes_of_these_days(
            days in (-5..5_i32, -5..5_i32),
            shifts in prop::collection::vec((-10_000..10_000_i64, -956..=840_i32), 0..3),
            minutes in prop::collection::vec(-9_000..9_000_i32, 0..200)
        ) {
            let mut offsets: Vec<(i64, i32)> =
                shifts.into_iter().map(|(minute, offset)| (minute * 60_000, offset)).collect();
            offsets.sort_unstable();
            let zone = Zone { offsets, ..Zone::utc() };
            let (from, to) = (Some(Day(days.0)), Some(Day(days.1)));
            let ledger = Ledger::default();
            for (from, to) in [(from, to), (None, to), (from, None), (None, None)] {
                let filter = Filter { zone: zone.clone(), from, to, ..Filter::default() };
                let scope = filter.scope(&ledger);
                for &minute in &minutes {
                    let day = zone.day(instant(minute));
                    prop_assert_eq!(scope.days.of(Some(minute)), Some(day));
                    let held = from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to);
                    prop_assert_eq!(scope.holds_time(Some(minute)), held);
                }
                prop_assert_eq!(scope.holds_time(None), from.is_none() && to.is_none());
            }
        }
    }
}
