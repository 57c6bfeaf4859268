//! What the runtime and ingest workers say to each other.

use serde::{Deserialize, Serialize};
use sessionscope_log::proof::{HEAD_PROOF_BYTES, Resume, TAIL_PROOF_BYTES};

use crate::folder::Fault;
use crate::id::FileRef;

/// What to do with one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// By which its outcome names it within its job.
    pub ticket: u32,
    /// The file as it was when the shell looked at it.
    pub file: FileRef,
    /// The key of its path, for records without any id.
    pub key: u64,
    /// Its size then; not more than this is read.
    pub size_bytes: u64,
    /// Where an earlier reading ended; `None` reads it all. The worker reads it all as well where
    /// the bytes before that point are not what they were.
    pub resume: Option<Resume>,
}

impl Task {
    /// Bytes that the task reads, those that prove that the file only grew among them.
    pub fn bytes(&self) -> u64 {
        let Some(resume) = self.resume else {
            return self.size_bytes;
        };
        let at = resume.offset_bytes.min(self.size_bytes);
        let proof = at.min(HEAD_PROOF_BYTES as u64) + at.min(TAIL_PROOF_BYTES as u64);
        self.size_bytes - at + proof
    }
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// [`Task::ticket`].
    pub ticket: u32,
    /// Bytes of content that were parsed.
    pub read_bytes: u64,
    /// Bytes read only to prove that the file only grew.
    pub proof_bytes: u64,
    /// The digest, or why there is none.
    pub result: Result<PackedDigest, Fault>,
}

/// A digest, as [`pack_file`](sessionscope_accounts::pack::pack_file) packs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PackedDigest {
    /// Of the whole file.
    Whole(Vec<u8>),
    /// Of what comes after [`Task::resume`].
    Tail(Vec<u8>),
}

/// What a worker says: how far a job is, and what it has done since its last report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Files that are done.
    pub outcomes: Vec<Outcome>,
    /// Bytes of the job's files that are read by now.
    pub bytes_done: u64,
    /// The worker's linear memory, which never shrinks.
    pub memory_bytes: u64,
    /// The job is done.
    pub is_last: bool,
}
