//! The accounts that keep the ledger right, opened when something first changes.
//!
//! Until a file changes, only the stored ledger is in memory; then what is stored of each file is loaded, and waited for.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::blob::BlobError;
use sessionscope_engine::corpus::StoredFile;
use sessionscope_engine::ledger::{Ledger, Revision};
use sessionscope_engine::order::inserted;
use sessionscope_engine::place::RootId;
use sessionscope_engine::shard::{decode_shard, shard_of};

use super::session::{self, Session};
use super::{index, keep, ledger, publish};
use crate::browser::clock::{self, Slices, since_start_ms};
use crate::browser::spawn::spawn;
use crate::browser::store::{Kept, Store, as_bytes};
use crate::state::{AppState, Level};

/// A change of what is known of a file or a folder.
pub enum Change {
    /// A file was read in full.
    Put(Box<StoredFile>),
    /// A file was read from its resume point on.
    Grow(Box<StoredFile>),
    /// A file is there no more.
    Gone(RootId, String),
    /// A folder and all its files leave.
    Leave(RootId),
}

/// Whether changes can be made at once.
#[derive(Default)]
pub enum Shelf {
    /// What is stored was not loaded.
    #[default]
    Closed,
    /// It is being loaded, and these changes wait for that.
    Opening(Vec<Change>),
    /// The accounts of the ledger that is shown.
    Open(Box<Accounts>),
}

/// Makes a change, now or as soon as the accounts are open; `false` if it cannot be made.
pub fn change(state: AppState, change: Change) -> bool {
    state
        .held
        .with_untracked(|ledger| session::with(|session| session.note_change(ledger, &change)));
    let waiting = session::with(|session| match &mut session.accounts {
        Shelf::Open(_) => Err(change),
        Shelf::Opening(waiting) => {
            waiting.push(change);
            Ok(false)
        }
        Shelf::Closed => {
            session.accounts = Shelf::Opening(vec![change]);
            Ok(true)
        }
    });
    match waiting {
        Err(change) => make(state, change),
        Ok(first) => {
            if first {
                spawn(load(state));
            }
            true
        }
    }
}

/// Opens the accounts, if they are not open yet.
pub async fn open(state: AppState) {
    let first = session::with(|session| {
        let first = matches!(session.accounts, Shelf::Closed);
        if first {
            session.accounts = Shelf::Opening(Vec::new());
        }
        first
    });
    if first {
        load(state).await;
    }
    session::accounts_open().await;
}

/// Begins with no file at all.
pub fn clear(state: AppState) {
    let (accounts, none) = session::with(|session| new(session, state));
    state.held.set(Revision::new(none));
    session::with(|session| session.accounts = Shelf::Open(Box::new(accounts)));
    session::set_accounts_open();
}

/// Shows a ledger that another tab has stored; its accounts are loaded when something changes. `false`
/// if there are changes of this tab that it does not hold.
pub fn close(state: AppState, ledger: Ledger) -> bool {
    let may = session::with(|session| {
        let busy = matches!(session.accounts, Shelf::Opening(_)) || session.run.is_some();
        let may = !busy && session.dirty.is_empty();
        if may {
            session.accounts = Shelf::Closed;
            session::set_accounts_closed();
        }
        may
    });
    if may {
        state.held.set(Revision::new(ledger));
    }
    may
}

/// Prices all anew.
pub async fn reprice(state: AppState) {
    open(state).await;
    let busy = session::with(|session| {
        session.reprice = !matches!(session.accounts, Shelf::Open(_));
        session.reprice
    });
    if busy {
        // Whoever is at it begins anew with the prices of now.
        return;
    }
    let files = state.held.with_untracked(|ledger| {
        session::with(|session| {
            let Shelf::Open(accounts) = std::mem::take(&mut session.accounts) else {
                return Vec::new();
            };
            session.accounts = Shelf::Opening(Vec::new());
            let rows = 0..ledger.files.len();
            rows.filter_map(|row| accounts.stored(ledger, row))
                .collect()
        })
    });
    let (mut accounts, mut ledger) = session::with(|session| anew(session, state));
    let mut slices = Slices::new();
    for file in files {
        accounts.put(&mut ledger, file);
        slices.breathe().await;
    }
    finish(state, accounts, ledger);
}

/// Makes changes to the open accounts.
fn make(state: AppState, change: Change) -> bool {
    let mut made = false;
    state.held.update_untracked(|revision| {
        session::with(|session| {
            if let Shelf::Open(accounts) = &mut session.accounts {
                made = make_in(accounts, revision.change(), change);
            }
        });
    });
    made
}

fn make_in(accounts: &mut Accounts, ledger: &mut Ledger, change: Change) -> bool {
    match change {
        Change::Put(file) => accounts.put(ledger, *file),
        Change::Grow(file) => {
            let StoredFile {
                root,
                path,
                size_bytes,
                mtime_ms,
                content,
            } = *file;
            accounts.append(ledger, root, &path, size_bytes, mtime_ms, content)
        }
        Change::Gone(root, path) => accounts.remove(ledger, root, &path),
        Change::Leave(root) => {
            accounts.remove_root(ledger, root);
            true
        }
    }
}

impl Session {
    /// Marks what is stored of a change's files as outdated.
    fn note_change(&mut self, ledger: &Ledger, change: &Change) {
        match change {
            Change::Put(file) | Change::Grow(file) => {
                self.dirty.insert(shard_of(&file.path));
            }
            Change::Gone(_, path) => {
                self.dirty.insert(shard_of(path));
            }
            Change::Leave(root) => {
                let files = ledger.files.iter().filter(|file| file.root == *root);
                self.dirty.extend(files.map(|file| shard_of(&file.path)));
            }
        }
        self.stale_ledger = true;
        self.stale_snapshot = true;
    }

    /// Marks the shard that a file was stored in and its own as outdated, if they are not the same: it was stored
    /// when there were fewer.
    fn note_place(&mut self, path: &str, shard: Option<u16>) {
        let own = shard_of(path);
        if shard != Some(own) {
            self.dirty.insert(own);
            self.dirty.extend(shard);
        }
    }

    /// A file's row in the ledger, while the accounts are open.
    pub fn row(&self, root: RootId, path: &str) -> Option<usize> {
        match &self.accounts {
            Shelf::Open(accounts) => accounts.row(root, path),
            Shelf::Closed | Shelf::Opening(_) => None,
        }
    }

    /// Where an earlier reading of a file ended.
    pub fn resume(&self, root: RootId, path: &str) -> Option<sessionscope_engine::proof::Resume> {
        match &self.accounts {
            Shelf::Open(accounts) => accounts.resume(root, path),
            Shelf::Closed | Shelf::Opening(_) => None,
        }
    }
}

/// Loads what is stored, in slices, and makes the changes that came meanwhile.
async fn load(state: AppState) {
    let start_ms = since_start_ms();
    let (store, epoch, (mut accounts, mut ledger)) =
        session::with(|session| (session.store.clone(), session.epoch, anew(session, state)));
    let is_kept = state.settings.with_untracked(|settings| settings.cache_on);
    let keys = if is_kept && store.error().is_none() {
        store.keys(Kept::Shards).await.unwrap_or_default()
    } else {
        Vec::new()
    };
    let mut slices = Slices::new();
    let mut any_damaged = false;
    for key in keys {
        let files = shard(&store, &key).await;
        if session::with(|session| session.epoch) != epoch {
            // All data was cleared meanwhile.
            return;
        }
        let files = match files {
            Ok(files) => files,
            Err(error) => {
                damaged(state, &key, error);
                any_damaged = true;
                continue;
            }
        };
        let shard = keep::shard_of_key(&key);
        for file in files {
            let is_known = session::with(|session| {
                session.note_place(&file.path, shard);
                session.roots.contains_key(&file.root)
            });
            // A file of a folder that is not remembered is nobody's.
            if is_known {
                accounts.put(&mut ledger, file);
            }
            slices.breathe().await;
        }
    }
    let missing = if any_damaged {
        missing(state, &accounts)
    } else {
        BTreeMap::new()
    };
    finish(state, accounts, ledger);
    if !missing.is_empty() {
        read_again(state, &missing);
    }
    publish::slow(state, "open books", since_start_ms() - start_ms);
}

/// Takes over what another tab stored of folders of which nothing was read here.
pub async fn merge(state: AppState) {
    if !session::with(|session| matches!(session.accounts, Shelf::Open(_))) {
        // All that is stored is loaded when they are opened.
        return;
    }
    let store = session::with(|session| session.store.clone());
    let unread: BTreeSet<RootId> = state.held.with_untracked(|ledger| {
        let read: BTreeSet<RootId> = inserted(ledger.files.iter().map(|file| file.root));
        session::with(|session| {
            let roots = session.roots.keys();
            inserted(roots.filter(|root| !read.contains(root)).copied())
        })
    });
    if unread.is_empty() {
        return;
    }
    let mut slices = Slices::new();
    for key in store.keys(Kept::Shards).await.unwrap_or_default() {
        // A damaged one is told when the accounts are opened; its folder is read again either way.
        for file in shard(&store, &key).await.unwrap_or_default() {
            if unread.contains(&file.root) {
                change(state, Change::Put(Box::new(file)));
            }
        }
        slices.breathe().await;
    }
    ledger::show(state);
}

/// The files of a stored shard. One that is listed and has nothing in it is damaged like any other.
async fn shard(store: &Store, key: &str) -> Result<Vec<StoredFile>, BlobError> {
    match store.get(Kept::Shards, key).await {
        Ok(None) => Err(BlobError::NotOurs),
        Ok(Some(value)) => decode_shard(&as_bytes(&value).ok_or(BlobError::NotOurs)?),
        // The browser has it and cannot give it.
        Err(_) => Err(BlobError::Corrupt),
    }
}

/// The folders of which files are shown that are not in these accounts, and how many; all folders if nobody can
/// tell.
fn missing(state: AppState, accounts: &Accounts) -> BTreeMap<RootId, u64> {
    state.held.with_untracked(|ledger| {
        session::with(|session| {
            let mut missing: BTreeMap<RootId, u64> = BTreeMap::new();
            for file in &ledger.files {
                let is_known = session.roots.contains_key(&file.root);
                if is_known && accounts.row(file.root, &file.path).is_none() {
                    *missing.entry(file.root).or_default() += 1;
                }
            }
            if ledger.files.is_empty() {
                missing.extend(session.roots.keys().map(|root| (*root, 1)));
            }
            missing
        })
    })
}

/// What was stored of some files is damaged: figures miss them, which is shown until they are read again. That is
/// done at once where their folder is at hand.
fn read_again(state: AppState, missing: &BTreeMap<RootId, u64>) {
    session::with(|session| session.missing.extend(missing.keys()));
    state.missing.set(missing.values().sum());
    if state.as_of.get_untracked().is_none() {
        state.as_of.set(Some(clock::now()));
    }
    for root in missing.keys() {
        if session::with(|session| session.folder(*root)).is_some() {
            let run = index::begin(state, false);
            spawn(index::index(state, run, *root, None));
        }
    }
}

/// Takes accounts and their ledger into use, with the changes that waited for them.
fn finish(state: AppState, mut accounts: Accounts, mut ledger: Ledger) {
    let waiting = session::with(|session| match &mut session.accounts {
        Shelf::Opening(waiting) => Some(std::mem::take(waiting)),
        // All data was cleared meanwhile.
        Shelf::Closed | Shelf::Open(_) => None,
    });
    let Some(waiting) = waiting else { return };
    for change in waiting {
        make_in(&mut accounts, &mut ledger, change);
    }
    state
        .held
        .update_untracked(|shown| *shown = Revision::new(ledger));
    let again = session::with(|session| {
        session.accounts = Shelf::Open(Box::new(accounts));
        std::mem::take(&mut session.reprice)
    });
    session::set_accounts_open();
    ledger::show(state);
    keep::later(state);
    if again {
        spawn(reprice(state));
    }
}

/// Accounts without files, but with the folders of the session.
fn new(session: &Session, state: AppState) -> (Accounts, Ledger) {
    let mode = state.settings.with_untracked(|settings| settings.cost_mode);
    let (mut accounts, mut ledger) = Accounts::new(session.prices.clone(), mode);
    for (id, root) in &session.roots {
        accounts.set_root(&mut ledger, *id, &root.label);
    }
    (accounts, ledger)
}

/// The same, for the files of the ledger that is held: its sessions keep their numbers, by which views know
/// them.
fn anew(session: &Session, state: AppState) -> (Accounts, Ledger) {
    let (mut accounts, mut ledger) = new(session, state);
    state
        .held
        .with_untracked(|held| accounts.number_like(&mut ledger, held));
    (accounts, ledger)
}

/// Names a folder of the session to the accounts.
pub fn add_root(state: AppState, root: RootId, label: &str) {
    state.held.update_untracked(|revision| {
        session::with(|session| {
            if let Shelf::Open(accounts) = &mut session.accounts {
                accounts.set_root(revision.change(), root, label);
            }
        });
    });
}

fn damaged(state: AppState, key: &str, error: BlobError) {
    tell_damaged(state, error, FILES_AGAIN);
    session::with(|session| {
        session.dirty.extend(keep::shard_of_key(key));
        session.stale_ledger = true;
        session.stale_snapshot = true;
    });
}

/// What becomes of files whose stored digests cannot be used.
const FILES_AGAIN: &str =
    "It was dropped. Its files are read again when their folder is connected.";

/// Says that a part of what was stored is of no use, and what becomes of it.
pub fn tell_damaged(state: AppState, error: BlobError, next: &str) {
    // An older version is what an update of the app leaves behind: reading again is all there is.
    let level = match error {
        BlobError::Version(_) => Level::Info,
        BlobError::NotOurs | BlobError::Corrupt => Level::Warning,
    };
    publish::tell(
        state,
        level,
        &format!("A part of what was stored cannot be used: {error}."),
        next,
        None,
    );
}

/// What was read of a file, as a change.
pub fn read(file: StoredFile, grown: bool) -> Change {
    if grown {
        Change::Grow(Box::new(file))
    } else {
        Change::Put(Box::new(file))
    }
}
