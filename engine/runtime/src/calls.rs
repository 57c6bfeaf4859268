//! Effects that wait for their answers.

use std::collections::{BTreeMap, BTreeSet};

use sessionscope_log::place::RootId;

use crate::folder::Fault;
use crate::id::{CallId, FileKey};
use crate::runtime::Runtime;
use crate::storage::Stored;
use crate::store::StoreError;
use crate::timers::Timer;

/// How long opening the store may take, in milliseconds. A private window may never answer.
pub(crate) const OPEN_LIMIT_MS: i64 = 5_000;
/// How long deleting the store may take, in milliseconds: other tabs may be busy and let go late.
pub(crate) const DELETE_LIMIT_MS: i64 = 20_000;
/// How long loading or storing may take, in milliseconds.
pub(crate) const STORE_LIMIT_MS: i64 = 60_000;
/// How long a batch of a folder may take, in milliseconds. The shell itself gives up a folder in it
/// that does not answer within half of that.
pub(crate) const LIST_LIMIT_MS: i64 = 120_000;
/// How long a look at one file or folder may take, in milliseconds: on a network's disk one may
/// never answer.
pub(crate) const PROBE_LIMIT_MS: i64 = 30_000;
/// What is not answered is asked so often in all.
pub(crate) const TRIES_MAX: u32 = 3;

/// What an effect was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    OpenStore,
    DeleteStore,
    ClearStore,
    LoadSnapshot(SnapshotFor),
    LoadRoots(RootsFor),
    ListShards,
    LoadShard(u16),
    ListMerge,
    LoadMerge,
    Store(Stored),
    Locate(u64),
    LocateStored(u64),
    /// With `true` the user is asked.
    Permit(RootId, bool),
    Check(RootId),
    List(u64),
    Probe(FileKey),
    Watch(RootId),
}

/// What the stored ledger is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SnapshotFor {
    /// The start.
    Boot,
    /// Another tab has stored it.
    TakeOver,
}

/// What the stored folders are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RootsFor {
    /// The start.
    Boot,
    /// Another tab has stored a ledger.
    TakeOver,
    /// Another tab has stored or removed folders.
    Heard,
    /// This tab is about to write.
    Writer,
    /// A number that no other tab has used, for the folder that was given.
    Number(u64),
}

/// Effects that wait for their answers.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    last: u64,
    /// What each is for, and how often it was asked.
    waiting: BTreeMap<CallId, (Call, u32)>,
}

impl Calls {
    /// Drops all calls that are not `wanted`; their answers come to nothing.
    pub fn retain(&mut self, wanted: impl Fn(&Call) -> bool) {
        self.waiting.retain(|_, (call, _)| wanted(call));
    }

    /// Some call waits for its answer that is `wanted`.
    pub fn any(&self, wanted: impl Fn(&Call) -> bool) -> bool {
        self.waiting.values().any(|(call, _)| wanted(call))
    }
}

impl Calls {
    /// The number given last.
    pub fn last(&self) -> CallId {
        CallId(self.last)
    }

    /// What is on its way to the store.
    fn stored(&self) -> impl Iterator<Item = &Stored> {
        let calls = self.waiting.values();
        calls.filter_map(|(call, _)| match call {
            Call::Store(stored) => Some(stored),
            _ => None,
        })
    }

    /// Shards that are on their way to the store.
    pub fn stored_shards(&self) -> Vec<u16> {
        let shards = self.stored().flat_map(|stored| &stored.shards);
        shards.copied().collect()
    }

    /// Folders that are on their way to the store, or out of it.
    pub fn stored_roots(&self) -> BTreeSet<RootId> {
        let roots = self.stored();
        let roots = roots.flat_map(|stored| stored.roots.iter().chain(&stored.removed));
        roots.copied().collect()
    }
}

impl Runtime {
    /// A number for an effect that is to be answered within `limit_ms`; `None`: a person may take as
    /// long as they want.
    pub(crate) fn ask(&mut self, call: Call, limit_ms: Option<i64>) -> CallId {
        self.ask_again(call, limit_ms, 0)
    }

    /// The same for an effect that was asked `tries` times before.
    pub(crate) fn ask_again(&mut self, call: Call, limit_ms: Option<i64>, tries: u32) -> CallId {
        self.calls.last += 1;
        let id = CallId(self.calls.last);
        self.calls.waiting.insert(id, (call, tries + 1));
        if let Some(limit_ms) = limit_ms {
            let at_ms = self.now_ms + limit_ms;
            self.timers.set(Timer::Deadline(id), at_ms);
        }
        id
    }

    /// What an answer is for; `None` for one that is late, came before, or is not wanted any more.
    pub(crate) fn answered(&mut self, id: CallId) -> Option<Call> {
        self.timers.cancel(Timer::Deadline(id));
        Some(self.calls.waiting.remove(&id)?.0)
    }

    /// A call was not answered in time. What changes nothing is asked again a few times.
    pub(crate) fn silent(&mut self, id: CallId) {
        let Some((call, tries)) = self.calls.waiting.remove(&id) else {
            return;
        };
        let again = tries < TRIES_MAX;
        match call {
            Call::OpenStore => self.store_opened(Err(StoreError::Blocked)),
            Call::DeleteStore => self.store_deleted(Err(StoreError::Blocked)),
            Call::ClearStore => self.store_emptied(Err(StoreError::Silent)),
            Call::LoadSnapshot(wanted) if again => self.load_snapshot(wanted, tries),
            Call::LoadSnapshot(wanted) => self.snapshot_loaded(wanted, Err(StoreError::Silent)),
            Call::LoadRoots(wanted) if again => self.load_roots(wanted, tries),
            Call::LoadRoots(wanted) => self.roots_loaded(id, wanted, Err(StoreError::Silent)),
            Call::ListShards if again => self.list_shards(tries),
            Call::ListShards => self.shards_listed(Err(StoreError::Silent)),
            Call::LoadShard(shard) if again => self.load_shard(shard, tries),
            Call::LoadShard(shard) => self.shard_loaded(shard, Err(StoreError::Silent)),
            Call::ListMerge => self.merge_listed(Err(StoreError::Silent)),
            Call::LoadMerge => self.merge_loaded(Err(StoreError::Silent)),
            Call::Store(stored) => self.stored(&stored, Err(StoreError::Silent)),
            Call::Locate(offer) if again => self.locate(offer, tries),
            Call::Locate(offer) | Call::LocateStored(offer) => self.offer_refused(offer),
            Call::Check(root) if again => self.check_folder(root, tries),
            Call::Check(root) => self.folder_checked(root, Err(Fault::Silent)),
            Call::List(listing) => self.listed(listing, Err(Fault::Silent)),
            Call::Probe(key) => self.probed(key, Err(Fault::Silent)),
            Call::Watch(root) => self.watching(root, false),
            // A person is asked: it has no limit.
            Call::Permit(..) => {}
        }
    }
}
