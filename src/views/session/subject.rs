//! The session that a view is about.

use leptos::prelude::*;
use sessionscope_queries::{Lookup, SessionAnswer, SourcesAnswer, SourcesQuestion};

use crate::queries::{ask, asked};
use crate::state::AppState;
use crate::tasks::transcript::Sources;

/// The session that a view is about. Copies are the same one.
#[derive(Clone, Copy)]
pub struct Subject {
    /// What is known of it.
    pub about: Memo<SessionAnswer>,
    /// Its files: other ones as soon as there is something new to read.
    pub files: Signal<Lookup<SourcesAnswer>>,
    key: StoredValue<String>,
}

impl Subject {
    /// The session of this key.
    pub fn new(state: AppState, key: String, about: Memo<SessionAnswer>) -> Self {
        let session = key.clone();
        let files = asked(move || SourcesQuestion {
            session: session.clone(),
        });
        Self {
            about,
            files: ask(state, files),
            key: StoredValue::new(key),
        }
    }

    /// Its key.
    pub fn key(self) -> String {
        self.key.try_get_value().unwrap_or_default()
    }

    /// Its files as they are known now.
    pub fn files_now(self) -> Option<SourcesAnswer> {
        let files = self.files.try_get_untracked()?;
        files.found().cloned()
    }

    /// Its own logs as they are known now.
    pub fn logs_now(self) -> Sources {
        Sources::of_session(&self.files_now().unwrap_or_default())
    }
}
