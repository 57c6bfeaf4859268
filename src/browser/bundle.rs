//! The workers' program as one blob that needs no network.
//!
//! A worker loaded from a blob inherits the page's content security policy; one loaded from the
//! network does not, and could talk to anyone. So the page fetches the worker's script and wasm
//! once, before it is sealed, and joins them into one self-contained classic script.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlMetaElement, Response, Url, window};

#[wasm_bindgen(inline_js = "
let last;

// Keeps a hand on each worker that is made: gloo-worker shows neither its errors nor a way to end
// one that hangs. Where none can be made, a port that nobody listens to takes its place.
export function watch_workers() {
  const Native = globalThis.Worker;
  globalThis.Worker = function (...args) {
    try {
      last = new Native(...args);
    } catch {
      last = undefined;
      return new MessageChannel().port1;
    }
    return last;
  };
}

export function last_worker() {
  return last;
}
")]
extern "C" {
    /// Keeps hold of every worker that is made from now on. Call it once.
    pub fn watch_workers();

    /// The worker that was made last; `None` if that failed.
    pub fn last_worker() -> Option<web_sys::Worker>;
}

/// The file of the sample.
const SAMPLE: &str = "sample.json";

/// Starts the wasm that precedes it as base64, and makes errors in promises heard by the page.
const START: &str = r#"
addEventListener("unhandledrejection", (event) => {
  setTimeout(() => { throw event.reason; });
});
wasm_bindgen.initSync({ module: Uint8Array.from(atob(PROGRAM), (c) => c.charCodeAt(0)) });
"#;

/// A program that runs in workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Reads logs and gives their digests.
    Worker,
    /// Opens transcripts.
    Desk,
}

impl Program {
    /// Where the page names its script and its wasm.
    fn names(self) -> [&'static str; 2] {
        match self {
            Self::Worker => ["sessionscope-worker", "sessionscope-worker-wasm"],
            Self::Desk => ["sessionscope-desk", "sessionscope-desk-wasm"],
        }
    }
}

/// Fetches a program and answers with the URL of its blob.
///
/// # Errors
/// What the browser says where a part cannot be fetched.
pub async fn fetch(program: Program) -> Result<String, JsValue> {
    let [script, wasm] = program.names();
    let script = text(&named(script)?).await?;
    let wasm = bytes(&named(wasm)?).await?;
    blob_url(&script, &wasm)
}

/// Fetches the sample's files as one text, which stays in the browser's memory.
///
/// # Errors
/// What the browser says where it cannot be fetched.
pub async fn sample() -> Result<JsValue, JsValue> {
    JsFuture::from(get(&address(SAMPLE)?).await?.text()?).await
}

fn blob_url(script: &str, wasm: &[u8]) -> Result<String, JsValue> {
    let program = format!("\nconst PROGRAM = \"{}\";{START}", base64(wasm));
    let parts = Array::of2(&script.into(), &program.into());
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    Url::create_object_url_with_blob(&blob)
}

/// The file that the page names, which the build wrote there with its content's hash.
fn named(name: &str) -> Result<String, JsValue> {
    let document = window()
        .and_then(|window| window.document())
        .ok_or("no document")?;
    let meta = document
        .query_selector(&format!("meta[name=\"{name}\"]"))?
        .ok_or("the page does not name the worker's files")?;
    address(&meta.unchecked_into::<HtmlMetaElement>().content())
}

/// The URL of a file of the app.
fn address(path: &str) -> Result<String, JsValue> {
    let document = window()
        .and_then(|window| window.document())
        .ok_or("no document")?;
    let base = document.base_uri()?.ok_or("no base")?;
    Ok(Url::new_with_base(path, &base)?.href())
}

async fn get(url: &str) -> Result<Response, JsValue> {
    let window = window().ok_or("no window")?;
    let response: Response = JsFuture::from(window.fetch_with_str(url))
        .await?
        .dyn_into()?;
    if response.ok() {
        Ok(response)
    } else {
        Err(JsValue::from_str("a part of the app could not be loaded"))
    }
}

async fn text(url: &str) -> Result<String, JsValue> {
    let text = JsFuture::from(get(url).await?.text()?).await?;
    Ok(text.as_string().unwrap_or_default())
}

async fn bytes(url: &str) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(get(url).await?.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// RFC 4648, section 4, with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4_usize {
            let index = (bits >> (18 - 6 * at)) & 63;
            let letter = ALPHABET.get(index as usize).copied().unwrap_or(b'=');
            text.push(if at > chunk.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }
}
