//! Which rows of a long table are drawn.

use std::ops::Range;

use super::number::whole;

/// Rows drawn above and below what is seen, so that a quick scroll shows no gap.
const OVERSCAN: usize = 12;
/// A table of up to this many rows is drawn whole: find in page then works, and it is quick.
const WHOLE_MAX: usize = 150;

/// Only a part of so many rows is drawn.
pub fn is_long(count: usize) -> bool {
    count > WHOLE_MAX
}

/// The rows to draw of `count`, each `row_height` high, scrolled to `top` in a box of `height`.
pub fn window(count: usize, row_height: f64, top: f64, height: f64) -> Range<usize> {
    if !is_long(count) || row_height <= 0.0 {
        return 0..count;
    }
    let first = whole(top / row_height);
    let seen = whole((height / row_height).ceil()) + 1;
    // Steps of 8, so that scrolling by a row does not draw anew.
    let start = first.saturating_sub(OVERSCAN) / 8 * 8;
    let end = (first + seen + OVERSCAN).div_ceil(8) * 8;
    start.min(count)..end.min(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_tables_are_whole() {
        assert_eq!(window(150, 40.0, 9000.0, 400.0), 0..150);
    }

    #[test]
    fn long_tables_show_what_is_seen_and_a_little_more() {
        assert_eq!(window(20_000, 40.0, 0.0, 400.0), 0..24);
        let range = window(20_000, 40.0, 40_000.0, 400.0);
        assert!(range.start <= 990 && range.end >= 1011, "{range:?}");
        assert!(range.len() < 60);
        assert_eq!(window(20_000, 40.0, 1e9, 400.0).len(), 0);
    }
}
