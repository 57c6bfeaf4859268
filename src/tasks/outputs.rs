//! Outputs of tools that were too large for their logs and lie beside them, as listings found them.
//!
//! They are never counted: they are opened from where a log names them, and searched.

use std::collections::BTreeMap;

use sessionscope_engine::corpus::RootId;

use crate::browser::list::Beside;

/// The outputs beside the logs of all folders: size in bytes and time of change, by folder and path
/// below the folder itself.
#[derive(Default)]
pub struct Outputs(BTreeMap<(RootId, String), (u64, i64)>);

impl Outputs {
    /// Takes in what a listing of the folder at `prefix` (with a `/` at its end, if it is not the
    /// folder itself) found.
    pub fn note(&mut self, root: RootId, prefix: &str, beside: &[Beside]) {
        let found = beside.iter().map(|file| {
            let path = format!("{prefix}{}", file.path);
            ((root, path), (file.size_bytes, file.mtime_ms))
        });
        self.0.extend(found);
    }

    /// Takes out what is known of a folder, before it is listed anew.
    pub fn forget(&mut self, root: RootId) {
        self.0.retain(|(of, _), _| *of != root);
    }

    #[allow(
        dead_code,
        reason = "the search index takes them in with the next commit"
    )]
    /// All of them: folder, path below the folder itself, size in bytes, time of change.
    pub fn all(&self) -> impl Iterator<Item = (RootId, &str, u64, i64)> {
        let all = self.0.iter();
        all.map(|((root, path), (size_bytes, mtime_ms))| {
            (*root, path.as_str(), *size_bytes, *mtime_ms)
        })
    }
}
