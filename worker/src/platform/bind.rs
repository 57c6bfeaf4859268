//! Bindings for what `web-sys` offers only behind an unstable flag, or not at all.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, FileSystemHandle};

/// The page or the worker has a function or an object of this name.
pub fn has(name: &str) -> bool {
    get(&js_sys::global(), name).is_some()
}

/// A property that is there and neither `undefined` nor `null`.
pub fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// An object of these properties.
pub fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// Calls a method.
///
/// # Errors
/// There is no such method, or what it throws.
pub fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &JsValue::from_str(method))?.dyn_into()?;
    function.apply(object, &arguments.iter().cloned().collect::<Array>())
}

/// Calls a method that answers with a promise, and waits for it.
///
/// # Errors
/// There is no such method, or why it fails.
pub async fn call_async(
    object: &JsValue,
    method: &str,
    arguments: &[JsValue],
) -> Result<JsValue, JsValue> {
    let answer: Promise = call(object, method, arguments)?.dyn_into()?;
    JsFuture::from(answer).await
}

/// Whether we may read what `handle` stands for; `ask` needs a click.
pub async fn permission(handle: &FileSystemHandle, ask: bool) -> Permission {
    let method = if ask {
        "requestPermission"
    } else {
        "queryPermission"
    };
    let mode = object(&[("mode", "read".into())]);
    match call_async(handle, method, &[mode.into()]).await {
        Ok(answer) => match answer.as_string().as_deref() {
            Some("granted") => Permission::Granted,
            Some("prompt") => Permission::Ask,
            _ => Permission::Denied,
        },
        // The browser answers with an error where a click is missing.
        Err(_) => Permission::Ask,
    }
}

/// Whether we may read something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// We may.
    Granted,
    /// The user has to be asked.
    Ask,
    /// The user said no.
    Denied,
}

/// The name of a thrown `DOMException` or `Error`.
pub fn error_name(error: &JsValue) -> String {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    name.or_else(|| get(error, "name")?.as_string())
        .unwrap_or_default()
}

/// What a thrown error says of itself.
pub fn error_text(error: &JsValue) -> String {
    let message = get(error, "message").and_then(|message| message.as_string());
    message
        .or_else(|| error.as_string())
        .unwrap_or_else(|| error_name(error))
}
