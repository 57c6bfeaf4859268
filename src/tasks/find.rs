//! Answering what was typed into Search.

use leptos::prelude::*;

use super::search::{self, IndexState};
use crate::browser::clock::since_start_ms;
use crate::browser::spawn::spawn;
use crate::state::{AppState, Results, Search, SearchHit, SearchResult, Stage};

/// Answers a query with the best `sessions`, and shows what is found as it is found.
pub fn find(
    state: AppState,
    searching: Search,
    index: RwSignal<IndexState>,
    text: String,
    sessions: u32,
) {
    let number = searching.latest.get_value() + 1;
    searching.latest.set_value(number);
    if text.trim().is_empty() {
        searching.results.set(Results::default());
        searching.stage.set(Stage::Idle);
        return;
    }
    searching.stage.set(Stage::Searching);
    spawn(async move {
        let start_ms = since_start_ms();
        let asked = search::asked(state, &text, sessions);
        let is_latest = move || searching.latest.try_get_value() == Some(number);
        let mut last = SearchResult::default();
        let searched = search::search(&asked, |found| {
            last = found.clone();
            if is_latest() {
                searching.results.update(|results| results.found = found);
            }
        });
        let trouble = searched.await.err();
        let hits: Vec<SearchHit> = last
            .sessions
            .iter()
            .flat_map(|session| session.best.clone())
            .collect();
        let quotes = search::quotes(&asked, &hits).await;
        if !is_latest() {
            return;
        }
        searching.results.set(Results {
            text,
            found: last,
            quotes,
        });
        if trouble.is_some() {
            index.update(|index| index.trouble = trouble);
        }
        searching.stage.set(Stage::Done);
        search::shown(state, start_ms);
    });
}
