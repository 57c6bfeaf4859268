//! Charts.
pub mod scale;
