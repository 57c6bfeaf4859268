//! Subagents: what they were told, what they answered, and the way to their own transcript.

use super::part::Part;
use super::tool::{Outcome, ToolForm};
use super::{content_nodes, duration_of, facts, number_text};
use crate::markdown;
use crate::markup::{Attribute, Element, Node, Tag, div, fold, span};
use sessionscope_transcript::agents::STARTING;

/// The start of a subagent.
pub fn start(input: Part<'_>, kept: Part<'_>, outcome: Option<&Outcome<'_>>) -> ToolForm {
    let text = |name: &str| input.text_of(name).unwrap_or_default().into_owned();
    let kept_text = |name: &str| kept.text_of(name).unwrap_or_default().into_owned();
    // Its own transcript is opened by them.
    let _ = (kept.text_of("agentId"), kept.text_of("agent_id"));
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
    let answer = outcome
        .filter(|outcome| !outcome.failed)
        .and_then(|_| kept.get("content"));
    ToolForm {
        what: text("description"),
        told,
        result: answer.map(|answer| vec![div("answer").children(content_nodes(answer)).into()]),
    }
}

/// A place where the transcripts of the subagents open that a call started: any call of a tool that does so,
/// and any whose result names one. The result may not name it, but its log may be found all the same.
pub fn opener(name: &str, call: &str, kept: Part<'_>) -> Option<Node> {
    let ids = ["agentId", "agent_id"];
    let kept = kept.peek();
    let id = ids.into_iter().find_map(|name| kept.some_text_of(name));
    if id.is_none() && !STARTING.contains(&name) {
        return None;
    }
    Some(opening(&id.unwrap_or_default(), call))
}

/// The place where the transcripts of the subagents open that this call started, of which one has this id.
pub fn opening(id: &str, call: &str) -> Node {
    let button = Element::new(Tag::Button)
        .class("btn agent-open")
        .with(Attribute::Action, "open-agent")
        .child(span("", "Show what it did"));
    Element::new(Tag::Div)
        .class("agent")
        .with(Attribute::Agent, id)
        .with(Attribute::Call, call)
        .child(button)
        .into()
}

/// A message to another agent.
pub fn message(input: Part<'_>) -> ToolForm {
    let names = ["to", "target", "recipient"];
    let to = names.into_iter().find_map(|name| input.some_text_of(name));
    let names = ["message", "content", "summary"];
    let said = names.into_iter().find_map(|name| input.some_text_of(name));
    ToolForm {
        what: to.map(|to| format!("to {to}")).unwrap_or_default(),
        told: said.map(|said| markdown::nodes(&said)).unwrap_or_default(),
        result: None,
    }
}
