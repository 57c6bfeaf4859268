//! Saving bytes as a file.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url, window};

use super::{bind, clock, pick};

/// How long a download may take to begin before its blob is let go, in milliseconds.
const KEEP_MS: u32 = 60_000;

/// Saves where the user says if the browser can ask, else as a download.
///
/// # Errors
/// What the browser says. That the user changed their mind is no error.
pub async fn save(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let blob = blob(mime, bytes)?;
    if bind::has("showSaveFilePicker") {
        match pick::save(name).await {
            Ok(handle) => return write(&handle, &blob).await,
            Err(error) if bind::error_name(&error) == "AbortError" => return Ok(()),
            // No click, or refused by policy: the plain way remains.
            Err(_) => {}
        }
    }
    download(name, &blob)
}

async fn write(handle: &JsValue, blob: &Blob) -> Result<(), JsValue> {
    let stream = bind::call_async(handle, "createWritable", &[]).await?;
    bind::call_async(&stream, "write", &[blob.into()]).await?;
    bind::call_async(&stream, "close", &[]).await?;
    Ok(())
}

fn download(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let document = window()
        .and_then(|window| window.document())
        .ok_or("no document")?;
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    super::spawn::spawn(async move {
        clock::sleep(KEEP_MS).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

fn blob(mime: &str, bytes: &[u8]) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options)
}
