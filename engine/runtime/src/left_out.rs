//! What a listing found and does not count, for people to see.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sessionscope_log::place::RootId;

/// Why files or folders are not counted, or not followed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LeftReason {
    /// Files that are no logs, and why.
    NotCounted(String),
    /// Folders that were not entered, and why.
    NotEntered(String),
    /// The browser's handles hide them: they were read once, when their folder was dropped.
    ReadOnce,
}

/// What was left out of a folder for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The folder.
    pub root: RootId,
    /// Why.
    pub reason: LeftReason,
    /// How many there are.
    pub count: u64,
    /// The path of one, below the folder.
    pub example: String,
}

/// What was left out, by folder and reason.
#[derive(Debug, Default)]
pub(crate) struct LeftOuts(BTreeMap<(RootId, LeftReason), (u64, String)>);

impl LeftOuts {
    /// Notes one.
    pub fn note(&mut self, root: RootId, reason: LeftReason, path: &str) {
        let (count, _) = self
            .0
            .entry((root, reason))
            .or_insert_with(|| (0, path.to_owned()));
        *count += 1;
    }

    /// A folder is listed again, or leaves.
    pub fn forget(&mut self, root: RootId) {
        self.0.retain(|(of, _), _| *of != root);
    }

    /// Everything is forgotten.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// All there is.
    pub fn list(&self) -> Vec<LeftOut> {
        let all = self.0.iter();
        let all = all.map(|((root, reason), (count, example))| LeftOut {
            root: *root,
            reason: reason.clone(),
            count: *count,
            example: example.clone(),
        });
        all.collect()
    }
}
