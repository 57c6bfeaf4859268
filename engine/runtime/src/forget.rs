//! Forgetting folders or everything, and taking that back.
//!
//! What is forgotten leaves the store at once. Only memory still has it, for ten seconds.

use sessionscope_accounts::corpus::StoredFile;
use sessionscope_log::place::RootId;

use crate::accounts::Change;
use crate::calls::{Call, DELETE_LIMIT_MS};
use crate::effect::Effect;
use crate::probe::Held;
use crate::remembered::Remembered;
use crate::roots::Root;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;
use crate::status::{Counts, Notice, Phase, Progress};
use crate::store::{Closing, StoreError};
use crate::tabs::Message;
use crate::timers::Timer;

/// How long what was forgotten can be had back, in milliseconds.
const UNDO_MS: i64 = 10_000;

/// Folders that were forgotten, and what was read of them.
#[derive(Debug, Default)]
pub(crate) struct Forgotten {
    roots: Vec<(RootId, Root)>,
    files: Vec<StoredFile>,
}

/// Something that waits for the accounts: of what is only in the store nothing could be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Forget a folder.
    Forget(RootId),
    /// Forget everything.
    Clear,
}

impl Runtime {
    /// The user wants something forgotten. It waits until the accounts are open.
    pub(crate) fn wish(&mut self, wish: Wish) {
        self.wishes.push(wish);
        if !self.is_ready {
            return;
        }
        if self.accounts.is_open() {
            self.grant_wishes();
        } else {
            self.open_accounts();
        }
    }

    /// Forgets what is to be, now that the accounts are open.
    pub(crate) fn grant_wishes(&mut self) {
        for wish in std::mem::take(&mut self.wishes) {
            match wish {
                Wish::Forget(root) => self.forget_for_now(root),
                Wish::Clear => self.clear(),
            }
        }
    }

    /// Forgets a folder and all that was read of it.
    fn forget_for_now(&mut self, id: RootId) {
        if !self.roots.contains_key(&id) {
            return;
        }
        self.keep_forgotten(|root| root == id);
        self.forget(id);
        self.show();
        if self.roots.is_empty() && self.reading.is_none() {
            self.as_of_ms = None;
            self.phase = Phase::Empty;
        }
        self.store_later();
        self.offer_undo(false);
    }

    /// Forgets everything that was stored and read, in all tabs; settings stay.
    fn clear(&mut self) {
        let is_any = !self.roots.is_empty();
        self.keep_forgotten(|_| true);
        self.effects.push(Effect::Broadcast(Message::Cleared));
        self.let_go();
        let call = self.ask(Call::DeleteStore, Some(DELETE_LIMIT_MS));
        self.effects.push(Effect::DeleteStore(call));
        if is_any {
            self.offer_undo(true);
        }
    }

    /// The store was deleted, or could not be. Either way it is opened anew.
    pub(crate) fn store_deleted(&mut self, result: Result<(), StoreError>) {
        if let Err(error) = result {
            self.notify(Notice::ClearFailed(error));
            // What is left of it is overwritten. Emptying it now could take what another tab has stored
            // since.
            self.storage.mark_all();
        }
        self.open_store();
    }

    /// Another tab needs the store closed.
    pub(crate) fn store_closed(&mut self, why: Closing) {
        match why {
            Closing::Deleted => self.cleared_elsewhere(),
            Closing::Outdated => self.store_failed(StoreError::Blocked),
        }
    }

    /// All data was cleared in another tab, or is about to be.
    pub(crate) fn cleared_elsewhere(&mut self) {
        self.forgotten = Forgotten::default();
        self.timers.cancel(Timer::Undo);
        self.let_go();
        self.open_store();
    }

    /// Ends whatever is being done and forgets what is in memory. What was begun before comes to
    /// nothing, wherever it is on its way.
    fn let_go(&mut self) {
        self.cancel();
        self.cancel_jobs();
        self.storage.leave();
        self.timers.cancel(Timer::Flush);
        self.effects.push(Effect::LeaveStore);
        self.calls.retain(|_| false);
        self.roots.clear();
        self.remembered = Remembered::default();
        self.missing_roots.clear();
        self.follow(false);
        self.follow.folders.clear();
        for held in self.probes.take_held() {
            if let Held::Probe(_, stat) = held {
                self.released.push(stat.file);
            }
        }
        self.probes = self.probes.emptied();
        self.recent.clear();
        self.live_since = None;
        self.refused.clear();
        self.left_out.clear();
        self.counts = Counts::default();
        self.progress = Progress::default();
        self.missing = 0;
        self.as_of_ms = None;
        self.phase = Phase::Empty;
        self.boot_waits = false;
        self.wishes.clear();
        self.storage.writes = self.tabs.let_go();
        if self.is_sabotaged(Sabotage::StoreAfterClear) {
            self.storage.mark_all();
        } else {
            let (accounts, ledger) = self.new_accounts();
            self.accounts.take(accounts, ledger);
        }
        self.show();
        if !self.is_ready {
            self.is_ready = true;
            self.knows_stored = true;
            self.publish();
            self.join_tabs();
            self.warm_workers();
        }
    }

    /// Keeps folders that are about to be forgotten. What was kept before stays with them.
    fn keep_forgotten(&mut self, wanted: impl Fn(RootId) -> bool) {
        let rows = self.accounts.revision.files.iter().enumerate();
        let rows = rows.filter(|(_, file)| wanted(file.root));
        let files = rows.filter_map(|(row, _)| self.accounts.stored(row));
        self.forgotten.files.extend(files);
        let roots = self.roots.iter().filter(|(id, _)| wanted(**id));
        let roots = roots.map(|(id, root)| (*id, root.clone()));
        self.forgotten.roots.extend(roots);
    }

    fn offer_undo(&mut self, is_all: bool) {
        self.notify(Notice::Forgotten { is_all });
        let at_ms = self.now_ms + UNDO_MS;
        self.timers.set(Timer::Undo, at_ms);
    }

    /// Nothing can be taken back any more.
    pub(crate) fn undo_over(&mut self) {
        self.forgotten = Forgotten::default();
    }

    /// Takes back what was forgotten within the last ten seconds.
    pub(crate) fn undo(&mut self) {
        self.timers.cancel(Timer::Undo);
        let Forgotten { roots, mut files } = std::mem::take(&mut self.forgotten);
        let mut connected = Vec::new();
        for (id, root) in roots {
            if self.is_same_folder_known(&root) {
                // It was given again meanwhile.
                files.retain(|file| file.root != id);
                continue;
            }
            let is_connected = root.folder.is_some();
            let now = self.take_back(id, root);
            for file in files.iter_mut().filter(|file| file.root == id) {
                file.root = now;
            }
            connected.extend(is_connected.then_some(now));
            if !is_connected {
                // Its figures are old.
                self.as_of_ms.get_or_insert(self.now_ms);
            }
        }
        for file in files {
            self.change(Change::Put(Box::new(file)));
        }
        self.store_all_roots();
        self.show();
        if connected.is_empty() && self.reading.is_none() && !self.roots.is_empty() {
            self.phase = Phase::Ready;
        }
        // What was written meanwhile is read, and the folders are followed again.
        for root in connected {
            self.read_root(root);
        }
        self.store_later();
    }

    fn is_same_folder_known(&self, root: &Root) -> bool {
        let mut known = self.roots.values();
        root.handle.is_some() && known.any(|known| known.handle == root.handle)
    }

    /// Puts a folder back, under its own number if no other has that by now.
    fn take_back(&mut self, id: RootId, mut root: Root) -> RootId {
        let is_taken = self.roots.contains_key(&id);
        let id = if is_taken { self.free_root() } else { id };
        root.label = self.free_label(&root.label);
        root.saved = None;
        self.put_root(id, root);
        id
    }
}
