//! Numbers: any length is JSON; what they are worth is decided here.

use super::{Invalid, Scanner};

impl<'a> Scanner<'a> {
    /// Takes a number.
    pub(super) fn number(&mut self) -> Result<&'a [u8], Invalid> {
        let all = self.bytes.get(self.at..).unwrap_or_default();
        let mut rest = all;
        if let [b'-', tail @ ..] = rest {
            rest = tail;
        }
        rest = match rest {
            [b'0', tail @ ..] => tail,
            _ => digits(rest)?,
        };
        if let [b'.', tail @ ..] = rest {
            rest = digits(tail)?;
        }
        if let [b'e' | b'E', tail @ ..] = rest {
            rest = digits(match tail {
                [b'+' | b'-', tail @ ..] => tail,
                _ => tail,
            })?;
        }
        let length = all.len() - rest.len();
        self.at += length;
        Ok(all.get(..length).unwrap_or_default())
    }
}

/// What follows one digit or more.
fn digits(rest: &[u8]) -> Result<&[u8], Invalid> {
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match rest.split_at_checked(count) {
        Some((taken, tail)) if !taken.is_empty() => Ok(tail),
        _ => Err(Invalid),
    }
}

/// A token figure: a finite number of at least 0 cut to an integer, else 0; at most `u64::MAX`.
pub fn figure(number: &[u8]) -> u64 {
    let small = number.len() < 20 && number.iter().all(u8::is_ascii_digit);
    if small {
        return number
            .iter()
            .fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
    }
    Decimal::new(number).map_or(0, |decimal| decimal.whole(0, false))
}

/// Digits of 10^-12 behind the point.
const PICO_DIGITS: i64 = 12;

/// A number of at least 0 in 10^-12 of its unit, exact but for digits beyond, which are rounded;
/// at most `u64::MAX`. `None` for a negative or an infinite one.
pub fn pico(number: &[u8]) -> Option<u64> {
    Decimal::new(number).map(|decimal| decimal.whole(PICO_DIGITS, true))
}

/// The first digits of the largest finite number, 1.7976931348623157e308.
const LARGEST: &[u8] = b"17976931348623157";
/// Digits that it has before the point.
const LARGEST_DIGITS: i64 = 309;

/// A finite number of at least 0. Its digits are kept as they are written: reading it as a
/// floating-point number would cut them, and tables of powers would double the size of this crate.
struct Decimal<'a> {
    /// Digits from the first that is not 0, among them perhaps a point.
    mantissa: &'a [u8],
    /// How many of them come before the point once the exponent is reckoned in.
    before_point: i64,
}

impl<'a> Decimal<'a> {
    /// `None` for a negative number, and for one so large that it reads as infinite elsewhere.
    fn new(number: &'a [u8]) -> Option<Self> {
        let (negative, number) = match number {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, number),
        };
        let exponent_at = number
            .iter()
            .position(|byte| matches!(byte, b'e' | b'E'))
            .unwrap_or(number.len());
        let (mantissa, exponent) = number.split_at(exponent_at);
        let is_empty = |byte: &u8| matches!(byte, b'0' | b'.');
        let zeros = mantissa.iter().take_while(|byte| is_empty(byte)).count();
        let (zeros, digits) = mantissa.split_at(zeros);
        if digits.is_empty() {
            return Some(Self {
                mantissa: digits,
                before_point: 0,
            });
        }
        let point = digits.iter().position(|&byte| byte == b'.');
        let before_point = match zeros.iter().position(|&byte| byte == b'.') {
            // 0.00x: zeros behind the point count down.
            Some(at) => -i64::try_from(zeros.len() - at - 1).ok()?,
            None => i64::try_from(point.unwrap_or(digits.len())).ok()?,
        };
        let decimal = Self {
            mantissa: digits,
            before_point: before_point.saturating_add(exponent_value(exponent)),
        };
        (!negative && decimal.is_finite()).then_some(decimal)
    }

    fn is_finite(&self) -> bool {
        self.before_point < LARGEST_DIGITS
            || self.before_point == LARGEST_DIGITS
                && self
                    .digits()
                    .take(LARGEST.len())
                    .le(LARGEST.iter().map(|digit| digit - b'0'))
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        let digits = self.mantissa.iter().filter(|byte| byte.is_ascii_digit());
        digits.map(|digit| digit - b'0')
    }

    /// The integer that stands before the point once it is moved to the right by `moved` digits;
    /// the digit behind it rounds it, or is cut. At most `u64::MAX`.
    fn whole(&self, moved: i64, rounds: bool) -> u64 {
        let mut value = 0_u64;
        let mut left = self.before_point.saturating_add(moved);
        for digit in self.digits() {
            match left {
                1.. => {
                    value = value.saturating_mul(10).saturating_add(u64::from(digit));
                    left -= 1;
                }
                0 => return value.saturating_add(u64::from(rounds && digit >= 5)),
                _ => return value,
            }
        }
        while left > 0 && value > 0 && value < u64::MAX {
            value = value.saturating_mul(10);
            left -= 1;
        }
        value
    }
}

/// The exponent of `e-12`; 0 where there is none, saturated where it is huge.
fn exponent_value(exponent: &[u8]) -> i64 {
    let digits = exponent.iter().filter(|byte| byte.is_ascii_digit());
    let value = digits.fold(0_i64, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'))
    });
    if exponent.contains(&b'-') {
        -value
    } else {
        value
    }
}
