//! Folds responses: records of the model's messages, plain and nested.

use xxhash_rust::xxh3::xxh3_64;

use super::{Fold, Place};
use crate::digest::uuid_print;
use crate::digest::{Block, BlockKind, Call, Extra, Links, Request, Response, ToolUse, Usage};
use sessionscope_log::json::{Canonical, Text, pico};
use sessionscope_log::key::{Domain, Key, ResponseId};
use sessionscope_log::record::field::Field;
use sessionscope_log::record::{self, Content, Message, Record};

impl Fold {
    pub(super) fn assistant(&mut self, record: &Record<'_>, place: &Place) {
        self.digest.facts.api_errors += u64::from(record.flags.has(Field::IsApiErrorMessage));
        let message = record.message.as_deref();
        let id = message.and_then(|message| message.id);
        let mut response = Response {
            message: true,
            ..response(record, place)
        };
        if let Some(message) = message {
            add_visible_blocks(&mut response, message);
            if let Some(usage) = &message.usage {
                let cost = record.cost_usd.and_then(pico);
                let old = !usage.has_cache_object();
                self.digest.facts.usage_without_cache_object += u64::from(old);
                let usage = self.usage(usage, message.model, cost, place);
                self.others_would_count(&usage, id, record.request_id);
                if id.is_some() {
                    self.link(&mut response, record, &usage);
                }
                response.plain_records = 1;
                response.usage = Some(usage);
            }
            self.calls(message, place);
        }
        self.responses.put(&mut self.digest.responses, response);
    }

    pub(super) fn progress(&mut self, record: &Record<'_>, outer: &Place) {
        let Some(nested) = record.nested.as_deref() else {
            return;
        };
        let Some((message, usage)) = nested
            .message
            .as_deref()
            .and_then(|message| Some((message, message.usage.as_ref()?)))
        else {
            return;
        };
        let place = Place {
            time: nested.stamp.instant(),
            ..*outer
        };
        let cost = nested.cost_usd.and_then(pico);
        let mut response = Response {
            nested_records: 1,
            usage: Some(self.usage(usage, message.model, cost, &place)),
            ..response(record, &place)
        };
        add_visible_blocks(&mut response, message);
        self.responses.put(&mut self.digest.responses, response);
    }

    fn usage(
        &mut self,
        usage: &record::Usage<'_>,
        model: Option<Text<'_>>,
        recorded_pico_usd: Option<u64>,
        place: &Place,
    ) -> Usage {
        let model = model.map(|model| self.number(model));
        let mut extras = Vec::new();
        for extra in usage.extras() {
            extras.push(Extra {
                index: extra.index,
                model: extra.model.map(|model| self.number(model)),
                tokens: extra.tokens,
            });
        }
        Usage {
            line: place.line,
            time: place.time,
            model,
            tokens: usage.tokens(),
            batch: usage.batch,
            fast: usage.fast,
            geo_us: usage.geo_us,
            web_searches: usage.web_searches,
            recorded_pico_usd,
            extras,
            iterations_differ: usage.iterations_differ(),
        }
    }

    /// What other tools make of a plain usage record.
    fn others_would_count(
        &mut self,
        usage: &Usage,
        id: Option<Text<'_>>,
        request: Option<Text<'_>>,
    ) {
        self.digest.every_line.add(&usage.tokens);
        if id.is_none() || request.is_none() {
            self.digest.lacking_an_id.add(&usage.tokens);
        }
        if id.is_none() {
            self.digest.lacking_message_id.add(&usage.tokens);
        }
    }

    /// Notes what links a plain usage record with others of its `message.id`.
    fn link(&self, response: &mut Response, record: &Record<'_>, usage: &Usage) {
        let request = record.request_id.map(|request| xxh3_64(&request.bytes()));
        response.requests.push(Request {
            id: request,
            line: usage.line,
            first: usage.tokens,
            best: usage.tokens,
            best_line: usage.line,
        });
        response.links = Links {
            uuids: record
                .uuid
                .iter()
                .map(|uuid| uuid_print(&uuid.bytes()))
                .collect(),
            gaps: request
                .is_none()
                .then_some(self.digest.user_records)
                .into_iter()
                .collect(),
            prompts: Vec::new(),
        };
    }

    fn calls(&mut self, message: &Message<'_>, place: &Place) {
        for block in message.blocks().iter().filter(|block| block.is("tool_use")) {
            let Some(id) = block.id else {
                continue;
            };
            let call = Call {
                line: place.line,
                time: place.time,
                name: block.name.map(|name| self.number(name)),
            };
            let tool = ToolUse {
                key: Key::new(Domain::Tool, &id.bytes()),
                call: Some(call),
                error: None,
            };
            self.tools.put(&mut self.digest.tools, tool);
        }
    }
}

/// A response that nothing is known of but its key and place.
fn response(record: &Record<'_>, place: &Place) -> Response {
    let id = record.response(place.index);
    let id = id.unwrap_or(ResponseId::Alone(place.index));
    Response {
        key: id.key(place.file, place.line),
        first_line: place.line,
        first_time: place.time,
        ..Response::default()
    }
}

/// Adds the blocks of a message whose characters can be seen.
fn add_visible_blocks(response: &mut Response, message: &Message<'_>) {
    let mut add = |kind: BlockKind, content: &Canonical<'_>| {
        let block = Block {
            hash: xxh3_64(&content.bytes),
            chars: u32::try_from(content.chars).unwrap_or(u32::MAX),
            kind,
        };
        response.add_block(block);
    };
    if let Content::Text(text) = &message.content {
        add(BlockKind::Text, &text.canonical());
    }
    for block in message.blocks() {
        let Some(kind) = block.kind else {
            continue;
        };
        match (&*kind.bytes(), block.text, block.thinking, block.input) {
            (b"text", Some(text), _, _) => add(BlockKind::Text, &text.canonical()),
            (b"thinking", _, Some(text), _) => add(BlockKind::Thinking, &text.canonical()),
            (b"tool_use", _, _, Some(input)) => add(BlockKind::ToolInput, &input.compact()),
            _ => {}
        }
    }
}
