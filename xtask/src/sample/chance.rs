//! Ids and small variations that look random and are the same on every run.

/// A generator seeded with a name (`SplitMix64`).
pub struct Chance {
    state: u64,
    records: u64,
    prefix: u64,
}

impl Chance {
    /// Seeds from a name (FNV-1a).
    pub fn new(name: &str) -> Self {
        let start = 0xcbf2_9ce4_8422_2325_u64;
        let state = name.bytes().fold(start, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self {
            state,
            records: 0,
            prefix: 0,
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// A version 4 UUID.
    pub fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xfff,
            b >> 48 & 0x3fff | 0x8000,
            b & 0xffff_ffff_ffff
        )
    }

    /// A record's `uuid`. Shorter than a real one and counted up, so that the sample packs well.
    pub fn record(&mut self) -> String {
        self.records += 1;
        let start = if self.records == 1 {
            self.next() >> 32
        } else {
            0
        };
        self.prefix |= start;
        format!("{:08x}-{:04x}", self.prefix, self.records)
    }

    /// An id such as those of messages, requests and tool calls: a prefix and eight characters.
    pub fn id(&mut self, prefix: &str) -> String {
        const LETTERS: &[u8; 57] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxy";
        let mut bits = self.next();
        let tail = (0..8).filter_map(|_| {
            let index = usize::try_from(bits % 57).ok()?;
            bits = bits.rotate_right(5) ^ 0x5bd1_e995;
            LETTERS.get(index).copied().map(char::from)
        });
        prefix.chars().chain(tail).collect()
    }
}
