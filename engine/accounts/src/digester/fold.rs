//! Folds a record into a digest, by the rules of accounting.

mod cost_state;
mod response;
mod user;

use super::format::{Formats, format_of};
use crate::append::{BRANCHES_MAX, Names, Places, ResponsePlaces, SESSIONS_MAX, add_name, count};
use crate::digest::{Digest, TEXT_CHARS, Unknown};
use sessionscope_log::json::Text;
use sessionscope_log::key::Key;
use sessionscope_log::record::field::shape_name;
use sessionscope_log::record::kind::{self, BLOCKS, KINDS, Kind};
use sessionscope_log::record::{Block, Content, Record, Stamp};
use sessionscope_log::time::Instant;

/// What stands for a record without a `type`.
const NO_TYPE: &str = "(none)";

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
    responses: ResponsePlaces,
    user_messages: Places,
    tools: Places,
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

impl Fold {
    pub(super) fn new(file: Key) -> Self {
        Self {
            digest: Digest::default(),
            file,
            kinds: vec![0; KINDS.len()],
            formats: Formats::default(),
            numbers: Names::default(),
            responses: ResponsePlaces::default(),
            user_messages: Places::default(),
            tools: Places::default(),
        }
    }

    pub(super) fn finish(mut self) -> Digest {
        for (kind, &records) in KINDS.iter().zip(&self.kinds) {
            if records > 0 {
                count(&mut self.digest.record_types, kind.name, records);
            }
        }
        self.digest.formats = self.formats.counts();
        self.responses.finish(&mut self.digest.responses);
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
        let time = stamp.instant();
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
        let Unknown { fields, shapes, .. } = &mut self.digest.unknown;
        if let Some(known) = kind.fields {
            for field in record.fields.without(known).fields() {
                count(fields, &format!("{}.{}", kind.name, field.name()), 1);
            }
            for field in &record.strange {
                count(fields, &format!("{}.{}", kind.name, shown(field)), 1);
            }
        }
        for (field, shape) in &record.odd {
            let (field, shape) = (field.name(), shape_name(*shape));
            count(shapes, &format!("{}.{field}: {shape}", kind.name), 1);
        }
        let Some(message) = &record.message else {
            return;
        };
        for block in message.blocks() {
            if let Some(name) = unknown_block(block) {
                count(shapes, &format!("{} block: {name}", kind.name), 1);
            }
        }
        if let Content::Odd = message.content {
            count(shapes, &format!("{}.message.content", kind.name), 1);
        }
    }

    fn facts(&mut self, record: &Record<'_>) {
        let facts = &mut self.digest.facts;
        add_new(&mut facts.session_ids, record.session_id, SESSIONS_MAX);
        set_first(&mut facts.agent_id, record.agent_id);
        set_first(&mut facts.cwd, record.cwd);
        set_first(&mut facts.first_version, record.version);
        set_last(&mut facts.last_version, record.version);
        set_last(&mut facts.entrypoint, record.entrypoint);
        add_new(&mut facts.branches, record.git_branch, BRANCHES_MAX);
        let Some(kind) = record.kind else {
            return;
        };
        let title = match &*kind.bytes() {
            b"custom-title" => &mut facts.custom_title,
            b"ai-title" => &mut facts.ai_title,
            b"summary" => &mut facts.summary,
            b"cost-state" => {
                facts.cost_state = Some(Box::new(cost_state::read(record)));
                return;
            }
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

    /// The number of a model or tool.
    fn number(&mut self, name: Text<'_>) -> u32 {
        self.numbers.number(&mut self.digest.names, &name.to_text())
    }
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

/// What to call a block that is not known.
fn unknown_block(block: &Block<'_>) -> Option<String> {
    match block.kind {
        _ if !block.object => Some("no object".to_owned()),
        None => Some(NO_TYPE.to_owned()),
        Some(name) if BLOCKS.iter().any(|known| name.is(known)) => None,
        Some(name) => Some(shown(&name)),
    }
}

/// What a text says, shortened.
fn shown(text: &Text<'_>) -> String {
    shorten(&text.to_text())
}

/// The first [`TEXT_CHARS`] characters, with marks in the places of secrets: these texts are stored, and
/// shown wherever the session is named.
fn shorten(text: &str) -> String {
    // One that is cut off looks like none: it is looked for before the text is shortened.
    let near = text.char_indices().nth(4 * TEXT_CHARS);
    let near = near.and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    sessionscope_redact::mask(near)
        .chars()
        .take(TEXT_CHARS)
        .collect()
}

/// Keeps a name, which mostly is the one before.
fn add_new(names: &mut Vec<String>, name: Option<Text<'_>>, max: usize) {
    if let Some(name) = name
        && names.last().is_none_or(|last| !name.is(last))
    {
        add_name(names, &name.to_text(), max);
    }
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
