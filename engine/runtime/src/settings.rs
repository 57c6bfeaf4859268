//! Choices of the user that the runtime acts by, and its limits.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::price::CostMode;

/// Choices of the user that the runtime acts by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "choices that have nothing to do with each other"
)]
pub struct Settings {
    /// What is read is stored for the next visit.
    pub remember: bool,
    /// Changes of folders are followed.
    pub follow: bool,
    /// Files are read by workers; otherwise by the shell itself.
    pub workers: bool,
    /// How the cost of a response is found.
    pub cost_mode: CostMode,
    /// A price table of the user's own, as JSON; `None` is the built-in one.
    pub prices: Option<String>,
    /// Answers hold no names.
    pub redacted: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            remember: true,
            follow: true,
            workers: true,
            cost_mode: CostMode::default(),
            prices: None,
            redacted: false,
        }
    }
}

/// How much is done at once. Tests use smaller numbers, so that small worlds reach every limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Ingest workers.
    pub workers: usize,
    /// While more files than this wait to be read, no others are listed: the shell holds each.
    pub waiting_files: usize,
    /// So many files of a folder tell where its project folders are.
    pub first_files: usize,
    /// A job holds at most this many files.
    pub job_files: usize,
    /// A job holds about this many bytes at most, unless one file alone has more.
    pub job_bytes: u64,
    /// A file of which at least this much is to be read is read alone.
    pub large_bytes: u64,
    /// Less than this, of a file that changed while it was followed, is read by the shell itself.
    pub here_bytes: u64,
    /// Files probed at once.
    pub probes: usize,
    /// Files of a known folder that are probed before it is listed.
    pub recent_files: usize,
    /// Shards loaded at once.
    pub loads: usize,
    /// Shards written together.
    pub slice_shards: usize,
    /// Up to so many changed shards are written at once when a reading ends.
    pub few_shards: usize,
    /// The ledger of more files than this is stored less often.
    pub many_files: usize,
    /// A worker with more linear memory than this is replaced after its job.
    pub worker_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            workers: 4,
            waiting_files: 512,
            first_files: 64,
            job_files: 128,
            job_bytes: 8 << 20,
            large_bytes: 1 << 20,
            here_bytes: 64 << 10,
            probes: 64,
            recent_files: 64,
            loads: 4,
            slice_shards: 8,
            few_shards: 16,
            many_files: 2_000,
            worker_bytes: 64 << 20,
        }
    }
}
