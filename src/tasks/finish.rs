//! The end of a reading.

use leptos::prelude::*;
use sessionscope_worker::garbage::invite_collection;

use super::run::Run;
use super::session;
use super::{keep, ledger, look, publish, roots, watch};
use crate::browser::spawn::spawn;
use crate::browser::{clock, marks, page, storage};
use crate::state::{AppState, Level, NoticeAction, Phase, RootState};

/// Ends the reading if nothing is left to do.
pub fn if_over(state: AppState) {
    let over = session::with(|session| {
        let over = session.run.as_ref().is_some_and(Run::is_over);
        if over { session.run.take() } else { None }
    });
    if let Some(run) = over {
        end(state, &run, false);
    }
}

/// Ends the reading before it is done; what was read stays.
pub fn cancel(state: AppState) {
    let (run, pool) = session::with(|session| (session.run.take(), session.pool.clone()));
    if let Some(pool) = pool {
        pool.cancel();
        look::lost();
    }
    if let Some(run) = run {
        end(state, &run, true);
    }
}

fn end(state: AppState, run: &Run, cancelled: bool) {
    let mut progress = run.progress();
    progress.partial = cancelled;
    state.progress.set(progress);
    if run.is_floor {
        end_floor(state, run);
        return;
    }
    let outdated = session::with(|session| session.stale_ledger || run.changed);
    if outdated {
        ledger::show(state);
    } else {
        publish::roots(state);
    }
    tell_refused(state);
    let phase = session::with(
        |session| match (has_no_file(state), session.roots.is_empty()) {
            (false, _) => Phase::Ready,
            (true, true) => Phase::Empty,
            (true, false) if session.refused.is_empty() => Phase::Ready,
            (true, false) => Phase::Error,
        },
    );
    // What was painted from storage stays marked as such until every folder was looked at.
    let all_seen = session::with(|session| {
        let mut roots = session.roots.values();
        session.missing.is_empty() && roots.all(|root| root.state == RootState::Connected)
    });
    if !cancelled && all_seen {
        state.as_of.set(None);
        state.missing.set(0);
    }
    state.phase.set(phase);
    publish::health(state);
    if run.is_large() {
        // What a large reading leaves behind goes before its results are stored, which takes memory
        // too.
        if let Some(pool) = session::with(|session| session.pool.clone()) {
            pool.rest_now();
        }
        invite_collection();
    }
    store(state, run.changed, all_seen && !cancelled);
    if !cancelled {
        measure(run);
    }
    watch::follow(state, !cancelled);
    if !cancelled {
        state.live.update(|live| live.updated = Some(clock::now()));
    }
    look::act(state);
}

/// What little has changed is on its way to the store before anyone can close the page.
fn store(state: AppState, changed: bool, all_seen: bool) {
    if !changed {
        if all_seen {
            keep::checked(state);
        }
        return;
    }
    if keep::is_little(state) {
        keep::now(state);
    }
    spawn(async move {
        // The figures come first.
        page::painted().await;
        keep::all(state).await;
        storage::persist().await;
        keep::show_space(state).await;
    });
}

/// The measures of this reading end once its figures are on the screen.
fn measure(run: &Run) {
    let (start_ms, detail) = (run.start_ms, run.detail);
    let (is_cold, painted) = (run.is_cold, run.painted);
    spawn(async move {
        page::painted().await;
        if is_cold {
            if !painted {
                marks::measure("sessionscope:first-paint-of-totals", start_ms, detail);
            }
            marks::measure("sessionscope:cold-index", start_ms, detail);
        } else {
            marks::measure("sessionscope:verify", start_ms, detail);
        }
    });
}

/// Nothing was parsed: the folders given for it leave again.
fn end_floor(state: AppState, run: &Run) {
    marks::measure("sessionscope:floor", run.start_ms, run.detail);
    for root in &run.roots {
        roots::forget(state, *root);
    }
    let phase = if has_no_file(state) {
        Phase::Empty
    } else {
        Phase::Ready
    };
    state.phase.set(phase);
    publish::health(state);
}

fn has_no_file(state: AppState) -> bool {
    state.held.with_untracked(|ledger| ledger.files.is_empty())
}

fn tell_refused(state: AppState) {
    let count = session::with(|session| session.refused.len());
    if count == 0 {
        return;
    }
    let text = if count == 1 {
        "1 file or folder could not be read.".to_owned()
    } else {
        format!("{count} files or folders could not be read.")
    };
    publish::tell(
        state,
        Level::Error,
        &text,
        "All other figures are right. Health lists each with its reason.",
        Some(NoticeAction::ShowHealth),
    );
}
