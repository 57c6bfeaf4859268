//! What is said about folders and the files in them.

use serde::{Deserialize, Serialize};
use sessionscope_log::place::RootId;

use crate::id::{FileRef, FolderRef};

/// A folder as the user gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenFolder {
    /// The folder.
    pub folder: FolderRef,
    /// Its own name.
    pub name: String,
    /// How it can be read.
    pub access: Access,
    /// It is remembered for the next visit. The bundled sample is not.
    pub kept: bool,
}

/// How a folder can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// By a handle: again at the next visit, and it can be watched.
    Handle,
    /// By a handle and by the entry of a drop. The entry shows names that the handle hides, for as
    /// long as the page lives.
    HandleAndEntry,
    /// By an entry or a list of files, for as long as the page lives.
    Once,
}

impl Access {
    /// The folder can be read again later, and be watched.
    #[must_use]
    pub fn has_handle(self) -> bool {
        self != Self::Once
    }
}

/// How a folder lies to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// They are the same folder.
    Same,
    /// The folder given lies within the known one.
    Within,
    /// The known folder lies within the one given.
    Around,
}

/// A known folder, and how a folder given lies to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The known folder.
    pub root: RootId,
    /// How the folder given lies to it.
    pub relation: Relation,
}

/// A file as the shell saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its path below the folder that was listed, parts joined by `/`.
    pub path: String,
    /// The file as it was then.
    pub stat: Stat,
}

/// A file at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// The file as it was then. Reading it fails with [`Fault::Changed`] once it was written to.
    pub file: FileRef,
    /// Its size.
    pub size_bytes: u64,
    /// When it was last changed, in milliseconds since 1970.
    pub mtime_ms: i64,
}

/// A part of what a folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Files that may be logs, in no order.
    pub files: Vec<FileEntry>,
    /// Files and folders that could not be looked at, and why.
    pub refused: Vec<(String, Fault)>,
    /// Files and folders that handles hide. They were looked at by the entry of a drop.
    pub hidden: Vec<String>,
    /// Paths of outputs of tools that lie beside logs.
    pub outputs: Vec<String>,
    /// Files and folders that were seen, whatever they are.
    pub seen: u64,
    /// Folders that were not entered, and why.
    pub skipped: Vec<(String, String)>,
    /// The folder has been listed completely.
    pub is_last: bool,
}

impl Batch {
    /// Takes in the batch that follows.
    pub fn extend(&mut self, next: Self) {
        self.files.extend(next.files);
        self.refused.extend(next.refused);
        self.hidden.extend(next.hidden);
        self.outputs.extend(next.outputs);
        self.seen += next.seen;
        self.skipped.extend(next.skipped);
        self.is_last = next.is_last;
    }
}

/// What a watcher says may have changed. It is a hint: the file itself is the truth. Paths are below
/// the watched folder, parts joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hint {
    /// Something about a file.
    File(String),
    /// Something about a folder and all that is in it; `""` is the watched folder itself.
    Folder(String),
    /// A file or folder is not there any more.
    Vanished(String),
    /// A folder is new. What was made in it before the watcher noticed it is not reported.
    NewFolder(String),
    /// Not all changes were reported, or none will be any more.
    Broken,
}

/// Why a file or folder could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fault {
    /// It was changed after it was looked at. To look again may help.
    Changed,
    /// It is not there any more.
    Gone,
    /// The system or the browser does not allow it.
    Refused,
    /// It failed for another reason.
    Failed,
    /// The worker that read it died or hung, twice.
    Crashed,
    /// Its name is not valid UTF-8: the browser cannot open it.
    Nameless,
    /// There was no answer.
    Silent,
}
