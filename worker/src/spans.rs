//! Which bytes of which file one read brings.
//!
//! Small files cost by the call and not by the byte: many are joined in one `Blob` and read at
//! once. Big ones are read piece by piece.

use std::ops::Range;

use sessionscope_engine::proof::{HEAD_PROOF_BYTES, TAIL_PROOF_BYTES};

use crate::protocol::Task;

/// A file of which less than this is to be read is joined with others.
pub const SMALL_BYTES: u64 = 1 << 20;
/// Joined reads hold at most this many files.
pub const JOINED_FILES: usize = 64;
/// Joined reads hold about this many bytes at most.
pub const JOINED_BYTES: u64 = 2 << 20;

/// The parts of a file that a task needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spans {
    /// The start of the file and what comes before the resume point, as proof; both may be empty.
    pub head: Range<u64>,
    /// See `head`.
    pub before: Range<u64>,
    /// What is to be parsed.
    pub body: Range<u64>,
}

impl Spans {
    /// What `task` needs: all of the file, or proofs and the new part.
    pub fn of(task: &Task) -> Self {
        let Some(resume) = task.resume else {
            return Self::whole(task);
        };
        let at = resume.offset_bytes.min(task.size_bytes);
        Self {
            head: 0..at.min(HEAD_PROOF_BYTES as u64),
            before: at.saturating_sub(TAIL_PROOF_BYTES as u64)..at,
            body: at..task.size_bytes,
        }
    }

    /// All of the file.
    pub fn whole(task: &Task) -> Self {
        Self {
            head: 0..0,
            before: 0..0,
            body: 0..task.size_bytes,
        }
    }

    /// Bytes read as proof.
    pub fn proof_bytes(&self) -> u64 {
        length(&self.head) + length(&self.before)
    }

    /// Bytes read for parsing.
    pub fn body_bytes(&self) -> u64 {
        length(&self.body)
    }

    /// All bytes read.
    pub fn bytes(&self) -> u64 {
        self.proof_bytes() + self.body_bytes()
    }
}

/// A run of tasks, by index, that is read in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Small ones, joined.
    Joined(Range<usize>),
    /// A big one, by pieces.
    Pieces(usize),
}

/// Parts tasks into units, in their order.
pub fn units(tasks: &[Task]) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut joined = 0..0;
    let mut joined_bytes = 0;
    for (index, task) in tasks.iter().enumerate() {
        let bytes = Spans::of(task).bytes();
        let big = bytes >= SMALL_BYTES;
        let full = joined.len() >= JOINED_FILES || joined_bytes + bytes > JOINED_BYTES;
        if (big || full) && !joined.is_empty() {
            units.push(Unit::Joined(joined));
            joined = index..index;
            joined_bytes = 0;
        }
        if big {
            units.push(Unit::Pieces(index));
            joined = index + 1..index + 1;
        } else {
            joined.end = index + 1;
            joined_bytes += bytes;
        }
    }
    if !joined.is_empty() {
        units.push(Unit::Joined(joined));
    }
    units
}

fn length(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_engine::proof::Resume;

    fn task(size_bytes: u64, resume_at: Option<u64>) -> Task {
        Task {
            ticket: 0,
            key: 0,
            size_bytes,
            resume: resume_at.map(|offset_bytes| Resume {
                offset_bytes,
                ..Resume::default()
            }),
        }
    }

    #[test]
    fn a_grown_file_needs_two_proofs_and_its_end() {
        let spans = Spans::of(&task(10_000, Some(9_900)));
        assert_eq!(spans.head, 0..512);
        assert_eq!(spans.before, 9_644..9_900);
        assert_eq!(spans.body, 9_900..10_000);
        assert_eq!((spans.proof_bytes(), spans.body_bytes()), (768, 100));
        let short = Spans::of(&task(50, Some(20)));
        assert_eq!((short.head, short.before), (0..20, 0..20));
    }

    #[test]
    fn small_files_are_joined_and_big_ones_stand_alone() {
        let tasks = [
            task(10, None),
            task(20, None),
            task(SMALL_BYTES, None),
            task(30, None),
            task(1 << 30, Some((1 << 30) - 5)),
        ];
        assert_eq!(
            units(&tasks),
            [Unit::Joined(0..2), Unit::Pieces(2), Unit::Joined(3..5)]
        );
    }

    #[test]
    fn joined_reads_are_bounded_in_files_and_bytes() {
        let many = vec![task(1, None); JOINED_FILES + 1];
        assert_eq!(
            units(&many),
            [
                Unit::Joined(0..JOINED_FILES),
                Unit::Joined(JOINED_FILES..JOINED_FILES + 1)
            ]
        );
        let fat = vec![task(SMALL_BYTES - 1, None); 6];
        assert_eq!(
            units(&fat),
            [Unit::Joined(0..2), Unit::Joined(2..4), Unit::Joined(4..6)]
        );
        assert_eq!(units(&[]), []);
    }
}
