//! From what the two packages say of Anthropic's models to entries of our price file.

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};

use super::python::{NAME, REST};
use super::rate::{Rate, per_million};

/// Our names of rates, and those of genai-prices (USD per million tokens) and litellm (USD per token).
const RATES: [(&str, &str, &str); 5] = [
    ("input", "input_mtok", "input_cost_per_token"),
    ("output", "output_mtok", "output_cost_per_token"),
    (
        "cache_write_5m",
        "cache_write_mtok",
        "cache_creation_input_token_cost",
    ),
    (
        "cache_write_1h",
        "cache_write_1h_mtok",
        "cache_creation_input_token_cost_above_1hr",
    ),
    (
        "cache_read",
        "cache_read_mtok",
        "cache_read_input_token_cost",
    ),
];

/// In which order an entry's fields stand.
const ORDER: [&str; 20] = [
    "id",
    "name",
    "match",
    "context_window",
    "max_output",
    "price_periods",
    "input",
    "output",
    "cache_write_5m",
    "cache_write_1h",
    "cache_read",
    "long_context",
    "web_search_per_request",
    "variants",
    "multipliers",
    "deprecation_date",
    "litellm",
    "litellm_agrees",
    "source",
    "notes",
];

/// Both packages, with names and versions.
pub struct Packages {
    /// `genai-prices 0.2.3`.
    pub genai_name: String,
    /// What its data say of Anthropic, as [`super::python`] reads it.
    pub genai: Value,
    /// `litellm 1.109.1`.
    pub litellm_name: String,
    /// All its models.
    pub litellm: Map<String, Value>,
}

/// The entries of the price file, before our corrections.
///
/// # Errors
/// A model is told in a way that is not known here.
pub fn entries(packages: &Packages) -> Result<Vec<Value>> {
    let models = packages.genai.get("models").and_then(Value::as_array);
    let models = models.context("genai-prices has no models of Anthropic")?;
    let mut entries = Vec::new();
    for model in models {
        let id = text(model, "id");
        let entry = entry(model, packages).with_context(|| format!("model {id}"))?;
        entries.push(entry);
    }
    for (id, row) in &packages.litellm {
        let is_known = entries.iter().any(|entry| text(entry, "id") == id);
        if text(row, "litellm_provider") == "anthropic" && !is_known {
            entries.push(row_alone(id, row, packages)?);
        }
    }
    Ok(entries.into_iter().map(ordered).collect())
}

/// An entry with its fields in their order.
pub fn ordered(entry: Value) -> Value {
    let Value::Object(mut fields) = entry else {
        return entry;
    };
    let mut sorted = Map::new();
    for name in ORDER {
        sorted.extend(
            fields
                .shift_remove(name)
                .map(|value| (name.to_owned(), value)),
        );
    }
    sorted.extend(fields);
    sorted.into()
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn entry(model: &Value, packages: &Packages) -> Result<Value> {
    let id = text(model, "id");
    let mut entry = Map::new();
    entry.insert("id".to_owned(), id.into());
    for (name, theirs) in [("name", "name"), ("context_window", "context_window")] {
        let value = model.get(theirs).filter(|value| !value.is_null());
        entry.extend(value.map(|value| (name.to_owned(), value.clone())));
    }
    let rule = model.get("match").context("no match")?;
    entry.insert("match".to_owned(), rule_of(rule)?);
    match model.get("prices").context("no prices")? {
        Value::Array(periods) => {
            let periods = periods.iter().map(period).collect::<Result<Vec<_>>>()?;
            let newest = periods.last().and_then(Value::as_object).cloned();
            let newest = newest.unwrap_or_default().into_iter();
            entry.extend(newest.filter(|(name, _)| name != "valid_from"));
            entry.insert("price_periods".to_owned(), periods.into());
        }
        prices => entry.extend(rates(prices)?),
    }
    let variants = variants(model)?;
    if !variants.is_empty() {
        entry.insert("variants".to_owned(), variants.into());
    }
    if let Some(row) = packages.litellm.get(id) {
        let told = litellm(id, row)?;
        let agrees = RATES
            .iter()
            .all(|(name, ..)| told.get(*name) == entry.get(*name));
        entry.insert("litellm".to_owned(), told);
        entry.insert("litellm_agrees".to_owned(), agrees.into());
    }
    let (genai, litellm) = (&packages.genai_name, &packages.litellm_name);
    let check = if entry.contains_key("litellm") {
        format!("cross-checked with {litellm} model_prices_and_context_window_backup.json")
    } else {
        format!("not in {litellm} under the anthropic provider")
    };
    let source = format!("{genai} (PyPI, pydantic/genai-prices) provider=anthropic; {check}");
    entry.insert("source".to_owned(), source.into());
    let notes = text(model, "price_comments");
    if !notes.is_empty() {
        entry.insert("notes".to_owned(), notes.into());
    }
    Ok(entry.into())
}

fn rule_of(clause: &Value) -> Result<Value> {
    let (ours, theirs) = match text(clause, NAME) {
        "ClauseOr" => {
            let any = clause
                .get("or_")
                .and_then(Value::as_array)
                .context("no clauses")?;
            let any = any.iter().map(rule_of).collect::<Result<Vec<_>>>()?;
            return Ok(json!({ "any": any }));
        }
        "ClauseEquals" => ("equals", "equals"),
        "ClauseStartsWith" => ("startswith", "starts_with"),
        "ClauseContains" => ("contains", "contains"),
        "ClauseRegex" => ("regex", "regex"),
        other => bail!("the clause {other} is not known"),
    };
    Ok(json!({ ours: text(clause, theirs) }))
}

/// What a `ModelPrice` says.
fn rates(prices: &Value) -> Result<Map<String, Value>> {
    let (mut rates, mut long) = (Map::new(), Map::new());
    for (name, theirs, _) in RATES {
        let price = prices.get(theirs).unwrap_or(&Value::Null);
        rates.insert(
            name.to_owned(),
            per_million(price.get("base").unwrap_or(price))?,
        );
        let tiers = price.get("tiers").and_then(Value::as_array);
        match tiers.map(Vec::as_slice) {
            None | Some([]) => {}
            Some([tier]) => {
                let start = tier.get("start").context("a tier without a start")?;
                let known = long.entry("above_prompt_tokens").or_insert(start.clone());
                anyhow::ensure!(
                    known == start,
                    "tiers of one model begin at different sizes"
                );
                let price = tier.get("price").context("a tier without a price")?;
                long.insert(name.to_owned(), per_million(price)?);
            }
            Some(_) => bail!("there are several tiers"),
        }
    }
    if !long.is_empty() {
        rates.insert("long_context".to_owned(), long.into());
    }
    if let Some(searches) = prices.get("web_searches_kcount") {
        rates.insert(
            "web_search_per_request".to_owned(),
            Rate::of(searches, 3)?.number()?,
        );
    }
    Ok(rates)
}

/// The day from which a constraint holds.
fn start_of(constrained: &Value) -> Result<Value> {
    let Some(constraint) = constrained
        .get("constraint")
        .filter(|value| !value.is_null())
    else {
        return Ok(Value::Null);
    };
    let kind = text(constraint, NAME);
    anyhow::ensure!(
        kind == "StartDateConstraint",
        "the constraint {kind} is not known"
    );
    let parts = constraint.get("start_date").and_then(|date| date.get(REST));
    let parts: Vec<u64> = serde_json::from_value(parts.context("no start date")?.clone())?;
    let [year, month, day] = parts[..] else {
        bail!("a date has three parts");
    };
    Ok(format!("{year:04}-{month:02}-{day:02}").into())
}

fn period(period: &Value) -> Result<Value> {
    let mut told = rates(period.get("prices").context("a period without prices")?)?;
    told.insert("valid_from".to_owned(), start_of(period)?);
    Ok(told.into())
}

fn variants(model: &Value) -> Result<Map<String, Value>> {
    let mut variants = Map::new();
    let told = model.get("price_variants").and_then(Value::as_array);
    for variant in told.into_iter().flatten() {
        let when = variant.get("when").and_then(Value::as_object);
        let when = when.context("a variant without a condition")?;
        let name = match when
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect::<Vec<_>>()[..]
        {
            [("processing", Some("batch"))] => "batch",
            [("speed", Some("fast"))] => "fast",
            // Another way to ask that logs do not tell of.
            _ => {
                println!("  not taken: {} when {when:?}", text(model, "id"));
                continue;
            }
        };
        let mut told = rates(variant.get("prices").context("a variant without prices")?)?;
        let from = start_of(variant)?;
        if !from.is_null() {
            told.insert("recorded_from".to_owned(), from);
        }
        variants.insert(name.to_owned(), told.into());
    }
    Ok(variants)
}

fn litellm_rates(row: &Value) -> Result<Map<String, Value>> {
    let mut rates = Map::new();
    for (name, _, theirs) in RATES {
        let rate = row.get(theirs).unwrap_or(&Value::Null);
        rates.insert(name.to_owned(), Rate::of(rate, 0)?.number()?);
    }
    Ok(rates)
}

fn litellm(id: &str, row: &Value) -> Result<Value> {
    let mut told = Map::new();
    told.insert("key".to_owned(), id.into());
    told.extend(litellm_rates(row)?);
    for (ours, theirs) in [
        ("context_window", "max_input_tokens"),
        ("max_output", "max_output_tokens"),
        ("multipliers", "provider_specific_entry"),
        ("deprecation_date", "deprecation_date"),
    ] {
        told.insert(
            ours.to_owned(),
            row.get(theirs).cloned().unwrap_or_default(),
        );
    }
    Ok(told.into())
}

/// A model that only litellm has.
fn row_alone(id: &str, row: &Value, packages: &Packages) -> Result<Value> {
    let mut told = match litellm(id, row).with_context(|| format!("litellm's {id}"))? {
        Value::Object(told) => told,
        _ => Map::new(),
    };
    told.shift_remove("key");
    told.insert("id".to_owned(), id.into());
    let source = format!(
        "{} (PyPI) model_prices_and_context_window_backup.json",
        packages.litellm_name
    );
    told.insert("source".to_owned(), source.into());
    Ok(told.into())
}
