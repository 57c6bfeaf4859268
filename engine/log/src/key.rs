//! Keys by which the same thing is recognised in several lines and files.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What a key names; the same text in two domains gives two keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Domain {
    /// `message.id` of an assistant record.
    Message = 1,
    /// `uuid` of a record.
    Uuid = 2,
    /// `tool_use.id`, which is also `tool_result.tool_use_id`.
    Tool = 3,
    /// A record with neither id, which stands for itself.
    Alone = 4,
    /// `message.id` and `requestId` together, as other tools use them.
    Pair = 5,
    /// A path, a line of text or another thing of our own.
    Own = 6,
}

/// A 64-bit hash (XXH3) that stands for a text of a [`Domain`].
///
/// At a million keys the chance that any two collide is below one in ten million.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Key(#[serde(with = "postcard::fixint::le")] pub u64);

/// By what a response of the model is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseId {
    /// By the `message.id` of its records, else by the `uuid` of the only one.
    Key(Key),
    /// Its only record has neither. It is the one of this number in its line, from 0.
    Alone(u64),
}

impl ResponseId {
    /// The key of the response, a record of which stands in this line of the file of this key.
    pub fn key(self, file: Key, line: u64) -> Key {
        match self {
            Self::Key(key) => key,
            Self::Alone(index) => Key::alone(file, line, index),
        }
    }
}

impl Key {
    /// The key of `text` within `domain`.
    pub fn new(domain: Domain, text: &[u8]) -> Self {
        Self(xxh3_64_with_seed(text, domain as u64))
    }

    /// The key of two texts together, `None` being a value of its own for the second.
    pub fn pair(first: &[u8], second: Option<&[u8]>) -> Self {
        let first = xxh3_64_with_seed(first, Domain::Pair as u64);
        match second {
            Some(second) => Self(xxh3_64_with_seed(second, first)),
            None => Self(first),
        }
    }

    /// The key of a record without any id: its file's key and its place in the file.
    pub fn alone(file: Self, line: u64, index: u64) -> Self {
        let mut bytes = [0_u8; 24];
        let (head, rest) = bytes.split_at_mut(8);
        let (middle, tail) = rest.split_at_mut(8);
        head.copy_from_slice(&file.0.to_le_bytes());
        middle.copy_from_slice(&line.to_le_bytes());
        tail.copy_from_slice(&index.to_le_bytes());
        Self::new(Domain::Alone, &bytes)
    }

    /// The key of the `index`th extra response billed inside the response of this key.
    #[must_use]
    pub fn extra(self, index: u64) -> Self {
        Self::alone(self, u64::MAX, index)
    }
}
