//! What is too long to be drawn at once follows where its button stood.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{Element, HtmlElement};
use sessionscope_engine::transcript::bound::Cursor;
use sessionscope_engine::transcript::markup::Node;

use super::article::place_of;
use super::transcript::Reading;
use crate::parts::markup;
use crate::tasks::spawn;

/// Puts what follows in the place of the button.
pub fn show(reading: Reading, button: &Element) {
    let button = button.clone();
    let _ = button.set_attribute("disabled", "");
    spawn(async move {
        if let Some(nodes) = read(reading, &button).await {
            put(reading, &button, &nodes);
        } else {
            let _ = button.remove_attribute("disabled");
            button.set_text_content(Some("It could not be read: try again"));
        }
    });
}

async fn read(reading: Reading, button: &Element) -> Option<Vec<Node>> {
    let from = Cursor::parse(&button.get_attribute("data-more")?)?;
    let item = button.closest("article[data-place]").ok()??;
    let place = place_of(&item.get_attribute("data-place")?)?;
    let own = reading.book()?;
    let other = button.closest("[data-book]").ok().flatten();
    let other = other.and_then(|list| list.get_attribute("data-book")?.parse().ok());
    own.more(other, place, from).await
}

fn put(reading: Reading, button: &Element, nodes: &[Node]) {
    // The keyboard stays where it was: at what is open around it, or at the message.
    let near = |selector: &str| button.closest(selector).ok().flatten();
    let headline = near("details[open]").and_then(|fold| fold.query_selector("summary").ok()?);
    let around = headline.or_else(|| near("article.msg"));
    let _ = button.replace_with_with_node_1(&markup::fragment(nodes));
    let around = around.and_then(|around| around.dyn_into::<HtmlElement>().ok());
    if let Some(around) = around {
        let options = leptos::web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = around.focus_with_options(&options);
    }
    if let Some(list) = reading.list.try_get_value().flatten() {
        list.resized();
    }
}
