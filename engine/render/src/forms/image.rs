//! Pictures and documents that a message carries along.

use super::long::size;
use super::part::Part;
use crate::exempt;
use crate::markup::{Attribute, Element, Node, Tag, div, link, paragraph};

/// Kinds of pictures that a browser shows without running anything in them.
const SAFE: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// A picture, if it is in the log; else what is known of it.
pub fn picture(block: Part<'_>) -> Node {
    let source = block.get("source").unwrap_or(block);
    let kind = source.text_of("media_type").unwrap_or_default();
    match source.text_of("data") {
        Some(data) if SAFE.contains(&&*kind) && is_base64(&data) => {
            let picture = Element::new(Tag::Image)
                .class("picture")
                .with(
                    Attribute::Alt,
                    format!("A picture in the message, {}", size(data.len() / 4 * 3)),
                )
                .with(Attribute::Source, format!("data:{kind};base64,{data}"));
            picture.into()
        }
        Some(data) if exempt::is_base64(&data) => {
            paragraph(format!("A picture ({kind}, {})", size(data.len() / 4 * 3))).into()
        }
        Some(data) => odd("A picture", &kind, &data),
        None => elsewhere("A picture", source),
    }
}

/// A document. It is named, not shown.
pub fn document(block: Part<'_>) -> Node {
    let source = block.get("source").unwrap_or(block);
    let title = block.some_text_of("title").unwrap_or("A document".into());
    let kind = source.text_of("media_type").unwrap_or_default();
    match source.text_of("data") {
        Some(text) if kind.starts_with("text/") => div("document")
            .child(paragraph(format!("{title} ({kind})")))
            .child(super::output(&text))
            .into(),
        Some(data) if exempt::is_base64(&data) => {
            paragraph(format!("{title} ({kind}, {})", size(data.len() / 4 * 3))).into()
        }
        Some(data) => odd(&title, &kind, &data),
        None => elsewhere(&title, source),
    }
}

/// What should be bytes, and is something else.
fn odd(what: &str, kind: &str, data: &str) -> Node {
    div("document")
        .child(paragraph(format!("{what} ({kind})")))
        .child(super::output(data))
        .into()
}

/// Something that is not in the log: its address can be followed, and is not loaded.
fn elsewhere(what: &str, source: Part<'_>) -> Node {
    match source.some_text_of("url") {
        Some(url) => div("elsewhere")
            .child(link(&url, vec![Node::Text(format!("{what}: {url}"))]))
            .into(),
        None => paragraph(format!("{what}, which is not in the log")).into(),
    }
}

fn is_base64(data: &str) -> bool {
    data.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}
