//! What changes the state: one asynchronous flow a file, called by views.
//!
//! Each public function starts its flow and returns at once. What goes on in the figures is the
//! [`analyst`]'s: flows tell it what the user did and show what it says.

pub mod agents;
mod analyst;
mod boot;
pub mod export;
mod find;
mod folders;
mod live;
mod measures;
mod notices;
mod open;
mod open_transcript;
pub mod outputs;
mod programs;
mod returning;
mod sample;
pub mod search;
pub mod settings;
mod status;
pub mod transcript;
pub mod update;
pub mod veil;
mod verbs;

use crate::state::AppState;

pub use crate::browser::spawn::spawn;

pub use find::find;
pub use live::every_second;
pub use open::{open_files, open_folder, open_sample};
pub use verbs::{cancel, clear_data, reconnect, remove_root, undo};

/// Starts all that lives as long as the page: the address, the clock, drops, storage, the analyst.
pub fn start(state: AppState) {
    live::start(state);
    veil::start(state);
    status::start(state);
    boot::start(state);
}
