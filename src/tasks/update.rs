//! A newer version of the app.

use crate::browser::service_worker;
use crate::browser::spawn::spawn;
use crate::state::AppState;

/// Takes the version that waits and loads the page anew.
pub fn apply(state: AppState) {
    super::keep::now(state);
    spawn(service_worker::take_update());
}
