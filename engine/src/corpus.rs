//! Many files' digests, by root and path; any may be replaced, grown or removed.
//!
//! The corpus is nothing but its files: whatever order they came in, equal files make equal
//! corpora, and so equal ledgers. That is what makes incremental equal to rebuilt.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::FileDigest;

/// A folder that the user gave; files are named within one.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct RootId(pub u16);

/// A file of the corpus and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// The folder it came from.
    pub root: RootId,
    /// Its path within the folder's projects, parts joined by `/`.
    pub path: String,
    /// Its size when it was read.
    pub size_bytes: u64,
    /// When it was last changed, as the file system says.
    pub mtime_ms: i64,
    /// What it says.
    pub digest: FileDigest,
}

/// All files that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corpus {
    roots: BTreeMap<RootId, String>,
    files: BTreeMap<(RootId, String), StoredFile>,
}

impl Corpus {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names a root; a file in no project folder belongs to a project of this name.
    pub fn set_root(&mut self, root: RootId, name: &str) {
        self.roots.insert(root, name.to_owned());
    }

    /// The name of a root; empty if it has none.
    pub fn root_name(&self, root: RootId) -> &str {
        self.roots.get(&root).map_or("", String::as_str)
    }

    /// The roots by number.
    pub fn roots(&self) -> impl Iterator<Item = (RootId, &str)> {
        self.roots.iter().map(|(&root, name)| (root, name.as_str()))
    }

    /// Adds a file, or puts it in the place of the one at its path. Returns the one replaced.
    pub fn put(&mut self, file: StoredFile) -> Option<StoredFile> {
        self.files.insert((file.root, file.path.clone()), file)
    }

    /// Takes in what was read from a grown file's resume point on; `false` if there is no such file.
    pub fn append(
        &mut self,
        root: RootId,
        path: &str,
        size_bytes: u64,
        mtime_ms: i64,
        grown: FileDigest,
    ) -> bool {
        let Some(file) = self.files.get_mut(&(root, path.to_owned())) else {
            return false;
        };
        file.digest.append(grown);
        file.size_bytes = size_bytes;
        file.mtime_ms = mtime_ms;
        true
    }

    /// Removes a file and returns it.
    pub fn remove(&mut self, root: RootId, path: &str) -> Option<StoredFile> {
        self.files.remove(&(root, path.to_owned()))
    }

    /// Removes a root and all its files.
    pub fn remove_root(&mut self, root: RootId) {
        self.roots.remove(&root);
        self.files.retain(|(of, _), _| *of != root);
    }

    /// The file at a path.
    pub fn get(&self, root: RootId, path: &str) -> Option<&StoredFile> {
        self.files.get(&(root, path.to_owned()))
    }

    /// All files by root and path.
    pub fn files(&self) -> impl Iterator<Item = &StoredFile> {
        self.files.values()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
