//! The format that a record is written in.

use std::collections::BTreeMap;

use crate::digest::{Digest, Format};
use crate::order::inserted;
use sessionscope_log::record::Record;
use sessionscope_log::record::field::{Field, FieldSet};
use sessionscope_log::record::kind::{Kind, LATER};

/// Lines by format.
#[derive(Debug, Default)]
pub(super) struct Formats([u64; FORMATS.len()]);

const FORMATS: [Format; 6] = [
    Format::ClaudeCode,
    Format::ClaudeCodeOld,
    Format::PlainMessage,
    Format::PlainContent,
    Format::PlainToolResult,
    Format::Other,
];

impl Formats {
    pub(super) fn add(&mut self, format: Format) {
        for (known, lines) in FORMATS.iter().zip(&mut self.0) {
            *lines += u64::from(*known == format);
        }
    }

    pub(super) fn counts(&self) -> BTreeMap<Format, u64> {
        let counts = FORMATS.into_iter().zip(self.0);
        inserted(counts.filter(|(_, lines)| *lines > 0))
    }
}

/// The format of a record whose kind, if it is known, is `kind`.
pub(super) fn format_of(record: &Record<'_>, kind: Option<&Kind>) -> Format {
    const IDS: FieldSet = FieldSet::of(&[Field::Uuid, Field::SessionId]);
    const RESULT: FieldSet = FieldSet::of(&[Field::PlainToolUseId, Field::ToolUseResult]);
    let fields = record.fields;
    match kind {
        Some(kind) if !kind.envelope || fields.has_any(LATER) => return Format::ClaudeCode,
        Some(_) => return Format::ClaudeCodeOld,
        None => {}
    }
    if fields.has_any(IDS) && record.kind.is_some() {
        Format::ClaudeCode
    } else if fields.has_any(RESULT) {
        Format::PlainToolResult
    } else if fields.has(Field::Role) && fields.has(Field::Content) {
        Format::PlainMessage
    } else if fields.has_any(FieldSet::of(&[Field::Content, Field::Text])) {
        Format::PlainContent
    } else {
        Format::Other
    }
}

impl Digest {
    /// The format of most lines; of equally frequent ones the first in [`Format`]'s order.
    pub fn primary_format(&self) -> Option<Format> {
        let frequent = self.formats.iter().rev().max_by_key(|(_, lines)| **lines);
        frequent.map(|(&format, _)| format)
    }

    /// How many of a hundred valid lines are in a known format, rounded down; 100 where there is
    /// no line at all, 0 where none is valid.
    pub fn compatibility(&self) -> u8 {
        let valid: u64 = self.formats.values().sum();
        let other = self
            .formats
            .get(&Format::Other)
            .copied()
            .unwrap_or_default();
        let share = ((valid - other) * 100).checked_div(valid);
        let share = share.unwrap_or(if self.lines == 0 { 100 } else { 0 });
        u8::try_from(share).unwrap_or(100)
    }
}
