//! Sums by what they are about, found the faster the more rows follow others of the same slot.

use crate::rows::Rows;
use sessionscope_log::key::Key;
use sessionscope_log::keymap::KeyMap;

/// What a slot is about.
pub(super) trait About: Copy + Eq {
    /// It is about the row of a table of this number, which needs no hashing.
    fn row(self) -> Option<u32> {
        None
    }

    /// A number that no other has, but for those about rows.
    fn number(self) -> u64;
}

/// One value a key, in the order in which keys came.
pub(super) struct GroupMap<K, V> {
    /// The slot of each row of a table, 0 where there is none and else one more than its number.
    by_row: Vec<u32>,
    /// The same by what [`spread`] makes of their numbers.
    by_key: KeyMap<u32>,
    /// There may be many, and they are large: they never move.
    rows: Rows<(K, V)>,
    last: usize,
}

impl<K, V> Default for GroupMap<K, V> {
    fn default() -> Self {
        Self {
            by_row: Vec::new(),
            by_key: KeyMap::default(),
            rows: Rows::default(),
            last: 0,
        }
    }
}

impl<K: About, V: Default> GroupMap<K, V> {
    /// The value of a key, new if there was none. Never `None`.
    pub fn at(&mut self, key: K) -> Option<&mut V> {
        let last = self.rows.get(self.last);
        if last.is_none_or(|(last, _)| *last != key) {
            self.last = self.find(key);
        }
        self.rows.get_mut(self.last).map(|(_, value)| value)
    }

    /// The number of a key's slot.
    fn find(&mut self, key: K) -> usize {
        let number = if let Some(row) = key.row() {
            let row = row as usize;
            if self.by_row.len() <= row {
                self.by_row.resize(row + 1, 0);
            }
            self.by_row.get_mut(row)
        } else {
            Some(self.by_key.entry(spread(key.number())).or_default())
        };
        let Some(number) = number else { return 0 };
        if *number == 0 {
            self.rows.push((key, V::default()));
            *number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        }
        *number as usize - 1
    }
}

/// Numbers that follow each other, as keys that do not: a map takes them as they are.
fn spread(number: u64) -> Key {
    // An odd factor: no two numbers give the same.
    Key(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

impl<K, V> GroupMap<K, V> {
    /// The value that was found last.
    pub fn last(&mut self) -> Option<&mut V> {
        self.entry(self.last).map(|(_, value)| value)
    }

    /// The key that was found last.
    pub fn last_key(&self) -> Option<&K> {
        self.rows.get(self.last).map(|(key, _)| key)
    }

    /// The key and the value of this number.
    pub fn entry(&mut self, at: usize) -> Option<&mut (K, V)> {
        self.rows.get_mut(at)
    }

    /// The numbers of those about rows of a table, in the order of these.
    pub fn by_row(&self) -> impl Iterator<Item = usize> {
        let numbers = self.by_row.iter();
        numbers.filter_map(|&number| (number as usize).checked_sub(1))
    }

    /// All keys and their values, by number.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.rows.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    impl About for u32 {
        fn row(self) -> Option<u32> {
            (self < 3).then_some(self)
        }

        fn number(self) -> u64 {
            self.into()
        }
    }

    proptest! {
        #[test]
        fn they_sum_as_a_map_does(keys in prop::collection::vec(0..6_u32, 0..60)) {
            let mut slots: GroupMap<u32, u32> = GroupMap::default();
            let mut map = BTreeMap::new();
            for key in keys {
                *slots.at(key).unwrap() += 1;
                *map.entry(key).or_default() += 1;
                prop_assert_eq!(slots.last().copied(), map.get(&key).copied());
                prop_assert_eq!(slots.last_key(), Some(&key));
            }
            let rows: Vec<u32> = slots.by_row().map(|at| slots.rows.get(at).unwrap().0).collect();
            let about_rows: Vec<u32> = map.keys().copied().filter(|key| *key < 3).collect();
            prop_assert_eq!(rows, about_rows);
            let found: BTreeMap<u32, u32> = slots.iter().copied().collect();
            prop_assert_eq!(found, map);
        }
    }
}
