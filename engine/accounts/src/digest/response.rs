//! Responses of the model: what a run of lines says of each.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

use sessionscope_log::key::Key;
use sessionscope_log::time::Instant;
use sessionscope_log::tokens::Tokens;

/// All that a run of lines says of one response.
///
/// Some gateways answer every request with one `message.id`, so a key may stand for several
/// responses: its plain usage records are one response as far as they are *linked*, by `uuid`, by
/// `requestId`, by equal prompt figures, or by standing next to each other without a `requestId`.
/// A digest has one of these for each set of linked records, and one for all other records of the
/// key (nested ones, and messages without usage), which never tell responses apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The key: `message.id`, else `uuid`, else the record itself.
    pub key: Key,
    /// Line of the first of its records.
    pub first_line: u64,
    /// One of them is an assistant record: it is a message. (Nested ones are not.)
    pub message: bool,
    /// Time of the first of its records.
    pub first_time: Option<Instant>,
    /// Plain usage records.
    pub plain_records: u32,
    /// Nested usage records (in `progress` records).
    pub nested_records: u32,
    /// The winner among them: plain before nested, then [`Tokens::rank`], then the first line.
    pub usage: Option<Usage>,
    /// The distinct content blocks of all its lines, by hash and kind.
    pub blocks: Vec<Block>,
    /// Its plain usage records by `requestId`, ascending; none where the key is no `message.id`.
    pub requests: Vec<Request>,
    /// What else links its plain usage records with others of the key.
    pub links: Links,
}

/// The plain usage records of one response that have the same `requestId`, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Hash of the `requestId`; `None` where it is missing.
    pub id: Option<u64>,
    /// Line of the first record.
    pub line: u64,
    /// Figures of the first record.
    pub first: Tokens,
    /// Figures of the record with the highest [`Tokens::rank`], the first of equals.
    pub best: Tokens,
    /// Its line.
    pub best_line: u64,
}

/// What links plain usage records of one `message.id`, beside their `requestId`s and the prompt
/// figures of the winner. Each list is ascending and without repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// 48 bits of the hash of each record's `uuid`.
    pub uuids: Vec<u64>,
    /// [`prompt_print`]s other than the winner's.
    pub prompts: Vec<u64>,
    /// Of each record without a `requestId`: how many `user` records of the run stand before it.
    pub gaps: Vec<u64>,
}

impl Links {
    /// Counts `user` records from further before on.
    pub(crate) fn shift(&mut self, user_records: u64) {
        for gap in &mut self.gaps {
            *gap += user_records;
        }
    }
}

/// A hash of prompt figures: input, all cache writes, cache reads.
pub fn prompt_print(tokens: &Tokens) -> u64 {
    let mut bytes = [0_u8; 32];
    let (input, rest) = bytes.split_at_mut(8);
    let (written, read) = rest.split_at_mut(16);
    input.copy_from_slice(&tokens.input.to_le_bytes());
    written.copy_from_slice(&tokens.cache_creation().to_le_bytes());
    read.copy_from_slice(&tokens.cache_read.to_le_bytes());
    xxh3_64(&bytes)
}

impl Response {
    /// Whether plain usage records of both, which have the same key, are one response. Records stand
    /// next to each other only in one file.
    pub fn is_linked(&self, other: &Self, is_same_file: bool) -> bool {
        // Without a `message.id` the key is the record itself or its `uuid`.
        if self.requests.is_empty() || other.requests.is_empty() {
            return true;
        }
        match (&self.usage, &other.usage) {
            (Some(own), Some(others)) if own.has_prompt_of(others) => return true,
            _ => {}
        }
        let ids = |response: &Self| -> Vec<u64> {
            let ids = response.requests.iter().filter_map(|request| request.id);
            ids.collect()
        };
        share_any(&self.links.uuids, &other.links.uuids)
            || share_any(&ids(self), &ids(other))
            || is_same_file && share_any(&self.links.gaps, &other.links.gaps)
            || (!self.links.prompts.is_empty() || !other.links.prompts.is_empty())
                && share_any(&self.prompts(), &other.prompts())
    }

    /// The [`prompt_print`]s of its plain usage records, ascending.
    pub fn prompts(&self) -> Vec<u64> {
        let mut prompts = self.links.prompts.clone();
        if let (Some(usage), true) = (&self.usage, self.plain_records > 0) {
            insert(&mut prompts, prompt_print(&usage.tokens));
        }
        prompts
    }

    /// Calls back with a hash of each thing that links it with others of its key: they are linked if
    /// they share one. `file` is a number of its file: what stands next to each other does so in one
    /// file.
    pub fn each_link(&self, file: u64, mut call: impl FnMut(u64)) {
        let mut tell = |kind: u64, value: u64, of: u64| {
            let mut bytes = [0_u8; 24];
            for (part, number) in bytes.chunks_exact_mut(8).zip([kind, value, of]) {
                part.copy_from_slice(&number.to_le_bytes());
            }
            call(xxh3_64(&bytes));
        };
        if let (Some(usage), true) = (&self.usage, self.plain_records > 0) {
            tell(0, prompt_print(&usage.tokens), 0);
        }
        for &print in &self.links.prompts {
            tell(0, print, 0);
        }
        for &uuid in &self.links.uuids {
            tell(1, uuid, 0);
        }
        for id in self.requests.iter().filter_map(|request| request.id) {
            tell(2, id, 0);
        }
        for &gap in &self.links.gaps {
            tell(3, gap, file);
        }
    }

    /// Takes in other records of the same file that are part of the same response.
    pub(crate) fn join(&mut self, other: Self) {
        if other.first_line < self.first_line {
            self.first_line = other.first_line;
            self.first_time = other.first_time;
        }
        self.join_links(&other);
        self.message |= other.message;
        self.plain_records = self.plain_records.saturating_add(other.plain_records);
        self.nested_records = self.nested_records.saturating_add(other.nested_records);
        for block in other.blocks {
            self.add_block(block);
        }
    }

    /// Joins what links records, and lets the winner win.
    fn join_links(&mut self, other: &Self) {
        let same_prompt = match (&self.usage, &other.usage) {
            (Some(own), Some(others)) => own.has_prompt_of(others),
            _ => false,
        };
        let is_plain = self.plain_records > 0 && other.plain_records > 0;
        let is_one_prompt = is_plain
            && same_prompt
            && self.links.prompts.is_empty()
            && other.links.prompts.is_empty();
        let mut prompts = if is_one_prompt {
            Vec::new()
        } else {
            self.prompts()
        };
        if !is_one_prompt {
            let others = other.prompts();
            for print in others {
                insert(&mut prompts, print);
            }
        }
        if other.rank() > self.rank() {
            self.usage.clone_from(&other.usage);
        }
        if !is_one_prompt && let Some(usage) = &self.usage {
            let own = prompt_print(&usage.tokens);
            prompts.retain(|print| *print != own);
        }
        self.links.prompts = prompts;
        for &uuid in &other.links.uuids {
            insert(&mut self.links.uuids, uuid);
        }
        for &gap in &other.links.gaps {
            insert(&mut self.links.gaps, gap);
        }
        for request in &other.requests {
            self.add_request(*request);
        }
    }

    fn add_request(&mut self, new: Request) {
        let found = self
            .requests
            .binary_search_by(|known| known.id.cmp(&new.id));
        match found {
            Err(at) => self.requests.insert(at, new),
            Ok(at) => {
                if let Some(known) = self.requests.get_mut(at) {
                    known.join(&new);
                }
            }
        }
    }

    /// What decides which usage wins within a file; the later line is the lesser one.
    fn rank(&self) -> Option<(bool, (u64, u128), std::cmp::Reverse<u64>)> {
        let usage = self.usage.as_ref()?;
        let line = std::cmp::Reverse(usage.line);
        Some((self.plain_records > 0, usage.tokens.rank(), line))
    }

    /// Keeps a block, unless it is there already. Of too many those with the lowest hashes stay:
    /// which do must not depend on the order in which they come.
    pub(crate) fn add_block(&mut self, block: Block) {
        let place = |known: &Block| (known.hash, known.kind).cmp(&(block.hash, block.kind));
        if let Err(at) = self.blocks.binary_search_by(place) {
            self.blocks.insert(at, block);
            self.blocks.truncate(BLOCKS_MAX);
        }
    }
}

impl Request {
    fn join(&mut self, other: &Self) {
        if other.line < self.line {
            self.line = other.line;
            self.first = other.first;
        }
        let rank = |request: &Self| (request.best.rank(), std::cmp::Reverse(request.best_line));
        if rank(other) > rank(self) {
            self.best = other.best;
            self.best_line = other.best_line;
        }
    }
}

impl Usage {
    /// Both are of requests with the same prompt figures.
    fn has_prompt_of(&self, other: &Self) -> bool {
        let of = |usage: &Self| {
            let tokens = &usage.tokens;
            (tokens.input, tokens.cache_creation(), tokens.cache_read)
        };
        of(self) == of(other)
    }
}

/// Puts a number into an ascending list, unless it is there.
fn insert(list: &mut Vec<u64>, number: u64) {
    // Lines mostly come in order: the last place is tried first.
    if list.last().is_none_or(|&last| last < number) {
        list.push(number);
    } else if let Err(at) = list.binary_search(&number) {
        list.insert(at, number);
    }
}

/// Whether two ascending lists have a number in common.
fn share_any(one: &[u64], two: &[u64]) -> bool {
    let (few, many) = if one.len() < two.len() {
        (one, two)
    } else {
        (two, one)
    };
    few.iter().any(|number| many.binary_search(number).is_ok())
}

/// A usage record that counts.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent marks that the log sets"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Line of the record.
    pub line: u64,
    /// Its time.
    pub time: Option<Instant>,
    /// Its model, as a number into [`Digest::names`](super::Digest::names); `None` where it names none.
    pub model: Option<u32>,
    /// Its figures.
    pub tokens: Tokens,
    /// `service_tier` is `batch`.
    pub batch: bool,
    /// `speed` is `fast`.
    pub fast: bool,
    /// `inference_geo` is `us`.
    pub geo_us: bool,
    /// `server_tool_use.web_search_requests`.
    pub web_searches: u64,
    /// The record's own `costUSD` in 10^-12 USD.
    pub recorded_pico_usd: Option<u64>,
    /// Responses billed beside the top-level figures (`usage.iterations`).
    pub extras: Vec<Extra>,
    /// Several `message` iterations do not add up to the top level.
    pub iterations_differ: bool,
}

/// A response billed inside another one: an advisor's message or a compaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// Its place in `usage.iterations`, from 0.
    pub index: u32,
    /// Its own model where it names one, as a number into [`Digest::names`](super::Digest::names).
    pub model: Option<u32>,
    /// Its figures.
    pub tokens: Tokens,
}

/// Most distinct content blocks kept for one response; real ones have a few dozen at most.
pub const BLOCKS_MAX: usize = 1024;

/// A content block of a response, for what can be seen of its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Hash of kind and content, by which the same block on another line is recognised.
    #[serde(with = "postcard::fixint::le")]
    pub hash: u64,
    /// Unicode scalar values of its text, thinking or compact tool input.
    pub chars: u32,
    /// What it is.
    pub kind: BlockKind,
}

/// The blocks whose characters are output that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// Text.
    Text,
    /// Thinking.
    Thinking,
    /// A tool call's input.
    ToolInput,
}

/// A response as it is stored: what is the same in almost every response takes no byte.
#[derive(Serialize, Deserialize)]
struct StoredResponse<'a, U, B> {
    key: Key,
    first_line: u64,
    message: bool,
    first_time: Option<Instant>,
    plain_records: u32,
    nested_records: u32,
    usage: StoredUsage<U>,
    blocks: B,
    requests: Vec<StoredRequest>,
    #[serde(with = "uuids")]
    uuids: Cow<'a, [u64]>,
}

/// The winner, and what links beside it.
#[derive(Serialize, Deserialize)]
enum StoredUsage<U> {
    None,
    Alone(U),
    Linked(U, Vec<u64>, Vec<u64>),
}

#[derive(Serialize, Deserialize)]
struct StoredRequest {
    id: Option<[u8; 8]>,
    /// Lines after the response's first.
    after: u64,
    /// Figures and line, `None` if it is the winner.
    best: Option<(Tokens, u64)>,
    /// `None` if it is the best.
    first: Option<Tokens>,
}

/// Bytes of a `uuid`'s hash that are stored: it is compared with those of one `message.id` alone.
const UUID_BYTES: usize = 6;

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let links = &self.links;
        let usage = match &self.usage {
            None => StoredUsage::None,
            Some(usage) if links.prompts.is_empty() && links.gaps.is_empty() => {
                StoredUsage::Alone(usage)
            }
            Some(usage) => StoredUsage::Linked(usage, links.prompts.clone(), links.gaps.clone()),
        };
        let stored = StoredResponse {
            key: self.key,
            first_line: self.first_line,
            message: self.message,
            first_time: self.first_time,
            plain_records: self.plain_records,
            nested_records: self.nested_records,
            usage,
            blocks: &self.blocks,
            requests: self.stored_requests(),
            uuids: Cow::Borrowed(&links.uuids),
        };
        stored.serialize(serializer)
    }
}

impl Response {
    fn stored_requests(&self) -> Vec<StoredRequest> {
        let winner = self.usage.as_ref().map(|usage| (usage.tokens, usage.line));
        let requests = self.requests.iter().map(|request| StoredRequest {
            id: request.id.map(u64::to_le_bytes),
            after: request.line.saturating_sub(self.first_line),
            best: Some((request.best, request.best_line)).filter(|&best| Some(best) != winner),
            first: Some(request.first).filter(|&first| first != request.best),
        });
        requests.collect()
    }
}

impl<'de> Deserialize<'de> for Response {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredResponse::<'_, Usage, Vec<Block>>::deserialize(deserializer)?;
        let (usage, prompts, gaps) = match stored.usage {
            StoredUsage::None => (None, Vec::new(), Vec::new()),
            StoredUsage::Alone(usage) => (Some(usage), Vec::new(), Vec::new()),
            StoredUsage::Linked(usage, prompts, gaps) => (Some(usage), prompts, gaps),
        };
        let winner = usage.as_ref().map(|usage| (usage.tokens, usage.line));
        let requests = stored.requests.into_iter().map(|request| {
            let (best, best_line) = request.best.or(winner).unwrap_or_default();
            Request {
                id: request.id.map(u64::from_le_bytes),
                line: stored.first_line.saturating_add(request.after),
                first: request.first.unwrap_or(best),
                best,
                best_line,
            }
        });
        Ok(Self {
            key: stored.key,
            first_line: stored.first_line,
            message: stored.message,
            first_time: stored.first_time,
            plain_records: stored.plain_records,
            nested_records: stored.nested_records,
            requests: requests.collect(),
            usage,
            blocks: stored.blocks,
            links: Links {
                uuids: stored.uuids.into_owned(),
                prompts,
                gaps,
            },
        })
    }
}

fn uuid_bytes(uuid: u64) -> [u8; UUID_BYTES] {
    let mut bytes = [0; UUID_BYTES];
    for (byte, of) in bytes.iter_mut().zip(uuid.to_le_bytes()) {
        *byte = of;
    }
    bytes
}

fn uuid_of(stored: [u8; UUID_BYTES]) -> u64 {
    let mut bytes = [0; 8];
    for (byte, of) in bytes.iter_mut().zip(stored) {
        *byte = of;
    }
    u64::from_le_bytes(bytes)
}

/// The hash of a `uuid` as far as it is stored.
pub(crate) fn uuid_print(uuid: &[u8]) -> u64 {
    uuid_of(uuid_bytes(xxh3_64(uuid)))
}

/// Hashes of `uuid`s as the bytes of each that are stored, with no second list on the way.
mod uuids {
    use std::borrow::Cow;
    use std::fmt;

    use serde::de::{SeqAccess, Visitor};
    use serde::{Deserializer, Serializer};

    use super::{uuid_bytes, uuid_of};

    /// More than this is not made room for in advance: the count may be damaged.
    const ROOM_MAX: usize = 1024;

    #[expect(clippy::ptr_arg, reason = "serde calls it with the field")]
    pub fn serialize<S: Serializer>(uuids: &Cow<'_, [u64]>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(uuids.iter().map(|&uuid| uuid_bytes(uuid)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Cow<'static, [u64]>, D::Error> {
        struct Uuids;
        impl<'de> Visitor<'de> for Uuids {
            type Value = Vec<u64>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("hashes of uuids")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<u64>, A::Error> {
                let mut uuids = Vec::with_capacity(list.size_hint().unwrap_or(0).min(ROOM_MAX));
                while let Some(bytes) = list.next_element()? {
                    uuids.push(uuid_of(bytes));
                }
                Ok(uuids)
            }
        }
        from.deserialize_seq(Uuids).map(Cow::Owned)
    }
}
