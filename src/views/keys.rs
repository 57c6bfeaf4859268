//! What keys do.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys;

use super::links::href;
use super::nav::next_theme;
use super::ui::Ui;
use crate::parts::Dialog;
use crate::route::{Route, View};
use crate::state::AppState;

/// Keys and what they do, as the list shows them.
const KEYS: [(&str, &str); 18] = [
    ("?", "Show this list"),
    ("g o", "Go to Overview"),
    ("g p", "Go to Projects"),
    ("g s", "Go to Sessions"),
    ("g f", "Go to Search"),
    ("g b", "Go to Blocks"),
    ("g r", "Go to Reports"),
    ("g t", "Go to Tools"),
    ("g h", "Go to Health"),
    ("/", "Filter the table by text"),
    ("t", "Change the theme"),
    (",", "Open the settings"),
    ("← → ↑ ↓", "Read a chart that has the focus"),
    ("j k", "In a transcript: the next message, the one before"),
    ("n p", "In a transcript: the next prompt, the one before"),
    (
        "e",
        "In a transcript: the next error, with Shift the one before",
    ),
    (
        "Home End",
        "In a transcript: the first message, the last one",
    ),
    ("f", "In a transcript: find in it"),
];

/// Starts to listen for keys, as long as the app lives.
pub fn listen(state: AppState) {
    let ui = expect_context::<Ui>();
    let before = StoredValue::new(String::new());
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
            return;
        }
        if ui.any_open() {
            return;
        }
        let key = event.key();
        let leader = before.get_value() == "g";
        before.set_value(key.clone());
        if leader {
            if let Some(view) = view_of(&key) {
                let hash = untrack(|| href(state, view));
                state.go(Route::parse(&hash));
                before.set_value(String::new());
            }
            return;
        }
        match key.as_str() {
            "?" => ui.keys.set(true),
            "," => ui.settings.set(true),
            "t" => next_theme(state),
            "/" if focus("[data-filter-input]") => event.prevent_default(),
            _ => {}
        }
    });
    on_cleanup(move || listener.remove());
}

fn view_of(key: &str) -> Option<View> {
    Some(match key {
        "o" => View::Overview,
        "p" => View::Projects,
        "s" => View::Sessions,
        "f" => View::Search,
        "b" => View::Blocks,
        "r" => View::Reports,
        "t" => View::Tools,
        "h" => View::Health,
        _ => return None,
    })
}

/// The key goes into a field.
fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}

fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let element = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// The list of keys.
#[component]
pub fn Keys() -> impl IntoView {
    let ui = expect_context::<Ui>();
    view! {
        <Dialog title="Keys" open=ui.keys>
            <dl class="keys">
                {KEYS
                    .map(|(keys, what)| {
                        view! {
                            <div>
                                <dt>
                                    {keys
                                        .split(' ')
                                        .map(|key| view! { <kbd>{key.to_owned()}</kbd> })
                                        .collect_view()}
                                </dt>
                                <dd>{what}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </Dialog>
    }
}
