//! A text with a button that copies it.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::icon::Icon;

/// Shows `text` as code, to be copied.
#[component]
pub fn Copy(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for the button's name: "Copy the path".
    label: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = text.get_untracked();
        leptos::task::spawn_local(async move {
            if write(&text).await.is_ok() {
                copied.set(true);
                let back = move || {
                    // Nothing is left to set once the view is gone.
                    let _ = copied.try_set(false);
                };
                set_timeout(back, COPIED_FOR);
            }
        });
    };
    view! {
        <div class="copy">
            <code tabindex="0">{move || text.get()}</code>
            <button type="button" class="btn ghost icon" aria-label=label title=label on:click=copy>
                {move || if copied.get() { Icon::Tick.view() } else { Icon::Copy.view() }}
            </button>
            <span class="sr-only" role="status">
                {move || copied.get().then_some("Copied")}
            </span>
        </div>
    }
}

/// How long the tick stays.
pub const COPIED_FOR: std::time::Duration = std::time::Duration::from_millis(1600);

/// Puts a text on the clipboard.
///
/// # Errors
/// The browser's, where it does not allow that.
pub async fn write(text: &str) -> Result<(), JsValue> {
    let clipboard = window().navigator().clipboard();
    JsFuture::from(clipboard.write_text(text)).await.map(drop)
}
