//! All logs, for the search index.

use serde::{Deserialize, Serialize};
use sessionscope_log::place::RootId;

use crate::basis::Basis;
use crate::question::Question;

/// Which logs are there, and as of when, by their real names? Only those who speak to the files may ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogsQuestion;

/// The logs that count, in the order of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogsAnswer {
    /// Folders, by number and name.
    pub roots: Vec<(RootId, String)>,
    /// Files.
    pub files: Vec<LogFile>,
}

/// A log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFile {
    /// Its folder.
    pub root: RootId,
    /// Its path below the project folders.
    pub path: String,
    /// Its size when it was read last.
    pub size_bytes: u64,
    /// When it was changed last before that, in milliseconds since 1970.
    pub mtime_ms: i64,
}

impl Question for LogsQuestion {
    type Answer = LogsAnswer;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> LogsAnswer {
        let files = basis.real.files.iter().map(|file| LogFile {
            root: file.root,
            path: file.path.clone(),
            size_bytes: file.size_bytes,
            mtime_ms: file.mtime_ms,
        });
        LogsAnswer {
            roots: basis.real.roots.clone(),
            files: files.collect(),
        }
    }
}
