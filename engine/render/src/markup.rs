//! What a message looks like, as a tree of a few kinds of elements.
//!
//! The page builds its elements from this tree, one by one. Text of logs is only ever the text of a
//! node, or the value of an attribute that cannot do anything; a link is one only if it goes to
//! the web, and nothing of it is loaded before someone follows it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Most elements inside each other; what is deeper is shown as its text.
pub const DEPTH_MAX: usize = 48;

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Node {
    /// Text.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// What it is.
    pub tag: Tag,
    /// Names of styles, ours alone.
    pub class: Cow<'static, str>,
    /// More about it.
    pub attributes: Vec<(Attribute, String)>,
    /// What is in it.
    pub children: Vec<Node>,
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($variant:ident => $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each is the name it stands for")]
        pub enum $name { $($variant,)* }

        impl $name {
            /// Its name in the page.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

named! {
    /// Elements that a message may have.
    Tag {
        Anchor => "a",
        Blockquote => "blockquote",
        Break => "br",
        Button => "button",
        Code => "code",
        Deleted => "del",
        Details => "details",
        Div => "div",
        Emphasis => "em",
        H3 => "h3",
        H4 => "h4",
        H5 => "h5",
        H6 => "h6",
        Image => "img",
        Inserted => "ins",
        Item => "li",
        List => "ul",
        Mark => "mark",
        OrderedList => "ol",
        Paragraph => "p",
        Pre => "pre",
        Rule => "hr",
        Span => "span",
        Strong => "strong",
        Summary => "summary",
        Table => "table",
        TableBody => "tbody",
        TableCell => "td",
        TableHead => "thead",
        TableHeader => "th",
        TableRow => "tr",
    }
}

named! {
    /// What may be said of an element.
    Attribute {
        Alt => "alt",
        Action => "data-action",
        Agent => "data-agent",
        Call => "data-call",
        Direction => "dir",
        Focus => "tabindex",
        Href => "href",
        Label => "aria-label",
        More => "data-more",
        Open => "open",
        Output => "data-output",
        Role => "data-role",
        Source => "src",
        Start => "start",
        State => "data-state",
        Title => "title",
        Tool => "data-tool",
        Uuid => "data-uuid",
    }
}

impl Element {
    /// An element without anything.
    pub fn new(tag: Tag) -> Self {
        Self {
            tag,
            class: Cow::Borrowed(""),
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    /// With names of styles.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = Cow::Borrowed(class);
        self
    }

    /// With an attribute.
    #[must_use]
    pub fn with(mut self, attribute: Attribute, value: impl Into<String>) -> Self {
        self.attributes.push((attribute, value.into()));
        self
    }

    /// With something at its end.
    #[must_use]
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }

    /// With some things at its end.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    /// With text at its end.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.child(Node::Text(text.into()))
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl Node {
    /// Adds its text to `out`.
    pub fn collect_text(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Element(element) => {
                for child in &element.children {
                    child.collect_text(out);
                }
            }
        }
    }

    /// Adds the text that is seen without opening anything to `out`.
    pub fn collect_open_text(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Element(element) if element.tag == Tag::Details => {}
            Self::Element(element) => {
                for child in &element.children {
                    child.collect_open_text(out);
                }
            }
        }
    }
}

/// A block of these names of styles.
pub fn div(class: &'static str) -> Element {
    Element::new(Tag::Div).class(class)
}

/// Inline text of these names of styles.
pub fn span(class: &'static str, text: impl Into<String>) -> Element {
    Element::new(Tag::Span).class(class).text(text)
}

/// A paragraph.
pub fn paragraph(text: impl Into<String>) -> Element {
    Element::new(Tag::Paragraph).text(text)
}

/// What may be wider than the page and scrolls by itself: keys must reach it.
pub fn wide(element: Element) -> Element {
    element.with(Attribute::Focus, "0")
}

/// Text as it is, in letters of one width.
pub fn pre(class: &'static str, text: impl Into<String>) -> Element {
    Element::new(Tag::Pre)
        .class(class)
        .with(Attribute::Direction, "auto")
        .text(text)
}

/// Something folded under a headline.
pub fn fold(class: &'static str, headline: impl Into<String>, inside: Vec<Node>) -> Element {
    Element::new(Tag::Details)
        .class(class)
        .child(Element::new(Tag::Summary).text(headline))
        .children(inside)
}

/// A link that goes to the web, or the same text without a link. Nothing else can be followed.
pub fn link(address: &str, inside: Vec<Node>) -> Element {
    if is_web(address) {
        Element::new(Tag::Anchor)
            .with(Attribute::Href, address)
            .with(Attribute::Title, address)
            .children(inside)
    } else {
        Element::new(Tag::Span)
            .class("dead-link")
            .with(Attribute::Title, address)
            .children(inside)
    }
}

/// Whether an address is one of the web, or of a mail box.
pub fn is_web(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    let known = ["http", "https", "mailto"];
    let plain = !address.chars().any(|char| char.is_control() || char == ' ');
    plain && scheme.is_some_and(|scheme| known.iter().any(|name| scheme.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_folded_is_no_open_text() {
        let folded = fold("aside", "2 more values", vec![Node::Text("{}".into())]);
        let said = Node::from(div("text").text("Why? ").child(folded));
        let (mut open, mut all) = (String::new(), String::new());
        said.collect_open_text(&mut open);
        said.collect_text(&mut all);
        assert_eq!(
            (open.as_str(), all.as_str()),
            ("Why? ", "Why? 2 more values{}")
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        for address in [
            "https://a.example/x?y#z",
            "HTTP://a.example",
            "mailto:a@b.example",
        ] {
            assert!(is_web(address), "{address}");
        }
        for address in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " https://a.example",
            "https://a.example/\n",
            "data:text/html,x",
            "blob:https://a.example/1",
            "file:///etc/passwd",
            "#/health",
            "other.html",
            "//a.example",
        ] {
            assert!(!is_web(address), "{address}");
            let element = link(address, vec![Node::Text("x".into())]);
            assert_eq!(element.tag, Tag::Span);
        }
    }
}
