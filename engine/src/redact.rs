//! What is not for everyone's eyes.
//!
//! - [`secrets`]: keys, tokens and passwords, which are masked wherever text of a log is shown.
//! - [`record()`]: the same for a whole line of a log.

mod record;
pub mod secrets;

pub use record::record;
pub use secrets::mask;
