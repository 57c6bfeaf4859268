//! Storing what was read for the next visit.

use std::collections::{BTreeMap, BTreeSet};

use sessionscope_accounts::corpus::StoredFile;
use sessionscope_accounts::shard::{
    SHARDS, SNAPSHOT_HEADER_BYTES, encode_shard, shard_of, write_snapshot,
};

use sessionscope_log::place::RootId;

use crate::calls::{Call, STORE_LIMIT_MS, TRIES_MAX};
use crate::effect::Effect;
use crate::id::CallId;
use crate::kept_answers::KeptAnswers;
use crate::runtime::Runtime;
use crate::sabotage::Sabotage;
use crate::status::Notice;
use crate::store::{StoreError, Write};
use crate::tabs::Message;
use crate::timers::Timer;

/// Changes are written this long after they were made, in milliseconds.
const AFTER_MS: i64 = 1_500;
/// The same while a reading goes on, which changes every shard again and again.
const AFTER_READING_MS: i64 = 8_000;
/// A large ledger is stored at most this often, in milliseconds; without it the next visit only has
/// to load the shards first.
const SNAPSHOT_EVERY_MS: i64 = 30_000;

/// What is stored, and what is not yet.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own; together they are no state machine"
)]
pub(crate) struct Storage {
    /// Whether the store is there; while it is being opened, not yet.
    state: State,
    /// The start waits for the store.
    pub is_booting: bool,
    /// This tab is the one that writes.
    pub writes: bool,
    /// Shards that differ from what is stored.
    pub dirty: BTreeSet<u16>,
    /// The stored ledger is not that of the stored shards.
    pub stale_snapshot: bool,
    /// Shards that are still to be written before the ledger.
    left: Vec<u16>,
    /// All is to be written, the ledger at the end.
    is_flushing: bool,
    /// Writes that were not answered, in a row.
    silent: u32,
    /// When the ledger was stored last.
    stored_ms: i64,
    /// A reading was going on when the next writing was planned.
    planned_in_reading: bool,
}

#[derive(Debug)]
enum State {
    Opening,
    Open,
    Failed(StoreError),
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            state: State::Opening,
            is_booting: false,
            writes: false,
            dirty: BTreeSet::new(),
            stale_snapshot: false,
            left: Vec::new(),
            is_flushing: false,
            silent: 0,
            stored_ms: i64::MIN,
            planned_in_reading: false,
        }
    }
}

impl Storage {
    /// The store is there.
    pub fn opened(&mut self) {
        self.state = State::Open;
    }

    /// The store is there, whether or not anything is to be remembered.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open)
    }

    /// It is left: nothing of what was to be stored is, and it is opened anew.
    pub fn leave(&mut self) {
        *self = Self {
            is_booting: false,
            writes: self.writes,
            ..Self::default()
        };
    }

    /// Everything differs from what is stored.
    pub fn mark_all(&mut self) {
        self.dirty = (0..SHARDS).collect();
        self.stale_snapshot = true;
    }

    /// Why nothing is stored.
    pub fn error(&self) -> Option<&StoreError> {
        match &self.state {
            State::Failed(error) => Some(error),
            State::Opening | State::Open => None,
        }
    }
}

/// What a write is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stored {
    /// These shards.
    pub shards: Vec<u16>,
    /// The ledger.
    pub snapshot: bool,
    /// These folders, which are in the store from then on.
    pub roots: Vec<RootId>,
    /// These folders, which are not.
    pub removed: Vec<RootId>,
}

impl Runtime {
    /// Something is to be remembered, and can be.
    pub(crate) fn is_storing(&self) -> bool {
        self.settings.remember && matches!(self.storage.state, State::Open)
    }

    /// This tab is the one that writes, and can.
    pub(crate) fn is_writer(&self) -> bool {
        self.is_storing() && self.storage.writes
    }

    /// Writes what was changed, soon.
    pub(crate) fn store_later(&mut self) {
        let reads = self.reading.is_some();
        let after_ms = if reads { AFTER_READING_MS } else { AFTER_MS };
        let is_any = !self.storage.dirty.is_empty() || self.storage.stale_snapshot;
        let is_any = is_any || self.is_sabotaged(Sabotage::StoreForEver);
        if self.is_writer() && is_any {
            self.storage.planned_in_reading = reads;
            self.timers.set_once(Timer::Flush, self.now_ms + after_ms);
        }
    }

    /// What was changed is to be written now.
    pub(crate) fn flush_due(&mut self) {
        let reads = self.reading.is_some();
        if reads && !self.storage.planned_in_reading {
            // It has begun since.
            self.store_later();
        } else {
            self.flush();
        }
    }

    /// Writes every changed shard, in slices, and then the ledger.
    pub(crate) fn store_all(&mut self) {
        self.timers.cancel(Timer::Flush);
        self.flush();
    }

    /// What changes meanwhile is for the next time: a reading changes all shards again before they are
    /// written.
    fn flush(&mut self) {
        if !self.is_writer() || !self.accounts.is_open() {
            return;
        }
        if self.storage.is_flushing {
            self.store_later();
            return;
        }
        self.storage.is_flushing = true;
        if self.is_sabotaged(Sabotage::SnapshotFirst) {
            let dirty = std::mem::take(&mut self.storage.dirty);
            self.storage.stale_snapshot = true;
            self.store_snapshot();
            self.storage.dirty = dirty;
        }
        self.storage.left = self.storage.dirty.iter().rev().copied().collect();
        self.flush_on();
    }

    /// Writes the next shards, or the ledger after the last ones.
    fn flush_on(&mut self) {
        let mut shards = Vec::new();
        while shards.len() < self.limits.slice_shards
            && let Some(shard) = self.storage.left.pop()
        {
            if self.storage.dirty.contains(&shard) {
                shards.push(shard);
            }
        }
        if shards.is_empty() {
            self.storage.is_flushing = false;
            self.store_snapshot();
            return;
        }
        let writes = self.shard_writes(&shards);
        let stored = Stored {
            shards,
            ..Stored::default()
        };
        self.send(writes, stored);
    }

    /// Writes all at once and waits for nothing: the page may be gone at any moment, or nearly nothing
    /// has changed. Shards that are on their way are written once more: what came of those is not
    /// known, and the ledger is stored only together with all that it is of.
    pub(crate) fn store_now(&mut self) {
        if !self.is_writer() || !self.accounts.is_open() {
            return;
        }
        let under_way = self.calls.stored_shards();
        self.storage.dirty.extend(under_way);
        let shards: Vec<u16> = self.storage.dirty.iter().copied().collect();
        let mut writes = self.shard_writes(&shards);
        let snapshot = self.snapshot_writes();
        let stored = Stored {
            shards,
            snapshot: snapshot.is_some(),
            ..Stored::default()
        };
        writes.extend(snapshot.into_iter().flatten());
        if !writes.is_empty() {
            self.send(writes, stored);
        }
    }

    /// So little has changed that writing it at once stalls nothing.
    pub(crate) fn is_little_changed(&self) -> bool {
        let files = self.accounts.revision.files.len();
        self.storage.dirty.len() <= self.limits.few_shards && files < self.limits.many_files
    }

    /// Has something written.
    pub(crate) fn send(&mut self, writes: Vec<Write>, stored: Stored) -> CallId {
        let call = self.ask(Call::Store(stored), Some(STORE_LIMIT_MS));
        self.effects.push(Effect::Store(call, writes));
        call
    }

    /// The stored form of these shards, in ascending order, and the note that the ledger is older.
    fn shard_writes(&mut self, shards: &[u16]) -> Vec<Write> {
        if shards.is_empty() {
            return Vec::new();
        }
        let mut files: BTreeMap<u16, Vec<StoredFile>> = BTreeMap::new();
        for (row, file) in self.accounts.revision.files.iter().enumerate() {
            let kept = self.roots.get(&file.root).is_some_and(|root| root.kept);
            let shard = shard_of(&file.path);
            if kept && shards.contains(&shard) {
                let stored = self.accounts.stored(row);
                files.entry(shard).or_default().extend(stored);
            }
        }
        self.storage.dirty.retain(|shard| !shards.contains(shard));
        self.storage.stale_snapshot = true;
        let blob = |shard| files.get(shard).map(|files| encode_shard(files));
        let mut writes: Vec<Write> = shards
            .iter()
            .map(|shard| Write::Shard(*shard, blob(shard)))
            .collect();
        if !self.is_sabotaged(Sabotage::SnapshotFirst) {
            writes.push(Write::IsCurrent(false));
        }
        writes
    }

    /// The ledger, if it is right and not stored yet. The sample is never part of it.
    fn snapshot_writes(&mut self) -> Option<Vec<Write>> {
        let only_kept = self.roots.values().all(|root| root.kept);
        let is_right = self.reading.is_none() && !self.accounts.is_stale();
        let is_due = self.storage.stale_snapshot && self.storage.dirty.is_empty();
        if !(only_kept && is_right && is_due && self.is_writer()) {
            return None;
        }
        self.storage.stale_snapshot = false;
        // Never in one piece: that and its copies would be most of the memory that is ever needed.
        let mut pieces = Vec::new();
        let mut sink = |bytes: &[u8]| pieces.push(bytes.to_vec());
        let header = write_snapshot(&self.accounts.revision, &mut sink);
        debug_assert_eq!(header.len(), SNAPSHOT_HEADER_BYTES);
        pieces.insert(0, header);
        Some(vec![
            Write::Snapshot(pieces, self.settings.cost_mode),
            Write::AsOf(self.now_ms),
            self.answers_write(),
            Write::IsCurrent(true),
        ])
    }

    /// Stores the ledger, unless it is large and was stored lately.
    fn store_snapshot(&mut self) {
        self.storage.stale_snapshot |= self.is_sabotaged(Sabotage::StoreForEver);
        let at_ms = self.storage.stored_ms.saturating_add(SNAPSHOT_EVERY_MS);
        let is_large = self.accounts.revision.files.len() > self.limits.many_files;
        if is_large && at_ms > self.now_ms {
            self.timers.set_once(Timer::Flush, at_ms);
            return;
        }
        if !self.calls.stored_shards().is_empty() {
            // It is the ledger of shards that may turn out not to be stored.
            return;
        }
        if let Some(writes) = self.snapshot_writes() {
            self.storage.stored_ms = self.now_ms;
            let stored = Stored {
                snapshot: true,
                ..Stored::default()
            };
            self.send(writes, stored);
        }
    }

    /// Something was written, or could not be.
    pub(crate) fn stored(&mut self, stored: &Stored, result: Result<(), StoreError>) {
        match result {
            Ok(()) => self.was_stored(stored),
            // It may have been written or not: it is written once more.
            Err(StoreError::Silent) if self.storage.silent < TRIES_MAX => {
                self.storage.silent += 1;
                self.kept_answers = KeptAnswers::default();
                if !self.is_sabotaged(Sabotage::TrustSilentStore) {
                    self.storage.dirty.extend(&stored.shards);
                }
                self.storage.stale_snapshot |= stored.snapshot || !stored.shards.is_empty();
                if !stored.roots.is_empty() {
                    self.store_all_roots();
                }
                let removed = stored.removed.iter();
                let removed = removed.filter(|id| !self.roots.contains_key(id));
                self.store_roots(removed.map(|id| Write::RemoveRoot(*id)).collect());
            }
            Err(error) => {
                self.store_failed(error);
                return;
            }
        }
        if self.storage.is_flushing && !stored.shards.is_empty() {
            self.flush_on();
        }
        self.store_later();
        self.store_answers_later();
    }

    /// The other tabs take it over.
    fn was_stored(&mut self, stored: &Stored) {
        self.storage.silent = 0;
        if stored.snapshot {
            self.effects.push(Effect::Broadcast(Message::Stored));
        }
        if !stored.roots.is_empty() || !stored.removed.is_empty() {
            self.effects.push(Effect::Broadcast(Message::Roots));
        }
        if self.calls.stored_roots().is_empty() && self.remembered.take_doubt() {
            self.load_heard_roots();
        }
    }

    /// Storing failed: the app goes on from memory and says so.
    pub(crate) fn store_failed(&mut self, error: StoreError) {
        if self.storage.error().is_none() {
            self.notify(Notice::StoreFailed(error.clone()));
        }
        self.storage.state = State::Failed(error);
        self.storage.is_flushing = false;
        self.storage.left.clear();
        self.timers.cancel(Timer::Flush);
        // Folders that are on their way may arrive: then the other tabs have to hear of them.
        self.calls.retain(|call| {
            let Call::Store(stored) = call else {
                return true;
            };
            !stored.roots.is_empty() || !stored.removed.is_empty()
        });
    }
}
