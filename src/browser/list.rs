//! Which log files are in a folder, in batches: first the names of a batch, then their sizes and
//! times, since doing both at once takes twice as long.
//!
//! A handle takes 7.5 KB of memory in Chromium, a `File` as much. Who lists takes in one batch before
//! it asks for the next, so that few are needed at a time; [`sessionscope_worker::garbage`] has the
//! others given back.

use std::future::Future;
use std::pin::Pin;

use futures::stream::{FuturesUnordered, StreamExt as _};
use js_sys::{Array, AsyncIterator, Promise};
use sessionscope_worker::garbage;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryEntry, FileSystemDirectoryHandle, FileSystemEntry,
    FileSystemFileEntry, FileSystemFileHandle, FileSystemHandle, FileSystemHandleKind,
};

use super::clock::{self, Slices};
use super::folder::{Folder, file_of_entry, file_of_handle, is_log, size_and_time};

/// Folders read at once.
const FOLDERS_AT_ONCE: usize = 8;
/// Files looked at at once.
const FILES_AT_ONCE: usize = 64;
/// Names of so many files make a batch.
const BATCH_FILES: usize = 512;
/// Names read of a folder before other folders have their turn: one of many files is no exception
/// from [`BATCH_FILES`].
const TURN_NAMES: usize = 128;
/// How long one turn of a folder may take, in milliseconds.
const FOLDER_LIMIT_MS: u32 = 60_000;

/// A log file that is there.
pub struct Listed {
    /// Its path below the folder, parts joined by `/`.
    pub path: String,
    /// The file as it is now.
    pub file: File,
    /// Its size.
    pub size_bytes: u64,
    /// When it was last changed.
    pub mtime_ms: i64,
}

/// A batch of what is in a folder.
#[derive(Default)]
pub struct Listing {
    /// Log files, in no order.
    pub files: Vec<Listed>,
    /// Files and folders that could not be looked at: path and the browser's error.
    pub refused: Vec<(String, JsValue)>,
}

/// A folder that is being listed.
pub enum Lister {
    /// One whose folders are read as they are found.
    Tree(Tree),
    /// Files that are there already.
    Files(Vec<(String, File)>),
}

/// Folders that are still to be read.
pub struct Tree {
    /// These come next, the last one first.
    waiting: Vec<(String, Node)>,
    /// The folder's own folders but for `projects`, which comes first: whether there is one decides
    /// which paths are logs.
    later: Vec<(String, Node)>,
}

impl Lister {
    /// From the beginning.
    pub fn new(folder: &Folder) -> Self {
        let root = match folder {
            Folder::Handle(root) => Node::Handle(root.clone()),
            Folder::Entry(root) => Node::Entry(root.clone()),
            Folder::Files(files) => return Self::Files(files.clone()),
        };
        Self::Tree(Tree {
            waiting: vec![(String::new(), root)],
            later: Vec::new(),
        })
    }

    /// The next batch; `None` after the last one. Only the last one may be without any file.
    ///
    /// # Errors
    /// The browser's error if the folder itself cannot be read: it is gone, or not allowed any more.
    pub async fn next(&mut self) -> Result<Option<Listing>, JsValue> {
        match self {
            Self::Tree(tree) if tree.waiting.is_empty() && tree.later.is_empty() => Ok(None),
            Self::Tree(tree) => tree.next().await.map(Some),
            Self::Files(files) if files.is_empty() => Ok(None),
            Self::Files(files) => Ok(Some(list_files(std::mem::take(files)).await)),
        }
    }
}

/// A folder that is to be read.
enum Node {
    Handle(FileSystemDirectoryHandle),
    /// The rest of one.
    Rest(AsyncIterator),
    Entry(FileSystemDirectoryEntry),
}

/// A file that is to be looked at.
enum Leaf {
    Handle(FileSystemFileHandle),
    Entry(FileSystemFileEntry),
}

/// What one folder holds.
#[derive(Default)]
struct Content {
    folders: Vec<(String, Node)>,
    files: Vec<(String, Leaf)>,
}

type Reading = Pin<Box<dyn Future<Output = (String, Result<Content, JsValue>)>>>;

impl Tree {
    async fn next(&mut self) -> Result<Listing, JsValue> {
        let mut listing = Listing::default();
        let leaves = self.names(&mut listing.refused).await?;
        stat(leaves, &mut listing).await;
        garbage::invite_collection();
        Ok(listing)
    }

    /// Reads folders until a batch of files is there. The deepest come first, so that few wait.
    async fn names(
        &mut self,
        refused: &mut Vec<(String, JsValue)>,
    ) -> Result<Vec<(String, Leaf)>, JsValue> {
        let mut leaves = Vec::new();
        let mut running: FuturesUnordered<Reading> = FuturesUnordered::new();
        loop {
            while running.len() < FOLDERS_AT_ONCE && leaves.len() < BATCH_FILES {
                if self.waiting.is_empty() && running.is_empty() {
                    self.waiting.append(&mut self.later);
                }
                let Some((path, node)) = self.waiting.pop() else {
                    break;
                };
                let is_root = path.is_empty();
                running.push(Box::pin(read(path, node)));
                if is_root {
                    // What stands in it decides what comes next.
                    break;
                }
            }
            let Some((path, content)) = running.next().await else {
                return Ok(leaves);
            };
            match content {
                Ok(content) => {
                    for folder in content.folders {
                        self.add(path.is_empty(), folder);
                    }
                    leaves.extend(content.files);
                }
                Err(error) if path.is_empty() => return Err(error),
                Err(error) => refused.push((path, error)),
            }
        }
    }

    fn add(&mut self, of_root: bool, folder: (String, Node)) {
        if of_root && !matches!(folder.0.as_str(), "" | "projects") {
            self.later.push(folder);
        } else {
            self.waiting.push(folder);
        }
    }
}

async fn read(path: String, node: Node) -> (String, Result<Content, JsValue>) {
    let reading = async {
        match node {
            Node::Handle(folder) => read_values(&path, folder.values()).await,
            Node::Rest(values) => read_values(&path, values).await,
            Node::Entry(folder) => read_entry(&path, &folder).await,
        }
    };
    let content = clock::within(FOLDER_LIMIT_MS, reading).await;
    let content = content.unwrap_or_else(|| Err(JsValue::from_str("the folder did not answer")));
    (path, content)
}

async fn read_values(path: &str, values: AsyncIterator) -> Result<Content, JsValue> {
    let mut content = Content::default();
    for _ in 0..TURN_NAMES {
        let next = JsFuture::from(values.next()?).await?;
        let next: js_sys::IteratorNext = next.unchecked_into();
        if next.done() {
            return Ok(content);
        }
        let handle: FileSystemHandle = next.value().unchecked_into();
        let inner = join(path, &handle.name());
        if handle.kind() == FileSystemHandleKind::Directory {
            content
                .folders
                .push((inner, Node::Handle(handle.unchecked_into())));
        } else if is_log(&inner) {
            content
                .files
                .push((inner, Leaf::Handle(handle.unchecked_into())));
        }
    }
    content.folders.push((path.to_owned(), Node::Rest(values)));
    Ok(content)
}

async fn read_entry(path: &str, folder: &FileSystemDirectoryEntry) -> Result<Content, JsValue> {
    let mut content = Content::default();
    let reader = folder.create_reader();
    loop {
        let mut failed = None;
        let some = Promise::new(&mut |resolve, reject| {
            failed = reader
                .read_entries_with_callback_and_callback(&resolve, &reject)
                .err();
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let some: Array = JsFuture::from(some).await?.unchecked_into();
        if some.length() == 0 {
            return Ok(content);
        }
        for entry in some.iter() {
            let entry: FileSystemEntry = entry.unchecked_into();
            let inner = join(path, &entry.name());
            if entry.is_directory() {
                content
                    .folders
                    .push((inner, Node::Entry(entry.unchecked_into())));
            } else if is_log(&inner) {
                content
                    .files
                    .push((inner, Leaf::Entry(entry.unchecked_into())));
            }
        }
    }
}

/// Looks at files. Each handle is let go as soon as its file is there.
async fn stat(leaves: Vec<(String, Leaf)>, listing: &mut Listing) {
    let mut looks = futures::stream::iter(leaves)
        .map(|(path, leaf)| async move {
            let file = match leaf {
                Leaf::Handle(handle) => file_of_handle(&handle).await,
                Leaf::Entry(entry) => file_of_entry(entry).await,
            };
            (path, file)
        })
        .buffer_unordered(FILES_AT_ONCE);
    while let Some((path, file)) = looks.next().await {
        match file {
            Ok(file) => listing.files.push(listed(path, file)),
            Err(error) => listing.refused.push((path, error)),
        }
    }
}

/// The first look at a chosen file's size asks the disk: in slices, since there may be thousands.
async fn list_files(files: Vec<(String, File)>) -> Listing {
    let mut listing = Listing::default();
    let mut slices = Slices::new();
    for (path, file) in files {
        listing.files.push(listed(path, file));
        slices.breathe().await;
    }
    listing
}

/// A file as it is when it is looked at.
pub fn listed(path: String, file: File) -> Listed {
    let (size_bytes, mtime_ms) = size_and_time(&file);
    Listed {
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
