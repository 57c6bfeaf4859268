//! What a user sets off by one click and the analyst does.

use leptos::prelude::*;
use sessionscope_engine::place::RootId;
use sessionscope_worker::analyst::protocol::Command;

use super::{analyst, boot, notices};
use crate::browser::spawn::spawn;
use crate::state::AppState;

/// Asks the browser for leave to read the remembered folders again, and has the rest of a cancelled reading
/// read. Call it from a click.
pub fn reconnect(state: AppState) {
    notices::forget_given(state);
    analyst::tell(Command::Reconnect);
}

/// Stops reading; what was read stays and is marked as partial.
pub fn cancel() {
    analyst::tell(Command::Cancel);
}

/// Forgets a folder and all that was read of it; that can be taken back for ten seconds.
pub fn remove_root(root: u16) {
    analyst::tell(Command::RemoveRoot(RootId(root)));
    spawn(super::search::discard());
}

/// Forgets everything that was stored and read, in all tabs; settings stay. It can be taken back for ten
/// seconds.
pub fn clear_data(state: AppState) {
    boot::stop_library();
    state.notices.set(Vec::new());
    analyst::tell(Command::ClearData);
}

/// Takes back what was forgotten within the last ten seconds.
pub fn undo(state: AppState) {
    notices::withdraw_undo(state);
    analyst::tell(Command::Undo);
}
