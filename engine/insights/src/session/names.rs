//! Texts that come again and again, by number.

use rustc_hash::FxHashMap;

/// Most names that are kept; a session has far fewer, but a hostile file may not.
const NAMES_MAX: usize = 1 << 16;

/// Texts by number, in the order in which they were first seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    names: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Names {
    /// The number of a name, which is added if it is new; `None` where there is no room for it.
    pub fn number(&mut self, name: &str) -> Option<u32> {
        if let Some(&number) = self.numbers.get(name) {
            return Some(number);
        }
        let number = u32::try_from(self.names.len()).ok()?;
        if self.names.len() >= NAMES_MAX {
            return None;
        }
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        Some(number)
    }

    /// The name of this number.
    pub fn name(&self, number: u32) -> Option<&str> {
        let name = self.names.get(usize::try_from(number).ok()?)?;
        Some(name)
    }
}
