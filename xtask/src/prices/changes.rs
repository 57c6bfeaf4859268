//! What of a price file differs from another: rates, dates, sizes and match rules, by model.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::rate::Rate;

/// What is told of a model but decides no price.
const TOLD: [&str; 9] = [
    "id",
    "name",
    "context_window",
    "max_output",
    "deprecation_date",
    "litellm",
    "litellm_agrees",
    "source",
    "notes",
];

/// One line for each difference.
///
/// # Errors
/// A rate is no multiple of 10^-12 USD.
pub fn between(before: &Value, after: &Value) -> Result<Vec<String>> {
    let (before, after) = (facts(before)?, facts(after)?);
    let mut changes = Vec::new();
    for (place, old) in &before {
        match after.get(place) {
            Some(new) if new != old => changes.push(format!("{place}: {old} is now {new}")),
            Some(_) => {}
            None => changes.push(format!("{place}: {old} is gone")),
        }
    }
    let new = after
        .iter()
        .filter(|(place, _)| !before.contains_key(*place));
    changes.extend(new.map(|(place, new)| format!("{place}: {new} is new")));
    Ok(changes)
}

/// All that decides a price, by its place.
fn facts(file: &Value) -> Result<BTreeMap<String, String>> {
    let mut facts = BTreeMap::new();
    let models = file.get("models").and_then(Value::as_array);
    for model in models.context("a price file has models")? {
        let id = model
            .get("id")
            .and_then(Value::as_str)
            .context("a model has an id")?;
        let fields = model.as_object().into_iter().flatten();
        for (name, value) in fields.filter(|(name, _)| !TOLD.contains(&name.as_str())) {
            collect(&format!("{id} {name}"), value, &mut facts)?;
        }
        if let Some(multipliers) = model.pointer("/litellm/multipliers/us") {
            collect(&format!("{id} multipliers.us"), multipliers, &mut facts)?;
        }
    }
    Ok(facts)
}

fn collect(place: &str, value: &Value, facts: &mut BTreeMap<String, String>) -> Result<()> {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| *name != "recorded_from") {
                collect(&format!("{place}.{name}"), value, facts)?;
            }
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                collect(&format!("{place}[{at}]"), value, facts)?;
            }
        }
        Value::Number(_) => {
            let rate = Rate::of(value, 0).with_context(|| place.to_owned())?;
            facts.insert(place.to_owned(), rate.number()?.to_string());
        }
        other => {
            facts.insert(place.to_owned(), other.to_string());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::between;

    #[test]
    fn what_decides_a_price_is_compared() {
        let before = json!({"models": [
            {"id": "a", "input": 5e-06, "output": null, "notes": "x", "litellm": {"multipliers": {"us": 1.1}}},
            {"id": "b", "match": {"any": [{"equals": "b"}]}},
        ]});
        assert_eq!(between(&before, &before).unwrap(), Vec::<String>::new());
        let after = json!({"models": [
            {"id": "a", "input": 0.000006, "output": null, "notes": "y", "variants": {"fast": {"input": 1e-5}}},
        ]});
        assert_eq!(
            between(&before, &after).unwrap(),
            [
                "a input: 5e-6 is now 6e-6",
                "a multipliers.us: 1.1 is gone",
                "b match.any[0].equals: \"b\" is gone",
                "a variants.fast.input: 0.00001 is new",
            ]
        );
    }

    #[test]
    fn a_rate_that_is_not_whole_is_refused() {
        let file = json!({"models": [{"id": "a", "input": 1.5e-12}]});
        let error = between(&file, &file).unwrap_err();
        assert!(format!("{error:#}").contains("a input"), "{error:#}");
    }
}
