//! A look at files: their sizes and times of change.

use futures::stream::StreamExt as _;
use wasm_bindgen::JsValue;
use web_sys::{FileSystemFileEntry, FileSystemFileHandle};

use super::{Listing, Why, listed};
use crate::platform::clock;
use crate::platform::folder::{file_of_entry, file_of_handle};

/// Files looked at at once.
const FILES_AT_ONCE: usize = 64;
/// How long the look at one file may take, in milliseconds: on a network's disk one may never answer.
const FILE_LIMIT_MS: u32 = 30_000;

/// A file that is to be looked at.
pub(super) enum Leaf {
    /// By its handle.
    Handle(FileSystemFileHandle),
    /// By its entry.
    Entry(FileSystemFileEntry),
}

/// Looks at files. Each handle is let go as soon as its file is there.
pub(super) async fn stat(leaves: Vec<(String, Leaf)>, listing: &mut Listing) {
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
