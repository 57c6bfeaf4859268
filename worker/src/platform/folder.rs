//! What a user can give: folders and files, in each of the browser's forms.

use js_sys::{Array, Promise};
use sessionscope_engine::place::is_agent_note;
pub use sessionscope_engine::place::{is_jsonl as is_log, is_output};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryHandle,
    FileSystemEntry, FileSystemFileEntry, FileSystemFileHandle, FileSystemHandle,
    FileSystemHandleKind,
};

use super::{bind, clock};

/// How long the browser may take to hand a folder out, in milliseconds. For folders that it
/// refuses it may wait for ever behind a dialog that nobody sees.
const HAND_OUT_LIMIT_MS: u32 = 8_000;

/// A folder, or single files that stand for one.
#[derive(Clone)]
pub enum Folder {
    /// One that can be read again later (File System Access).
    Handle(FileSystemDirectoryHandle),
    /// The same, dropped just now: beside the handle, which leaves names out in silence, there is an entry, which
    /// gives all of them for as long as the page lives.
    Both(FileSystemDirectoryHandle, FileSystemDirectoryEntry),
    /// One that was dropped, where there are no handles.
    Entry(FileSystemDirectoryEntry),
    /// All files of a chosen folder, or single files, by path.
    Files(Vec<(String, File)>),
}

impl Folder {
    /// The handle, where there is one.
    pub fn handle(&self) -> Option<&FileSystemDirectoryHandle> {
        match self {
            Self::Handle(handle) | Self::Both(handle, _) => Some(handle),
            Self::Entry(_) | Self::Files(_) => None,
        }
    }
}

/// What was given, with its name.
#[derive(Clone)]
pub struct NamedFolder {
    /// The folder's name.
    pub name: String,
    /// The folder.
    pub folder: Folder,
}

/// Why something given cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The browser refuses this folder, or never answered.
    Folder,
    /// It is neither a folder nor a log file.
    NoLog,
}

/// Something dropped, caught before the event is over: afterwards the browser hands out nothing.
pub enum DroppedItem {
    /// Will be a handle; the entry of the same.
    Handle(Promise, Option<FileSystemEntry>),
    /// An entry.
    Entry(FileSystemEntry),
    /// A file.
    File(File),
}

impl DroppedItem {
    /// Finds out what it is.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn resolve(self) -> Result<FolderOrFile, Refusal> {
        match self {
            Self::Handle(promise, entry) => {
                let handle = clock::within(HAND_OUT_LIMIT_MS, JsFuture::from(promise)).await;
                let handle = handle
                    .and_then(Result::ok)
                    .filter(|handle| !handle.is_null());
                let Some(handle) = handle else {
                    return Err(Refusal::Folder);
                };
                let found = of_handle(handle.unchecked_into()).await;
                match (found, entry) {
                    (Ok(FolderOrFile::Folder(given)), Some(entry)) => {
                        Ok(FolderOrFile::Folder(both(given, entry)))
                    }
                    (Err(_), Some(entry)) => of_entry(entry).await,
                    (found, _) => found,
                }
            }
            Self::Entry(entry) => of_entry(entry).await,
            Self::File(file) => Ok(FolderOrFile::File(file)),
        }
    }
}

/// A folder that was dropped, with the entry of it.
fn both(given: NamedFolder, entry: FileSystemEntry) -> NamedFolder {
    let folder = match given.folder {
        Folder::Handle(handle) if entry.is_directory() => {
            Folder::Both(handle, entry.unchecked_into())
        }
        folder => folder,
    };
    NamedFolder { folder, ..given }
}

async fn of_entry(entry: FileSystemEntry) -> Result<FolderOrFile, Refusal> {
    if entry.is_directory() {
        return Ok(FolderOrFile::Folder(NamedFolder {
            name: entry.name(),
            folder: Folder::Entry(entry.unchecked_into()),
        }));
    }
    let file = file_of_entry(entry.unchecked_into()).await;
    file.map(FolderOrFile::File).map_err(|_| Refusal::NoLog)
}

/// What something dropped is.
pub enum FolderOrFile {
    /// A folder.
    Folder(NamedFolder),
    /// A file.
    File(File),
}

/// What a handle stands for.
///
/// # Errors
/// It is a file that cannot be opened.
pub async fn of_handle(handle: FileSystemHandle) -> Result<FolderOrFile, Refusal> {
    if handle.kind() == FileSystemHandleKind::Directory {
        return Ok(FolderOrFile::Folder(NamedFolder {
            name: handle.name(),
            folder: Folder::Handle(handle.unchecked_into()),
        }));
    }
    let file = file_of_handle(&handle.unchecked_into()).await;
    file.map(FolderOrFile::File).map_err(|_| Refusal::NoLog)
}

/// The file behind a handle, as it is now.
///
/// # Errors
/// What the browser says.
pub async fn file_of_handle(handle: &FileSystemFileHandle) -> Result<File, JsValue> {
    let file = JsFuture::from(handle.get_file()).await?;
    Ok(file.unchecked_into())
}

/// Size in bytes and time of change in milliseconds.
// Whole numbers below 2^53.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn size_and_time(file: &File) -> (u64, i64) {
    (file.size() as u64, file.last_modified() as i64)
}

/// The file behind an entry.
///
/// # Errors
/// What the browser says.
pub async fn file_of_entry(entry: FileSystemFileEntry) -> Result<File, JsValue> {
    let file = JsFuture::from(file_promise(&entry)).await?;
    Ok(file.unchecked_into())
}

/// Will be the file behind an entry.
pub fn file_promise(entry: &FileSystemFileEntry) -> Promise {
    Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    })
}

/// Single files as a folder of that name; only log files count.
pub fn of_files(name: &str, files: impl IntoIterator<Item = File>) -> Option<NamedFolder> {
    let logs = files.into_iter().filter(|file| is_log(&file.name()));
    let files: Vec<_> = logs.map(|file| (file.name(), file)).collect();
    (!files.is_empty()).then(|| NamedFolder {
        name: name.to_owned(),
        folder: Folder::Files(files),
    })
}

/// What an `<input type="file">` holds: with `webkitdirectory` a folder, else single files.
pub fn of_input(list: &FileList, loose_name: &str) -> Option<NamedFolder> {
    let files: Vec<File> = (0..list.length()).filter_map(|at| list.get(at)).collect();
    let root = files.iter().find_map(|file| {
        let path = relative_path(file)?;
        path.split_once('/').map(|(root, _)| root.to_owned())
    });
    let Some(name) = root else {
        return of_files(loose_name, files);
    };
    let inside = files.into_iter().filter_map(|file| {
        let path = relative_path(&file)?;
        let (_, path) = path.split_once('/')?;
        // Nothing can be looked up later: what may be asked for is kept now.
        let is_kept = is_log(path) || is_output(path) || is_agent_note(path);
        is_kept.then(|| (path.to_owned(), file))
    });
    Some(NamedFolder {
        name,
        folder: Folder::Files(inside.collect()),
    })
}

/// The file at `path` below a folder, as it is now.
///
/// # Errors
/// What the browser says; a `NotFoundError` where there is none.
pub async fn file_at(folder: &Folder, path: &str) -> Result<File, JsValue> {
    match folder {
        Folder::Handle(root) => file_below(root, path).await,
        Folder::Both(root, entry) => match file_below(root, path).await {
            Ok(file) => Ok(file),
            // It may be one that handles leave out.
            Err(error) => entry_below(entry, path).await.map_err(|_| error),
        },
        Folder::Entry(root) => entry_below(root, path).await,
        Folder::Files(files) => files
            .iter()
            .find(|(own, _)| own == path)
            .map(|(_, file)| file.clone())
            .ok_or_else(not_found),
    }
}

/// What the other folders say of a file that they do not have.
fn not_found() -> JsValue {
    let error = DomException::new_with_message_and_name("no such file", "NotFoundError");
    error.map_or_else(|error| error, JsValue::from)
}

async fn file_below(root: &FileSystemDirectoryHandle, path: &str) -> Result<File, JsValue> {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    let mut parent = root.clone();
    for part in parts {
        let next = JsFuture::from(parent.get_directory_handle(part)).await?;
        parent = next.unchecked_into();
    }
    let handle = JsFuture::from(parent.get_file_handle(name)).await?;
    file_of_handle(&handle.unchecked_into()).await
}

async fn entry_below(root: &FileSystemDirectoryEntry, path: &str) -> Result<File, JsValue> {
    let entry = below(root, "getFile", path).await?;
    file_of_entry(entry.unchecked_into()).await
}

/// What `method` of an entry, `getFile` or `getDirectory`, finds at `path` below it.
pub(super) async fn below(
    root: &FileSystemDirectoryEntry,
    method: &str,
    path: &str,
) -> Result<JsValue, JsValue> {
    let entry = Promise::new(&mut |resolve, reject| {
        let arguments = [
            JsValue::from_str(path),
            js_sys::Object::new().into(),
            resolve.into(),
            reject.clone().into(),
        ];
        if bind::call(root, method, &arguments).is_err() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(entry).await
}

/// Where `inner` is within `outer`: `Some("")` if they are the same, `None` if it is elsewhere or
/// one of them has no handle.
pub async fn path_within(outer: &Folder, inner: &Folder) -> Option<String> {
    let (outer, inner) = (outer.handle()?, inner.handle()?);
    let parts = JsFuture::from(outer.resolve(inner)).await.ok()?;
    let parts: Array = parts.dyn_into().ok()?;
    let parts: Vec<String> = parts.iter().filter_map(|part| part.as_string()).collect();
    Some(parts.join("/"))
}

fn relative_path(file: &File) -> Option<String> {
    let path = bind::get(file, "webkitRelativePath")?.as_string()?;
    (!path.is_empty()).then_some(path)
}
