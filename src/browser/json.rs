//! JSON as the browser reads and writes it: for small things, whose own code would be larger.

use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a JSON text; `None` if it is none or says something else than a `T`.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = JSON::parse(text).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}

/// Writes a JSON text; fields that are `None` are left out. `None` for what JSON cannot say.
pub fn write<T: Serialize>(value: &T) -> Option<String> {
    let value = serde_wasm_bindgen::to_value(value).ok()?;
    JSON::stringify(&value).ok()?.as_string()
}
