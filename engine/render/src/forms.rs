//! What a record looks like: one form for each kind of record, block and tool.

mod agent;
mod assistant;
mod attachment;
mod files;
pub(super) mod framed;
mod image;
mod json;
pub(super) mod left_out;
mod long;
pub(super) mod part;
mod progress;
mod results;
mod server;
mod shell;
mod states;
mod system;
mod tags;
mod tasks;
mod tool;
mod user;
mod web;

pub(super) use json::pretty;
pub(super) use long::{size, up_to};

use self::part::{DrawnParts, Part};
use self::results::Results;
use super::markup::{Node, div, paragraph, pre};
use sessionscope_log::json::Value;
use sessionscope_log::key::{Domain, Key};

/// A longer headline is cut, and stands whole in what follows.
const TITLE_BYTES: usize = 300;

/// What a record says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RecordForm {
    /// Who says it.
    pub(super) role: String,
    /// Its headline.
    pub(super) title: String,
    /// The model it names.
    pub(super) model: Option<String>,
    /// Its uuid.
    pub(super) uuid: String,
    /// What it says.
    pub(super) body: Vec<Node>,
    /// It has no form of its own.
    pub(super) is_plain: bool,
}

/// What a part of a record looks like.
#[derive(Clone, Debug, Default, PartialEq)]
struct Form {
    title: String,
    body: Vec<Node>,
    is_plain: bool,
}

impl Form {
    fn new(title: impl Into<String>, body: Vec<Node>) -> Self {
        Self {
            title: title.into(),
            body,
            is_plain: false,
        }
    }

    /// One line.
    fn line(title: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let body = if text.is_empty() {
            Vec::new()
        } else {
            vec![paragraph(text).into()]
        };
        Self::new(title, body)
    }

    /// The JSON that it is.
    fn plain(title: impl Into<String>, value: Part<'_>) -> Self {
        Self {
            title: title.into(),
            body: vec![json::block(value).into()],
            is_plain: true,
        }
    }
}

/// What a record says. `results` are the texts of the records with the results of its calls.
pub(super) fn record(text: &[u8], results: &[&[u8]]) -> RecordForm {
    let Ok(record) = Value::parse(text) else {
        return malformed(text);
    };
    let seen = DrawnParts::default();
    let record = Part::root(record, &seen, 0);
    let results = Results::of(record, results, &seen);
    let mut form = form(record, &results);
    form.body.extend(results.left_out());
    form.body.extend(left_out::of(record, &[]));
    told(record, form)
}

fn form(record: Part<'_>, results: &Results<'_>) -> Form {
    let kind = record.peek().text_of("type").unwrap_or_default();
    match &*kind {
        "assistant" => assistant::form(record, results),
        "user" => user::form(record),
        "system" => system::form(record),
        "attachment" => attachment::form(record),
        "progress" => progress::form(record),
        _ if record.get("message").is_some() => assistant::form(record, results),
        "" => shapeless(record),
        kind => states::form(kind, record),
    }
}

/// What a record says in this form, with who says it.
fn told(record: Part<'_>, form: Form) -> RecordForm {
    let record = record.peek();
    let message = record.get("message");
    let role = message.and_then(|message| message.some_text_of("role"));
    let role = role.or_else(|| record.some_text_of("role"));
    let role = role.or_else(|| record.text_of("type"));
    let model = message.and_then(|message| message.some_text_of("model"));
    let (title, mut body) = (form.title, form.body);
    let short = up_to(&title, TITLE_BYTES);
    if short.len() < title.len() {
        body.insert(0, plain_text(&title));
    }
    RecordForm {
        role: role.unwrap_or_default().into_owned(),
        title: short.to_owned(),
        model: model.map(std::borrow::Cow::into_owned),
        uuid: record.some_text_of("uuid").unwrap_or_default().into_owned(),
        body,
        is_plain: form.is_plain,
    }
}

/// What is left of a line that is no record.
pub(super) fn malformed(text: &[u8]) -> RecordForm {
    let text = String::from_utf8_lossy(text);
    RecordForm {
        role: "malformed".to_owned(),
        title: "Malformed line".to_owned(),
        body: vec![
            paragraph(
                "This line is no JSON record; it may have been cut off while it was written.",
            )
            .into(),
            long::text("plain", &text),
        ],
        ..RecordForm::default()
    }
}

/// A line as it is: what kind of record it is, and its JSON.
pub(super) fn raw(text: &[u8]) -> RecordForm {
    let record = Value::parse(text).ok();
    let seen = DrawnParts::default();
    let record = record.filter(Value::is_object);
    let Some(record) = record.map(|record| Part::root(record, &seen, 0)) else {
        return RecordForm {
            title: "malformed".to_owned(),
            ..malformed(text)
        };
    };
    let parts = ["type", "subtype"].map(|name| record.some_text_of(name).unwrap_or_default());
    let [kind, subtype] = parts;
    let kind = if subtype.is_empty() {
        kind.into_owned()
    } else {
        format!("{kind}/{subtype}")
    };
    let json = super::markup::fold(
        "aside",
        format!(
            "{}, {}",
            if kind.is_empty() { "record" } else { &kind },
            long::size(text.len())
        ),
        vec![json::block(record).into()],
    );
    told(record, Form::new(kind, vec![json.into()]))
}

/// The `uuid` of a record.
pub(super) fn uuid(text: &[u8]) -> Option<String> {
    let record = Value::parse(text).ok()?;
    record
        .some_text_of("uuid")
        .map(std::borrow::Cow::into_owned)
}

/// The older, plain shapes: `{role, content}`, `{content}`, the result of a tool.
fn shapeless(record: Part<'_>) -> Form {
    let Some(content) = record.get("content") else {
        return Form::plain("Record without a type", record);
    };
    record.take_if("role", &["user", "human", "assistant", "tool", "system"]);
    let title = match record.peek().text_of("role").as_deref() {
        Some("user" | "human") => "You",
        Some("assistant") => "Claude",
        Some("tool") => "Tool result",
        Some("system") => "System",
        _ => "Message",
    };
    Form::new(title, content_nodes(content))
}

/// What a message's content says: a text in Markdown, or blocks.
fn content_nodes(content: Part<'_>) -> Vec<Node> {
    if let Some(text) = content.text() {
        return super::markdown::nodes(&text);
    }
    if content.is_object() {
        return block_nodes(content);
    }
    content
        .elements()
        .into_iter()
        .flat_map(block_nodes)
        .collect()
}

/// A block of content that is the same for whoever says it.
fn block_nodes(block: Part<'_>) -> Vec<Node> {
    let kind = block.kind_of("type");
    match &*kind {
        "text" => super::markdown::nodes(&block.text_of("text").unwrap_or_default()),
        "image" => vec![image::picture(block)],
        "document" => vec![image::document(block)],
        "web_search_result" | "search_result" => vec![web::source(block)],
        "tool_reference" => {
            let name = block.text_of("tool_name").unwrap_or_default();
            vec![paragraph(format!("Tool made available: {name}")).into()]
        }
        _ => match block.text() {
            Some(text) => super::markdown::nodes(&text),
            None => vec![json::block(block).into()],
        },
    }
}

/// A short list of names and what they are.
fn facts(facts: &[(&str, String)]) -> Option<Node> {
    let there = facts.iter().filter(|(_, text)| !text.is_empty());
    let rows: Vec<Node> = there
        .map(|(name, text)| {
            div("point")
                .child(super::markup::span("point-name", *name))
                .child(super::markup::span("point-text", text.as_str()))
                .into()
        })
        .collect();
    (!rows.is_empty()).then(|| div("points").children(rows).into())
}

/// A number as it is written, where it is one.
fn number_text(value: Option<Part<'_>>) -> String {
    let digits = value.and_then(|value| value.digits());
    digits.unwrap_or_default().into_owned()
}

/// A span of milliseconds in words.
fn duration_text(ms: f64) -> String {
    if ms < 1000.0 {
        format!("{ms:.0} ms")
    } else if ms < 60_000.0 {
        format!("{:.1} s", ms / 1000.0)
    } else {
        let seconds = (ms / 1000.0).round();
        format!(
            "{:.0} min {:.0} s",
            (seconds / 60.0).floor(),
            seconds % 60.0
        )
    }
}

/// The milliseconds of a member, in words; empty if there is none.
fn duration_of(value: Part<'_>, name: &str) -> String {
    value.number_of(name).map(duration_text).unwrap_or_default()
}

/// A block of content is the result of a call.
fn is_result(block: Part<'_>) -> bool {
    let kind = block.peek().text_of("type").unwrap_or_default();
    kind.ends_with("tool_result")
}

/// The key of a call's id.
pub(super) fn call_key(id: &str) -> Key {
    Key::new(Domain::Tool, id.as_bytes())
}

/// Text in letters of one width, cut and folded where it is long.
fn output(text: &str) -> Node {
    long::text("output", text)
}

/// Text as it is, wrapped.
fn plain_text(text: &str) -> Node {
    pre("wrap", text).into()
}
