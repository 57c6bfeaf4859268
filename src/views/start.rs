//! The page before anything was given.

use leptos::prelude::*;

use super::nav::{Brand, Tools};
use super::notice::ChooseFolder;
use super::ui::Ui;
use crate::parts::{Copy, Icon};
use crate::state::{AppState, RootState};
use crate::tasks;

const PROMISES: [(Icon, &str, &str); 3] = [
    (
        Icon::Lock,
        "Nothing leaves this machine",
        "Once started, the page forbids itself every connection. No account, no upload, no tracking.",
    ),
    (
        Icon::Overview,
        "Exact to the token",
        "Streamed repeats, forked copies and subagents are each counted once. What is not known is said, never guessed.",
    ),
    (
        Icon::Reload,
        "Quick the second time",
        "Last totals are there at once. Only what is new in your logs is read again.",
    ),
];

/// The page before anything was given: what this is, and all ways in.
#[component]
pub fn Start() -> impl IntoView {
    view! {
        <div class="start">
            <header class="start-top">
                <a class="brand" href="#/">
                    <Brand />
                </a>
                <Tools />
            </header>
            <main id="main" tabindex="-1">
                <h1>"See what your Claude Code sessions did, and what they cost."</h1>
                <p class="lead">
                    "Drop your projects folder on this page. It is read here, in your browser, and stays on your machine."
                </p>
                <Remembered />
                <Target />
                <ul class="promises">
                    {PROMISES
                        .map(|(icon, title, text)| {
                            view! {
                                <li>
                                    {icon.view()}
                                    <strong>{title}</strong>
                                    <p>{text}</p>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </main>
        </div>
    }
}

/// The ways in.
#[component]
fn Target() -> impl IntoView {
    let state = expect_context::<AppState>();
    let ui = expect_context::<Ui>();
    view! {
        <section class="target" aria-label="Open your logs">
            <span class="target-icon">{Icon::Folder.view()}</span>
            <p>
                <strong>"Drop a folder anywhere"</strong>
                <span class="muted">"or single .jsonl files, or several folders at once"</span>
            </p>
            <div class="target-actions">
                <button
                    type="button"
                    class="btn primary large"
                    data-action="open-folder"
                    on:click=move |_| tasks::open_folder(state)
                >
                    {Icon::Folder.view()}
                    "Open folder"
                </button>
                <ChooseFolder class="btn large">"Choose folder"</ChooseFolder>
                <button
                    type="button"
                    class="btn large"
                    data-action="open-sample"
                    on:click=move |_| tasks::open_sample(state)
                >
                    {Icon::Sample.view()}
                    "Try the sample"
                </button>
            </div>
            <div class="target-path">
                <span class="faint">"Usually at"</span>
                <Copy
                    text=Signal::stored("~/.claude/projects".to_owned())
                    label="Copy the path"
                />
                <button type="button" class="link" on:click=move |_| ui.help.set(true)>
                    "Cannot find it?"
                </button>
            </div>
        </section>
    }
}

/// Folders of an earlier visit, with one click to read them again.
#[component]
fn Remembered() -> impl IntoView {
    let state = expect_context::<AppState>();
    let waiting = move || {
        state.roots.with(|roots| {
            roots
                .iter()
                .filter(|root| root.state != RootState::Connected)
                .map(|root| root.label.clone())
                .collect::<Vec<_>>()
        })
    };
    view! {
        <Show when=move || !waiting().is_empty()>
            <div class="banner plain">
                {Icon::Folder.view()}
                <span>
                    <strong>"Welcome back. "</strong>
                    {move || waiting().join(", ")}
                </span>
                <button
                    type="button"
                    class="btn primary"
                    data-action="reconnect"
                    on:click=move |_| tasks::reconnect(state)
                >
                    "Reconnect"
                </button>
            </div>
        </Show>
    }
}
