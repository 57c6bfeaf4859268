//! What tokens cost: the price file, and which of its rates a response is billed at.
//!
//! The rules are those of the price file itself and of `docs`' accounting page; the file is
//! compiled in and a user may put another of the same shape in its place.

mod file;
mod json;
mod name;
mod pattern;
mod tariff;

use serde::{Deserialize, Serialize};

use crate::money::Cost;
use sessionscope_log::key::{Domain, Key};
use sessionscope_log::time::{Day, Instant};
use sessionscope_log::tokens::{Tokens, WideTokens};

pub use file::PriceError;
use file::{Entry, LongContext, Offer, RateSet, Rates};
pub(crate) use tariff::web_search_cost;
pub use tariff::{ByClass, Tariff};

/// Model name of text that Claude Code wrote itself; it is free and in no table of models.
pub const SYNTHETIC: &str = "<synthetic>";
/// How a response without a model is listed.
pub const NO_MODEL: &str = "(none)";

/// How the cost of a response is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CostMode {
    /// From tokens and the price table.
    #[default]
    Calculate,
    /// The record's own `costUSD`; nothing where it has none.
    Recorded,
    /// `costUSD` where it is there, else calculated.
    Auto,
}

/// Prices by model. [`PriceTable::builtin`] is the one compiled in.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceTable {
    entries: Vec<Entry>,
    /// The day on which the file was made, as it says.
    pub generated: String,
    fingerprint: Key,
}

/// What tells a [`PriceTable`] from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceMark {
    /// Equal for tables of the same text: figures that were reckoned by another are to be made anew.
    pub fingerprint: Key,
    /// The day of its prices, if it says one.
    pub day: Option<Day>,
}

/// Which entry of a [`PriceTable`] prices a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelPrice {
    /// The entry of this number.
    Entry(usize),
    /// Claude Code's own text: free.
    Free,
    /// No entry: tokens are counted, the cost is unknown.
    Unpriced,
}

/// What of a response decides its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Billing {
    /// Figures.
    pub tokens: Tokens,
    /// When, for prices that changed; `None` takes the newest.
    pub time: Option<Instant>,
    /// `service_tier` is `batch`.
    pub batch: bool,
    /// `speed` is `fast`.
    pub fast: bool,
    /// `inference_geo` is `us`.
    pub geo_us: bool,
    /// Web searches.
    pub web_searches: u64,
}

/// The price of a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Priced {
    /// By what rates.
    pub tariff: Tariff,
    /// Web searches that are billed.
    pub web_searches: u64,
    /// What the log has recorded, where that counts in place of a price.
    pub recorded: Cost,
    /// A rate that it needs is unknown.
    pub lower_bound: bool,
}

impl Priced {
    /// What it costs, or the part of it that is known, by what is paid for.
    pub fn by_class(&self, tokens: &Tokens) -> ByClass {
        let mut wide = WideTokens::default();
        wide.add(tokens);
        ByClass {
            tokens: self.tariff.cost(&wide),
            web_search: web_search_cost(self.web_searches),
            recorded: self.recorded,
        }
    }

    /// Costs this much, whatever its tokens and searches would.
    #[must_use]
    pub fn as_recorded(self, cost: Cost) -> Self {
        Self {
            tariff: self.tariff.without_price(),
            web_searches: 0,
            recorded: cost,
            lower_bound: false,
        }
    }
}

impl PriceTable {
    /// The table compiled in. A test proves that it parses; were it broken, every model would be
    /// unpriced, which every view shows.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../data/claude-pricing.json")).unwrap_or(Self {
            entries: Vec::new(),
            generated: String::new(),
            fingerprint: Key::default(),
        })
    }

    /// Reads a price file of the shape of the one compiled in.
    ///
    /// # Errors
    /// Says what is wrong and where, if it is not of that shape.
    pub fn parse(json: &str) -> Result<Self, PriceError> {
        file::parse(json).map(|(entries, generated)| Self {
            entries,
            generated,
            fingerprint: Key::new(Domain::Own, json.as_bytes()),
        })
    }

    /// What tells this table from others.
    pub fn mark(&self) -> PriceMark {
        PriceMark {
            fingerprint: self.fingerprint,
            day: Day::parse(&self.generated),
        }
    }

    /// The entry for a model name as the logs write it.
    pub fn find(&self, model: &str) -> ModelPrice {
        if model == SYNTHETIC {
            return ModelPrice::Free;
        }
        name::find(&self.entries, model).map_or(ModelPrice::Unpriced, ModelPrice::Entry)
    }

    /// The id of the entry that prices a model.
    pub fn entry_id(&self, model: ModelPrice) -> Option<&str> {
        match model {
            ModelPrice::Entry(index) => Some(self.entries.get(index)?.id.as_str()),
            ModelPrice::Free | ModelPrice::Unpriced => None,
        }
    }

    /// What a response of a model costs.
    pub fn price(&self, model: ModelPrice, billing: &Billing) -> Priced {
        let entry = match model {
            ModelPrice::Free => return Priced::default(),
            ModelPrice::Unpriced => None,
            ModelPrice::Entry(index) => self.entries.get(index),
        };
        let Some(entry) = entry else {
            // No tokens cost nothing at any price.
            let lower_bound = billing.tokens.sum() > 0;
            return Priced {
                lower_bound,
                ..Priced::default()
            };
        };
        let multiplier = entry.us_multiplier.filter(|_| billing.geo_us);
        let (tariff, lower_bound) =
            Tariff::of(&entry.rates_for(billing), multiplier, &billing.tokens);
        Priced {
            tariff,
            web_searches: billing.web_searches,
            recorded: Cost::ZERO,
            lower_bound,
        }
    }
}

impl Entry {
    /// The rates that hold for a response: its variant, then that one's period, then long context.
    fn rates_for(&self, billing: &Billing) -> Rates {
        let variant = if billing.batch && self.batch.is_some() {
            &self.batch
        } else if billing.fast {
            &self.fast
        } else {
            &None
        };
        let base = variant.as_ref().unwrap_or(&self.plain).at(billing.time);
        match base.long_context {
            Some(LongContext {
                above_prompt_tokens,
                rates,
            }) if billing.tokens.prompt() > u128::from(above_prompt_tokens) => rates,
            _ => base.rates,
        }
    }
}

impl Offer {
    /// The rates of the period that holds `time`; without a time, the newest.
    fn at(&self, time: Option<Instant>) -> RateSet {
        let holds = |from: Option<Day>| match (from, time) {
            (Some(from), Some(time)) => from <= time.day_utc(),
            _ => true,
        };
        let mut newest_first = self.periods.iter().rev();
        newest_first
            .find(|period| holds(period.valid_from))
            .map_or(self.base, |period| period.rates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(model: &str, tokens: Tokens, change: impl Fn(&mut Billing)) -> (String, bool) {
        let table = PriceTable::builtin();
        let time = Instant::parse(b"2026-07-01T10:00:00Z");
        let mut billing = Billing {
            tokens,
            time,
            batch: false,
            fast: false,
            geo_us: false,
            web_searches: 0,
        };
        change(&mut billing);
        let priced = table.price(table.find(model), &billing);
        let cost = priced.by_class(&tokens).total();
        (cost.to_decimal(), priced.lower_bound)
    }

    #[test]
    fn the_table_compiled_in_is_whole() {
        assert!(PriceTable::parse(include_str!("../data/claude-pricing.json")).is_ok());
        assert_eq!(PriceTable::builtin().entries.len(), 35);
    }

    #[test]
    fn each_class_has_its_rate() {
        let tokens = Tokens {
            input: 100,
            output: 200,
            cache_write_5m: 400,
            cache_write_1h: 600,
            cache_read: 5000,
        };
        assert_eq!(
            cost("claude-opus-5", tokens, |_| ()),
            ("0.0165".into(), false)
        );
    }

    #[test]
    fn geo_multiplies_tokens_and_not_searches() {
        let tokens = Tokens {
            input: 100,
            output: 10,
            ..Tokens::default()
        };
        let told = cost("claude-opus-5", tokens, |billing| {
            billing.geo_us = true;
            billing.web_searches = 2;
        });
        assert_eq!(told, ("0.020825".into(), false));
    }

    #[test]
    fn an_unknown_model_is_a_lower_bound_and_synthetic_is_free() {
        let tokens = Tokens {
            input: 100,
            ..Tokens::default()
        };
        assert_eq!(cost("glm-9", tokens, |_| ()), ("0".into(), true));
        assert_eq!(cost(SYNTHETIC, tokens, |_| ()), ("0".into(), false));
    }
}
