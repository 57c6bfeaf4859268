//! Folders already given.

use crate::state::AppState;

/// Asks the browser for leave to read the remembered folders again. Call it from a click.
pub fn reconnect(_state: AppState) {}

/// Forgets a folder and all that was read of it.
pub fn remove_root(_state: AppState, _root: u16) {}

/// Forgets everything that was stored and read; settings stay.
pub fn clear_data(_state: AppState) {}
