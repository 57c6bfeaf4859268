//! The one place where futures are started.

use std::future::Future;

/// Starts `future`; it runs until it is done, whatever becomes of the view that started it.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}
