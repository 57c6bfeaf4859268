//! A search and what it has found.

use leptos::prelude::*;

pub use sessionscope_worker::library::protocol::{Quote, SearchHit, SearchResult, SearchSession};

/// What is known of a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// What was asked, as it was typed.
    pub text: String,
    /// What was found.
    pub found: SearchResult,
    /// A passage of each message, in the order of sessions and messages.
    pub quotes: Vec<Option<Quote>>,
}

/// Where a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is searched for.
    Idle,
    /// More may be found.
    Searching,
    /// All was found.
    Done,
}

impl Stage {
    /// The stable name in `data-search-state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Searching => "searching",
            Self::Done => "done",
        }
    }
}

/// A search, for as long as its view is open.
#[derive(Clone, Copy)]
pub struct Search {
    /// What was found.
    pub results: RwSignal<Results>,
    /// Where it is.
    pub stage: RwSignal<Stage>,
    /// The number of the query that was asked last: what others bring is not shown.
    pub latest: StoredValue<u32>,
}

impl Search {
    /// Nothing is searched for.
    pub fn new() -> Self {
        Self {
            results: RwSignal::new(Results::default()),
            stage: RwSignal::new(Stage::Idle),
            latest: StoredValue::new(0),
        }
    }
}
