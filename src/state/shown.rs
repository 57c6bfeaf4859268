//! The ledger as views see it: with its own names, or with none of them.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::ledger::Revision;
use sessionscope_engine::redact::{Veil, veil};

use super::Settings;

/// The ledger as views see it. While names are hidden it is another one, in which everything is called
/// by another name: what a view shows, exports, copies or puts into an address cannot hold a name that
/// the view was never given.
#[derive(Clone, Copy)]
pub struct Shown {
    held: RwSignal<Revision>,
    veiled: Memo<Option<Veiled>>,
}

/// A ledger without names, and what its names stand for.
#[derive(Clone)]
struct Veiled {
    revision: Revision,
    veil: Arc<Veil>,
}

impl PartialEq for Veiled {
    fn eq(&self, other: &Self) -> bool {
        self.revision.number() == other.revision.number()
    }
}

impl Shown {
    /// The ledger that is held, as the settings want it to be shown.
    pub fn new(held: RwSignal<Revision>, settings: RwSignal<Settings>) -> Self {
        let is_on = Memo::new(move |_| settings.with(|settings| settings.redacted));
        let veiled = Memo::new(move |_| {
            is_on.get().then(|| {
                let (revision, veil) = held.with(veil);
                let veil = Arc::new(veil);
                Veiled { revision, veil }
            })
        });
        Self { held, veiled }
    }

    /// Reads it, again whenever it changes.
    // What is held is only borrowed: while anyone else holds it, each change of it copies it first.
    pub fn with<R>(self, read: impl FnOnce(&Revision) -> R) -> R {
        match self.veiled.get() {
            Some(veiled) => read(&veiled.revision),
            None => self.held.with(read),
        }
    }

    /// What its names stand for, again whenever they change; `None` while they are the real ones.
    pub fn veil(self) -> Option<Arc<Veil>> {
        self.veiled.get().map(|veiled| veiled.veil)
    }
}
