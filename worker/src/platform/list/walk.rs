//! The names in folders, which are read as they are found.

use std::future::Future;
use std::pin::Pin;

use futures::stream::{FuturesUnordered, StreamExt as _};
use js_sys::AsyncIterator;
use sessionscope_engine::place;
use wasm_bindgen::JsValue;
use web_sys::{FileSystemDirectoryEntry, FileSystemDirectoryHandle};

use super::content::{Content, read_entries, read_values};
use super::stat::Leaf;
use super::{Listing, Why};
use crate::platform::clock::{self, since_start_ms};

/// Folders read at once.
const FOLDERS_AT_ONCE: usize = 8;
/// Names of so many files make the first batch, each further one twice as many: little is read while a folder is
/// looked at first, so reading should begin soon.
const FIRST_FILES: usize = 64;
/// Names of so many files make a batch at most.
const BATCH_FILES: usize = 512;
/// How long one turn of a folder may take, in milliseconds.
const FOLDER_LIMIT_MS: u32 = 60_000;
/// A batch is handed out after this time, however small, in milliseconds: who waits for it shows how far it is,
/// or does not want the rest any more.
const BATCH_MS: f64 = 250.0;

/// Folders that are still to be read.
pub(super) struct Walk {
    /// These come next, the last one first.
    waiting: Vec<(String, Node)>,
    /// The folder's own folders but for `projects` and `.claude`, which come first: whether there is one decides
    /// which paths are logs.
    later: Vec<(String, Node)>,
    /// What comes before all paths where it is a part of a larger one.
    prefix: String,
    /// It says what handles told.
    is_telling: bool,
    /// Names of so many files make the next batch.
    batch_files: usize,
}

/// Names of a batch of files, and what else was seen on the way to them.
pub(super) struct Names {
    pub leaves: Vec<(String, Leaf)>,
    pub listing: Listing,
}

/// A folder that is to be read.
pub(super) enum Node {
    /// By its handle.
    Handle(FileSystemDirectoryHandle),
    /// The rest of one, with the names that it told of by now, where somebody wants to know them.
    Rest(AsyncIterator, Option<Vec<String>>),
    /// By its entry.
    Entry(FileSystemDirectoryEntry),
}

type Reading = Pin<Box<dyn Future<Output = (String, Result<Content, JsValue>)>>>;

impl Walk {
    pub(super) fn new(root: Node, prefix: &str, is_telling: bool) -> Self {
        Self {
            waiting: vec![(String::new(), root)],
            later: Vec::new(),
            prefix: prefix.to_owned(),
            is_telling,
            batch_files: FIRST_FILES,
        }
    }

    /// These folders, by their paths.
    pub(super) fn of(folders: Vec<(String, Node)>, listing: &mut Listing) -> Self {
        let mut walk = Self {
            waiting: Vec::new(),
            later: Vec::new(),
            prefix: String::new(),
            is_telling: false,
            batch_files: FIRST_FILES,
        };
        walk.add_all(None, folders, &mut listing.skipped);
        walk
    }

    pub(super) fn is_over(&self) -> bool {
        self.waiting.is_empty() && self.later.is_empty()
    }

    /// Reads folders until a batch of files is there. The deepest come first, so that few wait.
    pub(super) async fn names(&mut self) -> Result<Names, JsValue> {
        let since_ms = since_start_ms();
        let mut leaves = Vec::new();
        let mut listing = Listing::default();
        let batch_files = self.batch_files;
        self.batch_files = BATCH_FILES.min(2 * batch_files);
        let mut running: FuturesUnordered<Reading> = FuturesUnordered::new();
        loop {
            while running.len() < FOLDERS_AT_ONCE
                && leaves.len() < batch_files
                && since_start_ms() - since_ms < BATCH_MS
            {
                if self.waiting.is_empty() && running.is_empty() {
                    self.waiting.append(&mut self.later);
                }
                let Some((path, node)) = self.waiting.pop() else {
                    break;
                };
                let is_root = path.is_empty();
                running.push(Box::pin(read(path, node, self.is_telling)));
                if is_root {
                    // What stands in it decides what comes next.
                    break;
                }
            }
            let Some((path, content)) = running.next().await else {
                return Ok(Names { leaves, listing });
            };
            match content {
                Ok(content) => {
                    self.add_all(Some(&path), content.folders, &mut listing.skipped);
                    leaves.extend(content.files);
                    listing.extend(content.listing);
                }
                Err(error) if path.is_empty() => return Err(error),
                Err(error) => listing.refused.push((path, Why::Error(error))),
            }
        }
    }

    /// The folders of the folder at `path`, or of any. A `.claude` is what is looked for: it comes next.
    fn add_all(
        &mut self,
        path: Option<&str>,
        folders: Vec<(String, Node)>,
        skipped: &mut Vec<(String, &'static str)>,
    ) {
        let is_root = path.is_some_and(str::is_empty);
        let mut claude = None;
        for (inner, node) in folders {
            let full = [self.prefix.as_str(), &inner].concat();
            if let Some(reason) = place::skipped(&full) {
                skipped.push((full, reason));
            } else if inner.ends_with("/.claude") {
                claude = Some((inner, node));
            } else if is_root && !matches!(inner.as_str(), "" | "projects" | ".claude") {
                self.later.push((inner, node));
            } else {
                self.waiting.push((inner, node));
            }
        }
        self.waiting.extend(claude);
    }
}

async fn read(path: String, node: Node, is_telling: bool) -> (String, Result<Content, JsValue>) {
    let reading = async {
        match node {
            Node::Handle(folder) => {
                // Handles hide names that a user can give, such as a directory's; a session's own folder has none.
                let told = (is_telling && !place::is_of_session(&path)).then(Vec::new);
                read_values(&path, folder.values(), told).await
            }
            Node::Rest(values, told) => read_values(&path, values, told).await,
            Node::Entry(folder) => read_entries(&path, &folder).await,
        }
    };
    let content = clock::within(FOLDER_LIMIT_MS, reading).await;
    let content = content.unwrap_or_else(|| Err(JsValue::from_str("the folder did not answer")));
    (path, content)
}
