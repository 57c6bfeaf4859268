//! Markdown as nodes: `CommonMark` with `GitHub`'s tables, task lists and struck-out text.
//!
//! HTML within it is shown as the text that it is; a picture becomes a link with its description,
//! since to load it would tell someone that it was looked at.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag as MdTag, TagEnd};

use super::forms::up_to;
use super::highlight::code_block;
use super::markup::{Attribute, DEPTH_MAX, Element, Node, Tag, link, wide};

/// What is behind so many bytes of a text is shown as it is: nobody reads it, and it would take long.
const MARKDOWN_MAX_BYTES: usize = 100_000;
/// The text is cut between paragraphs, if there are any in so many bytes before.
const PARAGRAPH_BYTES: usize = 10_000;
/// A row of a table with more cells than these ends at the last one that holds something.
const CELLS_MAX: usize = 32;

/// The nodes of a text in Markdown.
pub fn nodes(text: &str) -> Vec<Node> {
    let (text, rest) = cut(text);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, options) {
        builder.event(event);
    }
    let mut nodes = builder.finish();
    if !rest.is_empty() {
        nodes.push(super::markup::pre("wrap", rest).into());
    }
    nodes
}

/// The part of a text that is read as Markdown, and the rest.
fn cut(text: &str) -> (&str, &str) {
    if text.len() <= MARKDOWN_MAX_BYTES {
        return (text, "");
    }
    let most = up_to(text, MARKDOWN_MAX_BYTES);
    let ends = ["\n\n", "\n"].into_iter();
    let mut ends = ends.filter_map(|mark| Some(most.rfind(mark)? + mark.len()));
    let end = ends.find(|end| most.len() - end <= PARAGRAPH_BYTES);
    text.split_at(end.unwrap_or(most.len()))
}

#[derive(Default)]
struct Builder {
    done: Vec<Node>,
    /// Elements that are open, the outermost first.
    open: Vec<Open>,
    /// Elements that were not opened because there are too many inside each other.
    skipped: usize,
    /// Table cells are headers.
    in_head: bool,
}

enum Open {
    Element(Element),
    Code { language: String, text: String },
    Link { address: String, inside: Vec<Node> },
}

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => self.add(Element::new(Tag::Code).text(text.into_string())),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.add(Element::new(Tag::Break)),
            Event::Rule => self.add(Element::new(Tag::Rule)),
            Event::TaskListMarker(done) => self.add(task_mark(done)),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(&text);
            }
        }
    }

    fn start(&mut self, tag: MdTag<'_>) {
        if self.open.len() >= DEPTH_MAX {
            self.skipped += 1;
            return;
        }
        let open = match tag {
            MdTag::CodeBlock(kind) => Open::Code {
                language: match kind {
                    CodeBlockKind::Fenced(language) => language.into_string(),
                    CodeBlockKind::Indented => String::new(),
                },
                text: String::new(),
            },
            MdTag::Link { dest_url, .. } | MdTag::Image { dest_url, .. } => Open::Link {
                address: dest_url.into_string(),
                inside: Vec::new(),
            },
            MdTag::TableHead => {
                self.in_head = true;
                self.open.push(Open::Element(Element::new(Tag::TableHead)));
                Open::Element(Element::new(Tag::TableRow))
            }
            other => Open::Element(self.element(&other)),
        };
        self.open.push(open);
    }

    fn element(&self, tag: &MdTag<'_>) -> Element {
        match tag {
            MdTag::Heading { level, .. } => Element::new(heading(*level)),
            MdTag::BlockQuote(_) => Element::new(Tag::Blockquote),
            MdTag::List(Some(start)) => {
                let list = Element::new(Tag::OrderedList);
                if *start == 1 {
                    list
                } else {
                    list.with(Attribute::Start, start.to_string())
                }
            }
            MdTag::List(None) => Element::new(Tag::List),
            MdTag::Item => Element::new(Tag::Item),
            MdTag::Table(_) => wide(Element::new(Tag::Table)),
            MdTag::TableRow => Element::new(Tag::TableRow),
            MdTag::TableCell if self.in_head => Element::new(Tag::TableHeader),
            MdTag::TableCell => Element::new(Tag::TableCell),
            MdTag::Emphasis => Element::new(Tag::Emphasis),
            MdTag::Strong => Element::new(Tag::Strong),
            MdTag::Strikethrough => Element::new(Tag::Deleted),
            MdTag::HtmlBlock => Element::new(Tag::Paragraph).class("html"),
            _ => Element::new(Tag::Paragraph).with(Attribute::Direction, "auto"),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        self.close();
        if tag == TagEnd::TableHead {
            self.in_head = false;
            self.close();
        }
    }

    /// Puts the innermost open element where it belongs.
    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Element(mut element)) => {
                if element.tag == Tag::TableRow {
                    drop_padding(&mut element.children);
                }
                self.add(element);
            }
            Some(Open::Code { language, text }) => self.add(code_block(&language, &text)),
            Some(Open::Link { address, inside }) => self.add(link(&address, inside)),
            None => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(Open::Code { text: code, .. }) = self.open.last_mut() {
            code.push_str(text);
            return;
        }
        let nodes = self.inside();
        if let Some(Node::Text(before)) = nodes.last_mut() {
            before.push_str(text);
        } else {
            nodes.push(Node::Text(text.to_owned()));
        }
    }

    fn add(&mut self, element: Element) {
        self.inside().push(element.into());
    }

    fn inside(&mut self) -> &mut Vec<Node> {
        let open = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Element(element) => Some(&mut element.children),
            Open::Link { inside, .. } => Some(inside),
            Open::Code { .. } => None,
        });
        open.unwrap_or(&mut self.done)
    }

    fn finish(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.close();
        }
        self.done
    }
}

/// Rows are filled up to the width of their table: short rows of a wide one would be cells without end.
fn drop_padding(cells: &mut Vec<Node>) {
    let is_empty =
        |cell: &Node| matches!(cell, Node::Element(element) if element.children.is_empty());
    while cells.len() > CELLS_MAX && cells.last().is_some_and(is_empty) {
        cells.pop();
    }
}

/// The headline of a message is an `h2` of the page: those within it come below.
fn heading(level: HeadingLevel) -> Tag {
    match level {
        HeadingLevel::H1 => Tag::H3,
        HeadingLevel::H2 => Tag::H4,
        HeadingLevel::H3 => Tag::H5,
        _ => Tag::H6,
    }
}

fn task_mark(done: bool) -> Element {
    let (class, label) = if done {
        ("task done", "done")
    } else {
        ("task", "open")
    };
    Element::new(Tag::Span)
        .class(class)
        .with(Attribute::Label, label)
        .text(if done { "☑ " } else { "☐ " })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nodes in a short form: `tag.class[text]`.
    fn shown(nodes: &[Node]) -> String {
        let each = nodes.iter().map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => {
                format!("{}[{}]", element.tag.name(), shown(&element.children))
            }
        });
        each.collect()
    }

    #[test]
    fn common_forms() {
        for (text, expected) in [
            (
                "a *b* **c** ~~d~~ `e`",
                "p[a em[b] strong[c] del[d] code[e]]",
            ),
            ("# a\n\n## b", "h3[a]h4[b]"),
            ("- a\n- b\n", "ul[li[a]li[b]]"),
            ("3. a\n", "ol[li[a]]"),
            ("- [x] a\n", "ul[li[span[☑ ]a]]"),
            ("> a", "blockquote[p[a]]"),
            ("a\nb", "p[a\nb]"),
            ("| a |\n|---|\n| b |\n", "table[thead[tr[th[a]]]tr[td[b]]]"),
            ("[a](https://b.example)", "p[a[a]]"),
            ("[a](javascript:alert(1))", "p[span[a]]"),
            ("![a](https://b.example/c.png)", "p[a[a]]"),
            ("a <b>c</b>", "p[a <b>c</b>]"),
            ("<script>alert(1)</script>", "p[<script>alert(1)</script>]"),
        ] {
            assert_eq!(shown(&nodes(text)), expected, "{text}");
        }
    }

    fn depth(nodes: &[Node]) -> usize {
        let each = nodes.iter().map(|node| match node {
            Node::Text(_) => 0,
            Node::Element(element) => 1 + depth(&element.children),
        });
        each.max().unwrap_or(0)
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}a", "> ".repeat(10_000));
        assert!(depth(&nodes(&deep)) <= DEPTH_MAX + 1);
        let mut text = String::new();
        for node in nodes(&deep) {
            node.collect_text(&mut text);
        }
        assert!(text.contains('a'));
    }
}
