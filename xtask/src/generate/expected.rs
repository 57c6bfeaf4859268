//! What the generator wrote, counted while writing, apart from the engine that will read it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::time::day;

/// The four token classes of one API response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens read at the full price.
    pub input: u64,
    /// Tokens written.
    pub output: u64,
    /// Tokens written to the cache for five minutes.
    pub cache_5m: u64,
    /// Tokens written to the cache for an hour.
    pub cache_1h: u64,
    /// Tokens read from the cache.
    pub cache_read: u64,
}

/// Sums of responses.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Sums {
    responses: u64,
    input_tokens: u64,
    output_tokens: u64,
    cache_creation_tokens: u64,
    cache_creation_5m_tokens: u64,
    cache_creation_1h_tokens: u64,
    cache_read_tokens: u64,
}

impl Sums {
    fn add(&mut self, usage: Usage) {
        self.responses += 1;
        self.input_tokens += usage.input;
        self.output_tokens += usage.output;
        self.cache_creation_tokens += usage.cache_5m + usage.cache_1h;
        self.cache_creation_5m_tokens += usage.cache_5m;
        self.cache_creation_1h_tokens += usage.cache_1h;
        self.cache_read_tokens += usage.cache_read;
    }
}

/// Counts over the whole corpus, in the names of the page's figures.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Counts {
    /// Folders with at least one session.
    pub projects: u64,
    /// Session files.
    pub sessions: u64,
    /// Subagent files.
    pub subagents: u64,
    /// All files.
    pub files: u64,
    /// All bytes.
    pub bytes: u64,
    /// Lines that are not blank.
    pub lines: u64,
    /// Lines that are not one object.
    pub malformed_lines: u64,
    /// Records found in malformed lines.
    pub recovered_records: u64,
    /// What was sent in the user's name.
    pub messages_user: u64,
    /// Distinct messages of the model.
    pub messages_assistant: u64,
    /// Distinct tool uses.
    pub tool_calls: u64,
    /// Distinct tool uses that failed.
    pub tool_errors: u64,
}

/// The totals of a generated corpus. Costs are left to the engine: prices are its own matter.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Expected {
    #[serde(flatten)]
    counts: Counts,
    #[serde(flatten)]
    sums: Sums,
    by_project: BTreeMap<String, Sums>,
    by_model: BTreeMap<String, Sums>,
    by_day_utc: BTreeMap<String, Sums>,
    record_types: BTreeMap<&'static str, u64>,
    largest_file_bytes: u64,
}

impl Expected {
    /// The counts, to add to.
    pub fn counts(&mut self) -> &mut Counts {
        &mut self.counts
    }

    /// The counts.
    pub fn totals(&self) -> Counts {
        self.counts
    }

    /// A billed response, given once however often it is written.
    pub fn response(&mut self, project: &str, model: &str, time_ms: i64, usage: Usage) {
        self.sums.add(usage);
        self.by_project
            .entry(project.to_owned())
            .or_default()
            .add(usage);
        self.by_model
            .entry(model.to_owned())
            .or_default()
            .add(usage);
        self.by_day_utc.entry(day(time_ms)).or_default().add(usage);
    }

    /// A line of this kind.
    pub fn line(&mut self, kind: &'static str) {
        self.counts.lines += 1;
        *self.record_types.entry(kind).or_default() += 1;
    }

    /// A finished file of this size in bytes.
    pub fn file(&mut self, bytes: u64) {
        self.counts.files += 1;
        self.counts.bytes += bytes;
        self.largest_file_bytes = self.largest_file_bytes.max(bytes);
    }
}
