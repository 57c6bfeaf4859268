//! Names that are hidden: the one place where what comes from logs loses them on its way to the page,
//! and gets them back on its way to the files.
//!
//! Answers about the figures come without names: the analyst answers from a veiled ledger. Here is the rest:
//! what the library answers, what it is asked, addresses, folders, refusals.

mod address;
mod replies;
mod typed;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::place::{RootId, output_of, output_path};
use sessionscope_engine::redact::{Names, Veil, is_known_tool, root_name};
use sessionscope_engine::transcript::items::Filter;
use sessionscope_queries::VeilQuestion;
use sessionscope_worker::library::protocol::Question;

use super::folders;
use crate::browser::page;
use crate::queries::ask;
use crate::route::Route;
use crate::state::{AppState, LeftOut, NoticeAction, Phase, RefusedFile};
use address::{hidden, named};

pub use replies::reply;
pub use typed::{said, typed};

thread_local! {
    static STATE: Cell<Option<AppState>> = const { Cell::new(None) };
    /// Files that tools touched, which are in no ledger.
    static FILES: RefCell<Names> = RefCell::default();
    /// Roots within folders.
    static PARTS: RefCell<Names> = RefCell::default();
    /// Calls of tools, by their ids.
    static CALLS: RefCell<Names> = RefCell::default();
    /// Outputs beside logs.
    static OUTPUTS: RefCell<Names> = RefCell::default();
}

/// Keeps the address without names for as long as they are hidden.
pub fn start(state: AppState) {
    STATE.set(Some(state));
    let names = ask(state, Signal::stored(VeilQuestion));
    Effect::new(move |_| state.veil.set(names.get().map(Arc::new)));
    let last = StoredValue::new(None::<Arc<Veil>>);
    let waiting = StoredValue::new(None::<(Route, Route)>);
    let is_hidden = Memo::new(move |_| state.settings.with(|settings| settings.redacted));
    Effect::new(move |_| {
        let veil = state.veil.get();
        let route = state.route.get();
        let next = match (is_hidden.get(), &veil) {
            (true, Some(veil)) => {
                let before = waiting.try_update_value(Option::take).flatten();
                let before = before.filter(|(_, neutral)| *neutral == route);
                let real = before.map_or_else(|| route.clone(), |(real, _)| real);
                hidden(
                    &typed::hidden(&real),
                    veil,
                    state.phase.get() == Phase::Ready,
                )
            }
            // What names stand for is not known yet: where one is, is named once it is.
            (true, None) => {
                let neutral = hidden(&typed::hidden(&route), &Veil::default(), true);
                if neutral != route {
                    waiting.set_value(Some((route.clone(), neutral.clone())));
                }
                neutral
            }
            (false, _) => last
                .get_value()
                .map_or_else(|| route.clone(), |veil| typed::named(&named(&route, &veil))),
        };
        if is_hidden.get_untracked() {
            if veil.is_some() {
                last.set_value(veil);
            }
        } else {
            last.set_value(None);
        }
        take(state, &route, next);
    });
}

/// Names were hidden or are shown again.
pub fn switched(state: AppState) {
    if !is_on() {
        return;
    }
    // What was searched for is a text of the user's, and most likely one of the logs.
    let route = state.route.get_untracked();
    let next = route.clone().with("q", None).with("find", None);
    take(state, &route, next);
    let names = folders::names();
    state.notices.update(|notices| {
        notices.retain(|notice| {
            // It may be about a folder that is known no more.
            let is_of_folder = notice.action == Some(NoticeAction::ChooseFolder);
            !is_of_folder && !names.iter().any(|name| notice.text.contains(name))
        });
    });
}

/// Goes to where one is by another address, which takes the place of the one before.
fn take(state: AppState, now: &Route, next: Route) {
    if next != *now {
        page::replace_hash(&next.to_hash());
        state.route.set(next);
    }
}

/// What names stand for while they are hidden; nothing at all until that is known.
fn veil() -> Option<Arc<Veil>> {
    let state = STATE.get()?;
    let is_hidden = state.settings.with_untracked(|settings| settings.redacted);
    is_hidden.then(|| state.veil.get_untracked().unwrap_or_default())
}

/// Names are hidden.
pub fn is_on() -> bool {
    veil().is_some()
}

/// The path of a file that views know by this one.
pub fn real_path(path: &str) -> String {
    let Some(veil) = veil() else {
        return path.to_owned();
    };
    let real = |path: &str| veil.path(path).unwrap_or(path).to_owned();
    let output =
        output_of(path).and_then(|(log, name)| output_path(&real(&log), &real_output(name)));
    output.unwrap_or_else(|| real(path))
}

/// What a folder is called, by the name that is not to be hidden.
pub fn root(id: RootId, name: &str) -> String {
    if is_on() {
        root_name(id)
    } else {
        name.to_owned()
    }
}

/// What a file that could not be read is called.
pub fn refused(root: RootId, path: &str, refused: &RefusedFile) -> RefusedFile {
    let Some(veil) = veil() else {
        return refused.clone();
    };
    let RefusedFile { reason, path: _ } = refused;
    RefusedFile {
        reason: reason.clone(),
        path: veil
            .file(root, path)
            .map_or_else(|| file(path), str::to_owned),
    }
}

/// Files that are not read, with an example of them.
pub fn left_out(left: &LeftOut) -> LeftOut {
    let LeftOut {
        reason,
        how,
        count,
        example,
    } = left;
    LeftOut {
        reason: reason.clone(),
        how: *how,
        count: *count,
        example: if is_on() {
            file(example)
        } else {
            example.clone()
        },
    }
}

/// What a root within a folder is called.
pub fn part(label: &str) -> String {
    if is_on() {
        PARTS.with_borrow_mut(|parts| parts.number("Part", label).to_owned())
    } else {
        label.to_owned()
    }
}

/// A file that is in no ledger.
fn file(path: &str) -> String {
    FILES.with_borrow_mut(|files| files.number("File", path).to_owned())
}

fn tool(veil: &Veil, name: &str) -> String {
    if is_known_tool(name) {
        return name.to_owned();
    }
    veil.tools.shown(name).unwrap_or("Another tool").to_owned()
}

/// What an output beside a log is called that views know by this name.
pub fn real_output(name: &str) -> String {
    OUTPUTS.with_borrow(|outputs| outputs.real(name).unwrap_or(name).to_owned())
}

/// A question with the names that the files know.
pub fn question(question: Question) -> Question {
    let Some(veil) = veil() else {
        return question;
    };
    let real = |filter: Filter| Filter {
        tool: filter
            .tool
            .map(|tool| veil.tools.real(&tool).map_or(tool.clone(), str::to_owned)),
        ..filter
    };
    match question {
        Question::Open { book, filter, keep } => Question::Open {
            book,
            filter: real(filter),
            keep,
        },
        Question::Show { book, filter } => Question::Show {
            book,
            filter: real(filter),
        },
        other => other,
    }
}
