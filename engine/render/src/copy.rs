//! A record as text to take along.

use super::forms;
use sessionscope_log::json::Value;

/// A line of JSON, indented; other text as it is.
pub fn pretty(line: &str) -> String {
    if Value::parse(line.as_bytes()).is_ok() {
        forms::pretty(line)
    } else {
        line.to_owned()
    }
}

/// What a record says, as Markdown.
pub fn as_markdown(line: &str) -> String {
    let Ok(record) = Value::parse(line.as_bytes()) else {
        return fenced("", line);
    };
    let message = record.get("message").unwrap_or(record);
    let content = message.get("content").unwrap_or(Value::Null);
    if let Some(text) = content.text() {
        return text.into_owned();
    }
    let blocks = content.elements();
    if blocks.is_empty() {
        return fenced("json", &pretty(line));
    }
    let parts: Vec<String> = blocks.into_iter().map(block).collect();
    parts.join("\n\n")
}

fn block(block: Value<'_>) -> String {
    let text = |name: &str| block.text_of(name).unwrap_or_default();
    match &*text("type") {
        "text" => text("text").into_owned(),
        "thinking" => quoted(&text("thinking")),
        "tool_use" => {
            let input = block.get("input").unwrap_or(Value::Null);
            format!(
                "**{}**\n\n{}",
                text("name"),
                fenced("json", &pretty(&input.written()))
            )
        }
        "tool_result" => {
            let content = block.get("content").unwrap_or(Value::Null);
            fenced("", &result_text(content))
        }
        kind => format!("({kind})"),
    }
}

fn result_text(content: Value<'_>) -> String {
    if let Some(text) = content.text() {
        return text.into_owned();
    }
    let texts = content.elements().into_iter();
    let texts: Vec<String> = texts
        .filter_map(|block| block.text_of("text").map(std::borrow::Cow::into_owned))
        .collect();
    texts.join("\n")
}

fn quoted(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
    lines.join("\n")
}

/// A block of code whose fence is longer than any run of backticks in it.
fn fenced(language: &str, text: &str) -> String {
    let runs = text.split(|char| char != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    format!(
        "{fence}{language}\n{}\n{fence}",
        text.trim_end_matches('\n')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_becomes_markdown() {
        let line = r#"{"message":{"content":[{"type":"text","text":"a *b*"},{"type":"tool_use","name":"Bash","input":{"command":"x"}},{"type":"thinking","thinking":"c\nd"}]}}"#;
        assert_eq!(
            as_markdown(line),
            "a *b*\n\n**Bash**\n\n```json\n{\n  \"command\": \"x\"\n}\n```\n\n> c\n> d"
        );
        assert_eq!(as_markdown("no json"), "```\nno json\n```");
        assert_eq!(fenced("", "a ```` b"), "`````\na ```` b\n`````");
    }
}
