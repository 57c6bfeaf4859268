//! How a cost grew.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::report::{LiveQuery, SpendQuery, Spent};

use crate::basis::Basis;
use crate::question::Question;
use crate::scope::Scope;

/// How did the cost grow, minute by minute?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendQuestion {
    /// Of which rows.
    pub scope: Scope,
}

impl Question for SpendQuestion {
    type Answer = Vec<Spent>;
    type Live = LiveQuery<SpendQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Self::Answer {
        let filter = self.scope.filter(basis.revision);
        live.answer(basis.revision, basis.rollup, &filter, ())
    }
}
