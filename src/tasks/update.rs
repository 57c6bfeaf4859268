//! A newer version of the app.

use sessionscope_worker::analyst::protocol::Command;

use crate::browser::service_worker;
use crate::browser::spawn::spawn;
use crate::state::AppState;

/// Takes the version that waits and loads the page anew.
pub fn apply(_state: AppState) {
    super::analyst::tell(Command::Visible(false));
    spawn(service_worker::take_update());
}
