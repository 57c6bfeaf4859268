//! How a cost grew, minute by minute.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::filter::Filter;
use super::query::{Fold, Query, Scoped, ask};
use crate::ledger::{Ledger, Minute, ResponseCell};
use crate::money::Cost;

/// What was spent by the end of a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Minutes since 1970 in UTC; `None` for what has no valid time, which is counted last.
    pub minute: Option<i32>,
    /// By the sessions' own messages.
    pub own: Cost,
    /// By their subagents.
    pub agents: Cost,
}

impl Spent {
    /// By all.
    pub fn total(&self) -> Cost {
        self.own + self.agents
    }
}

/// How the cost of all that a filter holds grew: one entry for each minute in which something was billed,
/// in the order of time. The last one is the whole cost.
pub fn spend(ledger: &Ledger, filter: &Filter) -> Vec<Spent> {
    ask::<SpendQuery>(ledger, filter, &())
}

/// [`spend`] that follows the ledger.
#[derive(Default)]
pub struct SpendQuery {
    /// What was spent in each minute, by whether it has none.
    minutes: BTreeMap<(bool, Option<i32>), (Cost, Cost)>,
}

impl Query for SpendQuery {
    type Ask = ();
    type Answer = Vec<Spent>;

    fn new(_: &Scoped<'_>, (): &()) -> Self {
        Self::default()
    }

    fn answer(&mut self, _: &Scoped<'_>, (): &()) -> Vec<Spent> {
        let mut so_far = Spent::default();
        let minutes = self.minutes.iter();
        minutes
            .map(|(&(_, minute), &(own, agents))| {
                so_far = Spent {
                    minute,
                    own: so_far.own + own,
                    agents: so_far.agents + agents,
                };
                so_far
            })
            .collect()
    }
}

impl Fold for SpendQuery {
    fn is_by_day(&self) -> bool {
        false
    }

    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell, _: Minute) {
        let key = (row.minute.get().is_none(), row.minute.get());
        let (own, agents) = self.minutes.entry(key).or_default();
        let sum = if row.subagent { agents } else { own };
        *sum += scope.0.ledger.cost(row);
    }

    fn counts_events(&self) -> bool {
        false
    }
}
