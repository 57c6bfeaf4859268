//! Wrappers within texts: what Claude Code puts between tags of its own is told from what people and
//! models say.

use super::{facts, long};
use crate::transcript::markdown;
use crate::transcript::markup::{Node, div, fold, span};

/// The wrappers that have a form of their own.
const KNOWN: [&str; 18] = [
    "command-message",
    "command-name",
    "command-args",
    "local-command-stdout",
    "local-command-stderr",
    "local-command-caveat",
    "bash-input",
    "bash-stdout",
    "bash-stderr",
    "task-notification",
    "system-reminder",
    "teammate-message",
    "ide_opened_file",
    "ide_selection",
    "user-memory-input",
    "persisted-output",
    "tool_use_error",
    "new-diagnostics",
];

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// What stands outside of wrappers.
    Text(&'a str),
    /// A wrapper: its name and what is in it.
    Wrapped(&'static str, &'a str),
}

/// Cuts a text into its parts; blank ones are left out.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut plain_from = text;
    // Behind the last end of a tag there is none that begins.
    let last = text.rfind('>').unwrap_or(0);
    while let Some(at) = rest.find('<') {
        let tail = rest.get(at..).unwrap_or_default();
        if text.len() - tail.len() > last {
            break;
        }
        if let Some((name, inside, behind)) = wrapper(tail) {
            let plain = plain_from.len() - tail.len();
            push(&mut parts, plain_from.get(..plain).unwrap_or_default());
            parts.push(Part::Wrapped(name, inside));
            rest = behind;
            plain_from = behind;
        } else {
            rest = tail.get(1..).unwrap_or_default();
        }
    }
    push(&mut parts, plain_from);
    parts
}

fn push<'a>(parts: &mut Vec<Part<'a>>, text: &'a str) {
    if !text.trim().is_empty() {
        parts.push(Part::Text(text));
    }
}

/// The wrapper that a text starts with: its name, what is in it, what is behind it.
fn wrapper(text: &str) -> Option<(&'static str, &str, &str)> {
    let inside = text.strip_prefix('<')?;
    let name = KNOWN.into_iter().find(|name| {
        inside
            .strip_prefix(*name)
            .is_some_and(|rest| rest.starts_with(['>', ' ', '\n']))
    })?;
    let opened = inside.get(inside.find('>')? + 1..)?;
    match opened.split_once(&format!("</{name}>")) {
        Some((inside, behind)) => Some((name, inside, behind)),
        // One that has no end goes to the end.
        None => Some((name, opened, "")),
    }
}

/// The nodes of a text with wrappers, what is outside of them being Markdown.
pub fn nodes(text: &str) -> Vec<Node> {
    let parts = parts(text);
    let mut nodes = Vec::new();
    let (mut names, mut arguments) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::Text(text) => nodes.extend(markdown::nodes(text)),
            Part::Wrapped("command-name", text) => {
                names.push(span("command-name", text.trim()).into());
            }
            Part::Wrapped("command-args", text) if !text.trim().is_empty() => {
                arguments.push(span("command-args", text.trim()).into());
            }
            Part::Wrapped("command-message" | "command-args", _) => {}
            Part::Wrapped(name, text) => nodes.push(form(name, text)),
        }
    }
    if !names.is_empty() || !arguments.is_empty() {
        let command = div("command").children(names).children(arguments);
        nodes.insert(0, command.into());
    }
    nodes
}

/// The nodes of a text with wrappers, what is outside of them being as it is.
pub fn plain_nodes(text: &str, plain: impl Fn(&str) -> Node) -> Vec<Node> {
    let parts = parts(text).into_iter().map(|part| match part {
        Part::Text(text) => plain(text),
        Part::Wrapped(name, text) => form(name, text),
    });
    parts.collect()
}

fn form(name: &str, text: &str) -> Node {
    match name {
        "local-command-stdout" | "bash-stdout" => long::terminal("output", text),
        "local-command-stderr" | "bash-stderr" => long::terminal("output failed", text),
        "bash-input" => div("command")
            .child(span("command-name", format!("! {}", text.trim())))
            .into(),
        "task-notification" => notification(text),
        "system-reminder" => folded("System reminder", text),
        "local-command-caveat" => folded("Note to the model about local commands", text),
        "teammate-message" => div("teammate").children(markdown::nodes(text)).into(),
        "ide_opened_file" => folded("File open in the editor", text),
        "ide_selection" => folded("Selection in the editor", text),
        "user-memory-input" => div("command")
            .child(span("command-name", format!("# {}", text.trim())))
            .into(),
        "persisted-output" => folded("Output kept in a file of its own", text),
        "new-diagnostics" => folded("New diagnostics", text),
        "tool_use_error" => long::text("output failed", text),
        _ => folded(name, text),
    }
}

fn folded(headline: &str, text: &str) -> Node {
    fold("aside", headline, markdown::nodes(text)).into()
}

/// What a background task says when it is done.
fn notification(text: &str) -> Node {
    let inner = |name: &str| {
        let behind = text.split_once(&format!("<{name}>"))?.1;
        Some(
            behind
                .split_once(&format!("</{name}>"))?
                .0
                .trim()
                .to_owned(),
        )
    };
    let names = [
        ("Task", "task-id"),
        ("Status", "status"),
        ("Summary", "summary"),
        ("Output", "output-file"),
    ];
    let known: Vec<(&str, String)> = names
        .into_iter()
        .filter_map(|(label, name)| Some((label, inner(name)?)))
        .collect();
    let Some(list) = facts(&known) else {
        return folded("Notification of a task", text);
    };
    let mut block = div("notification").child(list);
    if let Some(result) = inner("result") {
        block = block.child(fold("aside", "Result", markdown::nodes(&result)));
    }
    block.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_are_told_from_text() {
        assert_eq!(
            parts("a <system-reminder>b <x> c</system-reminder>\n d <b>"),
            [
                Part::Text("a "),
                Part::Wrapped("system-reminder", "b <x> c"),
                Part::Text("\n d <b>"),
            ]
        );
        assert_eq!(
            parts("<bash-stdout>x"),
            [Part::Wrapped("bash-stdout", "x")],
            "no end"
        );
        assert_eq!(
            parts("<system-reminders>x"),
            [Part::Text("<system-reminders>x")]
        );
        assert_eq!(
            parts("<teammate-message teammate_id=\"a\">x</teammate-message>"),
            [Part::Wrapped("teammate-message", "x")]
        );
    }

    #[test]
    fn a_command_is_one_line() {
        let text = "<command-message>x is running</command-message>\n<command-name>/x</command-name>\n<command-args>y</command-args>";
        let mut said = String::new();
        for node in nodes(text) {
            node.collect_text(&mut said);
        }
        assert_eq!(said, "/xy");
    }
}
