//! The token figures of one response.

use serde::{Deserialize, Serialize};

/// Token figures of one response, by the classes that are priced apart.
///
/// A figure that no `u64` holds is kept as `u64::MAX`; sums of these are `u128` and exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tokens {
    /// Prompt tokens that were neither written to nor read from the cache.
    pub input: u64,
    /// Tokens that the model wrote.
    pub output: u64,
    /// Cache writes that live for five minutes.
    pub cache_write_5m: u64,
    /// Cache writes that live for an hour.
    pub cache_write_1h: u64,
    /// Prompt tokens read from the cache.
    pub cache_read: u64,
}

impl Tokens {
    /// All cache writes together.
    pub fn cache_creation(&self) -> u128 {
        u128::from(self.cache_write_5m) + u128::from(self.cache_write_1h)
    }

    /// Input, output, cache writes and cache reads together.
    pub fn sum(&self) -> u128 {
        self.prompt() + u128::from(self.output)
    }

    /// What the model was given: input, cache writes and cache reads.
    pub fn prompt(&self) -> u128 {
        u128::from(self.input) + self.cache_creation() + u128::from(self.cache_read)
    }

    /// The order by which one of several records of a response wins: output, then the sum.
    pub fn rank(&self) -> (u64, u128) {
        (self.output, self.sum())
    }
}

/// Token sums that cannot overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WideTokens {
    /// See [`Tokens::input`].
    pub input: u128,
    /// See [`Tokens::output`].
    pub output: u128,
    /// See [`Tokens::cache_write_5m`].
    pub cache_write_5m: u128,
    /// See [`Tokens::cache_write_1h`].
    pub cache_write_1h: u128,
    /// See [`Tokens::cache_read`].
    pub cache_read: u128,
}

impl WideTokens {
    /// Adds one record's figures.
    pub fn add(&mut self, tokens: &Tokens) {
        self.input += u128::from(tokens.input);
        self.output += u128::from(tokens.output);
        self.cache_write_5m += u128::from(tokens.cache_write_5m);
        self.cache_write_1h += u128::from(tokens.cache_write_1h);
        self.cache_read += u128::from(tokens.cache_read);
    }

    /// Adds another sum.
    pub fn add_sum(&mut self, other: &Self) {
        self.input += other.input;
        self.output += other.output;
        self.cache_write_5m += other.cache_write_5m;
        self.cache_write_1h += other.cache_write_1h;
        self.cache_read += other.cache_read;
    }

    /// Both kinds of cache writes.
    pub fn cache_creation(&self) -> u128 {
        self.cache_write_5m + self.cache_write_1h
    }

    /// All classes together.
    pub fn sum(&self) -> u128 {
        self.input + self.output + self.cache_creation() + self.cache_read
    }
}
