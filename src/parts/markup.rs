//! Builds elements of the page from what the engine says a message looks like.
//!
//! Element by element and text by text: nothing is ever read as markup.

use leptos::prelude::document;
use leptos::web_sys::{DocumentFragment, Element, Node as DomNode};
use sessionscope_engine::transcript::markup::{self, Attribute, Node, Tag};
use wasm_bindgen::JsValue;

/// The nodes as a fragment of the page.
pub fn fragment(nodes: &[Node]) -> DocumentFragment {
    let fragment = document().create_document_fragment();
    for node in nodes {
        append(&fragment, node);
    }
    fragment
}

/// An element of the page.
///
/// # Errors
/// The browser's; it makes every element that there is a tag for.
pub fn element(of: &markup::Element) -> Result<Element, JsValue> {
    let element = document().create_element(of.tag.name())?;
    if !of.class.is_empty() {
        element.set_class_name(&of.class);
    }
    for (attribute, value) in &of.attributes {
        element.set_attribute(attribute.name(), value)?;
    }
    match of.tag {
        // A page that is opened from here gets no hand on this one, and is not told whence.
        Tag::Anchor if !has(of, Attribute::Action) => {
            element.set_attribute("target", "_blank")?;
            element.set_attribute("rel", "noopener noreferrer nofollow")?;
        }
        Tag::Button => element.set_attribute("type", "button")?,
        Tag::Image => element.set_attribute("loading", "lazy")?,
        _ => {}
    }
    for child in &of.children {
        append(&element, child);
    }
    Ok(element)
}

fn has(element: &markup::Element, attribute: Attribute) -> bool {
    element.attributes.iter().any(|(own, _)| *own == attribute)
}

fn append(parent: &DomNode, node: &Node) {
    let child: Result<DomNode, JsValue> = match node {
        Node::Text(text) => Ok(document().create_text_node(text).into()),
        Node::Element(of) => element(of).map(Into::into),
    };
    if let Ok(child) = child {
        // The parent is an element of our own making, which takes children.
        let _ = parent.append_child(&child);
    }
}
