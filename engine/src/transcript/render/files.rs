//! Files: read, changed, written, looked for.

use super::tool::{Shown, code};
use super::{facts, long, number_text};
use crate::json::Value;
use crate::transcript::diff;
use crate::transcript::highlight;
use crate::transcript::markup::{Element, Node, Tag, div, paragraph, span};

/// Reading a file.
pub fn read(input: Value<'_>, kept: Value<'_>) -> Shown {
    let path = file_path(input);
    let file = kept.get("file").unwrap_or(Value::Null);
    let number = |name: &str| file.number_of(name);
    let lines = match (
        number("startLine"),
        number("numLines"),
        number("totalLines"),
    ) {
        (Some(start), Some(lines), Some(total)) => {
            format!(
                "lines {start:.0} to {:.0} of {total:.0}",
                start + lines - 1.0
            )
        }
        _ => asked_lines(input),
    };
    let content = file.some_text_of("content");
    let result = content.map(|content| vec![listing(&path, &content)]);
    let what = if lines.is_empty() {
        path
    } else {
        format!("{path}, {lines}")
    };
    Shown {
        what,
        told: Vec::new(),
        result,
    }
}

fn asked_lines(input: Value<'_>) -> String {
    let (offset, limit) = (
        number_text(input.get("offset")),
        number_text(input.get("limit")),
    );
    match (offset.as_str(), limit.as_str()) {
        ("", "") => String::new(),
        ("", limit) => format!("first {limit} lines"),
        (offset, "") => format!("from line {offset}"),
        (offset, limit) => format!("{limit} lines from {offset}"),
    }
}

/// The lines of a file, folded: whoever reads a transcript rarely wants them.
fn listing(path: &str, content: &str) -> Node {
    let lines = content.lines().count();
    Element::new(Tag::Details)
        .class("more")
        .child(Element::new(Tag::Summary).text(format!("{lines} lines")))
        .child(highlight::code_block(highlight::language_of(path), content))
        .into()
}

/// One or several changes of a file.
pub fn edit(input: Value<'_>, kept: Value<'_>) -> Shown {
    let path = file_path(input);
    let written = kept
        .get("structuredPatch")
        .and_then(|patch| diff::of_patch(&path, patch));
    let mut told = match written {
        Some(change) => vec![change.into()],
        None => edits(&path, input),
    };
    if input.is_true("replace_all") {
        told.push(paragraph("Everywhere in the file").class("cut").into());
    }
    if kept.is_true("userModified") {
        told.push(
            paragraph("You changed this before it was applied")
                .class("cut")
                .into(),
        );
    }
    Shown {
        what: path,
        told,
        result: kept.is_object().then(Vec::new),
    }
}

fn edits(path: &str, input: Value<'_>) -> Vec<Node> {
    let edits = input.get("edits").map(|edits| edits.elements());
    let edits = edits.unwrap_or_else(|| vec![input]);
    let mut effort = diff::EFFORT;
    let change = |edit: &Value<'_>| {
        let text = |name: &str| edit.text_of(name).unwrap_or_default();
        let (old, new) = (text("old_string"), text("new_string"));
        diff::of_texts(path, &old, &new, false, &mut effort).into()
    };
    edits.iter().map(change).collect()
}

/// Writing a file.
pub fn write(input: Value<'_>, kept: Value<'_>) -> Shown {
    let path = file_path(input);
    let content = input.text_of("content").unwrap_or_default();
    let written = kept
        .get("structuredPatch")
        .and_then(|patch| diff::of_patch(&path, patch));
    let change = written.unwrap_or_else(|| match kept.some_text_of("originalFile") {
        Some(old) => diff::of_texts(&path, &old, &content, true, &mut { diff::EFFORT }),
        None => diff::of_new(&path, &content),
    });
    let lines = content.lines().count();
    let told: Vec<Node> = vec![if lines > 40 {
        Element::new(Tag::Details)
            .class("more")
            .child(Element::new(Tag::Summary).text(format!("{lines} lines")))
            .child(change)
            .into()
    } else {
        change.into()
    }];
    Shown {
        what: path,
        told,
        result: kept.is_object().then(Vec::new),
    }
}

/// Changing a cell of a notebook.
pub fn notebook(input: Value<'_>) -> Shown {
    let text = |name: &str| input.text_of(name).unwrap_or_default().into_owned();
    let mut told: Vec<Node> = facts(&[
        (
            "Cell",
            [text("cell_id"), number_text(input.get("cell_number"))].concat(),
        ),
        ("Change", text("edit_mode")),
    ])
    .into_iter()
    .collect();
    let language = if text("cell_type") == "markdown" {
        "markdown"
    } else {
        "python"
    };
    told.push(code(language, &text("new_source")));
    Shown {
        what: file_path(input),
        told,
        result: None,
    }
}

/// Looking for files, or in them.
pub fn found(name: &str, input: Value<'_>, kept: Value<'_>) -> Shown {
    let text = |name: &str| input.text_of(name).unwrap_or_default().into_owned();
    let place = [text("path"), text("glob"), text("type")];
    let place: Vec<&str> = place
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    let pattern = text("pattern");
    let what = match (name, place.as_slice()) {
        (_, []) => pattern,
        ("LS", place) => place.join(" "),
        (_, place) => format!("{pattern} in {}", place.join(", ")),
    };
    Shown {
        what,
        told: Vec::new(),
        result: result(kept),
    }
}

fn result(kept: Value<'_>) -> Option<Vec<Node>> {
    let names = kept.get("filenames")?.elements();
    let mut nodes = Vec::new();
    if let Some(content) = kept.some_text_of("content") {
        nodes.push(super::output(&content));
    } else if names.is_empty() {
        nodes.push(paragraph("Nothing found").class("cut").into());
    }
    if !names.is_empty() {
        let count = names.len();
        let names: Vec<_> = names.iter().filter_map(crate::json::Value::text).collect();
        let list = long::text("output", &names.join("\n"));
        nodes.push(
            div("found")
                .child(span("found-count", format!("{count} files")))
                .child(list)
                .into(),
        );
    }
    if kept.is_true("truncated") {
        nodes.push(
            paragraph("There was more than the tool shows")
                .class("cut")
                .into(),
        );
    }
    Some(nodes)
}

/// The file that a tool is about.
fn file_path(input: Value<'_>) -> String {
    let names = ["file_path", "notebook_path", "path"];
    let path = names.into_iter().find_map(|name| input.some_text_of(name));
    path.unwrap_or_default().into_owned()
}
