//! What an item looks like while texts are hidden: of each text its size, all else in its place.

use super::agent::opening;
use super::duration_text;
use super::tool::saved_output;
use crate::frame::{CallFrame, Piece, ResultFrame};
use crate::markup::{Attribute, Element, Node, Tag, div, paragraph, span};

/// What stands in the place of what an item is made of. It holds no text of the item.
pub fn nodes(pieces: &[Piece]) -> Vec<Node> {
    pieces.iter().filter_map(piece).collect()
}

/// What stands in the place of a text of so many characters.
pub fn hidden(characters: u64) -> String {
    counted(characters, "character") + " hidden"
}

fn piece(piece: &Piece) -> Option<Node> {
    Some(match piece {
        Piece::Text(0) => return None,
        Piece::Text(characters) => line(placeholder(*characters)),
        Piece::Thinking(0) => paragraph("Thinking, which this model does not show")
            .class("thinking-hidden")
            .into(),
        Piece::Thinking(characters) => Element::new(Tag::Paragraph)
            .class("thinking-hidden")
            .child(span("thinking-name", "Thinking"))
            .child(placeholder(*characters))
            .into(),
        Piece::Picture => line(span("hidden-text", "A picture or document hidden")),
        Piece::Call(frame) => call(frame),
        Piece::Result(frame) => div("tool")
            .with(Attribute::State, if frame.failed { "failed" } else { "ok" })
            .child(
                paragraph("The call that this answers stands elsewhere, or is not in the log.")
                    .class("cut"),
            )
            .child(result(frame))
            .into(),
        Piece::More(count) => paragraph(counted(*count, "part") + " more")
            .class("cut")
            .into(),
    })
}

fn line(inside: Element) -> Node {
    Element::new(Tag::Paragraph).child(inside).into()
}

fn placeholder(characters: u64) -> Element {
    span("hidden-text", hidden(characters))
}

fn call(frame: &CallFrame) -> Node {
    let failed = frame.results.iter().any(|result| result.failed);
    let (state, words) = match frame.results.as_slice() {
        [] => ("pending", "no result"),
        _ if failed => ("failed", "failed"),
        _ => ("ok", ""),
    };
    let mut head = div("tool-head").child(span("tool-name", frame.tool.as_str()));
    if let Some(file) = &frame.file {
        head = head.child(span("tool-what", file.as_str()));
    }
    if !words.is_empty() {
        head = head.child(span("tool-state", words));
    }
    let count = |number: Option<u64>| number.map(grouped).unwrap_or_default();
    let duration = frame.took_ms.map(|took_ms| duration_text(took_ms as f64));
    let input = (frame.input > 0).then(|| point("Input", placeholder(frame.input)));
    let facts = [
        ("Took", duration.unwrap_or_default()),
        ("Tool calls", count(frame.agent_calls)),
        ("Tokens", count(frame.agent_tokens)),
    ];
    let facts = facts.into_iter().filter(|(_, text)| !text.is_empty());
    let facts = facts.map(|(name, text)| point(name, span("point-text", text)));
    let points: Vec<Node> = input.into_iter().chain(facts).map(Node::from).collect();
    let points = (!points.is_empty()).then(|| div("points").children(points).into());
    let opener = frame.starts.as_ref().map(|id| opening(id, &frame.id));
    let told: Vec<Node> = points.into_iter().chain(opener).collect();
    let mut tool = div("tool")
        .with(Attribute::Tool, frame.tool.as_str())
        .with(Attribute::State, state)
        .child(head);
    if !told.is_empty() {
        tool = tool.child(div("tool-told").children(told));
    }
    for frame in &frame.results {
        tool = tool.child(result(frame));
    }
    tool.into()
}

fn result(frame: &ResultFrame) -> Element {
    let mut parts = Vec::new();
    if frame.characters > 0 || frame.pictures == 0 {
        parts.push(hidden(frame.characters));
    }
    if frame.pictures > 0 {
        parts.push(counted(frame.pictures, "picture") + " hidden");
    }
    let mut element = div("tool-result");
    if !frame.uuid.is_empty() {
        element = element
            .with(Attribute::Uuid, frame.uuid.as_str())
            .with(Attribute::Role, "user");
    }
    let class = if frame.failed {
        "hidden-text failed"
    } else {
        "hidden-text"
    };
    let label = if frame.failed { "Error" } else { "Result" };
    element
        .child(point(label, span(class, parts.join(", "))))
        .children(frame.outputs.iter().cloned().map(saved_output))
}

fn point(name: &str, inside: Element) -> Element {
    div("point").child(span("point-name", name)).child(inside)
}

fn counted(number: u64, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", grouped(number))
}

/// A number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
