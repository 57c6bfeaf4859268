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
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what is wanted"
)]
pub fn figure(number: &[u8]) -> u64 {
    let small = number.len() < 20 && number.iter().all(u8::is_ascii_digit);
    if small {
        return number
            .iter()
            .fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
    }
    let Ok(text) = std::str::from_utf8(number) else {
        return 0;
    };
    if let Ok(exact) = text.parse() {
        return exact;
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value > 0.0 => value as u64,
        _ => 0,
    }
}

/// Digits of 10^-12 behind the point.
const PICO_DIGITS: i64 = 12;

/// A number of at least 0 in 10^-12 of its unit, exact but for digits beyond, which are rounded;
/// at most `u64::MAX`. `None` for a negative or an infinite one.
pub fn pico(number: &[u8]) -> Option<u64> {
    let value: f64 = std::str::from_utf8(number).ok()?.parse().ok()?;
    if value < 0.0 || !value.is_finite() {
        return None;
    }
    let exponent_at = number
        .iter()
        .position(|byte| matches!(byte, b'e' | b'E'))
        .unwrap_or(number.len());
    let (mantissa, exponent) = number.split_at(exponent_at);
    let point_at = mantissa
        .iter()
        .position(|&byte| byte == b'.')
        .unwrap_or(mantissa.len());
    // Digits of the mantissa that come before the point once all is in 10^-12.
    let before_point = mantissa.iter().take(point_at).filter(|b| **b != b'-');
    let whole = i64::try_from(before_point.count())
        .ok()?
        .saturating_add(PICO_DIGITS)
        .saturating_add(exponent_value(exponent));
    let digits = mantissa.iter().filter(|byte| byte.is_ascii_digit());
    Some(rounded(digits.map(|digit| digit - b'0'), whole))
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

/// The first `whole` digits as an integer, the next one rounding it.
fn rounded(digits: impl Iterator<Item = u8>, whole: i64) -> u64 {
    let mut value = 0_u64;
    let mut left = whole;
    for digit in digits {
        match left {
            1.. => {
                value = value.saturating_mul(10).saturating_add(u64::from(digit));
                left -= 1;
            }
            0 => return value.saturating_add(u64::from(digit >= 5)),
            _ => return value,
        }
    }
    while left > 0 && value > 0 && value < u64::MAX {
        value = value.saturating_mul(10);
        left -= 1;
    }
    value
}
