//! Filler of our own: prose, code and base64, already escaped for a JSON string.

use super::rng::Rng;

const WORDS: &[&str] = &[
    "amber", "anchor", "branch", "bridge", "bucket", "cache", "candle", "canvas", "cargo", "cedar",
    "cipher", "clause", "cobalt", "column", "copper", "corner", "cradle", "cursor", "delta",
    "digest", "drawer", "ember", "engine", "fabric", "feather", "filter", "fjord", "folder",
    "garden", "gather", "glacier", "granite", "handle", "harbor", "hollow", "index", "island",
    "jacket", "kernel", "ladder", "lantern", "ledger", "lemon", "linear", "magnet", "maple",
    "marble", "meadow", "merge", "metric", "mirror", "needle", "number", "orbit", "orchard",
    "packet", "parcel", "pebble", "pencil", "pillar", "planet", "pocket", "quartz", "quiver",
    "ribbon", "river", "rocket", "saddle", "sample", "schema", "shadow", "signal", "silver",
    "socket", "spiral", "stream", "summit", "tablet", "temple", "thread", "timber", "token",
    "tunnel", "valley", "vector", "velvet", "vessel", "walnut", "weaver", "willow", "window",
    "winter", "yellow", "zephyr", "the", "a", "of", "to", "and", "in", "is", "we", "then", "when",
    "with", "from", "into", "over", "before", "after", "each", "every", "not", "only",
];

/// Bytes of ready text a slice is cut from: large enough that two slices seldom agree.
const POOL_BYTES: usize = 1 << 20;

/// Ready-made text to cut slices from; copying is far faster than composing.
pub struct Pool {
    prose: String,
    code: String,
    base64: String,
}

impl Pool {
    /// Composes the pools.
    pub fn new(rng: &mut Rng) -> Self {
        Self {
            prose: prose(rng),
            code: code(rng),
            base64: base64(rng),
        }
    }

    /// About `bytes` of prose with escaped line ends and quotes.
    pub fn prose(&self, rng: &mut Rng, bytes: usize) -> &str {
        slice(&self.prose, rng, bytes)
    }

    /// About `bytes` of numbered code lines, as the Read tool shows them.
    pub fn code(&self, rng: &mut Rng, bytes: usize) -> &str {
        slice(&self.code, rng, bytes)
    }

    /// Exactly `bytes` of base64 (at most the size of the pool).
    pub fn base64(&self, bytes: usize) -> &str {
        self.base64.get(..bytes).unwrap_or(&self.base64)
    }
}

/// A slice between two blanks, so that no escape is cut in two.
fn slice<'a>(pool: &'a str, rng: &mut Rng, bytes: usize) -> &'a str {
    let room = pool.len().saturating_sub(bytes + 64);
    let start = usize::try_from(rng.below(room as u64)).unwrap_or(0);
    let from = pool
        .get(start..)
        .and_then(|rest| rest.find(' '))
        .map_or(0, |at| start + at + 1);
    let rest = pool.get(from..).unwrap_or_default();
    if bytes >= rest.len() {
        return rest.trim_end_matches(' ');
    }
    let end = rest
        .get(..bytes)
        .and_then(|cut| cut.rfind(' '))
        .unwrap_or(0);
    rest.get(..end).unwrap_or_default()
}

fn prose(rng: &mut Rng) -> String {
    let mut text = String::with_capacity(POOL_BYTES * 3 + 64);
    while text.len() < POOL_BYTES * 3 {
        text.push_str(rng.pick(WORDS));
        match rng.below(60) {
            0 => text.push_str(".\\n\\n"),
            1..=3 => text.push('.'),
            4..=6 => text.push(','),
            7 => text.push_str(" \\\"quoted\\\""),
            8 => text.push_str(" `code`"),
            9 => text.push_str(" caf\u{e9} \u{2192}"),
            _ => {}
        }
        text.push(' ');
    }
    text
}

fn code(rng: &mut Rng) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(POOL_BYTES * 3 + 256);
    let mut line = 1;
    while text.len() < POOL_BYTES * 3 {
        let (name, other) = (rng.pick(WORDS), rng.pick(WORDS));
        let _ = match rng.below(4) {
            0 => write!(text, "{line:>6}\\tlet {name} = {other}.len() + {line}; "),
            1 => write!(text, "{line:>6}\\tfn {name}({other}: &str) -> usize {{ "),
            2 => write!(
                text,
                "{line:>6}\\t    // {name} {other} {} ",
                rng.pick(WORDS)
            ),
            _ => write!(
                text,
                "{line:>6}\\t    println!(\\\"{name}: {{}}\\\", {other}); "
            ),
        };
        text.push_str("\\n ");
        line = if line > 900 { 1 } else { line + 1 };
    }
    text
}

fn base64(rng: &mut Rng) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..POOL_BYTES * 2)
        .map(|_| char::from(rng.pick(DIGITS)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Pool, Rng};

    #[test]
    fn every_slice_is_a_valid_json_string() {
        let mut rng = Rng::new(3);
        let pool = Pool::new(&mut rng);
        for bytes in [0, 1, 20, 300, 5000, 4_000_000] {
            for text in [
                pool.prose(&mut rng, bytes).to_owned(),
                pool.code(&mut rng, bytes).to_owned(),
            ] {
                serde_json::from_str::<String>(&format!("\"{text}\"")).expect("a JSON string");
            }
        }
        assert_eq!(pool.base64(100).len(), 100);
    }
}
