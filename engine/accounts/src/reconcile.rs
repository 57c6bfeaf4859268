//! How the totals came about, and what tools with other rules would say of the same logs.

use serde::{Deserialize, Serialize};

use sessionscope_log::tokens::WideTokens;

/// From lines to responses, and three other ways to add them up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconcile {
    /// Lines that are not blank.
    pub lines: u64,
    /// Plain usage records.
    pub usage_records: u64,
    /// Usage records nested in `progress` records.
    pub nested_usage_records: u64,
    /// Usage records that repeat a key of the same file: streamed repeats.
    pub collapsed_same_file: u64,
    /// Usage records that repeat a key of another file: copies by fork and resume.
    pub collapsed_across_files: u64,
    /// Responses that are billed, those inside others included.
    pub responses: u64,
    /// The first record of each pair of message and request ids, as some tools count.
    pub first_wins: WideTokens,
    /// Every usage record, as tools without deduplication count.
    pub every_line: WideTokens,
    /// The largest record of each pair of message and request ids.
    pub max_wins_id_request: WideTokens,
}
