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

/// Sorts in place; equal ones stay in their order.
pub fn sort_by<T>(items: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = order(
        items.len(),
        &mut |a, b| match (items.get(a), items.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        },
    );
    let mut left: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(
        order
            .into_iter()
            .filter_map(|at| left.get_mut(at).and_then(Option::take)),
    );
}

#[cfg(test)]
mod tests {
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
    }
}
