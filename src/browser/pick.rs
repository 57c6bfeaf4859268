//! What only a page can be given: what a user picks in a dialog.

use js_sys::{Object, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::FileSystemHandle;

use super::bind::object;

#[wasm_bindgen]
extern "C" {
    /// The page's own function of that name, where the browser has one.
    #[wasm_bindgen(catch, js_namespace = window, js_name = showDirectoryPicker)]
    fn show_directory_picker(options: &Object) -> Result<Promise, JsValue>;

    /// The page's own function of that name, where the browser has one.
    #[wasm_bindgen(catch, js_namespace = window, js_name = showSaveFilePicker)]
    fn show_save_file_picker(options: &Object) -> Result<Promise, JsValue>;
}

/// Asks the user for a folder.
pub async fn folder() -> Result<FileSystemHandle, JsValue> {
    let options = object(&[("id", "claude-logs".into()), ("mode", "read".into())]);
    let handle = JsFuture::from(show_directory_picker(&options)?).await?;
    Ok(handle.unchecked_into())
}

/// Asks the user where to save a file.
pub async fn save(name: &str) -> Result<FileSystemHandle, JsValue> {
    let options = object(&[("suggestedName", name.into())]);
    let handle = JsFuture::from(show_save_file_picker(&options)?).await?;
    Ok(handle.unchecked_into())
}
