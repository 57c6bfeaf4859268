//! Keeping what was read for the next visit.

use leptos::prelude::*;
use sessionscope_engine::corpus::StoredFile;
use sessionscope_engine::order::inserted;
use sessionscope_engine::shard::{
    SHARDS, SNAPSHOT_HEADER_BYTES, encode_shard, shard_of, write_snapshot,
};
use sessionscope_worker::garbage::invite_collection;
use wasm_bindgen::JsValue;

use super::accounts::Shelf;
use super::session::{self, Session};
use super::{publish, roots, settings, tabs};
use crate::browser::clock::{self, Later, Slices, since_start_ms};
use crate::browser::spawn::spawn;
use crate::browser::storage;
use crate::browser::store::{self, Kept, Store, StoreError, Write};
use crate::state::{AppState, Level};

/// Changes are written this long after they were made, in milliseconds.
const AFTER_MS: u32 = 1_500;
/// The same while a reading goes on, which changes every shard again and again.
const AFTER_READING_MS: u32 = 8_000;
/// Up to so many changed shards are little: they are written in one go.
const LITTLE: usize = 16;
/// More are written in slices of so many, so that the page stays responsive and copies of them are never
/// many.
const SLICE: usize = 8;
/// After so many slices the browser is brought to collect its copies of them.
const COLLECT_EVERY: usize = 4;
/// The ledger of more files than [`MANY`] is stored at most this often, in milliseconds: it is large,
/// and without it the next visit only has to load the shards first.
const SNAPSHOT_EVERY_MS: f64 = 30_000.0;
/// So many files make a ledger of about a megabyte.
const MANY: usize = 2_000;
/// Key of the stored ledger.
pub const LEDGER: &str = "ledger";
/// Key of the time at which the stored ledger was right.
pub const AS_OF: &str = "as-of";
/// What the names of the caches of the app's own files begin with; see `assets/sw.js`.
const CACHES: &str = "sessionscope-";
/// Key in `meta`: the stored ledger is that of the stored shards.
pub const CURRENT: &str = "snapshot-is-current";

thread_local! {
    static FLUSH: Later = Later::default();
}

/// The key of a shard in the store.
pub fn shard_key(shard: u16) -> String {
    format!("{shard:03}")
}

/// The shard of a key, unless it is none of ours.
pub fn shard_of_key(key: &str) -> Option<u16> {
    key.parse().ok()
}

/// Writes what was changed, soon.
pub fn later(state: AppState) {
    let reads = session::with(|session| session.run.is_some());
    plan(
        state,
        reads,
        if reads { AFTER_READING_MS } else { AFTER_MS },
    );
}

fn plan(state: AppState, while_reading: bool, after_ms: u32) {
    FLUSH.with(|later| {
        later.plan(after_ms, move || {
            let reads = session::with(|session| session.run.is_some());
            if reads && !while_reading {
                // It has begun since.
                plan(state, true, AFTER_READING_MS);
                return;
            }
            spawn(async move {
                if reads {
                    some(state).await;
                } else {
                    all(state).await;
                }
            });
        });
    });
}

/// Writes every changed shard, in slices, and then the ledger.
pub async fn all(state: AppState) {
    some(state).await;
    snapshot(state).await;
}

/// Writes every shard that has changed by now, in slices. What changes meanwhile is for the next time: a reading
/// changes all of them again before they are written.
async fn some(state: AppState) {
    if !writes(state) {
        return;
    }
    let start_ms = since_start_ms();
    let epoch = session::with(|session| session.epoch);
    let mut slices = Slices::new();
    for (at, shards) in changed().chunks(SLICE).enumerate() {
        if session::with(|session| session.epoch) != epoch {
            // All data was cleared meanwhile.
            return;
        }
        let writes = take(state, shards);
        let store = session::with(|session| session.store.clone());
        if !done(state, store.write(writes).await) {
            break;
        }
        if at % COLLECT_EVERY == COLLECT_EVERY - 1 {
            // The copies that the browser made of them.
            invite_collection();
        }
        slices.breathe().await;
    }
    publish::slow(state, "store", since_start_ms() - start_ms);
}

/// Writes all at once and waits for nothing: the page may be gone at any moment, or nearly nothing
/// has changed.
pub fn now(state: AppState) {
    if !writes(state) {
        return;
    }
    let mut writes = take(state, &changed());
    let ledger = ledger_writes(state);
    let told = ledger.is_some();
    writes.extend(ledger.into_iter().flatten());
    let sent = send(state, writes);
    spawn(async move {
        sent.await;
        if told {
            tabs::tell();
        }
    });
}

/// So little has changed that writing it at once stalls nothing.
pub fn is_little(state: AppState) -> bool {
    let files = state.held.with_untracked(|ledger| ledger.files.len());
    session::with(|session| session.dirty.len() <= LITTLE && files < MANY)
}

async fn snapshot(state: AppState) {
    let wait_ms =
        session::with(|session| session.stored_at_ms) + SNAPSHOT_EVERY_MS - since_start_ms();
    if wait_ms > 0.0 && state.held.with_untracked(|ledger| ledger.files.len()) > MANY {
        // Between 0 and `SNAPSHOT_EVERY_MS`.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        plan(state, false, wait_ms as u32 + 1);
        return;
    }
    if let Some(writes) = ledger_writes(state) {
        session::with(|session| session.stored_at_ms = since_start_ms());
        let store = session::with(|session| session.store.clone());
        if done(state, store.write_slowly(writes).await) {
            tabs::tell();
        }
        invite_collection();
    }
    show_space(state).await;
}

/// Renews what Health says of the storage.
pub async fn show_space(state: AppState) {
    let space = storage::space().await;
    state.health.update(|health| {
        health.storage_used_bytes = space.used_bytes;
        health.storage_quota_bytes = space.quota_bytes;
        health.storage_persisted = space.persisted;
    });
}

/// Stops storing what was read until now, wherever it is on its way.
pub fn leave() {
    session::with(|session| {
        session.dirty.clear();
        session.stale_snapshot = false;
        session.stale_ledger = false;
        session.stored_at_ms = f64::NEG_INFINITY;
        session.store.leave();
        session.epoch += 1;
    });
}

/// Removes all that was kept of logs, as if the page had never been opened; choices stay. The database itself
/// is deleted, and its bucket: Chromium may keep the bytes of single values that were removed for ever.
pub async fn clear(state: AppState) {
    let deleted = Store::delete(store::NAME).await;
    storage::clear(CACHES).await;
    reopen(state).await;
    if let Err(error) = deleted {
        publish::tell(
            state,
            Level::Warning,
            &format!("Not all that was stored could be cleared: {error}."),
            "Close the other tabs of this page and clear once more.",
            None,
        );
    }
    settings::keep(state);
    show_space(state).await;
}

/// Removes what is stored of logs, as long as nothing is to be remembered; what is shown stays.
pub async fn forget(state: AppState) {
    let store = session::with(|session| {
        session.dirty.clear();
        session.stale_snapshot = false;
        session.store.clone()
    });
    let cleared = store
        .clear(&[Kept::Meta, Kept::Snapshot, Kept::Shards, Kept::Roots])
        .await;
    if let Err(error) = cleared {
        failed(state, &error);
    }
    show_space(state).await;
}

/// Takes away what workers have written.
pub async fn clear_files() {
    storage::clear(CACHES).await;
}

/// Opens the store anew, after it was left.
pub async fn reopen(state: AppState) {
    let store = Store::open(store::NAME, move |why| roots::closed(state, why)).await;
    if let Some(error) = store.error().cloned() {
        failed(state, &error);
    } else {
        let before = session::with(|session| std::mem::replace(&mut session.store, store));
        // Two may have been asked for: whoever clears next would wait for the one nobody has.
        before.leave();
    }
    publish::health_later(state);
}

/// Marks everything as not stored yet.
pub fn mark_all(session: &mut Session) {
    session.dirty = inserted(0..SHARDS);
    session.stale_snapshot = true;
}

fn writes(state: AppState) -> bool {
    works(state) && session::with(|session| session.writes)
}

/// Something is to be remembered, and can be.
fn works(state: AppState) -> bool {
    let cache_on = state.settings.with_untracked(|settings| settings.cache_on);
    cache_on && session::with(|session| session.store.error().is_none())
}

/// The shards that differ from what is stored, ascending.
fn changed() -> Vec<u16> {
    session::with(|session| session.dirty.iter().copied().collect())
}

/// The stored form of these shards, in ascending order, and the note that the ledger is older.
fn take(state: AppState, shards: &[u16]) -> Vec<Write> {
    state.held.with_untracked(|ledger| {
        session::with(|session| {
            let Shelf::Open(accounts) = &session.accounts else {
                return Vec::new();
            };
            if shards.is_empty() {
                return Vec::new();
            }
            let mut files: Vec<Vec<StoredFile>> = shards.iter().map(|_| Vec::new()).collect();
            for (row, file) in ledger.files.iter().enumerate() {
                let kept = session.roots.get(&file.root).is_some_and(|root| root.kept);
                let at = shards.binary_search(&shard_of(&file.path)).ok();
                if kept && let Some(files) = at.and_then(|at| files.get_mut(at)) {
                    files.extend(accounts.stored(ledger, row));
                }
            }
            let mut writes: Vec<Write> = shards
                .iter()
                .zip(&files)
                .map(|(shard, files)| {
                    if files.is_empty() {
                        return Write::remove(Kept::Shards, shard_key(*shard));
                    }
                    Write::bytes(Kept::Shards, shard_key(*shard), &encode_shard(files))
                })
                .collect();
            session
                .dirty
                .retain(|shard| shards.binary_search(shard).is_err());
            session.stale_snapshot = true;
            writes.push(Write::value(Kept::Meta, CURRENT, JsValue::FALSE));
            writes
        })
    })
}

/// The ledger, if it is right and not stored yet. The sample is never part of it.
fn ledger_writes(state: AppState) -> Option<Vec<Write>> {
    let due = session::with(|session| {
        let only_kept = session.roots.values().all(|root| root.kept);
        let due = session.stale_snapshot && session.run.is_none() && session.dirty.is_empty();
        let due = due && only_kept && !session.stale_ledger;
        if due {
            session.stale_snapshot = false;
        }
        due
    });
    if !due || !writes(state) {
        return None;
    }
    let mut writes = state.held.with_untracked(|ledger| {
        Write::pieces(Kept::Snapshot, LEDGER, SNAPSHOT_HEADER_BYTES, |sink| {
            write_snapshot(ledger, sink)
        })
    });
    writes.push(Write::value(Kept::Snapshot, AS_OF, as_of()));
    writes.push(Write::value(Kept::Meta, CURRENT, JsValue::TRUE));
    Some(writes)
}

/// Notes that the stored ledger is right as of now.
pub fn checked(state: AppState) {
    if writes(state)
        && session::with(|session| !session.stale_snapshot && !session.roots.is_empty())
    {
        let write = Write::value(Kept::Snapshot, AS_OF, as_of());
        spawn(send(state, vec![write]));
    }
}

fn as_of() -> JsValue {
    JsValue::from_f64(clock::now().0 as f64)
}

/// What was to be written is; if not, that is said.
fn done(state: AppState, written: Result<(), StoreError>) -> bool {
    written.map_err(|error| failed(state, &error)).is_ok()
}

/// The writes are on their way before the first wait.
fn send(state: AppState, writes: Vec<Write>) -> impl Future<Output = ()> + use<> {
    let store = session::with(|session| session.store.clone());
    let written = store.write(writes);
    async move {
        if let Err(error) = written.await {
            failed(state, &error);
        }
    }
}

/// Storing failed: the app goes on from memory and says so, once.
pub fn failed(state: AppState, error: &StoreError) {
    let next = match error {
        StoreError::Full => {
            "Figures are right, but will have to be read again next time. Make room on the disk, or clear this page's data in Health."
        }
        StoreError::Newer => {
            "Figures are right, but nothing is remembered. Load the page again for the newer version, or clear this page's data in Health."
        }
        StoreError::Blocked => "Close the other tabs of this page and load it again.",
        StoreError::Refused | StoreError::Other(_) => {
            "Figures are right, but nothing is remembered for your next visit. A private window is a usual reason."
        }
    };
    let text = format!("Nothing can be stored: {error}.");
    publish::tell(state, Level::Warning, &text, next, None);
    session::with(|session| session.store = Store::none(error.clone()));
    publish::health_later(state);
}

/// Writes folders and their handles, and tells the other tabs. Any tab may: the one that stores all else has to hear
/// of them.
pub fn roots(state: AppState) {
    if works(state) {
        send_roots(state, roots::writes());
    }
}

/// The same for one folder.
pub fn root(state: AppState, write: Write) {
    if works(state) {
        send_roots(state, vec![write]);
    }
}

fn send_roots(state: AppState, writes: Vec<Write>) {
    if writes.is_empty() {
        return;
    }
    let sent = send(state, writes);
    spawn(async move {
        sent.await;
        tabs::tell_roots();
    });
}
