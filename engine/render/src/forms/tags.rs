//! Wrappers within texts: what Claude Code puts between tags of its own is told from what people and
//! models say.

use std::collections::HashSet;

use super::{facts, long};
use crate::markdown;
use crate::markup::{Node, div, fold, span};

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

/// So many things that a background task says are shown by name.
const NOTED_MAX: usize = 40;
/// No name of these is longer.
const NAME_BYTES: usize = 40;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section<'a> {
    /// What stands outside of wrappers.
    Text(&'a str),
    /// A wrapper: its name, what is said of it within its tag, and what is in it.
    Wrapped(&'static str, &'a str, &'a str),
}

/// Cuts a text into its parts; blank ones are left out.
pub fn parts(text: &str) -> Vec<Section<'_>> {
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
        if let Some(Wrapper {
            name,
            more,
            inside,
            behind,
        }) = wrapper(tail)
        {
            let plain = plain_from.len() - tail.len();
            push(&mut parts, plain_from.get(..plain).unwrap_or_default());
            parts.push(Section::Wrapped(name, more, inside));
            rest = behind;
            plain_from = behind;
        } else {
            rest = tail.get(1..).unwrap_or_default();
        }
    }
    push(&mut parts, plain_from);
    parts
}

fn push<'a>(parts: &mut Vec<Section<'a>>, text: &'a str) {
    if !text.trim().is_empty() {
        parts.push(Section::Text(text));
    }
}

/// A wrapper at the start of a text.
struct Wrapper<'a> {
    name: &'static str,
    more: &'a str,
    inside: &'a str,
    behind: &'a str,
}

/// The wrapper that a text starts with.
fn wrapper(text: &str) -> Option<Wrapper<'_>> {
    let tag = text.strip_prefix('<')?;
    let name = KNOWN.into_iter().find(|name| {
        tag.strip_prefix(*name)
            .is_some_and(|rest| rest.starts_with(['>', ' ', '\n']))
    })?;
    let (more, opened) = tag.get(name.len()..)?.split_once('>')?;
    // One that has no end goes to the end.
    let end = format!("</{name}>");
    let (inside, behind) = opened.split_once(&end).unwrap_or((opened, ""));
    Some(Wrapper {
        name,
        more: more.trim(),
        inside,
        behind,
    })
}

/// The nodes of a text with wrappers, what is outside of them being Markdown.
pub fn nodes(text: &str) -> Vec<Node> {
    let parts = parts(text);
    let mut nodes = Vec::new();
    let mut command = Command::default();
    for part in parts {
        match part {
            Section::Text(text) => nodes.extend(markdown::nodes(text)),
            Section::Wrapped(name, more, text) if name.starts_with("command-") => {
                command.add(name, more, text.trim());
            }
            Section::Wrapped(name, more, text) => nodes.extend(form(name, more, text)),
        }
    }
    if let Some(command) = command.node() {
        nodes.insert(0, command);
    }
    nodes
}

/// A command, of which the parts stand in any order.
#[derive(Default)]
struct Command<'a> {
    names: Vec<&'a str>,
    arguments: Vec<&'a str>,
    messages: Vec<&'a str>,
}

impl<'a> Command<'a> {
    fn add(&mut self, name: &str, more: &'a str, text: &'a str) {
        match name {
            "command-name" => self.names.push(text),
            "command-args" => self.arguments.push(text),
            _ => self.messages.push(text),
        }
        self.messages.push(more);
    }

    fn node(mut self) -> Option<Node> {
        // The message mostly repeats the name.
        let plain = |name: &&'a str| name.trim_start_matches('/');
        let names: HashSet<&str> = self.names.iter().map(plain).collect();
        self.messages.retain(|text| !names.contains(plain(text)));
        let lists = [
            ("command-name", self.names),
            ("command-args", self.arguments),
            ("command-message", self.messages),
        ];
        let parts = lists.into_iter().flat_map(|(class, texts)| {
            let texts = texts.into_iter().filter(|text| !text.is_empty());
            texts.map(move |text| span(class, text).into())
        });
        let parts: Vec<Node> = parts.collect();
        (!parts.is_empty()).then(|| div("command").children(parts).into())
    }
}

/// The nodes of a text with wrappers, what is outside of them being as it is.
pub fn plain_nodes(text: &str, plain: impl Fn(&str) -> Node) -> Vec<Node> {
    let mut nodes = Vec::new();
    for part in parts(text) {
        match part {
            Section::Text(text) => nodes.push(plain(text)),
            Section::Wrapped(name, more, text) => nodes.extend(form(name, more, text)),
        }
    }
    nodes
}

/// What a wrapper looks like, with what its tag says of it.
fn form(name: &str, more: &str, text: &str) -> Vec<Node> {
    let more = (!more.is_empty()).then(|| span("wrapper-more", more).into());
    more.into_iter().chain([wrapped(name, text)]).collect()
}

fn wrapped(name: &str, text: &str) -> Node {
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
    let mut known = Vec::new();
    let mut folds = Vec::new();
    let mut rest = String::new();
    let mut behind = text;
    while let Some((before, name, inside, next)) = element(behind) {
        rest.push_str(before);
        let label = match name {
            "task-id" => "Task",
            "status" => "Status",
            "summary" => "Summary",
            "output-file" => "Output",
            other => other,
        };
        if name == "result" {
            folds.push(fold("aside", "Result", markdown::nodes(inside)).into());
        } else if known.len() < NOTED_MAX {
            known.push((label, inside.trim().to_owned()));
        } else {
            rest.extend([name, " ", inside, "\n"]);
        }
        behind = next;
    }
    rest.push_str(behind);
    let Some(list) = facts(&known) else {
        return folded("Notification of a task", text);
    };
    if !rest.trim().is_empty() {
        folds.push(long::text("output", rest.trim()));
    }
    div("notification").child(list).children(folds).into()
}

/// The first element of a text: what is before it, its name, what is in it, what is behind it.
fn element(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find('<')?;
        let tag = text.get(at + 1..)?;
        let length = tag.bytes().take(NAME_BYTES).position(|byte| byte == b'>');
        let name = length
            .and_then(|length| tag.get(..length))
            .unwrap_or_default();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if name.is_empty() || !name.bytes().all(is_plain) {
            from = at + 1;
            continue;
        }
        let (inside, behind) = tag
            .get(name.len() + 1..)?
            .split_once(&format!("</{name}>"))?;
        return Some((text.get(..at)?, name, inside, behind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_are_told_from_text() {
        assert_eq!(
            parts("a <system-reminder>b <x> c</system-reminder>\n d <b>"),
            [
                Section::Text("a "),
                Section::Wrapped("system-reminder", "", "b <x> c"),
                Section::Text("\n d <b>"),
            ]
        );
        assert_eq!(
            parts("<bash-stdout>x"),
            [Section::Wrapped("bash-stdout", "", "x")],
            "no end"
        );
        assert_eq!(
            parts("<system-reminders>x"),
            [Section::Text("<system-reminders>x")]
        );
        assert_eq!(
            parts("<teammate-message teammate_id=\"a\">x</teammate-message>"),
            [Section::Wrapped(
                "teammate-message",
                "teammate_id=\"a\"",
                "x"
            )]
        );
    }

    #[test]
    fn a_command_is_one_line() {
        let text = "<command-message>x</command-message>\n<command-name>/x</command-name>\n<command-args>y</command-args>";
        let mut said = String::new();
        for node in nodes(text) {
            node.collect_text(&mut said);
        }
        assert_eq!(said, "/xy");
    }
}
