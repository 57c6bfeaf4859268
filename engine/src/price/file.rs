//! The price file as it is read.

use std::fmt;

use regex_lite::Regex;
use serde::Deserialize;
use serde_json::Value;

use crate::money::pico;
use crate::time::Day;

/// Rates in 10^-12 USD a token; `None` where the file gives none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rates {
    pub input: Option<u128>,
    pub output: Option<u128>,
    pub cache_write_5m: Option<u128>,
    pub cache_write_1h: Option<u128>,
    pub cache_read: Option<u128>,
}

/// Rates, and those that hold instead above a prompt size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct RateSet {
    pub rates: Rates,
    pub long_context: Option<LongContext>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LongContext {
    pub above_prompt_tokens: u64,
    pub rates: Rates,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Period {
    pub valid_from: Option<Day>,
    pub rates: RateSet,
}

/// How an entry recognises a model name.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    Equals(String),
    StartsWith(String),
    Contains(String),
    Matches(Regex),
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text() && std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Rule {
    pub fn text(&self) -> &str {
        match self {
            Self::Equals(text) | Self::StartsWith(text) | Self::Contains(text) => text,
            Self::Matches(regex) => regex.as_str(),
        }
    }
}

/// One model's prices.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub id: String,
    pub rules: Vec<Rule>,
    pub base: RateSet,
    pub periods: Vec<Period>,
    pub batch: Option<RateSet>,
    pub fast: Option<RateSet>,
    /// (times, per): 11, 10 for 1.1.
    pub us_multiplier: Option<(u128, u128)>,
}

/// Why a price file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceError(String);

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PriceError {}

#[derive(Deserialize)]
struct RawFile {
    #[serde(default)]
    generated: String,
    models: Vec<RawEntry>,
}

#[derive(Deserialize)]
struct RawEntry {
    id: String,
    #[serde(rename = "match")]
    rules: Option<Value>,
    price_periods: Option<Vec<RawPeriod>>,
    variants: Option<RawVariants>,
    multipliers: Option<RawMultipliers>,
    litellm: Option<RawSource>,
    #[serde(flatten)]
    rates: RawRates,
}

#[derive(Deserialize)]
struct RawRates {
    input: Option<f64>,
    output: Option<f64>,
    cache_write_5m: Option<f64>,
    cache_write_1h: Option<f64>,
    cache_read: Option<f64>,
    long_context: Option<RawLongContext>,
}

#[derive(Deserialize)]
struct RawLongContext {
    above_prompt_tokens: u64,
    input: Option<f64>,
    output: Option<f64>,
    cache_write_5m: Option<f64>,
    cache_write_1h: Option<f64>,
    cache_read: Option<f64>,
}

#[derive(Deserialize)]
struct RawPeriod {
    valid_from: Option<String>,
    #[serde(flatten)]
    rates: RawRates,
}

#[derive(Deserialize)]
struct RawVariants {
    batch: Option<RawRates>,
    fast: Option<RawRates>,
}

#[derive(Deserialize)]
struct RawSource {
    multipliers: Option<RawMultipliers>,
}

#[derive(Deserialize)]
struct RawMultipliers {
    us: Option<f64>,
}

pub(super) fn parse(json: &str) -> Result<(Vec<Entry>, String), PriceError> {
    let raw: RawFile = serde_json::from_str(json)
        .map_err(|error| PriceError(format!("This is not a price file: {error}")))?;
    let entries = raw
        .models
        .into_iter()
        .map(entry)
        .collect::<Result<_, _>>()?;
    Ok((entries, raw.generated))
}

fn entry(raw: RawEntry) -> Result<Entry, PriceError> {
    let id = raw.id.clone();
    let place = |error: PriceError| PriceError(format!("Model {id}: {error}"));
    let mut rules = Vec::new();
    if let Some(value) = &raw.rules {
        collect_rules(value, &mut rules).map_err(place)?;
    }
    let periods = raw.price_periods.unwrap_or_default();
    let periods = periods.iter().map(period);
    let variants = raw.variants.unwrap_or(RawVariants {
        batch: None,
        fast: None,
    });
    let us = [
        raw.multipliers,
        raw.litellm.and_then(|source| source.multipliers),
    ]
    .into_iter()
    .flatten()
    .find_map(|multipliers| multipliers.us);
    Ok(Entry {
        rules,
        base: rate_set(&raw.rates).map_err(place)?,
        periods: periods.collect::<Result<_, _>>().map_err(place)?,
        batch: variants
            .batch
            .as_ref()
            .map(rate_set)
            .transpose()
            .map_err(place)?,
        fast: variants
            .fast
            .as_ref()
            .map(rate_set)
            .transpose()
            .map_err(place)?,
        us_multiplier: us
            .map(rate)
            .transpose()
            .map_err(place)?
            .map(|times| (times, 1_000_000_000_000)),
        id: raw.id,
    })
}

fn collect_rules(value: &Value, rules: &mut Vec<Rule>) -> Result<(), PriceError> {
    let Value::Object(fields) = value else {
        return Err(PriceError("a match rule is no object".to_owned()));
    };
    for (name, value) in fields {
        match (name.as_str(), value) {
            ("any", Value::Array(inner)) => {
                for value in inner {
                    collect_rules(value, rules)?;
                }
            }
            ("equals", Value::String(text)) => rules.push(Rule::Equals(text.clone())),
            ("startswith", Value::String(text)) => rules.push(Rule::StartsWith(text.clone())),
            ("contains", Value::String(text)) => rules.push(Rule::Contains(text.clone())),
            ("regex", Value::String(text)) => {
                let regex = Regex::new(text).map_err(|error| PriceError(error.to_string()))?;
                rules.push(Rule::Matches(regex));
            }
            _ => return Err(PriceError(format!("the match rule {name} is not known"))),
        }
    }
    Ok(())
}

fn period(raw: &RawPeriod) -> Result<Period, PriceError> {
    let valid_from = match &raw.valid_from {
        None => None,
        Some(text) => {
            let day = Day::parse(text);
            Some(day.ok_or_else(|| PriceError(format!("valid_from {text} is no date")))?)
        }
    };
    Ok(Period {
        valid_from,
        rates: rate_set(&raw.rates)?,
    })
}

fn rate_set(raw: &RawRates) -> Result<RateSet, PriceError> {
    let long_context = match &raw.long_context {
        None => None,
        Some(long) => Some(LongContext {
            above_prompt_tokens: long.above_prompt_tokens,
            rates: Rates {
                input: optional(long.input)?,
                output: optional(long.output)?,
                cache_write_5m: optional(long.cache_write_5m)?,
                cache_write_1h: optional(long.cache_write_1h)?,
                cache_read: optional(long.cache_read)?,
            },
        }),
    };
    let rates = Rates {
        input: optional(raw.input)?,
        output: optional(raw.output)?,
        cache_write_5m: optional(raw.cache_write_5m)?,
        cache_write_1h: optional(raw.cache_write_1h)?,
        cache_read: optional(raw.cache_read)?,
    };
    Ok(RateSet {
        rates,
        long_context,
    })
}

fn optional(value: Option<f64>) -> Result<Option<u128>, PriceError> {
    value.map(rate).transpose()
}

/// The shortest decimal that reads back as `value` is what the file says: `6.25e-06` exactly.
fn rate(value: f64) -> Result<u128, PriceError> {
    pico(&format!("{value:e}")).ok_or_else(|| PriceError(format!("{value} is no rate")))
}
