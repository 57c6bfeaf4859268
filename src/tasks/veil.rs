//! Names that are hidden: the one place where what comes from logs loses them on its way to the page,
//! and gets them back on its way to the files.
//!
//! The ledger that views are given is veiled by itself ([`crate::state::Shown`]). Here is the rest: what the
//! desk answers, what it is asked, addresses, folders, refusals.

mod address;
mod replies;
mod typed;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::place::{RootId, output_of, output_path};
use sessionscope_engine::redact::{Names, Veil, is_known_tool, root_name};
use sessionscope_engine::transcript::items::Filter;
use sessionscope_worker::desk::protocol::Question;

use super::{publish, session};
use crate::browser::page;
use crate::route::Route;
use crate::state::{AppState, LeftOut, NoticeAction, Phase, Refused};
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
    let last = StoredValue::new(None::<Arc<Veil>>);
    Effect::new(move |_| {
        let veil = state.ledger.veil();
        let route = state.route.get();
        let next = match &veil {
            Some(veil) => {
                let route = typed::hidden(&route);
                hidden(&route, veil, state.phase.get() == Phase::Ready)
            }
            None => last
                .get_value()
                .map_or_else(|| route.clone(), |veil| typed::named(&named(&route, &veil))),
        };
        last.set_value(veil);
        take(state, &route, next);
    });
}

/// Names were hidden or are shown again.
pub fn switched(state: AppState) {
    let veil = untrack(|| state.ledger.veil());
    if let Some(veil) = veil {
        let route = state.route.get_untracked();
        // What was searched for is a text of the user's, and most likely one of the logs.
        let next = route.clone().with("q", None).with("find", None);
        take(state, &route, hidden(&next, &veil, true));
        let names = session::with(|session| {
            let roots = session.roots.values();
            let names = roots.flat_map(|root| [root.name.clone(), root.label.clone()]);
            names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
        });
        state.notices.update(|notices| {
            notices.retain(|notice| {
                // It may be about a folder that is known no more.
                let is_of_folder = notice.action == Some(NoticeAction::ChooseFolder);
                !is_of_folder && !names.iter().any(|name| notice.text.contains(name))
            });
        });
    }
    publish::roots(state);
    publish::health(state);
}

/// Goes to where one is by another address, which takes the place of the one before.
fn take(state: AppState, now: &Route, next: Route) {
    if next != *now {
        page::replace_hash(&next.to_hash());
        state.route.set(next);
    }
}

fn veil() -> Option<Arc<Veil>> {
    STATE
        .get()
        .and_then(|state| untrack(|| state.ledger.veil()))
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
pub fn refused(root: RootId, path: &str, refused: &Refused) -> Refused {
    let Some(veil) = veil() else {
        return refused.clone();
    };
    let Refused { reason, path: _ } = refused;
    Refused {
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
