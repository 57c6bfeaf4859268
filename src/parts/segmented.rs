//! A choice of a few, all in sight.

use leptos::prelude::*;

/// One of a few choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen, as it stands in a URL.
    pub id: &'static str,
    /// What it is called.
    pub label: &'static str,
}

/// Short for a [`Choice`].
pub const fn choice(id: &'static str, label: &'static str) -> Choice {
    Choice { id, label }
}

/// Buttons of which one is pressed.
#[component]
pub fn Segmented(
    /// What is chosen by it, for those who do not see it.
    label: &'static str,
    /// The choices.
    choices: &'static [Choice],
    /// The one that holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the id of the one that was pressed.
    #[prop(into)]
    on_choice: Callback<&'static str>,
) -> impl IntoView {
    view! {
        <div class="seg" role="group" aria-label=label>
            {choices
                .iter()
                .map(|choice| {
                    let id = choice.id;
                    view! {
                        <button
                            type="button"
                            aria-pressed=move || value.with(|value| value == id).to_string()
                            on:click=move |_| on_choice.run(id)
                        >
                            {choice.label}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}
