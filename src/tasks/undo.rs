//! What was just forgotten, for as long as that can be taken back.
//!
//! What is forgotten leaves the store at once; only this tab's memory still has it, for ten seconds.

use std::cell::RefCell;

use leptos::prelude::*;
use sessionscope_engine::corpus::StoredFile;
use sessionscope_engine::place::RootId;

use super::accounts::{self, Change, Shelf};
use super::session::{self, Root};
use super::{index, keep, ledger, publish};
use crate::browser::clock;
use crate::browser::spawn::spawn;
use crate::state::{AppState, Level, NoticeAction, Phase};

/// How long what was forgotten can be had back, in milliseconds.
pub const UNDO_MS: u32 = 10_000;

/// Folders that were forgotten together, and what was read of them.
#[derive(Default)]
struct Forgotten {
    /// Which time of forgetting this is: only its own end lets it go.
    number: u64,
    roots: Vec<(RootId, Root)>,
    files: Vec<StoredFile>,
}

thread_local! {
    static FORGOTTEN: RefCell<Forgotten> = RefCell::default();
}

/// Keeps folders that are about to be forgotten, and says later that it can be taken back: see
/// [`offer`]. The accounts are open. What was kept before stays with it.
pub fn keep(state: AppState, wanted: impl Fn(RootId) -> bool) {
    let files: Vec<StoredFile> = state.held.with_untracked(|ledger| {
        session::with(|session| {
            let Shelf::Open(accounts) = &session.accounts else {
                return Vec::new();
            };
            let rows = ledger.files.iter().enumerate();
            let rows = rows.filter(|(_, file)| wanted(file.root));
            rows.filter_map(|(row, _)| accounts.stored(ledger, row))
                .collect()
        })
    });
    let roots = session::with(|session| {
        let roots = session.roots.iter().filter(|(id, _)| wanted(**id));
        roots
            .map(|(id, root)| (*id, root.clone()))
            .collect::<Vec<_>>()
    });
    FORGOTTEN.with_borrow_mut(|forgotten| {
        forgotten.number += 1;
        forgotten.roots.extend(roots);
        forgotten.files.extend(files);
    });
}

/// Says that what was kept can be had back, for ten seconds.
pub fn offer(state: AppState, text: &str) {
    let number = FORGOTTEN.with_borrow(|forgotten| forgotten.number);
    withdraw(state);
    publish::tell(state, Level::Info, text, "", Some(NoticeAction::Undo));
    spawn(async move {
        clock::sleep(UNDO_MS).await;
        let is_last = FORGOTTEN.with_borrow(|forgotten| forgotten.number == number);
        if is_last {
            take();
            withdraw(state);
        }
    });
}

/// Nothing can be taken back any more.
pub fn let_go(state: AppState) {
    take();
    withdraw(state);
}

/// Takes back what was forgotten within the last ten seconds.
pub fn undo(state: AppState) {
    let forgotten = take();
    withdraw(state);
    if forgotten.roots.is_empty() {
        return;
    }
    let mut files = forgotten.files;
    let mut connected = Vec::new();
    for (id, root) in forgotten.roots {
        let is_connected = root.folder.is_some();
        let now = restore(state, id, root);
        for file in files.iter_mut().filter(|file| file.root == id) {
            file.root = now;
        }
        if is_connected {
            connected.push(now);
        }
    }
    for file in files {
        accounts::change(state, Change::Put(Box::new(file)));
    }
    keep::roots(state);
    ledger::show(state);
    if connected.is_empty() {
        state.phase.set(Phase::Ready);
    }
    // What was written meanwhile is read, and the folders are followed again.
    for root in connected {
        let run = index::begin(state, false);
        spawn(index::index(state, run, root, None));
    }
    keep::later(state);
}

/// Puts a folder back, under its own number if no other has that by now.
fn restore(state: AppState, id: RootId, mut root: Root) -> RootId {
    let (id, label) = session::with(|session| {
        let id = if session.roots.contains_key(&id) {
            session.free_root()
        } else {
            id
        };
        root.label = session.free_label(&root.label);
        let label = root.label.clone();
        session.roots.insert(id, root);
        (id, label)
    });
    accounts::add_root(state, id, &label);
    id
}

fn take() -> Forgotten {
    FORGOTTEN.with_borrow_mut(|forgotten| Forgotten {
        roots: std::mem::take(&mut forgotten.roots),
        files: std::mem::take(&mut forgotten.files),
        number: forgotten.number,
    })
}

fn withdraw(state: AppState) {
    state.notices.update(|notices| {
        notices.retain(|notice| notice.action != Some(NoticeAction::Undo));
    });
}
