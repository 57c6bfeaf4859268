//! Which log files are in a folder, in batches: first the names of a batch, then their sizes and
//! times, since doing both at once takes twice as long.
//!
//! A handle takes 7.5 KB of memory in Chromium. Batches keep the number of those that are needed
//! small; [`sessionscope_worker::garbage`] has the others given back.

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
use super::folder::{Folder, file_of_entry, file_of_handle, is_log};

/// Folders read at once.
const FOLDERS_AT_ONCE: usize = 8;
/// Files looked at at once.
const FILES_AT_ONCE: usize = 64;
/// Names of so many files make a batch.
const BATCH_FILES: usize = 1_500;
/// Names read of a folder before other folders have their turn: one of many files is no exception
/// from [`BATCH_FILES`].
const TURN_NAMES: usize = 128;
/// How long one turn of a folder may take, in milliseconds.
const FOLDER_LIMIT_MS: i32 = 60_000;

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

/// What is in a folder.
#[derive(Default)]
pub struct Listing {
    /// Log files, in no order.
    pub files: Vec<Listed>,
    /// Files and folders that could not be looked at: path and the browser's error.
    pub refused: Vec<(String, JsValue)>,
}

/// Lists a folder.
///
/// # Errors
/// The browser's error if the folder itself cannot be read: it is gone, or not allowed any more.
pub async fn list(folder: &Folder) -> Result<Listing, JsValue> {
    match folder {
        Folder::Handle(root) => list_tree(Node::Handle(root.clone())).await,
        Folder::Entry(root) => list_tree(Node::Entry(root.clone())).await,
        Folder::Files(files) => Ok(list_files(files).await),
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

async fn list_tree(root: Node) -> Result<Listing, JsValue> {
    let mut listing = Listing::default();
    let mut waiting = vec![(String::new(), root)];
    while !waiting.is_empty() {
        let leaves = names(&mut waiting, &mut listing.refused).await?;
        stat(leaves, &mut listing).await;
        garbage::invite_collection();
    }
    Ok(listing)
}

/// Reads folders until a batch of files is there. The deepest come first, so that few wait.
async fn names(
    waiting: &mut Vec<(String, Node)>,
    refused: &mut Vec<(String, JsValue)>,
) -> Result<Vec<(String, Leaf)>, JsValue> {
    let mut leaves = Vec::new();
    let mut running: FuturesUnordered<Reading> = FuturesUnordered::new();
    loop {
        while running.len() < FOLDERS_AT_ONCE && leaves.len() < BATCH_FILES {
            let Some((path, node)) = waiting.pop() else {
                break;
            };
            running.push(Box::pin(read(path, node)));
        }
        let Some((path, content)) = running.next().await else {
            return Ok(leaves);
        };
        match content {
            Ok(content) => {
                waiting.extend(content.folders);
                leaves.extend(content.files);
            }
            Err(error) if path.is_empty() => return Err(error),
            Err(error) => refused.push((path, error)),
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
async fn list_files(files: &[(String, File)]) -> Listing {
    let mut listing = Listing::default();
    let mut slices = Slices::new();
    for (path, file) in files {
        listing.files.push(listed(path.clone(), file.clone()));
        slices.breathe().await;
    }
    listing
}

// Sizes and times are whole numbers below 2^53.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn listed(path: String, file: File) -> Listed {
    Listed {
        path,
        size_bytes: file.size() as u64,
        mtime_ms: file.last_modified() as i64,
        file,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}/{name}")
    }
}
