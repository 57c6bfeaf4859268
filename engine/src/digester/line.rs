//! Folds a line into a digest.

use super::fold::Fold;
use super::recover::recover;
use crate::digest::{Digest, Malformed, Reason};
use crate::key::Key;
use crate::lines::Line;
use crate::record::{NoRecord, Record};

/// A digest that grows line by line.
#[derive(Debug)]
pub(super) struct LineFold {
    fold: Fold,
}

impl LineFold {
    pub(super) fn new(file: Key) -> Self {
        Self {
            fold: Fold::new(file),
        }
    }

    pub(super) fn finish(self) -> Digest {
        self.fold.finish()
    }

    /// Takes in a line; `ended` unless it is the last one and has no line feed.
    pub(super) fn add(&mut self, line: &Line<'_>, ended: bool) {
        let Some(bytes) = line.bytes else {
            self.malformed(line, Reason::TooLong, 0);
            return;
        };
        if bytes
            .iter()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
        {
            self.fold.digest.blank_lines += 1;
            return;
        }
        if simdutf8::basic::from_utf8(bytes).is_err() {
            self.malformed(line, if_ended(Reason::Utf8, ended), 0);
            return;
        }
        let mut record = Record::default();
        match record.read(bytes) {
            Ok(()) => {
                self.fold.digest.lines += 1;
                self.fold.line(&record, line.number);
            }
            Err(NoRecord::NotAnObject) => self.malformed(line, Reason::NotAnObject, 0),
            Err(NoRecord::Json) => {
                let mut saved = 0;
                recover(bytes, |record| {
                    self.fold.saved(record, line.number, saved);
                    saved += 1;
                });
                self.malformed(line, if_ended(Reason::Json, ended), saved);
            }
        }
    }

    fn malformed(&mut self, line: &Line<'_>, reason: Reason, saved: u64) {
        let digest = &mut self.fold.digest;
        digest.lines += 1;
        digest.recovered_records += saved;
        digest.malformed.push(Malformed {
            line: line.number,
            offset_bytes: line.offset_bytes,
            length_bytes: line.length_bytes,
            reason,
            recovered: u32::try_from(saved).unwrap_or(u32::MAX),
        });
    }
}

/// Whatever is wrong with a line that has no end yet, it may be that it is still being written.
fn if_ended(reason: Reason, ended: bool) -> Reason {
    if ended { reason } else { Reason::Unfinished }
}
