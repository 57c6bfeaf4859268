//! Effects on the store, carried out in their order.
//!
//! Opening, deleting and emptying are waited for. All others begin in their order, and the database keeps
//! that: a transaction that reads what an earlier one writes waits for it.

use std::cell::{Cell, RefCell};

use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use js_sys::Array;
use sessionscope_engine::place::RootId;
use sessionscope_engine::price::CostMode;
use sessionscope_runtime::id::{CallId, FolderRef};
use sessionscope_runtime::store::{Closing, StoredRoot, StoredSnapshot, Write as Change};
use sessionscope_runtime::{Effect, EventKind};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::FileSystemDirectoryHandle;

use super::convert::store_error;
use super::protocol::News;
use super::shell::Shell;
use crate::garbage::invite_collection;
use crate::platform::spawn::spawn;
use crate::platform::store::{
    ANSWERS, CloseReason, Store, StoreError, StoreName, Values, Write, as_bytes,
};
use crate::platform::{bind, storage};

/// Key of the stored ledger.
const LEDGER: &str = "ledger";
/// Key of how its costs were found.
const COST_MODE: &str = "cost-mode";
/// Key of the time at which the stored ledger was right.
const AS_OF: &str = "as-of";
/// Key in `meta`: the stored ledger is that of the stored shards.
const CURRENT: &str = "snapshot-is-current";
/// What the names of the caches of the app's own files begin with; see `assets/sw.js`.
const CACHES: &str = "sessionscope-";
/// After so many writes of shards the browser is brought to collect its copies of them.
const COLLECT_EVERY: u32 = 4;

/// The store, and the effects that wait for it.
#[derive(Default)]
pub(super) struct Storage {
    queue: RefCell<Option<UnboundedSender<(u64, Effect)>>>,
    /// What was to be done before the store was left is done no more.
    epoch: Cell<u64>,
    store: RefCell<Option<Store>>,
    writes: Cell<u32>,
}

impl Storage {
    /// Carries effects out from now on.
    pub fn begin(&self, shell: &Shell, database: &str) {
        let (sender, receiver) = unbounded();
        self.queue.replace(Some(sender));
        spawn(carry_all(shell.clone(), database.to_owned(), receiver));
    }

    /// Closes the store. What has not begun is done no more.
    pub fn leave(&self) {
        self.epoch.set(self.epoch.get() + 1);
        if let Some(store) = self.store.take() {
            store.leave();
        }
    }

    /// An effect on the store, to be carried out after those before it.
    pub fn take(&self, effect: Effect) {
        if let Some(queue) = self.queue.borrow().as_ref() {
            // The other end is never dropped.
            let _ = queue.unbounded_send((self.epoch.get(), effect));
        }
    }

    fn open(&self) -> Option<Store> {
        self.store.borrow().clone()
    }
}

async fn carry_all(shell: Shell, database: String, mut queue: UnboundedReceiver<(u64, Effect)>) {
    while let Some((epoch, effect)) = queue.next().await {
        let is_left = shell.storage().epoch.get() != epoch;
        match effect {
            Effect::DeleteStore(call) => delete(&shell, &database, call).await,
            _ if is_left => {}
            Effect::OpenStore(call) => open(&shell, &database, call, epoch).await,
            effect => {
                // One that was left answers nothing.
                if let Some(store) = shell.storage().open() {
                    spawn(carry(shell.clone(), store, effect));
                }
            }
        }
    }
}

async fn open(shell: &Shell, database: &str, call: CallId, epoch: u64) {
    let closed = shell.clone();
    let store = Store::open(database, move |why| {
        if closed.storage().epoch.get() == epoch {
            closed.happen(EventKind::StoreClosed(match why {
                CloseReason::Deleted => Closing::Deleted,
                CloseReason::Outdated => Closing::Outdated,
            }));
        }
    })
    .await;
    let storage = shell.storage();
    if storage.epoch.get() != epoch {
        store.leave();
        return;
    }
    let result = match store.error().cloned() {
        None => Ok(()),
        Some(error) => Err(store_error(error)),
    };
    if result.is_ok()
        && let Some(before) = storage.store.replace(Some(store))
    {
        // Whoever clears next would wait for one that nobody has.
        before.leave();
    }
    shell.happen(EventKind::StoreOpened(call, result));
}

/// Deletes the database, and the files that workers have written.
async fn delete(shell: &Shell, database: &str, call: CallId) {
    let deleted = Store::delete(database).await;
    storage::clear(CACHES).await;
    shell.tell(&News::Cleared, &[]);
    let result = deleted.map_err(store_error);
    shell.happen(EventKind::StoreDeleted(call, result));
}

async fn carry(shell: Shell, store: Store, effect: Effect) {
    let event = match effect {
        Effect::LoadSnapshot(call) => {
            EventKind::SnapshotLoaded(call, snapshot(&store).await.map_err(store_error))
        }
        Effect::LoadRoots(call) => {
            let pairs = store.pairs(StoreName::Roots).await;
            let roots = pairs.map(|pairs| {
                let roots = pairs.into_iter();
                roots
                    .filter_map(|(key, value)| root(&shell, &key, &value))
                    .collect()
            });
            EventKind::RootsLoaded(call, roots.map_err(store_error))
        }
        Effect::ListShards(call) => {
            let keys = store.keys(StoreName::Shards).await;
            let shards = keys.map(|keys| keys.iter().filter_map(|key| key.parse().ok()).collect());
            EventKind::ShardsListed(call, shards.map_err(store_error))
        }
        Effect::LoadShard(call, shard) => {
            let value = store.get(StoreName::Shards, &shard_key(shard)).await;
            let bytes = value.map(|value| as_bytes(&value?));
            EventKind::ShardLoaded(call, bytes.map_err(store_error))
        }
        Effect::ClearStore(call) => {
            let stores = [
                StoreName::Meta,
                StoreName::Snapshot,
                StoreName::Shards,
                StoreName::Roots,
            ];
            EventKind::StoreDeleted(call, store.clear(&stores).await.map_err(store_error))
        }
        Effect::Store(call, changes) => EventKind::Stored(
            call,
            write(&shell, &store, changes).await.map_err(store_error),
        ),
        _ => return,
    };
    shell.happen(event);
}

async fn snapshot(store: &Store) -> Result<StoredSnapshot, StoreError> {
    let wanted = [
        (StoreName::Snapshot, LEDGER),
        (StoreName::Snapshot, COST_MODE),
        (StoreName::Snapshot, AS_OF),
        (StoreName::Meta, CURRENT),
    ];
    let values = store.together(&wanted).await?;
    let value = |at: usize| values.get(at).and_then(Values::value);
    // Milliseconds since 1970.
    #[allow(clippy::cast_possible_truncation)]
    let as_of_ms = value(2).and_then(JsValue::as_f64).map(|ms| ms as i64);
    Ok(StoredSnapshot {
        blob: values.first().and_then(Values::bytes),
        cost_mode: value(1).and_then(|name| cost_mode(&name.as_string()?)),
        as_of_ms,
        is_current: value(3) == Some(&JsValue::TRUE),
    })
}

/// A large ledger is written piece by piece, so that the browser holds copies of one at a time. All else
/// is on its way at once: the page may be gone at any moment.
async fn write(shell: &Shell, store: &Store, changes: Vec<Change>) -> Result<(), StoreError> {
    let has_shard = changes
        .iter()
        .any(|change| matches!(change, Change::Shard(..)));
    let has_ledger = changes
        .iter()
        .any(|change| matches!(change, Change::Snapshot(..)));
    let writes = changes
        .into_iter()
        .flat_map(|change| writes_of(shell, change));
    let writes: Vec<Write> = writes.collect();
    let result = if has_ledger && !has_shard {
        store.write_slowly(writes).await
    } else {
        store.write(writes).await
    };
    let count = &shell.storage().writes;
    count.set(count.get() + u32::from(has_shard));
    if has_ledger || (has_shard && count.get().is_multiple_of(COLLECT_EVERY)) {
        // The copies that the browser made of them.
        invite_collection();
    }
    result
}

fn writes_of(shell: &Shell, change: Change) -> Vec<Write> {
    match change {
        Change::Shard(shard, Some(blob)) => {
            vec![Write::bytes(StoreName::Shards, shard_key(shard), &blob)]
        }
        Change::Shard(shard, None) => vec![Write::remove(StoreName::Shards, shard_key(shard))],
        Change::Snapshot(pieces, mode) => {
            let mut writes = Write::of_pieces(StoreName::Snapshot, LEDGER, &pieces);
            let mode = JsValue::from_str(cost_mode_name(mode));
            writes.push(Write::value(StoreName::Snapshot, COST_MODE, mode));
            writes
        }
        Change::AsOf(ms) => {
            let ms = JsValue::from_f64(ms as f64);
            vec![Write::value(StoreName::Snapshot, AS_OF, ms)]
        }
        Change::IsCurrent(is_current) => {
            let is_current = JsValue::from_bool(is_current);
            vec![Write::value(StoreName::Meta, CURRENT, is_current)]
        }
        Change::Answers(blob) => Write::of_pieces(StoreName::Meta, ANSWERS, &[blob]),
        Change::Root(root) => {
            let value = stored(shell, &root);
            vec![Write::value(StoreName::Roots, root_key(root.id), value)]
        }
        Change::RemoveRoot(id) => vec![Write::remove(StoreName::Roots, root_key(id))],
    }
}

fn shard_key(shard: u16) -> String {
    format!("{shard:03}")
}

fn root_key(root: RootId) -> String {
    format!("{:05}", root.0)
}

/// The form in which a folder is stored.
fn stored(shell: &Shell, root: &StoredRoot) -> JsValue {
    let handle = root
        .handle
        .and_then(|handle| shell.folders().handle(handle));
    let hidden: Array = root.hidden.iter().map(JsValue::from).collect();
    let object = bind::object(&[
        ("name", JsValue::from_str(&root.name)),
        ("label", JsValue::from_str(&root.label)),
        ("base", JsValue::from_str(&root.layout)),
        ("handle", handle.map_or(JsValue::NULL, JsValue::from)),
        ("hidden", hidden.into()),
    ]);
    object.into()
}

/// A folder as it was stored; `None` for what no version of this program stores.
fn root(shell: &Shell, key: &str, value: &JsValue) -> Option<StoredRoot> {
    let text = |name| bind::get(value, name).and_then(|value| value.as_string());
    let name = text("name")?;
    // Whatever else stands there is of no use, and would be asked in vain.
    let handle = bind::get(value, "handle");
    let handle = handle.and_then(|handle| handle.dyn_into::<FileSystemDirectoryHandle>().ok());
    let hidden = bind::get(value, "hidden").and_then(|hidden| hidden.dyn_into::<Array>().ok());
    let hidden = hidden.unwrap_or_default();
    Some(StoredRoot {
        id: RootId(key.parse().ok()?),
        label: text("label").unwrap_or_else(|| name.clone()),
        layout: text("base").unwrap_or_default(),
        handle: handle.map(|handle| -> FolderRef { shell.folders().hold(Some(handle), None) }),
        hidden: hidden.iter().filter_map(|path| path.as_string()).collect(),
        name,
    })
}

fn cost_mode_name(mode: CostMode) -> &'static str {
    match mode {
        CostMode::Calculate => "calculate",
        CostMode::Recorded => "recorded",
        CostMode::Auto => "auto",
    }
}

fn cost_mode(name: &str) -> Option<CostMode> {
    let all = [CostMode::Calculate, CostMode::Recorded, CostMode::Auto];
    all.into_iter().find(|mode| cost_mode_name(*mode) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_find_costs_is_known_by_its_name() {
        for mode in [CostMode::Calculate, CostMode::Recorded, CostMode::Auto] {
            assert_eq!(cost_mode(cost_mode_name(mode)), Some(mode));
        }
        assert_eq!(cost_mode("guessed"), None);
    }
}
