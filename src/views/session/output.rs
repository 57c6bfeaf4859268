//! The whole output of a tool, opened where its result says that it was saved.

use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use leptos::web_sys::{Element, HtmlElement};

use super::survey::redacted_now;
use super::transcript::Reading;
use crate::parts::format;
use crate::tasks::outputs::piece;
use crate::tasks::spawn;
use crate::tasks::transcript::Trouble;

/// Opens the output below its button, or closes it.
pub fn open(reading: Reading, button: &Element) {
    let Some(place) = button.closest(".output-beside").ok().flatten() else {
        return;
    };
    if let Ok(Some(shown)) = place.query_selector(".output-whole") {
        shown.remove();
        button.set_text_content(Some("Show the whole output"));
        resized(reading);
        return;
    }
    let name = place.get_attribute("data-output").unwrap_or_default();
    button.set_text_content(Some("Hide the whole output"));
    let Ok(shown) = part("div", "output-whole") else {
        return;
    };
    let _ = place.append_child(&shown);
    spawn(async move { more(reading, shown, name, 0).await });
}

/// Shows the piece of the output that begins at this byte, and a button for what follows.
async fn more(reading: Reading, shown: HtmlElement, name: String, from: u64) {
    let words = match piece(&reading.session.logs_now(), &name, from).await {
        Ok((text, next, bytes)) => {
            let _ = put(reading, &shown, &text);
            if let Some(next) = next {
                let _ = put_more(reading, &shown, name, next, bytes);
            }
            resized(reading);
            return;
        }
        Err(Trouble::Gone) => "The saved output is not among the files.",
        Err(Trouble::Away) => "Its folder is not connected.",
        Err(_) => "The saved output could not be read.",
    };
    if let Ok(line) = part("p", "cut") {
        line.set_text_content(Some(words));
        let _ = shown.append_child(&line);
    }
    resized(reading);
}

fn put(reading: Reading, shown: &HtmlElement, text: &str) -> Result<(), JsValue> {
    let state = reading.state;
    // What it says is hidden before it comes here.
    let redacted = redacted_now(state);
    let block = if redacted {
        part("p", "hidden-text")?
    } else {
        part("pre", "output")?
    };
    if !redacted {
        block.set_attribute("tabindex", "0")?;
    }
    block.set_text_content(Some(text));
    shown.append_child(&block).map(drop)
}

fn put_more(
    reading: Reading,
    shown: &HtmlElement,
    name: String,
    next: u64,
    bytes: u64,
) -> Result<(), JsValue> {
    let button = part("button", "btn")?;
    button.set_attribute("type", "button")?;
    button.set_attribute("data-output-more", "")?;
    let left = format::bytes(bytes.saturating_sub(next));
    button.set_text_content(Some(&format!("Show more: {left} are left")));
    shown.append_child(&button)?;
    let (own, shown) = (button.clone(), shown.clone());
    let handle = leptos::wasm_bindgen::closure::Closure::once_into_js(move || {
        own.remove();
        spawn(async move { more(reading, shown, name, next).await });
    });
    button.add_event_listener_with_callback("click", handle.unchecked_ref())
}

fn part(tag: &str, class: &str) -> Result<HtmlElement, JsValue> {
    let part: HtmlElement = document().create_element(tag)?.unchecked_into();
    part.set_class_name(class);
    Ok(part)
}

fn resized(reading: Reading) {
    if let Some(list) = reading.list.try_get_value().flatten() {
        list.resized();
    }
}
