//! From the query of the URL to what of the ledger is shown.

use sessionscope_engine::time::Zone;

use super::{Filter, Ledger, Settings};
use crate::route::Query;

/// The filter that a query and the settings make.
///
/// `from`, `to`: days, both shown. `project`, `model`, `session`: names, repeats allowed.
/// `branch`: a name. `sub`: `in` (where missing), `out` or `only`.
pub fn filter_of(_query: &Query, _settings: &Settings, _zone: Zone, _ledger: &Ledger) -> Filter {
    Filter::default()
}
