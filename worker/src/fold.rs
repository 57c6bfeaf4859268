//! From bytes to digests.

use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::Key;
use sessionscope_engine::pack::pack_file;

use crate::protocol::{ReadDigest, Task};

/// Takes in a file's bytes.
#[derive(Debug)]
pub struct Fold {
    digester: Digester,
    is_tail: bool,
}

impl Fold {
    /// For a file read from its start.
    pub fn whole(task: &Task) -> Self {
        Self {
            digester: Digester::new(Key(task.key)),
            is_tail: false,
        }
    }

    /// For a file read from its resume point, if the bytes before that prove that it only grew.
    pub fn grown(task: &Task, head: &[u8], before: &[u8]) -> Option<Self> {
        let resume = task.resume.as_ref()?;
        Some(Self {
            digester: Digester::resume(Key(task.key), resume, head, before)?,
            is_tail: true,
        })
    }

    /// Takes in the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.digester.push(bytes);
    }

    /// What was found.
    pub fn finish(self) -> ReadDigest {
        let packed = pack_file(self.digester.finish());
        if self.is_tail {
            ReadDigest::Grown(packed)
        } else {
            ReadDigest::Whole(packed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sessionscope_engine::digest::Digest;
    use sessionscope_engine::pack::{unpack, unpack_file};
    use sessionscope_engine::proof::Resume;

    const LINE: &[u8] =
        b"{\"type\":\"user\",\"uuid\":\"u\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"user\",\"content\":\"hi\"}}\n";

    fn task(size_bytes: usize) -> Task {
        Task {
            ticket: 1,
            key: 7,
            size_bytes: size_bytes as u64,
            resume: None,
        }
    }

    /// The body and the resume point of a packed digest.
    fn parts(packed: &[u8]) -> (Digest, Resume) {
        let content = unpack_file(packed).unwrap();
        (unpack(&content.body[0]).unwrap(), content.resume)
    }

    fn whole(bytes: &[u8]) -> (Digest, Resume) {
        let mut fold = Fold::whole(&task(bytes.len()));
        fold.push(bytes);
        match fold.finish() {
            ReadDigest::Whole(packed) => parts(&packed),
            ReadDigest::Grown(_) => panic!("it was read in full"),
        }
    }

    #[test]
    fn what_grew_is_appended_to_what_was() {
        let (mut both, resume) = whole(LINE);
        let mut grown = task(2 * LINE.len());
        grown.resume = Some(resume);
        let before = &LINE[LINE.len().saturating_sub(256)..];
        let mut fold = Fold::grown(&grown, LINE, before).unwrap();
        fold.push(LINE);
        let ReadDigest::Grown(packed) = fold.finish() else {
            panic!("it grew")
        };
        let (later, resume) = parts(&packed);
        both.append(&later);
        assert_eq!((both, resume), whole(&[LINE, LINE].concat()));
    }

    #[test]
    fn a_rewritten_file_is_told() {
        let mut grown = task(2 * LINE.len());
        grown.resume = Some(whole(LINE).1);
        let mut other = LINE.to_vec();
        other[20] ^= 1;
        assert!(Fold::grown(&grown, &other, &other).is_none());
    }
}
