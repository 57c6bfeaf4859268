//! Search over everything that was said.

mod hits;
mod syntax;

use leptos::html;
use leptos::prelude::*;
use sessionscope_queries::CorpusQuestion;

use super::links::{set_typed, typed};
use super::session::trouble_view;
use crate::parts::format;
use crate::queries::ask;
use crate::state::{AppState, Phase, Search as SearchState, Stage};
use crate::tasks;
use crate::tasks::search::IndexState;
use hits::Hits;

/// The query is answered so long after the last letter was typed.
const TYPED_FOR: std::time::Duration = std::time::Duration::from_millis(120);
/// Sessions shown at once.
const SESSIONS: u32 = 20;

/// How the search index is. Found by `expect_context`.
#[derive(Clone, Copy)]
pub struct SearchIndex(pub RwSignal<IndexState>);

/// What the parts of the view share.
#[derive(Clone, Copy)]
struct Searching {
    index: RwSignal<IndexState>,
    search: SearchState,
    sessions: RwSignal<u32>,
}

impl Searching {
    /// Where the search is: as long as the index is not up to date, more may be found.
    fn shown_stage(self) -> Stage {
        match self.search.stage.get() {
            Stage::Done if self.index.with(IndexState::is_behind) => Stage::Searching,
            stage => stage,
        }
    }
}

/// The view at `#/search?q=…`.
#[component]
pub fn Search() -> impl IntoView {
    let state = expect_context::<AppState>();
    let SearchIndex(index) = expect_context();
    let searching = Searching {
        index,
        search: SearchState::new(),
        sessions: RwSignal::new(SESSIONS),
    };
    let results = searching.search.results;
    keep_index(state, index);
    let text = typed(state, "q");
    let version = Memo::new(move |_| index.with(|index| index.version));
    let redacted = Memo::new(move |_| state.settings.with(|settings| settings.redacted));
    Effect::new(move |_| {
        let _ = version.get();
        // What was found is told in other words.
        let _ = redacted.get();
        let sessions = searching.sessions.get();
        let text = text.get().unwrap_or_default();
        tasks::find(state, searching.search, index, text, sessions);
    });
    view! {
        <div class="view-head">
            <h1>"Search"</h1>
        </div>
        <section
            class="search-view"
            aria-label="Search"
            data-search-state=move || searching.shown_stage().name()
            data-search-query=move || results.with(|results| tasks::veil::typed(&results.text))
        >
            <Box state=state text=text />
            <Index index=index />
            <Summary searching=searching />
            <Hits state=state results=results />
            <More searching=searching />
            <syntax::Syntax text=text />
        </section>
    }
}

/// Keeps the index like the files for as long as the view is open.
fn keep_index(state: AppState, index: RwSignal<IndexState>) {
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    let files = Memo::new(move |_| {
        let is_ready = state.phase.get() == Phase::Ready;
        let sum = corpus.with(|corpus| (corpus.files, corpus.size_bytes));
        let connected = state.roots.with(Vec::len);
        (is_ready, sum, connected)
    });
    Effect::new(move |_| {
        let (is_ready, (count, _), _) = files.get();
        if is_ready && count > 0 {
            tasks::search::update(state, index);
        }
    });
}

/// The box.
#[component]
fn Box(state: AppState, text: Memo<Option<String>>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let typed = StoredValue::new(0_u32);
    Effect::new(move |before: Option<()>| {
        if let (None, Some(input)) = (before, input.get()) {
            let _ = input.focus();
        }
    });
    let set = move |value: String| {
        set_typed(state, "q", value.trim());
    };
    view! {
        <input
            type="search"
            class="input search-box"
            data-search-input=""
            placeholder="Words, \"a phrase\", begin*, OR, -without, tool:Bash, is:error, after:2026-07-01 …"
            aria-label="Search all prompts, answers, thinking, tool calls and results"
            autocomplete="off"
            spellcheck="false"
            node_ref=input
            prop:value=move || text.get().unwrap_or_default()
            on:input=move |event| {
                let value = event_target_value(&event);
                typed.update_value(|typed| *typed += 1);
                let number = typed.get_value();
                set_timeout(
                    move || {
                        if typed.try_get_value() == Some(number) {
                            set(value);
                        }
                    },
                    TYPED_FOR,
                );
            }
        />
    }
}

/// How the index is, where that matters.
#[component]
fn Index(index: RwSignal<IndexState>) -> impl IntoView {
    let state = expect_context::<AppState>();
    move || {
        let index = index.get();
        if let Some(trouble) = index.trouble {
            return trouble_view(state, trouble).into_any();
        }
        let words = if index.is_running && index.total > 0 {
            format!(
                "Making the search index: {} of {} files. What is in it can be searched already.",
                format::grouped(index.done as u64),
                format::grouped(index.total as u64)
            )
        } else if index.is_running {
            "Looking at what is new…".to_owned()
        } else if index.failed > 0 {
            format!(
                "{} could not be read and are not searched. Is the folder connected?",
                format::count(index.failed as u64, "file")
            )
        } else if index.is_elsewhere {
            "Another tab of this page keeps the search index; what was written last may be missing here.".to_owned()
        } else if index.is_current && !index.lasts {
            "This browser keeps no search index: it is made anew at every visit.".to_owned()
        } else {
            return ().into_any();
        };
        let share = index.done as f64 / index.total.max(1) as f64;
        view! {
            <p class="search-index" role="status">
                {words}
                {(index.is_running && index.total > 0)
                    .then(|| {
                        view! {
                            <span class="mini" aria-hidden="true">
                                <i style:width=format!("{:.1}%", share * 100.0)></i>
                            </span>
                        }
                    })}
            </p>
        }
        .into_any()
    }
}

/// How much was found.
#[component]
fn Summary(searching: Searching) -> impl IntoView {
    let found = move || {
        searching
            .search
            .results
            .with(|results| results.found.clone())
    };
    move || {
        if searching.search.stage.get() == Stage::Idle {
            return view! {
                <p class="search-sum">
                    "Prompts, answers, thinking, what tools were told and what they gave back, titles and file names: everything is searched, on this machine."
                </p>
            }
            .into_any();
        }
        let found = found();
        let hits = found.hits;
        view! {
            <p class="search-sum" role="status">
                <span data-metric="search_hits" data-value=hits.to_string()>
                    {format::count(hits, "message")}
                </span>
                {(hits > 0)
                    .then(|| format!(" in {}", format::count(found.session_count, "session")))}
                {(searching.shown_stage() == Stage::Searching).then_some(" …")}
            </p>
            {found
                .notices
                .into_iter()
                .map(|notice| view! { <p class="search-notice" data-notice="search">{notice}</p> })
                .collect_view()}
        }
        .into_any()
    }
}

/// More sessions.
#[component]
fn More(searching: Searching) -> impl IntoView {
    let is_more = Memo::new(move |_| {
        searching
            .search
            .results
            .with(|results| results.found.session_count > results.found.sessions.len() as u64)
    });
    view! {
        <Show when=move || is_more.get()>
            <button
                type="button"
                class="btn"
                on:click=move |_| searching.sessions.update(|sessions| *sessions += SESSIONS)
            >
                "Show more sessions"
            </button>
        </Show>
    }
}
