//! Folds a record into a digest, by the rules of accounting.

use xxhash_rust::xxh3::xxh3_64;

use super::format::{Formats, format_of};
use super::prompt::words;
use crate::append::{Names, Places, add_block, count};
use crate::digest::{
    Block, BlockKind, Call, Digest, Extra, Failure, Pair, Response, TEXT_CHARS, ToolUse, Usage,
    UserMessage,
};
use crate::json::{Canonical, Text, pico};
use crate::key::{Domain, Key};
use crate::record::field::{Field, FieldSet, shape_name};
use crate::record::kind::{self, BLOCKS, KINDS, Kind};
use crate::record::{self, Content, Message, Record, Stamp};
use crate::time::Instant;

/// What stands for a record without a `type`.
const NO_TYPE: &str = "(none)";

/// Flags of user records that were not sent in the user's name.
const NOT_SENT: FieldSet =
    FieldSet::of(&[Field::IsMeta, Field::IsSidechain, Field::IsCompactSummary]);

/// A digest that grows record by record.
#[derive(Debug)]
pub(super) struct Fold {
    pub(super) digest: Digest,
    file: Key,
    /// Records by known kind, in the order of [`KINDS`]; the others are counted at once.
    kinds: Vec<u64>,
    /// Whole lines by format.
    formats: Formats,
    numbers: Names,
    responses: Places,
    user_messages: Places,
    tools: Places,
    pairs: Places,
}

/// Where a record stands, and when it was written.
#[derive(Clone, Copy)]
struct Place {
    file: Key,
    line: u64,
    /// Its place among the records of its line.
    index: u64,
    time: Option<Instant>,
}

impl Place {
    /// The key of a record that has no id.
    fn alone(&self) -> Key {
        Key::alone(self.file, self.line, self.index)
    }
}

impl Fold {
    pub(super) fn new(file: Key) -> Self {
        Self {
            digest: Digest::default(),
            file,
            kinds: vec![0; KINDS.len()],
            formats: Formats::default(),
            numbers: Names::default(),
            responses: Places::default(),
            user_messages: Places::default(),
            tools: Places::default(),
            pairs: Places::default(),
        }
    }

    pub(super) fn finish(mut self) -> Digest {
        for (kind, &records) in KINDS.iter().zip(&self.kinds) {
            if records > 0 {
                count(&mut self.digest.record_types, kind.name, records);
            }
        }
        self.digest.formats = self.formats.counts();
        self.digest
    }

    /// Takes in the record that is a whole line.
    pub(super) fn line(&mut self, record: &Record<'_>, line: u64) {
        let kind = kind_of(record);
        self.formats
            .add(format_of(record, kind.map(|(_, kind)| kind)));
        self.record(record, kind, line, 0);
    }

    /// Takes in the `index`th record saved from a line.
    pub(super) fn saved(&mut self, record: &Record<'_>, line: u64, index: u64) {
        self.record(record, kind_of(record), line, index);
    }

    fn record(&mut self, record: &Record<'_>, kind: Option<NumberedKind>, line: u64, index: u64) {
        let place = Place {
            file: self.file,
            line,
            index,
            time: self.time(record.stamp),
        };
        self.kind(record, kind);
        self.facts(record);
        match record.kind {
            Some(kind) if kind.is("assistant") => self.assistant(record, &place),
            Some(kind) if kind.is("user") => self.user(record, &place),
            Some(kind) if kind.is("progress") => self.progress(record, &place),
            _ => {}
        }
    }

    fn time(&mut self, stamp: Stamp<'_>) -> Option<Instant> {
        let time = instant(stamp);
        match (stamp, time) {
            (_, Some(time)) => {
                let digest = &mut self.digest;
                digest.first = Some(digest.first.map_or(time, |first| first.min(time)));
                digest.last = digest.last.max(Some(time));
            }
            (Stamp::Absent, None) => self.digest.without_time += 1,
            (_, None) => self.digest.broken_time += 1,
        }
        time
    }

    /// Counts the record's kind, and what of it is not known.
    fn kind(&mut self, record: &Record<'_>, kind: Option<NumberedKind>) {
        let Some((number, kind)) = kind else {
            let name = kind_name(record);
            count(&mut self.digest.record_types, &name, 1);
            count(&mut self.digest.unknown.kinds, &name, 1);
            return;
        };
        if let Some(records) = self.kinds.get_mut(number) {
            *records += 1;
        }
        let unknown = &mut self.digest.unknown;
        if let Some(fields) = kind.fields {
            for field in record.fields.without(fields).fields() {
                let name = format!("{}.{}", kind.name, field.name());
                count(&mut unknown.fields, &name, 1);
            }
            for text in &record.strange {
                let name = format!("{}.{}", kind.name, shown(text));
                count(&mut unknown.fields, &name, 1);
            }
        }
        for (field, shape) in &record.odd {
            let name = format!("{}.{}: {}", kind.name, field.name(), shape_name(*shape));
            count(&mut unknown.shapes, &name, 1);
        }
        let blocks = record
            .message
            .as_ref()
            .map_or(&[][..], |message| message.blocks());
        for block in blocks {
            let name = match block.kind {
                _ if !block.object => "no object".into(),
                None => NO_TYPE.into(),
                Some(name) if BLOCKS.iter().any(|known| name.is(known)) => continue,
                Some(name) => shown(&name),
            };
            count(
                &mut unknown.shapes,
                &format!("{} block: {name}", kind.name),
                1,
            );
        }
        if let Some(Content::Odd) = record.message.as_ref().map(|message| &message.content) {
            count(
                &mut unknown.shapes,
                &format!("{}.message.content", kind.name),
                1,
            );
        }
    }

    fn facts(&mut self, record: &Record<'_>) {
        let facts = &mut self.digest.facts;
        set_first(&mut facts.session_id, record.session_id);
        set_first(&mut facts.agent_id, record.agent_id);
        set_first(&mut facts.cwd, record.cwd);
        set_first(&mut facts.first_version, record.version);
        set_last(&mut facts.last_version, record.version);
        set_last(&mut facts.entrypoint, record.entrypoint);
        if let Some(branch) = record.git_branch
            && facts.branches.last().is_none_or(|last| !branch.is(last))
        {
            facts.add_branch(&branch.to_text());
        }
        let Some(kind) = record.kind else {
            return;
        };
        let title = match &*kind.bytes() {
            b"custom-title" => &mut facts.custom_title,
            b"ai-title" => &mut facts.ai_title,
            b"summary" => &mut facts.summary,
            b"system" => {
                let is = |name| record.subtype.is_some_and(|subtype| subtype.is(name));
                facts.compactions += u64::from(is("compact_boundary"));
                facts.api_errors += u64::from(is("api_error"));
                return;
            }
            _ => return,
        };
        if let Some(text) = record.title {
            *title = Some(shown(&text));
        }
    }

    fn assistant(&mut self, record: &Record<'_>, place: &Place) {
        self.digest.facts.api_errors += u64::from(record.flags.has(Field::IsApiErrorMessage));
        let message = record.message.as_deref();
        let id = message.and_then(|message| message.id);
        let mut response = Response {
            message: true,
            ..response(id, record.uuid, place)
        };
        if let Some(message) = message {
            response.blocks = visible_blocks(message);
            if let Some(usage) = &message.usage {
                let cost = record.cost_usd.and_then(pico);
                let old = !usage.has_cache_object();
                self.digest.facts.usage_without_cache_object += u64::from(old);
                let usage = self.usage(usage, message.model, cost, place);
                self.plain(&usage, id, record.request_id, place);
                response.plain_records = 1;
                response.usage = Some(usage);
            }
            self.calls(message, place);
        }
        self.responses.put(&mut self.digest.responses, response);
    }

    fn progress(&mut self, record: &Record<'_>, outer: &Place) {
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
            time: instant(nested.stamp),
            ..*outer
        };
        let cost = nested.cost_usd.and_then(pico);
        let response = Response {
            nested_records: 1,
            usage: Some(self.usage(usage, message.model, cost, &place)),
            blocks: visible_blocks(message),
            ..response(message.id, nested.uuid, &place)
        };
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
        for iteration in usage.iterations.iter().filter(|each| each.is_extra()) {
            extras.push(Extra {
                index: iteration.index,
                model: iteration.model.map(|model| self.number(model)),
                tokens: iteration.tokens(),
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
    fn plain(
        &mut self,
        usage: &Usage,
        id: Option<Text<'_>>,
        request: Option<Text<'_>>,
        place: &Place,
    ) {
        self.digest.every_line.add(&usage.tokens);
        if id.is_none() || request.is_none() {
            self.digest.lacking_an_id.add(&usage.tokens);
        }
        let Some(id) = id else {
            self.digest.lacking_message_id.add(&usage.tokens);
            return;
        };
        let request = request.map(|request| request.bytes());
        let pair = Pair {
            key: Key::pair(&id.bytes(), request.as_deref()),
            both: request.is_some(),
            line: place.line,
            first: usage.tokens,
            best: usage.tokens,
        };
        self.pairs.put(&mut self.digest.pairs, pair);
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

    fn user(&mut self, record: &Record<'_>, place: &Place) {
        let message = record.message.as_deref();
        let blocks = message.map_or(&[][..], |message| message.blocks());
        let mut result = false;
        for block in blocks.iter().filter(|block| block.is("tool_result")) {
            result = true;
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
        if result || record.flags.has_any(NOT_SENT) {
            return;
        }
        let words = message.map(words).unwrap_or_default();
        self.digest.facts.interruptions += u64::from(words.interrupted);
        let Some(uuid) = record.uuid else {
            return;
        };
        let human = record.origin.is_none_or(|origin| origin.is("human"));
        let attached = words.attached && !words.interrupted;
        let prompt = human && (words.prompt.is_some() || attached);
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

    /// The number of a model or tool.
    fn number(&mut self, name: Text<'_>) -> u32 {
        self.numbers.number(&mut self.digest.names, &name.to_text())
    }
}

/// A response that nothing is known of but its key and place.
fn response(id: Option<Text<'_>>, uuid: Option<Text<'_>>, place: &Place) -> Response {
    let key = match (id, uuid) {
        (Some(id), _) => Key::new(Domain::Message, &id.bytes()),
        (None, Some(uuid)) => Key::new(Domain::Uuid, &uuid.bytes()),
        (None, None) => place.alone(),
    };
    Response {
        key,
        first_line: place.line,
        message: false,
        first_time: place.time,
        plain_records: 0,
        nested_records: 0,
        usage: None,
        blocks: Vec::new(),
    }
}

fn instant(stamp: Stamp<'_>) -> Option<Instant> {
    match stamp {
        Stamp::Text(text) => Instant::parse(&text.bytes()),
        Stamp::Absent | Stamp::Broken => None,
    }
}

/// The blocks of a message whose characters can be seen.
fn visible_blocks(message: &Message<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut add = |kind: BlockKind, content: &Canonical<'_>| {
        let block = Block {
            hash: xxh3_64(&content.bytes),
            chars: u32::try_from(content.chars).unwrap_or(u32::MAX),
            kind,
        };
        add_block(&mut blocks, block);
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
    blocks
}

/// A known kind and its number.
type NumberedKind = (usize, &'static Kind);

fn kind_of(record: &Record<'_>) -> Option<NumberedKind> {
    let kind = record.kind?.bytes();
    let subtype = record.subtype.map(|subtype| subtype.bytes());
    let number = kind::number(&kind, subtype.as_deref())?;
    Some((number, KINDS.get(number)?))
}

/// `type`, or `type/subtype` where the subtype is text; shortened.
fn kind_name(record: &Record<'_>) -> String {
    let kind = record.kind.map_or(NO_TYPE.into(), |kind| kind.to_text());
    match record.subtype {
        None => shorten(&kind),
        Some(subtype) => shorten(&format!("{kind}/{}", subtype.to_text())),
    }
}

/// What a text says, shortened.
fn shown(text: &Text<'_>) -> String {
    shorten(&text.to_text())
}

/// The first [`TEXT_CHARS`] characters.
fn shorten(text: &str) -> String {
    text.chars().take(TEXT_CHARS).collect()
}

fn set_first(fact: &mut Option<String>, text: Option<Text<'_>>) {
    if let (None, Some(text)) = (&fact, text) {
        *fact = Some(text.to_text().into_owned());
    }
}

fn set_last(fact: &mut Option<String>, text: Option<Text<'_>>) {
    if let Some(text) = text
        && !fact.as_ref().is_some_and(|known| text.is(known))
    {
        *fact = Some(text.to_text().into_owned());
    }
}
