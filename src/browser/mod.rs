//! The platform, one feature a file. Nothing here knows of the app's state.

pub mod bind;
pub mod bucket;
pub mod bundle;
pub mod chosen;
pub mod clock;
pub mod desk;
pub mod download;
pub mod drop;
pub mod finder;
pub mod folder;
pub mod json;
pub mod list;
pub mod marks;
pub mod page;
pub mod pool;
pub mod seal;
pub mod service_worker;
pub mod spawn;
pub mod storage;
pub mod store;
pub mod tabs;
pub mod watch;
pub mod zone;

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
