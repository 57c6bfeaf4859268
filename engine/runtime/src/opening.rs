//! The loading of the accounts.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sessionscope_accounts::accounts::Accounts;
use sessionscope_accounts::corpus::StoredFile;
use sessionscope_accounts::ledger::Ledger;
use sessionscope_accounts::shard::{decode_shard, shard_of};
use sessionscope_log::blob::BlobError;
use sessionscope_log::place::RootId;

use crate::accounts::{Change, State, make_in};
use crate::calls::{Call, STORE_LIMIT_MS};
use crate::effect::Effect;
use crate::id::FileKey;
use crate::probe::Held;
use crate::roots::key_of;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;
use crate::status::{Notice, StoredPart};
use crate::store::StoreError;

/// Accounts that are being loaded.
#[derive(Debug)]
pub(crate) struct Opening {
    pub accounts: Accounts,
    pub ledger: Ledger,
    /// Changes that came meanwhile.
    pub waiting: Vec<Change>,
    /// Shards that are still to be loaded.
    left: VecDeque<u16>,
    /// Shards that are being loaded.
    loading: BTreeSet<u16>,
    /// Some of what was stored is of no use.
    is_damaged: bool,
}

impl Runtime {
    /// Opens the accounts, if they are closed.
    pub(crate) fn open_accounts(&mut self) {
        if !matches!(self.accounts.state, State::Closed) {
            return;
        }
        let (accounts, ledger) = self.new_accounts();
        self.accounts.state = State::Opening(Box::new(Opening {
            accounts,
            ledger,
            waiting: Vec::new(),
            left: VecDeque::new(),
            loading: BTreeSet::new(),
            is_damaged: false,
        }));
        if self.is_storing() {
            self.list_shards(0);
        } else {
            self.finish_opening();
        }
    }

    /// Accounts without files, but with the folders.
    pub(crate) fn new_accounts(&self) -> (Accounts, Ledger) {
        let (mut accounts, mut ledger) =
            Accounts::new(self.prices.clone(), self.settings.cost_mode);
        for (id, root) in &self.roots {
            accounts.set_root(&mut ledger, *id, &root.label);
        }
        (accounts, ledger)
    }

    /// Asks which shards there are.
    pub(crate) fn list_shards(&mut self, tries: u32) {
        let call = self.ask_again(Call::ListShards, Some(STORE_LIMIT_MS), tries);
        self.effects.push(Effect::ListShards(call));
    }

    /// It is known which shards there are.
    pub(crate) fn shards_listed(&mut self, result: Result<Vec<u16>, StoreError>) {
        let State::Opening(opening) = &mut self.accounts.state else {
            return;
        };
        match result {
            Ok(shards) => opening.left = shards.into(),
            Err(error) => {
                opening.is_damaged = true;
                self.store_failed(error);
            }
        }
        self.load_more();
    }

    /// Loads the next shards; takes the accounts into use after the last one.
    fn load_more(&mut self) {
        let most = self.limits.loads;
        let State::Opening(opening) = &mut self.accounts.state else {
            return;
        };
        let mut next = Vec::new();
        while opening.loading.len() < most
            && let Some(shard) = opening.left.pop_front()
        {
            opening.loading.insert(shard);
            next.push(shard);
        }
        if opening.loading.is_empty() {
            self.finish_opening();
        }
        for shard in next {
            self.load_shard(shard, 0);
        }
    }

    /// Loads a shard.
    pub(crate) fn load_shard(&mut self, shard: u16, tries: u32) {
        let call = self.ask_again(Call::LoadShard(shard), Some(STORE_LIMIT_MS), tries);
        self.effects.push(Effect::LoadShard(call, shard));
    }

    /// A shard was loaded. One that is listed and has nothing in it is damaged like any other.
    pub(crate) fn shard_loaded(&mut self, shard: u16, result: Result<Option<Vec<u8>>, StoreError>) {
        let files = match result {
            Ok(Some(blob)) => decode_shard(&blob),
            Ok(None) => Err(BlobError::NotOurs),
            // The browser has it and cannot give it.
            Err(_) => Err(BlobError::Corrupt),
        };
        match files {
            Ok(files) => self.put_shard(shard, files),
            Err(_) if self.is_sabotaged(Sabotage::IgnoreDamage) => {}
            Err(error) => {
                self.notify(Notice::Damaged {
                    part: StoredPart::Files,
                    error,
                });
                self.storage.dirty.insert(shard);
                self.storage.stale_snapshot = true;
                if let State::Opening(opening) = &mut self.accounts.state {
                    opening.is_damaged = true;
                }
            }
        }
        if let State::Opening(opening) = &mut self.accounts.state {
            opening.loading.remove(&shard);
        }
        self.load_more();
    }

    fn put_shard(&mut self, shard: u16, files: Vec<StoredFile>) {
        let State::Opening(opening) = &mut self.accounts.state else {
            return;
        };
        for file in files {
            let own = shard_of(&file.path);
            if own != shard {
                // It was stored when there were fewer shards.
                self.storage.dirty.extend([own, shard]);
            }
            if self.roots.contains_key(&file.root) {
                opening.accounts.put(&mut opening.ledger, file);
            } else {
                // A file of a folder that is not remembered is nobody's. It leaves the store, before a
                // new folder gets that number.
                self.storage.dirty.insert(shard);
            }
        }
    }

    /// Takes the accounts into use, with the changes that waited for them.
    fn finish_opening(&mut self) {
        if !self.accounts.is_opening() {
            return;
        }
        let before = std::mem::replace(&mut self.accounts.state, State::Closed);
        let State::Opening(opening) = before else {
            return;
        };
        let Opening {
            mut accounts,
            mut ledger,
            waiting,
            is_damaged,
            ..
        } = *opening;
        let is_ignored = self.is_sabotaged(Sabotage::IgnoreDamage);
        let missing = if !is_ignored && (is_damaged || self.accounts.is_current()) {
            self.missing_of(&accounts, &waiting, is_damaged)
        } else {
            BTreeMap::new()
        };
        for change in waiting {
            make_in(&mut accounts, &mut ledger, change);
        }
        self.accounts.take(accounts, ledger);
        self.show();
        self.store_later();
        self.boot_opened();
        // The start goes on by now, and some folders may have been forgotten.
        let roots = &self.roots;
        let missing = missing.into_iter().filter(|(id, _)| roots.contains_key(id));
        let missing: BTreeMap<RootId, u64> = missing.collect();
        if !missing.is_empty() {
            self.read_missing(&missing);
        }
        self.list_empty_roots();
        self.take_held();
        self.grant_wishes();
        if std::mem::take(&mut self.is_repriced) {
            self.reprice();
        }
    }

    /// The folders of which files are shown that are not in these accounts, and how many; all folders
    /// if nobody can tell.
    fn missing_of(
        &self,
        accounts: &Accounts,
        waiting: &[Change],
        is_damaged: bool,
    ) -> BTreeMap<RootId, u64> {
        let mut missing: BTreeMap<RootId, u64> = BTreeMap::new();
        for file in &self.accounts.revision.files {
            let is_known = self.roots.contains_key(&file.root);
            let is_there = accounts.row(file.root, &file.path).is_some();
            if is_known && !is_there && !is_gone(&key_of(file), waiting) {
                *missing.entry(file.root).or_default() += 1;
            }
        }
        if is_damaged && self.accounts.revision.files.is_empty() {
            missing.extend(self.roots.keys().map(|root| (*root, 1)));
        }
        missing
    }

    /// What was stored of some files is of no use: figures miss them, which is shown until they are
    /// read again. That is done at once where their folder is at hand.
    fn read_missing(&mut self, missing: &BTreeMap<RootId, u64>) {
        self.missing_roots.extend(missing.keys());
        self.missing = missing.values().sum();
        self.as_of_ms.get_or_insert(self.now_ms);
        for root in missing.keys() {
            if self.folder(*root).is_some() {
                self.read_root(*root);
            }
        }
    }

    /// Takes in what waited for the accounts.
    fn take_held(&mut self) {
        for held in self.probes.take_held() {
            match held {
                Held::Probe(key, stat) => self.compare(key, stat),
                Held::Outcome(work, outcome) => self.take_outcome(work, outcome),
            }
        }
        let numbers: Vec<u64> = self.listings.keys().copied().collect();
        for number in numbers {
            let listing = self.listings.get_mut(&number);
            if let Some(batch) = listing.and_then(|listing| listing.held.take()) {
                self.queue_batch(number, batch);
            }
        }
    }
}

/// A change that waits takes the file away.
fn is_gone(key: &FileKey, waiting: &[Change]) -> bool {
    waiting.iter().any(|change| match change {
        Change::Gone(gone) => gone == key,
        Change::Leave(root) => *root == key.root,
        Change::Put(_) | Change::Grow(_) => false,
    })
}
