//! What events and effects refer to. The runtime gives out the numbers of calls, lists, workers,
//! jobs and timers; the shell gives out those of folders and files.

use serde::{Deserialize, Serialize};
use sessionscope_log::place::RootId;

/// An effect that is answered. No two effects of one runtime have the same.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct CallId(pub u64);

/// A folder that the shell holds: a handle, or what was dropped or chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FolderRef(pub u64);

/// A file as it was when the shell looked at it. The shell holds it until the runtime releases it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileRef(pub u64);

/// A folder that is being listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListId(pub u64);

/// An ingest worker. [`WorkerId::HERE`] is the shell itself, which reads with the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WorkerId(pub u32);

impl WorkerId {
    /// The shell itself: for short new ends of files, and where no worker starts.
    pub const HERE: Self = Self(0);
}

/// Files that are read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JobId(pub u32);

/// A time at which the shell wakes the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimerId(pub u64);

/// A log file by its folder and its path below the project folders.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileKey {
    /// The folder it is in.
    pub root: RootId,
    /// Its path, parts joined by `/`.
    pub path: String,
}
