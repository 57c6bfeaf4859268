//! What goes on for as long as the page lives: the URL, drops, the clock, `<html>`'s attributes.

use std::time::Duration;

use leptos::prelude::*;
use sessionscope_engine::time::Instant;
use sessionscope_worker::analyst::protocol::Command;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::FileSystemHandle;

use super::{analyst, open};
use crate::browser::spawn::spawn;
use crate::browser::{bind, clock, drop, page};
use crate::route::Route;
use crate::state::AppState;

/// The clock goes on this often, in milliseconds.
const TICK_MS: u32 = 30_000;

/// How old something is is renewed this often where seconds are told, in milliseconds.
const SECOND_MS: u64 = 1_000;

/// Starts it all.
pub fn start(state: AppState) {
    follow_address(state);
    show_attributes(state);
    state.now.set(clock::now());
    clock::every(TICK_MS, move || state.now.set(clock::now()));
    drop::listen(
        move |over| {
            if state.dragging.get_untracked() != over {
                state.dragging.set(over);
            }
        },
        move |caught| open::open_caught(state, caught),
    );
    page::on_document("visibilitychange", move |_| {
        if page::is_hidden() {
            analyst::tell(Command::Visible(false));
        } else {
            analyst::tell(Command::Visible(true));
            state.now.set(clock::now());
        }
    });
    take_launches(state);
}

/// The time, renewed every second for as long as the view that asks is open.
pub fn every_second() -> RwSignal<Instant> {
    let now = RwSignal::new(clock::now());
    let renew = move || now.set(clock::now());
    let renewing = set_interval_with_handle(renew, Duration::from_millis(SECOND_MS));
    on_cleanup(move || {
        if let Ok(renewing) = renewing {
            renewing.clear();
        }
    });
    now
}

/// Keeps the route and the address equal, whichever changes.
fn follow_address(state: AppState) {
    let read = move || {
        let route = Route::parse(&page::hash());
        if state.route.with_untracked(|now| *now != route) {
            state.route.set(route);
        }
    };
    read();
    page::on_window("hashchange", move |_| read());
    Effect::new(move |_| {
        let route = state.route.get();
        if Route::parse(&page::hash()) != route {
            page::set_hash(&route.to_hash());
        }
    });
}

fn show_attributes(state: AppState) {
    Effect::new(move |_| page::set_root_attribute("data-state", state.phase.get().name()));
    Effect::new(move |_| {
        let (done, total) = state
            .progress
            .with(|progress| (progress.files_done, progress.files_total));
        page::set_root_attribute("data-files-done", &done.to_string());
        page::set_root_attribute("data-files-total", &total.to_string());
    });
    let mode = Memo::new(move |_| state.live.get().mode);
    Effect::new(move |_| page::set_root_attribute("data-live", mode.get().name()));
}

/// Files that the system opens with the installed app.
fn take_launches(state: AppState) {
    let Some(queue) = bind::get(&js_sys::global(), "launchQueue") else {
        return;
    };
    let consumer = Closure::<dyn Fn(JsValue)>::new(move |launch: JsValue| {
        let files = bind::get(&launch, "files").unwrap_or_default();
        let Ok(files) = files.dyn_into::<js_sys::Array>() else {
            return;
        };
        let handles: Vec<FileSystemHandle> = files
            .iter()
            .map(wasm_bindgen::JsCast::unchecked_into)
            .collect();
        if !handles.is_empty() {
            spawn(open::open_handles(state, handles));
        }
    });
    let _ = bind::call(&queue, "setConsumer", &[consumer.into_js_value()]);
}
