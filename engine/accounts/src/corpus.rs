//! The files of a corpus in the form in which they are kept: packed digests by root and path.

use sessionscope_log::place::RootId;

use sessionscope_log::proof::Resume;

/// A file of the corpus and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub content: FileContent,
}

/// What a file says: packed digests of neighbouring runs of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileContent {
    /// Where the body ends.
    pub resume: Resume,
    /// All lines that end in a line feed, in one or more runs, one [`packed`](crate::pack) digest
    /// each.
    pub body: Vec<Box<[u8]>>,
    /// The last line where it has no line feed (yet); read again when the file has grown.
    pub tail: Option<Box<[u8]>>,
}
