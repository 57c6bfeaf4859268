//! From a folder to jobs: list, compare with what is known, queue what has to be read.

use std::collections::BTreeMap;

use leptos::prelude::*;
use sessionscope_engine::corpus::RootId;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::ledger::FileRow;
use sessionscope_engine::place::{base, place};
use sessionscope_engine::plan::{self, Known, Plan, Step};
use sessionscope_worker::protocol::Task;
use sessionscope_worker::read::fault;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::books::Change;
use super::run::Run;
use super::session::{self, Session};
use super::{books, finish, ledger, publish};
use crate::browser::bind;
use crate::browser::list::{Listed, Listing, list};
use crate::browser::pool::Work;
use crate::state::{AppState, Level, NoticeAction, Phase, Progress, Refused, RootState};

/// Begins a reading, or joins the one that is going on; returns its number.
pub fn begin(state: AppState, is_floor: bool) -> u64 {
    let (id, new) = session::with(|session| {
        let new = session.run.is_none();
        let run = session.run.get_or_insert_with(|| Run::begin(next_run()));
        run.listing += 1;
        run.is_floor |= is_floor;
        (run.id, new)
    });
    if new {
        state.phase.set(Phase::Opening);
        state.progress.set(Progress::default());
    }
    id
}

/// The reading of this number is still going on.
pub fn goes_on(run: u64) -> bool {
    session::with(|session| session.run.as_ref().is_some_and(|now| now.id == run))
}

/// One folder less is being listed.
pub fn listed(state: AppState, run: u64) {
    session::with(|session| {
        if let Some(now) = session.run.as_mut().filter(|now| now.id == run) {
            now.listing = now.listing.saturating_sub(1);
        }
    });
    finish::if_over(state);
}

/// Brings a folder of the session up to date, within a reading that was [`begin`]ned for it.
/// `listing` is what is in it, where that is known already.
pub async fn index(state: AppState, run: u64, root: RootId, listing: Option<Listing>) {
    session::with(|session| {
        if let Some(root) = session.roots.get_mut(&root) {
            root.state = RootState::Listing;
        }
    });
    publish::roots(state);
    let listing = match listing {
        Some(listing) => Ok(listing),
        None => look(root).await,
    };
    if !goes_on(run) {
        set_state(state, root, RootState::Connected);
        return;
    }
    match listing {
        Ok(listing) => {
            set_state(state, root, RootState::Connected);
            queue(state, run, root, listing).await;
        }
        Err(error) => refused(state, root, &error),
    }
    listed(state, run);
}

async fn look(root: RootId) -> Result<Listing, JsValue> {
    let folder = session::with(|session| session.folder(root));
    let (folder, _) = folder.ok_or("no folder")?;
    list(&folder).await
}

fn set_state(state: AppState, root: RootId, now: RootState) {
    session::with(|session| {
        if let Some(root) = session.roots.get_mut(&root) {
            root.state = now;
        }
    });
    publish::roots(state);
}

/// The folder itself cannot be read. What is known of it stays.
pub fn refused(state: AppState, root: RootId, error: &JsValue) {
    let is_gone = bind::error_name(error) == "NotFoundError";
    let name = session::with(|session| {
        let root = session.roots.get(&root);
        root.map(|root| root.label.clone()).unwrap_or_default()
    });
    let (now, text, next) = if is_gone {
        (
            RootState::Gone,
            format!("A folder is not where it was: {name}"),
            "Its last known figures are shown. Drop it again from where it is now, or remove it.",
        )
    } else {
        (
            RootState::NeedsPermission,
            format!("The browser did not let us read a folder: {name}"),
            "Reconnect it, or give it again with “Choose folder”.",
        )
    };
    set_state(state, root, now);
    publish::tell(
        state,
        Level::Warning,
        &text,
        next,
        Some(NoticeAction::ChooseFolder),
    );
}

async fn queue(state: AppState, run: u64, root: RootId, listing: Listing) {
    let Listing { mut files, refused } = listing;
    session::with(|session| {
        note_refused(session, root, &refused);
        keep_logs(session, root, &mut files);
    });
    let plan = make_plan(state, root, &files);
    if !(plan.read.is_empty() && plan.gone.is_empty()) {
        books::open(state).await;
        if !goes_on(run) {
            return;
        }
    }
    leave(state, root, &plan);
    let works = session::with(|session| take_plan(session, root, &plan, files));
    if !works.is_empty() {
        state.phase.set(Phase::Indexing);
        let (pool, floor) = session::with(|session| {
            let floor = session.run.as_ref().is_some_and(|run| run.is_floor);
            (session.pool.clone(), floor)
        });
        if let Some(pool) = pool {
            pool.set_floor(floor);
            pool.push(works);
        }
    }
    publish::progress_later(state);
    publish::health_later(state);
}

/// Keeps those that count, with their paths below the project folders.
fn keep_logs(session: &mut Session, root: RootId, files: &mut Vec<Listed>) {
    let Some(root) = session.roots.get_mut(&root) else {
        return;
    };
    root.base = base(&root.name, files.iter().map(|file| file.path.as_str()));
    let (base, name) = (root.base, root.name.as_str());
    files.retain_mut(|file| {
        let Some(path) = file.path.strip_prefix(base) else {
            return false;
        };
        let counts = place(name, path).is_some();
        file.path = path.to_owned();
        counts
    });
}

fn make_plan(state: AppState, root: RootId, files: &[Listed]) -> Plan {
    let is_floor = session::with(|session| session.run.as_ref().is_some_and(|run| run.is_floor));
    let known: BTreeMap<String, Known> = if is_floor {
        BTreeMap::new()
    } else {
        state.ledger.with_untracked(|ledger| {
            let files = ledger.files.iter().filter(|file| file.root == root);
            files.map(|file| (file.path.clone(), known(file))).collect()
        })
    };
    let listed: Vec<_> = files
        .iter()
        .map(|file| plan::Listed {
            path: file.path.clone(),
            size_bytes: file.size_bytes,
            mtime_ms: file.mtime_ms,
        })
        .collect();
    plan::plan(&known, &listed)
}

/// What is known of a file.
pub fn known(file: &FileRow) -> Known {
    Known {
        size_bytes: file.size_bytes,
        mtime_ms: file.mtime_ms,
        resume_bytes: file.resume_bytes,
    }
}

/// Files that are gone leave at once.
fn leave(state: AppState, root: RootId, plan: &Plan) {
    for path in &plan.gone {
        books::change(state, Change::Gone(root, path.clone()));
    }
    if !plan.gone.is_empty() {
        ledger::show_later(state);
    }
}

/// Counts a plan, and returns what is to be read.
fn take_plan(session: &mut Session, root: RootId, plan: &Plan, files: Vec<Listed>) -> Vec<Work> {
    let (seen, skipped) = (files.len() as u64, plan.skipped.len() as u64);
    let gone = plan.gone.len() as u64;
    session.counts.seen += seen;
    session.counts.skipped += skipped;
    session.counts.gone += gone;
    let mut files: Vec<Option<Listed>> = files.into_iter().map(Some).collect();
    let works: Vec<Work> = plan
        .read
        .iter()
        .filter_map(|&(index, step)| {
            let Listed {
                path,
                file,
                size_bytes,
                mtime_ms,
            } = files.get_mut(index)?.take()?;
            Some(work(session, root, path, file, size_bytes, mtime_ms, step))
        })
        .collect();
    if let Some(run) = &mut session.run {
        run.detail.files += seen;
        run.detail.skipped += skipped;
        run.changed |= gone > 0;
        run.add(works.len() as u64, plan.bytes);
    }
    works
}

/// A file to read, from where `step` says.
pub fn work(
    session: &Session,
    root: RootId,
    path: String,
    file: File,
    size_bytes: u64,
    mtime_ms: i64,
    step: Step,
) -> Work {
    let resume = match step {
        Step::Tail { .. } => session.resume(root, &path),
        Step::Skip | Step::Full => None,
    };
    // Two folders may hold the same path: records without any id are still told apart.
    let key = Key::new(Domain::Own, format!("{}\0{path}", root.0).as_bytes());
    Work {
        root,
        path,
        file,
        mtime_ms,
        task: Task {
            ticket: 0,
            key: key.0,
            size_bytes,
            resume,
        },
        looks: 0,
        alone: false,
        live: false,
    }
}

fn note_refused(session: &mut Session, root: RootId, refused: &[(String, JsValue)]) {
    session.refused.retain(|(of, _), _| *of != root);
    let label = session.roots.get(&root).map(|root| root.label.clone());
    let label = label.unwrap_or_default();
    for (path, error) in refused {
        let refused = Refused {
            reason: fault(error).words().to_owned(),
            path: format!("{label}/{path}"),
        };
        session.refused.insert((root, path.clone()), refused);
    }
}

fn next_run() -> u64 {
    thread_local! {
        static LAST: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    }
    LAST.with(|last| {
        last.set(last.get() + 1);
        last.get()
    })
}
