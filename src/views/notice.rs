//! What the user has to know, in plain words, with what to do next.

use leptos::html;
use leptos::prelude::*;

use crate::parts::Icon;
use crate::state::{AppState, Level, Notice, NoticeAction};
use crate::tasks;

/// All notices, newest last, in a corner of the window.
#[component]
pub fn Notices() -> impl IntoView {
    let state = expect_context::<AppState>();
    view! {
        <div class="notices" role="region" aria-label="Notices" aria-live="polite">
            <For
                each=move || state.notices.get()
                key=|notice| notice.id
                children=move |notice| view! { <NoticeView notice=notice /> }
            />
        </div>
    }
}

#[component]
fn NoticeView(notice: Notice) -> impl IntoView {
    let state = expect_context::<AppState>();
    let (class, icon) = match notice.level {
        Level::Info => ("notice", Icon::Info),
        Level::Warning => ("notice warn", Icon::Warning),
        Level::Error => ("notice bad", Icon::Warning),
    };
    let id = notice.id;
    view! {
        <div class=class role=(notice.level == Level::Error).then_some("alert")>
            {icon.view()}
            <div>
                <strong>{notice.text}</strong>
                {(!notice.next.is_empty()).then(|| view! { <p>{notice.next}</p> })}
                {notice.action.map(|action| action_view(state, id, action))}
            </div>
            <button
                type="button"
                class="btn ghost icon"
                aria-label="Dismiss"
                on:click=move |_| state.dismiss(id)
            >
                {Icon::Close.view()}
            </button>
        </div>
    }
}

fn action_view(state: AppState, notice: u64, action: NoticeAction) -> AnyView {
    match action {
        NoticeAction::Retry => view! {
            <button
                type="button"
                class="link"
                on:click=move |_| {
                    state.dismiss(notice);
                    tasks::reconnect(state);
                }
            >
                "Try again"
            </button>
        }
        .into_any(),
        NoticeAction::ChooseFolder => {
            view! { <ChooseFolder class="link">"Choose a folder"</ChooseFolder> }.into_any()
        }
        NoticeAction::Undo => view! {
            <button
                type="button"
                class="link"
                data-action="undo"
                on:click=move |_| tasks::undo(state)
            >
                "Undo"
            </button>
        }
        .into_any(),
        NoticeAction::ShowHealth => view! {
            <a
                href="#/health"
                on:click=move |_| state.dismiss(notice)
            >
                "Show in Health"
            </a>
        }
        .into_any(),
    }
}

/// A label that opens the browser's own chooser of a folder's files: the way in for browsers
/// without folder handles, and for folders that they refuse.
#[component]
pub fn ChooseFolder(
    /// How the label looks.
    class: &'static str,
    /// Its text.
    children: Children,
) -> impl IntoView {
    let state = expect_context::<AppState>();
    let input = NodeRef::<html::Input>::new();
    view! {
        <label class=format!("choose {class}")>
            {children()}
            <input
                type="file"
                class="sr-only"
                data-open="directory"
                multiple
                prop:webkitdirectory=true
                node_ref=input
                // Emptied before, not after: the list of files is a live one. So the same folder
                // can be chosen once more.
                on:click=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.set_value("");
                    }
                }
                on:change=move |_| {
                    let files = input.get_untracked().and_then(|input| input.files());
                    if let Some(files) = files {
                        tasks::open_files(state, files);
                    }
                }
            />
        </label>
    }
}
