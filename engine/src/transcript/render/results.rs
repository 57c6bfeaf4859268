//! The results of a record's calls, by the calls' ids.

use super::tool::Outcome;
use super::{call_key, is_result};
use crate::json::{Text, Value};
use crate::keymap::KeyMap;

/// The results of a record's calls.
#[derive(Debug, Default)]
pub struct Results<'a> {
    by_call: KeyMap<Found<'a>>,
}

/// A result.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The `uuid` of the record that it is in.
    pub uuid: Option<Text<'a>>,
    /// What came back.
    pub outcome: Outcome<'a>,
}

impl<'a> Results<'a> {
    /// Those in records of these texts. Each is read once, however many results it has.
    pub fn of(texts: &[&'a [u8]]) -> Self {
        let mut results = Self::default();
        for text in texts {
            if let Ok(record) = Value::parse(text) {
                results.add(record);
            }
        }
        results
    }

    fn add(&mut self, record: Value<'a>) {
        let message = record.get("message").unwrap_or(Value::Null);
        let blocks = message.get("content").unwrap_or(Value::Null).elements();
        // What is kept is that of the whole record: of several results nobody knows whose it is.
        let kept = record.get("toolUseResult").filter(|_| blocks.len() == 1);
        let uuid = match record.get("uuid") {
            Some(Value::Text(uuid)) => Some(uuid),
            _ => None,
        };
        for block in blocks {
            let id = block.some_text_of("tool_use_id");
            let Some(id) = id.filter(|_| is_result(block)) else {
                continue;
            };
            let outcome = Outcome {
                content: block.get("content").unwrap_or(Value::Null),
                kept: kept.unwrap_or(Value::Null),
                failed: block.is_true("is_error"),
            };
            let found = Found { uuid, outcome };
            self.by_call.entry(call_key(&id)).or_insert(found);
        }
    }

    /// The result of the call of this id.
    pub fn get(&self, id: &str) -> Option<Found<'a>> {
        self.by_call.get(&call_key(id)).copied()
    }
}
