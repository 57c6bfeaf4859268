//! What everything comes to.

use std::ops::Deref;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::report::{LiveQuery, Totals, TotalsQuery};

use crate::basis::Basis;
use crate::question::Question;
use crate::scope::Scope;

/// What do all rows come to?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalsQuestion {
    /// Of which rows.
    pub scope: Scope,
}

/// What all rows come to, and what follows from that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TotalsAnswer {
    /// The figures.
    pub totals: Totals,
    /// Share of prompt tokens that came from the cache, 0 to 1; `None` without any.
    pub cache_hit_rate: Option<f64>,
    /// Share of tool calls that failed, 0 to 1; `None` without any.
    pub error_rate: Option<f64>,
    /// USD per session on average; `None` without any.
    pub cost_usd_per_session: Option<f64>,
    /// Output tokens that were likely written but never recorded. No total includes them.
    pub unlogged_output: f64,
    /// What these likely cost in USD, as far as their models have a price.
    pub unlogged_cost_usd: f64,
}

impl Deref for TotalsAnswer {
    type Target = Totals;
    fn deref(&self) -> &Totals {
        &self.totals
    }
}

impl Question for TotalsQuestion {
    type Answer = TotalsAnswer;
    type Live = LiveQuery<TotalsQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> TotalsAnswer {
        let filter = self.scope.filter(basis.revision);
        let totals = live.answer(basis.revision, basis.rollup, &filter, ());
        let sums = &totals.sums;
        TotalsAnswer {
            cache_hit_rate: sums.cache_hit_rate(),
            error_rate: sums.error_rate(),
            cost_usd_per_session: (totals.sessions > 0)
                .then(|| sums.cost.usd() / totals.sessions as f64),
            unlogged_output: sums.estimated_missing_output(basis.revision),
            unlogged_cost_usd: sums.estimated_missing_usd(basis.revision),
            totals,
        }
    }
}
