//! Messages of the model.

use super::{Form, Results, block_nodes, plain_text, tool};
use crate::json::Value;
use crate::transcript::markdown;
use crate::transcript::markup::{Element, Node, Tag, div, fold, paragraph};

/// The form of a message. `results` are those of its calls.
pub fn form(record: Value<'_>, results: &Results<'_>) -> Form {
    let message = record.get("message").unwrap_or(record);
    let content = message.get("content").unwrap_or(Value::Null);
    let failed = record.is_true("isApiErrorMessage");
    let title = if failed { "API error" } else { "Claude" };
    if let Some(text) = content.text() {
        return Form::new(title, markdown::nodes(&text));
    }
    let mut form = Form::new(title, Vec::new());
    for part in content.elements() {
        block(part, results, &mut form);
    }
    if failed {
        form.body = vec![div("failure").children(form.body).into()];
    }
    form
}

fn block(block: Value<'_>, results: &Results<'_>, form: &mut Form) {
    let kind = block.text_of("type").unwrap_or_default();
    match &*kind {
        "thinking" => form
            .body
            .push(thinking(&block.text_of("thinking").unwrap_or_default())),
        "redacted_thinking" => form.body.push(thinking("")),
        "tool_use" | "server_tool_use" => {
            let id = block.text_of("id").unwrap_or_default();
            form.body.push(tool::call(block, results.get(&id)));
        }
        "web_search_tool_result" => form.body.push(super::web::search_result(block)),
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
fn fallback(block: Value<'_>) -> Node {
    let model = |name: &str| {
        let side = block.get(name);
        let model = side.and_then(|side| side.some_text_of("model"));
        model.map_or("another model".to_owned(), std::borrow::Cow::into_owned)
    };
    let text = format!("{} went on in place of {}", model("to"), model("from"));
    fold("aside", "Model switched", vec![paragraph(text).into()]).into()
}
