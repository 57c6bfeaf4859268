//! What can be done with one item of a transcript.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{Element, HtmlElement};
use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::copy::{as_markdown, pretty};

use super::raw::Raw;
use super::transcript::Reading;
use crate::parts::copy::{COPIED_FOR, write};
use crate::tasks::spawn;

/// Does what a button of an item says.
pub fn run(reading: Reading, action: &str, button: &Element) {
    if action == "copy-code" {
        let block = button.parent_element();
        let code = block.and_then(|block| block.query_selector("pre").ok().flatten());
        let text = code
            .and_then(|code| code.text_content())
            .unwrap_or_default();
        copy(button.clone(), text);
        return;
    }
    let row = reading
        .list
        .get_value()
        .and_then(|list| list.row_of(button));
    let Some((_, article)) = row else { return };
    match action {
        "copy-text" => copy(button.clone(), text_of(button)),
        "copy-link" => copy(button.clone(), link_to(reading, &article)),
        "copy-markdown" | "copy-json" | "show-raw" => {
            let (action, button) = (action.to_owned(), button.clone());
            spawn(async move { with_line(reading, &action, button, &article).await });
        }
        _ => {}
    }
}

/// Does what needs the item's line.
async fn with_line(reading: Reading, action: &str, button: Element, article: &Article) {
    let Some(book) = reading.book() else {
        return;
    };
    let Some((text, length_bytes)) = book.line(article.place).await else {
        return;
    };
    match action {
        "copy-markdown" => copy(button, as_markdown(&text)),
        "copy-json" => copy(button, pretty(&text)),
        _ => {
            reading.raw.try_set(Some(Raw {
                text,
                line: article.line,
                length_bytes,
                file: file_name(reading),
            }));
        }
    }
}

/// The name of the session's file.
fn file_name(reading: Reading) -> String {
    let about = reading.session.about;
    let name = about.try_with_untracked(|about| format!("{}.jsonl", about.name));
    name.unwrap_or_default()
}

/// What an item says, as it is seen.
fn text_of(button: &Element) -> String {
    let row = button.closest("article.msg").ok().flatten();
    let body = row.and_then(|row| row.query_selector(".msg-body").ok().flatten());
    let body = body.and_then(|body| body.dyn_into::<HtmlElement>().ok());
    body.map(|body| body.inner_text()).unwrap_or_default()
}

/// The address at which the page opens at an item.
fn link_to(reading: Reading, article: &Article) -> String {
    let route = reading.state.route.get_untracked();
    let hash = route.with("m", Some(&article.uuid)).to_hash();
    let here = window().location().href().unwrap_or_default();
    let base = here.split('#').next().unwrap_or_default().to_owned();
    base + &hash
}

/// Copies a text, and says so on the button for a moment.
pub fn copy(button: Element, text: String) {
    spawn(async move {
        let sign = if write(&text).await.is_ok() {
            "Copied"
        } else {
            "Not copied"
        };
        let before = button.text_content();
        button.set_text_content(Some(sign));
        set_timeout(
            move || button.set_text_content(before.as_deref()),
            COPIED_FOR,
        );
    });
}
