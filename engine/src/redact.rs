//! What is not for everyone's eyes.
//!
//! - [`secrets`]: keys, tokens and passwords, which are masked wherever text of a log is shown.
//! - [`record()`]: the same for a whole line of a log.
//! - [`veil()`]: a ledger in which everything is called by another name, for whoever shows the screen to others.

mod names;
mod record;
pub mod secrets;
mod veil;

pub use names::{Names, is_known_kind, is_known_tool};
pub use record::record;
pub use secrets::mask;
pub use veil::{Veil, root_name, veil};
