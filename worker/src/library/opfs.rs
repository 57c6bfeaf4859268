//! A folder of our own in the origin's file system, which no other site and no other program sees.

use js_sys::{Function, IteratorNext, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemRemoveOptions, FileSystemWritableFileStream,
};

/// A folder.
#[derive(Clone, Debug)]
pub struct OpfsFolder {
    folder: FileSystemDirectoryHandle,
}

impl OpfsFolder {
    /// The folder of this name, made if it is not there; `None` where the browser grants none.
    pub async fn open(name: &str) -> Option<Self> {
        let folder = folder(name).await.ok()?;
        Some(Self { folder })
    }

    /// Takes the folder of this name away with all that is in it.
    pub async fn remove_all(name: &str) {
        if let Ok(root) = root().await {
            let options = FileSystemRemoveOptions::new();
            options.set_recursive(true);
            // There may be none.
            let _ = JsFuture::from(root.remove_entry_with_options(name, &options)).await;
        }
    }

    /// The file of this name.
    pub async fn file(&self, name: &str) -> Option<File> {
        let handle = JsFuture::from(self.folder.get_file_handle(name))
            .await
            .ok()?;
        file_of(handle.unchecked_into()).await
    }

    /// The bytes of the file of this name.
    pub async fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let file = self.file(name).await?;
        let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
        Some(Uint8Array::new(&bytes).to_vec())
    }

    /// All files in it.
    pub async fn files(&self) -> Vec<File> {
        let mut files = Vec::new();
        let handles = self.folder.values();
        while let Ok(next) = handles.next() {
            let Ok(next) = JsFuture::from(next).await else {
                break;
            };
            let next: IteratorNext = next.unchecked_into();
            if next.done() {
                break;
            }
            files.extend(file_of(next.value().unchecked_into()).await);
        }
        files
    }

    /// Writes a file, in place of one of the same name.
    ///
    /// # Errors
    /// What the browser says, mostly that there is no room.
    pub async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), JsValue> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle = self.folder.get_file_handle_with_options(name, &options);
        let handle: FileSystemFileHandle = JsFuture::from(handle).await?.unchecked_into();
        let stream = JsFuture::from(handle.create_writable()).await?;
        let stream: FileSystemWritableFileStream = stream.unchecked_into();
        let bytes = Uint8Array::from(bytes);
        JsFuture::from(stream.write_with_js_u8_array(&bytes)?).await?;
        JsFuture::from(stream.close()).await.map(drop)
    }

    /// Takes a file away. What cannot be removed is written over one day.
    pub async fn remove(&self, name: &str) {
        let _ = JsFuture::from(self.folder.remove_entry(name)).await;
    }
}

async fn file_of(handle: FileSystemFileHandle) -> Option<File> {
    let file = JsFuture::from(handle.get_file()).await.ok()?;
    Some(file.unchecked_into())
}

async fn folder(name: &str) -> Result<FileSystemDirectoryHandle, JsValue> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let folder = root()
        .await?
        .get_directory_handle_with_options(name, &options);
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
