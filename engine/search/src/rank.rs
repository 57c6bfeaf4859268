//! Which hits come first: BM25 with weights of fields and recency.
//!
//! A hit's score is the sum, over the phrases that speak for it, of how rare the phrase is times
//! how often it stands there (more of the same counts less and less, and less in a long message),
//! times the weight of the field it is in, times up to 1.5 for what is new. What a person asked and
//! what a session is called say more of it than what a tool gave back.

use super::text::{Field, Flags};
use sessionscope_log::time::{DAY_MS, Instant};

/// How soon more of the same stops to count.
const K1: f32 = 1.2;
/// How much the length of a message counts.
const B: f32 = 0.6;
/// What is so old has half of the bonus of what is new.
const HALF_LIFE_MS: f32 = (30 * DAY_MS) as f32;

/// What must be known of all messages to weigh one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Corpus {
    /// Messages.
    pub messages: u64,
    /// Words in all of them.
    pub words: u64,
}

impl Corpus {
    /// How much a phrase says that so many messages have.
    pub fn rarity(&self, messages: u64) -> f32 {
        let (all, having) = (self.messages as f32, messages as f32);
        (1.0 + (all - having + 0.5).max(0.0) / (having + 0.5)).ln()
    }

    /// What `count` times a phrase of this rarity adds in a message of so many words.
    pub fn weigh(&self, rarity: f32, count: u32, words: u32) -> f32 {
        let average = (self.words as f32 / self.messages.max(1) as f32).max(1.0);
        let count = count as f32;
        let norm = K1 * (1.0 - B + B * words as f32 / average);
        rarity * count * (K1 + 1.0) / (count + norm)
    }
}

/// The weight of the best field that a message has text in.
pub fn field_weight(flags: Flags) -> f32 {
    let weights = [
        (Field::Title, 2.5),
        (Field::Prompt, 2.0),
        (Field::Answer, 1.4),
        (Field::Thinking, 1.0),
        (Field::Call, 1.0),
        (Field::Result, 0.7),
    ];
    let mut weights = weights.into_iter();
    let found = weights.find(|(field, _)| flags.has(field.flag()));
    found.map_or(0.5, |(_, weight)| weight)
}

/// What a message's age multiplies its score by: 1.5 for now, 1 for long ago or no time.
pub fn recency(time: Option<Instant>, now: Instant) -> f32 {
    let Some(time) = time else {
        return 1.0;
    };
    let age_ms = now.0.saturating_sub(time.0).max(0) as f32;
    1.0 + 0.5 * HALF_LIFE_MS / (HALF_LIFE_MS + age_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORPUS: Corpus = Corpus {
        messages: 1000,
        words: 100_000,
    };

    #[test]
    fn rare_frequent_short_and_new_come_first() {
        assert!(CORPUS.rarity(1) > CORPUS.rarity(10));
        assert!(CORPUS.rarity(1000) > 0.0);
        let weigh = |count, words| CORPUS.weigh(1.0, count, words);
        assert!(weigh(2, 100) > weigh(1, 100));
        assert!(weigh(2, 100) - weigh(1, 100) > weigh(9, 100) - weigh(8, 100));
        assert!(weigh(1, 10) > weigh(1, 1000));
        let at = |days: i64| recency(Some(Instant(-days * DAY_MS)), Instant(0));
        assert!(at(0) > at(1) && at(1) > at(100));
        assert!(at(100) > recency(None, Instant(0)));
    }

    #[test]
    fn a_title_outweighs_a_result() {
        let of = |field: Field| field_weight(field.flag());
        assert!(of(Field::Title) > of(Field::Prompt));
        assert!(of(Field::Prompt) > of(Field::Result));
        assert!(of(Field::Result) > of(Field::Other));
    }
}
