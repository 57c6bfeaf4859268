//! Fields of the price file by name. It is read once, so it may be walked over several times.

use std::borrow::Cow;

use super::file::PriceError;
use crate::money::pico;
use sessionscope_log::json::{Invalid, Scanner, Value};

/// An object's fields, in their order.
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Fields<'a> {
    /// The fields of the one object in a text.
    pub fn of_file(json: &'a str) -> Result<Self, PriceError> {
        let mut scanner = Scanner::new(json.as_bytes());
        let fields = Self::take(&mut scanner);
        fields
            .and_then(|fields| scanner.end().map(|()| fields))
            .map_err(|Invalid| {
                PriceError(format!("no JSON object behind byte {}", scanner.position()))
            })
    }

    /// The fields of an object; the error says that `what` is none.
    pub fn of(what: &str, value: Value<'a>) -> Result<Self, PriceError> {
        match value {
            Value::Object(span) => Self::take(&mut Scanner::new(span.raw)).ok(),
            _ => None,
        }
        .ok_or_else(|| PriceError(format!("{what} is no object")))
    }

    fn take(scanner: &mut Scanner<'a>) -> Result<Self, Invalid> {
        let mut fields = Vec::new();
        scanner.object(|scanner, key| {
            fields.push((key.to_text(), scanner.value()?));
            Ok(())
        })?;
        Ok(Self(fields))
    }

    /// All fields.
    pub fn all(self) -> impl Iterator<Item = (Cow<'a, str>, Value<'a>)> {
        self.0.into_iter()
    }

    /// A field that is there and not `null`.
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let (_, value) = self.0.iter().rfind(|(key, _)| key == name)?;
        (*value != Value::Null).then_some(*value)
    }

    /// A field that must be there.
    pub fn required(&self, name: &str) -> Result<Value<'a>, PriceError> {
        self.get(name)
            .ok_or_else(|| PriceError(format!("{name} is missing")))
    }

    /// A field that is an object.
    pub fn object(&self, name: &str) -> Result<Option<Self>, PriceError> {
        self.get(name)
            .map(|value| Self::of(name, value))
            .transpose()
    }

    /// A field that is a text.
    pub fn text(&self, name: &str) -> Result<Option<String>, PriceError> {
        self.get(name).map(|value| text(name, value)).transpose()
    }

    /// A field that is a number of at least 0 and not in the millions, in 10^-12.
    pub fn rate(&self, name: &str) -> Result<Option<u64>, PriceError> {
        let rate = |value| u64::try_from(number(value).and_then(pico)?).ok();
        self.get(name)
            .map(|value| rate(value).ok_or_else(|| PriceError(format!("{name} is no rate"))))
            .transpose()
    }

    /// A field that must be there and be a whole number.
    pub fn count(&self, name: &str) -> Result<u64, PriceError> {
        number(self.required(name)?)
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| PriceError(format!("{name} is no whole number")))
    }
}

fn number(value: Value<'_>) -> Option<&str> {
    match value {
        Value::Number(number) => std::str::from_utf8(number).ok(),
        _ => None,
    }
}

/// A text; the error says that `what` is none.
pub(super) fn text(what: &str, value: Value<'_>) -> Result<String, PriceError> {
    match value {
        Value::Text(text) => Ok(text.to_text().into_owned()),
        _ => Err(PriceError(format!("{what} is no text"))),
    }
}

/// The values of an array.
pub(super) fn list(value: Value<'_>) -> Result<Vec<Value<'_>>, PriceError> {
    let mut values = Vec::new();
    let walked = match value {
        Value::Array(span) => Scanner::new(span.raw).array(|scanner| {
            values.push(scanner.value()?);
            Ok(())
        }),
        _ => Err(Invalid),
    };
    walked.map_err(|Invalid| PriceError("there is no list where one belongs".to_owned()))?;
    Ok(values)
}
