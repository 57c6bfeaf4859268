//! Where the page starts.

use leptos::prelude::*;

use crate::browser::zone;
use crate::state::AppState;
use crate::{queries, tasks, views};

/// Mounts the app on the document's body.
pub fn start() {
    leptos::mount::mount_to_body(App);
}

/// The app: its state, the tasks that live as long as it does, and the views.
#[component]
fn App() -> impl IntoView {
    let state = AppState::new(zone::lookup);
    provide_context(state);
    queries::keep_span(state);
    tasks::start(state);
    view! { <views::Shell /> }
}
