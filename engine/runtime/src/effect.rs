//! Everything that the runtime wants done.

use serde::{Deserialize, Serialize};
use sessionscope_log::place::RootId;
use sessionscope_queries::AnyAnswer;

use crate::id::{CallId, FileRef, FolderRef, JobId, ListId, TimerId, WorkerId};
use crate::ingest::Task;
use crate::milestone::Milestone;
use crate::query::{AnswerRevision, QueryId};
use crate::status::{Notice, Status};
use crate::store::Write;
use crate::tabs::Message;

/// Something that the runtime wants done. Effects on the store are carried out in their order, and so
/// are those about the same list or the same worker; all others may overtake each other. Answers may
/// always.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// Report `Woke` at a time, in milliseconds since 1970. It may come late.
    WakeAt(TimerId, i64),

    /// Open the store, creating it if there is none.
    OpenStore(CallId),
    /// Close the store. Writes that have not begun are dropped.
    LeaveStore,
    /// Delete the store, whatever is in it.
    DeleteStore(CallId),
    /// Take everything out of the store but the settings.
    ClearStore(CallId),
    /// Load the ledger.
    LoadSnapshot(CallId),
    /// Load all folders.
    LoadRoots(CallId),
    /// List the numbers of all shards.
    ListShards(CallId),
    /// Load a shard.
    LoadShard(CallId, u16),
    /// Make these changes, all or none.
    Store(CallId, Vec<Write>),

    /// Find out how a folder lies to known ones.
    Locate(CallId, FolderRef, Vec<(RootId, FolderRef)>),
    /// Find out whether a folder may be read; with `true`, ask the user if need be.
    Permit(CallId, FolderRef, bool),
    /// Find out whether a folder itself can still be read.
    CheckFolder(CallId, FolderRef),
    /// Begin to list the folder at a path below another, and answer with the first batch. Paths in
    /// batches are below that path.
    List(CallId, ListId, FolderRef, String),
    /// Answer with the next batch.
    ListNext(CallId, ListId),
    /// No more of this list is wanted. One that answered with its last batch is over by itself.
    EndList(ListId),
    /// Look at the file at a path below a folder as it is now.
    Probe(CallId, FolderRef, String),
    /// Watch a folder and all in it, and report `Hinted` with the number of this call.
    Watch(CallId, FolderRef),
    /// Watch it no more.
    Unwatch(CallId),
    /// These files are not needed any more.
    Release(Vec<FileRef>),

    /// Start a worker.
    StartWorker(WorkerId),
    /// End a worker at once. The shell itself, [`WorkerId::HERE`], drops what it reads.
    EndWorker(WorkerId),
    /// Have a worker read files. It reports at least every few hundred milliseconds.
    Read(WorkerId, JobId, Vec<Task>),

    /// Report `LockGranted` once no other tab writes to the store.
    HoldLock,
    /// Tell the other tabs something.
    Broadcast(Message),

    /// The answer to a question has changed.
    Publish(QueryId, AnswerRevision, Box<AnyAnswer>),
    /// Show what the runtime is doing.
    Show(Box<Status>),
    /// Tell the user something.
    Notify(Notice),
    /// Note how long something took until now.
    Reach(Milestone),
}

impl Effect {
    /// What it is called, to count it by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::WakeAt(..) => "WakeAt",
            Self::OpenStore(_) => "OpenStore",
            Self::LeaveStore => "LeaveStore",
            Self::DeleteStore(_) => "DeleteStore",
            Self::ClearStore(_) => "ClearStore",
            Self::HoldLock => "HoldLock",
            Self::Broadcast(_) => "Broadcast",
            Self::LoadSnapshot(_) => "LoadSnapshot",
            Self::LoadRoots(_) => "LoadRoots",
            Self::ListShards(_) => "ListShards",
            Self::LoadShard(..) => "LoadShard",
            Self::Store(..) => "Store",
            Self::Locate(..) => "Locate",
            Self::Permit(..) => "Permit",
            Self::CheckFolder(..) => "CheckFolder",
            Self::List(..) => "List",
            Self::ListNext(..) => "ListNext",
            Self::EndList(_) => "EndList",
            Self::Probe(..) => "Probe",
            Self::Watch(..) => "Watch",
            Self::Unwatch(_) => "Unwatch",
            Self::Release(_) => "Release",
            Self::StartWorker(_) => "StartWorker",
            Self::EndWorker(_) => "EndWorker",
            Self::Read(..) => "Read",
            Self::Publish(..) => "Publish",
            Self::Show(_) => "Show",
            Self::Notify(_) => "Notify",
            Self::Reach(_) => "Reach",
        }
    }

    /// The call that is answered, if it is.
    pub fn call(&self) -> Option<CallId> {
        match self {
            Self::OpenStore(call)
            | Self::DeleteStore(call)
            | Self::ClearStore(call)
            | Self::LoadSnapshot(call)
            | Self::LoadRoots(call)
            | Self::ListShards(call)
            | Self::LoadShard(call, _)
            | Self::Store(call, _)
            | Self::Locate(call, ..)
            | Self::Permit(call, ..)
            | Self::CheckFolder(call, _)
            | Self::List(call, ..)
            | Self::ListNext(call, _)
            | Self::Probe(call, ..)
            | Self::Watch(call, _) => Some(*call),
            Self::WakeAt(..)
            | Self::LeaveStore
            | Self::HoldLock
            | Self::Broadcast(_)
            | Self::EndList(_)
            | Self::Unwatch(_)
            | Self::Release(_)
            | Self::StartWorker(_)
            | Self::EndWorker(_)
            | Self::Read(..)
            | Self::Publish(..)
            | Self::Show(_)
            | Self::Notify(_)
            | Self::Reach(_) => None,
        }
    }
}
