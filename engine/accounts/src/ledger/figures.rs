//! What the responses of a cell come to, and the same in a third of the room.
//!
//! Sums have 128 bits so that no log makes them overflow. Nearly every one fits into much less, and few cells have
//! anything odd about them.

use serde::{Deserialize, Serialize};

use super::Suspects;
use crate::money::Cost;
use sessionscope_log::tokens::WideTokens;

/// What responses come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// How many they are.
    pub responses: u64,
    /// Their tokens.
    pub tokens: WideTokens,
    /// Of these, those that need a rate that is unknown.
    pub lower_bounds: u64,
    /// Of these, those whose several `message` iterations do not add up to their figures.
    pub iterations_differ: u64,
    /// Of these, those whose output was likely never recorded.
    pub suspects: Option<Suspects>,
    /// Web searches that are billed beside tokens.
    pub web_searches: u64,
    /// Costs that logs have recorded, where these count in place of a price.
    pub recorded: Cost,
}

/// [`Figures`] as they are kept; stored, they are as these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Figures", into = "Figures")]
pub struct PackedFigures {
    /// All nothing where there are wide ones.
    narrow: Narrow,
    wide: Option<Box<Wide>>,
    odd: Option<Box<Odd>>,
}

/// Sums as they are kept.
#[derive(Clone, Copy, Debug)]
pub enum StoredSums<'a> {
    /// As nearly everywhere.
    Narrow(&'a Narrow),
    /// Some are too large for that.
    Wide(&'a Wide),
}

/// Sums as wide as nearly all of them need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Input, output, cache writes for 5 minutes and for 1 hour, cache reads.
    pub tokens: [u32; 5],
    /// How many responses they are of.
    pub responses: u32,
}

/// The same, as wide as any log can make them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wide {
    /// Tokens.
    pub tokens: WideTokens,
    /// How many responses they are of.
    pub responses: u64,
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
    /// Web searches that are billed.
    pub web_searches: u64,
    /// Costs that logs have recorded.
    pub recorded: Cost,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.responses += other.responses;
        self.tokens.add_sum(&other.tokens);
        self.lower_bounds += other.lower_bounds;
        self.iterations_differ += other.iterations_differ;
        self.web_searches += other.web_searches;
        self.recorded += other.recorded;
        if let Some(other) = &other.suspects {
            self.suspects.get_or_insert_default().add(other);
        }
    }

    /// What is left without others; `None` if anything is less than theirs.
    pub(crate) fn less(&self, other: &Self) -> Option<Self> {
        let (of, less) = (&self.tokens, &other.tokens);
        let suspects = match &other.suspects {
            Some(less) => {
                let left = self.suspects.unwrap_or_default().less(less)?;
                (left != Suspects::default()).then_some(left)
            }
            None => self.suspects,
        };
        Some(Self {
            responses: self.responses.checked_sub(other.responses)?,
            tokens: WideTokens {
                input: of.input.checked_sub(less.input)?,
                output: of.output.checked_sub(less.output)?,
                cache_write_5m: of.cache_write_5m.checked_sub(less.cache_write_5m)?,
                cache_write_1h: of.cache_write_1h.checked_sub(less.cache_write_1h)?,
                cache_read: of.cache_read.checked_sub(less.cache_read)?,
            },
            lower_bounds: self.lower_bounds.checked_sub(other.lower_bounds)?,
            iterations_differ: self
                .iterations_differ
                .checked_sub(other.iterations_differ)?,
            suspects,
            web_searches: self.web_searches.checked_sub(other.web_searches)?,
            recorded: Cost(self.recorded.0.checked_sub(other.recorded.0)?),
        })
    }
}

impl PackedFigures {
    /// All sums.
    pub fn kept(&self) -> StoredSums<'_> {
        self.wide
            .as_deref()
            .map_or(StoredSums::Narrow(&self.narrow), StoredSums::Wide)
    }

    /// What few have.
    pub fn odd(&self) -> Option<&Odd> {
        self.odd.as_deref()
    }

    /// How many responses they are of.
    pub fn responses(&self) -> u64 {
        match self.kept() {
            StoredSums::Narrow(narrow) => narrow.responses.into(),
            StoredSums::Wide(wide) => wide.responses,
        }
    }

    /// The tokens alone.
    pub fn tokens(&self) -> WideTokens {
        match self.kept() {
            StoredSums::Narrow(narrow) => {
                let [input, output, five, hour, read] = narrow.tokens.map(u128::from);
                WideTokens {
                    input,
                    output,
                    cache_write_5m: five,
                    cache_write_1h: hour,
                    cache_read: read,
                }
            }
            StoredSums::Wide(wide) => wide.tokens,
        }
    }

    /// The figures themselves.
    pub fn get(&self) -> Figures {
        let odd = self.odd().copied().unwrap_or_default();
        Figures {
            responses: self.responses(),
            tokens: self.tokens(),
            lower_bounds: odd.lower_bounds,
            iterations_differ: odd.iterations_differ,
            suspects: odd.suspects,
            web_searches: odd.web_searches,
            recorded: odd.recorded,
        }
    }

    /// Adds others.
    pub(crate) fn add(&mut self, other: &Self) {
        let is_plain = other.odd.is_none() && self.wide.is_none() && other.wide.is_none();
        let sum = is_plain.then(|| self.narrow.plus(&other.narrow)).flatten();
        match sum {
            Some(sum) => self.narrow = sum,
            None => self.change(|figures| figures.add(&other.get())),
        }
    }

    /// Changes them.
    pub(crate) fn change(&mut self, by: impl FnOnce(&mut Figures)) {
        let mut figures = self.get();
        by(&mut figures);
        *self = figures.into();
    }
}

impl Narrow {
    /// `None` if any does not fit.
    fn plus(mut self, other: &Self) -> Option<Self> {
        for (sum, more) in self.tokens.iter_mut().zip(other.tokens) {
            *sum = sum.checked_add(more)?;
        }
        self.responses = self.responses.checked_add(other.responses)?;
        Some(self)
    }

    /// `None` if any does not fit.
    fn of(wide: &Wide) -> Option<Self> {
        let token = |sum: u128| u32::try_from(sum).ok();
        let tokens = &wide.tokens;
        Some(Self {
            tokens: [
                token(tokens.input)?,
                token(tokens.output)?,
                token(tokens.cache_write_5m)?,
                token(tokens.cache_write_1h)?,
                token(tokens.cache_read)?,
            ],
            responses: u32::try_from(wide.responses).ok()?,
        })
    }
}

impl From<Figures> for PackedFigures {
    fn from(figures: Figures) -> Self {
        let wide = Wide {
            tokens: figures.tokens,
            responses: figures.responses,
        };
        let odd = Odd {
            lower_bounds: figures.lower_bounds,
            iterations_differ: figures.iterations_differ,
            suspects: figures.suspects,
            web_searches: figures.web_searches,
            recorded: figures.recorded,
        };
        let narrow = Narrow::of(&wide);
        Self {
            wide: narrow.is_none().then(|| Box::new(wide)),
            narrow: narrow.unwrap_or_default(),
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
        let sum = || {
            prop_oneof![
                4 => any::<u32>().prop_map(u128::from),
                1 => any::<u64>().prop_map(u128::from),
                1 => 0..u128::MAX / 2
            ]
        };
        let half = || 0..u64::MAX / 2;
        let suspects = (half(), half(), [half(), half(), half()]);
        let suspects = suspects.prop_map(|(responses, output, chars)| Suspects {
            responses,
            output,
            chars,
        });
        let odd = (
            0..3_u64,
            0..3_u64,
            prop::option::of(suspects),
            0..3_u64,
            0..3_u128,
        );
        let sums = [sum(), sum(), sum(), sum(), sum()];
        (any::<u32>(), sums, odd).prop_map(|(responses, sums, odd)| Figures {
            responses: responses.into(),
            tokens: WideTokens {
                input: sums[0],
                output: sums[1],
                cache_write_5m: sums[2],
                cache_write_1h: sums[3],
                cache_read: sums[4],
            },
            lower_bounds: odd.0,
            iterations_differ: odd.1,
            suspects: odd.2,
            web_searches: odd.3,
            recorded: Cost(odd.4),
        })
    }

    proptest! {
        #[test]
        fn packing_loses_nothing(figures in figures()) {
            let packed = PackedFigures::from(figures);
            prop_assert_eq!(packed.get(), figures);
            prop_assert_eq!(packed.tokens(), figures.tokens);
            let stored = postcard::to_allocvec(&packed).unwrap();
            prop_assert_eq!(&stored, &postcard::to_allocvec(&figures).unwrap());
            prop_assert_eq!(postcard::from_bytes::<PackedFigures>(&stored).unwrap(), packed);
        }

        #[test]
        fn what_is_added_is_left_without_what_was_there(some in figures(), more in figures()) {
            let mut sum = some;
            sum.add(&more);
            let left = sum.less(&some).unwrap();
            let none = Some(Suspects::default());
            let suspects = more.suspects.filter(|suspects| Some(*suspects) != none);
            prop_assert_eq!(left, Figures { suspects, ..more });
            let mut packed = PackedFigures::from(some);
            packed.add(&more.into());
            prop_assert_eq!(packed.get(), sum);
            let kept = packed.clone();
            packed.add(&PackedFigures::default());
            prop_assert_eq!(packed, kept);
        }

        #[test]
        fn what_is_left_without_itself_is_nothing(figures in figures()) {
            prop_assert_eq!(figures.less(&figures), Some(Figures::default()));
        }
    }
}
