//! From a folder to jobs: list, compare with what is known, queue what has to be read.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use sessionscope_engine::ledger::FileRow;
use sessionscope_engine::order::inserted;
use sessionscope_engine::place::{Layout, RootId, file_key, place, why_left_out};
use sessionscope_engine::plan::{self, Known, Plan, Step};
use sessionscope_worker::protocol::Task;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::accounts::Change;
use super::recent::Looked;
use super::run::Run;
use super::session::{self, Session};
use super::{accounts, finish, keep, ledger, outcome, publish, recent, veil};
use crate::browser::bind;
use crate::browser::clock::{self, since_start_ms};
use crate::browser::folder::Folder;
use crate::browser::list::{Listed, Lister, Listing};
use crate::browser::pool::{Pool, Work};
use crate::state::{AppState, LeftHow, Level, NoticeAction, Phase, Progress, RootState};

/// While more files than this wait to be read, no others are looked for: a `File` takes 7 KB.
const WAITING_MAX: usize = 512;
/// How often that is looked at, in milliseconds.
const WAIT_MS: u32 = 15;
/// Why some files cannot be followed.
const HIDDEN: &str = "names that the browser hides; drop the folder again to read what is new";
/// So many files of a folder tell where its project folders are,
const FIRST_FILES: usize = 512;
/// or those found in this time, in milliseconds.
const FIRST_MS: f64 = 1_000.0;

/// A folder that is being listed, and its first batch.
pub type Begun = (Lister, Listing);

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
/// `begun` is its listing, where that has begun already. The files that were changed last come first.
pub async fn index(state: AppState, run: u64, root: RootId, begun: Option<Begun>) {
    session::with(|session| {
        if let Some(root) = session.roots.get_mut(&root) {
            root.state = RootState::Listing;
        }
    });
    publish::roots(state);
    session::with(|session| session.refused.retain(|(of, _), _| *of != root));
    let mut known = known_files(state, root, "");
    let looked = recent::look(state, run, root, &mut known).await;
    let begun = match begun {
        Some(begun) => Ok(begun),
        None => look(state, run, root).await,
    };
    let listed_all = match begun {
        Ok(begun) => {
            set_state(state, root, RootState::Connected);
            batches(state, run, root, begun, (known, looked)).await
        }
        Err(error) => Err(error),
    };
    if !goes_on(run) {
        set_state(state, root, RootState::Connected);
        return;
    }
    match listed_all {
        Ok(()) => {
            session::with(|session| session.missing.remove(&root));
        }
        Err(error) => refused(state, root, &error),
    }
    listed(state, run);
}

async fn look(state: AppState, run: u64, root: RootId) -> Result<Begun, JsValue> {
    let folder = session::with(|session| session.folder(root));
    let (folder, _) = folder.ok_or("no folder")?;
    begin_list(state, run, &folder).await
}

/// The first files of a folder; none at all if there are none in it. What they are decides where its project
/// folders are thought to be, so a few are waited for.
///
/// # Errors
/// The browser's, if the folder itself cannot be read.
pub async fn begin_list(state: AppState, run: u64, folder: &Folder) -> Result<Begun, JsValue> {
    let since_ms = since_start_ms();
    let mut lister = Lister::new(folder);
    let mut first = Listing::default();
    while goes_on(run) {
        let Some(next) = lister.next().await? else {
            break;
        };
        seen(state, next.seen);
        first.extend(next);
        let is_late = since_start_ms() - since_ms > FIRST_MS;
        if first.files.len() >= FIRST_FILES || (is_late && !first.files.is_empty()) {
            break;
        }
    }
    Ok((lister, first))
}

/// Shows that the folder is being looked through.
fn seen(state: AppState, entries: u64) {
    session::with(|session| {
        if let Some(run) = &mut session.run {
            run.seen += entries;
        }
    });
    publish::progress_later(state);
}

/// Takes in what a folder holds, batch by batch: the files of one are being read while those of the
/// next are looked for.
async fn batches(
    state: AppState,
    run: u64,
    root: RootId,
    (mut lister, first): Begun,
    (mut known, mut looked): (BTreeMap<String, Known>, Looked),
) -> Result<(), JsValue> {
    let moved = session::with(|session| {
        session.left_out.retain(|(of, _), _| *of != root);
        session.see_all(root);
        session.roots.get_mut(&root).is_some_and(|root| {
            let found = layout_of(&root.name, &first.files);
            // A few files do not tell that there are none at some depth.
            let may = found > root.layout || root.layout != Layout::Nested || lister.is_over();
            let layout = if may { found } else { root.layout };
            std::mem::replace(&mut root.layout, layout) != layout
        })
    });
    if moved {
        known = known_files(state, root, "");
        looked = Looked::default();
    }
    let mut next = Some(first);
    let mut unread = BTreeSet::new();
    while let Some(mut listing) = next {
        if !goes_on(run) {
            return Ok(());
        }
        let layout = session::with(|session| session.layout(root));
        looked.leave_out(state, root, layout, &mut listing, &mut known);
        unread.extend(outcome::unread(&listing.refused));
        queue(state, run, root, listing, &mut known).await;
        wait_for_readers(run).await;
        let now = session::with(|session| session.layout(root));
        if layout == Layout::Projects && now == Layout::Nested {
            // What was found by now has other paths: once more from the start.
            let begun = look(state, run, root).await?;
            (lister, next) = (begun.0, Some(begun.1));
            known = known_files(state, root, "");
            continue;
        }
        next = lister.next().await?;
        seen(state, next.as_ref().map_or(0, |next| next.seen));
    }
    known.extend(looked.unlisted(state, root));
    if goes_on(run) {
        note_hidden(state, root);
        let is_seen = |session: &Session, path: &str| {
            !session.is_hidden(root, path) && !session.is_within(root, path, &unread)
        };
        session::with(|session| known.retain(|path, _| is_seen(session, path)));
    }
    if goes_on(run) && !known.is_empty() {
        accounts::open(state).await;
        if goes_on(run) {
            leave(state, root, known);
        }
    }
    Ok(())
}

/// Says what the browser hides of a folder.
fn note_hidden(state: AppState, root: RootId) {
    let any = session::with(|session| {
        let hidden = session.roots.get(&root).map(|root| root.hidden.clone());
        let hidden = hidden.unwrap_or_default();
        let any = !hidden.is_empty();
        for path in hidden {
            session.leave_out(root, HIDDEN, &path, LeftHow::ReadOnce);
        }
        any
    });
    if any {
        keep::roots(state);
        publish::health_later(state);
    }
}

/// Waits while many files are still to be read.
async fn wait_for_readers(run: u64) {
    let waiting = || session::with(|session| session.pool.as_ref().map_or(0, Pool::waiting));
    while waiting() > WAITING_MAX && goes_on(run) {
        clock::sleep(WAIT_MS).await;
    }
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
    let name = veil::root(root, &name);
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

/// Takes in a batch: what is new of it is to be read; what is known is taken out of `known`. Returns how
/// many files are to be read.
pub async fn queue(
    state: AppState,
    run: u64,
    root: RootId,
    listing: Listing,
    known: &mut BTreeMap<String, Known>,
) -> usize {
    let Listing {
        mut files,
        refused,
        skipped,
        hidden,
        outputs,
        ..
    } = listing;
    let moved = session::with(|session| {
        outcome::note_refused(session, root, &refused);
        for (path, reason) in skipped {
            session.leave_out(root, reason, &path, LeftHow::NotEntered);
        }
        if let Some(root) = session.roots.get_mut(&root) {
            root.hidden.extend(hidden);
            root.outputs.extend(outputs);
        }
        keep_logs(session, root, &mut files)
    });
    if moved {
        // Other paths than before are logs: those that were listed by now are none.
        *known = known_files(state, root, "");
    }
    let plan = make_plan(known, &files);
    if !plan.read.is_empty() {
        accounts::open(state).await;
        if !goes_on(run) {
            return 0;
        }
    }
    let works = session::with(|session| take_plan(session, root, &plan, files));
    let count = works.len();
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
    count
}

/// Keeps those that count, with their paths below the project folders; `true` if these are
/// elsewhere than was thought.
fn keep_logs(session: &mut Session, root: RootId, files: &mut Vec<Listed>) -> bool {
    let Some(of) = session.roots.get_mut(&root) else {
        return false;
    };
    let now = layout_of(&of.name, files);
    let moved = now > of.layout;
    if moved {
        of.layout = now;
    }
    let (layout, name) = (of.layout, of.name.as_str());
    let mut others = Vec::new();
    files.retain_mut(|file| {
        let path = layout.within(name, &file.path);
        let Some(path) = path.filter(|path| place(name, path).is_some()) else {
            others.push(std::mem::take(&mut file.path));
            return false;
        };
        file.path = path.to_owned();
        true
    });
    for path in others {
        session.leave_out(root, why_left_out(&path), &path, LeftHow::NotCounted);
    }
    moved
}

fn layout_of(name: &str, files: &[Listed]) -> Layout {
    Layout::of(name, files.iter().map(|file| file.path.as_str()))
}

/// What is known of a folder's files whose paths begin with `prefix`. Nothing, for a floor.
pub fn known_files(state: AppState, root: RootId, prefix: &str) -> BTreeMap<String, Known> {
    if session::with(|session| session.run.as_ref().is_some_and(|run| run.is_floor)) {
        return BTreeMap::new();
    }
    state.held.with_untracked(|ledger| {
        let files = ledger.files.iter();
        let files = files.filter(|file| file.root == root && file.path.starts_with(prefix));
        inserted(files.map(|file| (file.path.clone(), known(file))))
    })
}

fn make_plan(known: &mut BTreeMap<String, Known>, files: &[Listed]) -> Plan {
    let listed: Vec<_> = files
        .iter()
        .map(|file| plan::Listed {
            path: file.path.clone(),
            size_bytes: file.size_bytes,
            mtime_ms: file.mtime_ms,
        })
        .collect();
    plan::plan(known, &listed)
}

/// What is known of a file.
pub fn known(file: &FileRow) -> Known {
    Known {
        size_bytes: file.size_bytes,
        mtime_ms: file.mtime_ms,
        resume_bytes: file.resume_bytes,
    }
}

/// Files that are gone leave.
fn leave(state: AppState, root: RootId, gone: BTreeMap<String, Known>) {
    session::with(|session| {
        session.counts.gone += gone.len() as u64;
        if let Some(run) = &mut session.run {
            run.changed = true;
        }
    });
    for path in gone.into_keys() {
        accounts::change(state, Change::Gone(root, path));
    }
    ledger::show_later(state);
}

/// Counts a plan, and returns what is to be read.
fn take_plan(session: &mut Session, root: RootId, plan: &Plan, files: Vec<Listed>) -> Vec<Work> {
    let (seen, skipped) = (files.len() as u64, plan.skipped.len() as u64);
    session.counts.seen += seen;
    session.counts.skipped += skipped;
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
    let key = file_key(root, &path);
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

fn next_run() -> u64 {
    thread_local! {
        static LAST: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    }
    LAST.with(|last| {
        last.set(last.get() + 1);
        last.get()
    })
}
