//! The arithmetic of charts: ticks, stacks, bands, labels, calendars. No drawing.

use std::fmt::Write as _;

use sessionscope_engine::order::sort_by;
use sessionscope_engine::time::Day;

use crate::parts::number::whole;

/// An axis from 0 to a round number, and where its lines are.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The value at the top.
    pub max: f64,
    /// Values of the lines, 0 included, ascending.
    pub ticks: Vec<f64>,
}

/// An axis that holds `max`, with about `lines` steps of 1, 2, 2.5 or 5 times a power of ten.
pub fn axis(max: f64, lines: usize) -> Axis {
    if !max.is_finite() || max <= 0.0 {
        return Axis {
            max: 1.0,
            ticks: vec![0.0],
        };
    }
    let raw = max / lines.max(1) as f64;
    let power = 10_f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= raw * 0.999_999)
        .unwrap_or(power * 10.0);
    let count = whole((max / step - 1e-9).ceil()).max(1);
    Axis {
        max: step * count as f64,
        ticks: (0..=count).map(|at| step * at as f64).collect(),
    }
}

/// A piece of a stacked bar, in pixels from the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// The line it belongs to.
    pub line: usize,
    /// Its top.
    pub y: f64,
    /// Its height.
    pub height: f64,
}

/// The pieces of one bar: first line at the bottom. Pieces of less than nothing are left out.
pub fn stack(values: impl Iterator<Item = f64>, max: f64, height: f64) -> Vec<Piece> {
    let mut below = 0.0;
    let mut pieces = Vec::new();
    for (line, value) in values.enumerate() {
        if value > 0.0 && value.is_finite() && max > 0.0 {
            let tall = value / max * height;
            below += tall;
            pieces.push(Piece {
                line,
                y: height - below,
                height: tall,
            });
        }
    }
    pieces
}

/// Where bars stand in `width` pixels: (step from bar to bar, width of a bar).
///
/// A quarter of the step is gap, at most 8 pixels and none once bars are thinner than 3; a bar is
/// never wider than 48 pixels.
pub fn bands(count: usize, width: f64) -> (f64, f64) {
    let step = width / count.max(1) as f64;
    let gap = if step < 3.0 {
        0.0
    } else {
        (step / 4.0).clamp(1.0, 8.0)
    };
    (step, (step - gap).min(48.0))
}

/// The bar under a pixel.
pub fn band_at(x: f64, count: usize, width: f64) -> Option<usize> {
    if count == 0 || width <= 0.0 || x < 0.0 || x > width {
        return None;
    }
    Some(whole(x / width * count as f64).min(count - 1))
}

/// Which of `count` labels are shown where one takes `label_width` of `width` pixels: every nth.
pub fn every_nth(count: usize, width: f64, label_width: f64) -> usize {
    let room = (width / label_width.max(1.0)).floor().max(1.0);
    whole((count as f64 / room).ceil()).max(1)
}

/// Levels 1 to 4 of a calendar by quarters of the days that hold something; 0 for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levels([f64; 3]);

impl Levels {
    /// The quarters of the values above nothing.
    pub fn new(values: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.filter(|value| *value > 0.0).collect();
        sort_by(&mut sorted, f64::total_cmp);
        let quantile = |part: f64| {
            let at = whole(part * sorted.len() as f64);
            sorted.get(at).copied().unwrap_or(f64::INFINITY)
        };
        Self([quantile(0.25), quantile(0.5), quantile(0.75)])
    }

    /// The level of a value.
    pub fn of(&self, value: f64) -> u8 {
        if value <= 0.0 {
            return 0;
        }
        let above = self.0.iter().filter(|limit| value >= **limit).count();
        u8::try_from(above + 1).unwrap_or(4)
    }
}

/// A place in a calendar whose columns are weeks and whose rows are weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Square {
    /// The day.
    pub day: Day,
    /// Its column.
    pub week: u32,
    /// Its row.
    pub row: u32,
}

/// The days from `first` to `last` in a calendar whose weeks begin at `week_start` (0 for Monday).
pub fn calendar(first: Day, last: Day, week_start: u8) -> Vec<Square> {
    let row = |day: Day| (i32::from(day.weekday()) - i32::from(week_start)).rem_euclid(7);
    let lead = row(first);
    (first.0..=last.0)
        .zip(lead..)
        .map(|(day, at)| Square {
            day: Day(day),
            week: u32::try_from(at / 7).unwrap_or(0),
            row: u32::try_from(at % 7).unwrap_or(0),
        })
        .collect()
}

/// The path of a line through `values`, in a box of `width` by `height` that their greatest fills.
pub fn line_path(values: &[f64], width: f64, height: f64) -> String {
    let max = values.iter().copied().fold(0.0, f64::max);
    line_path_below(values, max, width, height)
}

/// The same in a box that `max` fills.
pub fn line_path_below(values: &[f64], max: f64, width: f64, height: f64) -> String {
    let step = width / values.len().saturating_sub(1).max(1) as f64;
    let mut path = String::new();
    for (at, value) in values.iter().enumerate() {
        let y = if max > 0.0 {
            height - value / max * height
        } else {
            height
        };
        let command = if at == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(path, "{command}{:.1} {y:.1}", at as f64 * step);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        for (max, top, step) in [
            (34.3, 40.0, 10.0),
            (4.0, 4.0, 1.0),
            (0.017, 0.02, 0.005),
            (97.0, 100.0, 25.0),
            (1_234_567.0, 1_500_000.0, 500_000.0),
        ] {
            let axis = axis(max, 4);
            assert!((axis.max - top).abs() < top * 1e-9, "{max}: {axis:?}");
            let second = axis.ticks.get(1).copied().unwrap();
            assert!((second - step).abs() < step * 1e-9, "{max}: {axis:?}");
        }
        for max in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(axis(max, 4).ticks, vec![0.0]);
        }
    }

    #[test]
    fn pieces_stand_on_each_other() {
        let pieces = stack([1.0, 0.0, 3.0, f64::NAN].into_iter(), 4.0, 100.0);
        assert_eq!(
            pieces,
            vec![
                Piece {
                    line: 0,
                    y: 75.0,
                    height: 25.0
                },
                Piece {
                    line: 2,
                    y: 0.0,
                    height: 75.0
                },
            ]
        );
    }

    #[test]
    fn bars_fill_the_width_and_are_found_again() {
        let (step, bar) = bands(10, 200.0);
        assert!((step - 20.0).abs() < 1e-9 && (bar - 15.0).abs() < 1e-9);
        assert!((bands(2, 1000.0).1 - 48.0).abs() < 1e-9);
        let (step, bar) = bands(400, 400.0);
        assert!((step - bar).abs() < 1e-9, "no gap where there is no room");
        assert_eq!(band_at(0.0, 10, 200.0), Some(0));
        assert_eq!(band_at(200.0, 10, 200.0), Some(9));
        assert_eq!(band_at(-1.0, 10, 200.0), None);
        assert_eq!(band_at(5.0, 0, 200.0), None);
    }

    #[test]
    fn labels_are_thinned_to_what_fits() {
        assert_eq!(every_nth(7, 700.0, 60.0), 1);
        assert_eq!(every_nth(90, 320.0, 60.0), 18);
        assert_eq!(every_nth(0, 320.0, 60.0), 1);
    }

    #[test]
    fn levels_are_quarters() {
        let levels = Levels::new([0.0, 1.0, 2.0, 3.0, 4.0].into_iter());
        let of: Vec<u8> = [0.0, 1.0, 2.0, 3.0, 4.0, 9.0].map(|v| levels.of(v)).into();
        assert_eq!(of, [0, 1, 2, 3, 4, 4]);
        assert_eq!(Levels::new(std::iter::empty()).of(5.0), 1);
    }

    #[test]
    fn a_calendar_starts_on_its_weekday() {
        let day = |text| Day::parse(text).unwrap();
        // 2026-11-21 is a Saturday.
        let squares = calendar(day("2026-11-21"), day("2026-11-24"), 0);
        let places: Vec<(u32, u32)> = squares.iter().map(|s| (s.week, s.row)).collect();
        assert_eq!(places, [(0, 5), (0, 6), (1, 0), (1, 1)]);
        let sunday_first = calendar(day("2026-11-21"), day("2026-11-22"), 6);
        let places: Vec<(u32, u32)> = sunday_first.iter().map(|s| (s.week, s.row)).collect();
        assert_eq!(places, [(0, 6), (1, 0)]);
    }

    #[test]
    fn a_line_goes_from_side_to_side() {
        assert_eq!(
            line_path(&[0.0, 2.0, 1.0], 100.0, 10.0),
            "M0.0 10.0L50.0 0.0L100.0 5.0"
        );
        assert_eq!(line_path(&[], 100.0, 10.0), "");
    }
}
