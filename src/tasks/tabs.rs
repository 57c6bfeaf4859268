//! Several tabs of this page: one writes to the store and tells the others, which take it over.

use std::cell::RefCell;

use super::{boot, keep, session};
use crate::browser::spawn::spawn;
use crate::browser::storage;
use crate::browser::tabs::Tabs;
use crate::state::AppState;

/// The lock that the tab that writes to the store holds.
const WRITER: &str = "sessionscope-writer";
/// Where tabs hear of each other.
const CHANNEL: &str = "sessionscope-stored";

thread_local! {
    static TABS: RefCell<Option<Tabs>> = const { RefCell::new(None) };
}

/// Listens to the other tabs; one tab writes, the others wait until it is closed.
pub fn join(state: AppState) {
    let tabs = Tabs::listen(CHANNEL, move || heard(state));
    TABS.set(Some(tabs));
    let mine = move || {
        session::with(|session| session.writes = true);
        keep::roots(state);
        keep::later(state);
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
