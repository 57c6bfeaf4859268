//! JSON as people read it: indented, coloured.

use super::part::Part;
use crate::highlight;
use crate::markup::Element;

/// Deeper nesting is not indented further.
const INDENTS_MAX: usize = 24;
/// What is behind so many bytes is as it was written.
const INDENTED_BYTES: usize = 200_000;

/// A value as an indented block of code.
pub fn block(value: Part<'_>) -> Element {
    text_block(&value.written())
}

/// JSON as an indented block of code.
pub fn text_block(json: &str) -> Element {
    highlight::code_block("json", &indented(json, INDENTED_BYTES))
}

/// Valid JSON, indented by two blanks.
pub fn pretty(json: &str) -> String {
    indented(json, usize::MAX)
}

/// Valid JSON, indented by two blanks until so many bytes are written.
fn indented(json: &str, bytes: usize) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 4);
    let mut depth = 0_usize;
    let mut chars = json.chars().peekable();
    let mut in_text = false;
    while let Some(char) = chars.next() {
        if in_text {
            out.push(char);
            match char {
                '\\' => out.extend(chars.next()),
                '"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match char {
            char if out.len() > bytes => {
                out.push(char);
                out.extend(chars.by_ref());
            }
            '"' => {
                in_text = true;
                out.push(char);
            }
            '{' | '[' => {
                out.push(char);
                while chars.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(close) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(char);
            }
            ',' => {
                out.push(char);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            char if char.is_ascii_whitespace() => {}
            char => out.push(char),
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth.min(INDENTS_MAX)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_indented() {
        assert_eq!(
            pretty(r#"{"a":[1, {"b":"x,\"{"}],"c":{ },"d":[]}"#),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,\\\"{\"\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}"
        );
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(pretty(&deep).len() < 10_000 * 120);
    }
}
