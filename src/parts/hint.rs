//! A question mark that explains a word.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// Explains jargon: shown on hover, focus and press, hidden by Escape; read out with the button.
#[component]
pub fn Hint(
    /// What is explained, as in "What is `about`?".
    about: &'static str,
    /// The explanation.
    text: &'static str,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let place = RwSignal::new(None::<(f64, f64)>);
    let show = move || {
        let Some(button) = button.get_untracked() else {
            return;
        };
        let edge = button.get_bounding_client_rect();
        let width = window_width();
        // Kept 16 pixels inside the window: the text is at most 320 wide.
        let left = (edge.left() - 12.0).min(width - 336.0).max(16.0);
        place.set(Some((left, edge.bottom() + 8.0)));
    };
    let hide = move || place.set(None);
    view! {
        <span class="hint">
            <button
                type="button"
                node_ref=button
                aria-label=format!("{about}: {text}")
                on:click=move |_| show()
                on:focus=move |_| show()
                on:blur=move |_| hide()
                on:pointerenter=move |_| show()
                on:pointerleave=move |_| hide()
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "Escape" && place.get_untracked().is_some() {
                        event.stop_propagation();
                        event.prevent_default();
                        hide();
                    }
                }
            >
                "?"
            </button>
            {move || {
                place
                    .get()
                    .map(|(left, top)| {
                        view! {
                            <span
                                class="hint-text"
                                aria-hidden="true"
                                style:left=format!("{left}px")
                                style:top=format!("{top}px")
                            >
                                {text}
                            </span>
                        }
                    })
            }}
        </span>
    }
}

fn window_width() -> f64 {
    let width = window().inner_width().ok();
    width.and_then(|width| width.as_f64()).unwrap_or(1024.0)
}
