//! How many files each folder has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sessionscope_log::place::{RootId, label};

use crate::basis::Basis;
use crate::question::Question;

/// How many files does each folder have?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldersQuestion;

/// The files of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderFiles {
    /// Log files in it that count.
    pub files: u64,
    /// Roots within it, where its project folders lie deeper: what holds each (empty for the folder itself),
    /// and its log files that count.
    pub inner: Vec<(String, u64)>,
}

impl Question for FoldersQuestion {
    type Answer = Vec<(RootId, FolderFiles)>;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> Self::Answer {
        let mut folders: BTreeMap<RootId, (u64, BTreeMap<&str, u64>)> = BTreeMap::new();
        for file in &basis.revision.files {
            let (files, inner) = folders.entry(file.root).or_default();
            *files += 1;
            if let Some(label) = label(&file.path) {
                *inner.entry(label).or_default() += 1;
            }
        }
        let folders = folders.into_iter().map(|(root, (files, inner))| {
            let inner = inner.into_iter();
            let inner = inner.map(|(label, files)| (label.to_owned(), files));
            let inner = inner.collect();
            (root, FolderFiles { files, inner })
        });
        folders.collect()
    }
}
