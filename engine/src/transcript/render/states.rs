//! Records of a line or two: titles, modes, links, snapshots, queues.

use super::part::Part;
use super::{Form, facts, number_text, tags};
use crate::transcript::markup::{Node, fold, link, paragraph};

/// The form of a record of this kind.
pub fn form(kind: &str, record: Part<'_>) -> Form {
    let text = |name: &str| record.text_of(name).unwrap_or_default().into_owned();
    match kind {
        "summary" => Form::line("Summary of a conversation", text("summary")),
        "custom-title" => Form::line("Named by you", text("customTitle")),
        "ai-title" => Form::line("Named by the model", text("aiTitle")),
        "agent-name" => Form::line("Agent's name", text("agentName")),
        "agent-color" => Form::line("Agent's colour", text("agentColor")),
        "agent-setting" => Form::line("Agent", text("agentSetting")),
        "tag" => Form::line("Tag", text("tag")),
        "mode" => Form::line("Mode", text("mode")),
        "permission-mode" => Form::line("Permissions", text("permissionMode")),
        "last-prompt" => Form::line("Last prompt", text("lastPrompt")),
        "task-summary" => Form::line("Summary of a task", text("summary")),
        "pr-link" => linked(
            "Pull request",
            &format!(
                "{} #{}",
                text("prRepository"),
                number_text(record.get("prNumber"))
            ),
            &text("prUrl"),
        ),
        "frame-link" => linked("Published", &text("title"), &text("frameUrl")),
        "bridge-session" => Form::line("Remote session", text("bridgeSessionId")),
        "queue-operation" => queue(record),
        "file-history-snapshot" => snapshot(record),
        "file-history-delta" => Form::line("File kept for rewinding", text("trackingPath")),
        "worktree-state" => worktree(record),
        "relocated" => Form::line("Moved", text("cwd")),
        _ => Form::plain(kind, record),
    }
}

fn linked(title: &str, text: &str, address: &str) -> Form {
    let inside = vec![Node::Text(if text.is_empty() {
        address.to_owned()
    } else {
        text.to_owned()
    })];
    Form::new(
        title,
        vec![paragraph("").child(link(address, inside)).into()],
    )
}

fn queue(record: Part<'_>) -> Form {
    let known = ["enqueue", "dequeue", "remove", "popAll", "absorb"];
    record.take_if("operation", &known);
    let title = match record.peek().text_of("operation").as_deref() {
        Some("enqueue") => "Put in the queue",
        Some("dequeue") => "Taken from the queue",
        Some("remove") => "Removed from the queue",
        Some("popAll") => "Queue emptied",
        Some("absorb") => "Taken into the running turn",
        _ => "Queue",
    };
    let content = record.text_of("content").unwrap_or_default();
    Form::new(title, tags::nodes(&content))
}

fn snapshot(record: Part<'_>) -> Form {
    let snapshot = record.get("snapshot").unwrap_or(Part::NULL);
    let files = snapshot
        .get("trackedFileBackups")
        .map(|files| files.members())
        .unwrap_or_default();
    let names: Vec<String> = files.iter().map(|(name, _)| name.to_string()).collect();
    let count = names.len();
    let mut form = Form::line(
        "Files kept for rewinding",
        if count == 0 { "none yet" } else { "" },
    );
    if count > 0 {
        let list = paragraph(names.join("\n")).class("wrap");
        form.body
            .push(fold("aside", format!("{count} files"), vec![list.into()]).into());
    }
    form
}

fn worktree(record: Part<'_>) -> Form {
    let session = record.get("worktreeSession").unwrap_or(Part::NULL);
    let text = |name: &str| session.text_of(name).unwrap_or_default().into_owned();
    let list = facts(&[
        ("Name", text("worktreeName")),
        ("At", text("worktreePath")),
        ("From", text("originalCwd")),
    ]);
    Form::new("Worktree", list.into_iter().collect())
}
