//! From the session to the signals that views read.

use std::collections::BTreeMap;

use leptos::prelude::*;
use sessionscope_engine::place::{RootId, label};
use sessionscope_engine::shard::{SHARD_VERSION, SNAPSHOT_VERSION};

use super::{session, veil};
use crate::browser::clock::Later;
use crate::browser::pool::{SlotInfo, SlotState};
use crate::browser::store;
use crate::state::{
    AppState, Health, Level, Notice, NoticeAction, RootInfo, SlowOperation, WorkerInfo, WorkerState,
};

/// Progress and Health are renewed at most this often, in milliseconds.
const RENEW_MS: u32 = 120;
/// An operation that takes longer than this is noted.
const SLOW_MS: f64 = 500.0;
/// As many slow operations are kept.
const SLOW_MAX: usize = 50;

thread_local! {
    static PROGRESS: Later = Later::default();
    static HEALTH: Later = Later::default();
}

/// Shows how far the reading is, soon.
pub fn progress_later(state: AppState) {
    PROGRESS.with(|later| later.plan(RENEW_MS, move || progress(state)));
}

/// Shows how far the reading is.
pub fn progress(state: AppState) {
    let now = session::with(|session| session.run.as_ref().map(super::run::Run::progress));
    if let Some(now) = now {
        state.progress.set(now);
    }
}

/// Shows what the engine did, soon.
pub fn health_later(state: AppState) {
    HEALTH.with(|later| later.plan(RENEW_MS, move || health(state)));
}

/// Shows what the engine did.
pub fn health(state: AppState) {
    state.health.update(fill);
}

fn fill(health: &mut Health) {
    session::with(|session| {
        let counts = session.counts;
        health.files_seen = counts.seen;
        health.files_skipped = counts.skipped;
        health.files_tail_read = counts.tail_read;
        health.files_fully_read = counts.fully_read;
        health.files_gone = counts.gone;
        health.bytes_read = counts.bytes_read;
        health.bytes_proof = counts.bytes_proof;
        let refused = session.refused.iter();
        let refused = refused.map(|((root, path), refused)| veil::refused(*root, path, refused));
        health.refused = refused.collect();
        health.left_out = session.left_out.values().map(veil::left_out).collect();
        health.slow.clone_from(&session.slow);
        health.storage_works = session.store.error().is_none();
        health.schema_versions = versions();
        if let Some(pool) = &session.pool {
            health.workers = pool.infos().into_iter().map(worker).collect();
            health.workers_replaced = pool.replaced();
        }
        let workers = health.workers.iter();
        let workers = workers.filter(|worker| worker.state != WorkerState::Page);
        // A whole number below 2^53.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let own = sessionscope_worker::read::memory_bytes() as u64;
        health.memory_bytes = own + workers.map(|worker| worker.memory_bytes).sum::<u64>();
    });
}

fn versions() -> Vec<(String, u32)> {
    vec![
        ("database".to_owned(), store::VERSION),
        ("digests".to_owned(), u32::from(SHARD_VERSION)),
        ("snapshot".to_owned(), u32::from(SNAPSHOT_VERSION)),
    ]
}

fn worker(info: SlotInfo) -> WorkerInfo {
    let state = match info.state {
        _ if info.id == 0 => WorkerState::Page,
        SlotState::Starting => WorkerState::Starting,
        SlotState::Idle => WorkerState::Idle,
        SlotState::Busy => WorkerState::Busy,
        SlotState::Resting => WorkerState::Resting,
    };
    // Whole numbers below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let memory_bytes = info.memory_bytes as u64;
    WorkerInfo {
        id: info.id,
        state,
        job: info.job,
        memory_bytes,
        files_done: info.files_done,
        bytes_done: info.bytes_done,
    }
}

/// Shows the folders.
pub fn roots(state: AppState) {
    let named = |id, kept, name: &str| {
        if kept {
            veil::root(id, name)
        } else {
            name.to_owned()
        }
    };
    let roots = session::with(|session| {
        let mut files: BTreeMap<RootId, u64> = BTreeMap::new();
        let mut inner: BTreeMap<(RootId, String), u64> = BTreeMap::new();
        state.held.with_untracked(|ledger| {
            for file in &ledger.files {
                *files.entry(file.root).or_default() += 1;
                if let Some(label) = label(&file.path) {
                    *inner.entry((file.root, label.to_owned())).or_default() += 1;
                }
            }
        });
        let inner_of = |id: &RootId| {
            let of_root = inner.iter().filter(|((root, _), _)| root == id);
            let labels = of_root.map(|((_, label), files)| (veil::part(label), *files));
            labels.collect::<Vec<_>>()
        };
        let infos = session.roots.iter().map(|(id, root)| RootInfo {
            id: id.0,
            // The sample is ours.
            name: named(*id, root.kept, &root.name),
            label: named(*id, root.kept, &root.label),
            files: files.get(id).copied().unwrap_or(0),
            inner: inner_of(id),
            state: root.state,
            remembered: root.handle.is_some(),
        });
        infos.collect::<Vec<_>>()
    });
    if state.roots.with_untracked(|now| *now != roots) {
        state.roots.set(roots);
    }
}

/// Notes an operation that took long.
pub fn slow(state: AppState, name: &str, millis: f64) {
    if millis < SLOW_MS {
        return;
    }
    session::with(|session| {
        session.slow.push(SlowOperation {
            name: name.to_owned(),
            millis,
        });
        let over = session.slow.len().saturating_sub(SLOW_MAX);
        session.slow.drain(..over);
    });
    health_later(state);
}

/// Tells the user something, unless it is already being said.
pub fn tell(state: AppState, level: Level, text: &str, next: &str, action: Option<NoticeAction>) {
    say(state, level, text, next, action, false);
}

/// The same of what was given just now. It is said until something else is given.
pub fn tell_of_given(
    state: AppState,
    level: Level,
    text: &str,
    next: &str,
    action: Option<NoticeAction>,
) {
    say(state, level, text, next, action, true);
}

/// Something else is given: what was said of the last is of no use any more.
pub fn forget_given(state: AppState) {
    let any = state
        .notices
        .with_untracked(|notices| notices.iter().any(|notice| notice.passing));
    if any {
        state
            .notices
            .update(|notices| notices.retain(|notice| !notice.passing));
    }
}

fn say(
    state: AppState,
    level: Level,
    text: &str,
    next: &str,
    action: Option<NoticeAction>,
    passing: bool,
) {
    state.notices.update(|notices| {
        if notices.iter().any(|notice| notice.text == text) {
            return;
        }
        let id = notices.last().map_or(1, |last| last.id + 1);
        notices.push(Notice {
            id,
            level,
            text: text.to_owned(),
            next: next.to_owned(),
            action,
            passing,
        });
    });
}
