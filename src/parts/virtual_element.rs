//! Elements that are told anew as a whole and changed only where they differ from what was drawn.
//!
//! A view of Leptos that is run again takes all attributes from its elements and sets them anew. Where
//! hundreds of elements hang on one signal that takes longer than everything else.

use std::borrow::Cow;

use leptos::tachys::renderer::Rndr;
use leptos::web_sys::Element;
use wasm_bindgen::JsCast as _;

/// A text of an element or of an attribute.
pub type Text = Cow<'static, str>;

/// Before the name of a property of an element's style.
const STYLE: &str = "style:";

/// What an element is to be, or a text: one without a tag.
#[derive(Default)]
pub struct VirtualElement {
    tag: &'static str,
    text: Text,
    attributes: Vec<(&'static str, Text)>,
    children: Vec<VirtualElement>,
    /// The element or text of the page, once it is drawn.
    node: Option<Element>,
}

impl VirtualElement {
    /// An element.
    pub fn new(tag: &'static str, children: Vec<Self>) -> Self {
        Self {
            tag,
            children,
            ..Self::default()
        }
    }

    /// A text.
    pub fn text(text: Text) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// The element with an attribute, or with a property of its style: `style:…`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.set(name, value.into());
        self
    }

    /// Sets an attribute.
    pub fn set(&mut self, name: &'static str, value: Text) {
        self.attributes.push((name, value));
    }

    /// Draws it in the place of what stood there.
    fn draw(&mut self, parent: &Element, before: Option<&mut Self>) {
        let mut gone = None;
        if let Some(before) = before {
            if before.tag == self.tag {
                return self.change(before);
            }
            gone = before.node.take();
        }
        let node = if self.tag.is_empty() {
            Rndr::create_text_node("").unchecked_into()
        } else {
            Rndr::create_element(self.tag, None)
        };
        self.change(&mut Self {
            node: Some(node),
            ..Self::default()
        });
        if let Some(node) = &self.node {
            Rndr::insert_node(parent, node, gone.as_deref());
        }
        if let Some(gone) = gone {
            Rndr::remove(&gone);
        }
    }

    /// Takes over the element of another one with the same tag, and changes what differs.
    fn change(&mut self, before: &mut Self) {
        let Some(node) = before.node.take() else {
            return;
        };
        if self.text != before.text {
            Rndr::set_text(node.unchecked_ref(), &self.text);
        }
        for (name, _) in &before.attributes {
            if !self.attributes.iter().any(|(kept, _)| kept == name) {
                remove(&node, name);
            }
        }
        for attribute in &self.attributes {
            if !before.attributes.contains(attribute) {
                set(&node, attribute.0, &attribute.1);
            }
        }
        draw(&node, &mut before.children, &mut self.children);
        self.node = Some(node);
    }
}

// The policy forbids the attribute `style`, but not its properties.

fn set(node: &Element, name: &str, value: &str) {
    if let Some(property) = name.strip_prefix(STYLE) {
        Rndr::set_css_property(&Rndr::style(node), property, value);
    } else {
        Rndr::set_attribute(node, name, value);
    }
}

fn remove(node: &Element, name: &str) {
    if let Some(property) = name.strip_prefix(STYLE) {
        Rndr::remove_css_property(&Rndr::style(node), property);
    } else {
        Rndr::remove_attribute(node, name);
    }
}

/// Draws `now` at the end of `parent`, in the place of what was drawn there before: elements are kept
/// by their place as long as their tag is the same.
pub fn draw(parent: &Element, before: &mut [VirtualElement], now: &mut [VirtualElement]) {
    let mut before = before.iter_mut();
    for element in now {
        element.draw(parent, before.next());
    }
    for gone in before.filter_map(|gone| gone.node.as_ref()) {
        Rndr::remove(gone);
    }
}
