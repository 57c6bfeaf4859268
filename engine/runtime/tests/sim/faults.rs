//! What goes wrong.

use std::collections::BTreeMap;

use super::rng::Rng;

/// What goes wrong with an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    None,
    /// It is never carried out.
    Lost,
    /// It is carried out, and the answer is lost.
    AnswerLost,
    /// The answer comes twice.
    Doubled,
    /// It fails.
    Failed,
    /// It takes long.
    Late,
}

/// How often what goes wrong.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// How often in a thousand effects each kind of trouble comes.
    rates: Vec<(Trouble, u64)>,
    /// Nothing goes wrong any more.
    pub is_over: bool,
    /// Only this effect fails: its name, and how many of that name come before it.
    pub only: Option<(&'static str, u64)>,
    pub counts: BTreeMap<&'static str, u64>,
    pub injected: u64,
}

impl Faults {
    /// Each schedule has troubles of its own.
    pub fn new(rng: &mut Rng) -> Self {
        let kinds = [
            Trouble::Lost,
            Trouble::AnswerLost,
            Trouble::Doubled,
            Trouble::Failed,
            Trouble::Late,
        ];
        let rates = kinds.map(|kind| (kind, *rng.pick(&[0, 0, 10, 50, 150])));
        Self {
            rates: rates.into(),
            ..Self::default()
        }
    }

    /// Only one effect fails.
    pub fn only(name: &'static str, after: u64) -> Self {
        Self {
            only: Some((name, after)),
            ..Self::default()
        }
    }

    /// What goes wrong with an effect of this name.
    pub fn decide(&mut self, rng: &mut Rng, name: &'static str) -> Trouble {
        let count = self.counts.entry(name).or_default();
        let at = *count;
        *count += 1;
        let mut trouble = Trouble::None;
        if self.only == Some((name, at)) {
            trouble = Trouble::Failed;
        } else if !self.is_over && self.only.is_none() {
            for (kind, rate) in &self.rates {
                if rng.chance(*rate) {
                    trouble = *kind;
                }
            }
        }
        self.injected += u64::from(trouble != Trouble::None);
        trouble
    }
}
