//! What the runtime is doing, for people to see.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::ledger::Ledger;
use sessionscope_log::blob::BlobError;
use sessionscope_log::place::{Layout, RootId};

use crate::effect::Effect;
use crate::folder::Fault;
use crate::id::{FileKey, FolderRef, WorkerId};
use crate::left_out::LeftOut;
use crate::roots::Root;
use crate::runtime::Runtime;
use crate::store::StoreError;
use crate::timers::Timer;

/// What the runtime is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// What is going on.
    pub phase: Phase,
    /// How far the reading is.
    pub progress: Progress,
    /// The figures are those of this time, in milliseconds since 1970; `None` if they are those of
    /// now.
    pub as_of_ms: Option<i64>,
    /// Files that are missing from the figures, since what was stored of them is damaged.
    pub missing: u64,
    /// Folders given.
    pub roots: Vec<RootStatus>,
    /// What was done since the start.
    pub counts: Counts,
    /// What could not be read, and why.
    pub refused: Vec<(FileKey, Fault)>,
    /// What is no log, was not entered, or is not followed.
    pub left_out: Vec<LeftOut>,
    /// How changes of folders are noticed.
    pub live: LiveMode,
    /// There is a folder that can be followed.
    pub can_follow: bool,
    /// When the figures became those of the folders last, in milliseconds since 1970.
    pub updated_ms: Option<i64>,
    /// Ingest workers, and the shell itself where it reads.
    pub workers: Vec<WorkerStatus>,
    /// This tab is the one that writes to the store.
    pub writes: bool,
    /// Why nothing is stored, if that is so.
    pub store_error: Option<StoreError>,
}

/// What is going on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// No folder was given.
    #[default]
    Empty,
    /// A folder is being listed.
    Opening,
    /// Files are being read.
    Indexing,
    /// There are figures.
    Ready,
    /// There are none, since nothing could be read.
    Error,
}

/// How changes of folders are noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LiveMode {
    /// Not at all.
    #[default]
    Off,
    /// Watchers report them.
    Watching,
    /// By looking every few seconds.
    Polling,
}

/// How far a reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Files that are done.
    pub files_done: u64,
    /// Files to read, as far as is known.
    pub files_total: u64,
    /// Bytes read.
    pub bytes_done: u64,
    /// Bytes to read, as far as is known.
    pub bytes_total: u64,
    /// When the first file was to be read, in milliseconds since 1970.
    pub since_ms: Option<i64>,
    /// Files and folders seen.
    pub seen: u64,
    /// Folders are being listed.
    pub listing: bool,
    /// It was cancelled: figures are partial.
    pub partial: bool,
}

/// An ingest worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerStatus {
    /// Its number; a replacement has a new one. [`WorkerId::HERE`] is the shell itself.
    pub id: WorkerId,
    /// How it is.
    pub state: WorkerState,
    /// Files it has in hand.
    pub files_in_hand: u64,
    /// What is to be read of them.
    pub bytes_in_hand: u64,
    /// Files it has read.
    pub files_done: u64,
    /// Bytes it has read.
    pub bytes_done: u64,
    /// Its linear memory, which never shrinks.
    pub memory_bytes: u64,
}

/// How an ingest worker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkerState {
    /// It was started and has not answered yet.
    Starting,
    /// It waits for work.
    Idle,
    /// It reads.
    Busy,
    /// It has read all there was and was ended; another starts when there is more.
    Resting,
}

/// A folder given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootStatus {
    /// Its number.
    pub id: RootId,
    /// Its own name.
    pub name: String,
    /// The name it is shown by.
    pub label: String,
    /// Whether it can be read.
    pub state: RootState,
    /// It can be asked for again at the next visit.
    pub remembered: bool,
    /// It is the user's own, and not the bundled sample.
    pub kept: bool,
    /// The folder, while it can be read.
    pub folder: Option<FolderRef>,
    /// Where in it the project folders are.
    pub layout: Layout,
}

/// Whether a folder can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RootState {
    /// Its files can be read.
    Connected,
    /// The browser wants a click before it lets us read again.
    NeedsPermission,
    /// It is being listed.
    Listing,
    /// It is not where it was, or has to be given again.
    Gone,
}

/// What was done since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Log files that listing found.
    pub seen: u64,
    /// Of these, those that did not have to be opened.
    pub skipped: u64,
    /// Files of which only the new end was read.
    pub tail_read: u64,
    /// Files read in full.
    pub fully_read: u64,
    /// Files that had vanished.
    pub gone: u64,
    /// Bytes read for parsing.
    pub bytes_read: u64,
    /// Bytes read as proof.
    pub bytes_proof: u64,
    /// Workers that were ended and replaced.
    pub workers_replaced: u64,
}

/// A part of what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoredPart {
    /// The ledger. It is made again from what is stored of each file.
    Ledger,
    /// What is stored of some files. They are read again.
    Files,
}

/// Something to tell the user. The page has the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// A folder that was given cannot be read.
    FolderRefused,
    /// There is no log in what was given.
    NoLog,
    /// The folder given is part of a known one.
    PartOfKnown,
    /// A known folder is not where it was.
    FolderGone(RootId),
    /// A known folder may not be read.
    FolderForbidden(RootId),
    /// The user did not give leave to read a folder again.
    NotPermitted(RootId),
    /// Something was forgotten. For ten seconds that can be taken back.
    Forgotten {
        /// Everything was, not one folder.
        is_all: bool,
    },
    /// Not all that was stored could be cleared.
    ClearFailed(StoreError),
    /// Nothing can be stored.
    StoreFailed(StoreError),
    /// A part of what was stored cannot be used.
    Damaged {
        /// Which.
        part: StoredPart,
        /// Why not.
        error: BlobError,
    },
    /// The price table is none.
    BadPrices,
}

/// What is done is shown at most this often, in milliseconds.
const SHOW_EVERY_MS: i64 = 120;

impl Runtime {
    /// What the runtime is doing.
    pub fn status(&self) -> Status {
        let roots = self.roots.iter().map(|(id, root)| RootStatus {
            id: *id,
            name: root.name.clone(),
            label: root.label.clone(),
            state: root.state,
            remembered: root.handle.is_some(),
            kept: root.kept,
            folder: root.folder,
            layout: root.layout,
        });
        let refused = self.refused.iter();
        Status {
            phase: self.phase,
            progress: self
                .reading
                .map_or(self.progress, |reading| reading.progress()),
            as_of_ms: self.as_of_ms,
            missing: self.missing,
            roots: roots.collect(),
            counts: self.counts,
            refused: refused.map(|(key, fault)| (key.clone(), *fault)).collect(),
            left_out: self.left_out.list(),
            live: self.live_mode(),
            can_follow: self.roots.values().any(Root::can_be_followed),
            updated_ms: self.updated_ms,
            workers: self.worker_statuses(),
            writes: self.storage.writes,
            store_error: self.storage.error().cloned(),
        }
    }

    /// The ledger that is shown.
    pub fn ledger(&self) -> &Ledger {
        &self.accounts.revision
    }

    /// Shows soon what the runtime is doing, if that is not what was shown.
    pub(crate) fn status_later(&mut self) {
        let at_ms = self
            .status_ms
            .saturating_add(SHOW_EVERY_MS)
            .max(self.now_ms + 1);
        self.timers.set_once(Timer::Status, at_ms);
    }

    /// Shows what the runtime is doing.
    pub(crate) fn show_status(&mut self) {
        if !self.knows_stored {
            // Nobody is told before that there is nothing.
            return;
        }
        let status = self.status();
        self.status_ms = self.now_ms;
        if self.shown_status.as_ref() != Some(&status) {
            self.shown_status = Some(status.clone());
            self.effects.push(Effect::Show(Box::new(status)));
        }
    }
}
