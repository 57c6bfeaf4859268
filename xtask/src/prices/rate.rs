//! Rates as whole numbers of 10^-12 USD.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Number, Value};

/// A rate in 10^-12 USD, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(Option<u64>);

impl Rate {
    /// Reads a decimal number or text, divided by ten so many times.
    ///
    /// # Errors
    /// It is no number of at least 0, or no multiple of 10^-12.
    pub fn of(value: &Value, down: i32) -> Result<Self> {
        let text = match value {
            Value::Null => return Ok(Self(None)),
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => anyhow::bail!("{other} is no rate"),
        };
        let rate = pico(&text, down).with_context(|| format!("{text} is no rate"))?;
        ensure!(
            rate.1,
            "{text} (divided by 10^{down}) is no multiple of 10^-12 USD"
        );
        Ok(Self(Some(rate.0)))
    }

    /// As a JSON number of USD.
    ///
    /// # Errors
    /// Never: every amount of these sizes is one.
    pub fn number(self) -> Result<Value> {
        let Some(pico) = self.0 else {
            return Ok(Value::Null);
        };
        // The nearest number to it, which is written with the digits it has.
        #[expect(clippy::cast_precision_loss, reason = "rates are far below 2^53")]
        let usd = pico as f64 / 1e12;
        Ok(Value::Number(Number::from_f64(usd).context("a number")?))
    }
}

/// A rate per million tokens as one per token.
///
/// # Errors
/// As [`Rate::of`].
pub fn per_million(value: &Value) -> Result<Value> {
    Rate::of(value, 6)?.number()
}

/// The number times 10^12 / 10^down, and whether nothing was cut off.
fn pico(text: &str, down: i32) -> Option<(u64, bool)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let number: u64 = digits.parse().ok()?;
    let places = i32::try_from(fraction.len()).ok()?;
    let shift = exponent + 12 - down - places;
    if number == 0 {
        return Some((0, true));
    }
    let by = 10_u64.checked_pow(shift.unsigned_abs());
    if shift >= 0 {
        return Some((number.checked_mul(by?)?, true));
    }
    Some(by.map_or((0, false), |by| (number / by, number.is_multiple_of(by))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rates_are_whole_or_refused() {
        for (value, down, pico) in [
            (json!("5"), 6, 5_000_000),
            (json!("0.3125"), 6, 312_500),
            (json!(5e-7), 0, 500_000),
            (json!(3.125e-6), 0, 3_125_000),
            (json!("10"), 3, 10_000_000_000),
            (json!(0), 0, 0),
            (json!("0.000001"), 6, 1),
        ] {
            assert_eq!(Rate::of(&value, down).unwrap(), Rate(Some(pico)), "{value}");
        }
        assert_eq!(Rate::of(&json!(null), 0).unwrap(), Rate(None));
        for (value, down) in [
            (json!("0.0000005"), 6),
            (json!(1e-13), 0),
            (json!(-1), 0),
            (json!("x"), 0),
            (json!([]), 0),
        ] {
            assert!(Rate::of(&value, down).is_err(), "{value}");
        }
    }

    #[test]
    fn numbers_have_the_digits_of_the_rate() {
        for text in ["3.125e-6", "6.25e-6", "5e-7", "0.0000375", "0.01", "2.5e-8"] {
            let rate = Rate::of(&json!(text), 0).unwrap();
            assert_eq!(Rate::of(&rate.number().unwrap(), 0).unwrap(), rate);
        }
    }
}
