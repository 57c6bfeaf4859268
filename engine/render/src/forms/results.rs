//! The results of a record's calls, by the calls' ids, and what stands beside them.

use super::part::{DrawnParts, Part};
use super::{block_nodes, call_key, is_result, left_out};
use crate::markup::{Node, div};
use sessionscope_log::json::Value;
use sessionscope_log::keymap::KeyMap;

/// The results of a record's calls.
#[derive(Debug, Default)]
pub struct Results<'a> {
    by_call: KeyMap<Vec<ToolResult<'a>>>,
    /// The other records in which results are.
    records: Vec<Part<'a>>,
}

/// A result.
#[derive(Clone, Copy, Debug)]
pub struct ToolResult<'a> {
    /// The `uuid` of the record that it is in.
    pub uuid: Part<'a>,
    /// The block that it is.
    pub block: Part<'a>,
    /// What Claude Code keeps of it: an object on success, a text on failure.
    pub kept: Part<'a>,
    /// It is in the record of the call itself.
    pub is_own: bool,
}

impl<'a> Results<'a> {
    /// Those in the record itself and in records of these texts. Each is read once, however many results it has.
    pub fn of(own: Part<'a>, texts: &[&'a [u8]], seen: &'a DrawnParts) -> Self {
        let mut results = Self::default();
        results.add(own, true);
        for (at, text) in texts.iter().enumerate() {
            if let Ok(record) = Value::parse(text) {
                let record = Part::root(record, seen, at + 1);
                results.add(record, false);
                results.records.push(record);
            }
        }
        results
    }

    fn add(&mut self, record: Part<'a>, is_own: bool) {
        let blocks = blocks_of(record);
        // What is kept is that of the whole record: of several results nobody knows whose it is.
        let count = blocks.iter().filter(|block| is_result(**block)).count();
        let kept = record.get("toolUseResult").filter(|_| count == 1);
        let uuid = record.get("uuid").unwrap_or(Part::NULL);
        for block in blocks.into_iter().filter(|block| is_result(*block)) {
            let Some(id) = block.peek().some_text_of("tool_use_id") else {
                continue;
            };
            let found = ToolResult {
                uuid,
                block,
                kept: kept.unwrap_or(Part::NULL),
                is_own,
            };
            self.by_call.entry(call_key(&id)).or_default().push(found);
        }
    }

    /// The results of the call of this id.
    pub fn get(&self, id: &str) -> &[ToolResult<'a>] {
        self.by_call.get(&call_key(id)).map_or(&[], Vec::as_slice)
    }

    /// What else the records say in which the results are: words beside them, and what no form has drawn.
    pub fn left_out(&self) -> Vec<Node> {
        let mut nodes = Vec::new();
        for record in &self.records {
            for block in blocks_of(*record) {
                if is_result(block) {
                    // Those of other calls are drawn with these.
                    block.take();
                } else if !block.is_null() {
                    nodes.push(div("beside").children(block_nodes(block)).into());
                }
            }
            nodes.extend(left_out::of(*record, &[]));
        }
        nodes
    }
}

fn blocks_of(record: Part<'_>) -> Vec<Part<'_>> {
    let message = record.get("message").unwrap_or(Part::NULL);
    let content = message.get("content").unwrap_or(Part::NULL);
    content.elements()
}
