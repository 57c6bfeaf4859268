//! Money as whole numbers, so that sums are exact in any order.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// Units of [`Cost`] in one dollar. Every rate of the price file is a multiple of 10^-12 USD a token.
pub const PICO_PER_USD: u128 = 1_000_000_000_000;

/// An amount in 10^-12 USD.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Cost(pub u128);

impl Cost {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The exact amount in USD: no exponent, no zeros at the end (`0.0165`, `0`, `12`).
    pub fn to_decimal(self) -> String {
        let (whole, rest) = (self.0 / PICO_PER_USD, self.0 % PICO_PER_USD);
        if rest == 0 {
            return whole.to_string();
        }
        let digits = format!("{rest:012}");
        format!("{whole}.{}", digits.trim_end_matches('0'))
    }

    /// The nearest floating-point number of dollars, for charts only.
    pub fn usd(self) -> f64 {
        self.0 as f64 / PICO_PER_USD as f64
    }

    /// The amount left when `other` is taken away, at least nothing.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Reads a decimal number of dollars such as `0.0165` or `1.65e-2`, cut off at 10^-12 USD.
    ///
    /// `None` for what is no finite number of at least 0.
    pub fn parse(text: &str) -> Option<Self> {
        pico(text).map(Self)
    }
}

impl Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// The number that `text` (JSON's number syntax) says, times 10^12, cut off.
///
/// Worked out on the digits: a rate such as `6.25e-06` has no exact binary form.
pub(crate) fn pico(text: &str) -> Option<u128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty()
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    // How many digits stand above 10^-12.
    let mut left = i64::try_from(whole.len()).ok()? + i64::from(exponent) + 12;
    let mut value = 0_u128;
    for digit in whole.bytes().chain(fraction.bytes()) {
        if left <= 0 {
            return Some(value);
        }
        value = value
            .checked_mul(10)?
            .checked_add(u128::from(digit - b'0'))?;
        left -= 1;
    }
    while left > 0 && value > 0 {
        value = value.checked_mul(10)?;
        left -= 1;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_and_show_exactly() {
        for (text, shown) in [
            ("6.25e-06", "0.00000625"),
            ("1e-05", "0.00001"),
            ("0.01", "0.01"),
            ("5e-07", "0.0000005"),
            ("12", "12"),
            ("0.0165", "0.0165"),
            ("1.5E+2", "150"),
            ("0.0000000000009", "0"),
            ("0", "0"),
            ("1e-300", "0"),
            ("0e999", "0"),
            ("0.00", "0"),
            ("000.5", "0.5"),
            ("120e-1", "12"),
            ("1e26", "100000000000000000000000000"),
        ] {
            assert_eq!(
                Cost::parse(text).map(Cost::to_decimal).as_deref(),
                Some(shown),
                "{text}"
            );
        }
        for text in ["-1", "", "x", "1e999", "1e27", ".5", "1.2.3", "1e", "1e1e1"] {
            assert_eq!(Cost::parse(text), None, "{text}");
        }
    }
}
