//! Rows of a large table, in pieces that never move.
//!
//! A `Vec` that grows is copied into one of twice its size: a third of its room is not used on
//! average, and what it leaves behind is a hole that wasm memory keeps for ever. Here only the
//! first piece grows like that.

use std::fmt;
use std::iter::Flatten;
use std::slice;
use std::vec;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Rows of a piece; a power of two.
const PIECE: usize = 1024;

/// Rows, by number.
#[derive(Clone, PartialEq, Eq)]
pub struct Rows<T> {
    /// All but the last one are full, and none is empty.
    pieces: Vec<Vec<T>>,
}

impl<T> Rows<T> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        let full = self.pieces.len().saturating_sub(1) * PIECE;
        self.pieces.last().map_or(0, |last| full + last.len())
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The row of this number.
    pub fn get(&self, row: usize) -> Option<&T> {
        self.pieces.get(row / PIECE)?.get(row % PIECE)
    }

    /// The row of this number, to be changed.
    pub fn get_mut(&mut self, row: usize) -> Option<&mut T> {
        self.pieces.get_mut(row / PIECE)?.get_mut(row % PIECE)
    }

    /// Adds a row after the last one.
    pub fn push(&mut self, value: T) {
        match self.pieces.last_mut() {
            Some(last) if last.len() < PIECE => last.push(value),
            Some(_) => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(value);
                self.pieces.push(piece);
            }
            None => self.pieces.push(vec![value]),
        }
    }

    /// Takes the last row away.
    pub fn pop(&mut self) -> Option<T> {
        let last = self.pieces.last_mut()?;
        let value = last.pop();
        if last.is_empty() {
            self.pieces.pop();
        }
        value
    }

    /// Takes a row away; the last one takes its number.
    pub fn swap_remove(&mut self, row: usize) -> Option<T> {
        if row >= self.len() {
            return None;
        }
        let last = self.pop()?;
        match self.get_mut(row) {
            Some(place) => Some(std::mem::replace(place, last)),
            None => Some(last),
        }
    }

    /// All rows, by number.
    pub fn iter(&self) -> Flatten<slice::Iter<'_, Vec<T>>> {
        self.pieces.iter().flatten()
    }

    /// All rows, by number, to be changed.
    pub fn iter_mut(&mut self) -> Flatten<slice::IterMut<'_, Vec<T>>> {
        self.pieces.iter_mut().flatten()
    }
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<T> Extend<T> for Rows<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.push(value);
        }
    }
}

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut rows = Self::default();
        rows.extend(values);
        rows
    }
}

impl<T> From<Vec<T>> for Rows<T> {
    fn from(list: Vec<T>) -> Self {
        list.into_iter().collect()
    }
}

impl<T> IntoIterator for Rows<T> {
    type Item = T;
    type IntoIter = Flatten<vec::IntoIter<Vec<T>>>;
    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

impl<'a, T> IntoIterator for &'a Rows<T> {
    type Item = &'a T;
    type IntoIter = Flatten<slice::Iter<'a, Vec<T>>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut Rows<T> {
    type Item = &'a mut T;
    type IntoIter = Flatten<slice::IterMut<'a, Vec<T>>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// As a list is written.
impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeSeq as _;
        let mut list = to.serialize_seq(Some(self.len()))?;
        for row in self {
            list.serialize_element(row)?;
        }
        list.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct List<T>(Rows<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
            type Value = Rows<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("rows")
            }
            fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Rows<T>, A::Error> {
                while let Some(row) = list.next_element()? {
                    self.0.push(row);
                }
                Ok(self.0)
            }
        }
        from.deserialize_seq(List(Self::default()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_as_a_list_is(
            start in 0..2_500_u32,
            edits in prop::collection::vec((any::<bool>(), any::<u32>()), 0..2_000)
        ) {
            let mut list: Vec<u32> = (0..start).collect();
            let mut rows: Rows<u32> = list.iter().copied().collect();
            for (push, number) in edits {
                if push {
                    list.push(number);
                    rows.push(number);
                } else if !list.is_empty() {
                    let at = number as usize % list.len();
                    prop_assert_eq!(rows.swap_remove(at), Some(list.swap_remove(at)));
                }
                prop_assert_eq!(rows.len(), list.len());
            }
            prop_assert!(rows.iter().eq(&list));
            prop_assert_eq!(rows.get(list.len()), None);
            prop_assert_eq!(rows.get(list.len() / 2), list.get(list.len() / 2));
            let stored = postcard::to_allocvec(&rows).unwrap();
            prop_assert_eq!(&stored, &postcard::to_allocvec(&list).unwrap());
            prop_assert_eq!(postcard::from_bytes::<Rows<u32>>(&stored).unwrap(), rows);
        }
    }
}
