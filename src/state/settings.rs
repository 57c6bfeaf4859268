//! What the user chose.

use serde::{Deserialize, Serialize};
use sessionscope_engine::price::CostMode;

/// What the user chose; kept in storage. Fields added later take their defaults in old storage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
// Choices that have nothing to do with each other; together they are no state machine.
#[allow(clippy::struct_excessive_bools)]
pub struct Settings {
    /// IANA name of the time zone; `None` is the browser's.
    pub zone: Option<String>,
    /// First day of the week: 0 for Monday to 6 for Sunday.
    pub week_start: u8,
    /// Colours.
    pub theme: Theme,
    /// The currency beside US dollars.
    pub currency: Currency,
    /// Where costs come from.
    pub cost_mode: CostMode,
    /// A price table of the user's own in the built-in one's form; `None` is the built-in.
    pub prices: Option<String>,
    /// Paths, prompts and names are hidden.
    pub redacted: bool,
    /// Files are read by workers; off, by the page itself.
    pub workers_on: bool,
    /// What was read is kept for the next visit.
    pub cache_on: bool,
    /// Figures follow the folders while the page is open; off, that is paused.
    pub live_on: bool,
}

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A currency and what a US dollar is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Currency {
    /// ISO 4217 code.
    pub code: String,
    /// Units of it for one US dollar.
    pub per_usd: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            zone: None,
            week_start: 0,
            theme: Theme::default(),
            currency: Currency {
                code: "USD".to_owned(),
                per_usd: 1.0,
            },
            cost_mode: CostMode::default(),
            prices: None,
            redacted: false,
            workers_on: true,
            cache_on: true,
            live_on: true,
        }
    }
}
