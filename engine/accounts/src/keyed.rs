//! Rows of a table that are found by what they are about.

use std::hash::{BuildHasher as _, Hash};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::rows::Rows;

/// A row that is found by what it is about.
pub(crate) trait Keyed {
    /// What it is about: no other row of its table has the same.
    type Key: Eq + Hash;
    /// See [`Self::Key`].
    fn key(&self) -> Self::Key;
}

/// Where each row of a table stands. It holds numbers of rows alone: keys are in the rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers(HashTable<u32>);

impl Numbers {
    /// Those of a table.
    pub fn of<T: Keyed>(rows: &Rows<T>) -> Self {
        let mut numbers = HashTable::with_capacity(rows.len());
        for (at, row) in (0..).zip(rows) {
            numbers.insert_unique(hash(&row.key()), at, |&at| hash_at(rows, at));
        }
        Self(numbers)
    }

    /// The row of this key, which is new if there was none. Never `None`.
    pub fn at<'a, T: Keyed>(
        &mut self,
        rows: &'a mut Rows<T>,
        key: &T::Key,
        new: impl FnOnce() -> T,
    ) -> Option<&'a mut T> {
        let at = if let Some(known) = self.find(rows, key) {
            known
        } else {
            let at = number(rows.len());
            rows.push(new());
            self.0.insert_unique(hash(key), at, |&at| hash_at(rows, at));
            at
        };
        rows.get_mut(at as usize)
    }

    /// The number of the row of this key.
    pub fn find<T: Keyed>(&self, rows: &Rows<T>, key: &T::Key) -> Option<u32> {
        let is = |at: &u32| rows.get(*at as usize).is_some_and(|row| row.key() == *key);
        self.0.find(hash(key), is).copied()
    }

    /// Takes the row of this key and number away; the last one takes its number.
    pub fn remove<T: Keyed>(&mut self, rows: &mut Rows<T>, key: &T::Key, at: u32) {
        if let Ok(entry) = self.0.find_entry(hash(key), |&number| number == at) {
            entry.remove();
        }
        rows.swap_remove(at as usize);
        let last = number(rows.len());
        if let Some(moved) = rows.get(at as usize)
            && let Some(number) = self
                .0
                .find_mut(hash(&moved.key()), |&number| number == last)
        {
            *number = at;
        }
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn hash_at<T: Keyed>(rows: &Rows<T>, at: u32) -> u64 {
    rows.get(at as usize).map_or(0, |row| hash(&row.key()))
}

fn hash(key: &impl Hash) -> u64 {
    FxBuildHasher.hash_one(key)
}
