//! What stands in the place of what cannot be shown.

use leptos::prelude::*;

use super::transcript::Reading;
use crate::parts::Nothing;
use crate::state::AppState;
use crate::tasks;
use crate::tasks::transcript::Trouble;

/// What stands there while there is no transcript.
#[component]
pub fn State(
    /// The transcript.
    reading: Reading,
) -> impl IntoView {
    let state = reading.state;
    let empty = move || {
        reading.outline.with(|outline| {
            outline
                .as_ref()
                .is_some_and(|outline| outline.items.is_empty())
        })
    };
    move || {
        if let Some(trouble) = reading.trouble.get() {
            return trouble_view(state, trouble).into_any();
        }
        if reading.outline.with(Option::is_none) {
            return view! { <p class="msgs-state" role="status">"Opening the transcript…"</p> }
                .into_any();
        }
        if empty() {
            return view! {
                <Nothing
                    title="Nothing to show"
                    text="No message of this session passes the filters above."
                />
            }
            .into_any();
        }
        ().into_any()
    }
}

/// Says why there is no transcript.
pub fn trouble_view(state: AppState, trouble: Trouble) -> impl IntoView {
    let (title, text) = match trouble {
        Trouble::Away => (
            "The folder is not connected",
            "The totals are kept, the conversations are not: they are read from the folder when you open one. Connect it again to read this session.",
        ),
        Trouble::Gone => (
            "The file is gone",
            "It was deleted or moved since it was counted. Claude Code deletes sessions after 30 days unless told otherwise.",
        ),
        Trouble::NoWorker => (
            "The reader could not be started",
            "This browser starts no background program for this page. Loading the page again may help.",
        ),
        Trouble::Failed(fault) => ("The transcript could not be read", fault.words()),
    };
    view! {
        <div class="empty" role="status">
            <strong>{title}</strong>
            <p>{text}</p>
            <Show when=move || trouble == Trouble::Away>
                <button type="button" class="btn primary" data-action="reconnect" on:click=move |_| tasks::reconnect(state)>
                    "Connect the folder"
                </button>
            </Show>
        </div>
    }
}
