//! Ways in: folders, files and the sample.

use leptos::web_sys::FileList;

use crate::state::AppState;

/// Asks for a folder with the browser's own picker. Call it from a click.
pub fn open_folder(_state: AppState) {}

/// Opens the bundled sample.
pub fn open_sample(_state: AppState) {}

/// Opens what an `<input type="file">` holds: a chosen folder's files, or single `.jsonl` files.
pub fn open_files(_state: AppState, _files: FileList) {}

/// Stops reading; what was read stays and is marked as partial.
pub fn cancel(_state: AppState) {}
