//! Commands of shells.

use super::part::Part;
use super::tool::{Outcome, ToolForm, code, said};
use super::{duration_of, facts, long, number_text};
use crate::markup::{Node, paragraph};

/// A command and its output.
pub fn command(name: &str, input: Part<'_>, outcome: Option<&Outcome<'_>>) -> ToolForm {
    let command = input.text_of("command").unwrap_or_default();
    let language = if name == "Bash" { "bash" } else { "powershell" };
    let mut told = vec![code(language, &command)];
    if input.is_true("run_in_background") {
        told.push(paragraph("In the background").class("cut").into());
    }
    let kept = outcome.map_or(Part::NULL, |outcome| outcome.kept);
    if kept.is_true("isImage") {
        told.push(paragraph("It wrote a picture").class("cut").into());
    }
    let timeout = facts(&[("Timeout", duration_of(input, "timeout"))]);
    told.extend(timeout);
    ToolForm {
        what: input
            .text_of("description")
            .unwrap_or_default()
            .into_owned(),
        told,
        result: outcome.and_then(result),
    }
}

/// What the command wrote, where Claude Code kept it apart.
fn result(outcome: &Outcome<'_>) -> Option<Vec<Node>> {
    let kept = outcome.kept;
    if !kept.is_object() || kept.is_true("isImage") || outcome.failed {
        return None;
    }
    let text = |name: &str| kept.text_of(name).unwrap_or_default();
    let mut nodes = Vec::new();
    for (name, class) in [("stdout", "output"), ("stderr", "output failed")] {
        let output = text(name);
        if !output.trim().is_empty() {
            nodes.push(long::terminal(class, &output));
        }
    }
    let is_silent = kept.is_true("noOutputExpected");
    if nodes.is_empty() && !is_silent && kept.get("backgroundTaskId").is_none() {
        let shown = said(outcome);
        nodes.extend(shown);
    }
    let list = facts(&[
        ("It means", text("returnCodeInterpretation").into_owned()),
        ("Runs on as", text("backgroundTaskId").into_owned()),
        ("Whole output in", text("persistedOutputPath").into_owned()),
    ]);
    nodes.extend(list);
    Some(nodes)
}

/// What a command in the background has written.
pub fn background(input: Part<'_>, kept: Part<'_>) -> ToolForm {
    let task = kept.get("task").unwrap_or(kept);
    let text = |name: &str| task.text_of(name).unwrap_or_default();
    let names = ["bash_id", "task_id", "agentId", "shell_id"];
    let id = names.into_iter().find_map(|name| input.some_text_of(name));
    let mut nodes: Vec<Node> = facts(&[
        ("Command", text("command").into_owned()),
        ("Description", text("description").into_owned()),
        ("State", text("status").into_owned()),
        ("Exit code", number_text(task.get("exitCode"))),
    ])
    .into_iter()
    .collect();
    for (name, class) in [
        ("output", "output"),
        ("stdout", "output"),
        ("stderr", "output failed"),
    ] {
        let output = text(name);
        if !output.trim().is_empty() {
            nodes.push(long::terminal(class, &output));
        }
    }
    ToolForm {
        what: id.unwrap_or_default().into_owned(),
        told: Vec::new(),
        result: kept.is_object().then_some(nodes),
    }
}

/// A tool that answers in a sentence.
pub fn simple(input: Part<'_>, kept: Part<'_>) -> ToolForm {
    let names = ["shell_id", "task_id", "bash_id", "description", "reason"];
    let what = names.into_iter().find_map(|name| input.some_text_of(name));
    let message = kept.some_text_of("message");
    ToolForm {
        what: what.unwrap_or_default().into_owned(),
        told: Vec::new(),
        result: message.map(|message| vec![paragraph(message).into()]),
    }
}
