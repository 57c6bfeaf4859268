//! The order of a table's rows.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use sessionscope_accounts::order::{by_rank, order};

/// By which column rows are sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderBy {
    /// The stable name of the column.
    pub column: String,
    /// The largest come first.
    pub descending: bool,
}

/// By what a cell is sorted. What is missing comes last, whichever way.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// By number.
    Number(f64),
    /// By text, in lower case.
    Text(String),
    /// There is nothing to sort by.
    Missing,
}

impl Order {
    /// By a text without regard to case.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }

    /// A whole number that stands where this does among others; a text has none.
    fn rank(&self, descending: bool) -> Option<u64> {
        match self {
            Self::Number(number) => {
                let bits = number.to_bits();
                let is_negative = bits >> 63 == 1;
                // Of negative numbers the bits are the larger the lower they are.
                let rank = if is_negative { !bits } else { bits | 1 << 63 };
                Some(if descending { !rank } else { rank })
            }
            Self::Text(_) => None,
            Self::Missing => Some(u64::MAX),
        }
    }

    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let turned = |order: Ordering| if descending { order.reverse() } else { order };
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => turned(a.total_cmp(b)),
            (Self::Text(a), Self::Text(b)) => turned(a.cmp(b)),
            (Self::Missing, Self::Missing) => Ordering::Equal,
            (Self::Missing, _) | (Self::Text(_), Self::Number(_)) => Ordering::Greater,
            (_, Self::Missing) | (Self::Number(_), Self::Text(_)) => Ordering::Less,
        }
    }
}

/// The numbers of rows that are sorted by `keys`, in their order; equal ones stay in theirs.
pub fn ordered(keys: &[Order], descending: bool) -> Vec<usize> {
    let ranks = keys.iter().map(|key| key.rank(descending));
    if let Some(ranks) = ranks.collect::<Option<Vec<_>>>() {
        return by_rank(&ranks);
    }
    order(keys.len(), &mut |a, b| match (keys.get(a), keys.get(b)) {
        (Some(a), Some(b)) => a.compare(b, descending),
        _ => Ordering::Equal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_what_is_missing_comes_last() {
        let names = ["b", "A", "c"].map(Order::text);
        assert_eq!(ordered(&names, false), [1, 0, 2]);
        assert_eq!(ordered(&names, true), [2, 0, 1]);
        let costs = [Order::Number(0.0), Order::Missing, Order::Number(2.0)];
        assert_eq!(ordered(&costs, false), [0, 2, 1]);
        assert_eq!(ordered(&costs, true), [2, 0, 1]);
        let both = [Order::text("b"), Order::Number(2.0), Order::Missing];
        assert_eq!(ordered(&both, false), [1, 0, 2]);
    }

    #[test]
    fn a_rank_stands_where_its_number_does() {
        let numbers = [f64::NEG_INFINITY, -2.5, -0.0, 0.0, 1e-9, 3.0, 1e300];
        for descending in [false, true] {
            let ranks: Vec<_> = numbers
                .iter()
                .map(|number| Order::Number(*number).rank(descending))
                .collect();
            assert_eq!(ranks.is_sorted(), !descending);
            assert_eq!(ranks.is_sorted_by(|a, b| a > b), descending);
            assert!(
                ranks
                    .iter()
                    .all(|rank| *rank < Order::Missing.rank(descending))
            );
        }
    }
}
