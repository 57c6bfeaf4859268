//! From what the analyst is doing to the signals that views read.

use std::collections::BTreeMap;

use leptos::prelude::*;
use sessionscope_engine::place::RootId;
use sessionscope_engine::search::index::SEGMENT_VERSION;
use sessionscope_engine::shard::{SHARD_VERSION, SNAPSHOT_VERSION};
use sessionscope_engine::time::Instant;
use sessionscope_engine::transcript::kept::INDEX_VERSION;
use sessionscope_queries::{ANSWERS_VERSION, FolderFiles, FoldersQuestion};
use sessionscope_runtime::folder::Fault;
use sessionscope_runtime::id::{FileKey, WorkerId};
use sessionscope_runtime::settings::Settings as Choices;
use sessionscope_runtime::status::{self as told, RootStatus, Status, WorkerStatus};
use sessionscope_runtime::{LeftOut as Left, LeftReason};

use super::{boot, folders, notices, returning, veil};
use crate::browser::clock;
use crate::browser::store;
use crate::queries::ask;
use crate::state::{
    AppState, LeftHow, LeftOut, LiveMode, Phase, Progress, RefusedFile, RootInfo, RootState,
    WorkerInfo, WorkerState,
};

/// What is read once and not followed.
const HIDDEN: &str = "names that the browser hides; drop the folder again to read what is new";
/// A rate is told after this time, in seconds.
const RATE_AFTER_S: f64 = 0.2;

/// Shows folders with their files for as long as the page lives.
pub fn start(state: AppState) {
    let files = ask(state, Signal::stored(FoldersQuestion));
    let is_redacted = Memo::new(move |_| state.settings.with(|settings| settings.redacted));
    Effect::new(move |_| {
        let _ = is_redacted.get();
        let roots = state.status.with(|status| {
            files.with(|files| {
                let roots = status.roots.iter();
                roots.map(|root| root_info(root, files)).collect::<Vec<_>>()
            })
        });
        if state.roots.with_untracked(|now| *now != roots) {
            state.roots.set(roots);
        }
    });
    Effect::new(move |_| {
        let _ = is_redacted.get();
        state.status.with(|status| show_files(state, status));
    });
}

/// The choices that the analyst acts by.
pub fn settings(state: AppState) -> Choices {
    state.settings.with_untracked(|settings| Choices {
        remember: settings.cache_on,
        follow: settings.live_on,
        workers: settings.workers_on,
        cost_mode: settings.cost_mode,
        prices: settings.prices.clone(),
        redacted: settings.redacted,
    })
}

/// Shows what the analyst is doing.
pub fn show(state: AppState, status: Status) {
    folders::take_roots(&status.roots);
    let before = state.status.get_untracked();
    if status.roots.is_empty() && !before.roots.is_empty() {
        // Everything was cleared, here or in another tab.
        boot::stop_library();
        returning::remember(false);
    }
    if status.store_error != before.store_error {
        boot::space_later(state);
    }
    let ended = status.phase == told::Phase::Ready || status.phase == told::Phase::Error;
    if ended && before.phase != status.phase {
        if !status.refused.is_empty() {
            notices::unread(state, status.refused.len());
        }
        boot::persist(state);
        let is_kept = status.roots.iter().any(|root| root.kept);
        if is_kept && state.settings.with_untracked(|settings| settings.cache_on) {
            returning::remember(true);
        }
    }
    state.progress.set(progress(&status.progress));
    state.missing.set(status.missing);
    state.as_of.set(status.as_of_ms.map(Instant));
    let live = crate::state::Live {
        mode: live_mode(status.live),
        updated: status.updated_ms.map(Instant),
        possible: status.can_follow,
    };
    if live != state.live.get_untracked() {
        state.live.set(live);
    }
    let phase = phase(status.phase);
    state.status.set(status);
    // Last of all: whoever waits for the end of a reading finds all else there.
    if phase != state.phase.get_untracked() {
        state.phase.set(phase);
    }
}

fn phase(phase: told::Phase) -> Phase {
    match phase {
        told::Phase::Empty => Phase::Empty,
        told::Phase::Opening => Phase::Opening,
        told::Phase::Indexing => Phase::Indexing,
        told::Phase::Ready => Phase::Ready,
        told::Phase::Error => Phase::Error,
    }
}

fn live_mode(mode: told::LiveMode) -> LiveMode {
    match mode {
        told::LiveMode::Off => LiveMode::Off,
        told::LiveMode::Watching => LiveMode::Watching,
        told::LiveMode::Polling => LiveMode::Polling,
    }
}

fn progress(now: &told::Progress) -> Progress {
    let seconds = now
        .since_ms
        .map_or(0.0, |since_ms| (clock::now().0 - since_ms) as f64 / 1000.0);
    let bytes_per_second = if seconds > RATE_AFTER_S {
        now.bytes_done as f64 / seconds
    } else {
        0.0
    };
    let left = now.bytes_total.saturating_sub(now.bytes_done) as f64;
    let is_known = bytes_per_second > 0.0 && !now.listing;
    Progress {
        files_done: now.files_done,
        files_total: now.files_total,
        bytes_done: now.bytes_done,
        bytes_total: now.bytes_total,
        bytes_per_second,
        seconds_left: is_known.then(|| left / bytes_per_second),
        seen: now.seen,
        listing: now.listing,
        partial: now.partial,
    }
}

fn root_info(root: &RootStatus, files: &[(RootId, FolderFiles)]) -> RootInfo {
    // The sample is ours.
    let named = |name: &str| {
        if root.kept {
            veil::root(root.id, name)
        } else {
            name.to_owned()
        }
    };
    let own = files.iter().find(|(id, _)| *id == root.id);
    let own = own.map(|(_, files)| files);
    let inner = own.into_iter().flat_map(|files| &files.inner);
    let inner = inner.map(|(label, count)| (veil::part(label), *count));
    RootInfo {
        id: root.id.0,
        name: named(&root.name),
        label: named(&root.label),
        files: own.map_or(0, |files| files.files),
        inner: inner.collect(),
        state: match root.state {
            told::RootState::Connected => RootState::Connected,
            told::RootState::NeedsPermission => RootState::NeedsPermission,
            told::RootState::Listing => RootState::Listing,
            told::RootState::Gone => RootState::Gone,
        },
        remembered: root.remembered,
    }
}

/// Shows in Health what was read, and by whom.
fn show_files(state: AppState, status: &Status) {
    let labels: BTreeMap<RootId, &str> = status
        .roots
        .iter()
        .map(|root| (root.id, root.label.as_str()))
        .collect();
    let counts = status.counts;
    state.health.update(|health| {
        health.files_seen = counts.seen;
        health.files_skipped = counts.skipped;
        health.files_tail_read = counts.tail_read;
        health.files_fully_read = counts.fully_read;
        health.files_gone = counts.gone;
        health.bytes_read = counts.bytes_read;
        health.bytes_proof = counts.bytes_proof;
        health.workers_replaced = counts.workers_replaced;
        health.workers = status.workers.iter().map(worker).collect();
        health.storage_works = status.store_error.is_none();
        health.schema_versions = versions();
        let refused = status.refused.iter();
        health.refused = refused
            .map(|(key, fault)| refused_file(&labels, key, *fault))
            .collect();
        let left_out = status.left_out.iter();
        health.left_out = left_out.map(|left| left_out_of(&labels, left)).collect();
    });
}

/// Shows in Health what memory is used.
pub fn memory(state: AppState, analyst_bytes: u64) {
    // A whole number below 2^53.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let own = sessionscope_worker::read::memory_bytes() as u64;
    let workers = state.status.with_untracked(|status| {
        let workers = status.workers.iter();
        let apart = workers.filter(|worker| worker.id != WorkerId::HERE);
        apart.map(|worker| worker.memory_bytes).sum::<u64>()
    });
    let all = own + analyst_bytes + workers;
    state.health.update(|health| health.memory_bytes = all);
}

fn versions() -> Vec<(String, u32)> {
    vec![
        ("database".to_owned(), store::VERSION),
        ("digests".to_owned(), u32::from(SHARD_VERSION)),
        ("snapshot".to_owned(), u32::from(SNAPSHOT_VERSION)),
        ("answers".to_owned(), u32::from(ANSWERS_VERSION)),
        ("transcripts".to_owned(), u32::from(INDEX_VERSION)),
        ("search".to_owned(), u32::from(SEGMENT_VERSION)),
    ]
}

fn worker(worker: &WorkerStatus) -> WorkerInfo {
    let state = match worker.state {
        _ if worker.id == WorkerId::HERE => WorkerState::Analyst,
        told::WorkerState::Starting => WorkerState::Starting,
        told::WorkerState::Idle => WorkerState::Idle,
        told::WorkerState::Busy => WorkerState::Busy,
        told::WorkerState::Resting => WorkerState::Resting,
    };
    let mib = worker.bytes_in_hand as f64 / f64::from(1 << 20);
    let job = match worker.files_in_hand {
        0 => None,
        1 => Some(format!("1 file, {mib:.1} MiB")),
        files => Some(format!("{files} files, {mib:.1} MiB")),
    };
    WorkerInfo {
        id: worker.id.0,
        state,
        job,
        memory_bytes: worker.memory_bytes,
        files_done: worker.files_done,
        bytes_done: worker.bytes_done,
    }
}

fn refused_file(labels: &BTreeMap<RootId, &str>, key: &FileKey, fault: Fault) -> RefusedFile {
    let label = labels.get(&key.root).copied().unwrap_or_default();
    let refused = RefusedFile {
        reason: fault_words(fault).to_owned(),
        path: format!("{label}/{}", key.path),
    };
    veil::refused(key.root, &key.path, &refused)
}

/// What happened, in plain words.
fn fault_words(fault: Fault) -> &'static str {
    match fault {
        Fault::Changed => "it was being written to and could not be read in three tries",
        Fault::Gone => "it is not there any more",
        Fault::Refused => "the system does not allow reading it",
        Fault::Nameless => "its name is not valid UTF-8, and the browser cannot open it",
        Fault::Failed | Fault::Silent => "reading it failed",
        Fault::Crashed => "the program that reads it broke off twice",
    }
}

fn left_out_of(labels: &BTreeMap<RootId, &str>, left: &Left) -> LeftOut {
    let (reason, how) = match &left.reason {
        LeftReason::NotCounted(why) => (why.clone(), LeftHow::NotCounted),
        LeftReason::NotEntered(why) => (why.clone(), LeftHow::NotEntered),
        LeftReason::ReadOnce => (HIDDEN.to_owned(), LeftHow::ReadOnce),
    };
    let label = labels.get(&left.root).copied().unwrap_or_default();
    veil::left_out(&LeftOut {
        reason,
        how,
        count: left.count,
        example: format!("{label}/{}", left.example),
    })
}
