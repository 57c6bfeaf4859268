//! What is not for everyone's eyes, and what stands in its place.
//!
//! - [`secrets`]: keys, tokens and passwords, which are masked wherever text of a log is shown.
//! - [`record()`]: the same for a whole line of a log.
//! - [`Names`]: other names for what must not be named.
#![forbid(unsafe_code)]

mod names;
mod record;
pub mod secrets;

pub use names::{Names, is_entrypoint, is_known_kind, is_known_tool, is_version};
pub use record::record;
pub use secrets::mask;
