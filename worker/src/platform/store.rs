//! What is kept for the next visit: an `IndexedDB` database of a few large values.
//!
//! `snapshot` holds the ledger that is answered from before anything is read, `shards` the digests by
//! `engine::shard::shard_of`, `roots` the folders given (with handles where the browser has
//! them), `settings` the user's choices, `meta` what this program knows of the database itself.
//! The engine's blobs carry versions of their own; [`VERSION`] is that of the stores alone.
//!
//! Without a database (refused, blocked, full) every reading finds nothing and every writing says
//! why it failed: the app goes on from memory.

use std::cell::Cell;
use std::rc::Rc;

use idb::request::PutStoreRequest;
use idb::{Database, DatabaseEvent as _, ObjectStoreParams, Transaction, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

mod error;
mod pieces;
mod together;

use self::error::{thrown, told};
use self::pieces::{join, piece_key, rest_of};
use super::bucket::{self, Place};
use super::{bind, clock};

pub use error::StoreError;
pub use together::Values;

/// Version of the set of stores. 1 had neither `settings` nor `snapshot`.
pub const VERSION: u32 = 2;
/// The database's name.
pub const NAME: &str = "sessionscope";
/// Key in `meta` of the answers that were shown last.
pub const ANSWERS: &str = "answers";
/// How long opening may take, in milliseconds. A private window may never answer.
const OPEN_LIMIT_MS: u32 = 5_000;
/// How long deleting may take, in milliseconds: other tabs may be busy and let go late.
const DELETE_LIMIT_MS: u32 = 20_000;
/// How long another tab may take to open or delete it, in milliseconds.
const LOCK_LIMIT_MS: u32 = DELETE_LIMIT_MS + OPEN_LIMIT_MS;
const ALL: [StoreName; 5] = [
    StoreName::Meta,
    StoreName::Snapshot,
    StoreName::Shards,
    StoreName::Roots,
    StoreName::Settings,
];

/// The stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreName {
    /// What this program knows of the database.
    Meta,
    /// The ledger to paint first.
    Snapshot,
    /// Digests.
    Shards,
    /// Folders given.
    Roots,
    /// The user's choices.
    Settings,
}

impl StoreName {
    fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Snapshot => "snapshot",
            Self::Shards => "shards",
            Self::Roots => "roots",
            Self::Settings => "settings",
        }
    }
}

/// One change of what is kept.
pub struct Write {
    store: StoreName,
    key: String,
    what: What,
}

enum What {
    Keep(JsValue),
    Remove,
    /// Takes out the pieces that follow the one of this key.
    RemoveRest,
}

impl Write {
    /// Keeps bytes.
    pub fn bytes(store: StoreName, key: impl Into<String>, bytes: &[u8]) -> Self {
        Self::value(store, key, Uint8Array::from(bytes).into())
    }

    /// Keeps bytes that are cut into pieces, none of them empty: the first one under `key`, the others under
    /// `key.001` and so on. The browser makes two copies of each on its way.
    pub fn of_pieces(store: StoreName, key: &str, pieces: &[Vec<u8>]) -> Vec<Self> {
        let what = What::RemoveRest;
        let key = key.to_owned();
        let rest = Self { store, key, what };
        let keep = (0..).zip(pieces);
        let keep = keep.map(|(at, piece)| Self::bytes(store, piece_key(&rest.key, at), piece));
        let keep: Vec<Self> = keep.collect();
        std::iter::once(rest).chain(keep).collect()
    }

    /// Keeps a value that structured clone can copy.
    pub fn value(store: StoreName, key: impl Into<String>, value: JsValue) -> Self {
        Self {
            store,
            key: key.into(),
            what: What::Keep(value),
        }
    }

    /// Takes a value out.
    pub fn remove(store: StoreName, key: impl Into<String>) -> Self {
        Self {
            store,
            key: key.into(),
            what: What::Remove,
        }
    }

    /// Asks the browser for it; a value that is kept may be waited for.
    fn ask(self, transaction: &Transaction) -> Result<Option<PutStoreRequest>, idb::Error> {
        let values = transaction.object_store(self.store.name())?;
        let key = JsValue::from_str(&self.key);
        match self.what {
            What::Keep(value) => values.put(&value, Some(&key)).map(Some),
            What::Remove => values.delete(key).map(|_| None),
            What::RemoveRest => values.delete(rest_of(&self.key)?).map(|_| None),
        }
    }
}

/// The database, or why there is none; clones are the same one.
#[derive(Clone)]
pub struct Store {
    database: Result<Rc<Open>, StoreError>,
}

/// A database that was opened.
struct Open {
    database: Database,
    /// Kept, since the database would fall silent without it.
    _place: Place,
    /// All data was cleared: what is still on its way to it is to be stored no more.
    is_left: Cell<bool>,
}

/// Why another tab needs the database gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// All data is cleared.
    Deleted,
    /// A newer version of the app wants to change it.
    Outdated,
}

impl Store {
    /// A store that keeps nothing.
    pub fn none(why: StoreError) -> Self {
        Self { database: Err(why) }
    }

    /// Opens the database, bringing it up from older versions. `closed` is called when another tab
    /// needs it gone; it is closed by then.
    pub async fn open(name: &str, closed: impl FnOnce(CloseReason) + 'static) -> Self {
        let _lock = clock::within(LOCK_LIMIT_MS, bucket::lock()).await;
        let opened = clock::within(OPEN_LIMIT_MS, open(name, closed)).await;
        Self {
            database: opened.unwrap_or(Err(StoreError::Blocked)),
        }
    }

    /// Closes it. What is written from now on is kept nowhere, and that is no error.
    pub fn leave(&self) {
        if let Ok(open) = &self.database {
            open.is_left.set(true);
            open.database.close();
        }
    }

    /// Deletes the database of this name, whatever is in it and of whatever version, and its bytes on disk where
    /// the browser has buckets; every tab is told to leave it.
    ///
    /// # Errors
    /// Why it is still there.
    pub async fn delete(name: &str) -> Result<(), StoreError> {
        let _lock = clock::within(LOCK_LIMIT_MS, bucket::lock()).await;
        let place = bucket::place(name).await;
        let place = place.map_err(|_| StoreError::Refused)?;
        let request = place.factory.delete(name).map_err(told)?;
        let deleted = clock::within(DELETE_LIMIT_MS, async move { request.await.map_err(told) });
        let deleted = deleted.await.unwrap_or(Err(StoreError::Blocked));
        bucket::delete(name).await.map_err(|error| thrown(&error))?;
        // A tab that did not leave it has nothing left to write to.
        place.bucket.map_or(deleted, |_| Ok(()))
    }

    /// Why nothing is kept.
    pub fn error(&self) -> Option<&StoreError> {
        self.database.as_ref().err()
    }

    /// The value under a key.
    ///
    /// # Errors
    /// Why it could not be looked for.
    pub async fn get(&self, store: StoreName, key: &str) -> Result<Option<JsValue>, StoreError> {
        let values = self
            .reads(store)?
            .object_store(store.name())
            .map_err(told)?;
        let value = values.get(JsValue::from_str(key)).map_err(told)?;
        value.await.map_err(told)
    }

    /// The bytes that are kept in pieces under a key.
    ///
    /// # Errors
    /// Why they could not be looked for.
    pub async fn joined(&self, store: StoreName, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.reads(store)?;
        let values = transaction.object_store(store.name()).map_err(told)?;
        let first = values.get(JsValue::from_str(key)).map_err(told)?;
        let rest = rest_of(key).and_then(|rest| values.get_all(Some(rest), None));
        let rest = rest.map_err(told)?;
        let Some(first) = first.await.map_err(told)? else {
            return Ok(None);
        };
        let mut pieces = vec![first];
        pieces.extend(rest.await.map_err(told)?);
        let pieces: Option<Vec<&Uint8Array>> =
            pieces.iter().map(JsCast::dyn_ref::<Uint8Array>).collect();
        Ok(pieces.map(|pieces| join(&pieces)))
    }

    /// All keys of a store.
    ///
    /// # Errors
    /// Why they could not be looked for.
    pub async fn keys(&self, store: StoreName) -> Result<Vec<String>, StoreError> {
        let transaction = self.reads(store)?;
        let values = transaction.object_store(store.name()).map_err(told)?;
        let keys = values.get_all_keys(None, None).map_err(told)?;
        let keys = keys.await.map_err(told)?;
        Ok(keys.iter().filter_map(JsValue::as_string).collect())
    }

    /// Makes all changes, or none. They are on their way to the database when this returns, even
    /// if nobody waits for the answer: a page that is being closed may still call it.
    ///
    /// # Errors
    /// Why they could not be made.
    pub fn write(
        &self,
        writes: Vec<Write>,
    ) -> impl Future<Output = Result<(), StoreError>> + use<> {
        let begun = self.begin(writes);
        async move {
            match begun? {
                Some(transaction) => ended(transaction).await,
                None => Ok(()),
            }
        }
    }

    /// Makes all changes, or none, one after the other: the browser holds copies of one value at a time.
    ///
    /// # Errors
    /// Why they could not be made.
    pub async fn write_slowly(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let Some(transaction) = self.changes(&writes)? else {
            return Ok(());
        };
        for write in writes {
            if let Some(request) = write.ask(&transaction).map_err(told)? {
                request.await.map_err(told)?;
            }
        }
        ended(transaction.commit().map_err(told)?).await
    }

    /// Empties stores.
    ///
    /// # Errors
    /// Why that failed.
    pub async fn clear(&self, stores: &[StoreName]) -> Result<(), StoreError> {
        let names: Vec<_> = stores.iter().map(|store| store.name()).collect();
        let transaction = self
            .database()?
            .transaction(&names, TransactionMode::ReadWrite)
            .map_err(told)?;
        for name in names {
            let values = transaction.object_store(name).map_err(told)?;
            values.clear().map_err(told)?;
        }
        let transaction = transaction.commit().map_err(told)?;
        transaction.await.map(|_| ()).map_err(told)
    }

    fn begin(&self, writes: Vec<Write>) -> Result<Option<Transaction>, StoreError> {
        let Some(transaction) = self.changes(&writes)? else {
            return Ok(None);
        };
        for write in writes {
            write.ask(&transaction).map_err(told)?;
        }
        transaction.commit().map(Some).map_err(told)
    }

    /// A transaction that can make these changes; `None` if there are none, or they are not wanted any more.
    fn changes(&self, writes: &[Write]) -> Result<Option<Transaction>, StoreError> {
        let used = ALL
            .iter()
            .filter(|store| writes.iter().any(|write| write.store == **store));
        let names: Vec<_> = used.map(|store| store.name()).collect();
        let is_left = self.database.as_ref().is_ok_and(|open| open.is_left.get());
        if names.is_empty() || is_left {
            return Ok(None);
        }
        let database = self.database()?;
        let transaction = database.transaction(&names, TransactionMode::ReadWrite);
        transaction.map(Some).map_err(told)
    }

    fn reads(&self, store: StoreName) -> Result<Transaction, StoreError> {
        let database = self.database()?;
        database
            .transaction(&[store.name()], TransactionMode::ReadOnly)
            .map_err(told)
    }

    fn database(&self) -> Result<&Database, StoreError> {
        match &self.database {
            Ok(open) => Ok(&open.database),
            Err(error) => Err(error.clone()),
        }
    }
}

/// Waits until the database has all changes, or none.
async fn ended(transaction: Transaction) -> Result<(), StoreError> {
    match transaction.await.map_err(told)? {
        idb::TransactionResult::Committed => Ok(()),
        idb::TransactionResult::Aborted => Err(StoreError::Full),
    }
}

/// The bytes of a stored value, if it is bytes.
pub fn as_bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

async fn open(
    name: &str,
    closed: impl FnOnce(CloseReason) + 'static,
) -> Result<Rc<Open>, StoreError> {
    let place = bucket::place(name).await;
    let place = place.map_err(|_| StoreError::Refused)?;
    let mut request = place.factory.open(name, Some(VERSION)).map_err(told)?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            upgrade(&database);
        }
    });
    let mut database = request.await.map_err(told)?;
    // As long as it is open here, nobody else can bring it up or delete it.
    database.on_version_change(move |event| {
        if let Some(database) = bind::get(&event, "target") {
            let _ = bind::call(&database, "close", &[]);
        }
        closed(match bind::get(&event, "newVersion") {
            Some(_) => CloseReason::Outdated,
            None => CloseReason::Deleted,
        });
    });
    Ok(Rc::new(Open {
        database,
        _place: place,
        is_left: Cell::new(false),
    }))
}

/// Makes the stores that are missing, from whatever version. What older versions kept stays: the
/// blobs in it carry their own versions.
fn upgrade(database: &Database) {
    let there = database.store_names();
    for store in ALL {
        if !there.iter().any(|name| name == store.name()) {
            // A store that cannot be made shows when it is used.
            let _ = database.create_object_store(store.name(), ObjectStoreParams::new());
        }
    }
}
