//! The page itself: its root element, its address, its events.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{AddEventListenerOptions, Element, Event, EventTarget, VisibilityState, window};

/// `<html>`.
pub fn root() -> Option<Element> {
    window()?.document()?.document_element()
}

/// Sets an attribute of `<html>`.
pub fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = root() {
        // The names are ours and valid.
        let _ = root.set_attribute(name, value);
    }
}

/// Takes an attribute off `<html>`.
pub fn remove_root_attribute(name: &str) {
    if let Some(root) = root() {
        let _ = root.remove_attribute(name);
    }
}

/// The hash of the address, `#` included.
pub fn hash() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// Makes `hash` the address's, as a new step of the history.
pub fn set_hash(hash: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(hash);
    }
}

/// Makes `hash` the address's, in the place of what it was.
pub fn replace_hash(hash: &str) {
    let history = window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        // Only an address of another origin is refused.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(hash));
    }
}

/// Hears an event of the window for as long as the page lives.
pub fn on_window(event: &str, heard: impl Fn(Event) + 'static) {
    if let Some(window) = window() {
        on(&window, event, heard);
    }
}

/// Hears an event of the document for as long as the page lives.
pub fn on_document(event: &str, heard: impl Fn(Event) + 'static) {
    if let Some(document) = window().and_then(|window| window.document()) {
        on(&document, event, heard);
    }
}

fn on(target: &EventTarget, event: &str, heard: impl Fn(Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(heard).into_js_value();
    let options = AddEventListenerOptions::new();
    // Drops are to be prevented, which a passive listener cannot.
    options.set_passive(false);
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
        event,
        heard.unchecked_ref(),
        &options,
    );
}

/// Nobody sees the page now; it may be gone at any moment.
pub fn is_hidden() -> bool {
    window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

/// Cores that the browser admits to.
pub fn cores() -> usize {
    let cores = window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    // A small whole number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let cores = cores.clamp(1.0, 64.0) as usize;
    cores
}

/// Remembers a short text that the page needs before the app is there (the theme).
pub fn remember(key: &str, value: Option<&str>) {
    let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) else {
        return;
    };
    // Refused in some private windows, where there is nothing to remember for.
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// Waits until what was changed is on the screen, or would be if it were visible.
pub async fn painted() {
    if is_hidden() {
        super::clock::breathe().await;
        return;
    }
    let frame = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ = window.request_animation_frame(&resolve);
        }
    });
    // A window that is covered gets no frames.
    super::clock::within(100, wasm_bindgen_futures::JsFuture::from(frame)).await;
    super::clock::breathe().await;
}
