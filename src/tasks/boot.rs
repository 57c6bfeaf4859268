//! The start: paint what was shown last, seal the page, then start the analyst.

use futures::future::{join3, join4};
use leptos::prelude::*;
use sessionscope_engine::time::Instant;
use sessionscope_queries::{AnyAnswer, StoredAnswers};
use wasm_bindgen::JsValue;

use super::analyst::Fetched;
use super::programs::{self, Programs};
use super::{analyst, measures, notices, returning, settings, transcript};
use crate::browser::bundle::{self, Program};
use crate::browser::clock::{self, Later};
use crate::browser::marks::Detail;
use crate::browser::spawn::spawn;
use crate::browser::store::{self, Store, StoreName};
use crate::browser::{page, seal, service_worker, storage};
use crate::route::View;
use crate::state::{AppState, LaterPart, Level, Phase};

/// How long registering the service worker may hold up the seal, in milliseconds.
const REGISTER_LIMIT_MS: u32 = 10_000;
/// What `assets/boot.js` marks `<html>` with until no way in has to wait any more.
const LOADING: &str = "data-loading";
/// What the names of the caches of the app's own files begin with; see `assets/sw.js`.
const CACHES: &str = "sessionscope-";
/// What Health says of the storage is renewed after this time, in milliseconds.
const SPACE_AFTER_MS: u32 = 500;

thread_local! {
    static SPACE: Later = Later::default();
}

/// Starts it.
pub fn start(state: AppState) {
    spawn(boot(state));
}

async fn boot(state: AppState) {
    let is_later = state
        .route
        .with_untracked(|route| route.view != View::Overview);
    if is_later {
        let _coming = bundle::begin_later();
    }
    let store = Store::open(store::NAME, |_| {}).await;
    let mut is_painted = false;
    if store.error().is_none() {
        settings::load(state, &store).await;
        if is_later {
            // There is nothing to paint before that.
            join_later(state).await;
        }
        is_painted = paint(state, &store).await.is_some();
    }
    returning::decided(is_painted);
    // The analyst has its own connection; two would wait for each other when all is cleared.
    store.leave();
    secure(state).await;
    space(state).await;
}

/// Paints the answers that were shown last, before anything else is done; `None` where there are none.
async fn paint(state: AppState, store: &Store) -> Option<()> {
    let (is_kept, is_redacted) = state
        .settings
        .with_untracked(|settings| (settings.cache_on, settings.redacted));
    let stored = store.joined(StoreName::Meta, store::ANSWERS).await;
    let stored = StoredAnswers::decode(&stored.ok()??).ok()?;
    if !is_kept || stored.is_redacted != is_redacted {
        return None;
    }
    let files = stored.answers.iter().find_map(|(_, answer)| match answer {
        AnyAnswer::Corpus(corpus) => Some(corpus.files),
        _ => None,
    });
    let files = files.filter(|files| *files > 0)?;
    state.answers.restore(stored.answers);
    state.as_of.set(Some(Instant(stored.as_of_ms)));
    state.phase.set(Phase::Ready);
    let detail = Detail {
        files,
        ..Detail::default()
    };
    measures::painted(state, "sessionscope:first-paint-of-totals", 0.0, detail);
    measures::painted(state, "sessionscope:warm-open", 0.0, detail);
    page::painted().await;
    Some(())
}

/// Fetches what is needed from the network for the last time, closes the door, and starts the analyst.
async fn secure(state: AppState) {
    let register = service_worker::register(move || state.update_ready.set(true));
    let register = clock::within(REGISTER_LIMIT_MS, register);
    let programs = join3(
        bundle::fetch(Program::Analyst),
        bundle::fetch(Program::Worker),
        bundle::fetch(Program::Library),
    );
    let ((analyst, ingest, library), sample, _, ()) =
        join4(programs, bundle::sample(), register, join_later(state)).await;
    if !seal::seal() {
        notices::tell(
            state,
            Level::Warning,
            "This page could not be sealed against the network.",
            "Nothing is sent all the same. Please report which browser this is.",
            None,
        );
    }
    bundle::watch_workers();
    if ingest.is_err() && analyst.is_ok() {
        notices::tell(
            state,
            Level::Info,
            "The program for background workers could not be loaded.",
            "Logs are read by the page itself, which takes longer. Loading the page again may help.",
            None,
        );
    }
    programs::set_ready(Programs {
        library_url: library.ok().map(|library| library.url),
        sample: sample.unwrap_or(JsValue::UNDEFINED),
    });
    page::remove_root_attribute(LOADING);
    let fetched = Fetched {
        analyst: analyst.ok(),
        ingest: ingest.ok(),
    };
    analyst::start(state, fetched);
}

/// Loads the second part of the program: behind the seal it could not be fetched any more.
async fn join_later(state: AppState) {
    if state.later.get_untracked() != LaterPart::Coming {
        return;
    }
    let loaded = bundle::later().await;
    if loaded.is_err() {
        notices::tell(
            state,
            Level::Warning,
            "A part of Sessionscope could not be loaded.",
            "Most views and the settings are missing. Check the connection and load this page again.",
            None,
        );
    }
    state.later.set(match loaded {
        Ok(()) => LaterPart::Here,
        Err(_) => LaterPart::Missing,
    });
}

/// Ends the library worker: what it holds is of data that is cleared.
pub fn stop_library() {
    transcript::stop_library();
}

/// Everything that was stored was deleted; the choices are stored once more.
pub fn cleared(state: AppState) {
    stop_library();
    returning::remember(false);
    spawn(async move {
        storage::clear(CACHES).await;
        settings::keep(state);
        space(state).await;
    });
}

/// Renews what Health says of the storage, soon.
pub fn space_later(state: AppState) {
    SPACE.with(|later| later.plan(SPACE_AFTER_MS, move || spawn(space(state))));
}

/// The browser is asked not to drop by itself what was stored.
pub fn persist(state: AppState) {
    spawn(async move {
        page::painted().await;
        storage::persist().await;
        space(state).await;
    });
}

async fn space(state: AppState) {
    let space = storage::space().await;
    state.health.update(|health| {
        health.storage_used_bytes = space.used_bytes;
        health.storage_quota_bytes = space.quota_bytes;
        health.storage_persisted = space.persisted;
    });
}
