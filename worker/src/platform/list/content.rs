//! What one folder holds.

use js_sys::{Array, AsyncIterator, IteratorNext, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemDirectoryEntry, FileSystemEntry, FileSystemHandle, FileSystemHandleKind};

use super::stat::Leaf;
use super::walk::Node;
use super::{ListedNames, Listing, Why, join};
use crate::platform::folder::{is_log, is_output};
use crate::platform::together::all;

/// Names read of a folder before other folders have their turn: one of many files is no exception
/// from the size of a batch.
const TURN_NAMES: usize = 120;
/// Names asked for together at first, then twice as many each time: most folders are small, and each that is asked for
/// behind the last one costs too.
const FIRST_TOGETHER: usize = 8;
/// The most names that are asked for together.
const MOST_TOGETHER: usize = 64;

/// What one folder holds, or a part of it.
#[derive(Default)]
pub(super) struct Content {
    /// Folders in it, and its own rest.
    pub folders: Vec<(String, Node)>,
    /// Logs that are to be looked at.
    pub files: Vec<(String, Leaf)>,
    /// All else that is known of it.
    pub listing: Listing,
}

/// What a handle tells of its folder.
pub(super) async fn read_values(
    path: &str,
    values: AsyncIterator,
    mut told: Option<Vec<String>>,
) -> Result<Content, JsValue> {
    let mut content = Content::default();
    let mut together = FIRST_TOGETHER;
    let mut names = 0;
    while names < TURN_NAMES {
        let asked = (0..together).map(|_| match values.next() {
            Ok(next) => next.unchecked_into(),
            Err(error) => Promise::reject(&error),
        });
        for next in all(&asked.collect::<Vec<Promise>>()).await {
            let next: IteratorNext = match next {
                Ok(next) => next.unchecked_into(),
                // Its entry may tell the rest.
                Err(error) if told.is_some() => {
                    content.end(path, told, Some(error));
                    return Ok(content);
                }
                Err(error) => return Err(error),
            };
            if next.done() {
                content.end(path, told, None);
                return Ok(content);
            }
            let handle: FileSystemHandle = next.value().unchecked_into();
            let name = handle.name();
            let is_folder = handle.kind() == FileSystemHandleKind::Directory;
            content.take_handle(path, &name, is_folder, handle);
            // Nothing else would be missed, were it left out.
            if let Some(told) = told.as_mut().filter(|_| is_folder || is_log(&name)) {
                told.push(name);
            }
        }
        names += together;
        together = MOST_TOGETHER.min(2 * together);
    }
    let rest = Node::Rest(values, told);
    content.folders.push((path.to_owned(), rest));
    Ok(content)
}

/// What an entry tells of its folder.
pub(super) async fn read_entries(
    path: &str,
    folder: &FileSystemDirectoryEntry,
) -> Result<Content, JsValue> {
    let mut content = Content::default();
    for entry in entries_of(folder).await? {
        content.take_entry(path, entry);
    }
    Ok(content)
}

/// All that is in the folder of an entry.
pub(super) async fn entries_of(
    folder: &FileSystemDirectoryEntry,
) -> Result<Vec<FileSystemEntry>, JsValue> {
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
    /// Nothing else comes of the folder.
    fn end(&mut self, path: &str, told: Option<Vec<String>>, error: Option<JsValue>) {
        self.listing.told.extend(told.map(|names| ListedNames {
            path: path.to_owned(),
            names,
            error,
        }));
    }

    fn take_handle(&mut self, path: &str, name: &str, is_folder: bool, handle: FileSystemHandle) {
        let Some(inner) = self.named(path, name) else {
            return;
        };
        if is_folder {
            let node = Node::Handle(handle.unchecked_into());
            self.folders.push((inner, node));
        } else {
            self.take_file(inner, || Leaf::Handle(handle.unchecked_into()));
        }
    }

    pub(super) fn take_entry(&mut self, path: &str, entry: FileSystemEntry) {
        let Some(inner) = self.named(path, &entry.name()) else {
            return;
        };
        if entry.is_directory() {
            let node = Node::Entry(entry.unchecked_into());
            self.folders.push((inner, node));
        } else {
            self.take_file(inner, || Leaf::Entry(entry.unchecked_into()));
        }
    }

    fn take_file(&mut self, inner: String, leaf: impl FnOnce() -> Leaf) {
        if is_output(&inner) {
            self.listing.outputs.push(inner);
        } else if is_log(&inner) {
            self.files.push((inner, leaf()));
        }
    }

    /// The path of something that was seen, if it has a name.
    fn named(&mut self, path: &str, name: &str) -> Option<String> {
        self.listing.seen += 1;
        if !name.is_empty() {
            return Some(join(path, name));
        }
        let number = self.listing.refused.len() + 1;
        let shown = join(path, &format!("(name {number} that is not valid UTF-8)"));
        self.listing.refused.push((shown, Why::Nameless));
        None
    }
}
