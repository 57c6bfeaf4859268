//! Hearing of changes in a folder, where the browser tells of them (`FileSystemObserver`).
//!
//! What it tells is a hint: records come late, several at once, or not at all, such as for files
//! made in a folder before the browser had noticed the folder.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::FileSystemDirectoryHandle;

use super::bind;
use super::folder::is_log;

/// The browser's constructor.
const OBSERVER: &str = "FileSystemObserver";

/// What may have changed. Paths are below the folder, parts joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Something about a log file.
    File(String),
    /// Something about a folder and all that is in it; `""` is the watched folder itself.
    Folder(String),
    /// A file or folder is not there any more; its name tells which.
    Gone(String),
    /// A folder is new: more may appear in it before the browser watches it.
    NewFolder(String),
    /// Not all changes were told, or none will be any more.
    Broken,
}

/// Watches a folder until it is dropped.
pub struct Watcher {
    observer: JsValue,
    // Held for as long as the browser may call it.
    _heard: Closure<dyn Fn(Array)>,
}

impl Watcher {
    /// Watches all that is in `folder`. The first time in a browser's life takes it a second or two.
    ///
    /// # Errors
    /// The browser's error where it cannot watch the folder, or none at all.
    pub async fn start(
        folder: &FileSystemDirectoryHandle,
        heard: impl Fn(Vec<Hint>) + 'static,
    ) -> Result<Self, JsValue> {
        let maker: Function = bind::get(&js_sys::global(), OBSERVER)
            .ok_or("there is no observer")?
            .dyn_into()?;
        let heard = Closure::<dyn Fn(Array)>::new(move |records: Array| {
            let mut hints: Vec<Hint> = records.iter().flat_map(|record| hints(&record)).collect();
            hints.dedup();
            heard(hints);
        });
        let observer = Reflect::construct(&maker, &Array::of1(heard.as_ref()))?;
        let watcher = Self {
            observer,
            _heard: heard,
        };
        let deep = bind::object(&[("recursive", true.into())]);
        let arguments = [folder.into(), deep.into()];
        bind::call_async(&watcher.observer, "observe", &arguments).await?;
        Ok(watcher)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // A folder that is gone is not watched any more anyway.
        let _ = bind::call(&self.observer, "disconnect", &[]);
    }
}

/// What a `FileSystemChangeRecord` says.
fn hints(record: &JsValue) -> Vec<Hint> {
    let text = |name| bind::get(record, name).and_then(|value| value.as_string());
    let kind = text("type").unwrap_or_default();
    let handle = bind::get(record, "changedHandle");
    let is_folder = handle
        .and_then(|handle| bind::get(&handle, "kind"))
        .map(|kind| kind == "directory");
    let to = path(record, "relativePathComponents");
    let from = path(record, "relativePathMovedFrom");
    read(&kind, is_folder, to.unwrap_or_default(), from)
}

/// `is_folder` is `None` for what is not there any more: then its name tells.
fn read(kind: &str, is_folder: Option<bool>, path: String, from: Option<String>) -> Vec<Hint> {
    let is_folder = is_folder.unwrap_or(!is_log(&path));
    match (kind, is_folder) {
        ("disappeared", _) => vec![Hint::Gone(path)],
        ("appeared" | "modified", false) => file(path).into_iter().collect(),
        ("appeared", true) => vec![Hint::NewFolder(path)],
        // Something in it changed, of which there are records too.
        ("modified", true) => Vec::new(),
        ("moved", false) => file(path).into_iter().chain(from.and_then(file)).collect(),
        ("moved", true) => std::iter::once(Hint::NewFolder(path))
            .chain(from.map(Hint::Folder))
            .collect(),
        _ => vec![Hint::Broken],
    }
}

fn file(path: String) -> Option<Hint> {
    is_log(&path).then_some(Hint::File(path))
}

fn path(record: &JsValue, name: &str) -> Option<String> {
    let parts: Array = bind::get(record, name)?.dyn_into().ok()?;
    let parts: Vec<String> = parts.iter().filter_map(|part| part.as_string()).collect();
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn records_become_hints() {
        let log = || text("p/a.jsonl");
        for kind in ["appeared", "modified"] {
            assert_eq!(read(kind, Some(false), log(), None), [Hint::File(log())]);
        }
        assert_eq!(read("disappeared", None, log(), None), [Hint::Gone(log())]);
        assert_eq!(
            read("moved", Some(false), text("p/b.jsonl"), Some(log())),
            [Hint::File(text("p/b.jsonl")), Hint::File(log())]
        );
        let folder = read("moved", Some(true), text("q"), Some(text("p")));
        assert_eq!(
            folder,
            [Hint::NewFolder(text("q")), Hint::Folder(text("p"))]
        );
    }

    #[test]
    fn what_is_no_log_is_no_news_and_what_is_unclear_is_told() {
        assert_eq!(read("modified", Some(false), text("p/a.txt"), None), []);
        assert_eq!(read("modified", Some(true), text("p"), None), []);
        for kind in ["errored", "unknown", "one of later"] {
            assert_eq!(read(kind, None, text(""), None), [Hint::Broken]);
        }
    }
}
