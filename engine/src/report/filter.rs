//! Which rows a view asks for.

use std::cell::Cell;

use crate::ledger::{EventCell, FileRow, Ledger, ResponseCell};
use crate::time::{Day, Instant, Zone};

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

    /// The filter made ready for the rows of one ledger.
    pub(super) fn scope(&self, ledger: &Ledger) -> Scope<'_> {
        let by_project = flags(ledger.projects.len(), &self.projects);
        let by_session = flags(ledger.sessions.len(), &self.sessions);
        let sessions = ledger
            .sessions
            .iter()
            .zip(by_session)
            .map(|(session, held)| {
                let branch = self
                    .branch
                    .as_ref()
                    .is_none_or(|branch| session.branches.contains(branch));
                held && branch
                    && by_project
                        .get(session.project as usize)
                        .copied()
                        .unwrap_or(false)
            });
        Scope {
            filter: self,
            days: self.days(),
            sessions: sessions.collect(),
            projects: by_project,
            models: flags(ledger.models.len(), &self.models),
        }
    }

    /// From minutes to local days.
    pub(super) fn days(&self) -> Days<'_> {
        Days {
            zone: &self.zone,
            last: Cell::new((Day(0), Instant(0), Instant(0))),
        }
    }
}

/// From minutes to local days, fast where many follow each other in one day.
pub(super) struct Days<'a> {
    zone: &'a Zone,
    /// The last day that was found, and a span in it.
    last: Cell<(Day, Instant, Instant)>,
}

impl Days<'_> {
    /// The local day of a cell's minute.
    pub fn of(&self, minute: Option<i32>) -> Option<Day> {
        let instant = instant(minute?);
        let (day, from, to) = self.last.get();
        if from <= instant && instant < to {
            return Some(day);
        }
        self.last.set(self.zone.day_span(instant));
        Some(self.last.get().0)
    }
}

/// The instant at the start of a row's minute.
pub(super) fn instant(minute: i32) -> Instant {
    Instant(i64::from(minute) * 60_000)
}

/// A filter with a yes or no for every session, project and model.
pub(super) struct Scope<'a> {
    filter: &'a Filter,
    days: Days<'a>,
    sessions: Vec<bool>,
    projects: Vec<bool>,
    models: Vec<bool>,
}

impl Scope<'_> {
    pub fn holds_response(&self, row: &ResponseCell) -> bool {
        self.holds(row.session, row.subagent, row.minute)
            && self
                .models
                .get(row.model as usize)
                .copied()
                .unwrap_or(false)
    }

    pub fn holds_event(&self, row: &EventCell) -> bool {
        self.filter.models.is_empty() && self.holds(row.session, row.subagent, row.minute)
    }

    pub fn holds_file(&self, file: &FileRow) -> bool {
        let placed = match (file.session, file.project) {
            (Some(session), _) => self.holds_session(session),
            (None, Some(project)) => {
                self.has_no_session_filter()
                    && self
                        .projects
                        .get(project as usize)
                        .copied()
                        .unwrap_or(false)
            }
            (None, None) => self.has_no_session_filter() && self.filter.projects.is_empty(),
        };
        placed && self.holds_kind(file.kind.is_subagent()) && self.overlaps(file)
    }

    pub fn holds_session(&self, session: u32) -> bool {
        self.sessions
            .get(session as usize)
            .copied()
            .unwrap_or(false)
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
        match self.filter.subagents {
            Subagents::In => true,
            Subagents::Out => !subagent,
            Subagents::Only => subagent,
        }
    }

    fn holds_time(&self, minute: Option<i32>) -> bool {
        let Filter { from, to, .. } = self.filter;
        if from.is_none() && to.is_none() {
            return true;
        }
        self.days
            .of(minute)
            .is_some_and(|day| from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to))
    }
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
