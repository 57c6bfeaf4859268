//! Telling the other tabs of this page that something happened.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::BroadcastChannel;

/// A word that all tabs of this page hear but the one that says it.
#[derive(Clone)]
pub struct Tabs(Option<BroadcastChannel>);

impl Tabs {
    /// Listens; without the browser's help there is nothing to hear.
    pub fn listen(name: &str, heard: impl Fn() + 'static) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            let heard = Closure::<dyn Fn()>::new(heard).into_js_value();
            channel.set_onmessage(Some(heard.unchecked_ref()));
        }
        Self(channel)
    }

    /// Says it.
    pub fn tell(&self) {
        if let Some(channel) = &self.0 {
            // A tab that does not hear it finds out when it is loaded again.
            let _ = channel.post_message(&JsValue::TRUE);
        }
    }
}
