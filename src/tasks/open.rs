//! Ways in: folders, files and the sample.

use std::collections::BTreeSet;

use leptos::prelude::*;
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::place::{Layout, RootId};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{FileList, FileSystemHandle};

use super::session::{self, Root, Session};
use super::{accounts, finish, index, keep, publish, roots, sample};
use crate::browser::folder::{
    Caught, Folder, Found, Given, Refusal, of_files, of_handle, of_input, path_within,
};
use crate::browser::list::Listing;
use crate::browser::spawn::spawn;
use crate::browser::{bind, pick};
use crate::state::{AppState, Level, NoticeAction, RootState};

/// What single files are shown as.
const LOOSE: &str = "Files";

/// Asks for a folder with the browser's own picker. Call it from a click.
pub fn open_folder(state: AppState) {
    publish::forget_given(state);
    spawn(async move {
        if !bind::has("showDirectoryPicker") {
            publish::tell_of_given(
                state,
                Level::Info,
                "This browser has no folder picker that remembers folders.",
                "Use “Choose folder” instead, or drop the folder on this page. Nothing is uploaded.",
                Some(NoticeAction::ChooseFolder),
            );
            return;
        }
        match pick::folder().await {
            Ok(handle) => open_handles(state, vec![handle]).await,
            // The user closed the picker.
            Err(error) if bind::error_name(&error) == "AbortError" => {}
            Err(_) => tell_refusal(state, &Refusal::Folder),
        }
    });
}

/// Opens the bundled sample.
pub fn open_sample(state: AppState) {
    publish::forget_given(state);
    spawn(async move {
        session::ready().await;
        let pack = session::with(|session| session.sample.as_string());
        match pack.as_deref().and_then(sample::folder) {
            Some(given) => open_given(state, vec![given], false).await,
            None => publish::tell_of_given(
                state,
                Level::Warning,
                "The sample could not be loaded.",
                "Load the page again while you are online.",
                None,
            ),
        }
    });
}

/// Opens what an `<input type="file">` holds: a chosen folder's files, or single `.jsonl` files.
pub fn open_files(state: AppState, files: FileList) {
    publish::forget_given(state);
    spawn(async move {
        match of_input(&files, LOOSE) {
            Some(given) => open_given(state, vec![given], true).await,
            None => tell_refusal(state, &Refusal::NoLog),
        }
    });
}

/// Opens what was dropped.
pub fn open_caught(state: AppState, caught: Vec<Caught>) {
    publish::forget_given(state);
    spawn(async move {
        let mut found = Vec::new();
        // All are asked before the first is awaited: none has to wait behind one that never answers.
        for resolved in futures::future::join_all(caught.into_iter().map(Caught::resolve)).await {
            match resolved {
                Ok(one) => found.push(one),
                Err(refusal) => tell_refusal(state, &refusal),
            }
        }
        open_found(state, found).await;
    });
}

/// Opens handles, as a picker or the system hands them out.
pub async fn open_handles(state: AppState, handles: Vec<FileSystemHandle>) {
    let mut found = Vec::new();
    for handle in handles {
        match of_handle(handle).await {
            Ok(one) => found.push(one),
            Err(refusal) => tell_refusal(state, &refusal),
        }
    }
    open_found(state, found).await;
}

/// Stops reading; what was read stays and is marked as partial.
pub fn cancel(state: AppState) {
    finish::cancel(state);
}

async fn open_found(state: AppState, found: Vec<Found>) {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for one in found {
        match one {
            Found::Folder(given) => folders.push(given),
            Found::File(file) => files.push(file),
        }
    }
    if !files.is_empty() {
        match of_files(LOOSE, files) {
            Some(given) => folders.push(given),
            None => tell_refusal(state, &Refusal::NoLog),
        }
    }
    open_given(state, folders, true).await;
}

async fn open_given(state: AppState, given: Vec<Given>, kept: bool) {
    if given.is_empty() {
        return;
    }
    let is_floor = state
        .route
        .with_untracked(|route| route.query.get("bench") == Some("floor"));
    // One reading for all of them: it is over when the last one is.
    let runs: Vec<_> = given
        .into_iter()
        .map(|one| (index::begin(state, is_floor), one))
        .collect();
    session::ready().await;
    for (run, one) in runs {
        if !index::goes_on(run) {
            return;
        }
        if kept {
            roots::drop_sample(state);
        }
        open_one(state, run, one, kept).await;
    }
}

async fn open_one(state: AppState, run: u64, given: Given, kept: bool) {
    if let Some((root, is_same)) = known_by_handle(state, &given).await {
        if is_same {
            adopt(root, &given);
            keep::roots(state);
        } else {
            tell_part(state);
        }
        if session::with(|session| session.folder(root)).is_some() {
            index::index(state, run, root, None).await;
        } else {
            index::listed(state, run);
        }
        return;
    }
    let Ok(begun) = index::begin_list(state, run, &given.folder).await else {
        tell_refusal(state, &Refusal::Folder);
        index::listed(state, run);
        return;
    };
    if !index::goes_on(run) {
        return;
    }
    let first = &begun.1;
    if first.files.is_empty() && first.refused.is_empty() {
        tell_refusal(state, &Refusal::NoLog);
        index::listed(state, run);
        return;
    }
    let known = state.held.with_untracked(|ledger| {
        session::with(|session| known_by_files(session, ledger, &given, first))
    });
    if known.is_none() {
        roots::note_stored().await;
        if !index::goes_on(run) {
            return;
        }
    }
    let root = known.unwrap_or_else(|| add(state, &given, kept));
    adopt(root, &given);
    keep::roots(state);
    index::index(state, run, root, Some(begun)).await;
}

/// The folder of the session that holds `given`, by what the browser says of its handle, and
/// whether it is that very folder. Folders of the session that lie within `given` leave: it
/// brings them along.
async fn known_by_handle(state: AppState, given: &Given) -> Option<(RootId, bool)> {
    let known = session::with(|session| {
        let with_handles = session.roots.iter().filter_map(|(id, root)| {
            let handle = root.handle.clone()?;
            Some((*id, Folder::Handle(handle.unchecked_into())))
        });
        with_handles.collect::<Vec<_>>()
    });
    for (root, folder) in known {
        if let Some(path) = path_within(&folder, &given.folder).await {
            return Some((root, path.is_empty()));
        }
        if path_within(&given.folder, &folder).await.is_some() {
            roots::forget(state, root);
        }
    }
    None
}

/// The folder of the session that has the same name and mostly the same files: a folder that was
/// chosen again in a browser that remembers none. The first batch of its files tells.
fn known_by_files(
    session: &Session,
    ledger: &Ledger,
    given: &Given,
    listing: &Listing,
) -> Option<RootId> {
    let mut named = session.roots.iter().filter(|(_, root)| {
        let both_have_handles = root.handle.is_some() && given.folder.handle().is_some();
        root.name == given.name && root.kept && !both_have_handles
    });
    named.find_map(|(id, root)| {
        let files = ledger.files.iter().filter(|file| file.root == *id);
        let mut known = BTreeSet::new();
        known.extend(files.map(|file| file.path.clone()));
        let common = listing.files.iter().filter(|file| {
            let path = root.layout.within(&root.name, &file.path);
            path.is_some_and(|path| known.contains(path))
        });
        let smaller = known.len().min(listing.files.len());
        (!known.is_empty() && common.count() * 2 >= smaller).then_some(*id)
    })
}

fn add(state: AppState, given: &Given, kept: bool) -> RootId {
    let (id, label) = session::with(|session| add_to(session, given, kept));
    accounts::add_root(state, id, &label);
    id
}

fn add_to(session: &mut Session, given: &Given, kept: bool) -> (RootId, String) {
    let id = session.free_root();
    let label = session.free_label(&given.name);
    let root = Root {
        name: given.name.clone(),
        label: label.clone(),
        folder: None,
        handle: None,
        layout: Layout::Here,
        hidden: BTreeSet::new(),
        outputs: BTreeSet::new(),
        kept,
        state: RootState::Listing,
    };
    session.roots.insert(id, root);
    if let Some(run) = &mut session.run {
        run.is_cold = true;
        run.changed = true;
        run.roots.push(id);
    }
    (id, label)
}

/// Reads a folder of the session from `given` from now on.
fn adopt(id: RootId, given: &Given) {
    session::with(|session| {
        let Some(root) = session.roots.get_mut(&id) else {
            return;
        };
        root.folder = Some(given.folder.clone());
        if let Some(handle) = given.folder.handle() {
            root.handle = Some(JsValue::from(handle).unchecked_into());
        }
    });
}

fn tell_part(state: AppState) {
    publish::tell_of_given(
        state,
        Level::Info,
        "That folder is part of one that is already known.",
        "Its files are counted once. If the larger folder waits to be reconnected, do that first.",
        None,
    );
}

fn tell_refusal(state: AppState, refusal: &Refusal) {
    match refusal {
        Refusal::Folder => publish::tell_of_given(
            state,
            Level::Error,
            "The browser does not hand out that folder.",
            "Chromium refuses your home folder itself and, on Linux, everything in ~/.config. Drop the folder “projects” inside it, or use “Choose folder”, which is allowed to read it. Nothing is uploaded.",
            Some(NoticeAction::ChooseFolder),
        ),
        Refusal::NoLog => publish::tell_of_given(
            state,
            Level::Info,
            "No log was found in what you gave.",
            "Claude Code keeps its logs as .jsonl files in ~/.claude/projects, on Windows in %USERPROFILE%\\.claude\\projects.",
            None,
        ),
    }
}
