//! Responses whose output tokens were likely never recorded, and an estimate beside the totals.
//!
//! Claude Code 2.1.0 to 2.1.59 and some before often logged a placeholder as `output_tokens`.
//! Totals hold what is recorded; the estimate is fitted on responses that are not suspect.

use serde::{Deserialize, Serialize};

use crate::accounts::Sign;

/// Recorded output up to this may be a placeholder.
pub const SUSPECT_MAX_OUTPUT: u64 = 8;
/// Visible characters above this make such a response suspect.
pub const SUSPECT_MIN_CHARS: u64 = 200;
/// Fewer responses than this say nothing about a ratio.
const ENOUGH: u64 = 20;

/// Output tokens per visible character of text, thinking and tool input, by least squares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SuspectFit {
    /// Tokens per character of text, thinking and tool input.
    pub tokens_per_char: [f64; 3],
    /// Root mean square of the misses over that of the recorded outputs, 0 to 1 and more.
    pub relative_error: f64,
    /// Responses that the ratios were fitted on; 0 if there were too few and common ratios stand in.
    pub fitted_on: u64,
}

impl SuspectFit {
    /// Estimated output tokens of the visible characters.
    pub fn estimate(&self, chars: [u64; 3]) -> f64 {
        self.weigh(chars.map(|chars| chars as f64))
    }

    /// The same of characters that are weighed by what a token costs.
    pub(crate) fn weigh(&self, chars: [f64; 3]) -> f64 {
        let ratios = self.tokens_per_char.iter();
        ratios.zip(chars).map(|(ratio, chars)| ratio * chars).sum()
    }
}

/// The output of a response is likely a placeholder.
pub(crate) fn is_suspect(output: u64, chars: [u32; 3]) -> bool {
    let visible: u64 = chars.iter().map(|&chars| u64::from(chars)).sum();
    output <= SUSPECT_MAX_OUTPUT && visible > SUSPECT_MIN_CHARS
}

/// Sums of a least-squares fit over responses that are not suspect: whole numbers, so that what is
/// taken away again leaves exactly what was there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fitting {
    count: u64,
    squares: [[u128; 3]; 3],
    products: [u128; 3],
    output_squares: u128,
}

impl Fitting {
    /// Adds a response, or takes it away again.
    pub fn post(&mut self, output: u64, chars: [u32; 3], sign: Sign) {
        let visible: u64 = chars.iter().map(|&chars| u64::from(chars)).sum();
        if visible <= SUSPECT_MIN_CHARS {
            return;
        }
        // No response has more; the sums of squares then fit.
        let output = u128::from(output.min(u64::from(u32::MAX)));
        let visible = chars.map(u128::from);
        sign.count(&mut self.count, 1);
        sign.sum(&mut self.output_squares, output * output);
        for ((row, product), a) in self.squares.iter_mut().zip(&mut self.products).zip(visible) {
            sign.sum(product, a * output);
            for (cell, b) in row.iter_mut().zip(visible) {
                sign.sum(cell, a * b);
            }
        }
    }

    /// The ratios; those that come out negative are held at 0 and the rest fitted again.
    pub fn finish(&self) -> SuspectFit {
        if self.count < ENOUGH {
            let quarter = [0.25; 3];
            return SuspectFit {
                tokens_per_char: quarter,
                relative_error: 1.0,
                fitted_on: 0,
            };
        }
        let mut used = [true; 3];
        let mut ratios = self.solve(used);
        for _ in 0..2 {
            let mut again = false;
            for (used, ratio) in used.iter_mut().zip(&ratios) {
                if *used && *ratio < 0.0 {
                    *used = false;
                    again = true;
                }
            }
            if !again {
                break;
            }
            ratios = self.solve(used);
        }
        let ratios = ratios.map(|ratio| ratio.max(0.0));
        SuspectFit {
            tokens_per_char: ratios,
            relative_error: self.relative_error(ratios),
            fitted_on: self.count,
        }
    }

    /// Gauss-Seidel on the normal equations: three unknowns, so it needs no pivoting and no division by 0.
    fn solve(&self, used: [bool; 3]) -> [f64; 3] {
        let (squares, products) = self.floats();
        let mut ratios = [0.0_f64; 3];
        for _ in 0..500 {
            for index in 0..3 {
                let (Some(row), Some(&product), Some(&used)) =
                    (squares.get(index), products.get(index), used.get(index))
                else {
                    continue;
                };
                let diagonal = row.get(index).copied().unwrap_or(0.0);
                let others: f64 = row
                    .iter()
                    .zip(&ratios)
                    .enumerate()
                    .filter(|(other, _)| *other != index)
                    .map(|(_, (cell, ratio))| cell * ratio)
                    .sum();
                let value = if used && diagonal > 0.0 {
                    (product - others) / diagonal
                } else {
                    0.0
                };
                if let Some(ratio) = ratios.get_mut(index) {
                    *ratio = value;
                }
            }
        }
        ratios
    }

    fn floats(&self) -> ([[f64; 3]; 3], [f64; 3]) {
        let floats = |sums: [u128; 3]| sums.map(|sum| sum as f64);
        (self.squares.map(floats), floats(self.products))
    }

    fn relative_error(&self, ratios: [f64; 3]) -> f64 {
        let (squares, products) = self.floats();
        let output_squares = self.output_squares as f64;
        let fitted: f64 = ratios
            .iter()
            .zip(&products)
            .map(|(ratio, product)| ratio * product)
            .sum();
        let quadratic: f64 = squares
            .iter()
            .zip(&ratios)
            .map(|(row, a)| {
                a * row
                    .iter()
                    .zip(&ratios)
                    .map(|(cell, b)| cell * b)
                    .sum::<f64>()
            })
            .sum();
        let missed = (output_squares - 2.0 * fitted + quadratic).max(0.0);
        if output_squares > 0.0 {
            (missed / output_squares).sqrt()
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_relation_is_found() {
        let mut fitting = Fitting::default();
        for step in 1..200_u32 {
            let chars = [step * 37 % 4000 + 300, step * 91 % 700, step * 13 % 2500];
            let output = chars[0] * 2 / 10 + chars[1] * 3 / 10 + chars[2] * 4 / 10;
            fitting.post(u64::from(output), chars, Sign::Plus);
        }
        let fit = fitting.finish();
        for (ratio, true_ratio) in fit.tokens_per_char.iter().zip([0.2, 0.3, 0.4]) {
            assert!((ratio - true_ratio).abs() < 0.01, "{fit:?}");
        }
        assert!(fit.relative_error < 0.01);
    }

    #[test]
    fn too_few_say_nothing() {
        assert_eq!(Fitting::default().finish().fitted_on, 0);
    }

    #[test]
    fn suspect_is_little_output_for_much_text() {
        assert!(is_suspect(8, [150, 0, 51]));
        assert!(!is_suspect(9, [1000, 0, 0]));
        assert!(!is_suspect(1, [200, 0, 0]));
    }
}
