//! Files: read, changed, written, looked for.

use super::part::Part;
use super::tool::{Outcome, ToolForm, code};
use super::{duration_of, facts, long, number_text, tags};
use crate::diff;
use crate::highlight;
use crate::markup::{Element, Node, Tag, div, fold, paragraph, span};
use sessionscope_log::json::Value;

/// Reading a file.
pub fn read(input: Part<'_>, kept: Part<'_>, outcome: Option<&Outcome<'_>>) -> ToolForm {
    let path = file_path(input);
    let file = kept.get("file").unwrap_or(Part::NULL);
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
    let result = content.map(|content| {
        kept.take_if("type", &["text"]);
        let mut nodes = vec![listing(&path, &content)];
        nodes.extend(outcome.and_then(|outcome| behind_lines(outcome.content, &content)));
        nodes
    });
    let what = if lines.is_empty() {
        path
    } else {
        format!("{path}, {lines}")
    };
    ToolForm {
        what,
        told: Vec::new(),
        result,
    }
}

/// What the model was told behind the numbered lines of a file, which are drawn already.
fn behind_lines(told: Part<'_>, content: &str) -> Option<Node> {
    let text = told.peek().text()?;
    let mut rest = &*text;
    for line in content.lines() {
        let (own, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        let own = own.trim_start_matches(|char: char| char == ' ' || char.is_ascii_digit());
        if own.strip_prefix(['\t', '→'])? != line {
            return None;
        }
        rest = behind;
    }
    told.take();
    let nodes = tags::nodes(rest);
    (!nodes.is_empty()).then(|| div("beside").children(nodes).into())
}

fn asked_lines(input: Part<'_>) -> String {
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
pub fn edit(input: Part<'_>, kept: Part<'_>) -> ToolForm {
    let path = file_path(input);
    let written = kept
        .get("structuredPatch")
        .and_then(|patch| diff::of_patch(&path, patch));
    let mut told = match written {
        Some(change) => {
            take_covered(input, kept);
            vec![change.into()]
        }
        None => edits(&path, input),
    };
    told.extend(before(&path, kept));
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
    ToolForm {
        what: path,
        told,
        result: kept.is_object().then(Vec::new),
    }
}

/// The file as it was, folded.
fn before(path: &str, kept: Part<'_>) -> Option<Node> {
    let old = kept.some_text_of("originalFile")?;
    let code = highlight::code_block(highlight::language_of(path), &old);
    Some(fold("aside rest", "The file before", vec![code.into()]).into())
}

/// What was to be replaced and by what is drawn if each line of it is in the change that was made.
fn take_covered(input: Part<'_>, kept: Part<'_>) {
    let patch = kept.peek().get("structuredPatch").unwrap_or(Value::Null);
    let lines = diff::lines_of(patch);
    let edits = input.get("edits").map(|edits| edits.elements());
    let edits = edits.into_iter().flatten().chain([input, kept]);
    for edit in edits {
        for name in ["old_string", "new_string", "oldString", "newString"] {
            let Some(part) = edit.get(name) else { continue };
            let text = part.peek().text().unwrap_or_default();
            if !text.is_empty() && text.lines().all(|line| lines.contains(line)) {
                part.take();
            }
        }
    }
}

fn edits(path: &str, input: Part<'_>) -> Vec<Node> {
    let edits = input.get("edits").map(|edits| edits.elements());
    let edits = edits.unwrap_or_else(|| vec![input]);
    let mut effort = diff::EFFORT;
    let change = |edit: &Part<'_>| {
        let text = |name: &str| edit.text_of(name).unwrap_or_default();
        let (old, new) = (text("old_string"), text("new_string"));
        diff::of_texts(path, &old, &new, false, &mut effort).into()
    };
    edits.iter().map(change).collect()
}

/// Writing a file.
pub fn write(input: Part<'_>, kept: Part<'_>) -> ToolForm {
    let path = file_path(input);
    let content = input.text_of("content").unwrap_or_default();
    let written = kept
        .get("structuredPatch")
        .and_then(|patch| diff::of_patch(&path, patch));
    let change = written.unwrap_or_else(|| match kept.some_text_of("originalFile") {
        Some(old) => diff::of_texts(&path, &old, &content, true, &mut { diff::EFFORT }),
        None => diff::of_new(&path, &content),
    });
    kept.take_if("type", &["create", "update"]);
    let lines = content.lines().count();
    let mut told: Vec<Node> = vec![if lines > 40 {
        Element::new(Tag::Details)
            .class("more")
            .child(Element::new(Tag::Summary).text(format!("{lines} lines")))
            .child(change)
            .into()
    } else {
        change.into()
    }];
    if let Some(before) = before(&path, kept) {
        // Between what changed the lines are left out.
        let whole = highlight::code_block(highlight::language_of(&path), &content);
        told.push(fold("aside rest", "The file after", vec![whole.into()]).into());
        told.push(before);
    }
    ToolForm {
        what: path,
        told,
        result: kept.is_object().then(Vec::new),
    }
}

/// Changing a cell of a notebook.
pub fn notebook(input: Part<'_>) -> ToolForm {
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
    input.take_if("cell_type", &["code", "markdown"]);
    let kind = input.peek().text_of("cell_type");
    let language = if kind.as_deref() == Some("markdown") {
        "markdown"
    } else {
        "python"
    };
    told.push(code(language, &text("new_source")));
    ToolForm {
        what: file_path(input),
        told,
        result: None,
    }
}

/// Looking for files, or in them.
pub fn found(name: &str, input: Part<'_>, kept: Part<'_>) -> ToolForm {
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
    ToolForm {
        what,
        told: Vec::new(),
        result: result(kept),
    }
}

fn result(kept: Part<'_>) -> Option<Vec<Node>> {
    let names = kept.get("filenames")?.elements();
    let mut nodes = Vec::new();
    if let Some(content) = kept.some_text_of("content") {
        nodes.push(super::output(&content));
    } else if names.is_empty() {
        nodes.push(paragraph("Nothing found").class("cut").into());
    }
    if !names.is_empty() {
        let count = number_text(kept.get("numFiles"));
        let count = if count.is_empty() {
            names.len().to_string()
        } else {
            count
        };
        let names: Vec<_> = names.iter().filter_map(Part::text).collect();
        let list = long::text("output", &names.join("\n"));
        nodes.push(
            div("found")
                .child(span("found-count", format!("{count} files")))
                .child(list)
                .into(),
        );
    }
    nodes.extend(facts(&[
        ("Took", duration_of(kept, "durationMs")),
        (
            "Mode",
            kept.text_of("mode").unwrap_or_default().into_owned(),
        ),
        ("Lines", number_text(kept.get("numLines"))),
        ("Matches", number_text(kept.get("numMatches"))),
    ]));
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
fn file_path(input: Part<'_>) -> String {
    let names = ["file_path", "notebook_path", "path"];
    let path = names.into_iter().find_map(|name| input.some_text_of(name));
    path.unwrap_or_default().into_owned()
}
