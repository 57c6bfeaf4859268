//! The start: show what is stored, load the rest, then look at the folders.

use std::collections::BTreeSet;

use sessionscope_accounts::ledger::Ledger;
use sessionscope_accounts::shard::decode_snapshot;
use sessionscope_log::place::RootId;

use crate::calls::{Call, OPEN_LIMIT_MS, RootsFor, STORE_LIMIT_MS, SnapshotFor};
use crate::effect::Effect;
use crate::id::CallId;
use crate::runtime::Runtime;
use crate::status::{Notice, Phase, StoredPart};
use crate::store::{StoreError, StoredRoot, StoredSnapshot};

impl Runtime {
    /// The program has started.
    pub(crate) fn start(&mut self) {
        self.storage.is_booting = true;
        self.open_store();
    }

    /// Opens the store.
    pub(crate) fn open_store(&mut self) {
        let call = self.ask(Call::OpenStore, Some(OPEN_LIMIT_MS));
        self.effects.push(Effect::OpenStore(call));
    }

    /// The store is open, or cannot be opened.
    pub(crate) fn store_opened(&mut self, result: Result<(), StoreError>) {
        let is_open = result.is_ok();
        match result {
            Ok(()) => self.storage.opened(),
            Err(error) => self.store_failed(error),
        }
        if std::mem::take(&mut self.storage.is_booting) {
            if is_open && self.settings.remember {
                self.load_snapshot(SnapshotFor::Boot, 0);
            } else {
                self.ready();
            }
        } else if is_open {
            self.store_all_roots();
            // What other tabs were given meanwhile was not heard.
            self.load_heard_roots();
            self.store_later();
        }
    }

    /// Loads the stored ledger.
    pub(crate) fn load_snapshot(&mut self, wanted: SnapshotFor, tries: u32) {
        let call = self.ask_again(Call::LoadSnapshot(wanted), Some(STORE_LIMIT_MS), tries);
        self.effects.push(Effect::LoadSnapshot(call));
    }

    /// Shows the stored figures before anything else is done.
    pub(crate) fn snapshot_loaded(
        &mut self,
        wanted: SnapshotFor,
        result: Result<StoredSnapshot, StoreError>,
    ) {
        let snapshot = result.unwrap_or_default();
        let ledger = self.decoded(snapshot.blob.as_deref());
        if wanted == SnapshotFor::TakeOver {
            // One that is older than the shards is followed by another one.
            let is_fine =
                snapshot.is_current && snapshot.cost_mode == Some(self.settings.cost_mode);
            self.take_over(ledger.filter(|_| is_fine));
            return;
        }
        if let Some(ledger) = ledger
            && !ledger.files.is_empty()
        {
            // A later version of the program may come with other prices.
            let is_priced = ledger.prices == self.prices.mark()
                && snapshot.cost_mode == Some(self.settings.cost_mode);
            let is_current = snapshot.is_current && is_priced;
            self.accounts.paint(ledger, is_current);
            self.knows_stored = true;
            self.show();
            self.as_of_ms = Some(snapshot.as_of_ms.unwrap_or(self.now_ms));
            self.phase = Phase::Ready;
        }
        self.load_roots(RootsFor::Boot, 0);
    }

    /// The ledger in a stored blob, if it can be used.
    fn decoded(&mut self, blob: Option<&[u8]>) -> Option<Ledger> {
        match decode_snapshot(blob?) {
            Ok(ledger) => Some(ledger),
            Err(error) => {
                self.notify(Notice::Damaged {
                    part: StoredPart::Ledger,
                    error,
                });
                None
            }
        }
    }

    /// Loads the stored folders.
    pub(crate) fn load_roots(&mut self, wanted: RootsFor, tries: u32) {
        let call = self.ask_again(Call::LoadRoots(wanted), Some(STORE_LIMIT_MS), tries);
        self.effects.push(Effect::LoadRoots(call));
    }

    /// The stored folders are there.
    pub(crate) fn roots_loaded(
        &mut self,
        call: CallId,
        wanted: RootsFor,
        result: Result<Vec<StoredRoot>, StoreError>,
    ) {
        let result = result.map(|roots| self.hear_roots(call, roots));
        match wanted {
            RootsFor::Boot => self.boot_roots(result),
            RootsFor::TakeOver => self.take_over_roots(result),
            RootsFor::Heard | RootsFor::Writer => self.take_heard_roots(wanted, result),
            RootsFor::Number(offer) => self.compare_stored(offer, result.unwrap_or_default()),
        }
    }

    /// Notes which folders are stored, as far as that is news. Returns those that are there.
    fn hear_roots(&mut self, call: CallId, mut roots: Vec<StoredRoot>) -> Vec<StoredRoot> {
        let named: BTreeSet<RootId> = roots.iter().map(|root| root.id).collect();
        let known: BTreeSet<RootId> = self.remembered.there().collect();
        let under_way = self.calls.stored_roots();
        for root in named.union(&known) {
            let is_named = named.contains(root);
            if !under_way.contains(root) {
                self.remembered.hear(*root, call, is_named);
            } else if self.remembered.is_there(*root) != is_named {
                // Whether the answer is from before that or from after it will be seen.
                self.remembered.doubt();
            }
        }
        roots.retain(|root| self.remembered.is_there(root.id));
        roots
    }

    fn boot_roots(&mut self, result: Result<Vec<StoredRoot>, StoreError>) {
        match result {
            Ok(roots) => self.restore_roots(roots),
            Err(error) => {
                // Whoever wrote shards now would drop the files of all folders.
                self.store_failed(error);
                self.name_shown_roots();
                self.ready();
                return;
            }
        }
        // A folder that left the store since leaves the figures too, and one that came is named in them.
        let named = self.accounts.revision.roots.iter();
        let named = named.map(|(id, label)| (id, label.as_str()));
        let stored = self.roots.iter();
        let are_same = named.eq(stored.map(|(id, root)| (id, root.label.as_str())));
        if self.accounts.is_current() && are_same {
            self.ready();
        } else {
            // What is known of the files is not what is shown: it is loaded first.
            self.boot_waits = true;
            self.open_accounts();
        }
    }

    /// The accounts are open; the start may have waited for that.
    pub(crate) fn boot_opened(&mut self) {
        if !std::mem::take(&mut self.boot_waits) {
            return;
        }
        // What is stored differs from that, if by nothing but folders without logs.
        self.storage.stale_snapshot |= !self.roots.is_empty();
        if self.accounts.has_files() {
            self.as_of_ms.get_or_insert(self.now_ms);
            self.phase = Phase::Ready;
        } else {
            self.as_of_ms = None;
            self.phase = Phase::Empty;
        }
        self.ready();
    }

    /// The store was looked at: folders that are remembered, and those that were given meanwhile, are
    /// read.
    fn ready(&mut self) {
        self.is_ready = true;
        self.knows_stored = true;
        self.publish();
        self.join_tabs();
        self.warm_workers();
        self.check_roots();
        self.begin_offer();
        if std::mem::take(&mut self.is_repriced) {
            self.reprice();
        }
        if !self.wishes.is_empty() {
            if self.accounts.is_open() {
                self.grant_wishes();
            } else {
                self.open_accounts();
            }
        }
    }
}
