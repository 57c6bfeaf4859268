//! What changes the state: one asynchronous flow a file, called by views.
//!
//! Each public function starts its flow and returns at once. [`session`] is what the flows share.

pub mod account;
mod accounts;
pub mod agents;
mod book;
mod boot;
pub mod export;
mod find;
mod finish;
mod index;
mod keep;
mod ledger;
mod live;
mod look;
mod open;
mod outcome;
pub mod outputs;
mod publish;
mod recent;
mod roots;
mod run;
mod sample;
pub mod search;
mod session;
pub mod settings;
mod tabs;
pub mod transcript;
mod undo;
pub mod update;
pub mod veil;
mod watch;

use crate::state::AppState;

pub use crate::browser::spawn::spawn;

pub use find::find;
pub use live::every_second;
pub use open::{cancel, open_files, open_folder, open_sample};
pub use roots::{clear_data, reconnect, remove_root};
pub use undo::undo;

/// Starts all that lives as long as the page: storage, the clock, drops, the URL.
pub fn start(state: AppState) {
    live::start(state);
    veil::start(state);
    watch::start(state);
    boot::start(state);
}
