//! Several promises as one. The browser wakes a worker for each promise that it waits for, and for 20,000 files that
//! takes longer than the looks at the files.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What each of these gives, in their order, once all are settled.
pub async fn all(promises: &[Promise]) -> Vec<Result<JsValue, JsValue>> {
    let together = Promise::all(&promises.iter().collect::<Array>());
    if let Ok(values) = JsFuture::from(together).await {
        return values.unchecked_into::<Array>().iter().map(Ok).collect();
    }
    // One of them failed, and nothing is said of the others.
    let mut results = Vec::with_capacity(promises.len());
    for promise in promises {
        results.push(JsFuture::from(promise.clone()).await);
    }
    results
}
