//! Folds user records: what was sent in the user's name, and how tools failed.

use super::{Fold, Place, shorten};
use crate::digest::{Failure, ToolUse, UserMessage};
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::prompt::{NOT_SENT, is_prompt, words};
use sessionscope_log::record::{Block, Record};

impl Fold {
    pub(super) fn user(&mut self, record: &Record<'_>, place: &Place) {
        self.digest.user_records += 1;
        let blocks = record
            .message
            .as_deref()
            .map_or(&[][..], |message| message.blocks());
        let mut result = false;
        for block in blocks.iter().filter(|block| block.is("tool_result")) {
            result = true;
            self.result(block, place);
        }
        if !result && !record.flags.has_any(NOT_SENT) {
            self.sent(record, place);
        }
    }

    /// Notes that a tool failed, if it did.
    fn result(&mut self, block: &Block<'_>, place: &Place) {
        if let (true, Some(id)) = (block.is_error, block.tool_use_id) {
            let error = Failure {
                line: place.line,
                time: place.time,
            };
            let tool = ToolUse {
                key: Key::new(Domain::Tool, &id.bytes()),
                call: None,
                error: Some(error),
            };
            self.tools.put(&mut self.digest.tools, tool);
        }
    }

    fn sent(&mut self, record: &Record<'_>, place: &Place) {
        let words = record.message.as_deref().map(words).unwrap_or_default();
        self.digest.facts.interruptions += u64::from(words.interrupted);
        let Some(uuid) = record.uuid else {
            return;
        };
        let prompt = is_prompt(record, &words);
        if let (true, Some(text), None) = (prompt, words.prompt, &self.digest.facts.first_prompt) {
            self.digest.facts.first_prompt = Some(shorten(&text));
        }
        let message = UserMessage {
            key: Key::new(Domain::Uuid, &uuid.bytes()),
            line: place.line,
            time: place.time,
            prompt,
        };
        self.user_messages
            .put(&mut self.digest.user_messages, message);
    }
}
