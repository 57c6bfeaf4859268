//! What is worth a look.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::report::{Attention, AttentionQuery, LiveQuery};

use crate::basis::Basis;
use crate::question::Question;
use crate::scope::Scope;

/// What should the user look at?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttentionQuestion {
    /// Of which rows.
    pub scope: Scope,
}

/// What the user should look at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AttentionAnswer {
    /// What was found.
    pub attention: Attention,
    /// How far the estimate of unrecorded output is off, as a share of it.
    pub estimate_error: f64,
}

impl Question for AttentionQuestion {
    type Answer = AttentionAnswer;
    type Live = LiveQuery<AttentionQuery>;

    fn answer(&self, live: &mut Self::Live, basis: &mut Basis<'_>) -> AttentionAnswer {
        let filter = self.scope.filter(basis.revision);
        AttentionAnswer {
            attention: live.answer(basis.revision, basis.rollup, &filter, ()),
            estimate_error: basis.revision.suspect_fit.relative_error,
        }
    }
}
