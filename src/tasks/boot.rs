//! The start: paint what is stored, load the rest, seal the page, then look at the folders.

use futures::future::{join, join3};
use leptos::prelude::*;
use sessionscope_engine::ledger::{Ledger, Revision};
use sessionscope_engine::place::RootId;
use sessionscope_engine::shard::decode_snapshot;
use sessionscope_engine::time::Instant;
use wasm_bindgen::JsValue;

use super::outcome::Heard;
use super::{accounts, keep, ledger, publish, roots, session, settings, tabs};
use crate::browser::bind::{self, Permission};
use crate::browser::bundle::{self, Program};
use crate::browser::clock;
use crate::browser::marks::Detail;
use crate::browser::pool::Pool;
use crate::browser::spawn::spawn;
use crate::browser::store::{self, Kept, Store};
use crate::browser::{page, seal, service_worker};
use crate::state::{AppState, Level, Phase};

/// How long registering the service worker may hold up the seal, in milliseconds.
const REGISTER_LIMIT_MS: u32 = 10_000;

/// Does all that; then drops and clicks are served.
pub async fn boot(state: AppState) {
    tabs::listen(state);
    let store = Store::open(store::NAME, move |why| roots::closed(state, why)).await;
    match store.error() {
        Some(error) => keep::failed(state, error),
        None => session::with(|session| session.store = store.clone()),
    }
    settings::load(state, &store).await;
    let painted = paint(state, &store).await;
    join(load(state, &store, painted), secure(state)).await;
    session::set_ready();
    tabs::join(state);
    check(state).await;
    keep::show_space(state).await;
}

/// Paints the stored figures before anything else is done; `true` if there were any.
async fn paint(state: AppState, store: &Store) -> bool {
    if !state.settings.with_untracked(|settings| settings.cache_on) {
        return false;
    }
    let Some(ledger) = stored_ledger(state, store).await else {
        return false;
    };
    if ledger.files.is_empty() {
        return false;
    }
    let as_of = store.get(Kept::Snapshot, keep::AS_OF).await;
    let as_of = as_of.ok().flatten().and_then(|value| value.as_f64());
    // Milliseconds since 1970.
    #[allow(clippy::cast_possible_truncation)]
    let as_of = as_of.map_or_else(clock::now, |as_of| Instant(as_of as i64));
    let detail = Detail {
        files: ledger.files.len() as u64,
        ..Detail::default()
    };
    state.held.set(Revision::new(ledger));
    state.as_of.set(Some(as_of));
    state.phase.set(Phase::Ready);
    ledger::painted("sessionscope:first-paint-of-totals", 0.0, detail);
    ledger::painted("sessionscope:warm-open", 0.0, detail);
    page::painted().await;
    true
}

/// What becomes of totals that cannot be used.
const TOTALS_AGAIN: &str =
    "They are made again from what is stored of each file, as soon as their folder is connected.";

/// The stored ledger, if there is one that can be used.
async fn stored_ledger(state: AppState, store: &Store) -> Option<Ledger> {
    let blob = store.joined(Kept::Snapshot, keep::LEDGER).await.ok()??;
    decode_snapshot(&blob)
        .inspect_err(|error| accounts::tell_damaged(state, *error, TOTALS_AGAIN))
        .ok()
}

/// Shows what another tab has stored.
pub async fn take_over(state: AppState) {
    let store = session::with(|session| session.store.clone());
    let Some(ledger) = stored_ledger(state, &store).await else {
        return;
    };
    restore_roots(state, &store).await;
    if !accounts::close(state, ledger) {
        return;
    }
    publish::roots(state);
    if state.phase.get_untracked() == Phase::Empty {
        state.phase.set(Phase::Ready);
    }
}

/// Takes the stored folders into the session.
pub async fn restore_roots(state: AppState, store: &Store) {
    for key in store.keys(Kept::Roots).await.unwrap_or_default() {
        if let Ok(Some(stored)) = store.get(Kept::Roots, &key).await {
            let before = session::with(|session| session.roots.len());
            session::with(|session| roots::restore(session, &key, &stored));
            let label = session::with(|session| {
                let is_new = session.roots.len() > before;
                let id = key.parse().map(RootId).ok().filter(|_| is_new)?;
                Some((id, session.roots.get(&id)?.label.clone()))
            });
            if let Some((id, label)) = label {
                accounts::add_root(state, id, &label);
            }
        }
    }
}

/// Loads the folders; and what is known of their files, if that is not what was painted.
async fn load(state: AppState, store: &Store, painted: bool) {
    if store.error().is_some() || !state.settings.with_untracked(|settings| settings.cache_on) {
        return;
    }
    restore_roots(state, store).await;
    publish::roots(state);
    let current = store.get(Kept::Meta, keep::CURRENT).await;
    // A later version of the program may come with other prices.
    let prices = session::with(|session| session.prices.mark());
    let same_prices = state.held.with_untracked(|ledger| ledger.prices == prices);
    if painted && same_prices && current.ok().flatten() == Some(JsValue::TRUE) {
        return;
    }
    accounts::open(state).await;
    let has_files = state.held.with_untracked(|ledger| !ledger.files.is_empty());
    ledger::show(state);
    if has_files {
        session::with(|session| session.stale_snapshot = true);
        if state.as_of.get_untracked().is_none() {
            state.as_of.set(Some(clock::now()));
        }
        state.phase.set(Phase::Ready);
    } else if painted {
        state.as_of.set(None);
        state.phase.set(Phase::Empty);
    }
}

/// Fetches what is needed from the network for the last time, and closes the door.
async fn secure(state: AppState) {
    let register = service_worker::register(move || state.update_ready.set(true));
    let register = clock::within(REGISTER_LIMIT_MS, register);
    let programs = join(bundle::fetch(Program::Worker), bundle::fetch(Program::Desk));
    let ((url, desk), sample, _) = join3(programs, bundle::sample(), register).await;
    session::with(|session| session.desk_url = desk.ok());
    session::with(|session| session.sample = sample.unwrap_or_default());
    if !seal::seal() {
        publish::tell(
            state,
            Level::Warning,
            "This page could not be sealed against the network.",
            "Nothing is sent all the same. Please report which browser this is.",
            None,
        );
    }
    bundle::watch_workers();
    if url.is_err() {
        publish::tell(
            state,
            Level::Info,
            "The program for background workers could not be loaded.",
            "Logs are read by the page itself, which takes longer. Loading the page again may help.",
            None,
        );
    }
    let pool = Pool::new(url.ok(), page::cores(), Heard(state));
    pool.set_on_page(
        !state
            .settings
            .with_untracked(|settings| settings.workers_on),
    );
    session::with(|session| session.pool = Some(pool.clone()));
    pool.warm();
    publish::health_later(state);
}

/// Looks at the remembered folders that may be read without asking.
pub async fn check(state: AppState) {
    let remembered = session::with(|session| {
        let roots = session
            .roots
            .iter()
            .filter(|(_, root)| root.folder.is_none());
        let with_handles = roots.filter_map(|(id, root)| Some((*id, root.handle.clone()?)));
        with_handles.collect::<Vec<(RootId, _)>>()
    });
    let mut granted = Vec::new();
    for (root, handle) in remembered {
        if bind::permission(&handle, false).await == Permission::Granted {
            granted.push((root, handle));
        }
    }
    for (root, handle) in granted {
        roots::connect(state, root, &handle);
    }
}

/// Starts it.
pub fn start(state: AppState) {
    spawn(boot(state));
}
