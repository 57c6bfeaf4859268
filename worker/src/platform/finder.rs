//! Finding files below a folder by their path, again and again.

use std::cell::RefCell;
use std::collections::BTreeMap;

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileSystemDirectoryHandle};

use super::folder::file_of_handle;

/// Folders remembered; a handle takes 7.5 KB in Chromium.
const FOLDERS_MAX: usize = 64;

/// Finds files below a folder, and remembers the folders on the way.
pub struct Finder {
    root: FileSystemDirectoryHandle,
    folders: RefCell<BTreeMap<String, FileSystemDirectoryHandle>>,
}

impl Finder {
    /// For files below `root`.
    pub fn new(root: FileSystemDirectoryHandle) -> Self {
        Self {
            root,
            folders: RefCell::default(),
        }
    }

    /// The folder itself.
    pub fn root(&self) -> &FileSystemDirectoryHandle {
        &self.root
    }

    /// The file at `path` as it is now.
    ///
    /// # Errors
    /// The browser's, such as `NotFoundError`.
    pub async fn file(&self, path: &str) -> Result<File, JsValue> {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        let parent = self.folder(parent).await?;
        let handle = JsFuture::from(parent.get_file_handle(name)).await?;
        file_of_handle(&handle.unchecked_into()).await
    }

    /// The folder at `path`; `""` is the folder itself.
    ///
    /// # Errors
    /// The browser's, such as `NotFoundError`.
    pub async fn folder(&self, path: &str) -> Result<FileSystemDirectoryHandle, JsValue> {
        if path.is_empty() {
            return Ok(self.root.clone());
        }
        let known = self.folders.borrow().get(path).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let mut folder = self.root.clone();
        for part in path.split('/') {
            let next = JsFuture::from(folder.get_directory_handle(part)).await?;
            folder = next.unchecked_into();
        }
        let mut folders = self.folders.borrow_mut();
        if folders.len() >= FOLDERS_MAX {
            folders.clear();
        }
        folders.insert(path.to_owned(), folder.clone());
        Ok(folder)
    }

    /// Whether the folder itself can still be read.
    ///
    /// # Errors
    /// Why it cannot.
    pub async fn check(&self) -> Result<(), JsValue> {
        JsFuture::from(self.root.values().next()?).await.map(drop)
    }
}
