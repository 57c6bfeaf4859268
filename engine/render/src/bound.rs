//! How much of a message is drawn at once; the rest follows in pieces, as it is asked for.
//!
//! Whatever a form makes of a record, a browser gets a few thousand elements of it. What a message draws is
//! walked in the order in which it is read, every element and every byte of text being a step; where the
//! room ends, a button stands that holds the number of the next step. A piece is made by walking again:
//! nothing has to be kept between two of them.

use serde::{Deserialize, Serialize};

use super::forms::{size, up_to};
use super::markup::{Attribute, Element, Node, Tag};

/// So much of a message is drawn at once, or of what was behind a button.
const ROOM: Room = Room {
    elements: 3_000,
    bytes: 100_000,
};
/// So much of that may be in something that is folded.
const FOLDED: Room = Room {
    elements: 1_000,
    bytes: 30_000,
};
/// So much in what hardly anyone opens.
const REST: Room = Room {
    elements: 200,
    bytes: 4_000,
};
/// A text is rather cut at the end of a line or word, if there is one in so many bytes.
const LINE_BYTES: usize = 400;

/// Where a message goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// What is folded there and goes on: the step after that of its element; 0 is the message itself.
    pub within: u64,
    /// The next step.
    pub at: u64,
}

impl Cursor {
    /// Reads what [`Self::name`] has written.
    pub fn parse(name: &str) -> Option<Self> {
        let (within, at) = name.split_once('.')?;
        Some(Self {
            within: within.parse().ok()?,
            at: at.parse().ok()?,
        })
    }

    /// The cursor as a name.
    pub fn name(self) -> String {
        format!("{}.{}", self.within, self.at)
    }
}

/// What is drawn of a message from `from` on, with buttons for what is not.
pub fn piece(nodes: Vec<Node>, from: Cursor) -> Vec<Node> {
    let mut walk = Walk {
        from: from.at,
        at: 0,
        bytes: 0,
    };
    if from.within == 0 {
        return walk.scope(nodes, 0, &mut ROOM.clone());
    }
    let inside = find(nodes, from.within, &mut 0);
    walk.at = from.within;
    walk.scope(inside, from.within, &mut ROOM.clone())
}

/// What is in the element that ends its own step at `within`.
fn find(nodes: Vec<Node>, within: u64, at: &mut u64) -> Vec<Node> {
    for node in nodes {
        match node {
            Node::Text(text) => *at += text.len() as u64,
            Node::Element(element) => {
                *at += 1;
                if *at == within {
                    return element.children;
                }
                let found = find(element.children, within, at);
                if !found.is_empty() || *at > within {
                    return found;
                }
            }
        }
    }
    Vec::new()
}

/// Room for elements and text.
#[derive(Clone, Debug)]
struct Room {
    elements: usize,
    bytes: usize,
}

/// A walk over what a message draws.
struct Walk {
    /// What comes before this step has been drawn.
    from: u64,
    /// Steps so far.
    at: u64,
    /// Of these, those of text.
    bytes: u64,
}

/// What is drawn of some nodes, and the step at which the room ended.
#[derive(Default)]
struct BoundedNodes {
    nodes: Vec<Node>,
    cut: Option<CutPoint>,
    /// So many at the start were drawn before.
    known: usize,
}

#[derive(Clone, Copy)]
struct CutPoint {
    at: u64,
    bytes: u64,
}

impl Walk {
    /// Nodes with a button of their own, if there is not room for all.
    fn scope(&mut self, nodes: Vec<Node>, within: u64, room: &mut Room) -> Vec<Node> {
        let mut drawn = self.nodes(nodes, room, None);
        if let Some(cut) = drawn.cut {
            let at = cut.at;
            drawn
                .nodes
                .push(button(Cursor { within, at }, self.bytes - cut.bytes));
        }
        drawn.nodes
    }

    fn nodes(&mut self, nodes: Vec<Node>, room: &mut Room, cut: Option<CutPoint>) -> BoundedNodes {
        let mut drawn = BoundedNodes {
            cut,
            ..BoundedNodes::default()
        };
        for node in nodes {
            match node {
                Node::Text(text) if drawn.cut.is_some() => self.pass_text(&text),
                Node::Element(element) if drawn.cut.is_some() => self.pass(&element),
                Node::Text(text) => self.text(text, room, &mut drawn),
                Node::Element(element) => self.element(element, room, &mut drawn),
            }
            drawn.known += usize::from(drawn.nodes.is_empty() && drawn.cut.is_none());
        }
        drawn
    }

    fn pass_text(&mut self, text: &str) {
        self.at += text.len() as u64;
        self.bytes += text.len() as u64;
    }

    fn pass(&mut self, element: &Element) {
        self.at += 1;
        for child in &element.children {
            match child {
                Node::Text(text) => self.pass_text(text),
                Node::Element(element) => self.pass(element),
            }
        }
    }

    fn here(&self) -> CutPoint {
        CutPoint {
            at: self.at,
            bytes: self.bytes,
        }
    }

    fn text(&mut self, text: String, room: &mut Room, drawn: &mut BoundedNodes) {
        let start = self.here();
        self.pass_text(&text);
        if self.at <= self.from {
            return;
        }
        let known = usize::try_from(self.from.saturating_sub(start.at)).unwrap_or(usize::MAX);
        let rest = text.get(known..).unwrap_or_default();
        if rest.len() <= room.bytes {
            room.bytes -= rest.len();
            let text = if known == 0 { text } else { rest.to_owned() };
            drawn.nodes.push(Node::Text(text));
            return;
        }
        let shown = start_of(rest, room.bytes);
        room.bytes = 0;
        let passed = (known + shown.len()) as u64;
        drawn.cut = Some(CutPoint {
            at: start.at + passed,
            bytes: start.bytes + passed,
        });
        if !shown.is_empty() {
            drawn.nodes.push(Node::Text(shown.to_owned()));
        }
    }

    fn element(&mut self, mut element: Element, room: &mut Room, drawn: &mut BoundedNodes) {
        let is_new = self.at >= self.from;
        if is_new && room.elements == 0 {
            drawn.cut = Some(self.here());
            self.pass(&element);
            return;
        }
        // What was begun before is only opened again, and that is never deep.
        room.elements -= usize::from(is_new);
        self.at += 1;
        let children = std::mem::take(&mut element.children);
        let inside = if is_folded(&element) {
            let own = if element.class.ends_with("rest") {
                &REST
            } else {
                &FOLDED
            };
            self.folded(children, room, own)
        } else {
            self.nodes(children, room, None)
        };
        if !is_new {
            if inside.nodes.is_empty() && inside.cut.is_none() {
                return;
            }
            if element.tag == Tag::OrderedList {
                number_from(&mut element, inside.known);
            }
        }
        drawn.cut = inside.cut;
        element.children = inside.nodes;
        if inside.cut.is_some() && element.class == "code" {
            // A button that copies a part would say that it has copied the whole.
            element.children.retain(|child| !is_copy_button(child));
        }
        drawn.nodes.push(element.into());
    }

    /// What is folded, and its headline.
    fn folded(&mut self, children: Vec<Node>, room: &mut Room, own: &Room) -> BoundedNodes {
        let within = self.at;
        let mut children = children.into_iter();
        let headline = children.next().into_iter().collect();
        let mut drawn = self.nodes(headline, room, None);
        let inside: Vec<Node> = children.collect();
        if drawn.cut.is_some() {
            drawn.cut = self.nodes(inside, room, drawn.cut).cut;
            return drawn;
        }
        let mut own = Room {
            elements: own.elements.min(room.elements),
            bytes: own.bytes.min(room.bytes),
        };
        let before = own.clone();
        let inside = self.nodes(inside, &mut own, None);
        room.elements -= before.elements - own.elements;
        room.bytes -= before.bytes - own.bytes;
        drawn.nodes.extend(inside.nodes);
        if let Some(cut) = inside.cut {
            let at = cut.at;
            drawn
                .nodes
                .push(button(Cursor { within, at }, self.bytes - cut.bytes));
        }
        drawn
    }
}

/// Lets a numbered list go on behind so many items.
fn number_from(list: &mut Element, known: usize) {
    let start = |(name, _): &&(Attribute, String)| *name == Attribute::Start;
    let first = list.attributes.iter().find(start);
    let first: usize = first.and_then(|(_, first)| first.parse().ok()).unwrap_or(1);
    list.attributes
        .retain(|(name, _)| *name != Attribute::Start);
    let next = first.saturating_add(known).to_string();
    list.attributes.push((Attribute::Start, next));
}

/// It is folded: what is in it is not seen until someone opens it.
fn is_folded(element: &Element) -> bool {
    element.tag == Tag::Details
        && !element
            .attributes
            .iter()
            .any(|(name, _)| *name == Attribute::Open)
}

fn is_copy_button(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.class == "copy-code")
}

/// The start of a text, at most so many bytes of it.
fn start_of(text: &str, bytes: usize) -> &str {
    let whole = up_to(text, bytes);
    let near = |at: &usize| whole.len() - at <= LINE_BYTES;
    let end = whole.rfind('\n').filter(near);
    let end = end.or_else(|| whole.rfind(' ').filter(near));
    end.and_then(|end| whole.get(..=end)).unwrap_or(whole)
}

fn button(cursor: Cursor, bytes: u64) -> Node {
    let left = usize::try_from(bytes).unwrap_or(usize::MAX);
    let words = if left < 1_000 {
        "Show more".to_owned()
    } else {
        format!("Show more: {} are left", size(left))
    };
    Element::new(Tag::Button)
        .class("btn more-button")
        .with(Attribute::Action, "more")
        .with(Attribute::More, cursor.name())
        .text(words)
        .into()
}

#[cfg(test)]
mod tests {
    use super::super::markup::{div, fold, span};
    use super::*;

    fn cursor_in(nodes: &[Node]) -> Vec<Cursor> {
        let mut found = Vec::new();
        for node in nodes {
            if let Node::Element(element) = node {
                let cursor = element
                    .attributes
                    .iter()
                    .find(|(name, _)| *name == Attribute::More);
                found.extend(cursor.and_then(|(_, name)| Cursor::parse(name)));
                found.extend(cursor_in(&element.children));
            }
        }
        found
    }

    fn elements(nodes: &[Node]) -> usize {
        let each = nodes.iter().map(|node| match node {
            Node::Text(_) => 0,
            Node::Element(element) => 1 + elements(&element.children),
        });
        each.sum()
    }

    /// The text of nodes, without that of buttons.
    fn collect(nodes: &[Node], out: &mut String) {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) if element.tag == Tag::Button => {}
                Node::Element(element) => collect(&element.children, out),
            }
        }
    }

    /// The text of all pieces, the most elements of one, and how many there are.
    fn all(nodes: &[Node]) -> (String, usize, usize) {
        let (mut text, mut most, mut count) = (String::new(), 0, 0);
        let mut next = vec![Cursor::default()];
        while let Some(cursor) = next.pop() {
            let piece = piece(nodes.to_vec(), cursor);
            most = most.max(elements(&piece));
            count += 1;
            collect(&piece, &mut text);
            next.extend(cursor_in(&piece));
        }
        (text, most, count)
    }

    #[test]
    fn what_has_room_is_drawn_as_it_is() {
        let nodes = vec![
            div("a").text("b").into(),
            fold("x", "c", vec![span("d", "e").into()]).into(),
        ];
        assert_eq!(piece(nodes.clone(), Cursor::default()), nodes);
    }

    #[test]
    fn a_long_table_follows_row_by_row() {
        let row = |at: usize| {
            let cell = Element::new(Tag::TableCell).text(format!("{at};"));
            Element::new(Tag::TableRow).child(cell).into()
        };
        let body = Element::new(Tag::TableBody).children((0..10_000).map(row));
        let nodes = vec![
            Element::new(Tag::Table).child(body).into(),
            Node::Text("end".into()),
        ];
        let mut wanted = String::new();
        collect(&nodes, &mut wanted);
        let (text, most, count) = all(&nodes);
        assert_eq!(text, wanted);
        assert!(most <= ROOM.elements + 60, "{most}");
        assert!(count >= 7);
    }

    #[test]
    fn a_long_text_is_cut_between_signs() {
        let text = "é日".repeat(60_000);
        let (said, _, count) = all(&[div("a").text(text.clone()).into()]);
        assert_eq!(said, text);
        assert_eq!(count, 3);
    }

    #[test]
    fn what_is_folded_has_a_button_of_its_own() {
        let inside: Vec<Node> = (0..5_000).map(|_| span("x", "y").into()).collect();
        let nodes = vec![
            fold("f", "head", inside).into(),
            div("after").text("after").into(),
        ];
        let first = piece(nodes.clone(), Cursor::default());
        let [fold, after] = first.as_slice() else {
            panic!("both are there");
        };
        assert_eq!(after, &nodes[1]);
        assert_eq!(cursor_in(std::slice::from_ref(fold)).len(), 1);
        let (text, most, count) = all(&nodes);
        assert_eq!(text.matches('y').count(), 5_000);
        assert_eq!(text.matches("after").count(), 1);
        assert_eq!(text.matches("head").count(), 1);
        assert!(most <= ROOM.elements + 60 && count == 3, "{most} {count}");
    }

    #[test]
    fn numbers_of_a_list_go_on() {
        let item = |_| Element::new(Tag::Item).text("a").into();
        let list = Element::new(Tag::OrderedList).with(Attribute::Start, "5");
        let nodes = vec![list.children((0..4_000).map(item)).into()];
        let first = piece(nodes.clone(), Cursor::default());
        let next = piece(nodes, cursor_in(&first)[0]);
        let Node::Element(list) = &next[0] else {
            panic!("a list");
        };
        // The list itself is one element of the first piece.
        assert_eq!(list.attributes, [(Attribute::Start, "3004".to_owned())]);
    }
}
