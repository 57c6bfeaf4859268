//! Records sent in the user's name.

use super::tags::Part;
use super::{Form, block_nodes, plain_text, tags, tool};
use crate::json::Value;
use crate::transcript::markdown;
use crate::transcript::markup::{Node, fold};

/// What Claude Code writes where the user stopped it.
const INTERRUPTED: &str = "[Request interrupted by user";

/// The form of a user record.
pub fn form(record: Value<'_>) -> Form {
    let content = record
        .get("message")
        .and_then(|message| message.get("content"));
    let content = content.unwrap_or(Value::Null);
    if content.text().is_none() && content.elements().is_empty() && content != Value::Null {
        return Form::plain("User", record);
    }
    if record.is_true("isCompactSummary") {
        return Form::new("What was kept of the conversation", vec![summary(content)]);
    }
    let body = body(record, content);
    if record.is_true("isMeta") {
        let mut form = Form::new("Added by Claude Code", Vec::new());
        form.body
            .push(fold("aside", headline(content), body).into());
        return form;
    }
    Form::new(title(record, content), body)
}

fn body(record: Value<'_>, content: Value<'_>) -> Vec<Node> {
    if let Some(text) = content.text() {
        return text_nodes(&text);
    }
    let blocks = content.elements().into_iter();
    blocks
        .flat_map(|block| match block.text_of("type").as_deref() {
            Some("text") => text_nodes(&block.text_of("text").unwrap_or_default()),
            Some("tool_result") => vec![tool::lone_result(block, record.get("toolUseResult"))],
            _ => block_nodes(block),
        })
        .collect()
}

/// People write plain text as often as Markdown: what has no wrapper keeps its lines.
fn text_nodes(text: &str) -> Vec<Node> {
    if tags::parts(text)
        .iter()
        .all(|part| matches!(part, Part::Text(_)))
    {
        return prompt_nodes(text);
    }
    tags::nodes(text)
}

fn prompt_nodes(text: &str) -> Vec<Node> {
    let looks_marked = ["```", "\n#", "\n- ", "\n* ", "\n1. ", "](", "**"]
        .iter()
        .any(|mark| text.contains(mark));
    if looks_marked {
        markdown::nodes(text)
    } else {
        vec![plain_text(text.trim_end())]
    }
}

fn summary(content: Value<'_>) -> Node {
    let text = first_text(content);
    fold(
        "aside",
        "Summary of what came before",
        markdown::nodes(&text),
    )
    .into()
}

/// The first text of a content.
fn first_text(content: Value<'_>) -> String {
    if let Some(text) = content.text() {
        return text.into_owned();
    }
    let texts = content.elements().into_iter();
    let mut texts = texts.filter_map(|block| block.text_of("text"));
    texts.next().unwrap_or_default().into_owned()
}

/// The first line, for what is folded.
fn headline(content: Value<'_>) -> String {
    let text = first_text(content);
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("Text");
    let mut line: String = line.chars().take(100).collect();
    if line.len() < text.trim().len() {
        line.push('…');
    }
    line
}

fn title(record: Value<'_>, content: Value<'_>) -> &'static str {
    let blocks = content.elements();
    let is_result = |block: &Value<'_>| block.text_of("type").as_deref() == Some("tool_result");
    if blocks.iter().any(is_result) {
        return "Tool result";
    }
    let text = first_text(content);
    let text = text.trim_start();
    if text.starts_with(INTERRUPTED) {
        return "Interrupted";
    }
    match tags::parts(text).first() {
        Some(Part::Wrapped("command-name" | "command-message", _)) => "Command",
        Some(Part::Wrapped("bash-input", _)) => "Shell command",
        Some(Part::Wrapped("local-command-stdout" | "local-command-stderr", _)) => {
            "Output of the command"
        }
        Some(Part::Wrapped("bash-stdout" | "bash-stderr", _)) => "Output",
        Some(Part::Wrapped("task-notification", _)) => "Background task",
        Some(Part::Wrapped("teammate-message", _)) => "Teammate",
        Some(Part::Wrapped("system-reminder" | "local-command-caveat", _)) if !has_words(text) => {
            "Reminder"
        }
        _ if record.is_true("isSidechain") => "To the subagent",
        _ => "You",
    }
}

fn has_words(text: &str) -> bool {
    tags::parts(text)
        .iter()
        .any(|part| matches!(part, Part::Text(_)))
}
