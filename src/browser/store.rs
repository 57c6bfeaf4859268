//! What is kept for the next visit: an `IndexedDB` database of a few large values.
//!
//! `snapshot` holds the ledger that is painted before anything is read, `shards` the digests by
//! `engine::shard::shard_of`, `roots` the folders given (with handles where the browser has
//! them), `settings` the user's choices, `meta` what this program knows of the database itself.
//! The engine's blobs carry versions of their own; [`VERSION`] is that of the stores alone.
//!
//! Without a database (refused, blocked, full) every reading finds nothing and every writing says
//! why it failed: the app goes on from memory.

use std::fmt;
use std::rc::Rc;

use idb::{Database, DatabaseEvent as _, Factory, ObjectStoreParams, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};

use super::{bind, clock};

/// Version of the set of stores. 1 had neither `settings` nor `snapshot`.
pub const VERSION: u32 = 2;
/// The database's name.
pub const NAME: &str = "sessionscope";
/// How long opening may take, in milliseconds. A private window may never answer.
const OPEN_LIMIT_MS: i32 = 5_000;
const ALL: [Kept; 5] = [
    Kept::Meta,
    Kept::Snapshot,
    Kept::Shards,
    Kept::Roots,
    Kept::Settings,
];

/// The stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
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

impl Kept {
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

/// Why storage does not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The browser does not let this page store anything.
    Refused,
    /// Another tab holds an older version open.
    Blocked,
    /// There is no room left.
    Full,
    /// Something else, as the browser says it.
    Other(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("the browser refuses to store anything for this page"),
            Self::Blocked => f.write_str("another tab still runs an older version"),
            Self::Full => f.write_str("the browser's storage for this page is full"),
            Self::Other(text) => write!(f, "storing failed: {text}"),
        }
    }
}

/// One change of what is kept; `None` takes the value out.
pub struct Write {
    /// Where.
    pub store: Kept,
    /// Under which key.
    pub key: String,
    /// What.
    pub value: Option<JsValue>,
}

impl Write {
    /// Keeps bytes.
    pub fn bytes(store: Kept, key: impl Into<String>, bytes: &[u8]) -> Self {
        Self {
            store,
            key: key.into(),
            value: Some(Uint8Array::from(bytes).into()),
        }
    }

    /// Keeps bytes that are made piece by piece, about `expected` of them, behind a beginning of
    /// `first` bytes that `make` returns at its end.
    pub fn pieces(
        store: Kept,
        key: impl Into<String>,
        first: u32,
        expected: u32,
        make: impl FnOnce(&mut dyn FnMut(&[u8])) -> Vec<u8>,
    ) -> Self {
        let mut whole = Uint8Array::new_with_length(first + expected);
        let mut at = first;
        let begin = make(&mut |piece| {
            let end = at + u32::try_from(piece.len()).unwrap_or(u32::MAX - at);
            if end > whole.length() {
                let larger = Uint8Array::new_with_length(end + end / 4);
                larger.set(&whole, 0);
                whole = larger;
            }
            // Without an array of its own for each piece.
            whole.subarray(at, end).copy_from(piece);
            at = end;
        });
        whole.subarray(0, first).copy_from(&begin);
        Self::value(store, key, whole.subarray(0, at).into())
    }

    /// Keeps a value that structured clone can copy.
    pub fn value(store: Kept, key: impl Into<String>, value: JsValue) -> Self {
        Self {
            store,
            key: key.into(),
            value: Some(value),
        }
    }

    /// Takes a value out.
    pub fn remove(store: Kept, key: impl Into<String>) -> Self {
        Self {
            store,
            key: key.into(),
            value: None,
        }
    }
}

/// The database, or why there is none; clones are the same one.
#[derive(Clone)]
pub struct Store {
    database: Result<Rc<Database>, StoreError>,
}

impl Store {
    /// A store that keeps nothing.
    pub fn none(why: StoreError) -> Self {
        Self { database: Err(why) }
    }

    /// Opens the database, bringing it up from older versions. `closed` is called when another tab
    /// needs it gone, since a newer version of the app wants to change it.
    pub async fn open(name: &str, closed: impl FnOnce() + 'static) -> Self {
        let opened = clock::within(OPEN_LIMIT_MS, open(name, closed)).await;
        Self {
            database: opened.unwrap_or(Err(StoreError::Blocked)),
        }
    }

    /// Why nothing is kept.
    pub fn error(&self) -> Option<&StoreError> {
        self.database.as_ref().err()
    }

    /// The value under a key.
    ///
    /// # Errors
    /// Why it could not be looked for.
    pub async fn get(&self, store: Kept, key: &str) -> Result<Option<JsValue>, StoreError> {
        let database = self.database()?;
        let transaction = database
            .transaction(&[store.name()], TransactionMode::ReadOnly)
            .map_err(told)?;
        let values = transaction.object_store(store.name()).map_err(told)?;
        let value = values.get(JsValue::from_str(key)).map_err(told)?;
        value.await.map_err(told)
    }

    /// The bytes under a key.
    ///
    /// # Errors
    /// Why they could not be looked for.
    pub async fn bytes(&self, store: Kept, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.get(store, key).await?;
        Ok(value.and_then(|value| as_bytes(&value)))
    }

    /// All keys of a store.
    ///
    /// # Errors
    /// Why they could not be looked for.
    pub async fn keys(&self, store: Kept) -> Result<Vec<String>, StoreError> {
        let database = self.database()?;
        let transaction = database
            .transaction(&[store.name()], TransactionMode::ReadOnly)
            .map_err(told)?;
        let values = transaction.object_store(store.name()).map_err(told)?;
        let keys = values.get_all_keys(None, None).map_err(told)?;
        let keys = keys.await.map_err(told)?;
        Ok(keys.iter().filter_map(JsValue::as_string).collect())
    }

    /// Makes all changes, or none. They are on their way to the database when this returns, even
    /// if nobody waits for the answer: a page that is being closed may still call it.
    pub fn write(&self, writes: &[Write]) -> impl Future<Output = Result<(), StoreError>> + use<> {
        let begun = self.begin(writes);
        async move {
            match begun {
                Ok(Some(transaction)) => match transaction.await.map_err(told)? {
                    idb::TransactionResult::Committed => Ok(()),
                    idb::TransactionResult::Aborted => Err(StoreError::Full),
                },
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            }
        }
    }

    /// Empties stores.
    ///
    /// # Errors
    /// Why that failed.
    pub async fn clear(&self, stores: &[Kept]) -> Result<(), StoreError> {
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

    fn begin(&self, writes: &[Write]) -> Result<Option<idb::Transaction>, StoreError> {
        let used = ALL
            .iter()
            .filter(|store| writes.iter().any(|write| write.store == **store));
        let names: Vec<_> = used.map(|store| store.name()).collect();
        if names.is_empty() {
            return Ok(None);
        }
        let transaction = self
            .database()?
            .transaction(&names, TransactionMode::ReadWrite)
            .map_err(told)?;
        for Write { store, key, value } in writes {
            let values = transaction.object_store(store.name()).map_err(told)?;
            let key = JsValue::from_str(key);
            match value {
                Some(value) => drop(values.put(value, Some(&key)).map_err(told)?),
                None => drop(values.delete(key).map_err(told)?),
            }
        }
        transaction.commit().map(Some).map_err(told)
    }

    fn database(&self) -> Result<&Database, StoreError> {
        match &self.database {
            Ok(database) => Ok(database),
            Err(error) => Err(error.clone()),
        }
    }
}

/// The bytes of a stored value, if it is bytes.
pub fn as_bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

async fn open(name: &str, closed: impl FnOnce() + 'static) -> Result<Rc<Database>, StoreError> {
    let factory = Factory::new().map_err(|_| StoreError::Refused)?;
    let mut request = factory.open(name, Some(VERSION)).map_err(told)?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            upgrade(&database);
        }
    });
    let mut database = request.await.map_err(told)?;
    // Let another tab bring the database up; this one goes on from memory.
    database.on_version_change(move |_| closed());
    Ok(Rc::new(database))
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

/// What an error of the database means.
fn told(error: idb::Error) -> StoreError {
    let value = match error {
        idb::Error::DomException(exception) => JsValue::from(exception),
        idb::Error::IndexedDbOpenFailed(value)
        | idb::Error::UpdateFailed(value)
        | idb::Error::AddFailed(value)
        | idb::Error::GetFailed(value)
        | idb::Error::TransactionOpenFailed(value) => value,
        other => return StoreError::Other(other.to_string()),
    };
    match bind::error_name(&value).as_str() {
        "QuotaExceededError" => StoreError::Full,
        "SecurityError" | "InvalidStateError" | "NotAllowedError" => StoreError::Refused,
        _ => StoreError::Other(bind::error_text(&value)),
    }
}
