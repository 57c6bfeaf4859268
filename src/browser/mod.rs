//! The platform, one feature a file. Nothing here knows of the app's state.
//!
//! What workers need as well is in `sessionscope_worker::platform`, and is found here under the same names.

pub mod bundle;
pub mod chosen;
pub mod download;
pub mod drop;
pub mod json;
pub mod library;
pub mod marks;
pub mod page;
pub mod pick;
pub mod seal;
pub mod service_worker;
pub mod zone;

pub use sessionscope_worker::platform::{bind, clock, finder, folder, spawn, storage, store};

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
