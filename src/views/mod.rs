//! What is drawn.

use leptos::prelude::*;

/// The frame around every view.
#[component]
pub fn Shell() -> impl IntoView {
    view! { <main></main> }
}
