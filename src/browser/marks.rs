//! User Timing: what took how long, for anyone who measures.

use wasm_bindgen::JsValue;

use super::bind;
use super::clock::since_start_ms;

/// Counts that go with a measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// Files looked at.
    pub files: u64,
    /// Bytes of content read.
    pub bytes_read: u64,
    /// Files that did not have to be opened.
    pub skipped: u64,
    /// Files of which only the end was read.
    pub tail_read: u64,
}

/// Notes that `name` took from `start_ms` (by [`since_start_ms`]) until now; returns how long.
pub fn measure(name: &str, start_ms: f64, detail: Detail) -> f64 {
    let end_ms = since_start_ms();
    let number = |value: u64| JsValue::from_f64(value as f64);
    let detail = bind::object(&[
        ("files", number(detail.files)),
        ("bytes_read", number(detail.bytes_read)),
        ("skipped", number(detail.skipped)),
        ("tail_read", number(detail.tail_read)),
    ]);
    let options = bind::object(&[
        ("start", start_ms.into()),
        ("end", end_ms.into()),
        ("detail", detail.into()),
    ]);
    let performance = bind::get(&js_sys::global(), "performance");
    if let Some(performance) = performance {
        // Measuring is for those who look on; nothing depends on it.
        let _ = bind::call(&performance, "measure", &[name.into(), options.into()]);
    }
    end_ms - start_ms
}
