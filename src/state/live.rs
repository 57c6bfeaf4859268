//! How the figures follow the folders.

use sessionscope_engine::time::Instant;

/// How the figures follow the folders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// By what changes are noticed.
    pub mode: LiveMode,
    /// When the figures became those of the folders last.
    pub updated: Option<Instant>,
    /// There is a folder that can be followed.
    pub possible: bool,
}

/// By what changes are noticed; `<html data-live>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveMode {
    /// Not at all: paused, or nothing that can be followed.
    #[default]
    Off,
    /// The browser tells.
    Watching,
    /// By looking again and again, in one folder at least.
    Polling,
}

impl LiveMode {
    /// The stable name in `data-live`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Watching => "watching",
            Self::Polling => "polling",
        }
    }
}
