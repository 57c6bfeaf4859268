//! How figures and names are shown by the user's choices.

use leptos::prelude::*;
use sessionscope_engine::money::Cost;
use sessionscope_engine::time::{Day, Instant, Zone};

use super::format;
use crate::state::{AppState, Currency, Settings};

/// The choices that change what is shown but not what is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplayPrefs {
    /// Zone of days and times.
    pub zone: Zone,
    /// Currency of amounts.
    pub currency: Currency,
    /// Names, paths and prompts are hidden: what views are given holds none, and is drawn anew when that changes.
    pub redacted: bool,
}

impl DisplayPrefs {
    /// The look as a memo.
    pub fn memo(state: AppState) -> Memo<Self> {
        Memo::new(move |_| Self::of(state))
    }

    /// The look as the user chose it.
    pub fn of(state: AppState) -> Self {
        let zone = state.zone.get();
        state.settings.with(|settings| Self::new(zone, settings))
    }

    fn new(zone: Zone, settings: &Settings) -> Self {
        Self {
            zone,
            currency: settings.currency.clone(),
            redacted: settings.redacted,
        }
    }

    /// An amount in the user's currency.
    pub fn money(&self, cost: Cost) -> String {
        self.dollars(cost.usd())
    }

    /// An amount in the user's currency where small ones matter.
    pub fn money_fine(&self, cost: Cost) -> String {
        format::money_fine(cost.usd() * self.currency.per_usd, &self.currency.code)
    }

    /// An amount that was worked out, in USD, in the user's currency.
    pub fn dollars(&self, usd: f64) -> String {
        format::money(usd * self.currency.per_usd, &self.currency.code)
    }

    /// Date and time in the user's zone.
    pub fn moment(&self, at: Instant) -> String {
        format::moment(&self.zone, at)
    }

    /// The day in the user's zone.
    pub fn day(&self, at: Instant) -> Day {
        self.zone.day(at)
    }
}
