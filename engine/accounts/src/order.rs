//! Sorting that is compiled once.
//!
//! The standard library's sorts are fast and large, and each kind of thing that is sorted brings
//! them anew: 2 to 3 KB gzipped every time. Here only numbers are sorted, by a comparison that is
//! called through a pointer. That costs a few nanoseconds a comparison: use the standard library's
//! where a sort takes time that anyone could notice.

use std::cmp::Ordering;

/// The numbers from 0 to `count`, in the order that `compare` says; equal ones stay in theirs.
pub fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}

/// The numbers from 0 to the count of `ranks`, the lowest rank first; equal ones stay in their order.
///
/// Byte by byte, the lowest first, without any comparison: 20,000 take a millisecond, not five.
pub fn by_rank(ranks: &[u64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    let mut sorted = order.clone();
    for byte in 0..8 {
        #[allow(clippy::cast_possible_truncation, reason = "it is one byte")]
        let digit = |at: usize| ranks.get(at).map_or(0, |rank| rank >> (8 * byte) & 255) as usize;
        let mut places = [0_usize; 256];
        for &at in &order {
            if let Some(count) = places.get_mut(digit(at)) {
                *count += 1;
            }
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for &at in &order {
            if let Some(place) = places.get_mut(digit(at)) {
                if let Some(slot) = sorted.get_mut(*place) {
                    *slot = at;
                }
                *place += 1;
            }
        }
        std::mem::swap(&mut order, &mut sorted);
    }
    order
}

/// Sorts in place; equal ones stay in their order.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = order(
        items.len(),
        &mut |a, b| match (items.get(a), items.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        },
    );
    for (a, b) in swaps(order) {
        items.swap(a, b);
    }
}

/// What to swap, one after the other, so that at each place is what was at the place that `order` names.
///
/// Apart from the sorting, since it is the same code for all that is sorted.
fn swaps(mut order: Vec<usize>) -> Vec<(usize, usize)> {
    let mut swaps = Vec::new();
    for start in 0..order.len() {
        let mut at = start;
        // A place that was dealt with names itself.
        while let Some(from) = order.get_mut(at) {
            let from = std::mem::replace(from, at);
            if from == start {
                break;
            }
            swaps.push((at, from));
            at = from;
        }
    }
    swaps
}

/// A map or a set of these, inserted one by one.
///
/// What `collect` would give. That sorts them first, by a sort of its own for each kind of pair: 5 KB of code.
pub fn inserted<T, C: Default + Extend<T>>(items: impl IntoIterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(items);
    all
}

/// The last value of a key in a list that is in the order of its keys.
///
/// For maps that are made once and then asked: a `BTreeMap` of its own is 4 KB of code more.
pub fn value_of<'a, K: Ord, V>(list: &'a [(K, V)], key: &K) -> Option<&'a V> {
    let behind = list.partition_point(|(known, _)| known <= key);
    let (known, value) = list.get(behind.checked_sub(1)?)?;
    (known == key).then_some(value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(
            items in prop::collection::vec((0..5_u8, any::<String>()), 0..60)
        ) {
            let mut theirs = items.clone();
            theirs.sort_by_key(|item| item.0);
            let mut ours = items.clone();
            sort_by(&mut ours, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(&ours, &theirs);
            let by_number = order(items.len(), &mut |a, b| items[a].0.cmp(&items[b].0));
            let by_number: Vec<_> = by_number.into_iter().map(|at| items[at].clone()).collect();
            prop_assert_eq!(by_number, theirs);
        }

        #[test]
        fn lists_are_asked_as_maps_are(
            items in prop::collection::vec((0..9_u8, any::<u8>()), 0..20)
        ) {
            let map: BTreeMap<u8, u8> = items.iter().copied().collect();
            let made: BTreeMap<u8, u8> = inserted(items.iter().copied());
            prop_assert_eq!(&made, &map);
            let mut list = items;
            sort_by(&mut list, |a, b| a.0.cmp(&b.0));
            for key in 0..10 {
                prop_assert_eq!(value_of(&list, &key), map.get(&key));
            }
        }

        #[test]
        fn ranks_are_sorted_as_the_standard_library_does(
            ranks in prop::collection::vec(prop_oneof![0..5_u64, any::<u64>()], 0..60)
        ) {
            let theirs = order(ranks.len(), &mut |a, b| ranks[a].cmp(&ranks[b]));
            prop_assert_eq!(by_rank(&ranks), theirs);
        }
    }
}
