//! Before something is forgotten: what is lost by it, and whether that is meant.

use leptos::prelude::*;
use sessionscope_engine::place::RootId;
use sessionscope_engine::time::Instant;
use sessionscope_queries::{LossAnswer, LossQuestion};

use super::ui::Ui;
use crate::parts::{Dialog, DisplayPrefs, format};
use crate::queries::{ask, asked};
use crate::state::AppState;
use crate::tasks;

/// What clearing reaches, and what it does not.
const ALL_LEAVE: &str = "All folders, and all that was read of them, leave this browser. Its own history keeps the addresses of the views that you opened.";

/// The question; open while [`Ui::forget`] is.
#[component]
pub fn Forget() -> impl IntoView {
    let ui = expect_context::<Ui>();
    view! {
        <Dialog title="Forget what was read?" open=ui.forget>
            <Question />
        </Dialog>
    }
}

#[component]
fn Question() -> impl IntoView {
    let state = expect_context::<AppState>();
    let ui = expect_context::<Ui>();
    let prefs = DisplayPrefs::memo(state);
    let what = move || match ui.forgotten.get() {
        None => ALL_LEAVE.to_owned(),
        Some(root) => {
            let name = folder(state, root);
            format!("The folder {name}, and all that was read of it, leaves this browser.")
        }
    };
    let question = asked(move || LossQuestion {
        root: ui.forgotten.get().map(RootId),
    });
    let loss = ask(state, question);
    let lost = move || {
        let words = |loss: &LossAnswer| words(loss, |at| prefs.with(|prefs| prefs.moment(at)));
        loss.with(|loss| loss.as_ref().map(words))
    };
    let act = move |_| {
        ui.forget.set(false);
        ui.settings.set(false);
        match ui.forgotten.get_untracked() {
            None => tasks::clear_data(state),
            Some(root) => tasks::remove_root(root),
        }
    };
    let verb = move || match ui.forgotten.get() {
        None => "Clear all data",
        Some(_) => "Forget the folder",
    };
    view! {
        <div class="stack">
            <p>{what}</p>
            <p data-lost="">{lost}</p>
            <p class="muted">
                "The logs themselves are never touched, but those that Claude Code has deleted since cannot be read again. You can undo this for ten seconds."
            </p>
            <div class="row end">
                <button
                    type="button"
                    class="btn"
                    autofocus=true
                    data-action="keep-data"
                    on:click=move |_| ui.forget.set(false)
                >
                    "Keep"
                </button>
                <button type="button" class="btn danger" data-action="confirm-clear" on:click=act>
                    {verb}
                </button>
            </div>
        </div>
    }
}

/// The folder as the side shows it.
fn folder(state: AppState, root: u16) -> String {
    let label = state.roots.with(|roots| {
        let found = roots.iter().find(|of| of.id == root);
        found.map(|of| {
            if of.label.is_empty() {
                of.name.clone()
            } else {
                of.label.clone()
            }
        })
    });
    format!("“{}”", label.unwrap_or_default())
}

/// What there is of the folder, or of all: how many files, from when to when.
fn words(loss: &LossAnswer, moment: impl Fn(Instant) -> String) -> String {
    let count = format::count(loss.files, "file");
    match (loss.first, loss.last) {
        (Some(first), Some(last)) => format!(
            "What is lost: the figures of {count}, from {} to {}.",
            moment(first),
            moment(last)
        ),
        _ => format!("What is lost: the figures of {count}."),
    }
}
