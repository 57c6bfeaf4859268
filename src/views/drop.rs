//! What is seen while something is dragged over the window.

use leptos::prelude::*;

use crate::parts::Icon;
use crate::state::AppState;

/// The whole window takes what is dropped; this says so while it can be.
#[component]
pub fn Overlay() -> impl IntoView {
    let state = expect_context::<AppState>();
    view! {
        <Show when=move || state.dragging.get()>
            <div class="drop-overlay" aria-hidden="true">
                <div>
                    {Icon::Download.view()}
                    <strong>"Drop to read it"</strong>
                    <p>"Folders or .jsonl files, several at once. Nothing leaves this machine."</p>
                </div>
            </div>
        </Show>
    }
}
