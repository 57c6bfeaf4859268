//! What names stand for while they are hidden.

use serde::{Deserialize, Serialize};
use sessionscope_accounts::veil::Veil;

use crate::basis::Basis;
use crate::question::Question;

/// What do the names that views see stand for? Only those who speak to the files may ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VeilQuestion;

impl Question for VeilQuestion {
    /// `None` while no name is hidden.
    type Answer = Option<Veil>;
    type Live = ();

    fn answer(&self, (): &mut (), basis: &mut Basis<'_>) -> Option<Veil> {
        basis.names.cloned()
    }
}
