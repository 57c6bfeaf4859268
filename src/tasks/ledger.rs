//! From the accounts to the ledger that views show.

use leptos::prelude::*;

use super::accounts::Shelf;
use super::{publish, session};
use crate::browser::clock::{Later, since_start_ms};
use crate::browser::marks::{self, Detail};
use crate::browser::page;
use crate::browser::spawn::spawn;
use crate::state::AppState;

/// While files arrive the ledger is shown at most this often, in milliseconds.
const EVERY_MS: f64 = 400.0;
/// Showing may take at most one part in this many of the page's time.
const SHARE: f64 = 8.0;

thread_local! {
    static SHOW: Later = Later::default();
}

/// Shows the ledger soon, as often as the page can afford.
pub fn show_later(state: AppState) {
    let (show_ms, shown_at_ms) = session::with(|session| (session.show_ms, session.shown_at_ms));
    let pause_ms = EVERY_MS.max(show_ms * SHARE);
    let left_ms = (shown_at_ms + pause_ms - since_start_ms()).clamp(50.0, 60_000.0);
    // Clamped above.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let left_ms = left_ms as u32;
    SHOW.with(|later| {
        later.plan(left_ms, move || {
            // The reading may be over by now, which shows the last ledger itself.
            if session::with(|session| session.stale_ledger && session.run.is_some()) {
                show(state);
                first_paint(state);
            }
        });
    });
}

/// Settles the ledger and shows it.
pub fn show(state: AppState) {
    let start_ms = since_start_ms();
    state.held.update(|revision| {
        session::with(|session| {
            session.stale_ledger = false;
            if let Shelf::Open(accounts) = &mut session.accounts {
                let delta = accounts.settle(revision.change());
                revision.show(delta);
            }
        });
    });
    let took_ms = since_start_ms() - start_ms;
    session::with(|session| {
        session.show_ms = took_ms;
        session.shown_at_ms = since_start_ms();
    });
    publish::slow(state, "ledger", took_ms);
    publish::roots(state);
}

/// Measures when the first figures of a reading are on the screen.
pub fn first_paint(state: AppState) {
    let has_figures = state.held.with_untracked(|ledger| !ledger.files.is_empty());
    let first = session::with(|session| {
        let run = session
            .run
            .as_mut()
            .filter(|run| has_figures && !run.painted)?;
        run.painted = true;
        run.is_cold.then_some((run.start_ms, run.detail))
    });
    if let Some((start_ms, detail)) = first {
        painted("sessionscope:first-paint-of-totals", start_ms, detail);
    }
}

/// Measures from `start_ms` until what was changed is on the screen.
pub fn painted(name: &'static str, start_ms: f64, detail: Detail) {
    spawn(async move {
        page::painted().await;
        marks::measure(name, start_ms, detail);
    });
}
