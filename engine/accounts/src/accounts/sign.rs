//! Adding to sums, and taking away again.

use crate::money::Cost;
use sessionscope_log::tokens::{Tokens, WideTokens};

/// Whether something is added to sums or taken away from them. What was added and is taken away
/// leaves exactly what was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

impl Sign {
    /// The one of two sums that this adds to.
    pub fn pick<T>(self, added: T, taken: T) -> T {
        match self {
            Self::Plus => added,
            Self::Minus => taken,
        }
    }

    pub fn few(self, sum: &mut u32, by: u32) {
        *sum = match self {
            Self::Plus => sum.wrapping_add(by),
            Self::Minus => sum.wrapping_sub(by),
        };
    }

    pub fn count(self, sum: &mut u64, by: u64) {
        *sum = match self {
            Self::Plus => sum.wrapping_add(by),
            Self::Minus => sum.wrapping_sub(by),
        };
    }

    pub fn sum(self, sum: &mut u128, by: u128) {
        *sum = match self {
            Self::Plus => sum.wrapping_add(by),
            Self::Minus => sum.wrapping_sub(by),
        };
    }

    pub fn cost(self, sum: &mut Cost, by: Cost) {
        self.sum(&mut sum.0, by.0);
    }

    pub fn tokens(self, sum: &mut WideTokens, by: &Tokens) {
        let mut wide = WideTokens::default();
        wide.add(by);
        self.wide(sum, &wide);
    }

    pub fn wide(self, sum: &mut WideTokens, by: &WideTokens) {
        for (sum, by) in [
            (&mut sum.input, by.input),
            (&mut sum.output, by.output),
            (&mut sum.cache_write_5m, by.cache_write_5m),
            (&mut sum.cache_write_1h, by.cache_write_1h),
            (&mut sum.cache_read, by.cache_read),
        ] {
            self.sum(sum, by);
        }
    }
}
