//! What stands where there is nothing to show.

use leptos::prelude::*;

/// Says why there is nothing, and what to do.
#[component]
pub fn Nothing(
    /// What is missing.
    title: &'static str,
    /// Why, and what to do next.
    text: &'static str,
    /// A button that does it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <strong>{title}</strong>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
