//! What was told while a tool ran.

use super::part::Part;
use super::{Form, Results, duration_of, facts, long, number_text};

/// The form of a progress record.
pub fn form(record: Part<'_>) -> Form {
    let data = record.get("data").unwrap_or(Part::NULL);
    let text = |name: &str| data.text_of(name).unwrap_or_default().into_owned();
    let kind = data.kind_of("type");
    match &*kind {
        "bash_progress" => {
            let seconds = data.number_of("elapsedTimeSeconds").unwrap_or_default();
            let title = format!("Output after {}", super::duration_text(seconds * 1000.0));
            Form::new(title, vec![long::terminal("output", &text("output"))])
        }
        "hook_progress" => {
            let list = facts(&[("Event", text("hookEvent")), ("Command", text("command"))]);
            let title = format!("Hook: {}", text("hookName"));
            Form::new(title, list.into_iter().collect())
        }
        "agent_progress" => agent(data),
        "mcp_progress" => {
            let list = facts(&[
                ("Server", text("serverName")),
                ("Tool", text("toolName")),
                ("State", text("status")),
                ("Took", duration_of(data, "elapsedTimeMs")),
            ]);
            Form::new("MCP call", list.into_iter().collect())
        }
        "waiting_for_task" => Form::line("Waiting for a task", text("taskDescription")),
        "query_update" => Form::line("Searching", text("query")),
        "search_results_received" => {
            let count = number_text(data.get("resultCount"));
            Form::line("Search results", format!("{count} for {}", text("query")))
        }
        _ => Form::plain("Progress", record),
    }
}

/// A message of a subagent, repeated in the file of the session.
fn agent(data: Part<'_>) -> Form {
    let none = &Results::default();
    let form = match data.get("message") {
        Some(message) if message.text_of("type").as_deref() == Some("user") => {
            super::user::form(message)
        }
        Some(message) => super::assistant::form(message, none),
        None => Form::plain("Subagent", data),
    };
    Form {
        title: format!("Subagent: {}", form.title),
        ..form
    }
}
