//! Rates as they are applied, and what they come to by class of tokens.

use serde::{Deserialize, Serialize};

use super::file::Rates;
use crate::money::Cost;
use sessionscope_log::tokens::{Tokens, WideTokens};

/// One web search, in 10^-12 USD.
pub(super) const WEB_SEARCH: u128 = 10_000_000_000;

/// The rates by which a response is billed, variant, date, long context and region included, in
/// 10^-12 USD a token. Costs are tokens times these, so that they are known by class to the last digit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Tariff {
    /// Input, output, cache writes for 5 minutes and for 1 hour, cache reads. 0 where it is unknown.
    pub rates: [u64; 5],
    /// How much more a token that was read from the cache would cost as plain input.
    pub saved: u64,
    /// How much more a token that is written to the cache costs than plain input: for 5 minutes, for 1 hour.
    pub extra: [u64; 2],
}

/// What something cost, by what was paid for. The parts add up to the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByClass {
    /// Input, output, cache writes for 5 minutes and for 1 hour, cache reads.
    pub tokens: [Cost; 5],
    /// Web searches.
    pub web_search: Cost,
    /// What logs have recorded as a whole, where that is what counts.
    pub recorded: Cost,
}

impl Tariff {
    /// That of rates, each multiplied by `times` / `per`, and whether any that `tokens` need is unknown.
    pub(super) fn of(
        rates: &Rates,
        multiplier: Option<(u64, u64)>,
        tokens: &Tokens,
    ) -> (Self, bool) {
        let input = rates.input;
        let five = rates
            .cache_write_5m
            .or(input.map(|rate| rate.saturating_mul(5) / 4));
        let hour = rates
            .cache_write_1h
            .or(input.map(|rate| rate.saturating_mul(2)));
        let known = [input, rates.output, five, hour, rates.cache_read];
        let needed = classes(tokens).into_iter().zip(known);
        let is_partial = needed
            .into_iter()
            .any(|(count, rate)| count > 0 && rate.is_none());
        let known = known.map(|rate| rate.map(|rate| multiplied(rate, multiplier)));
        let [input, _, five, hour, read] = known;
        let more = |than: Option<u64>, of: Option<u64>| {
            let both = of.zip(than);
            both.map_or(0, |(of, than)| of.saturating_sub(than))
        };
        let tariff = Self {
            rates: known.map(Option::unwrap_or_default),
            saved: more(read, input),
            extra: [more(input, five), more(input, hour)],
        };
        (tariff, is_partial)
    }

    /// What tokens cost, class by class.
    pub fn cost(&self, tokens: &WideTokens) -> [Cost; 5] {
        let mut costs = self.rates.map(|rate| Cost(rate.into()));
        for (cost, count) in costs.iter_mut().zip(wide_classes(tokens)) {
            cost.0 = cost.0.saturating_mul(count);
        }
        costs
    }

    /// What the cache reads would have cost more as plain input.
    pub fn cache_saved(&self, tokens: &WideTokens) -> Cost {
        times(tokens.cache_read, self.saved)
    }

    /// What the cache writes cost more than plain input.
    pub fn cache_write_extra(&self, tokens: &WideTokens) -> Cost {
        let [five, hour] = self.extra;
        times(tokens.cache_write_5m, five) + times(tokens.cache_write_1h, hour)
    }

    /// The same rates as far as they say what caching saves, without a price.
    pub(super) fn without_price(self) -> Self {
        Self {
            rates: [0; 5],
            ..self
        }
    }
}

impl ByClass {
    /// All together.
    pub fn total(&self) -> Cost {
        let tokens: Cost = self.tokens.into_iter().sum();
        tokens + self.web_search + self.recorded
    }

    /// Adds others.
    pub fn add(&mut self, more: &Self) {
        for (sum, more) in self.tokens.iter_mut().zip(more.tokens) {
            *sum += more;
        }
        self.web_search += more.web_search;
        self.recorded += more.recorded;
    }

    /// Plain input.
    pub fn input(&self) -> Cost {
        let [input, ..] = self.tokens;
        input
    }

    /// What the model wrote.
    pub fn output(&self) -> Cost {
        let [_, output, ..] = self.tokens;
        output
    }

    /// Cache writes of both kinds.
    pub fn cache_creation(&self) -> Cost {
        let [_, _, five, hour, _] = self.tokens;
        five + hour
    }

    /// Cache reads.
    pub fn cache_read(&self) -> Cost {
        let [.., read] = self.tokens;
        read
    }

    /// What is no token's: web searches, and costs that logs have recorded as a whole.
    pub fn rest(&self) -> Cost {
        self.web_search + self.recorded
    }

    /// Each part by the name that exports have for it.
    pub fn named(&self) -> [(&'static str, Cost); 7] {
        let [input, output, five, hour, read] = self.tokens;
        [
            ("input", input),
            ("output", output),
            ("cache_write_5m", five),
            ("cache_write_1h", hour),
            ("cache_read", read),
            ("web_search", self.web_search),
            ("recorded", self.recorded),
        ]
    }
}

/// What web searches cost.
pub(crate) fn web_search_cost(searches: u64) -> Cost {
    Cost(u128::from(searches).saturating_mul(WEB_SEARCH))
}

fn multiplied(rate: u64, multiplier: Option<(u64, u64)>) -> u64 {
    let Some((times, per)) = multiplier else {
        return rate;
    };
    let product = u128::from(rate) * u128::from(times);
    u64::try_from(product / u128::from(per.max(1))).unwrap_or(u64::MAX)
}

fn times(count: u128, rate: u64) -> Cost {
    Cost(count.saturating_mul(rate.into()))
}

fn classes(tokens: &Tokens) -> [u64; 5] {
    [
        tokens.input,
        tokens.output,
        tokens.cache_write_5m,
        tokens.cache_write_1h,
        tokens.cache_read,
    ]
}

fn wide_classes(tokens: &WideTokens) -> [u128; 5] {
    [
        tokens.input,
        tokens.output,
        tokens.cache_write_5m,
        tokens.cache_write_1h,
        tokens.cache_read,
    ]
}
