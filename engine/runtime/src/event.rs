//! Everything that happens.

use serde::{Deserialize, Serialize};
use sessionscope_log::place::RootId;
use sessionscope_queries::AnyQuestion;

use crate::folder::{Batch, Fault, GivenFolder, Hint, Location, Stat};
use crate::id::{CallId, JobId, TimerId, WorkerId};
use crate::ingest::Report;
use crate::query::QueryId;
use crate::settings::Settings;
use crate::store::{Closing, StoreError, StoredRoot, StoredSnapshot};
use crate::tabs::Message;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When, in milliseconds since 1970. It should never go back; where it does, the latest time
    /// holds.
    pub now_ms: i64,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EventKind {
    /// The program has started. The first event of all.
    Started,
    /// The time of a timer has come.
    Woke(TimerId),

    /// The user gave a folder.
    FolderGiven(GivenFolder),
    /// The user wants folders that cannot be read to be asked for again, and what a cancelled
    /// reading has left to be read.
    Reconnect,
    /// The user cancelled the reading.
    Cancel,
    /// A view asks something, from now until it ends that.
    Subscribe(QueryId, AnyQuestion),
    /// It asks that no more.
    Unsubscribe(QueryId),
    /// The user wants a folder forgotten.
    RemoveRoot(RootId),
    /// The user wants everything forgotten.
    ClearData,
    /// The user wants back what was forgotten.
    Undo,
    /// The page was hidden, or is seen again.
    Visible(bool),
    /// The user changed the settings.
    Settings(Settings),

    /// Answers `OpenStore`.
    StoreOpened(CallId, Result<(), StoreError>),
    /// Answers `LoadSnapshot`.
    SnapshotLoaded(CallId, Result<StoredSnapshot, StoreError>),
    /// Answers `LoadRoots`.
    RootsLoaded(CallId, Result<Vec<StoredRoot>, StoreError>),
    /// Answers `ListShards`.
    ShardsListed(CallId, Result<Vec<u16>, StoreError>),
    /// Answers `LoadShard`. `None`: it was listed and has nothing in it.
    ShardLoaded(CallId, Result<Option<Vec<u8>>, StoreError>),
    /// Answers `Store`.
    Stored(CallId, Result<(), StoreError>),
    /// Answers `DeleteStore` and `ClearStore`.
    StoreDeleted(CallId, Result<(), StoreError>),
    /// This tab is the one that writes to the store.
    LockGranted,
    /// Another tab says something.
    Heard(Message),
    /// Another tab needs the store closed; it is closed by now.
    StoreClosed(Closing),

    /// Answers `Locate`: the known folders that the given one lies in, around, or is.
    Located(CallId, Vec<Location>),
    /// Answers `Permit`: the folder may be read, or may not.
    Permitted(CallId, bool),
    /// Answers `CheckFolder`: the folder itself can be read, or why not.
    FolderChecked(CallId, Result<(), Fault>),
    /// Answers `List` and `ListNext`.
    Listed(CallId, Result<Batch, Fault>),
    /// Answers `Probe`.
    Probed(CallId, Result<Stat, Fault>),

    /// Answers `Watch`: a watcher reports from now on, or there is none.
    Watching(CallId, bool),
    /// A watcher reports what may have changed. It is named by the call that began it.
    Hinted(CallId, Vec<Hint>),

    /// A worker is up and can be given something to do.
    WorkerStarted(WorkerId),
    /// A worker could not be started, or died.
    WorkerLost(WorkerId),
    /// A worker reports on a job.
    Reported(WorkerId, JobId, Report),
}
