//! The store in memory.

use std::collections::{BTreeMap, BTreeSet};

use sessionscope_runtime::store::{StoreError, StoredRoot, StoredSnapshot, Write};

/// What a browser keeps for the page.
#[derive(Clone, Debug, Default)]
pub struct Database {
    pub shards: BTreeMap<u16, Vec<u8>>,
    pub snapshot: StoredSnapshot,
    pub roots: BTreeMap<u16, StoredRoot>,
    /// The browser stores nothing for the page.
    pub is_refused: bool,
    /// There is no room for more than these bytes.
    pub quota_bytes: Option<usize>,
    /// Shards that were damaged after they were written.
    pub spoiled: BTreeSet<u16>,
    /// The answers that the next visit paints first.
    pub answers: Option<Vec<u8>>,
    /// The ledger was damaged after it was written.
    pub is_spoiled: bool,
    /// A connection that is left, or to an older database, writes to none.
    pub generation: u64,
}

impl Database {
    fn bytes(&self) -> usize {
        let shards: usize = self.shards.values().map(Vec::len).sum();
        shards + self.snapshot.blob.as_ref().map_or(0, Vec::len)
    }

    /// Makes all changes, or none.
    pub fn write(&mut self, writes: &[Write]) -> Result<(), StoreError> {
        let before = self.clone();
        for write in writes {
            match write.clone() {
                Write::Shard(shard, Some(blob)) => {
                    self.spoiled.remove(&shard);
                    self.shards.insert(shard, blob);
                }
                Write::Shard(shard, None) => {
                    self.spoiled.remove(&shard);
                    self.shards.remove(&shard);
                }
                Write::Snapshot(pieces, cost_mode) => {
                    self.snapshot.cost_mode = Some(cost_mode);
                    self.snapshot.blob = Some(pieces.concat());
                    self.is_spoiled = false;
                }
                Write::AsOf(as_of_ms) => self.snapshot.as_of_ms = Some(as_of_ms),
                Write::Answers(answers) => self.answers = Some(answers),
                Write::IsCurrent(is_current) => self.snapshot.is_current = is_current,
                Write::Root(root) => {
                    self.roots.insert(root.id.0, root);
                }
                Write::RemoveRoot(id) => {
                    self.roots.remove(&id.0);
                }
            }
        }
        if self.quota_bytes.is_some_and(|quota| self.bytes() > quota) {
            *self = before;
            return Err(StoreError::Full);
        }
        Ok(())
    }

    /// All is gone, as when the browser needs the room.
    pub fn evict(&mut self) {
        *self = Self {
            generation: self.generation + 1,
            is_refused: self.is_refused,
            quota_bytes: self.quota_bytes,
            ..Self::default()
        };
    }
}
