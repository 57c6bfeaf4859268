//! Folders already given.

use js_sys::Array;
use leptos::prelude::*;
use sessionscope_engine::corpus::RootId;
use sessionscope_engine::place::Layout;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::FileSystemHandle;

use super::books::{self, Change};
use super::session::{self, Counts, Root, Session};
use super::{finish, index, keep, ledger, publish, search, undo, watch};
use crate::browser::bind::{self, Permission};
use crate::browser::folder::Folder;
use crate::browser::spawn::spawn;
use crate::browser::store::{Kept, Write};
use crate::state::{AppState, Level, NoticeAction, Phase, Progress, RootState};

/// Asks the browser for leave to read the remembered folders again. Call it from a click.
pub fn reconnect(state: AppState) {
    publish::forget_given(state);
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
        books::open(state).await;
        undo::keep(state, |id| id == RootId(root));
        remove(state, RootId(root));
        undo::offer(state, "The folder was forgotten.");
    });
}

fn remove(state: AppState, root: RootId) {
    forget(state, root);
    spawn(search::discard());
    keep::roots(state);
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
    session::with(|session| {
        session.roots.remove(&root);
        session.refused.retain(|(of, _), _| *of != root);
        session.left_out.retain(|(of, _), _| *of != root);
        if let Some(run) = &mut session.run {
            run.changed = true;
        }
    });
    books::change(state, Change::Leave(root));
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

/// Forgets everything that was stored and read; settings stay. It can be taken back for ten seconds.
pub fn clear_data(state: AppState) {
    finish::cancel(state);
    spawn(async move {
        books::open(state).await;
        let is_any = session::with(|session| !session.roots.is_empty());
        undo::keep(state, |_| true);
        clear(state);
        if is_any {
            undo::offer(state, "All data was cleared.");
        }
    });
}

fn clear(state: AppState) {
    session::with(|session| {
        session.roots.clear();
        session.refused.clear();
        session.left_out.clear();
        session.slow.clear();
        session.counts = Counts::default();
        session.stale_ledger = false;
        session.stale_snapshot = false;
    });
    watch::follow(state, false);
    books::clear(state);
    state.as_of.set(None);
    state.progress.set(Progress::default());
    state.notices.set(Vec::new());
    publish::roots(state);
    publish::health(state);
    spawn(async move {
        keep::clear(state).await;
        search::clear().await;
        state.phase.set(Phase::Empty);
    });
}

/// The changes that make the stored folders those of the session.
pub fn writes() -> Vec<Write> {
    session::with(|session| {
        let mut writes = Vec::new();
        for id in 0..=session.free_root().0 {
            let root = session.roots.get(&RootId(id)).filter(|root| root.kept);
            writes.push(match root {
                Some(root) => Write::value(Kept::Roots, root_key(id), stored(root)),
                None => Write::remove(Kept::Roots, root_key(id)),
            });
        }
        writes
    })
}

fn root_key(id: u16) -> String {
    format!("{id:05}")
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
    if session
        .roots
        .get(&id)
        .is_some_and(|known| known.name == name)
    {
        // It may be connected, which no stored folder is.
        return;
    }
    let handle = bind::get(stored, "handle").map(wasm_bindgen::JsCast::unchecked_into);
    let hidden = bind::get(stored, "hidden").and_then(|hidden| {
        let hidden: Array = hidden.dyn_into().ok()?;
        Some(hidden.iter().filter_map(|path| path.as_string()).collect())
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
    };
    session.roots.insert(id, root);
}
