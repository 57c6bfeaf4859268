//! A file that was chosen in a field of the page.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, File, HtmlInputElement};

/// The file that was chosen, if one was. The field is emptied, so that the same file can be chosen again.
pub fn file(event: &Event) -> Option<File> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let file = input.files().and_then(|files| files.get(0));
    input.set_value("");
    file
}

/// What is in a file; `None` if it cannot be read.
pub async fn text(file: &File) -> Option<String> {
    let blob: &Blob = file;
    let text = JsFuture::from(blob.text()).await.ok()?;
    text.as_string()
}
