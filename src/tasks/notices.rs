//! What the user is told, in words.

use leptos::prelude::*;
use sessionscope_engine::blob::BlobError;
use sessionscope_engine::place::RootId;
use sessionscope_runtime::status::{Notice as Told, StoredPart};
use sessionscope_runtime::store::StoreError;

use super::{folders, veil};
use crate::browser::clock;
use crate::browser::spawn::spawn;
use crate::state::{AppState, Level, Notice, NoticeAction};

/// How long what was forgotten can be had back, in milliseconds.
const UNDO_MS: u32 = 10_000;

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

/// Tells what the analyst has to say.
pub fn heard(state: AppState, told: Told) {
    match told {
        Told::FolderRefused => folder_refused(state),
        Told::NoLog => no_log(state),
        Told::PartOfKnown => tell_of_given(
            state,
            Level::Info,
            "That folder is part of one that is already known.",
            "Its files are counted once. If the larger folder waits to be reconnected, do that first.",
            None,
        ),
        Told::FolderGone(root) => unreadable(
            state,
            &format!("A folder is not where it was: {}", name_of(root)),
            "Its last known figures are shown. Drop it again from where it is now, or remove it.",
        ),
        Told::FolderForbidden(root) => unreadable(
            state,
            &format!(
                "The browser did not let us read a folder: {}",
                name_of(root)
            ),
            "Reconnect it, or give it again with “Choose folder”.",
        ),
        Told::NotPermitted(_) => tell_of_given(
            state,
            Level::Warning,
            "The browser did not give leave to read a folder again.",
            "Try it once more and allow it, or drop the folder on this page.",
            Some(NoticeAction::Retry),
        ),
        Told::Forgotten { is_all } => forgotten(state, is_all),
        Told::ClearFailed(error) => tell(
            state,
            Level::Warning,
            &format!(
                "Not all that was stored could be cleared: {}.",
                words(&error)
            ),
            "Close the other tabs of this page and clear once more.",
            None,
        ),
        Told::StoreFailed(error) => not_stored(state, &error),
        Told::Damaged { part, error } => damaged(state, part, error),
        Told::BadPrices => tell(
            state,
            Level::Warning,
            "The stored price list cannot be read: the built-in one is used.",
            "Take it again in Settings.",
            None,
        ),
    }
}

fn name_of(root: RootId) -> String {
    veil::root(root, &folders::label(root))
}

fn unreadable(state: AppState, text: &str, next: &str) {
    tell(
        state,
        Level::Warning,
        text,
        next,
        Some(NoticeAction::ChooseFolder),
    );
}

/// The browser refuses a folder.
pub fn folder_refused(state: AppState) {
    tell_of_given(
        state,
        Level::Error,
        "The browser does not hand out that folder.",
        "Chromium refuses your home folder itself and, on Linux, everything in ~/.config. Drop the folder “projects” inside it, or use “Choose folder”, which is allowed to read it. Nothing is uploaded.",
        Some(NoticeAction::ChooseFolder),
    );
}

/// What was given holds no log.
pub fn no_log(state: AppState) {
    tell_of_given(
        state,
        Level::Info,
        "No log was found in what you gave.",
        "Claude Code keeps its logs as .jsonl files in ~/.claude/projects, on Windows in %USERPROFILE%\\.claude\\projects.",
        None,
    );
}

fn forgotten(state: AppState, is_all: bool) {
    let text = if is_all {
        "All data was cleared."
    } else {
        "The folder was forgotten."
    };
    withdraw_undo(state);
    tell(state, Level::Info, text, "", Some(NoticeAction::Undo));
    let number = state
        .notices
        .with_untracked(|notices| notices.last().map(|notice| notice.id));
    spawn(async move {
        clock::sleep(UNDO_MS).await;
        state.notices.update(|notices| {
            let is_it = |notice: &Notice| {
                notice.action == Some(NoticeAction::Undo) && Some(notice.id) == number
            };
            notices.retain(|notice| !is_it(notice));
        });
    });
}

/// Nothing can be taken back any more.
pub fn withdraw_undo(state: AppState) {
    state.notices.update(|notices| {
        notices.retain(|notice| notice.action != Some(NoticeAction::Undo));
    });
}

/// Storing failed: the app goes on from memory and says so, once.
pub fn not_stored(state: AppState, error: &StoreError) {
    let next = match error {
        StoreError::Full => {
            "Figures are right, but will have to be read again next time. Make room on the disk, or clear this page's data in Health."
        }
        StoreError::Newer => {
            "Figures are right, but nothing is remembered. Load the page again for the newer version, or clear this page's data in Health."
        }
        StoreError::Blocked => "Close the other tabs of this page and load it again.",
        StoreError::Refused | StoreError::Silent | StoreError::Other(_) => {
            "Figures are right, but nothing is remembered for your next visit. A private window is a usual reason."
        }
    };
    let text = format!("Nothing can be stored: {}.", words(error));
    tell(state, Level::Warning, &text, next, None);
}

fn words(error: &StoreError) -> String {
    match error {
        StoreError::Refused => "the browser refuses to store anything for this page".to_owned(),
        StoreError::Blocked => "another tab still runs an older version".to_owned(),
        StoreError::Newer => "what is stored is of a newer version of this page".to_owned(),
        StoreError::Full => "the browser's storage for this page is full".to_owned(),
        StoreError::Silent => "the browser does not answer".to_owned(),
        StoreError::Other(text) => format!("storing failed: {text}"),
    }
}

/// Files could not be read.
pub fn unread(state: AppState, count: usize) {
    let text = if count == 1 {
        "1 file or folder could not be read.".to_owned()
    } else {
        format!("{count} files or folders could not be read.")
    };
    tell(
        state,
        Level::Error,
        &text,
        "All other figures are right. Health lists each with its reason.",
        Some(NoticeAction::ShowHealth),
    );
}

/// A part of what was stored is of no use, and what becomes of it.
fn damaged(state: AppState, part: StoredPart, error: BlobError) {
    // An older version is what an update of the app leaves behind: reading again is all there is.
    let level = match error {
        BlobError::Version(_) => Level::Info,
        BlobError::NotOurs | BlobError::Corrupt => Level::Warning,
    };
    let next = match part {
        StoredPart::Ledger => {
            "They are made again from what is stored of each file, as soon as their folder is connected."
        }
        StoredPart::Files => {
            "It was dropped. Its files are read again when their folder is connected."
        }
    };
    let text = format!("A part of what was stored cannot be used: {error}.");
    tell(state, level, &text, next, None);
}
