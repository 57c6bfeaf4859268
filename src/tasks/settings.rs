//! Changing and keeping the user's choices.

use leptos::ev::Event;
use leptos::prelude::*;
use sessionscope_engine::price::PriceTable;
use sessionscope_worker::analyst::protocol::Command;
use wasm_bindgen::JsValue;

use super::{analyst, search, status, veil};
use crate::browser::spawn::spawn;
use crate::browser::store::{self, Store, StoreName, Write};
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
    save(&after);
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
    let Ok(Some(stored)) = store.get(StoreName::Settings, KEY).await else {
        return;
    };
    let stored = stored.as_string().unwrap_or_default();
    // Choices of a later version that this one cannot read: the defaults are better than nothing.
    let Some(settings) = json::read::<Settings>(&stored) else {
        return;
    };
    show_theme(settings.theme);
    state.settings.set(settings);
}

fn apply(state: AppState, before: &Settings, after: &Settings) {
    show_theme(after.theme);
    analyst::tell(Command::Settings(status::settings(state)));
    if before.redacted != after.redacted {
        // No name that is on the page, or on its way to it, is to be seen any more.
        state.answers.renew();
        veil::switched(state);
    }
    if before.cache_on && !after.cache_on {
        spawn(search::clear());
    }
}

/// Stores the choices anew, after everything was cleared; nothing where none was made.
pub fn keep(state: AppState) {
    let settings = state.settings.get_untracked();
    if settings != Settings::default() {
        save(&settings);
    }
}

fn save(settings: &Settings) {
    // A plain struct of texts and numbers: it can always be written.
    let json = json::write(settings).unwrap_or_default();
    spawn(async move {
        let store = Store::open(store::NAME, |_| {}).await;
        let write = Write::value(StoreName::Settings, KEY, JsValue::from_str(&json));
        // Where nothing can be stored, the analyst has said so.
        let _ = store.write(vec![write]).await;
        store.leave();
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
