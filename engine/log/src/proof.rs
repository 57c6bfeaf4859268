//! Proof of what a file held before the end of its last whole line.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// Bytes at the start of a file whose hash proves that it is still the same file.
pub const HEAD_PROOF_BYTES: usize = 512;
/// Bytes before the resume offset whose hash proves that the file was only appended to.
pub const TAIL_PROOF_BYTES: usize = 256;

/// Where a file's whole lines end, and proof of what came before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// Bytes from the start of the file to the end of its last whole line (a BOM included).
    pub offset_bytes: u64,
    /// Lines before that, blank ones included.
    pub lines: u64,
    /// The file starts with a byte order mark, which is in no line.
    pub bom: bool,
    /// XXH3 of the first `min(offset_bytes, HEAD_PROOF_BYTES)` bytes of the file.
    pub head_hash: u64,
    /// XXH3 of the last `min(offset_bytes, TAIL_PROOF_BYTES)` bytes before `offset_bytes`.
    pub tail_hash: u64,
}

/// The bytes from which a [`Resume`] is made.
#[derive(Debug, Default)]
pub struct Proof {
    /// The first bytes of the file, at most [`HEAD_PROOF_BYTES`].
    head: Vec<u8>,
    /// The last bytes pushed, at most [`TAIL_PROOF_BYTES`].
    recent: Vec<u8>,
    /// The last bytes before the end of the last whole line, at most [`TAIL_PROOF_BYTES`].
    before: Vec<u8>,
    /// Bytes of the file so far.
    bytes: u64,
    /// Bytes of the file to the end of the last whole line.
    end_bytes: u64,
}

impl Proof {
    /// Goes on at `at.offset_bytes`. `head` are the first `min(offset, HEAD_PROOF_BYTES)` bytes of the
    /// file as it is now, `before` the last `min(offset, TAIL_PROOF_BYTES)` before the offset. `None` if
    /// they are not what they were.
    pub fn resume(at: &Resume, head: &[u8], before: &[u8]) -> Option<Self> {
        let same = head.len() == at_most(at.offset_bytes, HEAD_PROOF_BYTES)
            && before.len() == at_most(at.offset_bytes, TAIL_PROOF_BYTES)
            && (at.offset_bytes == 0
                || (xxh3_64(head) == at.head_hash && xxh3_64(before) == at.tail_hash));
        same.then(|| Self {
            head: head.to_vec(),
            recent: before.to_vec(),
            before: before.to_vec(),
            bytes: at.offset_bytes,
            end_bytes: at.offset_bytes,
        })
    }

    /// Takes in the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        let missing = HEAD_PROOF_BYTES - self.head.len();
        self.head.extend(bytes.iter().take(missing));
        if let Some(at) = memchr::memrchr(b'\n', bytes) {
            let (whole, _) = bytes.split_at_checked(at + 1).unwrap_or((bytes, &[]));
            self.before.clone_from(&self.recent);
            add_recent(&mut self.before, whole);
            self.end_bytes = self.bytes + whole.len() as u64;
        }
        add_recent(&mut self.recent, bytes);
        self.bytes += bytes.len() as u64;
    }

    /// Bytes of the file to the end of its last whole line.
    pub fn end_bytes(&self) -> u64 {
        self.end_bytes
    }

    /// Bytes behind that.
    pub fn open_bytes(&self) -> u64 {
        self.bytes - self.end_bytes
    }

    /// Where reading can go on.
    pub fn at_end(&self, lines: u64, bom: bool) -> Resume {
        let (head, _) = self
            .head
            .split_at_checked(at_most(self.end_bytes, HEAD_PROOF_BYTES))
            .unwrap_or((&self.head, &[]));
        Resume {
            offset_bytes: self.end_bytes,
            lines,
            bom,
            head_hash: xxh3_64(head),
            tail_hash: xxh3_64(&self.before),
        }
    }
}

/// Adds bytes and drops all but the last [`TAIL_PROOF_BYTES`].
fn add_recent(recent: &mut Vec<u8>, bytes: &[u8]) {
    let new = bytes
        .get(bytes.len().saturating_sub(TAIL_PROOF_BYTES)..)
        .unwrap_or_default();
    let too_many = (recent.len() + new.len()).saturating_sub(TAIL_PROOF_BYTES);
    recent.drain(..too_many);
    recent.extend_from_slice(new);
}

fn at_most(bytes: u64, most: usize) -> usize {
    usize::try_from(bytes).map_or(most, |bytes| bytes.min(most))
}
