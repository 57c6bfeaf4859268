//! What the engine did, truthfully.

/// What the engine did since the page was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    /// Log files that listing found.
    pub files_seen: u64,
    /// Files of known size and time: not opened.
    pub files_skipped: u64,
    /// Files of which only the new end was read.
    pub files_tail_read: u64,
    /// Files read in full.
    pub files_fully_read: u64,
    /// Files that were there before and are no more.
    pub files_gone: u64,
    /// Bytes of file content read for parsing.
    pub bytes_read: u64,
    /// Bytes read only to prove that a file was but appended to.
    pub bytes_proof: u64,
    /// One entry a worker, the page itself included where it reads.
    pub workers: Vec<WorkerInfo>,
    /// Wasm linear memory of the page and its workers.
    pub memory_bytes: u64,
    /// Workers that were replaced since they died, hung or held too much memory.
    pub workers_replaced: u64,
    /// Operations of the page that took longer than 500 ms, newest last.
    pub slow: Vec<SlowOperation>,
    /// Bytes that the browser says are stored for this app.
    pub storage_used_bytes: Option<u64>,
    /// Bytes that it may store.
    pub storage_quota_bytes: Option<u64>,
    /// The browser promised not to drop them by itself.
    pub storage_persisted: Option<bool>,
    /// Storage works; `false`: the app goes on from memory.
    pub storage_works: bool,
    /// Versions of what is stored, by name.
    pub schema_versions: Vec<(String, u32)>,
    /// Files and folders that could not be read.
    pub refused: Vec<RefusedFile>,
    /// Files that are no logs, and folders that were not looked into.
    pub left_out: Vec<LeftOut>,
}

impl Health {
    /// The part of the files seen that did not have to be opened, 0 to 1.
    pub fn hit_rate(&self) -> Option<f64> {
        (self.files_seen > 0).then(|| self.files_skipped as f64 / self.files_seen as f64)
    }
}

/// What a worker does.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerInfo {
    /// Its number; a replacement has a new one.
    pub id: u32,
    /// How it is.
    pub state: WorkerState,
    /// What it does, in words.
    pub job: Option<String>,
    /// Its wasm linear memory.
    pub memory_bytes: u64,
    /// Files it has read.
    pub files_done: u64,
    /// Bytes it has read.
    pub bytes_done: u64,
}

/// How a worker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerState {
    /// It was started and did not answer yet.
    Starting,
    /// It waits for work.
    Idle,
    /// It reads.
    Busy,
    /// It has read all there was and was ended; another starts when there is more.
    Resting,
    /// There is none: the analyst reads by itself.
    Analyst,
}

impl WorkerState {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Idle => "idle",
            Self::Busy => "busy",
            Self::Resting => "resting",
            Self::Analyst => "reads in the analyst",
        }
    }
}

/// An operation of the page that took long.
#[derive(Clone, Debug, PartialEq)]
pub struct SlowOperation {
    /// What it was.
    pub name: String,
    /// How long it took.
    pub millis: f64,
}

/// What became of what was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftHow {
    /// Files that are not counted.
    NotCounted,
    /// Folders that were not looked into.
    NotEntered,
    /// Files and folders that were read once and are not followed.
    ReadOnce,
}

/// What is no log or was not looked into, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Why, in plain words.
    pub reason: String,
    /// What became of them.
    pub how: LeftHow,
    /// How many there are.
    pub count: u64,
    /// The path of one.
    pub example: String,
}

/// A file or folder that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedFile {
    /// Why, in plain words.
    pub reason: String,
    /// Its path.
    pub path: String,
}
