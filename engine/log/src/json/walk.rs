//! Looking into a value: members by name, elements, texts and numbers.
//!
//! For the few values that someone wants to see. Each call walks the bytes anew, which costs less
//! than building a tree, since most bytes are of long strings that are only passed over.

use std::borrow::Cow;

use super::{Invalid, Scanner, Text, Value};

impl<'a> Value<'a> {
    /// Reads a text that is one value. The bytes must be valid UTF-8.
    ///
    /// # Errors
    /// If they are not one value.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Invalid> {
        let mut scanner = Scanner::new(bytes);
        let value = scanner.value()?;
        scanner.end()?;
        Ok(value)
    }

    /// The member of this name; of a repeated one the last. `None` if this is no object.
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let mut found = None;
        self.each_member(|key, value| {
            if key.is(name) {
                found = Some(value);
            }
        });
        found
    }

    /// All members in their order; none if this is no object.
    pub fn members(&self) -> Vec<(Cow<'a, str>, Value<'a>)> {
        let mut members = Vec::new();
        self.each_member(|key, value| members.push((key.to_text(), value)));
        members
    }

    /// All elements in their order; none if this is no array.
    pub fn elements(&self) -> Vec<Value<'a>> {
        let mut elements = Vec::new();
        if let Self::Array(span) = self {
            // It was validated when it was taken.
            let _: Result<(), Invalid> = Scanner::new(span.raw).array(|scanner| {
                elements.push(scanner.value()?);
                Ok(())
            });
        }
        elements
    }

    /// What it says, if it is a string. Halves of surrogate pairs are replaced.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text.to_text()),
            _ => None,
        }
    }

    /// The text of a member, if there is one and it is a string.
    pub fn text_of(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.text()
    }

    /// The text of a member if it is a string that is not empty.
    pub fn some_text_of(&self, name: &str) -> Option<Cow<'a, str>> {
        self.text_of(name).filter(|text| !text.is_empty())
    }

    /// Whether a member is `true`.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some(Value::Bool(true))
    }

    /// The number it is, as near as a double comes.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(digits) => std::str::from_utf8(digits).ok()?.parse().ok(),
            _ => None,
        }
    }

    /// The number of a member, if there is one.
    pub fn number_of(&self, name: &str) -> Option<f64> {
        self.get(name)?.number()
    }

    /// It holds members.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// The value as it is written.
    pub fn written(&self) -> Cow<'a, str> {
        match self {
            Self::Null => Cow::Borrowed("null"),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Number(digits) => String::from_utf8_lossy(digits),
            Self::Text(text) => Cow::Owned(format!("\"{}\"", String::from_utf8_lossy(text.raw))),
            Self::Array(span) | Self::Object(span) => String::from_utf8_lossy(span.raw),
        }
    }

    fn each_member(&self, mut each: impl FnMut(Text<'a>, Value<'a>)) {
        if let Self::Object(span) = self {
            // It was validated when it was taken.
            let _: Result<(), Invalid> = Scanner::new(span.raw).object(|scanner, key| {
                each(key, scanner.value()?);
                Ok(())
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_elements_are_found() {
        let value = Value::parse(br#" {"a":1,"b":["x",{"c":"\u00e9\n"}],"a":2.5,"d":true} "#);
        let value = value.unwrap();
        assert_eq!(value.number_of("a"), Some(2.5), "the last one counts");
        let elements = value.get("b").unwrap().elements();
        assert_eq!(elements[0].text().as_deref(), Some("x"));
        assert_eq!(elements[1].text_of("c").as_deref(), Some("é\n"));
        assert!(value.is_true("d"));
        assert_eq!(value.members().len(), 4);
        assert_eq!(elements[1].written(), r#"{"c":"\u00e9\n"}"#);
    }

    #[test]
    fn what_is_not_there_is_nothing() {
        let value = Value::parse(b"[1]").unwrap();
        assert_eq!(value.get("a"), None);
        assert!(value.members().is_empty());
        assert!(Value::parse(b"{").is_err());
        assert!(Value::parse(b"{} {}").is_err());
    }
}
