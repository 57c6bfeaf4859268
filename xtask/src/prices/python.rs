//! Reads the literals of a Python file: calls of constructors, lists, texts and numbers. Nothing of it is
//! run.
//!
//! A call becomes an object of its named arguments, with its name under `()` and its other arguments
//! as a list under `*`; `Decimal('0.5')` becomes the text `0.5`.

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Map, Value};

/// Under which a call's name is found.
pub const NAME: &str = "()";
/// Under which the arguments without a name are found.
pub const REST: &str = "*";

/// Calls within calls.
const DEEPEST: usize = 100;

/// The value that begins at the start of `text`.
///
/// # Errors
/// It is not made of literals.
pub fn value(text: &str) -> Result<Value> {
    Reader { rest: text }.value(0)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Value> {
        ensure!(depth < DEEPEST, "there are calls within calls without end");
        self.blanks();
        match self.rest.chars().next() {
            Some('[') => self.list('[', ']', depth),
            Some('(') => {
                let Value::Array(mut values) = self.list('(', ')', depth)? else {
                    bail!("a list is one");
                };
                // In parentheses a value stands for itself.
                Ok(if values.len() == 1 {
                    values.remove(0)
                } else {
                    Value::Array(values)
                })
            }
            Some('{') => self.dict(depth),
            Some('\'' | '"') => self.texts(),
            Some(digit) if digit.is_ascii_digit() || digit == '-' => self.number(),
            Some(letter) if letter.is_alphabetic() || letter == '_' => self.named(depth),
            _ => bail!("no literal: {}", self.here()),
        }
    }

    fn here(&self) -> String {
        self.rest.chars().take(60).collect()
    }

    fn blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let Some(comment) = self.rest.strip_prefix('#') else {
                return;
            };
            self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }

    /// Takes a sign if it is next.
    fn takes(&mut self, sign: char) -> bool {
        self.blanks();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn list(&mut self, open: char, close: char, depth: usize) -> Result<Value> {
        let mut values = Vec::new();
        ensure!(self.takes(open), "no list: {}", self.here());
        while !self.takes(close) {
            values.push(self.value(depth + 1)?);
            self.takes(',');
        }
        Ok(Value::Array(values))
    }

    fn dict(&mut self, depth: usize) -> Result<Value> {
        let mut fields = Map::new();
        self.takes('{');
        while !self.takes('}') {
            let key = self.value(depth + 1)?;
            let key = key.as_str().context("a key is a text")?.to_owned();
            ensure!(self.takes(':'), "no value: {}", self.here());
            fields.insert(key, self.value(depth + 1)?);
            self.takes(',');
        }
        Ok(fields.into())
    }

    /// Texts that stand beside each other are one.
    fn texts(&mut self) -> Result<Value> {
        let mut text = String::new();
        while let Some(quote @ ('\'' | '"')) = self.rest.chars().next() {
            self.takes(quote);
            self.text(quote, &mut text)?;
            self.blanks();
        }
        Ok(text.into())
    }

    fn text(&mut self, quote: char, into: &mut String) -> Result<()> {
        let mut letters = self.rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            if letter == quote {
                self.rest = self.rest.get(at + 1..).unwrap_or_default();
                return Ok(());
            }
            if letter != '\\' {
                into.push(letter);
                continue;
            }
            let (_, escaped) = letters.next().context("a text has no end")?;
            let digits = match escaped {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            into.push(match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '\\' | '\'' | '"' => escaped,
                'x' | 'u' | 'U' => {
                    let digits: String = letters
                        .by_ref()
                        .take(digits)
                        .map(|(_, digit)| digit)
                        .collect();
                    let code = u32::from_str_radix(&digits, 16)?;
                    char::from_u32(code).context("no letter has this number")?
                }
                other => bail!("the escape \\{other} is not known"),
            });
        }
        bail!("a text has no end")
    }

    fn number(&mut self) -> Result<Value> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "+-._".contains(letter);
        let end = self
            .rest
            .find(|letter| !is_part(letter))
            .unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(serde_json::from_str(&number.replace('_', ""))?)
    }

    fn word(&mut self) -> &'a str {
        let is_part = |letter: char| letter.is_alphanumeric() || "._".contains(letter);
        let end = self
            .rest
            .find(|letter| !is_part(letter))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn named(&mut self, depth: usize) -> Result<Value> {
        let name = self.word();
        if !self.takes('(') {
            return Ok(match name {
                "True" => true.into(),
                "False" => false.into(),
                "None" => Value::Null,
                other => bail!("the name {other} is no literal"),
            });
        }
        let (mut fields, mut rest) = (Map::new(), Vec::new());
        while !self.takes(')') {
            let before = self.rest;
            let word = self.word();
            let is_argument = !word.is_empty() && self.takes('=');
            if !is_argument {
                self.rest = before;
            }
            let value = self.value(depth + 1)?;
            if is_argument {
                fields.insert(word.to_owned(), value);
            } else {
                rest.push(value);
            }
            self.takes(',');
        }
        if name == "Decimal" && rest.len() == 1 {
            return Ok(rest.remove(0));
        }
        fields.insert(NAME.to_owned(), name.into());
        if !rest.is_empty() {
            fields.insert(REST.to_owned(), rest.into());
        }
        Ok(fields.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::value;

    #[test]
    fn literals_are_read() {
        for (text, read) in [
            ("None", json!(null)),
            ("[True, False,]", json!([true, false])),
            ("200_000", json!(200000)),
            ("-1.5", json!(-1.5)),
            (r"'a\'\\d\n\u00e9' # why", json!("a'\\d\né")),
            ("('a'\n 'b')", json!("ab")),
            ("(1, 2)", json!([1, 2])),
            ("Decimal('0.05') ", json!("0.05")),
            ("{'speed': 'fast'}", json!({"speed": "fast"})),
            (
                "Model(id='m', price=Price(base=Decimal('1'), tiers=[Tier(start=2)]), since=datetime.date(2026, 3, 13)), 7",
                json!({
                    "()": "Model", "id": "m",
                    "price": {"()": "Price", "base": "1", "tiers": [{"()": "Tier", "start": 2}]},
                    "since": {"()": "datetime.date", "*": [2026, 3, 13]},
                }),
            ),
        ] {
            assert_eq!(value(text).unwrap(), read, "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "os",
            "f(",
            "'a",
            "lambda: 1",
            "[1",
            "{1: 2}",
            "open('x').read()'",
        ] {
            let read = value(text);
            assert!(read.is_err() || text.starts_with("open"), "{text}");
        }
        assert!(value(&"[".repeat(10_000)).is_err());
    }
}
