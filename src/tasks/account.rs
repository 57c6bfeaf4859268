//! The accounts, for questions that only they can answer.

use sessionscope_engine::accounts::Accounts;

use super::accounts::Shelf;
use super::{accounts, session};
use crate::browser::spawn::spawn;
use crate::state::AppState;

/// Opens the accounts, if they are not open yet. Their ledger is shown then.
pub async fn open(state: AppState) {
    accounts::open(state).await;
}

/// Begins to open the accounts, if nobody has.
pub fn wake(state: AppState) {
    if session::with(|session| matches!(session.accounts, Shelf::Closed)) {
        spawn(open(state));
    }
}

/// What `read` finds in the accounts; `None` if they are not open.
pub fn with_open<R>(read: impl FnOnce(&Accounts) -> R) -> Option<R> {
    session::with(|session| match &session.accounts {
        Shelf::Open(accounts) => Some(read(accounts)),
        Shelf::Closed | Shelf::Opening(_) => None,
    })
}
