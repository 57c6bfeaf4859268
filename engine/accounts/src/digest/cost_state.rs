//! What Claude Code itself says that a session cost.

use serde::{Deserialize, Serialize};

/// Claude Code's own total of a session (a `cost-state` record; the last one holds). It is compared
/// with ours and never added to anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostState {
    /// `totalCostUSD` in 10^-12 USD, where it is a number of at least 0.
    pub pico_usd: Option<u64>,
    /// `modelUsage`, in the order of the record.
    pub models: Vec<CostStateModel>,
}

/// One model of a [`CostState`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostStateModel {
    /// Its name as the record has it, perhaps with an ending such as `[1m]`.
    pub name: String,
    /// `inputTokens`.
    pub input: u64,
    /// `outputTokens`.
    pub output: u64,
    /// `cacheCreationInputTokens`, of either lifetime.
    pub cache_write: u64,
    /// `cacheReadInputTokens`.
    pub cache_read: u64,
    /// `costUSD` in 10^-12 USD.
    pub pico_usd: u64,
}
