//! What counts of a session, item by item, kept until the session changes.

use std::sync::Arc;

use sessionscope_accounts::accounts::{Account, Start, Turns};
use sessionscope_accounts::report::{Filter, LiveQuery, Totals, TotalsQuery};
use sessionscope_log::place::RootId;
use sessionscope_transcript::survey::Started;

use crate::basis::Basis;
use crate::link::find_session;
use crate::open_accounts::OpenAccounts;
use crate::question::Lookup;

/// A session as the accounts have it.
#[derive(Debug)]
pub struct CountedSession {
    /// Its items.
    pub account: Account,
    /// Its turns.
    pub turns: Turns,
    /// The row of each file that was asked about.
    pub rows: Vec<u32>,
    /// What tools are called, by their rows.
    pub tools: Vec<String>,
    /// What models are called, by their rows.
    pub models: Vec<String>,
}

/// Of which session, in which files, and which calls in these started subagents.
#[derive(Clone, Copy)]
pub struct CountedOf<'a> {
    /// The session's key.
    pub session: &'a str,
    /// The files.
    pub files: &'a [(RootId, String)],
    /// The calls.
    pub starts: &'a [Started],
}

/// What counts of a session, as it was last told.
#[derive(Default)]
pub struct CountedLive {
    totals: LiveQuery<TotalsQuery>,
    last: Option<Last>,
}

struct Last {
    session: String,
    files: Vec<(RootId, String)>,
    starts: Vec<Started>,
    state: State,
    counted: Arc<CountedSession>,
}

/// As long as this is the same, so is what counts of a session.
#[derive(PartialEq)]
struct State {
    /// Sizes and times of its files.
    files: Vec<(u64, i64)>,
    totals: Totals,
}

impl CountedLive {
    /// What counts of a session. While the accounts are closed this is what was last told.
    pub fn counted(
        &mut self,
        of: CountedOf<'_>,
        basis: &mut Basis<'_>,
    ) -> Lookup<Arc<CountedSession>> {
        let Some(row) = find_session(basis.revision, of.session) else {
            return Lookup::Missing;
        };
        let state = self.state(row, basis);
        let known = self.last.as_ref().filter(|last| last.is_of(of));
        if let Some(last) = known.filter(|last| last.state == state) {
            return Lookup::Found(Arc::clone(&last.counted));
        }
        let Some(accounts) = basis.open_accounts() else {
            let known = known.map(|last| Arc::clone(&last.counted));
            return known.map_or(Lookup::Pending, Lookup::Found);
        };
        let counted = CountedSession::of(of, &accounts).map(Arc::new);
        self.last = counted.clone().map(|counted| Last {
            session: of.session.to_owned(),
            files: of.files.to_vec(),
            starts: of.starts.to_vec(),
            state,
            counted,
        });
        counted.into()
    }

    fn state(&mut self, session: u32, basis: &mut Basis<'_>) -> State {
        let own = Filter {
            sessions: vec![session],
            ..Filter::default()
        };
        let files = basis.revision.files.iter();
        let files = files.filter(|file| file.session == Some(session));
        State {
            files: files.map(|file| (file.size_bytes, file.mtime_ms)).collect(),
            totals: self.totals.answer(basis.revision, basis.rollup, &own, ()),
        }
    }
}

impl Last {
    fn is_of(&self, of: CountedOf<'_>) -> bool {
        (&*self.session, &*self.files, &*self.starts) == (of.session, of.files, of.starts)
    }
}

impl CountedSession {
    fn of(of: CountedOf<'_>, open: &OpenAccounts<'_>) -> Option<Self> {
        let session = open.session(of.session)?;
        let rows: Vec<u32> = of.files.iter().map(|file| open.file(file)).collect();
        let starts = of.starts.iter().filter_map(|start| {
            Some(Start {
                agent: open.agent(&start.agent),
                file: *rows.get(start.at.file as usize)?,
                line: start.at.line,
            })
        });
        let starts: Vec<Start> = starts.collect();
        let models = open.ledger.models.iter();
        Some(Self {
            account: open.accounts.account(open.ledger, session),
            turns: open.accounts.turns(open.ledger, session, &starts),
            tools: open.shown_tools(),
            models: models.map(|row| row.name.clone()).collect(),
            rows,
        })
    }
}
