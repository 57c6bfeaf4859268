//! Calls of tools and what came back, together.

use super::results::Found;
use super::{agent, facts, files, image, json, long, shell, tags, tasks, web};
use crate::json::Value;
use crate::transcript::markdown;
use crate::transcript::markup::{Attribute, Element, Node, Tag, div, fold, paragraph, span};

/// Of a tool without a form so many inputs are shown by name.
const NAMED_MAX: usize = 200;

/// What came back from a tool.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// What the model was told: a text or blocks.
    pub content: Value<'a>,
    /// What Claude Code keeps of it: an object on success, a text on failure.
    pub kept: Value<'a>,
    /// The tool failed.
    pub failed: bool,
}

/// What a tool was told to do and what it did.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// What it is about, in a line.
    pub what: String,
    /// What it was told.
    pub told: Vec<Node>,
    /// What came back; `None` shows what the model was told.
    pub result: Option<Vec<Node>>,
}

/// A call, with its result if that is there.
pub fn call(block: Value<'_>, result: Option<Found<'_>>) -> Node {
    let name = block.text_of("name").unwrap_or_default();
    let input = block.get("input").unwrap_or(Value::Null);
    let outcome = result.map(|result| result.outcome);
    let shown = shown(&name, input, outcome.as_ref());
    let (state, words) = match &outcome {
        None => ("pending", "no result"),
        Some(outcome) if was_stopped(outcome) => ("stopped", "stopped"),
        Some(outcome) if outcome.failed => ("failed", "failed"),
        Some(_) => ("ok", ""),
    };
    let mut tool = div("tool")
        .with(Attribute::Tool, &*name)
        .with(Attribute::State, state)
        .child(head(&name, &shown.what, words))
        .children(body("tool-told", shown.told));
    if let Some(Found { uuid, outcome }) = result {
        let uuid = uuid.map(|uuid| uuid.to_text()).unwrap_or_default();
        let nodes = shown.result.unwrap_or_else(|| said(&outcome));
        let result = div("tool-result")
            .with(Attribute::Uuid, uuid)
            .with(Attribute::Role, "user")
            .children(nodes);
        tool = tool.child(result);
    }
    tool.into()
}

/// A result whose call is not there.
pub fn lone_result(block: Value<'_>, kept: Option<Value<'_>>) -> Node {
    let outcome = Outcome {
        content: block.get("content").unwrap_or(Value::Null),
        kept: kept.unwrap_or(Value::Null),
        failed: block.is_true("is_error"),
    };
    let state = if outcome.failed { "failed" } else { "ok" };
    div("tool")
        .with(Attribute::State, state)
        .child(paragraph("The call that this answers is not in the log.").class("cut"))
        .child(div("tool-result").children(said(&outcome)))
        .into()
}

fn was_stopped(outcome: &Outcome<'_>) -> bool {
    outcome.kept.is_true("interrupted")
        || outcome
            .kept
            .text()
            .is_some_and(|text| text.contains("User rejected") || text.contains("doesn't want to"))
}

fn head(name: &str, what: &str, state: &str) -> Element {
    let mut head = div("tool-head");
    head = match name
        .strip_prefix("mcp__")
        .and_then(|rest| rest.split_once("__"))
    {
        Some((server, tool)) => head
            .child(span("tool-name", tool))
            .child(span("tool-server", server)),
        None => head.child(span("tool-name", name)),
    };
    if !what.is_empty() {
        head = head.child(span("tool-what", what));
    }
    if !state.is_empty() {
        head = head.child(span("tool-state", state));
    }
    head
}

fn body(class: &'static str, nodes: Vec<Node>) -> Option<Node> {
    (!nodes.is_empty()).then(|| div(class).children(nodes).into())
}

/// What each tool looks like.
fn shown(name: &str, input: Value<'_>, outcome: Option<&Outcome<'_>>) -> Shown {
    let kept = outcome
        .filter(|outcome| !outcome.failed)
        .map_or(Value::Null, |outcome| outcome.kept);
    let text = |name: &str| input.text_of(name).unwrap_or_default().into_owned();
    match name {
        "Bash" | "PowerShell" => shell::command(name, input, outcome),
        "BashOutput" | "TaskOutput" | "AgentOutputTool" => shell::background(input, kept),
        "KillShell" | "KillBash" | "TaskStop" | "Monitor" | "ScheduleWakeup" => {
            shell::simple(input, kept)
        }
        "Read" | "NotebookRead" => files::read(input, kept),
        "Edit" | "MultiEdit" => files::edit(input, kept),
        "Write" => files::write(input, kept),
        "NotebookEdit" => files::notebook(input),
        "Grep" | "Glob" | "LS" => files::found(name, input, kept),
        "Task" | "Agent" => agent::start(input, kept, outcome),
        "TodoWrite" => todos(input, kept),
        "TaskCreate" | "TaskUpdate" | "TaskGet" | "TaskList" => Shown {
            what: text("subject"),
            told: tasks::task(name, input, kept),
            result: kept.is_object().then(Vec::new),
        },
        "WebFetch" => web::fetch(input, kept),
        "WebSearch" | "web_search" => web::search(input, kept),
        "AskUserQuestion" => web::questions(input, kept),
        "ExitPlanMode" => {
            let plan = kept
                .some_text_of("plan")
                .or_else(|| input.some_text_of("plan"));
            Shown {
                what: "Plan".to_owned(),
                told: plan.map(|plan| markdown::nodes(&plan)).unwrap_or_default(),
                result: None,
            }
        }
        "EnterPlanMode" => Shown::default(),
        "Skill" | "SlashCommand" => Shown {
            what: [text("skill"), text("command"), text("args")]
                .join(" ")
                .trim()
                .to_owned(),
            ..Shown::default()
        },
        "SendMessage" => agent::message(input),
        "LSP" => Shown {
            what: format!("{} {}", text("operation"), text("filePath")),
            result: kept
                .some_text_of("result")
                .map(|text| vec![super::output(&text)]),
            ..Shown::default()
        },
        _ => any(input),
    }
}

fn todos(input: Value<'_>, kept: Value<'_>) -> Shown {
    let new = input.get("todos").unwrap_or(Value::Null);
    let old = kept.get("oldTodos").unwrap_or(Value::Null);
    Shown {
        told: vec![tasks::changed_list(new, old)],
        result: kept.is_object().then(Vec::new),
        ..Shown::default()
    }
}

/// A tool without a form of its own: what it was told, by name.
fn any(input: Value<'_>) -> Shown {
    let mut short = Vec::new();
    let mut told = Vec::new();
    let mut members = input.members();
    let rest = members.split_off(members.len().min(NAMED_MAX));
    for (name, value) in members {
        match value.text() {
            Some(text) if text.len() > 200 || text.contains('\n') => {
                told.push(fold("aside", name.as_ref(), vec![super::output(&text)]).into());
            }
            Some(text) => short.push((name, text.into_owned())),
            None if matches!(value, Value::Array(_) | Value::Object(_)) => {
                told.push(fold("aside", name.as_ref(), vec![json::block(value).into()]).into());
            }
            None => short.push((name, value.written().into_owned())),
        }
    }
    let short: Vec<(&str, String)> = short
        .iter()
        .map(|(name, text)| (name.as_ref(), text.clone()))
        .collect();
    let mut nodes: Vec<Node> = facts(&short).into_iter().collect();
    nodes.extend(told);
    if !rest.is_empty() {
        let lines = rest.iter();
        let lines = lines.map(|(name, value)| format!("{name}: {}\n", value.written()));
        let lines: String = lines.collect();
        let headline = format!("{} more", rest.len());
        nodes.push(fold("aside", headline, vec![super::output(&lines)]).into());
    }
    Shown {
        told: nodes,
        ..Shown::default()
    }
}

/// What the model was told.
pub fn said(outcome: &Outcome<'_>) -> Vec<Node> {
    let class = if outcome.failed {
        "output failed"
    } else {
        "output"
    };
    let text_nodes = |text: &str| tags::plain_nodes(text, |text| long::terminal(class, text));
    if let Some(text) = outcome.content.text() {
        return if text.trim().is_empty() {
            vec![paragraph("(nothing)").class("cut").into()]
        } else {
            text_nodes(&text)
        };
    }
    let blocks = outcome.content.elements().into_iter();
    blocks
        .flat_map(|block| match block.text_of("type").as_deref() {
            Some("text") => text_nodes(&block.text_of("text").unwrap_or_default()),
            Some("image") => vec![image::picture(block)],
            _ => super::block_nodes(block),
        })
        .collect()
}

/// Code in a block, by the name of its language.
pub fn code(language: &str, text: &str) -> Node {
    let block = crate::transcript::highlight::code_block(language, text);
    let lines = text.lines().count();
    if lines <= 30 {
        return block.into();
    }
    Element::new(Tag::Details)
        .class("more")
        .child(Element::new(Tag::Summary).text(format!("{lines} lines")))
        .child(block)
        .into()
}
