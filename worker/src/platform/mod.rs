//! The platform, one feature a file, for the page and for workers alike. Nothing here knows of the app.

pub mod bind;
pub mod bucket;
pub mod clock;
pub mod finder;
pub mod folder;
pub mod list;
pub mod port;
pub mod spawn;
pub mod storage;
pub mod store;
pub mod tabs;
mod together;
pub mod watch;
