//! What Claude Code attaches to a message on its own: hooks, reminders, files, lists of what there is.

use super::part::Part;
use super::{Form, content_nodes, duration_of, facts, long, number_text, states, tags, tasks};
use crate::markup::{Node, fold};

/// The form of an attachment.
pub fn form(record: Part<'_>) -> Form {
    let Some(attachment) = record.get("attachment") else {
        return Form::plain("Attachment", record);
    };
    let kind = attachment.kind_of("type");
    let text = |name: &str| attachment.text_of(name).unwrap_or_default().into_owned();
    match &*kind {
        "hook_success"
        | "hook_non_blocking_error"
        | "hook_blocking_error"
        | "hook_cancelled"
        | "hook_additional_context"
        | "hook_system_message"
        | "async_hook_response"
        | "hook_error_during_execution"
        | "hook_stopped_continuation"
        | "hook_permission_decision" => hook(&kind, attachment),
        "task_reminder" | "todo_reminder" => {
            let items = attachment.get("content").unwrap_or(Part::NULL);
            Form::new("Reminder of open tasks", vec![tasks::list(items)])
        }
        "queued_command" => queued(attachment),
        "deferred_tools_delta"
        | "skill_listing"
        | "mcp_instructions_delta"
        | "agent_listing_delta"
        | "command_permissions" => listing(&kind, attachment),
        "nested_memory" => {
            let content = attachment.get("content").unwrap_or(Part::NULL);
            let content = content.text_of("content").unwrap_or_default();
            Form::new(
                format!("Instructions from {}", text("displayPath")),
                aside("Text", &content),
            )
        }
        "edited_text_file" => {
            let body = vec![long::text("output", &text("snippet"))];
            Form::new(format!("Changed on disk: {}", text("filename")), body)
        }
        "file" | "compact_file_reference" | "already_read_file" => file(attachment),
        "diagnostics" => diagnostics(attachment),
        "plan_mode" => Form::line("Plan mode began", text("planFilePath")),
        "plan_mode_exit" => Form::line("Plan mode ended", text("planFilePath")),
        "plan_mode_reentry" => Form::line("Back in plan mode", text("planFilePath")),
        "auto_mode" => Form::line("Auto mode", text("reminderType")),
        "auto_mode_exit" => Form::line("Auto mode ended", ""),
        "date_change" => Form::line("A new day", text("newDate")),
        other => states::form(other, attachment),
    }
}

fn hook(kind: &str, attachment: Part<'_>) -> Form {
    let text = |name: &str| attachment.text_of(name).unwrap_or_default().into_owned();
    let failed = kind.contains("error") || kind == "hook_cancelled";
    let list = facts(&[
        ("Event", text("hookEvent")),
        ("Command", text("command")),
        ("Exit code", number_text(attachment.get("exitCode"))),
        ("Took", duration_of(attachment, "durationMs")),
    ]);
    let mut body: Vec<Node> = list.into_iter().collect();
    if let Some(content) = attachment.get("content") {
        let content: Vec<Node> = match content.text() {
            Some(text) => tags::nodes(&text),
            None => content
                .elements()
                .into_iter()
                .flat_map(content_nodes)
                .collect(),
        };
        if !content.is_empty() {
            body.push(fold("aside", "What it said to the model", content).into());
        }
    }
    for (name, class) in [("stdout", "output"), ("stderr", "output failed")] {
        let output = text(name);
        if !output.trim().is_empty() {
            body.push(long::terminal(class, &output));
        }
    }
    let name = text("hookName");
    let what = match kind {
        "hook_cancelled" => "Hook cancelled",
        _ if failed => "Hook failed",
        _ => "Hook",
    };
    Form::new(format!("{what}: {name}"), body)
}

fn queued(attachment: Part<'_>) -> Form {
    let body = match attachment.get("prompt") {
        Some(prompt) => match prompt.text() {
            Some(text) => tags::nodes(&text),
            None => content_nodes(prompt),
        },
        None => Vec::new(),
    };
    attachment.take_if("commandMode", &["task-notification", "prompt"]);
    let mode = attachment.peek().text_of("commandMode");
    let is_note = mode.as_deref() == Some("task-notification");
    Form::new(
        if is_note {
            "Background task"
        } else {
            "Queued message"
        },
        body,
    )
}

fn listing(kind: &str, attachment: Part<'_>) -> Form {
    let title = match kind {
        "deferred_tools_delta" => "Tools that can be loaded",
        "skill_listing" => "Skills there are",
        "mcp_instructions_delta" => "Instructions of MCP servers",
        "agent_listing_delta" => "Subagents there are",
        _ => "Tools that the command may use",
    };
    let names = |name: &str| {
        let list = attachment
            .get(name)
            .map(|list| list.elements())
            .unwrap_or_default();
        let names: Vec<_> = list.iter().filter_map(Part::text).collect();
        names.join(", ")
    };
    let list = facts(&[
        ("Added", names("addedNames")),
        ("Added", names("addedTypes")),
        ("Allowed", names("allowedTools")),
        ("Removed", names("removedNames")),
        ("Removed", names("removedTypes")),
    ]);
    let mut body: Vec<Node> = list.into_iter().collect();
    if let Some(content) = attachment.some_text_of("content") {
        body.extend(aside("List", &content));
    }
    Form::new(title, body)
}

fn file(attachment: Part<'_>) -> Form {
    let name = attachment.some_text_of("filename").unwrap_or_default();
    let file = attachment
        .get("content")
        .and_then(|content| content.get("file"));
    let content = file.and_then(|file| file.some_text_of("content"));
    let body = content.map(|content| long::text("output", &content));
    Form::new(format!("File: {name}"), body.into_iter().collect())
}

fn diagnostics(attachment: Part<'_>) -> Form {
    let files = attachment
        .get("files")
        .map(|files| files.elements())
        .unwrap_or_default();
    let body = files.into_iter().map(|file| {
        let uri = file.text_of("uri").unwrap_or_default();
        let list = file
            .get("diagnostics")
            .map(|list| list.elements())
            .unwrap_or_default();
        let lines: Vec<String> = list
            .into_iter()
            .map(|item| {
                let text = |name: &str| item.text_of(name).unwrap_or_default();
                format!("{}: {}", text("severity"), text("message"))
            })
            .collect();
        long::text("output", &format!("{uri}\n{}", lines.join("\n")))
    });
    Form::new("Diagnostics", body.collect())
}

fn aside(headline: &str, text: &str) -> Vec<Node> {
    vec![fold("aside", headline, tags::nodes(text)).into()]
}
