//! Subagents: what they were told, what they answered, and the way to their own transcript.

use super::part::Part;
use super::tool::{Outcome, Shown};
use super::{content_nodes, duration_of, facts, number_text};
use crate::transcript::markdown;
use crate::transcript::markup::{Attribute, Element, Node, Tag, div, fold, span};

/// The start of a subagent.
pub fn start(input: Part<'_>, kept: Part<'_>, outcome: Option<&Outcome<'_>>) -> Shown {
    let text = |name: &str| input.text_of(name).unwrap_or_default().into_owned();
    let kept_text = |name: &str| kept.text_of(name).unwrap_or_default().into_owned();
    let id = [kept_text("agentId"), kept_text("agent_id")];
    let id = id.into_iter().find(|id| !id.is_empty()).unwrap_or_default();
    let mut told: Vec<Node> = facts(&[
        ("Kind", text("subagent_type")),
        ("Model", text("model")),
        ("Ran on", kept_text("resolvedModel")),
        ("State", kept_text("status").replace('_', " ")),
        ("Took", duration_of(kept, "totalDurationMs")),
        ("Tool calls", number_text(kept.get("totalToolUseCount"))),
        ("Worktree", kept_text("worktreePath")),
    ])
    .into_iter()
    .collect();
    told.push(
        fold(
            "aside",
            "What it was told",
            markdown::nodes(&text("prompt")),
        )
        .into(),
    );
    if !id.is_empty() {
        told.push(opener(&id));
    }
    let answer = outcome
        .filter(|outcome| !outcome.failed)
        .and_then(|_| kept.get("content"));
    Shown {
        what: text("description"),
        told,
        result: answer.map(|answer| vec![div("answer").children(content_nodes(answer)).into()]),
    }
}

/// A place where the subagent's own transcript opens.
fn opener(id: &str) -> Node {
    Element::new(Tag::Div)
        .class("agent")
        .with(Attribute::Agent, id)
        .child(
            Element::new(Tag::Button)
                .class("btn agent-open")
                .with(Attribute::Action, "open-agent")
                .child(span("", "Show what it did")),
        )
        .into()
}

/// A message to another agent.
pub fn message(input: Part<'_>) -> Shown {
    let names = ["to", "target", "recipient"];
    let to = names.into_iter().find_map(|name| input.some_text_of(name));
    let names = ["message", "content", "summary"];
    let said = names.into_iter().find_map(|name| input.some_text_of(name));
    Shown {
        what: to.map(|to| format!("to {to}")).unwrap_or_default(),
        told: said.map(|said| markdown::nodes(&said)).unwrap_or_default(),
        result: None,
    }
}
