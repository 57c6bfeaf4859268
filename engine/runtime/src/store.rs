//! What is said about the store.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::price::CostMode;
use sessionscope_log::place::RootId;

use crate::id::FolderRef;

/// Why storage does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoreError {
    /// The browser does not let this page store anything.
    Refused,
    /// Another tab holds an older version open.
    Blocked,
    /// A newer version of this program made what is stored.
    Newer,
    /// There is no room left.
    Full,
    /// There was no answer.
    Silent,
    /// Something else, as the browser says it.
    Other(String),
}

/// Why another tab needs the store closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    /// All data is cleared.
    Deleted,
    /// A newer version of the app wants to change it.
    Outdated,
}

/// One change of what is stored. All changes of an effect are made, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Write {
    /// A shard of digests; `None` takes it out.
    Shard(u16, Option<Vec<u8>>),
    /// The ledger, in pieces, and how its costs were found.
    Snapshot(Vec<Vec<u8>>, CostMode),
    /// When the stored ledger was right, in milliseconds since 1970.
    AsOf(i64),
    /// Whether the stored ledger is that of the stored shards.
    IsCurrent(bool),
    /// Answers that the next visit paints before anything else is loaded.
    Answers(Vec<u8>),
    /// A folder.
    Root(StoredRoot),
    /// Takes a folder out.
    RemoveRoot(RootId),
}

/// A folder in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredRoot {
    /// Its number.
    pub id: RootId,
    /// The folder's own name.
    pub name: String,
    /// The name it is shown by.
    pub label: String,
    /// The name of its [`Layout`](sessionscope_log::place::Layout).
    pub layout: String,
    /// A handle by which it can be read again. The shell stores the handle itself.
    pub handle: Option<FolderRef>,
    /// What is in it that handles hide, by its path.
    pub hidden: Vec<String>,
}

/// The ledger in the store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSnapshot {
    /// All pieces, joined.
    pub blob: Option<Vec<u8>>,
    /// How its costs were found.
    pub cost_mode: Option<CostMode>,
    /// When it was right, in milliseconds since 1970.
    pub as_of_ms: Option<i64>,
    /// It is that of the stored shards.
    pub is_current: bool,
}
