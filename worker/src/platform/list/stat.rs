//! A look at files: their sizes and times of change.

use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemFileEntry, FileSystemFileHandle};

use super::{Listing, Why, listed};
use crate::platform::clock;
use crate::platform::folder::file_promise;
use crate::platform::together::all;

/// Files looked at together.
const FILES_TOGETHER: usize = 128;
/// How long the look at some files may take, in milliseconds: on a network's disk one may never answer.
const LIMIT_MS: u32 = 30_000;
/// Then each may take so much longer, in milliseconds: those that have answered take nothing.
const LEFT_MS: u32 = 100;

/// A file that is to be looked at.
pub(super) enum Leaf {
    /// By its handle.
    Handle(FileSystemFileHandle),
    /// By its entry.
    Entry(FileSystemFileEntry),
}

impl Leaf {
    fn look(&self) -> Promise {
        match self {
            Self::Handle(handle) => handle.get_file().unchecked_into(),
            Self::Entry(entry) => file_promise(entry),
        }
    }
}

/// Looks at files. Each handle is let go soon after its file is there.
pub(super) async fn stat(leaves: Vec<(String, Leaf)>, listing: &mut Listing) {
    let mut leaves = leaves.into_iter();
    loop {
        let (paths, looks): (Vec<_>, Vec<_>) = leaves
            .by_ref()
            .take(FILES_TOGETHER)
            .map(|(path, leaf)| (path, leaf.look()))
            .unzip();
        if paths.is_empty() {
            return;
        }
        for (path, file) in paths.into_iter().zip(files(&looks).await) {
            match file {
                Ok(file) => listing.files.push(listed(path, file.unchecked_into())),
                Err(error) => listing.refused.push((path, Why::Error(error))),
            }
        }
    }
}

/// What the looks give. Of some that take too long each is asked by itself.
async fn files(looks: &[Promise]) -> Vec<Result<JsValue, JsValue>> {
    if let Some(files) = clock::within(LIMIT_MS, all(looks)).await {
        return files;
    }
    let mut files = Vec::with_capacity(looks.len());
    for look in looks {
        let file = clock::within(LEFT_MS, JsFuture::from(look.clone())).await;
        files.push(file.unwrap_or_else(|| Err(JsValue::from_str("the file did not answer"))));
    }
    files
}
