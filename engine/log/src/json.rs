//! Checks that bytes are JSON (RFC 8259) and walks them without building a tree.
//!
//! A [`Scanner`] goes over a text once, validating every byte of it. Whoever knows the shape asks
//! for members and elements with [`Scanner::object`] and [`Scanner::array`] and takes the values
//! that matter; the rest is passed over by [`Scanner::value`], which needs no recursion and so
//! takes any depth. The bytes must be valid UTF-8; that is checked elsewhere.

mod chars;
mod number;
mod skip;
mod text;
mod walk;

pub use chars::Canonical;
pub use number::{figure, pico};
pub use text::Text;

/// The bytes are not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;

/// A JSON value as far as anyone looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(&'a [u8]),
    /// A string.
    Text(Text<'a>),
    /// An array as it is written.
    Array(Span<'a>),
    /// An object as it is written.
    Object(Span<'a>),
}

/// An array or object as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span<'a> {
    /// From the opening to the closing bracket.
    pub raw: &'a [u8],
    /// It is compact and its strings are escaped in the one canonical way.
    pub canonical: bool,
}

/// Walks over a JSON text.
#[derive(Clone, Debug)]
pub struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Blanks between tokens so far.
    blanks: usize,
    /// Escapes so far that have another, canonical form (`\u…`, `\/`).
    odd_escapes: usize,
}

impl<'a> Scanner<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            blanks: 0,
            odd_escapes: 0,
        }
    }

    /// Bytes walked over.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next byte that is no blank; `None` at the end.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        match self.bytes.get(self.at) {
            Some(&next) if next > b' ' => Some(next),
            _ => self.peek_behind_blanks(),
        }
    }

    #[cold]
    fn peek_behind_blanks(&mut self) -> Option<u8> {
        let mut next = self.bytes.get(self.at).copied();
        while matches!(next, Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
            self.blanks += 1;
            next = self.bytes.get(self.at).copied();
        }
        next
    }

    /// Walks over an object, `each` member in turn: it gets the key and must take one value.
    ///
    /// # Errors
    /// If there is no object or it is broken.
    pub fn object(
        &mut self,
        mut each: impl FnMut(&mut Self, Text<'a>) -> Result<(), Invalid>,
    ) -> Result<(), Invalid> {
        self.expect(b'{')?;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let key = self.key()?;
            each(self, key)?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Invalid),
            }
        }
    }

    /// Walks over an array; `each` must take one value.
    ///
    /// # Errors
    /// If there is no array or it is broken.
    pub fn array(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), Invalid>,
    ) -> Result<(), Invalid> {
        self.expect(b'[')?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            each(self)?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Invalid),
            }
        }
    }

    /// Takes a value of any kind and depth.
    ///
    /// # Errors
    /// If there is no value or it is broken.
    pub fn value(&mut self) -> Result<Value<'a>, Invalid> {
        match self.peek() {
            Some(b'"') => self.text().map(Value::Text),
            Some(b'{') => self.span().map(Value::Object),
            Some(b'[') => self.span().map(Value::Array),
            _ => self.plain_value(),
        }
    }

    /// Nothing but blanks may follow.
    ///
    /// # Errors
    /// If anything else does.
    pub fn end(&mut self) -> Result<(), Invalid> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Invalid),
        }
    }

    /// Takes a value that is no string, array or object.
    fn plain_value(&mut self) -> Result<Value<'a>, Invalid> {
        match self.bytes.get(self.at) {
            Some(b't') => self.word(b"true").map(|()| Value::Bool(true)),
            Some(b'f') => self.word(b"false").map(|()| Value::Bool(false)),
            Some(b'n') => self.word(b"null").map(|()| Value::Null),
            _ => self.number().map(Value::Number),
        }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Invalid> {
        let rest = self.bytes.get(self.at..).ok_or(Invalid)?;
        if !rest.starts_with(word) {
            return Err(Invalid);
        }
        self.at += word.len();
        Ok(())
    }

    fn expect(&mut self, byte: u8) -> Result<(), Invalid> {
        if self.peek() != Some(byte) {
            return Err(Invalid);
        }
        self.at += 1;
        Ok(())
    }

    /// Takes a key and the colon behind it.
    fn key(&mut self) -> Result<Text<'a>, Invalid> {
        if self.peek() != Some(b'"') {
            return Err(Invalid);
        }
        let key = self.text()?;
        self.expect(b':')?;
        Ok(key)
    }
}

#[cfg(test)]
mod tests;
