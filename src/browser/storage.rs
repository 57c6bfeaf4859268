//! How much may be stored, and whether the browser keeps it.

use js_sys::Promise;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::bind;

/// What the browser says of this app's storage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Space {
    /// Bytes stored.
    pub used_bytes: Option<u64>,
    /// Bytes that may be stored.
    pub quota_bytes: Option<u64>,
    /// It will not be dropped to make room.
    pub persisted: Option<bool>,
}

/// Asks the browser.
pub async fn space() -> Space {
    let Some(manager) = manager() else {
        return Space::default();
    };
    let estimate = bind::call_async(&manager, "estimate", &[]).await.ok();
    let bytes = |name| {
        let number = bind::get(estimate.as_ref()?, name)?.as_f64()?;
        // Far below 2^53, and never negative.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(number as u64)
    };
    let persisted = bind::call_async(&manager, "persisted", &[]).await;
    Space {
        used_bytes: bytes("usage"),
        quota_bytes: bytes("quota"),
        persisted: persisted.ok().and_then(|answer| answer.as_bool()),
    }
}

/// Asks the browser not to drop what is stored by itself. Some ask the user.
pub async fn persist() {
    if let Some(manager) = manager() {
        // A refusal changes nothing but what Health shows.
        let _ = bind::call_async(&manager, "persist", &[]).await;
    }
}

fn manager() -> Option<JsValue> {
    let navigator = bind::get(&js_sys::global(), "navigator")?;
    bind::get(&navigator, "storage")?.dyn_into().ok()
}

/// Waits for a lock that one tab at a time can have, and keeps it for as long as the page lives;
/// `held` is called once it is there. `false` where the browser has no locks.
pub fn hold_lock(name: &str, held: impl FnOnce() + 'static) -> bool {
    let locks = bind::get(&js_sys::global(), "navigator")
        .and_then(|navigator| bind::get(&navigator, "locks"));
    let Some(locks) = locks else { return false };
    let granted = Closure::once_into_js(move |_lock: JsValue| {
        held();
        // The lock is given back when this settles: never.
        Promise::new(&mut |_, _| {})
    });
    match bind::call(&locks, "request", &[name.into(), granted]) {
        Ok(promise) => {
            // Refused in some private windows; then nobody writes, which is what was asked for.
            let ignored = Closure::once_into_js(|_error: JsValue| {});
            let _ = bind::call(&promise, "catch", &[ignored]);
            true
        }
        Err(_) => false,
    }
}
