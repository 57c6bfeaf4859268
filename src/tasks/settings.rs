//! Changing and keeping the user's choices.

use crate::state::{AppState, Settings};

/// Changes the settings and stores them.
pub fn set(_state: AppState, _change: impl FnOnce(&mut Settings)) {}

/// Takes a price table of the user's own; `None` goes back to the built-in one.
///
/// # Errors
/// Why the text is no price table, in plain words.
pub fn set_prices(_state: AppState, _json: Option<String>) -> Result<(), String> {
    Ok(())
}
