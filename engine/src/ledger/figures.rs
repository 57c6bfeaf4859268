//! What the responses of a cell come to, and the same in half the room.
//!
//! Sums have 128 bits so that no log makes them overflow. Nearly every one fits into 64, and nearly no cell has
//! anything odd about it; there are tens of thousands of cells, and wasm memory never shrinks.

use serde::{Deserialize, Serialize};

use super::Suspects;
use crate::digest::WideTokens;
use crate::money::Cost;

/// How many sums a cell has.
const SUMS: usize = 8;

/// What responses come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Their tokens.
    pub tokens: WideTokens,
    /// What they cost, or the part that is known.
    pub cost: Cost,
    /// Of these, those that need a rate that is unknown.
    pub lower_bounds: u64,
    /// Of these, those whose several `message` iterations do not add up to their figures.
    pub iterations_differ: u64,
    /// Of these, those whose output was likely never recorded.
    pub suspects: Option<Suspects>,
    /// What their cache reads would have cost more as plain input.
    pub cache_saved: Cost,
    /// What their cache writes cost more than plain input.
    pub cache_write_extra: Cost,
}

/// [`Figures`] as they are kept; stored, they are as these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Figures", into = "Figures")]
pub struct PackedFigures {
    low: [u64; SUMS],
    /// The upper halves of all sums, if any has one.
    high: Option<Box<[u64; SUMS]>>,
    odd: Option<Box<Odd>>,
}

/// What few cells have: see [`Figures`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Odd {
    /// Those that need a rate that is unknown.
    pub lower_bounds: u64,
    /// Those whose iterations do not add up.
    pub iterations_differ: u64,
    /// Those whose output was likely never recorded.
    pub suspects: Option<Suspects>,
}

impl Figures {
    fn sums(&self) -> [u128; SUMS] {
        let tokens = &self.tokens;
        [
            tokens.input,
            tokens.output,
            tokens.cache_write_5m,
            tokens.cache_write_1h,
            tokens.cache_read,
            self.cost.0,
            self.cache_saved.0,
            self.cache_write_extra.0,
        ]
    }

    #[expect(clippy::similar_names, reason = "the names that the fields have")]
    fn of(sums: [u128; SUMS], odd: Odd) -> Self {
        let [
            input,
            output,
            cache_write_5m,
            cache_write_1h,
            cache_read,
            cost,
            saved,
            extra,
        ] = sums;
        Self {
            tokens: WideTokens {
                input,
                output,
                cache_write_5m,
                cache_write_1h,
                cache_read,
            },
            cost: Cost(cost),
            lower_bounds: odd.lower_bounds,
            iterations_differ: odd.iterations_differ,
            suspects: odd.suspects,
            cache_saved: Cost(saved),
            cache_write_extra: Cost(extra),
        }
    }

    /// What is left without others; `None` if anything is less than theirs.
    pub(crate) fn less(&self, other: &Self) -> Option<Self> {
        let mut sums = self.sums();
        for (sum, less) in sums.iter_mut().zip(other.sums()) {
            *sum = sum.checked_sub(less)?;
        }
        let suspects = match &other.suspects {
            Some(less) => {
                let left = self.suspects.unwrap_or_default().less(less)?;
                (left != Suspects::default()).then_some(left)
            }
            None => self.suspects,
        };
        let odd = Odd {
            lower_bounds: self.lower_bounds.checked_sub(other.lower_bounds)?,
            iterations_differ: self
                .iterations_differ
                .checked_sub(other.iterations_differ)?,
            suspects,
        };
        Some(Self::of(sums, odd))
    }
}

impl PackedFigures {
    /// All sums, if none is too large for this, as nearly everywhere: input, output, cache writes for 5 minutes and
    /// for 1 hour, cache reads, cost, what the cache saved, what it cost.
    pub fn low(&self) -> Option<&[u64; SUMS]> {
        self.high.is_none().then_some(&self.low)
    }

    /// What few have.
    pub fn odd(&self) -> Option<&Odd> {
        self.odd.as_deref()
    }

    /// The tokens alone.
    pub fn tokens(&self) -> WideTokens {
        WideTokens {
            input: self.sum(0),
            output: self.sum(1),
            cache_write_5m: self.sum(2),
            cache_write_1h: self.sum(3),
            cache_read: self.sum(4),
        }
    }

    /// The cost alone.
    pub fn cost(&self) -> Cost {
        Cost(self.sum(5))
    }

    fn sum(&self, at: usize) -> u128 {
        let part = |sums: &[u64; SUMS]| u128::from(sums.get(at).copied().unwrap_or(0));
        part(&self.low) | self.high.as_deref().map_or(0, |high| part(high) << 64)
    }

    /// The figures themselves.
    pub fn get(&self) -> Figures {
        let mut sums = self.low.map(u128::from);
        if let Some(high) = &self.high {
            for (sum, high) in sums.iter_mut().zip(high.iter()) {
                *sum |= u128::from(*high) << 64;
            }
        }
        Figures::of(sums, self.odd.as_deref().copied().unwrap_or_default())
    }

    /// Changes them.
    pub(crate) fn change(&mut self, by: impl FnOnce(&mut Figures)) {
        let mut figures = self.get();
        by(&mut figures);
        *self = figures.into();
    }
}

impl From<Figures> for PackedFigures {
    fn from(figures: Figures) -> Self {
        let sums = figures.sums();
        let high = sums.map(|sum| (sum >> 64) as u64);
        let odd = Odd {
            lower_bounds: figures.lower_bounds,
            iterations_differ: figures.iterations_differ,
            suspects: figures.suspects,
        };
        Self {
            // The upper half is apart.
            #[expect(clippy::cast_possible_truncation, reason = "the upper half is apart")]
            low: sums.map(|sum| sum as u64),
            high: (high != [0; SUMS]).then(|| Box::new(high)),
            odd: (odd != Odd::default()).then(|| Box::new(odd)),
        }
    }
}

impl From<PackedFigures> for Figures {
    fn from(packed: PackedFigures) -> Self {
        packed.get()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn figures() -> impl Strategy<Value = Figures> {
        let sum = prop_oneof![any::<u64>().prop_map(u128::from), any::<u128>()];
        let suspects = (any::<u64>(), any::<u64>(), any::<[u64; 3]>());
        let suspects = suspects.prop_map(|(responses, output, chars)| Suspects {
            responses,
            output,
            chars,
        });
        let odd = (0..3_u64, 0..3_u64, prop::option::of(suspects));
        (prop::array::uniform8(sum), odd).prop_map(|(sums, odd)| {
            let odd = Odd {
                lower_bounds: odd.0,
                iterations_differ: odd.1,
                suspects: odd.2,
            };
            Figures::of(sums, odd)
        })
    }

    proptest! {
        #[test]
        fn packing_loses_nothing(figures in figures()) {
            let packed = PackedFigures::from(figures);
            prop_assert_eq!(packed.get(), figures);
            prop_assert_eq!((packed.tokens(), packed.cost()), (figures.tokens, figures.cost));
            if let Some(low) = packed.low() {
                let odd = packed.odd().copied().unwrap_or_default();
                prop_assert_eq!(Figures::of(low.map(u128::from), odd), figures);
            }
            let stored = postcard::to_allocvec(&packed).unwrap();
            prop_assert_eq!(&stored, &postcard::to_allocvec(&figures).unwrap());
            prop_assert_eq!(postcard::from_bytes::<PackedFigures>(&stored).unwrap(), packed);
        }

        #[test]
        fn what_is_left_without_itself_is_nothing(figures in figures()) {
            prop_assert_eq!(figures.less(&figures), Some(Figures::default()));
        }
    }

    #[test]
    fn a_common_cell_takes_half_the_room() {
        assert!(size_of::<PackedFigures>() <= 80);
        assert_eq!(
            size_of::<Figures>().next_multiple_of(16),
            size_of::<Figures>()
        );
        assert!(size_of::<Figures>() >= 2 * size_of::<PackedFigures>());
    }
}
