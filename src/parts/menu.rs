//! A button that opens a small panel.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys;

use super::icon::Icon;

/// A button with a panel under it; closed by Escape, by a press elsewhere and when focus leaves.
#[component]
pub fn Menu(
    /// The button's icon.
    icon: Icon,
    /// The button's text.
    #[prop(into)]
    label: Signal<String>,
    /// What the panel is for, where the text does not say it.
    #[prop(optional)]
    title: &'static str,
    /// Something is chosen in it.
    #[prop(into, optional)]
    set: Signal<bool>,
    /// The panel's right edge is the button's.
    #[prop(optional)]
    end: bool,
    /// The panel.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let close_outside = window_event_listener(ev::pointerdown, move |event| {
        if open.get_untracked() && !holds(root, event.target()) {
            open.set(false);
        }
    });
    on_cleanup(move || close_outside.remove());
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                let _ = button.focus();
            }
        }
    };
    let on_focusout = move |event: ev::FocusEvent| {
        if event.related_target().is_some() && !holds(root, event.related_target()) {
            open.set(false);
        }
    };
    view! {
        <div class="menu" class:end=end node_ref=root on:keydown=on_key on:focusout=on_focusout>
            <button
                type="button"
                class="btn"
                class:set=move || set.get()
                node_ref=button
                title=(!title.is_empty()).then_some(title)
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon.view()}
                <span class="clip">{move || label.get()}</span>
                {Icon::Down.view()}
            </button>
            <Show when=move || open.get()>
                <div class="menu-panel">{children()}</div>
            </Show>
        </div>
    }
}

fn holds(root: NodeRef<html::Div>, target: Option<web_sys::EventTarget>) -> bool {
    let Some(root) = root.get_untracked() else {
        return false;
    };
    let node = target.and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    root.contains(node.as_ref())
}
