//! Which log files are in a folder: first all names, then sizes and times, since doing both at
//! once takes twice as long.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use futures::stream::{FuturesUnordered, StreamExt as _};
use js_sys::{Array, Promise};
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
/// How long reading one folder may take, in milliseconds.
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
    let mut refused = Vec::new();
    let mut leaves = Vec::new();
    let mut waiting = VecDeque::from([(String::new(), root)]);
    let mut running: FuturesUnordered<Reading> = FuturesUnordered::new();
    loop {
        while running.len() < FOLDERS_AT_ONCE {
            let Some((path, node)) = waiting.pop_front() else {
                break;
            };
            running.push(Box::pin(read(path, node)));
        }
        let Some((path, content)) = running.next().await else {
            break;
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
    Ok(stat(leaves, refused).await)
}

async fn read(path: String, node: Node) -> (String, Result<Content, JsValue>) {
    let reading = async {
        match node {
            Node::Handle(folder) => read_handle(&path, &folder).await,
            Node::Entry(folder) => read_entry(&path, &folder).await,
        }
    };
    let content = clock::within(FOLDER_LIMIT_MS, reading).await;
    let content = content.unwrap_or_else(|| Err(JsValue::from_str("the folder did not answer")));
    (path, content)
}

async fn read_handle(path: &str, folder: &FileSystemDirectoryHandle) -> Result<Content, JsValue> {
    let mut content = Content::default();
    let values = folder.values();
    loop {
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

/// Looks at all files. Each handle is let go as soon as its file is there.
async fn stat(leaves: Vec<(String, Leaf)>, refused: Vec<(String, JsValue)>) -> Listing {
    let mut listing = Listing {
        files: Vec::with_capacity(leaves.len()),
        refused,
    };
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
    listing
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
