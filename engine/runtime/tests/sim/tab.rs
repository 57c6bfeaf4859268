//! A page: its runtime, and what its shell holds for it.

use std::collections::{BTreeMap, BTreeSet};

use sessionscope_accounts::price::PriceTable;
use sessionscope_queries::AnyAnswer;
use sessionscope_runtime::Runtime;
use sessionscope_runtime::id::{CallId, FileRef, ListId, WorkerId};
use sessionscope_runtime::query::{AnswerRevision, QueryId};
use sessionscope_runtime::settings::{Limits, Settings};

/// Small, so that small worlds reach every limit.
const LIMITS: Limits = Limits {
    workers: 2,
    waiting_files: 2,
    first_files: 2,
    job_files: 2,
    job_bytes: 2_000,
    large_bytes: 1_500,
    here_bytes: 900,
    probes: 2,
    recent_files: 2,
    loads: 2,
    slice_shards: 2,
    few_shards: 1,
    many_files: 4,
    worker_bytes: 1 << 20,
};

/// A file as the shell saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub disk: usize,
    pub path: String,
    pub size_bytes: u64,
    pub mtime_ms: i64,
}

/// A folder that is being listed: its paths that are left, below the folder at `base`.
#[derive(Clone, Debug)]
pub struct Cursor {
    pub disk: usize,
    pub base: String,
    pub left: Vec<String>,
}

/// A page.
#[derive(Debug, Default)]
pub struct Tab {
    pub runtime: Option<Runtime>,
    /// How often it was started.
    pub life: u32,
    pub files: BTreeMap<FileRef, Seen>,
    pub lists: BTreeMap<ListId, Cursor>,
    /// Lists of which no more is wanted.
    pub ended: BTreeSet<ListId>,
    /// The folders that are watched, by the calls that began it.
    pub watches: BTreeMap<CallId, usize>,
    /// Watches that are not wanted.
    pub unwatched: BTreeSet<CallId>,
    pub workers: BTreeSet<WorkerId>,
    /// The database to which its connection is.
    pub connection: Option<u64>,
    /// What was answered last.
    pub answers: BTreeMap<QueryId, (AnswerRevision, Box<AnyAnswer>)>,
    /// A view asks something that was not asked from the start.
    pub has_late_view: bool,
    /// When the last effect on the store is carried out.
    pub store_ms: i64,
    /// The browser needs no click to let it read folders.
    pub is_granted: bool,
}

impl Tab {
    /// Starts it once more, with nothing but what is stored.
    pub fn start(&mut self, settings: Settings, prices: PriceTable) {
        *self = Self {
            runtime: Some(Runtime::with_prices(settings, LIMITS, prices)),
            life: self.life + 1,
            is_granted: self.is_granted,
            store_ms: self.store_ms,
            ..Self::default()
        };
    }
}
