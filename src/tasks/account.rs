//! The account of a session: what its figures in the ledger are sums of, divided into turns.

use leptos::prelude::*;
use sessionscope_engine::accounts::{Account, Asked, Charged, Start, Turns};
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::survey::Started;

use super::accounts::Shelf;
use super::index::file_key;
use super::transcript::Sources;
use super::{accounts, session, veil};
use crate::state::AppState;

/// A session as the accounts have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// Its items.
    pub account: Account,
    /// Its turns.
    pub turns: Turns,
    /// The ledger's row of each file that was asked about.
    pub rows: Vec<u32>,
    /// The ledger's tools.
    pub tools: Vec<String>,
    /// The ledger's models.
    pub models: Vec<String>,
}

/// The account of a session, for which the accounts are opened; `starts` are the calls in `sources` that
/// started subagents. `None` if the session is there no more.
pub async fn of_session(
    state: AppState,
    session: u32,
    sources: &Sources,
    starts: &[Started],
) -> Option<Counted> {
    let key = state
        .held
        .with_untracked(|ledger| ledger.session_key(session));
    accounts::open(state).await;
    state.held.with_untracked(|ledger| {
        // Accounts that were opened number their rows anew.
        let count = u32::try_from(ledger.sessions.len()).unwrap_or(u32::MAX);
        let is_it = |&row: &u32| ledger.session_key(row) == key;
        let session = Some(session)
            .filter(is_it)
            .or_else(|| (0..count).find(is_it))?;
        let rows = rows_of(ledger, sources);
        let starts: Vec<Start> = starts
            .iter()
            .filter_map(|start| {
                Some(Start {
                    agent: veil::real_agent(&start.agent),
                    file: *rows.get(start.at.file as usize)?,
                    line: start.at.line,
                })
            })
            .collect();
        session::with(|held| {
            let Shelf::Open(accounts) = &held.accounts else {
                return None;
            };
            Some(Counted {
                account: accounts.account(ledger, session),
                turns: accounts.turns(ledger, session, &starts),
                rows,
                tools: veil::tools(&ledger.tools),
                models: ledger.models.iter().map(|row| row.name.clone()).collect(),
            })
        })
    })
}

/// The accounts are not open, and nobody knows what a record costs.
pub struct Closed;

/// Opens the accounts, if they are not open yet.
pub async fn open(state: AppState) {
    accounts::open(state).await;
}

/// What a record of a transcript of these files costs, if it is one of a response.
///
/// # Errors
/// If the accounts are closed.
pub fn charged(
    state: AppState,
    sources: &Sources,
    article: &Article,
) -> Result<Option<Charged>, Closed> {
    let place = article.place;
    let files = sources.files();
    let files: Vec<_> = files
        .map(|(root, path)| (root, veil::real_path(path)))
        .collect();
    let own = files.get(place.file as usize).zip(article.response);
    let asked = own.map(|((root, path), id)| Asked {
        file: place.file,
        line: article.line,
        key: id.key(file_key(*root, path), article.line),
    });
    state.held.with_untracked(|ledger| {
        session::with(|held| {
            let Shelf::Open(accounts) = &held.accounts else {
                return Err(Closed);
            };
            let row = |(root, path): &(_, String)| accounts.row(*root, path);
            let number = |row: Option<usize>| row.and_then(|row| u32::try_from(row).ok());
            let rows = files.iter().map(|file| number(row(file)));
            let rows: Vec<u32> = rows.map(|row| row.unwrap_or(u32::MAX)).collect();
            Ok(asked.and_then(|asked| accounts.charged(ledger, &rows, asked)))
        })
    })
}

/// The ledger's rows of files; that of none for a file that it does not have.
fn rows_of(ledger: &Ledger, sources: &Sources) -> Vec<u32> {
    let row_of = |root, path: &str| {
        let mut rows = (0_u32..).zip(&ledger.files);
        let row = rows.find(|(_, file)| file.root == root && file.path == path);
        row.map_or(u32::MAX, |(row, _)| row)
    };
    sources
        .files()
        .map(|(root, path)| row_of(root, &veil::real_path(path)))
        .collect()
}
