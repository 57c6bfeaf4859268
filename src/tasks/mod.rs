//! What changes the state: one asynchronous flow a file, called by views.
//!
//! Each function starts its flow and returns at once.

pub mod export;
pub mod open;
pub mod roots;
pub mod settings;
pub mod update;

use crate::state::AppState;

pub use open::{cancel, open_files, open_folder, open_sample};
pub use roots::{clear_data, reconnect, remove_root};

/// Starts all that lives as long as the page: storage, the clock, drops, the URL.
pub fn start(_state: AppState) {}
