//! Several tabs of this page: one writes to the store and tells the others, which take it over.

use std::cell::RefCell;

use super::{accounts, boot, keep, roots, session};
use crate::browser::clock::since_start_ms;
use crate::browser::spawn::spawn;
use crate::browser::storage;
use crate::browser::tabs::Tabs;
use crate::state::AppState;

/// The lock that the tab that writes to the store holds.
const WRITER: &str = "sessionscope-writer";
/// Where tabs hear of each other.
const CHANNEL: &str = "sessionscope-stored";
/// Where tabs hear that folders were given or removed.
const ROOTS: &str = "sessionscope-roots";
/// A tab that stores from so soon on, in milliseconds, had not to wait for another one.
const AT_ONCE_MS: f64 = 1_000.0;
/// Where tabs hear that all data is cleared.
const CLEARED: &str = "sessionscope-cleared";

thread_local! {
    static TABS: RefCell<Option<Tabs>> = const { RefCell::new(None) };
    static FOLDERS: RefCell<Option<Tabs>> = const { RefCell::new(None) };
    static CLEARS: RefCell<Option<Tabs>> = const { RefCell::new(None) };
}

/// Hears of other tabs that clear all data, from the start on.
pub fn listen(state: AppState) {
    let tabs = Tabs::listen(CLEARED, move || roots::cleared_elsewhere(state));
    CLEARS.set(Some(tabs));
}

/// Tells the other tabs that folders were stored or removed.
pub fn tell_roots() {
    FOLDERS.with_borrow(|tabs| {
        if let Some(tabs) = tabs {
            tabs.tell();
        }
    });
}

/// Tells the other tabs that all data is cleared.
pub fn tell_cleared() {
    CLEARS.with_borrow(|tabs| {
        if let Some(tabs) = tabs {
            tabs.tell();
        }
    });
}

/// Listens to the other tabs; one tab writes, the others wait until it is closed.
pub fn join(state: AppState) {
    let tabs = Tabs::listen(CHANNEL, move || heard(state));
    TABS.set(Some(tabs));
    let folders = Tabs::listen(ROOTS, move || {
        let stores = session::with(|session| session.writes);
        spawn(roots::heard(state, stores));
    });
    FOLDERS.set(Some(folders));
    let since_ms = since_start_ms();
    let mine = move || {
        let waited = since_start_ms() - since_ms > AT_ONCE_MS;
        spawn(async move {
            if waited {
                // What the other tab stored and this one has not is not to be lost.
                roots::heard(state, true).await;
                accounts::merge(state).await;
            }
            session::with(|session| session.writes = true);
            keep::roots(state);
            keep::later(state);
        });
    };
    if !storage::hold_lock(WRITER, mine) {
        session::with(|session| session.writes = true);
    }
}

/// Tells the other tabs that there is a new ledger in the store.
pub fn tell() {
    TABS.with_borrow(|tabs| {
        if let Some(tabs) = tabs {
            tabs.tell();
        }
    });
}

/// Another tab has stored a ledger. It is as good as what is shown here, unless something was read
/// here that is not stored.
fn heard(state: AppState) {
    let follows = session::with(|session| {
        let waits = !session.writes && session.run.is_none();
        waits && session.dirty.is_empty() && session.roots.values().all(|root| root.kept)
    });
    if follows {
        spawn(boot::take_over(state));
    }
}
