//! One item of a transcript as an element of the page.

use leptos::prelude::document;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use leptos::web_sys::HtmlElement;
use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::entry::Class;
use sessionscope_engine::transcript::items::Place;
use sessionscope_engine::transcript::markup::{Attribute, Element, Tag, div, span};

use super::cost::{self, CostTold};
use crate::parts::{DisplayPrefs, format, markup};

/// What can be done with an item: the action, and what its button says.
const ACTIONS: [(&str, &str); 5] = [
    ("copy-text", "Copy text"),
    ("copy-markdown", "Copy as Markdown"),
    ("copy-json", "Copy as JSON"),
    ("show-raw", "Show the raw line"),
    ("copy-link", "Copy a link to it"),
];

/// The element of an item.
///
/// # Errors
/// The browser's; there are none for elements that exist.
pub fn element(
    article: &Article,
    cost: Option<&CostTold>,
    prefs: &DisplayPrefs,
    continues: bool,
) -> Result<HtmlElement, JsValue> {
    let element: HtmlElement = document().create_element("article")?.unchecked_into();
    let mut class = format!("msg msg-{}", class_name(article.class));
    for (is_so, name) in [
        (continues, " continues"),
        (article.failed, " failed"),
        (article.left, " left"),
        (article.sidechain, " sidechain"),
    ] {
        if is_so {
            class.push_str(name);
        }
    }
    element.set_class_name(&class);
    if !article.uuid.is_empty() {
        element.set_attribute("data-uuid", &article.uuid)?;
    }
    element.set_attribute("data-role", &article.role)?;
    element.set_attribute("data-place", &place_name(article.place))?;
    element.set_attribute("aria-label", &label(article, prefs))?;
    element.set_attribute("tabindex", "-1")?;
    element.append_child(&markup::element(&head(article, prefs))?.into())?;
    let body = document().create_element("div")?;
    body.set_class_name("msg-body");
    body.append_child(&markup::fragment(&article.body).into())?;
    element.append_child(&body.into())?;
    cost::put(&element, cost)?;
    Ok(element)
}

/// A record's place as a name.
fn place_name(place: Place) -> String {
    format!("{}.{}", place.file, place.entry)
}

/// The place of this name.
pub fn place_of(name: &str) -> Option<Place> {
    let (file, entry) = name.split_once('.')?;
    Some(Place {
        file: file.parse().ok()?,
        entry: entry.parse().ok()?,
    })
}

/// The name of a class, for styles and addresses.
pub fn class_name(class: Class) -> &'static str {
    match class {
        Class::Prompt => "prompt",
        Class::Reply => "reply",
        Class::Thinking => "thinking",
        Class::Tool => "tool",
        Class::Note => "note",
        Class::Record => "record",
    }
}

fn label(article: &Article, prefs: &DisplayPrefs) -> String {
    match article.time {
        Some(time) => format!("{}, {}", article.title, prefs.moment(time)),
        None => article.title.clone(),
    }
}

fn head(article: &Article, prefs: &DisplayPrefs) -> Element {
    let mut head = div("msg-head").child(span("msg-who", article.title.as_str()));
    if let Some(model) = article
        .model
        .as_deref()
        .filter(|model| !model.starts_with('<'))
    {
        head = head.child(span(
            "msg-model",
            model.strip_prefix("claude-").unwrap_or(model),
        ));
    }
    if article.left {
        head = head.child(span("badge", "taken back"));
    }
    if article.sidechain {
        head = head.child(span("badge", "subagent"));
    }
    if let Some((uuids, kept)) = &article.fork {
        head = head.child(versions(article, uuids, *kept));
    }
    if let Some(tokens) = &article.tokens {
        let text = format!(
            "{} out, {} context",
            format::compact(tokens.output),
            format::compact(tokens.prompt())
        );
        let tokens = span("msg-tokens", text).with(
            Attribute::Title,
            "Tokens that the model wrote, and tokens that it was given",
        );
        head = head.child(tokens);
    }
    if let Some(time) = article.time {
        head = head.child(span("msg-time", prefs.moment(time)));
    }
    head.child(menu())
}

/// Links to the other versions of a prompt.
fn versions(article: &Article, uuids: &[String], kept: usize) -> Element {
    let mut links = div("versions");
    for (at, uuid) in uuids.iter().enumerate() {
        let name = format!(
            "version {}{}",
            at + 1,
            if at == kept { " (kept)" } else { "" }
        );
        links = if *uuid == article.uuid {
            links.child(span("badge on", name))
        } else {
            let button = Element::new(Tag::Button)
                .class("badge")
                .with(Attribute::Action, "go-to")
                .with(Attribute::Agent, uuid.as_str())
                .text(name);
            links.child(button)
        };
    }
    links
}

fn menu() -> Element {
    let buttons = ACTIONS.iter().map(|(action, name)| {
        Element::new(Tag::Button)
            .with(Attribute::Action, *action)
            .text(*name)
            .into()
    });
    Element::new(Tag::Details)
        .class("msg-menu")
        .child(
            Element::new(Tag::Summary)
                .with(Attribute::Label, "What to do with this message")
                .text("⋯"),
        )
        .child(div("msg-actions").children(buttons))
}
