//! JSON objects written in a given order, as the program that writes the logs does.

use std::fmt::Write as _;

/// One JSON object under construction.
#[derive(Clone, Default)]
pub struct Object {
    fields: Vec<(String, String)>,
}

impl Object {
    /// Adds or replaces a field whose value is JSON already.
    pub fn raw(mut self, name: &str, json: impl Into<String>) -> Self {
        let json = json.into();
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = json,
            None => self.fields.push((name.to_owned(), json)),
        }
        self
    }

    /// Adds a text field.
    pub fn text(self, name: &str, text: &str) -> Self {
        self.raw(name, quote(text))
    }

    /// Adds a text field, or `null`.
    pub fn text_or_null(self, name: &str, text: Option<&str>) -> Self {
        self.raw(name, text.map_or_else(|| "null".to_owned(), quote))
    }

    /// Adds a text field unless the text is empty.
    pub fn text_if_any(self, name: &str, text: &str) -> Self {
        if text.is_empty() {
            self
        } else {
            self.text(name, text)
        }
    }

    /// Adds the fields of a JSON object given as text.
    pub fn spread(mut self, json: &str) -> Self {
        let inner = json
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let inner = inner.unwrap_or("");
        if !inner.is_empty() {
            self.fields.push((String::new(), inner.to_owned()));
        }
        self
    }

    /// The same with only some of its fields.
    pub fn keep(&self, names: &[&str]) -> Self {
        let known = |field: &&(String, String)| names.contains(&field.0.as_str());
        Self {
            fields: self.fields.iter().filter(known).cloned().collect(),
        }
    }

    /// The object as one line.
    pub fn json(&self) -> String {
        let fields: Vec<String> = self.fields.iter().map(field).collect();
        format!("{{{}}}", fields.join(","))
    }
}

/// `"name":value`, or the value alone where several fields were spread.
fn field((name, value): &(String, String)) -> String {
    if name.is_empty() {
        value.clone()
    } else {
        format!("{}:{value}", quote(name))
    }
}

/// A JSON string.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
