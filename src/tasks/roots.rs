//! Folders already given.

use std::collections::BTreeSet;

use js_sys::Array;
use leptos::prelude::*;
use sessionscope_engine::order::inserted;
use sessionscope_engine::place::{Layout, RootId};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{FileSystemDirectoryHandle, FileSystemHandle};

use super::accounts::{self, Change};
use super::session::{self, Counts, Root, Session};
use super::{boot, finish, index, keep, ledger, publish, search, tabs, undo, watch};
use crate::browser::bind::{self, Permission};
use crate::browser::folder::Folder;
use crate::browser::spawn::spawn;
use crate::browser::store::{Closed, Kept, StoreError, Write};
use crate::state::{AppState, Level, NoticeAction, Phase, Progress, RootState};

/// Asks the browser for leave to read the remembered folders again. Call it from a click.
pub fn reconnect(state: AppState) {
    publish::forget_given(state);
    if state.progress.with_untracked(|progress| progress.partial) {
        read_rest(state);
    }
    let waiting = session::with(|session| {
        let roots = session
            .roots
            .iter()
            .filter(|(_, root)| matches!(root.state, RootState::NeedsPermission | RootState::Gone));
        let with_handles = roots.filter_map(|(id, root)| Some((*id, root.handle.clone()?)));
        with_handles.collect::<Vec<_>>()
    });
    spawn(async move {
        for (root, handle) in waiting {
            if bind::permission(&handle, true).await == Permission::Granted {
                connect(state, root, &handle);
            } else {
                publish::tell_of_given(
                    state,
                    Level::Warning,
                    "The browser did not give leave to read a folder again.",
                    "Try it once more and allow it, or drop the folder on this page.",
                    Some(NoticeAction::Retry),
                );
            }
        }
    });
}

/// Reads what a cancelled reading has left.
fn read_rest(state: AppState) {
    let roots = session::with(|session| {
        let here = session
            .roots
            .iter()
            .filter(|(_, root)| root.folder.is_some());
        here.map(|(id, _)| *id).collect::<Vec<_>>()
    });
    for root in roots {
        let run = index::begin(state, false);
        spawn(index::index(state, run, root, None));
    }
}

/// Reads on, now that the folder may be read.
pub fn connect(state: AppState, root: RootId, handle: &FileSystemHandle) {
    session::with(|session| {
        if let Some(root) = session.roots.get_mut(&root) {
            root.folder = Some(Folder::Handle(handle.clone().unchecked_into()));
        }
    });
    let run = index::begin(state, false);
    spawn(index::index(state, run, root, None));
}

/// Forgets a folder and all that was read of it; that can be taken back for ten seconds.
pub fn remove_root(state: AppState, root: u16) {
    spawn(async move {
        // Of what is only in the store nothing could be given back.
        accounts::open(state).await;
        undo::keep(state, |id| id == RootId(root));
        remove(state, RootId(root));
        undo::offer(state, "The folder was forgotten.");
    });
}

fn remove(state: AppState, root: RootId) {
    forget(state, root);
    spawn(search::discard());
    ledger::show(state);
    let (is_empty, reads) =
        session::with(|session| (session.roots.is_empty(), session.run.is_some()));
    if is_empty && !reads {
        state.as_of.set(None);
        state.phase.set(Phase::Empty);
    }
    keep::later(state);
}

/// Takes a folder and its files out of the session.
pub fn forget(state: AppState, root: RootId) {
    if let Some(removal) = removal(root) {
        keep::root(state, removal);
    }
    session::with(|session| {
        session.roots.remove(&root);
        session.refused.retain(|(of, _), _| *of != root);
        session.left_out.retain(|(of, _), _| *of != root);
        if let Some(run) = &mut session.run {
            run.changed = true;
        }
    });
    accounts::change(state, Change::Leave(root));
    watch::follow(state, false);
    publish::roots(state);
}

/// The sample leaves as soon as there is something real.
pub fn drop_sample(state: AppState) {
    let samples = session::with(|session| {
        let samples = session.roots.iter().filter(|(_, root)| !root.kept);
        samples.map(|(id, _)| *id).collect::<Vec<_>>()
    });
    for sample in samples {
        forget(state, sample);
    }
}

/// Forgets everything that was stored and read, in all tabs; settings stay. It can be taken back for ten seconds.
pub fn clear_data(state: AppState) {
    spawn(async move {
        accounts::open(state).await;
        finish::cancel(state);
        let is_any = session::with(|session| !session.roots.is_empty());
        undo::keep(state, |_| true);
        tabs::tell_cleared();
        let_go(state);
        keep::clear(state).await;
        if session::with(|session| session.roots.is_empty()) {
            state.phase.set(Phase::Empty);
        }
        if is_any {
            undo::offer(state, "All data was cleared.");
        }
    });
}

/// All data was cleared in another tab, or is about to be.
pub fn cleared_elsewhere(state: AppState) {
    undo::let_go(state);
    let had_desk = session::with(|session| session.desk.is_some());
    let_go(state);
    state.phase.set(Phase::Empty);
    spawn(async move {
        if had_desk {
            // What it was just writing may have come after what the other tab took away.
            keep::clear_files().await;
        }
        keep::reopen(state).await;
    });
}

/// Another tab needs the database gone.
pub fn closed(state: AppState, why: Closed) {
    match why {
        Closed::Deleted => cleared_elsewhere(state),
        Closed::Outdated => keep::failed(state, &StoreError::Blocked),
    }
}

/// Ends whatever is being done and forgets what is in memory.
fn let_go(state: AppState) {
    finish::cancel(state);
    keep::leave();
    let desk = session::with(|session| session.desk.take());
    if let Some(desk) = desk {
        desk.stop();
    }
    session::with(|session| {
        session.missing.clear();
        session.roots.clear();
        session.stored_roots.clear();
        session.taken.clear();
        session.refused.clear();
        session.left_out.clear();
        session.slow.clear();
        session.counts = Counts::default();
    });
    state.missing.set(0);
    watch::follow(state, false);
    accounts::clear(state);
    state.as_of.set(None);
    state.progress.set(Progress::default());
    state.notices.set(Vec::new());
    publish::roots(state);
    publish::health(state);
}

/// The changes that store the session's folders. Those of other tabs stay: what is stored is what all of them were
/// given.
pub fn writes() -> Vec<Write> {
    session::with(|session| {
        let kept = session.roots.iter().filter(|(_, root)| root.kept);
        let writes = kept.map(|(id, root)| {
            let write = Write::value(Kept::Roots, root_key(*id), stored(root));
            (*id, write)
        });
        let (ids, writes): (Vec<_>, Vec<_>) = writes.unzip();
        session.stored_roots.extend(ids);
        writes
    })
}

/// The change that takes a folder out of the store; `None` if it was never there.
fn removal(root: RootId) -> Option<Write> {
    let was_stored = session::with(|session| session.stored_roots.remove(&root));
    was_stored.then(|| Write::remove(Kept::Roots, root_key(root)))
}

fn root_key(root: RootId) -> String {
    format!("{:05}", root.0)
}

/// Another tab has stored or removed folders. The tab that `stores` takes over what it does not have: it has then
/// all that any of them was given. To read them here too would be in vain.
pub async fn heard(state: AppState, stores: bool) {
    let store = session::with(|session| session.store.clone());
    let Ok(keys) = store.keys(Kept::Roots).await else {
        return;
    };
    let there = keys.iter().filter_map(|key| key.parse().ok().map(RootId));
    let there: BTreeSet<RootId> = inserted(there);
    let (gone, is_new) = session::with(|session| {
        let gone = session.stored_roots.difference(&there);
        let kept = |root: &RootId| session.roots.get(root).is_some_and(|root| root.kept);
        let is_new = there.iter().any(|root| !kept(root));
        (gone.copied().collect::<Vec<_>>(), is_new && stores)
    });
    for root in gone {
        session::with(|session| session.stored_roots.remove(&root));
        forget(state, root);
    }
    if is_new {
        drop_sample(state);
        boot::restore_roots(state, &store).await;
        boot::check(state).await;
    }
    ledger::show(state);
}

/// The numbers of all folders that are stored, whichever tab they were given to.
pub async fn note_stored() {
    let store = session::with(|session| session.store.clone());
    let keys = store.keys(Kept::Roots).await.unwrap_or_default();
    let ids = keys.iter().filter_map(|key| key.parse().ok().map(RootId));
    session::with(|session| session.taken = inserted(ids));
}

fn stored(root: &Root) -> JsValue {
    let handle = root.handle.clone().map_or(JsValue::NULL, JsValue::from);
    let hidden: Array = root.hidden.iter().map(JsValue::from).collect();
    let object = bind::object(&[
        ("name", JsValue::from_str(&root.name)),
        ("label", JsValue::from_str(&root.label)),
        ("base", JsValue::from_str(root.layout.name())),
        ("handle", handle),
        ("hidden", hidden.into()),
    ]);
    object.into()
}

/// Takes a stored folder into the session.
pub fn restore(session: &mut Session, key: &str, stored: &JsValue) {
    let text = |name| bind::get(stored, name).and_then(|value| value.as_string());
    let (Ok(id), Some(name)) = (key.parse().map(RootId), text("name")) else {
        return;
    };
    session.stored_roots.insert(id);
    if session
        .roots
        .get(&id)
        .is_some_and(|known| known.name == name)
    {
        // It may be connected, which no stored folder is.
        return;
    }
    // Whatever else stands there is of no use, and would be asked in vain.
    let handle = bind::get(stored, "handle");
    let handle = handle.and_then(|handle| handle.dyn_into::<FileSystemDirectoryHandle>().ok());
    let handle = handle.map(wasm_bindgen::JsCast::unchecked_into);
    let hidden = bind::get(stored, "hidden").and_then(|hidden| {
        let hidden: Array = hidden.dyn_into().ok()?;
        Some(inserted(hidden.iter().filter_map(|path| path.as_string())))
    });
    let label = text("label").unwrap_or_else(|| name.clone());
    let root = Root {
        name,
        label,
        folder: None,
        layout: Layout::named(&text("base").unwrap_or_default()),
        kept: true,
        state: if handle.is_some() {
            RootState::NeedsPermission
        } else {
            RootState::Gone
        },
        handle,
        hidden: hidden.unwrap_or_default(),
        outputs: std::collections::BTreeSet::new(),
    };
    session.roots.insert(id, root);
}
