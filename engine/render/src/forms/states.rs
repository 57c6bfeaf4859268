//! Records of a line or two: titles, modes, links, snapshots, queues.

use super::part::Part;
use super::{Form, duration_of, facts, number_text, tags};
use crate::markup::{Node, fold, link, paragraph};

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
        "relocated" => Form::line(
            "Moved",
            [text("relocatedCwd"), text("cwd")].join(" ").trim(),
        ),
        "continued-in" => Form::line("Goes on in another session", text("continuedInSessionId")),
        "ended-by-model" => Form::line("The model ended the session", ""),
        "fork-pointer" | "fork-context-ref" => forked(record),
        "history-suppression" => Form::line("What came before is left out", text("cause")),
        "memory-mode" => Form::line("Memory", text("memoryMode")),
        "marble-origami-reset" => Form::line("The context's management began anew", text("reason")),
        "saved_hook_context" => kept_of_hook(record),
        "cost-state" => counted(record),
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
    let mut body = tags::nodes(&content);
    let reason = record
        .text_of("reason")
        .unwrap_or_default()
        .replace('_', " ");
    body.extend(facts(&[("Because", reason)]));
    Form::new(title, body)
}

/// A session that begins with what another one said.
fn forked(record: Part<'_>) -> Form {
    let text = |name: &str| record.text_of(name).unwrap_or_default().into_owned();
    let list = facts(&[
        ("Session", text("parentSessionId")),
        ("Its last record", text("parentLastUuid")),
        ("Records", number_text(record.get("contextLength"))),
    ]);
    Form::new("Forked from another session", list.into_iter().collect())
}

fn kept_of_hook(record: Part<'_>) -> Form {
    let text = |name: &str| record.text_of(name).unwrap_or_default().into_owned();
    let mut body: Vec<Node> = facts(&[("Event", text("hookEvent"))]).into_iter().collect();
    let said = record.get("content").map(super::content_nodes);
    body.extend(said.unwrap_or_default());
    Form::new(format!("Kept of a hook: {}", text("hookName")), body)
}

/// Claude Code's own figures of a session. Nothing is made of them but a comparison.
fn counted(record: Part<'_>) -> Form {
    let list = facts(&[
        ("Cost in USD", number_text(record.get("totalCostUSD"))),
        ("Took", duration_of(record, "totalDuration")),
        ("Of that requests", duration_of(record, "totalAPIDuration")),
        ("Of that tools", duration_of(record, "totalToolDuration")),
        ("Lines added", number_text(record.get("totalLinesAdded"))),
        (
            "Lines removed",
            number_text(record.get("totalLinesRemoved")),
        ),
    ]);
    Form::new("What Claude Code has counted", list.into_iter().collect())
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
