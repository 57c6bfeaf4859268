//! Ledgers made by hand, for tests.

use sessionscope_accounts::ledger::{FileRow, Ledger, ProjectRow, Revision, SessionRow};
use sessionscope_accounts::report::DailyRollup;
use sessionscope_log::place::{FileKind, RootId};

use crate::basis::Basis;
use crate::question::Question;

/// What is answered from a ledger.
pub fn answer<Q: Question>(question: &Q, ledger: &Ledger) -> Q::Answer {
    let revision = Revision::new(ledger.clone());
    let mut rollup = DailyRollup::default();
    let mut basis = Basis::new(&revision, &mut rollup);
    question.answer(&mut Q::Live::default(), &mut basis)
}

/// A project without a real path.
pub fn project(name: &str) -> ProjectRow {
    ProjectRow {
        root: RootId(0),
        name: name.to_owned(),
        cwd: None,
        branches: Vec::new(),
    }
}

/// A session of a project.
pub fn session(project: u32, name: &str) -> SessionRow {
    SessionRow {
        project,
        name: name.to_owned(),
        ..SessionRow::default()
    }
}

/// A file with nothing in it.
pub fn file(path: &str) -> FileRow {
    FileRow {
        root: RootId(0),
        path: path.to_owned(),
        size_bytes: 0,
        mtime_ms: 0,
        resume_bytes: 0,
        kind: FileKind::Main,
        project: None,
        session: None,
        is_copy: false,
        lines: 0,
        blank_lines: 0,
        recovered_records: 0,
        malformed: Vec::new(),
        formats: Box::default(),
        first: None,
        last: None,
    }
}
