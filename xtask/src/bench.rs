//! `cargo xtask bench`: measures the built app in a real browser.

use anyhow::{Result, bail};

/// Runs `cargo xtask bench`.
///
/// # Errors
/// Not written yet.
pub fn command(_arguments: lexopt::Parser) -> Result<()> {
    bail!("there is no bench yet")
}
