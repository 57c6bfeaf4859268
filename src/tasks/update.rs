//! A newer version of the app.

use crate::state::AppState;

/// Takes the version that waits and loads the page anew.
pub fn apply(_state: AppState) {}
