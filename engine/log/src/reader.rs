//! How a line becomes records: the one rule that accounts, transcripts and search share.
//!
//! A [`RecordReader`] takes a file's bytes in any pieces and hands each record to a [`Sink`]. A line
//! that is not one JSON object in valid UTF-8 is reported as malformed, then what records it still
//! holds follow (see [`recover`](crate::recover)).

use serde::{Deserialize, Serialize};

use crate::lines::{Line, Lines};
use crate::record::NoRecord;
use crate::recover::spans;

/// What takes in records.
pub trait Sink {
    /// Whether a line is to be read at all; asked before anything else is known of it.
    fn wants(&mut self, line: &[u8]) -> bool {
        let _ = line;
        true
    }

    /// Takes in a line of nothing but blanks, tabs and carriage returns.
    fn blank(&mut self, at: Position) {
        let _ = at;
    }

    /// Takes in the text of one record, in valid UTF-8.
    ///
    /// # Errors
    /// When the text is no record: the reader then reports the line as malformed.
    fn record(&mut self, text: &[u8], at: Position) -> Result<(), NoRecord>;

    /// Takes in what is known of a malformed line. Records that are saved from it follow. One that is
    /// not ended may still be being written.
    fn malformed(&mut self, line: Malformed, is_ended: bool);
}

/// Where a record stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line number, from 1, blank lines counted.
    pub line: u64,
    /// Bytes from the start of the file to the line's first byte.
    pub line_offset_bytes: u64,
    /// Bytes of the line without its line end.
    pub line_length_bytes: u64,
    /// Bytes from the start of the file to the record's first byte.
    pub offset_bytes: u64,
    /// 0 for a record that is a whole line, else its number, from 1, among those saved from the line.
    pub part: u32,
    /// The line ends in a line feed; without one it may still be being written.
    pub is_ended: bool,
}

/// A line that is not one JSON object in valid UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    /// Line number, from 1, blank lines counted.
    pub line: u64,
    /// Bytes from the start of the file to the line's first byte; a byte order mark is before the
    /// first line.
    pub offset_bytes: u64,
    /// Bytes of the line without its line end.
    pub length_bytes: u64,
    /// What is wrong with it.
    pub reason: Reason,
    /// Records saved from it: 0 when it is reported, counted by who keeps it.
    pub recovered: u32,
}

/// Why a line is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// Not valid UTF-8.
    Utf8,
    /// Not one JSON value.
    Json,
    /// A JSON value, but no object.
    NotAnObject,
    /// The last line, without a line feed, that does not parse: it may still be being written.
    Unfinished,
    /// So long that the machine could not hold it.
    TooLong,
}

/// How much a malformed line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Likely to be whole soon.
    Note,
    /// Records were saved from it.
    Warning,
    /// What it held is lost.
    Error,
}

impl Malformed {
    /// How much this line matters; an unfinished one is a note while its file may still grow.
    pub fn severity(&self, file_may_grow: bool) -> Severity {
        if self.reason == Reason::Unfinished && file_may_grow {
            Severity::Note
        } else if self.recovered > 0 {
            Severity::Warning
        } else {
            Severity::Error
        }
    }
}

impl Reason {
    /// The stable name used in exports and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Json => "json",
            Self::NotAnObject => "not-an-object",
            Self::Unfinished => "unfinished",
            Self::TooLong => "too-long",
        }
    }
}

/// Hands the records of a file to a sink.
#[derive(Debug, Default)]
pub struct RecordReader {
    lines: Lines,
}

impl RecordReader {
    /// Starts behind `lines` lines of a file, at `offset_bytes` of it; `bom` if the file starts with a
    /// byte order mark.
    pub fn resume(lines: u64, offset_bytes: u64, bom: bool) -> Self {
        Self {
            lines: Lines::resume(lines, offset_bytes, bom),
        }
    }

    /// Takes in the next bytes and hands over the records of each line that ends in them.
    pub fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) {
        self.lines.push(bytes, |line| read_line(&line, true, sink));
    }

    /// Hands over the records of the last line, where the file does not end in a line feed.
    pub fn finish(self, sink: &mut impl Sink) {
        self.lines.finish(|line| read_line(&line, false, sink));
    }

    /// What is known of the lines so far.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }
}

fn read_line(line: &Line<'_>, is_ended: bool, sink: &mut impl Sink) {
    let Some(bytes) = line.bytes else {
        sink.malformed(malformed(line, Reason::TooLong), is_ended);
        return;
    };
    if !sink.wants(bytes) {
        return;
    }
    let at = Position {
        line: line.number,
        line_offset_bytes: line.offset_bytes,
        line_length_bytes: line.length_bytes,
        offset_bytes: line.offset_bytes,
        part: 0,
        is_ended,
    };
    if is_blank(bytes) {
        sink.blank(at);
        return;
    }
    // Whatever is wrong with a line that has no end yet, it may be that it is still being written.
    let or_unfinished = |reason| if is_ended { reason } else { Reason::Unfinished };
    if simdutf8::basic::from_utf8(bytes).is_err() {
        sink.malformed(malformed(line, or_unfinished(Reason::Utf8)), is_ended);
        return;
    }
    match sink.record(bytes, at) {
        Ok(()) => {}
        Err(NoRecord::NotAnObject) => {
            sink.malformed(malformed(line, Reason::NotAnObject), is_ended);
        }
        Err(NoRecord::Json) => {
            sink.malformed(malformed(line, or_unfinished(Reason::Json)), is_ended);
            read_parts(bytes, at, sink);
        }
    }
}

/// Hands over the records that a malformed line still holds.
fn read_parts(line: &[u8], at: Position, sink: &mut impl Sink) {
    let mut part = 1;
    spans(line, |text| {
        let before = text.as_ptr().addr() - line.as_ptr().addr();
        let at = Position {
            offset_bytes: at.offset_bytes + before as u64,
            part,
            ..at
        };
        if sink.record(text, at).is_ok() {
            part += 1;
        }
    });
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

fn malformed(line: &Line<'_>, reason: Reason) -> Malformed {
    Malformed {
        line: line.number,
        offset_bytes: line.offset_bytes,
        length_bytes: line.length_bytes,
        reason,
        recovered: 0,
    }
}
