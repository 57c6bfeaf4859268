//! What Claude Code wrote when: versions, models and habits by season.

use super::rng::Rng;
use super::time::{DAY_MS, at};

/// A season of logs whose files look alike.
#[derive(Clone, Copy, Debug)]
pub struct Era {
    from: (i64, i64),
    until: (i64, i64),
    versions: &'static [&'static str],
    models: &'static [(u64, &'static str)],
    /// Whether running tools write `progress` records.
    pub progress: bool,
    /// Of 1,000 messages, those whose lines show a growing `output_tokens`.
    pub growing: u64,
    /// Of 1,000 messages, those that never show their final `output_tokens`.
    pub placeholder: u64,
    /// Of 1,000 sessions, those that write the cache for an hour.
    pub hour_cache: u64,
    /// Whether usage has `iterations`, `speed` and `server_tool_use`.
    pub late_usage: bool,
}

const ERAS: [(u64, Era); 5] = [
    (
        6,
        Era {
            from: (2025, 6),
            until: (2025, 10),
            versions: &["1.0.17", "1.0.44", "1.0.83", "1.0.109", "1.0.128"],
            models: &[
                (7, "claude-sonnet-4-20250514"),
                (3, "claude-opus-4-20250514"),
                (1, "claude-3-5-haiku-20241022"),
            ],
            progress: false,
            growing: 400,
            placeholder: 100,
            hour_cache: 0,
            late_usage: false,
        },
    ),
    (
        10,
        Era {
            from: (2025, 10),
            until: (2026, 1),
            versions: &["2.0.14", "2.0.31", "2.0.55", "2.0.64", "2.0.76"],
            models: &[
                (6, "claude-sonnet-4-5-20250929"),
                (3, "claude-opus-4-5-20251101"),
                (2, "claude-haiku-4-5-20251001"),
            ],
            progress: false,
            growing: 420,
            placeholder: 100,
            hour_cache: 0,
            late_usage: false,
        },
    ),
    (
        46,
        Era {
            from: (2026, 1),
            until: (2026, 4),
            versions: &["2.1.9", "2.1.17", "2.1.29", "2.1.37", "2.1.42", "2.1.58"],
            models: &[
                (6, "claude-opus-4-6"),
                (3, "claude-opus-4-5-20251101"),
                (2, "claude-haiku-4-5-20251001"),
                (2, "claude-sonnet-4-6"),
            ],
            progress: true,
            growing: 180,
            placeholder: 600,
            hour_cache: 600,
            late_usage: false,
        },
    ),
    (
        14,
        Era {
            from: (2026, 4),
            until: (2026, 7),
            versions: &["2.1.69", "2.1.78", "2.1.98", "2.1.110", "2.1.139"],
            models: &[
                (6, "claude-opus-4-7"),
                (3, "claude-sonnet-4-6"),
                (1, "claude-haiku-4-5-20251001"),
            ],
            progress: false,
            growing: 300,
            placeholder: 0,
            hour_cache: 800,
            late_usage: true,
        },
    ),
    (
        24,
        Era {
            from: (2026, 7),
            until: (2026, 11),
            versions: &["2.1.144", "2.1.156", "2.1.205", "2.1.217", "2.1.220"],
            models: &[
                (6, "claude-opus-5"),
                (4, "claude-sonnet-5"),
                (1, "claude-opus-4-8"),
                (1, "claude-haiku-4-5-20251001"),
            ],
            progress: false,
            growing: 0,
            placeholder: 0,
            hour_cache: 900,
            late_usage: true,
        },
    ),
];

impl Era {
    /// A season, the busy ones more often.
    pub fn draw(rng: &mut Rng) -> Self {
        let weights: Vec<(u64, usize)> = ERAS
            .iter()
            .enumerate()
            .map(|(at, (weight, _))| (*weight, at))
            .collect();
        let [(_, first), ..] = ERAS;
        ERAS.get(rng.weighted(&weights))
            .map_or(first, |(_, era)| *era)
    }

    /// A time within it, in milliseconds since 1970, in working hours more often than not.
    pub fn start_ms(&self, rng: &mut Rng) -> i64 {
        let (from, until) = (
            at(self.from.0, self.from.1, 1),
            at(self.until.0, self.until.1, 1),
        );
        let day = from + signed(rng.below(((until - from) / DAY_MS).unsigned_abs())) * DAY_MS;
        let hour = if rng.chance(850) {
            rng.between(7, 19)
        } else {
            rng.below(24)
        };
        day + signed(hour * 3_600_000 + rng.below(3_600_000))
    }

    /// One of its versions.
    pub fn version(&self, rng: &mut Rng) -> &'static str {
        rng.pick(self.versions)
    }

    /// One of its models, the usual ones more often.
    pub fn model(&self, rng: &mut Rng) -> &'static str {
        rng.weighted(self.models)
    }
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
