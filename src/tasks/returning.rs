//! Whether the next visit begins with figures: `assets/boot.js` shows its first screen only where it does not.

use crate::browser::page;

/// Where `assets/boot.js` looks for that.
const KEY: &str = "sessionscope:returning";
/// What it marks `<html>` with where figures are to be expected: the start is not to be seen (style/boot.css).
const ATTRIBUTE: &str = "data-returning";

/// Notes whether figures are stored.
pub fn remember(is_returning: bool) {
    page::remember(KEY, is_returning.then_some(""));
}

/// What was stored is on the page, or there is nothing to be painted: from now on the start may be seen.
pub fn decided(is_painted: bool) {
    remember(is_painted);
    page::remove_root_attribute(ATTRIBUTE);
}
