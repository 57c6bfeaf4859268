//! Which rows are asked for.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::Ledger;
use sessionscope_accounts::report::{Filter, Subagents};
use sessionscope_log::time::{Day, Zone};

/// The number of no row: a name that the ledger does not hold filters everything out.
const NO_ROW: u32 = u32::MAX;

/// Rows that are asked for, by names that stay the same while the ledger's rows are numbered again.
/// Empty lists ask for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Zone of days.
    pub zone: Zone,
    /// First day of a week, 0 for Monday to 6 for Sunday.
    pub week_start: u8,
    /// First day, in the zone.
    pub from: Option<Day>,
    /// Last day, in the zone.
    pub to: Option<Day>,
    /// Keys of projects.
    pub projects: Vec<String>,
    /// Names of models.
    pub models: Vec<String>,
    /// Keys of sessions, or their bare names.
    pub sessions: Vec<String>,
    /// Sessions that were on this branch.
    pub branch: Option<String>,
    /// Rows of subagents.
    pub subagents: Subagents,
}

impl Scope {
    /// The same by the numbers of one ledger's rows. A name that the ledger does not have matches no row.
    pub fn filter(&self, ledger: &Ledger) -> Filter {
        Filter {
            zone: self.zone.clone(),
            week_start: self.week_start,
            from: self.from,
            to: self.to,
            projects: rows(&self.projects, ledger.projects.len(), |row, key| {
                ledger.project_key(row) == key
            }),
            models: rows(&self.models, ledger.models.len(), |row, key| {
                let model = ledger.models.get(row as usize);
                model.is_some_and(|model| model.name == key)
            }),
            sessions: rows(&self.sessions, ledger.sessions.len(), |row, key| {
                is_session(ledger, row, key)
            }),
            branch: self.branch.clone(),
            subagents: self.subagents,
        }
    }

    /// Nothing is left out.
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

    /// The same of any day.
    #[must_use]
    pub fn of_any_day(&self) -> Self {
        Self {
            from: None,
            to: None,
            ..self.clone()
        }
    }

    /// The same within one project.
    #[must_use]
    pub fn of_project(&self, key: &str) -> Self {
        Self {
            projects: vec![key.to_owned()],
            ..self.clone()
        }
    }

    /// The same within one session.
    #[must_use]
    pub fn of_session(&self, key: &str) -> Self {
        Self {
            sessions: vec![key.to_owned()],
            projects: Vec::new(),
            ..self.clone()
        }
    }
}

/// A key ends with the session's name: most rows are told apart without their keys being put together.
fn is_session(ledger: &Ledger, row: u32, key: &str) -> bool {
    let session = ledger.sessions.get(row as usize);
    session.is_some_and(|session| {
        session.name == key || (key.ends_with(&session.name) && ledger.session_key(row) == key)
    })
}

fn rows(names: &[String], count: usize, is: impl Fn(u32, &str) -> bool) -> Vec<u32> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let mut found = Vec::new();
    for name in names {
        let before = found.len();
        found.extend((0..count).filter(|&row| is(row, name)));
        if found.len() == before {
            found.push(NO_ROW);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_accounts::ledger::ModelRow;

    #[test]
    fn names_become_rows_and_an_unknown_name_matches_none() {
        let model = |name: &str| ModelRow {
            name: name.to_owned(),
            priced: true,
            synthetic: false,
        };
        let ledger = Ledger {
            models: vec![model("one"), model("two")],
            ..Ledger::default()
        };
        let filter = |models: &[&str]| {
            let models = models.iter().map(|name| (*name).to_owned()).collect();
            let scope = Scope {
                models,
                ..Scope::default()
            };
            scope.filter(&ledger)
        };
        assert!(filter(&[]).is_open() && Scope::default().is_open());
        assert_eq!(filter(&["two", "one"]).models, [1, 0]);
        assert_eq!(filter(&["three"]).models, [NO_ROW]);
    }
}
