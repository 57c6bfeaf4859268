//! Claude Code's own total of a session.

use crate::digest::{CostState, CostStateModel};
use sessionscope_log::json::{Value, figure, pico};
use sessionscope_log::record::Record;

/// What a `cost-state` record says.
pub(super) fn read(record: &Record<'_>) -> CostState {
    let models = record.model_usage.as_ref().map(|usage| usage.members());
    let models = models.unwrap_or_default().into_iter();
    CostState {
        pico_usd: record.total_cost_usd.and_then(pico),
        models: models.map(|(name, usage)| model(&name, &usage)).collect(),
    }
}

fn model(name: &str, usage: &Value<'_>) -> CostStateModel {
    let number = |name: &str| match usage.get(name) {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    };
    let tokens = |name: &str| number(name).map_or(0, figure);
    CostStateModel {
        name: name.to_owned(),
        input: tokens("inputTokens"),
        output: tokens("outputTokens"),
        cache_write: tokens("cacheCreationInputTokens"),
        cache_read: tokens("cacheReadInputTokens"),
        pico_usd: number("costUSD").and_then(pico).unwrap_or(0),
    }
}
