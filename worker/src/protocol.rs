//! What the analyst and an ingest worker say to each other.

use serde::{Deserialize, Serialize};
use sessionscope_engine::proof::Resume;

/// Files to read, in one message.
#[derive(Serialize, Deserialize)]
pub struct Order {
    /// By which reports name this order.
    pub job: u32,
    /// A [`web_sys::File`] for each of `tasks`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub files: js_sys::Array,
    /// Postcard of a `Vec<`[`Task`]`>`.
    #[serde(with = "serde_bytes")]
    pub tasks: Vec<u8>,
}

/// What to do with one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// By which the analyst knows the file.
    pub ticket: u32,
    /// The key of its path, for records without any id.
    pub key: u64,
    /// Its size when it was listed; not more than this is read.
    pub size_bytes: u64,
    /// Where an earlier reading ended; `None` reads it all.
    pub resume: Option<Resume>,
}

/// What a worker says: how far it is, and what it has done since the last report.
#[derive(Serialize, Deserialize)]
pub struct Report {
    /// The order it is about; 0 is the greeting of a worker that is ready.
    pub job: u32,
    /// The order is done.
    pub last: bool,
    /// Bytes of the order's files that are read and parsed by now.
    pub bytes_done: f64,
    /// The worker's wasm linear memory, which never shrinks.
    pub memory_bytes: f64,
    /// Postcard of a `Vec<`[`Outcome`]`>`: files done since the last report.
    #[serde(with = "serde_bytes")]
    pub outcomes: Vec<u8>,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// [`Task::ticket`].
    pub ticket: u32,
    /// Bytes of content read for parsing.
    pub read_bytes: u64,
    /// Bytes read only to prove that the file was but appended to.
    pub proof_bytes: u64,
    /// The digest, or why there is none.
    pub result: Result<ReadDigest, Fault>,
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadDigest {
    /// The packed digest of the whole file, as
    /// [`pack_file`](sessionscope_engine::pack::pack_file) makes it.
    Whole(#[serde(with = "serde_bytes")] Vec<u8>),
    /// The packed digest of what came after [`Task::resume`].
    Grown(#[serde(with = "serde_bytes")] Vec<u8>),
}

/// Why a file has no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fault {
    /// It was changed after it was listed: a fresh look at it may help.
    Changed,
    /// It is not there any more.
    Gone,
    /// The system or the browser does not let us read it.
    Refused,
    /// Reading failed for another reason.
    Failed,
    /// The worker died or hung over it, twice.
    Crashed,
}

impl Fault {
    /// What happened, in plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Changed => "it was being written to and could not be read in three tries",
            Self::Gone => "it is not there any more",
            Self::Refused => "the system does not allow reading it",
            Self::Failed => "reading it failed",
            Self::Crashed => "the program that reads it broke off twice",
        }
    }
}
