//! Several tabs on one store: one writes and tells the others, which take it over.
//!
//! Folders are stored by whichever tab is given them, at once, under a number that no other tab has
//! used, and the tab that stores the rest reads them too: what is stored is all that any tab was
//! given. A folder leaves the store only when a tab forgets it.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::Ledger;
use sessionscope_accounts::shard::decode_shard;
use sessionscope_log::place::RootId;

use crate::accounts::Change;
use crate::calls::{Call, RootsFor, STORE_LIMIT_MS, SnapshotFor};
use crate::effect::Effect;
use crate::runtime::Runtime;
use crate::status::Phase;
use crate::store::{StoreError, StoredRoot};

/// A tab that gets the lock so soon did not have to wait for another one, in milliseconds.
const AT_ONCE_MS: i64 = 1_000;

/// What tabs tell each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// There is a new ledger in the store.
    Stored,
    /// Folders were stored or removed.
    Roots,
    /// All data is cleared.
    Cleared,
}

/// How this tab stands to the others.
#[derive(Debug, Default)]
pub(crate) struct Tabs {
    /// When it began to wait for the lock.
    since_ms: i64,
    /// A ledger that another tab has stored, until the stored folders are there.
    ledger: Option<Box<Ledger>>,
    merge: Option<Merge>,
    /// No other tab writes.
    has_lock: bool,
    /// Another tab wrote before.
    has_waited: bool,
}

impl Tabs {
    /// Everything was cleared: there is nothing to take over. Returns whether this tab writes.
    pub fn let_go(&mut self) -> bool {
        self.ledger = None;
        self.merge = None;
        self.has_lock
    }
}

/// What another tab stored of folders of which nothing was read here.
#[derive(Debug)]
struct Merge {
    unread: BTreeSet<RootId>,
    left: VecDeque<u16>,
}

impl Runtime {
    /// Listens to the other tabs; one tab writes, the others wait until it is closed.
    pub(crate) fn join_tabs(&mut self) {
        self.tabs.since_ms = self.now_ms;
        self.effects.push(Effect::HoldLock);
    }

    /// This tab is the one that writes.
    pub(crate) fn lock_granted(&mut self) {
        if std::mem::replace(&mut self.tabs.has_lock, true) {
            return;
        }
        self.tabs.has_waited = self.now_ms - self.tabs.since_ms > AT_ONCE_MS;
        if self.is_storing() {
            // What another tab stored and this one has not is not to be lost.
            self.load_roots(RootsFor::Writer, 0);
        } else {
            self.become_writer();
        }
    }

    fn become_writer(&mut self) {
        self.storage.writes = true;
        if self.tabs.has_waited && self.is_storing() {
            // The other tab may have ended in the midst of storing.
            self.storage.stale_snapshot = true;
            if self.accounts.is_open() {
                self.storage.mark_all();
            } else {
                self.open_accounts();
            }
        }
        self.store_all_roots();
        self.store_later();
    }

    /// Another tab says something.
    pub(crate) fn heard(&mut self, message: Message) {
        match message {
            Message::Cleared => self.cleared_elsewhere(),
            Message::Roots if self.is_ready && self.is_storing() => self.load_heard_roots(),
            Message::Stored if self.is_ready && self.may_take_over() => {
                self.load_snapshot(SnapshotFor::TakeOver, 0);
            }
            Message::Stored | Message::Roots => {}
        }
    }

    /// Asks what other tabs were given.
    pub(crate) fn load_heard_roots(&mut self) {
        self.calls
            .retain(|call| *call != Call::LoadRoots(RootsFor::Heard));
        self.load_roots(RootsFor::Heard, 0);
    }

    /// What another tab has stored is as good as what is shown here, unless something was read here
    /// that is not stored.
    fn may_take_over(&self) -> bool {
        let is_waiting = !self.storage.writes && self.is_storing();
        let is_idle = self.reading.is_none() && !self.accounts.is_opening();
        let only_kept = self.roots.values().all(|root| root.kept);
        is_waiting && is_idle && only_kept && self.storage.dirty.is_empty()
    }

    /// A ledger that another tab has stored. Its folders come next.
    pub(crate) fn take_over(&mut self, ledger: Option<Ledger>) {
        if let Some(ledger) = ledger {
            self.tabs.ledger = Some(Box::new(ledger));
            self.load_roots(RootsFor::TakeOver, 0);
        }
    }

    /// Shows the ledger that another tab has stored.
    pub(crate) fn take_over_roots(&mut self, result: Result<Vec<StoredRoot>, StoreError>) {
        let (Some(ledger), Ok(roots)) = (self.tabs.ledger.take(), result) else {
            return;
        };
        let is_stored = |id: &RootId| roots.iter().any(|root| root.id == *id);
        let are_stored = ledger.roots.iter().all(|(id, _)| is_stored(id));
        if !are_stored || !self.may_take_over() || !self.probes.is_idle() {
            return;
        }
        self.restore_roots(roots);
        self.accounts.paint(*ledger, true);
        self.show();
        if self.phase == Phase::Empty && self.accounts.has_files() {
            self.phase = Phase::Ready;
        }
    }

    /// Another tab has stored or removed folders. The tab that stores takes over what it does not
    /// have: it has then all that any of them was given. To read them in another would be in vain.
    pub(crate) fn take_heard_roots(
        &mut self,
        wanted: RootsFor,
        result: Result<Vec<StoredRoot>, StoreError>,
    ) {
        let is_writer = self.storage.writes || wanted == RootsFor::Writer;
        let mut has_new = false;
        // Where nothing is stored any more, what is forgotten here stays in the store.
        if let Ok(roots) = result
            && self.is_storing()
        {
            let gone = self.roots.keys().copied();
            let gone = gone.filter(|id| self.remembered.is_gone(*id));
            for root in gone.collect::<Vec<_>>() {
                self.forget(root);
            }
            let is_kept = |id: &RootId| self.roots.get(id).is_some_and(|root| root.kept);
            if is_writer && !roots.iter().all(|root| is_kept(&root.id)) {
                self.drop_sample();
                self.restore_roots(roots);
                has_new = true;
            }
            self.show();
        }
        if wanted == RootsFor::Writer || has_new {
            self.begin_merge();
        }
    }

    /// Takes over what another tab stored of folders of which nothing was read here.
    fn begin_merge(&mut self) {
        let files = self.accounts.revision.files.iter();
        let read: BTreeSet<RootId> = files.map(|file| file.root).collect();
        let roots = self.roots.keys();
        let unread: BTreeSet<RootId> = roots.filter(|id| !read.contains(id)).copied().collect();
        // All that is stored is loaded when the accounts are opened.
        if unread.is_empty() || !self.accounts.is_open() {
            self.end_merge();
            return;
        }
        self.tabs.merge = Some(Merge {
            unread,
            left: VecDeque::new(),
        });
        let call = self.ask(Call::ListMerge, Some(STORE_LIMIT_MS));
        self.effects.push(Effect::ListShards(call));
    }

    /// What other tabs have stored is known here. Now the files themselves are looked at.
    fn end_merge(&mut self) {
        if !self.storage.writes {
            self.become_writer();
            // What was heard before this tab wrote was not taken over.
            self.load_heard_roots();
        }
        self.check_roots();
    }

    /// It is known which shards another tab has stored.
    pub(crate) fn merge_listed(&mut self, result: Result<Vec<u16>, StoreError>) {
        if let Some(merge) = &mut self.tabs.merge {
            merge.left = result.unwrap_or_default().into();
            self.merge_next();
        }
    }

    fn merge_next(&mut self) {
        let Some(merge) = &mut self.tabs.merge else {
            return;
        };
        if let Some(shard) = merge.left.pop_front() {
            let call = self.ask(Call::LoadMerge, Some(STORE_LIMIT_MS));
            self.effects.push(Effect::LoadShard(call, shard));
        } else {
            self.tabs.merge = None;
            self.show();
            self.end_merge();
        }
    }

    /// A shard that another tab has stored. A damaged one is reported when the accounts are opened; its
    /// folder is read again either way.
    pub(crate) fn merge_loaded(&mut self, result: Result<Option<Vec<u8>>, StoreError>) {
        let blob = result.ok().flatten();
        let files = blob.and_then(|blob| decode_shard(&blob).ok());
        let unread = match &self.tabs.merge {
            Some(merge) => merge.unread.clone(),
            None => return,
        };
        for file in files.into_iter().flatten() {
            let is_unread = unread.contains(&file.root) && self.roots.contains_key(&file.root);
            let key = crate::id::FileKey {
                root: file.root,
                path: file.path.clone(),
            };
            if is_unread && self.accounts.known(&key).is_none() && !self.probes.is_busy(&key) {
                self.change(Change::Put(Box::new(file)));
            }
        }
        self.merge_next();
    }
}
