//! How figures and names are shown by the user's choices.

use leptos::prelude::*;
use sessionscope_engine::ledger::Ledger;
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

    /// A project by its real path where that is known, else by its folder's name.
    // While names are hidden the ledger that views are given holds none.
    #[allow(clippy::unused_self, reason = "how it is called is a matter of looks")]
    pub fn project(&self, ledger: &Ledger, project: u32) -> String {
        let row = ledger.projects.get(project as usize);
        match row.and_then(|row| row.cwd.as_deref()) {
            Some(cwd) => short_path(cwd),
            None => ledger.project_key(project),
        }
    }

    /// A session by its title, else by its first prompt, else by its id.
    #[allow(clippy::unused_self, reason = "how it is called is a matter of looks")]
    pub fn session(&self, ledger: &Ledger, session: u32) -> String {
        let Some(row) = ledger.sessions.get(session as usize) else {
            return String::new();
        };
        let told = row.title.as_deref().or(row.first_prompt.as_deref());
        told.map_or_else(|| row.name.clone(), one_line)
    }
}

/// The last two parts of a path: enough to know a project by.
pub fn short_path(path: &str) -> String {
    let is_break = |letter: char| letter == '/' || letter == '\\';
    let parts: Vec<&str> = path
        .split(is_break)
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [] => path.to_owned(),
        [one] => (*one).to_owned(),
        [.., folder, name] => format!("{folder}/{name}"),
    }
}

/// A text without line ends or runs of blanks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_known_by_their_end() {
        assert_eq!(short_path("/home/ada/work/engine"), "work/engine");
        assert_eq!(short_path("C:\\Users\\ada\\engine"), "ada/engine");
        assert_eq!(short_path("/engine"), "engine");
        assert_eq!(short_path("/"), "/");
        assert_eq!(one_line("a\n  b\tc "), "a b c");
    }
}
