//! Digests as bytes from which single entries can be read.
//!
//! A packed [`Digest`] is its head (everything but the entries) and then its entries one by one,
//! all in postcard. Whoever knows where an entry begins reads it alone, so that a corpus can be
//! kept as bytes: a fifth of what it takes unpacked.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::append::Keyed;
use crate::corpus::FileContent;
use crate::digest::{Digest, FileDigest, Response, ToolUse, UserMessage};
use sessionscope_log::key::Key;
use sessionscope_log::proof::Resume;

/// Kinds of entries, in the order in which they are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// [`Response`].
    Response = 0,
    /// [`UserMessage`].
    User = 1,
    /// [`ToolUse`].
    Tool = 2,
}

/// Where an entry stands in a packed digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryRef {
    /// What it is.
    pub kind: Kind,
    /// What it stands for.
    pub key: Key,
    /// Bytes from the start of the packed digest to its first byte.
    pub offset: u32,
}

/// An entry's type.
pub(crate) trait Packed: Keyed + Serialize + DeserializeOwned {
    /// Its kind.
    const KIND: Kind;
}

impl Packed for Response {
    const KIND: Kind = Kind::Response;
}

impl Packed for UserMessage {
    const KIND: Kind = Kind::User;
}

impl Packed for ToolUse {
    const KIND: Kind = Kind::Tool;
}

/// Packs a file's digest for the way to the page: its resume point, the length of its body, the
/// body, and its tail if there is one.
pub fn pack_file(digest: FileDigest) -> Vec<u8> {
    let body = pack(digest.body);
    let tail = digest.tail.map(|tail| pack(*tail));
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let mut bytes = append_to(Vec::new(), &(digest.resume, length));
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(&tail.unwrap_or_default());
    bytes
}

/// Undoes [`pack_file`]; `None` for bytes that it did not make.
pub fn unpack_file(bytes: &[u8]) -> Option<FileContent> {
    let ((resume, length), rest): ((Resume, u32), _) = postcard::take_from_bytes(bytes).ok()?;
    let (body, tail) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    Some(FileContent {
        resume,
        body: vec![body.into()],
        tail: (!tail.is_empty()).then(|| tail.into()),
    })
}

/// Packs a digest.
pub fn pack(mut digest: Digest) -> Vec<u8> {
    let responses = std::mem::take(&mut digest.responses);
    let users = std::mem::take(&mut digest.user_messages);
    let tools = std::mem::take(&mut digest.tools);
    let mut bytes = append_to(Vec::new(), &digest);
    bytes = append_entries(bytes, &responses);
    bytes = append_entries(bytes, &users);
    append_entries(bytes, &tools)
}

fn append_entries<T: Serialize>(mut bytes: Vec<u8>, entries: &[T]) -> Vec<u8> {
    bytes = append_to(bytes, &entries.len());
    for entry in entries {
        bytes = append_to(bytes, entry);
    }
    bytes
}

fn append_to<T: Serialize>(bytes: Vec<u8>, value: &T) -> Vec<u8> {
    // Serialising into memory fails only for types that postcard cannot write; there are none here.
    postcard::to_extend(value, bytes).unwrap_or_default()
}

/// All of a packed digest but its entries; `None` for bytes that [`pack`] did not make.
pub fn head(packed: &[u8]) -> Option<Digest> {
    Some(postcard::take_from_bytes(packed).ok()?.0)
}

/// Where each entry stands; `None` for bytes that [`pack`] did not make.
pub fn stands(packed: &[u8]) -> Option<Vec<EntryRef>> {
    Some(contents(packed)?.1)
}

/// All of a packed digest but its entries, and where each of those stands; `None` for bytes that
/// [`pack`] did not make.
pub fn contents(packed: &[u8]) -> Option<(Digest, Vec<EntryRef>)> {
    let (head, mut rest) = postcard::take_from_bytes::<Digest>(packed).ok()?;
    let mut stands = Vec::new();
    stands_of::<Response>(packed, &mut rest, &mut stands)?;
    stands_of::<UserMessage>(packed, &mut rest, &mut stands)?;
    stands_of::<ToolUse>(packed, &mut rest, &mut stands)?;
    rest.is_empty().then_some((head, stands))
}

fn stands_of<T: Packed>(packed: &[u8], rest: &mut &[u8], stands: &mut Vec<EntryRef>) -> Option<()> {
    let (count, mut left): (usize, _) = postcard::take_from_bytes(rest).ok()?;
    for _ in 0..count {
        let offset = u32::try_from(packed.len() - left.len()).ok()?;
        let (entry, after) = postcard::take_from_bytes::<T>(left).ok()?;
        stands.push(EntryRef {
            kind: T::KIND,
            key: entry.key(),
            offset,
        });
        left = after;
    }
    *rest = left;
    Some(())
}

/// The entry at `offset` of a packed digest, if it is of this key.
pub(crate) fn entry<T: Packed>(packed: &[u8], offset: u32, key: Key) -> Option<T> {
    let bytes = packed.get(usize::try_from(offset).ok()?..)?;
    let entry: T = postcard::take_from_bytes(bytes).ok()?.0;
    (entry.key() == key).then_some(entry)
}

/// A packed digest with everything in it; `None` for bytes that [`pack`] did not make.
pub fn unpack(packed: &[u8]) -> Option<Digest> {
    let (mut digest, mut rest) = postcard::take_from_bytes::<Digest>(packed).ok()?;
    digest.responses = entries(&mut rest)?;
    digest.user_messages = entries(&mut rest)?;
    digest.tools = entries(&mut rest)?;
    rest.is_empty().then_some(digest)
}

fn entries<T: DeserializeOwned>(rest: &mut &[u8]) -> Option<Vec<T>> {
    let (entries, left) = postcard::take_from_bytes(rest).ok()?;
    *rest = left;
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digester::Digester;
    use sessionscope_log::key::Domain;

    const LOG: &str = r#"{"type":"user","uuid":"u","timestamp":"2026-07-01T10:00:00Z","message":{"role":"user","content":"hi"}}
{"type":"assistant","uuid":"a","requestId":"r","message":{"id":"m","model":"claude-opus-5","content":[{"type":"tool_use","id":"t","name":"Bash","input":{}}],"usage":{"output_tokens":3}}}
{"type":"assistant","uuid":"b","message":{"id":"n","model":"claude-opus-5","usage":{"output_tokens":4}}}"#;

    fn digest() -> FileDigest {
        let mut digester = Digester::new(Key::new(Domain::Own, b"p/s.jsonl"));
        digester.push(LOG.as_bytes());
        digester.finish()
    }

    #[test]
    fn entries_are_read_alone_and_together() {
        let digest = digest();
        let packed = pack(digest.body.clone());
        assert_eq!(unpack(&packed), Some(digest.body.clone()));
        let stands = stands(&packed).unwrap();
        let kinds: Vec<Kind> = stands.iter().map(|stand| stand.kind).collect();
        assert_eq!(kinds, [Kind::Response, Kind::User, Kind::Tool]);
        let first = stands[0];
        let alone: Option<Response> = entry(&packed, first.offset, first.key);
        assert_eq!(alone.as_ref(), digest.body.responses.first());
        assert_eq!(entry::<Response>(&packed, first.offset, Key(1)), None);
        assert_eq!(head(&packed).unwrap().lines, 2);
    }

    #[test]
    fn a_file_survives_the_way() {
        let digest = digest();
        let content = unpack_file(&pack_file(digest.clone())).unwrap();
        assert_eq!(content.resume, digest.resume);
        assert_eq!(unpack(&content.body[0]), Some(digest.body));
        assert_eq!(unpack(&content.tail.unwrap()), Some(*digest.tail.unwrap()));
    }

    #[test]
    fn other_bytes_are_refused() {
        let packed = pack(digest().body);
        assert_eq!(stands(&packed[..packed.len() - 1]), None);
        assert_eq!(unpack(&[packed.as_slice(), b"x"].concat()), None);
        assert_eq!(unpack_file(&[]), None);
    }
}
