//! Lists of tasks: to-dos, tasks, and what changed in them.

use std::collections::{HashMap, HashSet};

use super::facts;
use super::part::Part;
use crate::markup::{Attribute, Element, Node, Tag, div, paragraph, span};

/// A list of things to do. What changed against an earlier one is marked.
pub fn list(items: Part<'_>) -> Node {
    changed_list(items, Part::NULL)
}

/// The same with what the list said `before`.
pub fn changed_list(items: Part<'_>, before: Part<'_>) -> Node {
    let mut known: HashMap<String, String> = HashMap::new();
    let earlier: Vec<(String, String)> = before.elements().into_iter().map(told).collect();
    for (text, state) in &earlier {
        known.entry(text.clone()).or_insert(state.clone());
    }
    let mut there = HashSet::new();
    let mut rows: Vec<Node> = items
        .elements()
        .into_iter()
        .map(|item| {
            let (text, state) = told(item);
            there.insert(text.clone());
            let change = match known.get(&text) {
                _ if known.is_empty() => None,
                None => Some("new".to_owned()),
                Some(was) if *was != state => Some(format!("was {}", words(was))),
                Some(_) => None,
            };
            let doing = item.text_of("activeForm").unwrap_or_default();
            row(&text, &state, &doing, change)
        })
        .collect();
    let gone = earlier.iter().filter(|(text, _)| !there.contains(text));
    rows.extend(gone.map(|(text, state)| row(text, state, "", Some("removed".to_owned()))));
    if rows.is_empty() {
        return paragraph("The list is empty.").into();
    }
    Element::new(Tag::List).class("todos").children(rows).into()
}

/// What a task's tool was told and what it answered.
pub fn task(name: &str, input: Part<'_>, result: Part<'_>) -> Vec<Node> {
    let text = |name: &str| input.text_of(name).unwrap_or_default().into_owned();
    let told = result.get("task").unwrap_or(Part::NULL);
    let change = result.get("statusChange").map(|change| {
        let side = |name: &str| words(&change.text_of(name).unwrap_or_default());
        format!("{} → {}", side("from"), side("to"))
    });
    let id = told.some_text_of("id").map(std::borrow::Cow::into_owned);
    let list = facts(&[
        ("Task", id.unwrap_or_else(|| text("taskId"))),
        (
            "Subject",
            told.some_text_of("subject")
                .map_or_else(|| text("subject"), std::borrow::Cow::into_owned),
        ),
        ("Description", text("description")),
        ("State", change.unwrap_or_else(|| words(&text("status")))),
        ("Owner", text("owner")),
        (
            "Error",
            result.text_of("error").unwrap_or_default().into_owned(),
        ),
    ]);
    let mut nodes: Vec<Node> = list.into_iter().collect();
    if name == "TaskList"
        && let Some(tasks) = result.get("tasks")
    {
        nodes.push(self::list(tasks));
    }
    nodes
}

fn told(item: Part<'_>) -> (String, String) {
    let names = ["content", "subject", "description"];
    let text = names.into_iter().find_map(|name| item.some_text_of(name));
    let text = text.or_else(|| item.text()).unwrap_or_default();
    (
        text.into_owned(),
        item.text_of("status").unwrap_or_default().into_owned(),
    )
}

fn row(text: &str, state: &str, doing: &str, change: Option<String>) -> Node {
    let (mark, class) = match state {
        "completed" => ("☑", "todo done"),
        "in_progress" => ("◐", "todo doing"),
        _ => ("☐", "todo"),
    };
    let mut row = Element::new(Tag::Item)
        .class(class)
        .child(div("todo-mark").text(mark))
        .child(span("sr-only", words(state)))
        .child(span("todo-text", text).with(Attribute::Title, doing));
    if let Some(change) = change {
        row = row.child(span("todo-change", change));
    }
    row.into()
}

fn words(state: &str) -> String {
    state.replace('_', " ")
}
