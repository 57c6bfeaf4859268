//! What Claude Code itself notes.

use super::part::Part;
use super::{Form, duration_of, facts, number_text, tags};
use crate::markup::{Node, div, fold, link, paragraph};

/// The form of a system record.
pub fn form(record: Part<'_>) -> Form {
    let said = || tags::nodes(&record.text_of("content").unwrap_or_default());
    let subtype = record.kind_of("subtype");
    record.take_if("level", &["info"]);
    match &*subtype {
        "api_error" => api_error(record),
        "compact_boundary" => compaction(record, said()),
        "microcompact_boundary" => small_compaction(record, said()),
        "turn_duration" => turn(record),
        "stop_hook_summary" => stop_hooks(record),
        "local_command" => Form::new("Command", said()),
        "away_summary" => Form::new("While you were away", said()),
        "model_refusal_fallback" | "model_consent_fallback" => fallback(record, said()),
        "model_refusal_no_fallback" => refusal(record, said()),
        "memory_saved" => memory(record, said()),
        "agents_killed" => Form::new("Subagents were stopped", said()),
        "scheduled_task_fire" => Form::new("A scheduled task began", said()),
        "permission_retry" => Form::new("Permission was asked for again", said()),
        "thinking" => Form::new("Thinking", said()),
        "bridge_status" => bridge(record, said()),
        "informational" => Form::new("Note", said()),
        _ if record.peek().some_text_of("content").is_some() => {
            let title = if subtype.is_empty() {
                "Note"
            } else {
                &*subtype
            };
            Form::new(title, said())
        }
        _ => Form::plain("System", record),
    }
}

fn api_error(record: Part<'_>) -> Form {
    let error = record.get("error");
    let text = |name: &str| error.and_then(|error| error.some_text_of(name));
    let status = number_text(error.and_then(|error| error.get("status")));
    let cause = record
        .get("cause")
        .or(error.and_then(|error| error.get("cause")));
    let cause = cause.and_then(|cause| {
        let names = ["message", "code"];
        names.into_iter().find_map(|name| cause.some_text_of(name))
    });
    let said = text("formatted").or_else(|| text("message")).or(cause);
    let retry = facts(&[
        ("Status", status),
        ("What it said", said.unwrap_or_default().into_owned()),
        (
            "Retry",
            match (
                number_text(record.get("retryAttempt")),
                number_text(record.get("maxRetries")),
            ) {
                (attempt, most) if !attempt.is_empty() => format!("{attempt} of {most}"),
                _ => String::new(),
            },
        ),
        ("After", duration_of(record, "retryInMs")),
    ]);
    let mut body: Vec<Node> = retry.into_iter().collect();
    if body.is_empty() {
        body.push(paragraph("The request failed; the log does not say why.").into());
    }
    Form::new("API error", vec![div("failure").children(body).into()])
}

fn compaction(record: Part<'_>, said: Vec<Node>) -> Form {
    let data = record.get("compactMetadata").unwrap_or(Part::NULL);
    let list = facts(&[
        (
            "Started by",
            data.text_of("trigger").unwrap_or_default().into_owned(),
        ),
        ("Tokens before", number_text(data.get("preTokens"))),
        ("Tokens after", number_text(data.get("postTokens"))),
        ("Took", duration_of(data, "durationMs")),
    ]);
    let mut body = said;
    body.extend(list);
    Form::new("The conversation was compacted", body)
}

fn small_compaction(record: Part<'_>, said: Vec<Node>) -> Form {
    let data = record.get("microcompactMetadata").unwrap_or(Part::NULL);
    let dropped = data.get("compactedToolIds").map(|ids| ids.elements().len());
    let list = facts(&[
        ("Tokens before", number_text(data.get("preTokens"))),
        ("Tokens saved", number_text(data.get("tokensSaved"))),
        (
            "Tool results dropped",
            dropped.map(|count| count.to_string()).unwrap_or_default(),
        ),
    ]);
    let mut body = said;
    body.extend(list);
    Form::new("Old tool results were dropped", body)
}

fn turn(record: Part<'_>) -> Form {
    let messages = number_text(record.get("messageCount"));
    let list = facts(&[
        ("Took", duration_of(record, "durationMs")),
        ("Messages", messages),
    ]);
    Form::new("Turn ended", list.into_iter().collect())
}

fn stop_hooks(record: Part<'_>) -> Form {
    let texts = |name: &str| -> Vec<String> {
        let list = record
            .get(name)
            .map(|list| list.elements())
            .unwrap_or_default();
        let texts = list.into_iter().filter_map(|item| {
            item.text()
                .or_else(|| item.some_text_of("command"))
                .map(std::borrow::Cow::into_owned)
        });
        texts.collect()
    };
    let list = facts(&[
        ("Hooks", number_text(record.get("hookCount"))),
        ("Commands", texts("hookInfos").join("\n")),
        (
            "Stopped because",
            record
                .text_of("stopReason")
                .unwrap_or_default()
                .into_owned(),
        ),
    ]);
    let mut body: Vec<Node> = list.into_iter().collect();
    for (name, words) in [
        ("preventedContinuation", "They kept the turn from ending"),
        ("hasOutput", "They wrote something"),
    ] {
        if record.is_true(name) {
            body.push(paragraph(words).class("cut").into());
        }
    }
    body.extend(
        texts("hookErrors")
            .iter()
            .map(|error| super::long::terminal("output failed", error)),
    );
    Form::new("Stop hooks", body)
}

fn fallback(record: Part<'_>, said: Vec<Node>) -> Form {
    let text = |name: &str| record.text_of(name).unwrap_or_default().into_owned();
    let list = facts(&[
        ("From", text("originalModel")),
        ("To", text("fallbackModel")),
        ("Because", text("trigger")),
        ("Category", text("apiRefusalCategory")),
    ]);
    let mut body: Vec<Node> = list.into_iter().collect();
    body.push(fold("aside", "What was said", said).into());
    Form::new("Another model went on", body)
}

/// The model refused, and no other went on.
fn refusal(record: Part<'_>, said: Vec<Node>) -> Form {
    let text = |name: &str| record.text_of(name).unwrap_or_default().into_owned();
    let list = facts(&[
        ("Model", text("originalModel")),
        ("Category", text("apiRefusalCategory")),
        ("It said", text("apiRefusalExplanation")),
    ]);
    let mut body: Vec<Node> = list.into_iter().collect();
    body.extend(said);
    Form::new("The model refused", body)
}

fn memory(record: Part<'_>, said: Vec<Node>) -> Form {
    let paths = record.get("writtenPaths").map(|paths| paths.elements());
    let paths = paths.into_iter().flatten();
    let paths = paths.filter_map(|path| path.text());
    let paths: Vec<String> = paths.map(std::borrow::Cow::into_owned).collect();
    let mut body = said;
    if !paths.is_empty() {
        body.push(super::output(&paths.join("\n")));
    }
    Form::new("Memory was saved", body)
}

fn bridge(record: Part<'_>, said: Vec<Node>) -> Form {
    let mut body = said;
    if let Some(url) = record.some_text_of("url") {
        body.push(
            paragraph("")
                .child(link(&url, vec![Node::Text(url.to_string())]))
                .into(),
        );
    }
    Form::new("Remote control", body)
}
