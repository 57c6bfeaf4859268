//! Where the search index is kept: in the origin's own file system; in memory where the browser grants
//! none.
//!
//! Segments never change once they are written, so that any tab may read them while one writes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::Uint8Array;
use sessionscope_engine::search::index::{Catalogue, SegmentId, Store};
use wasm_bindgen::JsValue;
use web_sys::{File, FileReaderSync};

use super::opfs::OpfsFolder;

/// The folder of the index.
const FOLDER: &str = "search";
/// The file of the catalogue.
const CATALOGUE: &str = "catalogue";

/// Where the search index is kept.
#[derive(Debug, Default)]
pub struct SegmentStore {
    folder: Option<OpfsFolder>,
    segments: RefCell<BTreeMap<SegmentId, SegmentData>>,
}

/// A segment.
#[derive(Debug)]
enum SegmentData {
    File(File),
    Bytes(Vec<u8>),
}

impl Store for SegmentStore {
    fn read(&self, segment: SegmentId, start: u64, length: usize) -> Result<Vec<u8>, String> {
        let segments = self.segments.borrow();
        match segments.get(&segment).ok_or("it is not there")? {
            SegmentData::Bytes(bytes) => {
                let start = usize::try_from(start).map_err(|error| error.to_string())?;
                let rest = bytes.get(start..).unwrap_or_default();
                Ok(rest.iter().take(length).copied().collect())
            }
            SegmentData::File(file) => {
                read(file, start, length).map_err(|error| format!("{error:?}"))
            }
        }
    }
}

fn read(file: &File, start: u64, length: usize) -> Result<Vec<u8>, JsValue> {
    let end = (start as f64 + length as f64).min(file.size());
    let part = file.slice_with_f64_and_f64(start as f64, end)?;
    let bytes = FileReaderSync::new()?.read_as_array_buffer(&part)?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

impl SegmentStore {
    /// Opens it, and the segments of the catalogue that is kept in it. A catalogue or a segment that
    /// cannot be used leaves an empty one.
    pub async fn open() -> (Self, Catalogue) {
        let mut store = Self {
            folder: OpfsFolder::open(FOLDER).await,
            ..Self::default()
        };
        let catalogue = store.catalogue().await.unwrap_or_default();
        for segment in catalogue.segments() {
            let Some(file) = store.file(segment.id).await else {
                store.segments = RefCell::default();
                return (store, Catalogue::default());
            };
            let segments = store.segments.get_mut();
            segments.insert(segment.id, SegmentData::File(file));
        }
        (store, catalogue)
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
        let bytes = self.folder.as_ref()?.bytes(CATALOGUE).await?;
        Catalogue::decode(&bytes).ok()
    }

    async fn file(&self, id: SegmentId) -> Option<File> {
        self.folder.as_ref()?.file(&name_of(id)).await
    }

    /// Keeps a segment.
    pub async fn put(&self, id: SegmentId, bytes: Vec<u8>) {
        let kept = match self.write(&name_of(id), &bytes).await {
            Ok(()) => self.file(id).await.map(SegmentData::File),
            Err(_) => None,
        };
        let kept = kept.unwrap_or(SegmentData::Bytes(bytes));
        self.segments.borrow_mut().insert(id, kept);
    }

    /// Keeps the catalogue, and drops what it does not name.
    pub async fn save(&self, catalogue: &Catalogue) {
        let in_memory = self
            .segments
            .borrow()
            .values()
            .any(|kept| matches!(kept, SegmentData::Bytes(_)));
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
                folder.remove(&name_of(id)).await;
            }
        }
    }

    /// Takes everything away.
    pub async fn clear(&mut self) {
        self.segments.get_mut().clear();
        OpfsFolder::remove_all(FOLDER).await;
        self.folder = OpfsFolder::open(FOLDER).await;
    }

    async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), JsValue> {
        let folder = self.folder.as_ref().ok_or(JsValue::UNDEFINED)?;
        folder.write(name, bytes).await
    }
}

fn name_of(id: SegmentId) -> String {
    format!("segment-{}", id.0)
}
