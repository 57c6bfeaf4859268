//! Which folders are followed, and how their changes are noticed. What becomes of a change is in
//! [`super::look`].
//!
//! Where the browser tells of changes, it is listened to. Elsewhere, and after it said that it
//! missed some, files that were changed lately are looked at every few seconds and everything is
//! listed again every minute, both only while the page is seen.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use sessionscope_engine::place::RootId;
use web_sys::FileSystemDirectoryHandle;

use super::{look, session};
use crate::browser::clock::{self, since_start_ms};
use crate::browser::finder::Finder;
use crate::browser::folder::Folder;
use crate::browser::page;
use crate::browser::spawn::spawn;
use crate::browser::watch::{Hint, Watcher};
use crate::state::{AppState, LiveMode, RootState};

/// Files that were changed lately are looked at this often, in milliseconds.
const HOT_EVERY_MS: u32 = 5_000;
/// A file is hot for this long after it was changed, in milliseconds.
const HOT_FOR_MS: i64 = 3_600_000;
/// Everything is listed again this often, in milliseconds. Where the browser tells it is listed once: what changed
/// between the listing and the moment from which it tells was told by nobody, but for files changed lately.
const LIST_EVERY_MS: f64 = 60_000.0;
/// A new folder is listed once more after this time, in milliseconds: what is made in it before
/// the browser watches it is not told.
const SETTLE_MS: u32 = 1_000;
/// A file that vanished is looked for after this time, in milliseconds: a whole folder that is
/// being deleted vanishes file by file, and should be gone itself by then.
const GONE_MS: u32 = 200;

/// The time of a listing that never was.
const NEVER_MS: f64 = f64::NEG_INFINITY;

/// A folder that is followed.
struct Watched {
    finder: Rc<Finder>,
    by: By,
    /// When it was listed last, by [`since_start_ms`].
    listed_ms: f64,
    /// It was listed since the browser began to tell.
    complete: bool,
}

/// How changes are noticed.
enum By {
    /// It is not known yet.
    Trying,
    /// The browser tells, for as long as this is held.
    Watcher { _held: Watcher },
    /// By looking.
    Looking,
}

thread_local! {
    static WATCHED: RefCell<BTreeMap<RootId, Watched>> = const { RefCell::new(BTreeMap::new()) };
}

/// Looks every few seconds, for as long as the page lives, at folders of which nobody tells.
pub fn start(state: AppState) {
    clock::every(HOT_EVERY_MS, move || poll(state, LIST_EVERY_MS));
    page::on_document("visibilitychange", move |_| poll(state, 0.0));
}

/// Follows exactly the folders that are connected by a handle, none while it is paused. `listed`:
/// they were listed just now.
pub fn follow(state: AppState, listed: bool) {
    let possible = followable();
    // To follow would be to read what a cancelled reading has left.
    let is_partial = state.progress.with_untracked(|progress| progress.partial);
    let on = state.settings.with_untracked(|settings| settings.live_on) && !is_partial;
    let is_possible = !possible.is_empty();
    let wanted = if on { possible } else { Vec::new() };
    let new = WATCHED.with_borrow_mut(|watched| {
        watched.retain(|root, _| wanted.iter().any(|(known, _)| known == root));
        let new = wanted.into_iter();
        new.filter(|(root, _)| !watched.contains_key(root))
            .collect::<Vec<_>>()
    });
    for (root, handle) in new {
        let finder = Rc::new(Finder::new(handle));
        let begun = Watched {
            finder: finder.clone(),
            by: By::Trying,
            listed_ms: if listed { since_start_ms() } else { NEVER_MS },
            complete: false,
        };
        WATCHED.with_borrow_mut(|watched| watched.insert(root, begun));
        spawn(observe(state, root, finder));
    }
    show(state, is_possible);
}

/// The means to find the files of a folder, if it is followed.
pub fn finder(root: RootId) -> Option<Rc<Finder>> {
    WATCHED.with_borrow(|watched| Some(watched.get(&root)?.finder.clone()))
}

fn followable() -> Vec<(RootId, FileSystemDirectoryHandle)> {
    session::with(|session| {
        let roots = session.roots.iter();
        let roots = roots.filter(|(_, root)| root.state == RootState::Connected);
        let by_handle = roots.filter_map(|(id, root)| {
            let handle = root.folder.as_ref().and_then(Folder::handle)?;
            Some((*id, handle.clone()))
        });
        by_handle.collect()
    })
}

/// Has the browser tell of changes if it can, then looks for those that came before.
async fn observe(state: AppState, root: RootId, finder: Rc<Finder>) {
    let heard = move |hints| hear(state, root, hints);
    let by = match Watcher::start(finder.root(), heard).await {
        Ok(watcher) => By::Watcher { _held: watcher },
        Err(_) => By::Looking,
    };
    let listed_ms = change(root, |watched| {
        let same = Rc::ptr_eq(&watched.finder, &finder);
        if same {
            watched.by = by;
        }
        same.then_some(watched.listed_ms)
    });
    let Some(listed_ms) = listed_ms.flatten() else {
        return;
    };
    show(state, true);
    if since_start_ms() - listed_ms >= LIST_EVERY_MS {
        list(state, root);
    } else {
        look::hint(state, root, hot(state, root));
    }
}

fn hear(state: AppState, root: RootId, hints: Vec<Hint>) {
    if hints.contains(&Hint::Broken) {
        change(root, |watched| watched.by = By::Looking);
        list(state, root);
        show(state, true);
        return;
    }
    let (gone, there): (Vec<_>, Vec<_>) = hints
        .into_iter()
        .partition(|hint| matches!(hint, Hint::Gone(_)));
    let new = there.iter().filter_map(|hint| match hint {
        Hint::NewFolder(path) => Some(Hint::Folder(path.clone())),
        _ => None,
    });
    hint_after(state, SETTLE_MS, root, new.collect());
    hint_after(state, GONE_MS, root, gone);
    look::hint(state, root, there);
}

fn hint_after(state: AppState, millis: u32, root: RootId, hints: Vec<Hint>) {
    if !hints.is_empty() {
        spawn(async move {
            clock::sleep(millis).await;
            look::hint(state, root, hints);
        });
    }
}

/// Looks at folders of which nobody tells, and lists those that were not listed for `after_ms`.
fn poll(state: AppState, after_ms: f64) {
    if page::is_hidden() {
        return;
    }
    let now_ms = since_start_ms();
    for root in incomplete(now_ms) {
        list(state, root);
    }
    let silent: Vec<(RootId, Rc<Finder>, bool)> = WATCHED.with_borrow(|watched| {
        let silent = watched
            .iter()
            .filter(|(_, watched)| matches!(watched.by, By::Looking));
        let due = |watched: &Watched| now_ms - watched.listed_ms >= after_ms;
        silent
            .map(|(root, watched)| (*root, watched.finder.clone(), due(watched)))
            .collect()
    });
    for (root, finder, is_due) in silent {
        if is_due {
            change(root, |watched| {
                watched.by = By::Trying;
                watched.listed_ms = NEVER_MS;
            });
            spawn(observe(state, root, finder));
        } else {
            look::hint(state, root, hot(state, root));
        }
    }
}

fn incomplete(now_ms: f64) -> Vec<RootId> {
    WATCHED.with_borrow(|watched| {
        let due = watched.iter().filter(|(_, watched)| {
            let told = matches!(watched.by, By::Watcher { .. });
            told && !watched.complete && now_ms - watched.listed_ms >= LIST_EVERY_MS
        });
        due.map(|(root, _)| *root).collect()
    })
}

fn hot(state: AppState, root: RootId) -> Vec<Hint> {
    let since_ms = clock::now().0 - HOT_FOR_MS;
    let base = session::with(|session| session.layout(root)).prefix();
    state.held.with_untracked(|ledger| {
        let hot = ledger
            .files
            .iter()
            .filter(|file| file.root == root && file.mtime_ms >= since_ms);
        hot.map(|file| Hint::File(format!("{base}{}", file.path)))
            .collect()
    })
}

fn list(state: AppState, root: RootId) {
    change(root, |watched| {
        watched.listed_ms = since_start_ms();
        watched.complete = matches!(watched.by, By::Watcher { .. });
    });
    look::hint(state, root, vec![Hint::Folder(String::new())]);
}

fn change<R>(root: RootId, action: impl FnOnce(&mut Watched) -> R) -> Option<R> {
    WATCHED.with_borrow_mut(|watched| watched.get_mut(&root).map(action))
}

fn show(state: AppState, possible: bool) {
    let (tell, look) = WATCHED.with_borrow(|watched| {
        let watched = watched.values();
        watched.fold((false, false), |(tell, look), one| match one.by {
            By::Trying => (tell, look),
            By::Watcher { .. } => (true, look),
            By::Looking => (tell, true),
        })
    });
    let mode = match (tell, look) {
        (_, true) => LiveMode::Polling,
        (true, false) => LiveMode::Watching,
        (false, false) => LiveMode::Off,
    };
    let mut live = state.live.get_untracked();
    live.mode = mode;
    live.possible = possible;
    if live.updated.is_none() && mode != LiveMode::Off {
        live.updated = Some(clock::now());
    }
    if live != state.live.get_untracked() {
        state.live.set(live);
    }
}
