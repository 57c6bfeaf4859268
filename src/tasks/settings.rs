//! Changing and keeping the user's choices.

use leptos::ev::Event;
use leptos::prelude::*;
use sessionscope_engine::price::PriceTable;
use wasm_bindgen::JsValue;

use super::{accounts, keep, publish, search, session, veil, watch};
use crate::browser::spawn::spawn;
use crate::browser::store::{Kept, Store, Write};
use crate::browser::{chosen, json, page, zone};
use crate::state::{AppState, Settings, Theme};

/// Key of the choices in their store.
const KEY: &str = "settings";
/// Where the page looks for the theme before the app is there.
const THEME_KEY: &str = "sessionscope:theme";

/// Changes the settings and stores them.
pub fn set(state: AppState, change: impl FnOnce(&mut Settings)) {
    let before = state.settings.get_untracked();
    let mut after = before.clone();
    change(&mut after);
    if after == before {
        return;
    }
    state.settings.set(after.clone());
    apply(state, &before, &after);
    save(state, &after);
}

/// Takes a price table of the user's own; `None` goes back to the built-in one.
///
/// # Errors
/// Why the text is no price table, in plain words.
pub fn set_prices(state: AppState, json: Option<String>) -> Result<(), String> {
    if let Some(json) = &json {
        PriceTable::parse(json).map_err(|error| error.to_string())?;
    }
    set(state, |settings| settings.prices = json);
    Ok(())
}

/// Takes a price table from a file that was chosen; `done` is told whether it is one, or why not.
pub fn choose_prices(
    state: AppState,
    event: &Event,
    done: impl FnOnce(Result<(), String>) + 'static,
) {
    let Some(file) = chosen::file(event) else {
        return;
    };
    spawn(async move {
        done(match chosen::text(&file).await {
            Some(text) => set_prices(state, Some(text)),
            None => Err("The file could not be read.".to_owned()),
        });
    });
}

/// The browser's own time zone.
pub fn own_zone() -> String {
    zone::browser_zone()
}

/// All time zones that the browser knows.
pub fn zones() -> Vec<String> {
    zone::names()
}

/// Takes over the stored choices.
pub async fn load(state: AppState, store: &Store) {
    let Ok(Some(stored)) = store.get(Kept::Settings, KEY).await else {
        return;
    };
    let stored = stored.as_string().unwrap_or_default();
    // Choices of a later version that this one cannot read: the defaults are better than nothing.
    let Some(settings) = json::read::<Settings>(&stored) else {
        return;
    };
    let before = state.settings.get_untracked();
    state.settings.set(settings.clone());
    show_theme(settings.theme);
    if settings.prices != before.prices {
        take_prices(&settings);
    }
}

fn apply(state: AppState, before: &Settings, after: &Settings) {
    show_theme(after.theme);
    let prices_changed = before.prices != after.prices;
    if prices_changed {
        take_prices(after);
    }
    if prices_changed || before.cost_mode != after.cost_mode {
        session::with(|session| session.stale_snapshot = true);
        spawn(async move {
            accounts::reprice(state).await;
            keep::later(state);
        });
    }
    if before.workers_on != after.workers_on {
        let pool = session::with(|session| session.pool.clone());
        if let Some(pool) = pool {
            pool.set_on_page(!after.workers_on);
        }
        publish::health_later(state);
    }
    if before.redacted != after.redacted {
        veil::switched(state);
    }
    if before.live_on != after.live_on {
        watch::follow(state, false);
    }
    match (before.cache_on, after.cache_on) {
        (true, false) => spawn(async move {
            keep::forget(state).await;
            search::clear().await;
        }),
        (false, true) => {
            session::with(keep::mark_all);
            keep::roots(state);
            keep::later(state);
        }
        _ => {}
    }
}

fn take_prices(settings: &Settings) {
    let own = settings.prices.as_deref();
    let table = own.and_then(|json| PriceTable::parse(json).ok());
    session::with(|session| session.prices = table.unwrap_or_else(PriceTable::builtin));
}

/// Stores the choices anew, after everything was cleared; nothing where none was made.
pub fn keep(state: AppState) {
    let settings = state.settings.get_untracked();
    if settings != Settings::default() {
        save(state, &settings);
    }
}

fn save(state: AppState, settings: &Settings) {
    // A plain struct of texts and numbers: it can always be written.
    let json = json::write(settings).unwrap_or_default();
    let store = session::with(|session| session.store.clone());
    if store.error().is_some() {
        return;
    }
    let write = Write::value(Kept::Settings, KEY, JsValue::from_str(&json));
    let written = store.write(vec![write]);
    spawn(async move {
        if let Err(error) = written.await {
            keep::failed(state, &error);
        }
    });
}

fn show_theme(theme: Theme) {
    let name = match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    page::remember(THEME_KEY, name);
    match name {
        Some(name) => page::set_root_attribute("data-theme", name),
        None => page::remove_root_attribute("data-theme"),
    }
}
