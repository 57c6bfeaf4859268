//! What no form has drawn of a record: as JSON, folded, so that nothing of it is lost.

use super::json;
use super::part::Part;
use crate::exempt::{EXEMPT, fits, is_base64};
use crate::markup::{Node, fold};
use sessionscope_log::json::Value;

/// What is deeper is drawn as it is or not at all.
const DEPTH_MAX: usize = 12;

/// What has not been drawn of a part, folded; nothing if that is nothing.
pub fn of(part: Part<'_>, path: &[&str]) -> Option<Node> {
    let mut walk = Walk {
        path: path.iter().map(|&step| step.to_owned()).collect(),
        count: 0,
    };
    let mut out = String::new();
    if !walk.rest(part, &mut out) {
        return None;
    }
    let headline = match walk.count {
        1 => "1 more value".to_owned(),
        count => format!("{count} more values"),
    };
    Some(fold("aside rest", headline, vec![json::text_block(&out).into()]).into())
}

/// Whether anything of a part has not been drawn.
pub fn is_any(part: Part<'_>, path: &[&str]) -> bool {
    of(part, path).is_some()
}

struct Walk {
    path: Vec<String>,
    count: usize,
}

impl Walk {
    /// Writes what has not been drawn of a part; whether there is anything.
    fn rest(&mut self, part: Part<'_>, out: &mut String) -> bool {
        if part.is_taken() || self.is_exempt() {
            return false;
        }
        match part.peek() {
            Value::Null => false,
            Value::Object(_) if self.path.len() < DEPTH_MAX => self.object(part, out),
            Value::Array(_) if self.path.len() < DEPTH_MAX => self.array(part, out),
            value => {
                let is_said = value
                    .text()
                    .is_some_and(|text| text.is_empty() || part.is_said(&text));
                let is_bytes = value.text().is_some_and(|text| is_base64(&text));
                if is_said || is_bytes {
                    return false;
                }
                self.count += 1;
                out.push_str(&value.written());
                true
            }
        }
    }

    fn object(&mut self, part: Part<'_>, out: &mut String) -> bool {
        let start = out.len();
        let mut any = false;
        out.push('{');
        for (name, member) in part.members() {
            let before = out.len();
            if any {
                out.push(',');
            }
            out.push_str(&quoted(&name));
            out.push(':');
            self.path.push(name.into_owned());
            let is_there = self.rest(member, out);
            self.path.pop();
            if is_there {
                any = true;
            } else {
                out.truncate(before);
            }
        }
        out.push('}');
        if !any {
            out.truncate(start);
        }
        any
    }

    fn array(&mut self, part: Part<'_>, out: &mut String) -> bool {
        let start = out.len();
        let mut any = false;
        out.push('[');
        for element in part.elements() {
            let before = out.len();
            if any {
                out.push(',');
            }
            self.path.push("*".to_owned());
            let is_there = self.rest(element, out);
            self.path.pop();
            if is_there {
                any = true;
            } else {
                out.truncate(before);
            }
        }
        out.push(']');
        if !any {
            out.truncate(start);
        }
        any
    }

    fn is_exempt(&self) -> bool {
        EXEMPT.iter().any(|(pattern, _)| fits(pattern, &self.path))
    }
}

/// A name as JSON has it.
fn quoted(name: &str) -> String {
    serde_json::to_string(name).unwrap_or_default()
}
