//! The price file as it is read.

use std::fmt;

use super::json::{Fields, list, text};
use super::pattern::Pattern;
use sessionscope_log::json::Value;
use sessionscope_log::time::Day;

/// 1 as the file's numbers are read.
const ONE: u64 = 1_000_000_000_000;
/// Match rules within match rules.
const DEEPEST: usize = 20;

/// Rates in 10^-12 USD a token; `None` where the file gives none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rates {
    pub input: Option<u64>,
    pub output: Option<u64>,
    pub cache_write_5m: Option<u64>,
    pub cache_write_1h: Option<u64>,
    pub cache_read: Option<u64>,
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
    Matches(Pattern),
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
            Self::Matches(pattern) => pattern.as_str(),
        }
    }
}

/// What one way of asking a model costs, over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Offer {
    /// Where there are no periods, and before the first.
    pub base: RateSet,
    pub periods: Vec<Period>,
}

/// One model's prices.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub id: String,
    pub rules: Vec<Rule>,
    pub plain: Offer,
    pub batch: Option<Offer>,
    pub fast: Option<Offer>,
    /// (times, per): 11, 10 for 1.1.
    pub us_multiplier: Option<(u64, u64)>,
}

/// Why a price file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceError(pub(super) String);

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PriceError {}

pub(super) fn parse(json: &str) -> Result<(Vec<Entry>, String), PriceError> {
    let said = |PriceError(error)| PriceError(format!("This is not a price file: {error}"));
    let file = Fields::of_file(json).map_err(said)?;
    let generated = file.text("generated").map_err(said)?;
    let models = file.required("models").and_then(list).map_err(said)?;
    let entries = models.into_iter().map(entry).collect::<Result<_, _>>()?;
    Ok((entries, generated.unwrap_or_default()))
}

fn entry(model: Value<'_>) -> Result<Entry, PriceError> {
    let fields = Fields::of("a model", model)?;
    let id = text("id", fields.required("id")?)?;
    read_entry(&fields, id.clone())
        .map_err(|PriceError(error)| PriceError(format!("Model {id}: {error}")))
}

fn read_entry(fields: &Fields<'_>, id: String) -> Result<Entry, PriceError> {
    let mut rules = Vec::new();
    if let Some(rule) = fields.get("match") {
        collect_rules(rule, 0, &mut rules)?;
    }
    let variants = fields.object("variants")?;
    let variant = |name: &str| {
        let variant = variants.as_ref().map(|variants| variants.object(name));
        variant
            .transpose()?
            .flatten()
            .as_ref()
            .map(offer)
            .transpose()
    };
    let us_multiplier = match us_multiplier(fields)? {
        None => match fields.object("litellm")? {
            None => None,
            Some(source) => us_multiplier(&source)?,
        },
        own => own,
    };
    Ok(Entry {
        id,
        rules,
        plain: offer(fields)?,
        batch: variant("batch")?,
        fast: variant("fast")?,
        us_multiplier: us_multiplier.map(|times| (times, ONE)),
    })
}

fn us_multiplier(fields: &Fields<'_>) -> Result<Option<u64>, PriceError> {
    match fields.object("multipliers")? {
        None => Ok(None),
        Some(multipliers) => multipliers.rate("us"),
    }
}

fn collect_rules(rule: Value<'_>, depth: usize, rules: &mut Vec<Rule>) -> Result<(), PriceError> {
    if depth > DEEPEST {
        return Err(PriceError("too many match rules within others".to_owned()));
    }
    for (name, value) in Fields::of("a match rule", rule)?.all() {
        rules.push(match &*name {
            "any" => {
                for inner in list(value)? {
                    collect_rules(inner, depth + 1, rules)?;
                }
                continue;
            }
            "equals" => Rule::Equals(text(&name, value)?),
            "startswith" => Rule::StartsWith(text(&name, value)?),
            "contains" => Rule::Contains(text(&name, value)?),
            "regex" => {
                let pattern = text(&name, value)?;
                Rule::Matches(Pattern::new(&pattern).map_err(|why| {
                    PriceError(format!("the regex {pattern} is not understood: {why}"))
                })?)
            }
            _ => return Err(PriceError(format!("the match rule {name} is not known"))),
        });
    }
    Ok(())
}

fn offer(fields: &Fields<'_>) -> Result<Offer, PriceError> {
    let periods = fields.get("price_periods").map(list).transpose()?;
    let periods = periods.unwrap_or_default().into_iter().map(period);
    Ok(Offer {
        base: rate_set(fields)?,
        periods: periods.collect::<Result<_, _>>()?,
    })
}

fn period(period: Value<'_>) -> Result<Period, PriceError> {
    let fields = Fields::of("a price period", period)?;
    let valid_from = match fields.text("valid_from")? {
        None => None,
        Some(text) => {
            let day = Day::parse(&text);
            Some(day.ok_or_else(|| PriceError(format!("valid_from {text} is no date")))?)
        }
    };
    Ok(Period {
        valid_from,
        rates: rate_set(&fields)?,
    })
}

fn rate_set(fields: &Fields<'_>) -> Result<RateSet, PriceError> {
    let long_context = match fields.object("long_context")? {
        None => None,
        Some(long) => Some(LongContext {
            above_prompt_tokens: long.count("above_prompt_tokens")?,
            rates: rates(&long)?,
        }),
    };
    Ok(RateSet {
        rates: rates(fields)?,
        long_context,
    })
}

fn rates(fields: &Fields<'_>) -> Result<Rates, PriceError> {
    Ok(Rates {
        input: fields.rate("input")?,
        output: fields.rate("output")?,
        cache_write_5m: fields.rate("cache_write_5m")?,
        cache_write_1h: fields.rate("cache_write_1h")?,
        cache_read: fields.rate("cache_read")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(json: &str) -> String {
        parse(json).unwrap_err().to_string()
    }

    fn of_model(rest: &str) -> String {
        format!(r#"{{"models":[{{"id":"m"{rest}}}]}}"#)
    }

    #[test]
    fn rates_are_read_as_they_are_written() {
        let file = of_model(
            r#","input":6.25e-06,"output":2,"cache_read":null,"unknown":[{}],
               "variants":{"fast":null,"batch":{"input":1e-12,"price_periods":[{"input":2e-12,
                 "long_context":{"above_prompt_tokens":9,"input":3e-12}}]}},
               "long_context":{"above_prompt_tokens":200000,"input":1E-5},
               "price_periods":[{"output":1.0},{"valid_from":"2026-02-03","input":3e-6}],
               "litellm":{"multipliers":{"us":1.1}}"#,
        );
        let (entries, generated) = parse(&file).unwrap();
        let [entry] = &entries[..] else {
            panic!("one entry");
        };
        assert_eq!(generated, "");
        assert_eq!(entry.plain.base.rates.input, Some(6_250_000));
        assert_eq!(entry.plain.base.rates.output, Some(2 * ONE));
        assert_eq!(entry.plain.base.rates.cache_read, None);
        let long = entry.plain.base.long_context.unwrap();
        assert_eq!(long.above_prompt_tokens, 200_000);
        assert_eq!(long.rates.input, Some(10_000_000));
        let batch = entry.batch.as_ref().unwrap();
        assert_eq!(batch.base.rates.input, Some(1));
        let period = batch.periods[0].rates;
        assert_eq!(period.rates.input, Some(2));
        assert_eq!(period.long_context.unwrap().rates.input, Some(3));
        assert_eq!(entry.fast, None);
        assert_eq!(entry.plain.periods.len(), 2);
        assert_eq!(entry.plain.periods[0].valid_from, None);
        assert_eq!(entry.plain.periods[1].valid_from, Day::parse("2026-02-03"));
        assert_eq!(entry.us_multiplier, Some((1_100_000_000_000, ONE)));
    }

    #[test]
    fn a_multiplier_of_the_models_own_comes_first() {
        let file = of_model(r#","multipliers":{"us":2},"litellm":{"multipliers":{"us":1.1}}"#);
        let (entries, _) = parse(&file).unwrap();
        assert_eq!(entries[0].us_multiplier, Some((2 * ONE, ONE)));
    }

    #[test]
    fn rules_may_be_nested() {
        let file = of_model(
            r#","match":{"any":[{"equals":"a"},{"any":[{"startswith":"b"}]},{"contains":"c"},{"regex":"^d$"}]}"#,
        );
        let (entries, _) = parse(&file).unwrap();
        let texts: Vec<&str> = entries[0].rules.iter().map(Rule::text).collect();
        assert_eq!(texts, ["a", "b", "c", "^d$"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (file, says) in [
            ("", "not a price file"),
            ("[]", "not a price file"),
            ("{}", "models"),
            (r#"{"models":{}}"#, "list"),
            (r#"{"models":[]} x"#, "not a price file"),
            (r#"{"models":[1]}"#, "a model"),
            (r#"{"models":[{}]}"#, "id"),
            (r#"{"models":[{"id":7}]}"#, "id"),
            (r#"{"generated":7,"models":[]}"#, "generated"),
        ] {
            assert!(error(file).contains(says), "{file}: {}", error(file));
        }
        for (rest, says) in [
            (r#","input":"1""#, "Model m: input"),
            (r#","input":-1"#, "Model m: input"),
            (r#","variants":[]"#, "Model m: variants"),
            (r#","long_context":{"input":1}"#, "above_prompt_tokens"),
            (
                r#","long_context":{"above_prompt_tokens":1.5}"#,
                "above_prompt_tokens",
            ),
            (
                r#","price_periods":[{"valid_from":"soon"}]"#,
                "soon is no date",
            ),
            (r#","match":"m""#, "a match rule"),
            (r#","match":{"sounds":"m"}"#, "sounds is not known"),
            (r#","match":{"regex":"("}"#, "is not understood"),
        ] {
            let error = error(&of_model(rest));
            assert!(error.contains(says), "{rest}: {error}");
        }
        let nested = r#"{"any":["#.repeat(50_000) + &"]}".repeat(50_000);
        let error = error(&of_model(&format!(r#","match":{nested}"#)));
        assert!(error.contains("too many"), "{error}");
    }
}
