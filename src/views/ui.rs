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
    /// Whether something is to be forgotten.
    pub forget: RwSignal<bool>,
    /// The folder that is; `None`: all of them.
    pub forgotten: RwSignal<Option<u16>>,
}

impl Ui {
    /// All closed.
    pub fn new() -> Self {
        Self {
            settings: RwSignal::new(false),
            help: RwSignal::new(false),
            keys: RwSignal::new(false),
            forget: RwSignal::new(false),
            forgotten: RwSignal::new(None),
        }
    }

    /// Asks whether a folder, or all of them, is to be forgotten.
    pub fn ask_to_forget(self, root: Option<u16>) {
        self.forgotten.set(root);
        self.forget.set(true);
    }

    /// One of them is open.
    pub fn any_open(self) -> bool {
        let all = [self.settings, self.help, self.keys, self.forget];
        all.iter().any(|open| open.get_untracked())
    }
}
