//! Where the search index is kept: in the origin's own file system, which no other site and no other
//! program sees; in memory where the browser grants none.
//!
//! Segments never change once they are written, so that any tab may read them while one writes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Function, Promise, Reflect, Uint8Array};
use sessionscope_engine::search::index::{Catalogue, SegmentId, Store};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileReaderSync, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemRemoveOptions,
    FileSystemWritableFileStream,
};

/// The folder of the index.
const FOLDER: &str = "search";
/// The file of the catalogue.
const CATALOGUE: &str = "catalogue";

/// Where the search index is kept.
#[derive(Debug, Default)]
pub struct Vault {
    folder: Option<FileSystemDirectoryHandle>,
    segments: RefCell<BTreeMap<SegmentId, Kept>>,
}

/// A segment.
#[derive(Debug)]
enum Kept {
    File(File),
    Bytes(Vec<u8>),
}

impl Store for Vault {
    fn read(&self, segment: SegmentId, start: u64, length: usize) -> Result<Vec<u8>, String> {
        let segments = self.segments.borrow();
        match segments.get(&segment).ok_or("it is not there")? {
            Kept::Bytes(bytes) => {
                let start = usize::try_from(start).map_err(|error| error.to_string())?;
                let rest = bytes.get(start..).unwrap_or_default();
                Ok(rest.iter().take(length).copied().collect())
            }
            Kept::File(file) => read(file, start, length).map_err(|error| format!("{error:?}")),
        }
    }
}

fn read(file: &File, start: u64, length: usize) -> Result<Vec<u8>, JsValue> {
    let end = (start as f64 + length as f64).min(file.size());
    let part = file.slice_with_f64_and_f64(start as f64, end)?;
    let bytes = FileReaderSync::new()?.read_as_array_buffer(&part)?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

impl Vault {
    /// Opens it, and the segments of the catalogue that is kept in it. A catalogue or a segment that
    /// cannot be used leaves an empty one.
    pub async fn open() -> (Self, Catalogue) {
        let mut vault = Self {
            folder: folder().await.ok(),
            ..Self::default()
        };
        let catalogue = vault.catalogue().await.unwrap_or_default();
        for segment in catalogue.segments() {
            let Some(file) = vault.file(&name_of(segment.id)).await else {
                vault.segments = RefCell::default();
                return (vault, Catalogue::default());
            };
            let segments = vault.segments.get_mut();
            segments.insert(segment.id, Kept::File(file));
        }
        (vault, catalogue)
    }

    /// It is kept for the next visit.
    pub fn lasts(&self) -> bool {
        self.folder.is_some()
    }

    /// Keeps what comes in memory alone.
    pub fn close(&mut self) {
        self.folder = None;
    }

    async fn catalogue(&self) -> Option<Catalogue> {
        let file = self.file(CATALOGUE).await?;
        let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
        Catalogue::decode(&Uint8Array::new(&bytes).to_vec()).ok()
    }

    async fn file(&self, name: &str) -> Option<File> {
        let folder = self.folder.as_ref()?;
        let handle = JsFuture::from(folder.get_file_handle(name)).await.ok()?;
        let handle: FileSystemFileHandle = handle.unchecked_into();
        let file = JsFuture::from(handle.get_file()).await.ok()?;
        Some(file.unchecked_into())
    }

    /// Keeps a segment.
    pub async fn put(&self, id: SegmentId, bytes: Vec<u8>) {
        let name = name_of(id);
        let kept = match self.write(&name, &bytes).await {
            Ok(()) => self.file(&name).await.map(Kept::File),
            Err(_) => None,
        };
        let kept = kept.unwrap_or(Kept::Bytes(bytes));
        self.segments.borrow_mut().insert(id, kept);
    }

    /// Keeps the catalogue, and drops what it does not name.
    pub async fn save(&self, catalogue: &Catalogue) {
        let in_memory = self
            .segments
            .borrow()
            .values()
            .any(|kept| matches!(kept, Kept::Bytes(_)));
        // A catalogue that names segments which are not kept would be of no use.
        if !in_memory {
            // Without it the next visit makes the index anew.
            let _ = self.write(CATALOGUE, &catalogue.encode()).await;
        }
        let named = |id: &SegmentId| catalogue.segments().iter().any(|known| known.id == *id);
        let gone: Vec<SegmentId> = {
            let segments = self.segments.borrow();
            segments.keys().filter(|id| !named(id)).copied().collect()
        };
        for id in gone {
            self.segments.borrow_mut().remove(&id);
            if let Some(folder) = &self.folder {
                // What cannot be removed is written over one day.
                let _ = JsFuture::from(folder.remove_entry(&name_of(id))).await;
            }
        }
    }

    /// Takes everything away.
    pub async fn clear(&mut self) {
        self.segments.get_mut().clear();
        if let Ok(root) = root().await {
            let options = FileSystemRemoveOptions::new();
            options.set_recursive(true);
            // There may be none.
            let _ = JsFuture::from(root.remove_entry_with_options(FOLDER, &options)).await;
        }
        self.folder = folder().await.ok();
    }

    async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), JsValue> {
        let folder = self.folder.as_ref().ok_or(JsValue::UNDEFINED)?;
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle = folder.get_file_handle_with_options(name, &options);
        let handle: FileSystemFileHandle = JsFuture::from(handle).await?.unchecked_into();
        let stream = JsFuture::from(handle.create_writable()).await?;
        let stream: FileSystemWritableFileStream = stream.unchecked_into();
        let bytes = Uint8Array::from(bytes);
        JsFuture::from(stream.write_with_js_u8_array(&bytes)?).await?;
        JsFuture::from(stream.close()).await.map(drop)
    }
}

fn name_of(id: SegmentId) -> String {
    format!("segment-{}", id.0)
}

async fn folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let folder = root()
        .await?
        .get_directory_handle_with_options(FOLDER, &options);
    Ok(JsFuture::from(folder).await?.unchecked_into())
}

/// The origin's own file system. (A worker's `navigator` is another type than the page's.)
async fn root() -> Result<FileSystemDirectoryHandle, JsValue> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &JsValue::from_str(name));
    let storage = get(&get(&js_sys::global(), "navigator")?, "storage")?;
    let directory: Function = get(&storage, "getDirectory")?.dyn_into()?;
    let promise: Promise = directory.call0(&storage)?.dyn_into()?;
    Ok(JsFuture::from(promise).await?.unchecked_into())
}
