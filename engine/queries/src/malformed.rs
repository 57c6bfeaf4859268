//! Every malformed line.

use serde::{Deserialize, Serialize};
use sessionscope_log::reader::{Malformed, Severity};
use sessionscope_log::time::{HOUR_MS, Instant};

use crate::basis::Basis;
use crate::question::Question;

/// A file that was still for so long is not being written any more.
const STILL_MS: i64 = HOUR_MS;

/// Which lines make no sense, by file?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MalformedQuestion {
    /// The time that it is asked for: whether a line is still being written depends on it.
    pub now: Instant,
}

/// A line that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MalformedLine {
    /// Its file within its root; of several the root's name comes first.
    pub file: String,
    /// Where it is and what is wrong with it.
    pub line: Malformed,
    /// How much it matters.
    pub severity: Severity,
}

impl Question for MalformedQuestion {
    type Answer = Vec<MalformedLine>;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> Self::Answer {
        let ledger = basis.revision;
        let mut lines = Vec::new();
        for file in &ledger.files {
            let may_grow = self.now.0 - file.mtime_ms < STILL_MS;
            lines.extend(file.malformed.iter().map(|line| MalformedLine {
                file: ledger.within(file.root, &file.path),
                line: *line,
                severity: line.severity(may_grow),
            }));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{answer, file};
    use sessionscope_accounts::ledger::{FileRow, Ledger};
    use sessionscope_log::reader::Reason;

    #[test]
    fn the_end_of_a_file_is_only_a_note_while_it_may_be_being_written() {
        let line = |reason| Malformed {
            line: 3,
            offset_bytes: 20,
            length_bytes: 10,
            reason,
            recovered: 0,
        };
        let ledger = Ledger {
            files: vec![FileRow {
                malformed: vec![line(Reason::Json), line(Reason::Unfinished)],
                mtime_ms: 1_000,
                ..file("p/s.jsonl")
            }]
            .into(),
            ..Ledger::default()
        };
        let severities = |now| {
            let question = MalformedQuestion { now: Instant(now) };
            let lines = answer(&question, &ledger);
            assert!(lines.iter().all(|line| line.file == "p/s.jsonl"));
            lines.iter().map(|line| line.severity).collect::<Vec<_>>()
        };
        assert_eq!(severities(2_000), [Severity::Error, Severity::Note]);
        let later = severities(1_000 + STILL_MS);
        assert_eq!(later, [Severity::Error, Severity::Error]);
    }
}
