//! Which log files are in a folder, in batches: first the names of a batch, then their sizes and
//! times, since doing both at once takes twice as long.
//!
//! A handle takes 7.5 KB of memory in Chromium, a `File` as much. Who lists takes in one batch before it asks for
//! the next, so that few are needed at a time; [`crate::garbage`] has the others given back.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use crate::garbage;
use futures::stream::{FuturesUnordered, StreamExt as _};
use js_sys::{Array, AsyncIterator, Promise};
use sessionscope_engine::order::inserted;
use sessionscope_engine::place;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryEntry, FileSystemDirectoryHandle, FileSystemEntry,
    FileSystemFileEntry, FileSystemFileHandle, FileSystemHandle, FileSystemHandleKind,
};

use super::clock::{self, Slices, since_start_ms};
use super::folder::{Folder, file_of_entry, file_of_handle, is_log, is_output, size_and_time};

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
/// How long the look at one file may take, in milliseconds: on a network's disk one may never answer.
const FILE_LIMIT_MS: u32 = 30_000;
/// A batch is handed out after this time, however small, in milliseconds: who waits for it shows how far it is,
/// or does not want the rest any more.
const BATCH_MS: f64 = 250.0;

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
    pub files: Vec<Listed>,
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
    }
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
    /// The folder's own folders but for `projects` and `.claude`, which come first: whether there is one decides
    /// which paths are logs.
    later: Vec<(String, Node)>,
    /// What comes before all paths where it is a part of a larger one.
    prefix: String,
}

impl Lister {
    /// From the beginning.
    pub fn new(folder: &Folder) -> Self {
        Self::part(folder, "")
    }

    /// The same for a folder in the one given: `prefix` is its path there, with a `/` at its end.
    pub fn part(folder: &Folder, prefix: &str) -> Self {
        let root = match folder {
            Folder::Handle(root) => Node::Handle(root.clone(), None),
            Folder::Both(root, entry) => Node::Handle(root.clone(), Some(entry.clone())),
            Folder::Entry(root) => Node::Entry(root.clone()),
            Folder::Files(files) => return Self::Files(files.clone()),
        };
        Self::Tree(Tree {
            waiting: vec![(String::new(), root)],
            later: Vec::new(),
            prefix: prefix.to_owned(),
        })
    }

    /// Nothing is left.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Tree(tree) => tree.waiting.is_empty() && tree.later.is_empty(),
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

/// A folder that is to be read.
enum Node {
    /// With its entry, where it was dropped.
    Handle(FileSystemDirectoryHandle, Option<FileSystemDirectoryEntry>),
    /// The rest of one.
    Rest(AsyncIterator, Option<Entries>),
    Entry(FileSystemDirectoryEntry),
}

/// What the entry of a folder has, by name, of which its handle has not told yet.
type Entries = BTreeMap<String, FileSystemEntry>;

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
    refused: Vec<(String, Why)>,
    hidden: Vec<String>,
    /// What is no log, but lies beside one.
    outputs: Vec<String>,
    /// All that was seen, whatever it is.
    seen: u64,
}

type Reading = Pin<Box<dyn Future<Output = (String, Result<Content, JsValue>)>>>;

impl Tree {
    async fn next(&mut self) -> Result<Listing, JsValue> {
        let mut listing = Listing::default();
        let leaves = self.names(&mut listing).await?;
        stat(leaves, &mut listing).await;
        garbage::invite_collection();
        Ok(listing)
    }

    /// Reads folders until a batch of files is there. The deepest come first, so that few wait.
    async fn names(&mut self, listing: &mut Listing) -> Result<Vec<(String, Leaf)>, JsValue> {
        let since_ms = since_start_ms();
        let mut leaves = Vec::new();
        let mut running: FuturesUnordered<Reading> = FuturesUnordered::new();
        loop {
            while running.len() < FOLDERS_AT_ONCE
                && leaves.len() < BATCH_FILES
                && since_start_ms() - since_ms < BATCH_MS
            {
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
                    self.add_all(&path, content.folders, &mut listing.skipped);
                    listing.seen += content.seen;
                    listing.refused.extend(content.refused);
                    listing.hidden.extend(content.hidden);
                    listing.outputs.extend(content.outputs);
                    leaves.extend(content.files);
                }
                Err(error) if path.is_empty() => return Err(error),
                Err(error) => listing.refused.push((path, Why::Error(error))),
            }
        }
    }

    /// The folders of the folder at `path`. A `.claude` is what is looked for: it comes next.
    fn add_all(
        &mut self,
        path: &str,
        folders: Vec<(String, Node)>,
        skipped: &mut Vec<(String, &'static str)>,
    ) {
        let mut claude = None;
        for (inner, node) in folders {
            let full = [self.prefix.as_str(), &inner].concat();
            if let Some(reason) = place::skipped(&full) {
                skipped.push((full, reason));
            } else if inner.ends_with("/.claude") {
                claude = Some((inner, node));
            } else if path.is_empty() && !matches!(inner.as_str(), "" | "projects" | ".claude") {
                self.later.push((inner, node));
            } else {
                self.waiting.push((inner, node));
            }
        }
        self.waiting.extend(claude);
    }
}

async fn read(path: String, node: Node) -> (String, Result<Content, JsValue>) {
    let reading = async {
        match node {
            Node::Handle(folder, None) => read_values(&path, folder.values(), None).await,
            Node::Handle(folder, Some(entry)) => {
                let entries = entries_of(&entry).await.unwrap_or_default();
                let entries = entries.into_iter().map(|entry| (entry.name(), entry));
                read_values(&path, folder.values(), Some(inserted(entries))).await
            }
            Node::Rest(values, entries) => read_values(&path, values, entries).await,
            Node::Entry(folder) => {
                let mut content = Content::default();
                content.take(&path, entries_of(&folder).await?);
                Ok(content)
            }
        }
    };
    let content = clock::within(FOLDER_LIMIT_MS, reading).await;
    let content = content.unwrap_or_else(|| Err(JsValue::from_str("the folder did not answer")));
    (path, content)
}

/// What a handle tells of its folder; what it left out of the entries comes at its end.
async fn read_values(
    path: &str,
    values: AsyncIterator,
    mut entries: Option<Entries>,
) -> Result<Content, JsValue> {
    let mut content = Content::default();
    for _ in 0..TURN_NAMES {
        let next = match values.next() {
            Ok(next) => JsFuture::from(next).await,
            Err(error) => Err(error),
        };
        let next: js_sys::IteratorNext = match next {
            Ok(next) => next.unchecked_into(),
            // The entries tell the rest.
            Err(_) if entries.as_ref().is_some_and(|rest| !rest.is_empty()) => {
                content.take_hidden(path, entries);
                return Ok(content);
            }
            Err(error) => return Err(error),
        };
        if next.done() {
            content.take_hidden(path, entries);
            return Ok(content);
        }
        let handle: FileSystemHandle = next.value().unchecked_into();
        let entry = entries.as_mut().and_then(|all| all.remove(&handle.name()));
        content.take_handle(path, handle, entry);
    }
    let rest = Node::Rest(values, entries);
    content.folders.push((path.to_owned(), rest));
    Ok(content)
}

/// All that is in the folder of an entry.
async fn entries_of(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let mut entries = Vec::new();
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
            return Ok(entries);
        }
        entries.extend(some.iter().map(FileSystemEntry::unchecked_from_js));
    }
}

impl Content {
    fn take_handle(
        &mut self,
        path: &str,
        handle: FileSystemHandle,
        entry: Option<FileSystemEntry>,
    ) {
        self.seen += 1;
        let name = handle.name();
        if name.is_empty() {
            self.refuse_nameless(path);
            return;
        }
        let inner = join(path, &name);
        if handle.kind() == FileSystemHandleKind::Directory {
            let entry = entry.filter(FileSystemEntry::is_directory);
            let entry = entry.map(wasm_bindgen::JsCast::unchecked_into);
            let node = Node::Handle(handle.unchecked_into(), entry);
            self.folders.push((inner, node));
        } else if is_output(&inner) {
            self.outputs.push(inner);
        } else if is_log(&inner) {
            let leaf = Leaf::Handle(handle.unchecked_into());
            self.files.push((inner, leaf));
        }
    }

    /// Files and folders by their entries.
    fn take(&mut self, path: &str, entries: impl IntoIterator<Item = FileSystemEntry>) {
        for entry in entries {
            self.seen += 1;
            let name = entry.name();
            if name.is_empty() {
                self.refuse_nameless(path);
                continue;
            }
            let inner = join(path, &name);
            if entry.is_directory() {
                let node = Node::Entry(entry.unchecked_into());
                self.folders.push((inner, node));
            } else if is_output(&inner) {
                self.outputs.push(inner);
            } else if is_log(&inner) {
                let leaf = Leaf::Entry(entry.unchecked_into());
                self.files.push((inner, leaf));
            }
        }
    }

    /// Files and folders that the handle of their folder left out.
    fn take_hidden(&mut self, path: &str, entries: Option<Entries>) {
        let Some(mut entries) = entries else { return };
        entries.retain(|name, entry| {
            let counts = entry.is_directory() || is_log(name);
            !name.is_empty() && counts
        });
        let names = entries.keys().map(|name| join(path, name));
        self.hidden.extend(names);
        self.take(path, entries.into_values());
    }

    fn refuse_nameless(&mut self, path: &str) {
        let number = self.refused.len() + 1;
        let shown = join(path, &format!("(name {number} that is not valid UTF-8)"));
        self.refused.push((shown, Why::Nameless));
    }
}

/// Looks at files. Each handle is let go as soon as its file is there.
async fn stat(leaves: Vec<(String, Leaf)>, listing: &mut Listing) {
    let mut looks = futures::stream::iter(leaves)
        .map(|(path, leaf)| async move {
            let look = async {
                match leaf {
                    Leaf::Handle(handle) => file_of_handle(&handle).await,
                    Leaf::Entry(entry) => file_of_entry(entry).await,
                }
            };
            let file = clock::within(FILE_LIMIT_MS, look).await;
            let file = file.unwrap_or_else(|| Err(JsValue::from_str("the file did not answer")));
            (path, file)
        })
        .buffer_unordered(FILES_AT_ONCE);
    while let Some((path, file)) = looks.next().await {
        match file {
            Ok(file) => listing.files.push(listed(path, file)),
            Err(error) => listing.refused.push((path, Why::Error(error))),
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
