//! Messages of the model.

use super::part::Part;
use super::{Form, Results, block_nodes, plain_text, tool};
use crate::markdown;
use crate::markup::{Element, Node, Tag, div, fold, paragraph};

/// The form of a message. `results` are those of its calls.
pub fn form(record: Part<'_>, results: &Results<'_>) -> Form {
    let message = record.get("message").unwrap_or(record);
    let content = message.get("content").unwrap_or(Part::NULL);
    // What else it stopped for is new.
    message.take_if("stop_reason", &["end_turn", "tool_use"]);
    let failed = record.is_true("isApiErrorMessage");
    let title = if failed { "API error" } else { "Claude" };
    if let Some(text) = content.text() {
        return Form::new(title, markdown::nodes(&text));
    }
    let mut form = Form::new(title, Vec::new());
    for part in content.elements() {
        block(part, results, &mut form);
    }
    if record.is_true("isAbortedMidStream") {
        let words = "It was cut off while it was written.";
        form.body.push(paragraph(words).class("cut").into());
    }
    let advisor = record.some_text_of("advisorModel");
    if let Some(model) = advisor {
        let words = format!("Advised by {model}");
        form.body.push(paragraph(words).class("cut").into());
    }
    if failed {
        form.body = vec![div("failure").children(form.body).into()];
    }
    form
}

fn block(block: Part<'_>, results: &Results<'_>, form: &mut Form) {
    let kind = block.kind_of("type");
    match &*kind {
        _ if super::is_result(block) => {
            // With its call it has been drawn already.
            if !block.is_taken() {
                form.body.push(tool::lone_result(block, None));
            }
        }
        "thinking" => form
            .body
            .push(thinking(&block.text_of("thinking").unwrap_or_default())),
        "redacted_thinking" => form.body.push(thinking("")),
        "tool_use" | "server_tool_use" | "mcp_tool_use" => {
            let id = block.peek().text_of("id").unwrap_or_default();
            if let Some(caller) = block.get("caller") {
                caller.take_if("type", &["direct"]);
            }
            form.body.push(tool::call(block, results.get(&id)));
        }
        "fallback" => form.body.push(fallback(block)),
        "text" | "image" | "document" | "tool_reference" => form.body.extend(block_nodes(block)),
        _ => {
            form.body.extend(block_nodes(block));
            form.is_plain |= block.text().is_none();
        }
    }
}

fn thinking(text: &str) -> Node {
    if text.trim().is_empty() {
        return paragraph("Thinking, which this model does not show")
            .class("thinking-hidden")
            .into();
    }
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let first: String = first.chars().take(120).collect();
    Element::new(Tag::Details)
        .class("thinking")
        .child(
            Element::new(Tag::Summary)
                .child(super::super::markup::span("thinking-name", "Thinking"))
                .child(super::super::markup::span("thinking-first", first)),
        )
        .children(thought(text))
        .into()
}

fn thought(text: &str) -> Vec<Node> {
    if text.len() > 100_000 {
        vec![plain_text(text)]
    } else {
        markdown::nodes(text)
    }
}

/// The model refused, and another went on.
fn fallback(block: Part<'_>) -> Node {
    let model = |name: &str| {
        let side = block.get(name);
        let model = side.and_then(|side| side.some_text_of("model"));
        model.map_or("another model".to_owned(), std::borrow::Cow::into_owned)
    };
    let text = format!("{} went on in place of {}", model("to"), model("from"));
    fold("aside", "Model switched", vec![paragraph(text).into()]).into()
}
