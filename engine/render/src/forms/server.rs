//! Tools that the API runs itself: the advisor, its search, its fetching, its running of code.
//!
//! Their results are objects of kinds of their own, in the model's messages or in the user's.

use super::part::Part;
use super::tool::{ToolForm, code};
use super::{block_nodes, content_nodes, facts, long, number_text};
use crate::markdown;
use crate::markup::{Node, link, paragraph};

/// What such a tool was told.
pub fn call(name: &str, input: Part<'_>) -> ToolForm {
    let text = |name: &str| input.text_of(name).unwrap_or_default().into_owned();
    let what = match name {
        "text_editor_code_execution" => [text("command"), text("path")].join(" "),
        "advisor" => text("question"),
        _ => [text("query"), text("pattern")].concat(),
    };
    let told = match name {
        "code_execution" => Some(("python", text("code"))),
        "bash_code_execution" => Some(("bash", text("command"))),
        "text_editor_code_execution" => Some(("", text("file_text"))),
        _ => None,
    };
    let told = told.filter(|(_, text)| !text.is_empty());
    ToolForm {
        what: what.trim().to_owned(),
        told: told
            .map(|(language, text)| code(language, &text))
            .into_iter()
            .collect(),
        result: None,
    }
}

/// What came back: an object that says by its `type` what it is.
pub fn answer(content: Part<'_>) -> Vec<Node> {
    let kind = content.peek().text_of("type").unwrap_or_default();
    let text = |name: &str| content.text_of(name).unwrap_or_default().into_owned();
    let is_known = kind.ends_with("_result") || kind.ends_with("_error");
    if !is_known || matches!(&*kind, "web_search_result" | "search_result") {
        return block_nodes(content);
    }
    content.kind_of("type");
    let mut nodes = Vec::new();
    if kind.ends_with("_error") {
        let what = facts(&[
            ("Error", text("error_code")),
            ("It said", text("error_message")),
        ]);
        nodes.extend(what);
        return nodes;
    }
    if kind.contains("redacted") {
        let words = "Its answer is encrypted: only the model can read it.";
        nodes.push(paragraph(words).class("cut").into());
    }
    if let Some(url) = content.some_text_of("url") {
        let inside = vec![Node::Text(url.to_string())];
        nodes.push(paragraph("").child(link(&url, inside)).into());
    }
    nodes.extend(markdown::nodes(&text("text")));
    for (name, class) in [("stdout", "output"), ("stderr", "output failed")] {
        let output = text(name);
        if !output.trim().is_empty() {
            nodes.push(long::terminal(class, &output));
        }
    }
    nodes.extend(facts(&[
        ("Exit code", number_text(content.get("return_code"))),
        ("Fetched", text("retrieved_at")),
    ]));
    if let Some(inner) = content.get("content") {
        nodes.extend(inner_nodes(inner));
    }
    let tools = content.get("tool_references");
    nodes.extend(
        tools
            .into_iter()
            .flat_map(|tools| tools.elements())
            .flat_map(block_nodes),
    );
    nodes
}

fn inner_nodes(inner: Part<'_>) -> Vec<Node> {
    match inner.text() {
        Some(text) => vec![super::output(&text)],
        None => content_nodes(inner),
    }
}
