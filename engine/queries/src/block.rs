//! The five-hour block that is running.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::report::{ActiveBlock, BlockQuery, LiveQuery};
use sessionscope_log::time::Instant;

use crate::basis::Basis;
use crate::question::Question;
use crate::scope::Scope;

/// Which five-hour block is running, and where does it lead? Days of the scope do not matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockQuestion {
    /// Of which rows.
    pub scope: Scope,
    /// The time that it is asked for.
    pub now: Instant,
}

impl Question for BlockQuestion {
    type Answer = Option<ActiveBlock>;
    type Live = LiveQuery<BlockQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> Self::Answer {
        let filter = self.scope.of_any_day().filter(basis.revision);
        live.answer(basis.revision, basis.rollup, &filter, self.now)
    }
}
