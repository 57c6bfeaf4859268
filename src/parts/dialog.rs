//! A window in the window. The platform's own `<dialog>` keeps focus inside and closes on Escape.

use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;

/// A modal dialog that is open while `open` is.
#[component]
pub fn Dialog(
    /// Its name.
    title: &'static str,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// It stands at the side, as high as the window.
    #[prop(optional)]
    sheet: bool,
    /// What is in it; drawn only while it is open.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            class="dialog"
            class:sheet=sheet
            node_ref=dialog
            aria-label=title
            on:close=move |_| open.set(false)
            on:click=move |event| {
                // The dialog itself is hit only where its backdrop is.
                if event.target() == event.current_target() {
                    open.set(false);
                }
            }
        >
            <div class="dialog-head">
                <h2>{title}</h2>
                <button
                    type="button"
                    class="btn ghost icon"
                    aria-label="Close"
                    on:click=move |_| open.set(false)
                >
                    {Icon::Close.view()}
                </button>
            </div>
            <div class="dialog-body">
                <Show when=move || open.get()>{children()}</Show>
            </div>
        </dialog>
    }
}
