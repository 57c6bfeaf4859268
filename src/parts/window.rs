//! Which rows of a long table are drawn.

use std::ops::Range;

use sessionscope_queries::Window;

use super::number::whole;

/// Rows drawn above and below what is seen, so that a quick scroll shows no gap.
const OVERSCAN: usize = 12;
/// A table of up to this many rows is drawn whole: find in page then works, and it is quick.
const WHOLE_MAX: usize = 150;

/// Rows beyond those that are drawn which are there before they are scrolled to: more than a screen.
const NEAR: usize = 32;
/// So many rows beyond those that are drawn are asked for, so that scrolling rarely has to wait for any.
const FAR: usize = 96;

/// The rows that are asked for first: all of a table that is drawn whole are among them.
pub const FIRST_ROWS: Window = Window {
    from: 0,
    count: WHOLE_MAX + NEAR,
};

/// The rows to ask for where `shown` of `count` are drawn; `None` while those of `held` are enough.
pub fn rows_near(held: Window, shown: &Range<usize>, count: usize) -> Option<Window> {
    let from = shown.start.saturating_sub(NEAR);
    let end = (shown.end + NEAR).min(count);
    let are_held = held.from <= from && end <= held.from + held.count;
    (!are_held).then(|| {
        let from = shown.start.saturating_sub(FAR);
        Window {
            from,
            count: shown.end + FAR - from,
        }
    })
}

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
    fn rows_are_asked_for_before_they_are_seen() {
        let held = FIRST_ROWS;
        assert_eq!(rows_near(held, &(0..150), 150), None);
        assert_eq!(rows_near(held, &(0..24), 20_000), None);
        let asked = rows_near(held, &(136..184), 20_000);
        let expected = Window {
            from: 40,
            count: 240,
        };
        assert_eq!(asked, Some(expected));
        assert_eq!(rows_near(expected, &(136..184), 20_000), None);
        assert_eq!(rows_near(expected, &(144..192), 20_000), None);
        assert!(rows_near(expected, &(0..24), 20_000).is_some());
        // The last rows have none behind them, and a table without rows begins at its start.
        let last = Window {
            from: 19_900,
            count: 100,
        };
        assert_eq!(rows_near(last, &(19_960..20_000), 20_000), None);
        assert_eq!(rows_near(last, &(0..0), 0).map(|rows| rows.from), Some(0));
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
