//! Which log files are in a folder, in batches: first the names of a batch, then their sizes and times, while the
//! names of the next one are read.
//!
//! A handle takes 7.5 KB of memory in Chromium, a `File` as much. Who lists takes in one batch before it asks for
//! the next, so that few are needed at a time; [`crate::garbage`] has the others given back.

mod content;
mod hidden;
mod stat;
mod tree;
mod walk;

use std::collections::BTreeSet;

use sessionscope_engine::place;
use wasm_bindgen::JsValue;
use web_sys::{File, FileSystemDirectoryHandle};

use super::clock::Slices;
use super::folder::{Folder, is_log, is_output, size_and_time};
pub use hidden::hidden;
use tree::Tree;
use walk::Node;

/// A log file that is there.
pub struct ListedLog {
    /// Its path below the folder, parts joined by `/`.
    pub path: String,
    /// The file as it is now.
    pub file: File,
    /// Its size.
    pub size_bytes: u64,
    /// When it was last changed.
    pub mtime_ms: i64,
}

/// Why something could not be looked at.
#[derive(Debug)]
pub enum Why {
    /// The browser's error.
    Error(JsValue),
    /// Its name is not valid UTF-8. The browser gives an empty one, and takes that for the folder it lies in:
    /// to look into it would never end.
    Nameless,
}

/// A batch of what is in a folder.
#[derive(Default)]
pub struct Listing {
    /// Log files, in no order.
    pub files: Vec<ListedLog>,
    /// Files and folders that could not be looked at, and why.
    pub refused: Vec<(String, Why)>,
    /// Files and folders that the browser's handles leave out in silence. They were looked at by their entries.
    pub hidden: Vec<String>,
    /// Paths of outputs of tools that lie beside logs. Nothing else is asked of them before somebody wants them.
    pub outputs: Vec<String>,
    /// Files and folders that were seen, whatever they are.
    pub seen: u64,
    /// Folders that were not looked into, and why.
    pub skipped: Vec<(String, &'static str)>,
    /// What handles told of folders of which they have told everything by now; only where that was asked for.
    pub told: Vec<ListedNames>,
}

/// What the handle of a folder told of it. [`hidden()`] finds what it left out.
pub struct ListedNames {
    /// The folder.
    pub path: String,
    /// The names of the folders and logs that it told of.
    pub names: Vec<String>,
    /// It broke off with this.
    pub error: Option<JsValue>,
}

impl Listing {
    /// Takes in the next batch.
    pub fn extend(&mut self, next: Self) {
        self.files.extend(next.files);
        self.refused.extend(next.refused);
        self.hidden.extend(next.hidden);
        self.outputs.extend(next.outputs);
        self.seen += next.seen;
        self.skipped.extend(next.skipped);
        self.told.extend(next.told);
    }
}

/// A folder that is being listed.
pub enum Lister {
    /// One whose folders are read as they are found.
    Tree(Box<Tree>),
    /// Files that are there already.
    Files(Vec<(String, File)>),
}

impl Lister {
    /// From the beginning.
    pub fn new(folder: &Folder) -> Self {
        match folder {
            Folder::Handle(root) | Folder::Both(root, _) => Self::part(root, ""),
            Folder::Entry(root) => {
                Self::Tree(Box::new(Tree::new(Node::Entry(root.clone()), "", false)))
            }
            Folder::Files(files) => Self::Files(files.clone()),
        }
    }

    /// The same for a folder in the one given: `prefix` is its path there, with a `/` at its end.
    pub fn part(root: &FileSystemDirectoryHandle, prefix: &str) -> Self {
        Self::Tree(Box::new(Tree::new(
            Node::Handle(root.clone()),
            prefix,
            false,
        )))
    }

    /// One that also says what handles told, so that it can be compared with entries.
    pub fn telling(root: &FileSystemDirectoryHandle) -> Self {
        Self::Tree(Box::new(Tree::new(Node::Handle(root.clone()), "", true)))
    }

    /// Nothing is left.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Tree(tree) => tree.is_over(),
            Self::Files(files) => files.is_empty(),
        }
    }

    /// The next batch; `None` after the last one. It may be without any file.
    ///
    /// # Errors
    /// The browser's error if the folder itself cannot be read: it is gone, or not allowed any more.
    pub async fn next(&mut self) -> Result<Option<Listing>, JsValue> {
        if self.is_over() {
            return Ok(None);
        }
        match self {
            Self::Tree(tree) => tree.next().await.map(Some),
            Self::Files(files) => Ok(Some(list_files(std::mem::take(files)).await)),
        }
    }
}

/// The first look at a chosen file's size asks the disk: in slices, since there may be thousands.
async fn list_files(files: Vec<(String, File)>) -> Listing {
    let mut listing = Listing {
        seen: files.len() as u64,
        ..Listing::default()
    };
    let mut slices = Slices::default();
    let mut skipped = BTreeSet::new();
    for (path, file) in files {
        if let Some((folder, reason)) = place::skipped_above(&path) {
            skipped.insert((folder.to_owned(), reason));
            continue;
        }
        if is_output(&path) {
            listing.outputs.push(path);
        } else if is_log(&path) {
            listing.files.push(listed(path, file));
        }
        slices.breathe().await;
    }
    listing.skipped = skipped.into_iter().collect();
    listing
}

/// A file as it is when it is looked at.
pub fn listed(path: String, file: File) -> ListedLog {
    let (size_bytes, mtime_ms) = size_and_time(&file);
    ListedLog {
        path,
        file,
        size_bytes,
        mtime_ms,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}/{name}")
    }
}
