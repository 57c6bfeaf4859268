//! Folds a file's bytes into its digest.
//!
//! A [`Digester`] takes the bytes in any pieces. Lines that end in a line feed go to the body; a
//! last line without one goes to a digest of its own, since it may still be being written.

mod fold;
mod format;
mod line;

use crate::digest::{Digest, FileDigest};
use fold::Fold;
use sessionscope_log::key::Key;
use sessionscope_log::proof::{Proof, Resume};
use sessionscope_log::reader::RecordReader;

/// Folds a file's bytes into its digest.
#[derive(Debug)]
pub struct Digester {
    file: Key,
    reader: RecordReader,
    body: Fold,
    proof: Proof,
    /// Where this reading started.
    start: Resume,
}

impl Digester {
    /// Starts at the start of a file; `file` is the key of its path, by which records without any
    /// id are told from those of other files.
    pub fn new(file: Key) -> Self {
        Self {
            file,
            reader: RecordReader::default(),
            body: Fold::new(file),
            proof: Proof::default(),
            start: Resume::default(),
        }
    }

    /// Goes on at `at.offset_bytes`, where an earlier reading of the file ended. `head` are the
    /// first `min(offset, HEAD_PROOF_BYTES)` bytes of the file as it is now, `before` the last
    /// `min(offset, TAIL_PROOF_BYTES)` before the offset. `None` if they are not what they were:
    /// the file was rewritten and must be read in full.
    pub fn resume(file: Key, at: &Resume, head: &[u8], before: &[u8]) -> Option<Self> {
        Some(Self {
            file,
            reader: RecordReader::resume(at.lines, at.offset_bytes, at.bom),
            body: Fold::new(file),
            proof: Proof::resume(at, head, before)?,
            start: *at,
        })
    }

    /// Takes in the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.proof.push(bytes);
        self.reader.push(bytes, &mut self.body);
    }

    /// The digest of all bytes taken in; of a resumed reading, what is to be appended.
    pub fn finish(self) -> FileDigest {
        let resume = if self.proof.end_bytes() == self.start.offset_bytes {
            self.start
        } else {
            let lines = self.reader.lines();
            self.proof.at_end(lines.count(), lines.has_bom())
        };
        let tail_bytes = self.proof.open_bytes();
        let mut body = self.body.finish();
        body.bytes = resume.offset_bytes - self.start.offset_bytes;
        let mut tail = Fold::new(self.file);
        self.reader.finish(&mut tail);
        let tail = (tail_bytes > 0).then(|| {
            Box::new(Digest {
                bytes: tail_bytes,
                ..tail.finish()
            })
        });
        FileDigest { body, tail, resume }
    }

    /// Bytes of the line that has no end yet: what this reading holds beside its digest.
    pub fn carry_bytes(&self) -> usize {
        self.reader.lines().carry_bytes()
    }
}
