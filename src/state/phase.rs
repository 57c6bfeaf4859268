//! What is going on.

/// What is going on; `<html data-state>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was given yet.
    #[default]
    Empty,
    /// A folder was given and is being listed.
    Opening,
    /// Files are being read.
    Indexing,
    /// The figures are there.
    Ready,
    /// Nothing can be shown; a notice says why.
    Error,
}

impl Phase {
    /// The stable name in `data-state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Opening => "opening",
            Self::Indexing => "indexing",
            Self::Ready => "ready",
            Self::Error => "error",
        }
    }
}

/// How far indexing is. Files and bytes are those that have to be read, not those that are known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Files read, or given up with a reason.
    pub files_done: u64,
    /// Files to read.
    pub files_total: u64,
    /// Bytes read of them.
    pub bytes_done: u64,
    /// Bytes to read.
    pub bytes_total: u64,
    /// How fast it goes; 0 until that is known.
    pub bytes_per_second: f64,
    /// How long the rest will take at that rate.
    pub seconds_left: Option<f64>,
    /// Files and folders seen while looking for logs.
    pub seen: u64,
    /// Folders are still being listed: there may be more to read.
    pub listing: bool,
    /// It was cancelled: the figures hold only what was read until then.
    pub partial: bool,
}
