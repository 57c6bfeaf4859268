//! One end of a conversation: a worker, a worker's own scope, or a port.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::bind;

/// Something that messages are posted to and heard from; clones are the same one.
#[derive(Clone, Debug)]
pub struct Port(JsValue);

impl Port {
    /// The worker that is running.
    pub fn of_worker() -> Self {
        Self(js_sys::global().into())
    }

    /// The port that a page left for a program that it runs on its own thread; see `bundle::start_here`.
    pub fn handed_over() -> Option<Self> {
        bind::get(&js_sys::global(), "sessionscopePort").map(Self)
    }

    /// A `Worker` or a `MessagePort`.
    pub fn new(end: impl Into<JsValue>) -> Self {
        Self(end.into())
    }

    /// Posts a message; `transfer` holds what is handed over instead of being copied.
    ///
    /// # Errors
    /// Something in it cannot be copied.
    pub fn post(&self, message: &JsValue, transfer: &Array) -> Result<(), JsValue> {
        bind::call(&self.0, "postMessage", &[message.clone(), transfer.into()]).map(drop)
    }

    /// Hears messages, in place of whoever heard them before.
    pub fn hear(&self, heard: impl Fn(&JsValue) + 'static) {
        let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            if let Some(data) = bind::get(&event, "data") {
                heard(&data);
            }
        });
        self.set("onmessage", &heard.into_js_value());
    }

    /// Hears of an error at the other end. It is handled here, and does not fill the console.
    pub fn hear_error(&self, failed: impl Fn() + 'static) {
        let failed = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            // An event can always be asked that.
            let _ = bind::call(&event, "preventDefault", &[]);
            failed();
        });
        self.set("onerror", &failed.into_js_value());
    }

    /// Hears nothing any more.
    pub fn close(&self) {
        self.set("onmessage", &JsValue::NULL);
        self.set("onerror", &JsValue::NULL);
    }

    fn set(&self, name: &str, value: &JsValue) {
        // These ends have such properties, and setting them does not fail.
        let _ = Reflect::set(&self.0, &name.into(), value);
    }
}
