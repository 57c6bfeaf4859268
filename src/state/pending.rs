//! Stand-ins for the engine's ledger and report until they are there.

/// See the engine's `ledger::Ledger`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {}

/// See the engine's `report::Filter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {}
