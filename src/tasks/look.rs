//! From a hint that something changed to the figures: look at the file, read what is new, show it.
//!
//! A hint says where to look, nothing more. Each file is looked at once at a time; hints that come
//! meanwhile bring one more look after it. While a reading goes on, hints wait for its end.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use sessionscope_engine::place::{Layout, RootId, place, skipped};
use sessionscope_engine::plan::{self, Known, Step};
use sessionscope_worker::protocol::{Fault, Outcome, Report};
use sessionscope_worker::read::{Listener, PAGE_PIECE_BYTES, fault, read};
use sessionscope_worker::spans::Spans;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::outcome::{self, LOOKS_MAX};
use super::session::{self, Session};
use super::{accounts, index, keep, ledger, publish, watch};
use crate::browser::clock::{self, Later, since_start_ms};
use crate::browser::folder::{Folder, is_log, size_and_time};
use crate::browser::list::{Lister, Listing};
use crate::browser::marks::Detail;
use crate::browser::pool::{Job, Work};
use crate::browser::spawn::spawn;
use crate::browser::watch::Hint;
use crate::state::AppState;

/// Files looked at together.
const AT_ONCE: usize = 64;
/// Less than this is read by the page itself: sooner done than told to a worker.
const HERE_BYTES: u64 = 64 << 10;
/// While looks go on, figures are shown at most this often, in milliseconds.
const SHOW_EVERY_MS: f64 = 50.0;
/// Figures are shown at most once a frame, in milliseconds.
const FRAME_MS: f64 = 16.0;
/// Building them, and looking at everything once more, may take at most one part in this many of the page's time.
const SHARE: f64 = 4.0;

/// A log file of a folder, by its path below the project folders.
type Name = (RootId, String);

/// What is to be looked at, and what is being looked at.
#[derive(Default)]
struct Looks {
    files: BTreeSet<Name>,
    folders: BTreeSet<(RootId, String)>,
    /// How often each file that is being looked at turned out to have changed meanwhile: in 64 bits, as another map
    /// by file counts, which is then the same code.
    busy: BTreeMap<Name, u64>,
    lists: bool,
    /// When the first hint came whose change is not shown yet.
    since_ms: Option<f64>,
    changed: bool,
    detail: Detail,
}

thread_local! {
    static LOOKS: RefCell<Looks> = RefCell::default();
    static SHOW: Later = Later::default();
}

fn with<R>(action: impl FnOnce(&mut Looks) -> R) -> R {
    LOOKS.with_borrow_mut(action)
}

/// Looks at what `hints` name.
pub fn hint(state: AppState, root: RootId, hints: Vec<Hint>) {
    let Some((name, layout)) = session::with(|session| {
        let root = session.roots.get(&root)?;
        Some((root.name.clone(), root.layout))
    }) else {
        return;
    };
    // To list everything is no record of a change: what it finds is measured from then on.
    let is_record = |hint: &Hint| !matches!(hint, Hint::Folder(path) if path.is_empty());
    let told = hints.iter().any(is_record);
    let any = with(|looks| {
        for hint in hints {
            let path = match hint {
                Hint::Broken => String::new(),
                Hint::File(path) | Hint::Gone(path) if is_log(&path) => {
                    let counting = counting(&name, layout, &path);
                    looks.files.extend(counting.map(|path| (root, path)));
                    continue;
                }
                Hint::File(path)
                | Hint::Gone(path)
                | Hint::Folder(path)
                | Hint::NewFolder(path) => path,
            };
            if skipped(&path).is_some() {
                continue;
            }
            looks.folders.insert((root, path));
        }
        let any = !looks.files.is_empty() || !looks.folders.is_empty();
        if told {
            looks.since_ms.get_or_insert_with(since_start_ms);
        }
        any
    });
    if any {
        act(state);
    }
}

/// The path below the project folders of a file that counts.
fn counting(name: &str, layout: Layout, path: &str) -> Option<String> {
    let path = layout.within(name, path)?;
    place(name, path).is_some().then(|| path.to_owned())
}

/// Begins as many looks as may be under way.
pub fn act(state: AppState) {
    if session::with(|session| session.run.is_some()) {
        return;
    }
    let (files, folder) = with(|looks| {
        let room = AT_ONCE.saturating_sub(looks.busy.len());
        let free = looks
            .files
            .iter()
            .filter(|name| !looks.busy.contains_key(name));
        let files: Vec<Name> = free.take(room).cloned().collect();
        for name in &files {
            looks.files.remove(name);
            looks.busy.insert(name.clone(), 0);
        }
        let folder = if looks.lists {
            None
        } else {
            looks.folders.pop_first()
        };
        looks.lists |= folder.is_some();
        (files, folder)
    });
    for (root, path) in files {
        spawn(look(state, root, path));
    }
    if let Some((root, path)) = folder {
        spawn(async move {
            list_folder(state, root, &path).await;
            with(|looks| looks.lists = false);
            act(state);
            show(state);
        });
    }
}

/// The looks that workers were at are lost with the reading that was cancelled.
pub fn lost() {
    with(|looks| {
        let busy = std::mem::take(&mut looks.busy);
        looks.files.extend(busy.into_keys());
    });
}

/// A look is over; `detail` is what it brought, if it changed anything.
pub fn settled(state: AppState, root: RootId, path: &str, detail: Option<Detail>) {
    with(|looks| {
        looks.busy.remove(&(root, path.to_owned()));
        if let Some(detail) = detail {
            looks.changed = true;
            looks.detail.files += 1;
            looks.detail.bytes_read += detail.bytes_read;
            looks.detail.tail_read += detail.tail_read;
        }
    });
    act(state);
    show(state);
}

/// The file was changed while it was looked at. `false`: it was tried often enough.
pub fn again(state: AppState, root: RootId, path: &str) -> bool {
    let tries = with(|looks| {
        let tries = looks.busy.entry((root, path.to_owned())).or_insert(0);
        *tries += 1;
        *tries
    });
    let more = tries < u64::from(LOOKS_MAX);
    if more {
        spawn(look(state, root, path.to_owned()));
    }
    more
}

async fn look(state: AppState, root: RootId, path: String) {
    let base = session::with(|session| session.layout(root)).prefix();
    let Some(finder) = watch::finder(root) else {
        // It is not followed any more.
        settled(state, root, &path, None);
        return;
    };
    accounts::open(state).await;
    match finder.file(&format!("{base}{path}")).await {
        Ok(file) => compare(state, root, path, file).await,
        Err(error) => missing(state, root, &path, &error).await,
    }
}

/// Reads of a file what is new.
async fn compare(state: AppState, root: RootId, path: String, file: File) {
    let (size_bytes, mtime_ms) = size_and_time(&file);
    let known = outcome::known(state, root, &path);
    let (work, pool) = session::with(|session| {
        let step = plan::step(known.as_ref(), size_bytes, mtime_ms);
        let work = (step != Step::Skip).then(|| {
            let path = path.clone();
            index::work(session, root, path, file, size_bytes, mtime_ms, step)
        });
        (work, session.pool.clone())
    });
    let Some(mut work) = work else {
        settled(state, root, &path, None);
        return;
    };
    work.live = true;
    match pool {
        Some(pool) if Spans::of(&work.task).bytes() >= HERE_BYTES => pool.push(vec![work]),
        _ => read_here(state, work).await,
    }
}

async fn read_here(state: AppState, work: Work) {
    let job = Job::new(0, vec![work]);
    let order = job.order(false);
    let job = RefCell::new(job);
    read(order, PAGE_PIECE_BYTES, Here { state, job }).await;
}

/// The page as the reader of a file's new end.
struct Here {
    state: AppState,
    job: RefCell<Job>,
}

impl Listener for Here {
    fn report(&self, report: Report) {
        let (finished, _) = self.job.borrow_mut().hear(&report);
        for (work, outcome) in finished {
            outcome::take(self.state, work, outcome);
        }
    }
}

/// A file could not be found or opened.
async fn missing(state: AppState, root: RootId, path: &str, error: &JsValue) {
    if let Some(finder) = watch::finder(root)
        && let Err(error) = finder.check().await
    {
        root_lost(state, root, &error);
        settled(state, root, path, None);
        return;
    }
    let hidden = session::with(|session| session.is_hidden(root, path));
    match fault(error) {
        // Nobody can tell.
        _ if hidden => settled(state, root, path, None),
        Fault::Gone => {
            let was = outcome::known(state, root, path).is_some();
            if was {
                outcome::gone(state, root, path);
                keep::later(state);
            }
            settled(state, root, path, was.then(Detail::default));
        }
        Fault::Changed if again(state, root, path) => {}
        fault => {
            session::with(|session| outcome::refuse(session, root, path, fault));
            publish::health_later(state);
            settled(state, root, path, None);
        }
    }
}

/// The folder itself cannot be read any more: it is said, and its last figures stay.
fn root_lost(state: AppState, root: RootId, error: &JsValue) {
    with(|looks| {
        looks.files.retain(|(of, _)| *of != root);
        looks.folders.retain(|(of, _)| *of != root);
    });
    if watch::finder(root).is_some() {
        index::refused(state, root, error);
        watch::follow(state, false);
    }
}

/// Finds out which files of a folder are to be looked at.
async fn list_folder(state: AppState, root: RootId, path: &str) {
    let Some(finder) = watch::finder(root) else {
        return;
    };
    let prefix = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    let base = session::with(|session| session.layout(root)).prefix();
    let below = match prefix.strip_prefix(base) {
        Some(below) => below,
        None if base.starts_with(&prefix) => "",
        // It is beside the project folders.
        None => return,
    };
    let mut known = index::known_files(state, root, below);
    let mut named = Vec::new();
    let listed = match finder.folder(path).await {
        Ok(folder) => {
            let mut lister = Lister::part(&Folder::Handle(folder), &prefix);
            loop {
                let since_ms = since_start_ms();
                match lister.next().await {
                    Ok(Some(listing)) => session::with(|session| {
                        if let Some(root) = session.roots.get_mut(&root) {
                            let outputs = listing.outputs.iter();
                            let outputs = outputs.map(|path| [prefix.as_str(), path].concat());
                            root.outputs.extend(outputs);
                        }
                        compare_all(session, root, &prefix, &listing, &mut known, &mut named);
                    }),
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
                if path.is_empty() {
                    give_way(since_ms).await;
                }
            }
        }
        Err(error) => Err(error),
    };
    match listed {
        Err(error) if path.is_empty() => return root_lost(state, root, &error),
        // What was in it is looked for, and then found to be gone or not.
        Ok(()) | Err(_) => session::with(|session| {
            let missing = known.into_keys();
            named.extend(missing.filter(|path| !session.is_hidden(root, path)));
        }),
    }
    with(|looks| {
        if !named.is_empty() {
            looks.since_ms.get_or_insert_with(since_start_ms);
        }
        looks
            .files
            .extend(named.into_iter().map(|path| (root, path)));
    });
}

/// Nobody waits for a look at everything, and who asks something meanwhile is not to: it takes one part in
/// [`SHARE`] of the page's time.
async fn give_way(since_ms: f64) {
    let took_ms = (since_start_ms() - since_ms).clamp(0.0, 1_000.0);
    // Clamped to a few digits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    clock::sleep((took_ms * (SHARE - 1.0)) as u32).await;
}

/// Names the files that are not as they are known, and takes all that are there out of `known`.
fn compare_all(
    session: &Session,
    root: RootId,
    prefix: &str,
    listing: &Listing,
    known: &mut BTreeMap<String, Known>,
    named: &mut Vec<String>,
) {
    let Some(of) = session.roots.get(&root) else {
        return;
    };
    for file in &listing.files {
        let full = format!("{prefix}{}", file.path);
        let Some(path) = counting(&of.name, of.layout, &full) else {
            continue;
        };
        let was = known.remove(&path);
        if plan::step(was.as_ref(), file.size_bytes, file.mtime_ms) != Step::Skip {
            named.push(path);
        }
    }
}

/// Shows what has changed, as soon as the page can afford.
fn show(state: AppState) {
    let (changed, idle) = with(|looks| {
        let idle = looks.busy.is_empty() && !looks.lists;
        if idle && !looks.changed && looks.files.is_empty() && looks.folders.is_empty() {
            looks.since_ms = None;
        }
        (looks.changed, idle)
    });
    if !changed {
        return;
    }
    let (show_ms, shown_at_ms) = session::with(|session| (session.show_ms, session.shown_at_ms));
    let pause_ms = FRAME_MS.max(show_ms * SHARE);
    let left_ms = shown_at_ms + pause_ms - since_start_ms();
    if idle && left_ms <= 0.0 {
        show_now(state);
        return;
    }
    // Clamped to a few digits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let left_ms = left_ms
        .clamp(if idle { 1.0 } else { SHOW_EVERY_MS }, 10_000.0)
        .ceil() as u32;
    SHOW.with(|later| later.plan(left_ms, move || show_now(state)));
}

fn show_now(state: AppState) {
    if session::with(|session| session.run.is_some()) {
        // It shows everything at its end.
        return;
    }
    let Some((since_ms, detail)) = with(|looks| {
        let was = std::mem::take(&mut looks.changed);
        let detail = std::mem::take(&mut looks.detail);
        let since_ms = looks.since_ms.take().unwrap_or_else(since_start_ms);
        if !looks.busy.is_empty() {
            looks.since_ms = Some(since_start_ms());
        }
        was.then_some((since_ms, detail))
    }) else {
        return;
    };
    ledger::show(state);
    state.live.update(|live| live.updated = Some(clock::now()));
    ledger::painted("sessionscope:live-update", since_ms, detail);
    publish::health_later(state);
}

/// The bytes an outcome took, for the measure.
pub fn detail_of(outcome: &Outcome, grown: bool) -> Detail {
    Detail {
        bytes_read: outcome.read_bytes,
        tail_read: u64::from(grown),
        ..Detail::default()
    }
}
