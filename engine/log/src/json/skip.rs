//! Passing over arrays and objects of any depth.

use super::{Invalid, Scanner, Span, Text};

/// The brackets that are open, one bit each: set for an object.
#[derive(Default)]
struct Open {
    /// The innermost ones, the last in the lowest bit.
    top: u64,
    /// Full words of the outer ones.
    outer: Vec<u64>,
    depth: usize,
}

impl Open {
    fn push(&mut self, object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.outer.push(self.top);
        }
        self.top = self.top << 1 | u64::from(object);
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth -= 1;
        self.top >>= 1;
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.top = self.outer.pop().unwrap_or(0);
        }
    }

    fn in_object(&self) -> bool {
        self.top & 1 == 1
    }
}

impl<'a> Span<'a> {
    /// Gives each string within, at whatever depth, in order, with its key where it is a member of
    /// an object. Members whose key is not `wanted` are passed over, with all that is in them.
    pub fn strings(
        &self,
        wanted: impl Fn(Text<'a>) -> bool,
        each: impl FnMut(Option<Text<'a>>, Text<'a>),
    ) {
        // It was found valid when it was taken.
        let _valid = Scanner::new(self.raw).strings(wanted, each);
    }
}

impl<'a> Scanner<'a> {
    fn strings(
        &mut self,
        wanted: impl Fn(Text<'a>) -> bool,
        mut each: impl FnMut(Option<Text<'a>>, Text<'a>),
    ) -> Result<(), Invalid> {
        let mut open = Open::default();
        let (mut key, mut is_key) = (None, false);
        while let Some(next) = self.peek() {
            match next {
                b'{' | b'[' | b',' => {
                    self.at += 1;
                    if next != b',' {
                        open.push(next == b'{');
                    }
                    is_key = open.in_object();
                    key = None;
                }
                b'}' | b']' => {
                    self.at += 1;
                    if open.depth == 0 {
                        return Err(Invalid);
                    }
                    open.pop();
                }
                b'"' if is_key => {
                    let name = self.key()?;
                    is_key = false;
                    if wanted(name) {
                        key = Some(name);
                    } else {
                        self.value()?;
                    }
                }
                b'"' => each(key, self.text()?),
                _ => {
                    self.plain_value()?;
                }
            }
        }
        Ok(())
    }

    /// Takes an array or object whose opening bracket is next.
    pub(super) fn span(&mut self) -> Result<Span<'a>, Invalid> {
        let (start, blanks, odd_escapes) = (self.at, self.blanks, self.odd_escapes);
        self.nested()?;
        Ok(Span {
            raw: self.bytes.get(start..self.at).unwrap_or_default(),
            canonical: self.blanks == blanks && self.odd_escapes == odd_escapes,
        })
    }

    fn nested(&mut self) -> Result<(), Invalid> {
        let mut open = Open::default();
        loop {
            match self.peek() {
                Some(b'"') => self.skip_text()?,
                Some(b'{') => {
                    self.at += 1;
                    open.push(true);
                    if self.peek() != Some(b'}') {
                        self.skip_key()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    open.push(false);
                    if self.peek() != Some(b']') {
                        continue;
                    }
                }
                _ => {
                    self.plain_value()?;
                }
            }
            if self.close(&mut open)? {
                return Ok(());
            }
        }
    }

    /// Behind a value: closes what closes here. True if nothing is open any more, else the next
    /// value follows.
    fn close(&mut self, open: &mut Open) -> Result<bool, Invalid> {
        while open.depth > 0 {
            match (self.peek(), open.in_object()) {
                (Some(b','), true) => {
                    self.at += 1;
                    self.skip_key()?;
                    return Ok(false);
                }
                (Some(b','), false) => {
                    self.at += 1;
                    return Ok(false);
                }
                (Some(b'}'), true) | (Some(b']'), false) => {
                    self.at += 1;
                    open.pop();
                }
                _ => return Err(Invalid),
            }
        }
        Ok(true)
    }

    fn skip_key(&mut self) -> Result<(), Invalid> {
        if self.peek() != Some(b'"') {
            return Err(Invalid);
        }
        self.skip_text()?;
        self.expect(b':')
    }
}
