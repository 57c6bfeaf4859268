//! Which dialogs are open.

use leptos::prelude::*;

/// Dialogs that several places open. Found by `expect_context::<Ui>()`.
#[derive(Clone, Copy)]
pub struct Ui {
    /// Settings.
    pub settings: RwSignal<bool>,
    /// Where the logs are.
    pub help: RwSignal<bool>,
    /// What keys do.
    pub keys: RwSignal<bool>,
}

impl Ui {
    /// All closed.
    pub fn new() -> Self {
        Self {
            settings: RwSignal::new(false),
            help: RwSignal::new(false),
            keys: RwSignal::new(false),
        }
    }

    /// One of them is open.
    pub fn any_open(self) -> bool {
        self.settings.get_untracked() || self.help.get_untracked() || self.keys.get_untracked()
    }
}
