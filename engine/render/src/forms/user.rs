//! Records sent in the user's name.

use super::part::Part;
use super::tags::Section;
use super::{Form, block_nodes, is_result, plain_text, tags, tool};
use crate::markdown;
use crate::markup::{Node, fold, paragraph};

/// What Claude Code writes where the user stopped it.
const INTERRUPTED: &str = "[Request interrupted by user";

/// The form of a user record.
pub fn form(record: Part<'_>) -> Form {
    let content = record
        .get("message")
        .and_then(|message| message.get("content"));
    let content = content.unwrap_or(Part::NULL);
    let is_odd = content.peek().text().is_none() && content.elements().is_empty();
    if is_odd && !content.is_null() {
        return Form::plain("User", record);
    }
    if record.is_true("isCompactSummary") {
        return Form::new("What was kept of the conversation", vec![summary(content)]);
    }
    let mut body = body(record, content);
    if record.is_true("interruptedByShutdown") {
        let words = "Claude Code was shut down.";
        body.push(paragraph(words).class("cut").into());
    }
    if record.is_true("isMeta") {
        let mut form = Form::new("Added by Claude Code", Vec::new());
        form.body
            .push(fold("aside", headline(content), body).into());
        return form;
    }
    Form::new(title(record, content), body)
}

fn body(record: Part<'_>, content: Part<'_>) -> Vec<Node> {
    if let Some(text) = content.text() {
        return text_nodes(&text);
    }
    let results = content.elements().into_iter();
    let is_alone = results.filter(|block| is_result(*block)).count() == 1;
    let kept = record.get("toolUseResult").filter(|_| is_alone);
    let blocks = content.elements().into_iter();
    blocks
        .flat_map(|block| match block.peek().text_of("type").as_deref() {
            Some("text") => {
                block.kind_of("type");
                text_nodes(&block.text_of("text").unwrap_or_default())
            }
            Some(_) if is_result(block) => vec![tool::lone_result(block, kept)],
            _ => block_nodes(block),
        })
        .collect()
}

/// People write plain text as often as Markdown: what has no wrapper keeps its lines.
fn text_nodes(text: &str) -> Vec<Node> {
    if tags::parts(text)
        .iter()
        .all(|part| matches!(part, Section::Text(_)))
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

fn summary(content: Part<'_>) -> Node {
    let inside = super::content_nodes(content);
    fold("aside", "Summary of what came before", inside).into()
}

/// The first text of a content.
fn first_text(content: Part<'_>) -> String {
    let content = content.peek();
    if let Some(text) = content.text() {
        return text.into_owned();
    }
    let texts = content.elements().into_iter();
    let mut texts = texts.filter_map(|block| block.text_of("text"));
    texts.next().unwrap_or_default().into_owned()
}

/// The first line, for what is folded.
fn headline(content: Part<'_>) -> String {
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

fn title(record: Part<'_>, content: Part<'_>) -> &'static str {
    let blocks = content.elements();
    if blocks.iter().any(|block| is_result(*block)) {
        return "Tool result";
    }
    let text = first_text(content);
    let text = text.trim_start();
    if text.starts_with(INTERRUPTED) {
        return "Interrupted";
    }
    match tags::parts(text).first() {
        Some(Section::Wrapped("command-name" | "command-message", _, _)) => "Command",
        Some(Section::Wrapped("bash-input", _, _)) => "Shell command",
        Some(Section::Wrapped("local-command-stdout" | "local-command-stderr", _, _)) => {
            "Output of the command"
        }
        Some(Section::Wrapped("bash-stdout" | "bash-stderr", _, _)) => "Output",
        Some(Section::Wrapped("task-notification", _, _)) => "Background task",
        Some(Section::Wrapped("teammate-message", _, _)) => "Teammate",
        Some(Section::Wrapped("system-reminder" | "local-command-caveat", _, _))
            if !has_words(text) =>
        {
            "Reminder"
        }
        _ if record.is_true("isSidechain") => "To the subagent",
        _ => "You",
    }
}

fn has_words(text: &str) -> bool {
    tags::parts(text)
        .iter()
        .any(|part| matches!(part, Section::Text(_)))
}
