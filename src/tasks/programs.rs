//! What the page fetched before it was sealed, and the moment from which logs may be read.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use wasm_bindgen::JsValue;

/// What the page fetched before it was sealed.
#[derive(Default)]
pub struct Programs {
    /// Where the library worker's program is; `None` if it could not be fetched.
    pub library_url: Option<String>,
    /// The sample's files as one text, in the browser's memory; `undefined` if it could not be fetched.
    pub sample: JsValue,
}

thread_local! {
    static PROGRAMS: RefCell<Programs> = RefCell::default();
    static IS_READY: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<oneshot::Sender<()>>> = RefCell::default();
}

/// Reads what was fetched.
pub fn with<R>(read: impl FnOnce(&Programs) -> R) -> R {
    PROGRAMS.with_borrow(read)
}

/// Waits until the page is sealed: before that, no log is read.
pub async fn ready() {
    if IS_READY.get() {
        return;
    }
    let (sender, receiver) = oneshot::channel();
    WAITING.with_borrow_mut(|waiting| waiting.push(sender));
    // The sender lives as long as the page.
    let _ = receiver.await;
}

/// The page is sealed.
pub fn set_ready(programs: Programs) {
    PROGRAMS.set(programs);
    IS_READY.set(true);
    for sender in WAITING.take() {
        // Whoever waited may have gone.
        let _ = sender.send(());
    }
}
