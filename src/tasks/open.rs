//! Ways in: folders, files and the sample.

use web_sys::{FileList, FileSystemHandle};

use super::{analyst, notices, programs, sample};
use crate::browser::folder::{DroppedItem, FolderOrFile, Refusal, of_files, of_handle, of_input};
use crate::browser::spawn::spawn;
use crate::browser::{bind, pick};
use crate::state::{AppState, Level, NoticeAction};

/// What single files are shown as.
const LOOSE: &str = "Files";

/// Asks for a folder with the browser's own picker. Call it from a click.
pub fn open_folder(state: AppState) {
    notices::forget_given(state);
    spawn(async move {
        if !bind::has("showDirectoryPicker") {
            notices::tell_of_given(
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
    notices::forget_given(state);
    spawn(async move {
        programs::ready().await;
        let pack = programs::with(|programs| programs.sample.as_string());
        match pack.as_deref().and_then(sample::folder) {
            Some(given) => analyst::give(given, false),
            None => notices::tell_of_given(
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
    notices::forget_given(state);
    spawn(async move {
        match of_input(&files, LOOSE) {
            Some(given) => analyst::give(given, true),
            None => notices::no_log(state),
        }
    });
}

/// Opens what was dropped.
pub fn open_caught(state: AppState, caught: Vec<DroppedItem>) {
    notices::forget_given(state);
    spawn(async move {
        let mut found = Vec::new();
        // All are asked before the first is awaited: none has to wait behind one that never answers.
        for resolved in
            futures::future::join_all(caught.into_iter().map(DroppedItem::resolve)).await
        {
            match resolved {
                Ok(one) => found.push(one),
                Err(refusal) => tell_refusal(state, &refusal),
            }
        }
        open_found(state, found);
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
    open_found(state, found);
}

fn open_found(state: AppState, found: Vec<FolderOrFile>) {
    let mut files = Vec::new();
    for one in found {
        match one {
            FolderOrFile::Folder(given) => analyst::give(given, true),
            FolderOrFile::File(file) => files.push(file),
        }
    }
    if !files.is_empty() {
        match of_files(LOOSE, files) {
            Some(given) => analyst::give(given, true),
            None => notices::no_log(state),
        }
    }
}

fn tell_refusal(state: AppState, refusal: &Refusal) {
    match refusal {
        Refusal::Folder => notices::folder_refused(state),
        Refusal::NoLog => notices::no_log(state),
    }
}
