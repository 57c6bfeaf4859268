//! Calls of tools and what came back, together.

use super::part::Part;
use super::results::ToolResult;
use super::{agent, facts, files, json, left_out, long, server, shell, tags, tasks, web};
use crate::markdown;
use crate::markup::{Attribute, Element, Node, Tag, div, fold, paragraph, span};
use sessionscope_log::json::Value;
use sessionscope_search::beside;

/// Of a tool without a form so many inputs are shown by name.
const NAMED_MAX: usize = 200;

/// What came back from a tool.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// What the model was told: a text or blocks.
    pub content: Part<'a>,
    /// What Claude Code keeps of it: an object on success, a text on failure.
    pub kept: Part<'a>,
    /// The tool failed.
    pub failed: bool,
}

/// What a tool was told to do and what it did.
#[derive(Clone, Debug, Default)]
pub struct ToolForm {
    /// What it is about, in a line.
    pub what: String,
    /// What it was told.
    pub told: Vec<Node>,
    /// What came back; `None` shows what the model was told.
    pub result: Option<Vec<Node>>,
}

/// A call, with its results if they are there.
pub fn call(block: Part<'_>, results: &[ToolResult<'_>]) -> Node {
    let name = block.text_of("name").unwrap_or_default();
    let input = block.get("input").unwrap_or(Part::NULL);
    let outcome = results.first().map(Outcome::of);
    let shown = shown(&name, input, outcome.as_ref());
    let kept = outcome.as_ref().map_or(Part::NULL, |outcome| outcome.kept);
    let id = block.peek().text_of("id").unwrap_or_default();
    let opener = agent::opener(&name, &id, kept);
    let (state, words) = match &outcome {
        None => ("pending", "no result"),
        Some(outcome) if was_stopped(outcome) => ("stopped", "stopped"),
        Some(outcome) if outcome.failed => ("failed", "failed"),
        Some(_) => ("ok", ""),
    };
    let mut told = shown.told;
    told.extend(opener);
    told.extend(left_out::of(input, &["message", "content", "*", "input"]));
    let mut tool = div("tool")
        .with(Attribute::Tool, &*name)
        .with(Attribute::State, state)
        .child(head(&name, &shown.what, words))
        .children(body("tool-told", told));
    let mut first = shown.result;
    for found in results {
        tool = tool.child(result(found, first.take()));
    }
    tool.into()
}

/// Places where the whole outputs open that were too large for the log, and lie beside it.
fn saved(outcome: &Outcome<'_>) -> Vec<Node> {
    let names = beside::of_result(outcome.content.peek(), outcome.kept.peek());
    names.into_iter().map(saved_output).collect()
}

/// The place where the whole output of this name opens.
pub fn saved_output(name: String) -> Node {
    let button = Element::new(Tag::Button)
        .class("btn output-open")
        .with(Attribute::Action, "open-output")
        .child(span("", "Show the whole output"));
    div("output-beside")
        .with(Attribute::Output, name)
        .child(button)
        .into()
}

/// What came back, by the tool's own form if it has one.
fn result(found: &ToolResult<'_>, nodes: Option<Vec<Node>>) -> Element {
    let outcome = Outcome::of(found);
    let mut nodes = nodes.unwrap_or_else(|| said(&outcome));
    nodes.extend(saved(&outcome));
    if left_out::is_any(outcome.content, &["message", "content", "*", "content"]) {
        let told = said(&outcome);
        nodes.push(fold("aside", "What the model was told", told).into());
    }
    take_repeated(outcome.kept, outcome.content);
    nodes.extend(left_out::of(found.block, &["message", "content", "*"]));
    nodes.extend(left_out::of(found.kept, &["toolUseResult"]));
    found.block.take();
    found.kept.take();
    let mut result = div("tool-result");
    if !found.is_own {
        let uuid = found.uuid.peek().text().unwrap_or_default();
        result = result
            .with(Attribute::Uuid, uuid)
            .with(Attribute::Role, "user");
    }
    result.children(nodes)
}

/// What is kept often repeats what the model was told, word by word or behind `Error:`.
fn take_repeated(kept: Part<'_>, content: Part<'_>) {
    if kept.peek() == content.peek() {
        kept.take();
    }
    let Some(text) = kept.peek().text() else {
        return;
    };
    let rest = text.strip_prefix("Error: ").unwrap_or(&text);
    if kept.is_said(rest) {
        kept.take();
    }
}

/// A result whose call is shown elsewhere or nowhere.
pub fn lone_result(block: Part<'_>, kept: Option<Part<'_>>) -> Node {
    let found = ToolResult {
        uuid: Part::NULL,
        block,
        kept: kept.unwrap_or(Part::NULL),
        is_own: true,
    };
    let state = if Outcome::of(&found).failed {
        "failed"
    } else {
        "ok"
    };
    let mut tool = div("tool").with(Attribute::State, state);
    let kind = block.peek().text_of("type").unwrap_or_default();
    tool = match kind.strip_suffix("_tool_result") {
        Some(name) => tool.child(head(name, "", "")),
        None => tool,
    };
    tool.child(
        paragraph("The call that this answers stands elsewhere, or is not in the log.")
            .class("cut"),
    )
    .child(result(&found, None))
    .into()
}

impl<'a> Outcome<'a> {
    fn of(found: &ToolResult<'a>) -> Self {
        let content = found.block.get("content").unwrap_or(Part::NULL);
        let kind = content.peek().text_of("type").unwrap_or_default();
        // The name of the block tells what it is.
        found.block.kind_of("type");
        Self {
            content,
            kept: found.kept,
            failed: found.block.is_true("is_error") || kind.ends_with("_error"),
        }
    }
}

fn was_stopped(outcome: &Outcome<'_>) -> bool {
    let said = outcome.kept.peek().text();
    outcome.kept.is_true("interrupted")
        || outcome.failed
            && said.is_some_and(|text| {
                text.contains("User rejected") || text.contains("doesn't want to")
            })
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
fn shown(name: &str, input: Part<'_>, outcome: Option<&Outcome<'_>>) -> ToolForm {
    let kept = outcome
        .filter(|outcome| !outcome.failed)
        .map_or(Part::NULL, |outcome| outcome.kept);
    let text = |name: &str| input.text_of(name).unwrap_or_default().into_owned();
    match name {
        "Bash" | "PowerShell" => shell::command(name, input, outcome),
        "BashOutput" | "TaskOutput" | "AgentOutputTool" => shell::background(input, kept),
        "KillShell" | "KillBash" | "TaskStop" | "Monitor" | "ScheduleWakeup" => {
            shell::simple(input, kept)
        }
        "Read" | "NotebookRead" => files::read(input, kept, outcome),
        "Edit" | "MultiEdit" => files::edit(input, kept),
        "Write" => files::write(input, kept),
        "NotebookEdit" => files::notebook(input),
        "Grep" | "Glob" | "LS" => files::found(name, input, kept),
        "Task" | "Agent" => agent::start(input, kept, outcome),
        "TodoWrite" => todos(input, kept),
        "TaskCreate" | "TaskUpdate" | "TaskGet" | "TaskList" => ToolForm {
            what: text("subject"),
            told: tasks::task(name, input, kept),
            result: kept.is_object().then(Vec::new),
        },
        "WebFetch" | "web_fetch" => web::fetch(input, kept),
        "WebSearch" | "web_search" => web::search(input, kept),
        "AskUserQuestion" => web::questions(input, kept),
        "advisor"
        | "code_execution"
        | "bash_code_execution"
        | "text_editor_code_execution"
        | "tool_search_tool_regex"
        | "tool_search_tool_bm25" => server::call(name, input),
        "ExitPlanMode" => {
            let plan = kept
                .some_text_of("plan")
                .or_else(|| input.some_text_of("plan"));
            ToolForm {
                what: "Plan".to_owned(),
                told: plan.map(|plan| markdown::nodes(&plan)).unwrap_or_default(),
                result: None,
            }
        }
        "EnterPlanMode" => ToolForm::default(),
        "Skill" | "SlashCommand" => ToolForm {
            what: [text("skill"), text("command"), text("args")]
                .join(" ")
                .trim()
                .to_owned(),
            ..ToolForm::default()
        },
        "SendMessage" => agent::message(input),
        "LSP" => ToolForm {
            what: format!("{} {}", text("operation"), text("filePath")),
            result: kept
                .some_text_of("result")
                .map(|text| vec![super::output(&text)]),
            ..ToolForm::default()
        },
        _ => any(input),
    }
}

fn todos(input: Part<'_>, kept: Part<'_>) -> ToolForm {
    let new = input.get("todos").unwrap_or(Part::NULL);
    let old = kept.get("oldTodos").unwrap_or(Part::NULL);
    if let Some(repeated) = kept.get("newTodos")
        && repeated.peek() == new.peek()
    {
        repeated.take();
    }
    ToolForm {
        told: vec![tasks::changed_list(new, old)],
        result: kept.is_object().then(Vec::new),
        ..ToolForm::default()
    }
}

/// A tool without a form of its own: what it was told, by name.
fn any(input: Part<'_>) -> ToolForm {
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
            None if matches!(value.peek(), Value::Array(_) | Value::Object(_)) => {
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
    ToolForm {
        told: nodes,
        ..ToolForm::default()
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
    let content = outcome.content;
    if content.is_object() {
        return server::answer(content);
    }
    let blocks = content.elements().into_iter();
    let nodes = blocks.flat_map(|block| match block.peek().text_of("type").as_deref() {
        Some("text") => {
            block.kind_of("type");
            text_nodes(&block.text_of("text").unwrap_or_default())
        }
        _ => super::block_nodes(block),
    });
    nodes.collect()
}

/// Code in a block, by the name of its language.
pub fn code(language: &str, text: &str) -> Node {
    let block = crate::highlight::code_block(language, text);
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
