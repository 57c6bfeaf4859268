//! How addresses name projects and sessions.

use std::collections::{BTreeSet, HashSet};

use sessionscope_accounts::ledger::{Ledger, Revision, SessionRow};

/// The project of a key.
pub fn find_project(ledger: &Ledger, key: &str) -> Option<u32> {
    let count = u32::try_from(ledger.projects.len()).unwrap_or(u32::MAX);
    (0..count).find(|&project| ledger.project_key(project) == key)
}

/// The session that an address names: by its id alone, or by its key.
pub fn find_session(ledger: &Ledger, id: &str) -> Option<u32> {
    let by_name = ledger.sessions.iter().position(|row| row.name == id);
    if let Some(at) = by_name {
        return u32::try_from(at).ok();
    }
    // A key ends with the id: most rows are told apart without their keys being put together.
    let mut rows = (0_u32..).zip(&ledger.sessions);
    let is_it = |(session, row): &(u32, &SessionRow)| {
        id.ends_with(&row.name) && ledger.session_key(*session) == id
    };
    rows.find(is_it).map(|(session, _)| session)
}

/// What addresses call the sessions of a ledger.
///
/// A session is called by its id, or by its key where another session has the same id. Which ids that is so for is
/// found once for each revision: a list of thousands asks for each of its rows.
#[derive(Debug, Default)]
pub struct SessionLinks {
    revision: u64,
    shared: BTreeSet<String>,
}

impl SessionLinks {
    /// What an address calls a session.
    pub fn link(&mut self, revision: &Revision, session: u32) -> String {
        if self.revision != revision.number() {
            self.revision = revision.number();
            self.shared = shared_names(revision);
        }
        let row = revision.sessions.get(session as usize);
        let own = row.filter(|row| !self.shared.contains(&row.name));
        own.map_or_else(|| revision.session_key(session), |row| row.name.clone())
    }
}

/// Names that several sessions have.
fn shared_names(ledger: &Ledger) -> BTreeSet<String> {
    let mut seen = HashSet::new();
    let names = ledger.sessions.iter().map(|row| row.name.as_str());
    let mut shared = BTreeSet::new();
    shared.extend(names.filter(|name| !seen.insert(*name)).map(str::to_owned));
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_accounts::ledger::ProjectRow;
    use sessionscope_log::place::RootId;

    #[test]
    fn an_id_that_several_sessions_have_is_not_enough() {
        let project = |name: &str| ProjectRow {
            root: RootId(0),
            name: name.to_owned(),
            cwd: None,
            branches: Vec::new(),
        };
        let session = |project, name: &str| SessionRow {
            project,
            name: name.to_owned(),
            ..SessionRow::default()
        };
        let ledger = Ledger {
            projects: vec![project("p"), project("q")],
            sessions: vec![session(0, "one"), session(0, "two"), session(1, "one")].into(),
            ..Ledger::default()
        };
        let revision = Revision::new(ledger);
        let mut links = SessionLinks::default();
        let called: Vec<_> = (0..3)
            .map(|session| links.link(&revision, session))
            .collect();
        assert_eq!(called, ["p/one", "two", "q/one"]);
        for (session, link) in called.iter().enumerate() {
            assert_eq!(
                find_session(&revision, link).map(|row| row as usize),
                Some(session)
            );
        }
        assert_eq!(find_project(&revision, "q"), Some(1));
        assert_eq!(find_project(&revision, "one"), None);
    }
}
