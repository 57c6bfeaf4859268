//! What is drawn: one file a view, and the frame around them.

mod drop;
mod filters;
mod forget;
mod group_rows;
mod group_table;
mod help;
mod keys;
mod later;
mod links;
mod live;
mod nav;
mod notice;
mod overview;
mod progress;
mod project;
mod projects;
mod reports;
mod search;
mod session;
mod sessions;
mod settings;
mod start;
mod table_card;
mod ui;
mod words;

mod health;

use leptos::html;
use leptos::prelude::*;
use sessionscope_queries::CorpusQuestion;

use crate::parts::{Icon, NextFrame, Nothing};
use crate::queries::ask;
use crate::route::View;
use crate::state::{AppState, LaterPart, Phase, Theme};
use crate::tasks;
use notice::Notices;
use ui::Ui;

/// The frame around every view.
#[component]
pub fn Shell() -> impl IntoView {
    let state = expect_context::<AppState>();
    provide_context(Ui::new());
    provide_context(search::SearchIndex(RwSignal::new(
        tasks::search::IndexState::default(),
    )));
    keys::listen(state);
    Effect::new(move |_| {
        show_theme(state.settings.with(|settings| settings.theme));
    });
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    let started = Memo::new(move |_| {
        let has_files = corpus.with(|corpus| !corpus.is_empty());
        has_files || state.phase.get() != Phase::Empty
    });
    let main = NodeRef::<html::Main>::new();
    let in_app = move || started.get() || state.route.with(|route| route.view == View::Health);
    view! {
        <a
            class="skip"
            href="#main"
            on:click=move |event| {
                event.prevent_default();
                // The hash is the route, so the link moves the focus by hand.
                if let Some(main) = main.get_untracked() {
                    let _ = main.focus();
                }
            }
        >
            "Skip to the content"
        </a>
        <Show when=in_app fallback=|| view! { <start::Start /> }>
            <div class="app">
                <nav::Side />
                <div class="page">
                    <progress::Strip />
                    <main id="main" tabindex="-1" node_ref=main>
                        <UpdateBanner />
                        <SampleBanner />
                        // What was just given is about to be read; what is stored is shown at once.
                        <NextFrame is_late=matches!(state.phase.get_untracked(), Phase::Opening | Phase::Indexing)>
                            <Content />
                        </NextFrame>
                    </main>
                </div>
            </div>
        </Show>
        <Notices />
        <drop::Overlay />
        {move || (state.later.get() == LaterPart::Here).then(later::dialogs)}
    }
}

/// The view that the address names.
#[component]
fn Content() -> impl IntoView {
    let state = expect_context::<AppState>();
    let view = Memo::new(move |_| state.route.with(|route| route.view.clone()));
    Effect::new(move |before: Option<View>| {
        let view = view.get();
        document().set_title(&format!("{} – Sessionscope", title(&view)));
        if before.is_some_and(|before| before != view) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        view
    });
    move || {
        let view = view.get();
        if view == View::Overview || state.later.get() == LaterPart::Here {
            view! { <Awaited>{content(view)}</Awaited> }.into_any()
        } else {
            view! { <Missing /> }.into_any()
        }
    }
}

/// Shows a view once everything that it asked at first is answered: until then its figures would be zeros, and
/// its lists empty.
#[component]
fn Awaited(children: Children) -> impl IntoView {
    let state = expect_context::<AppState>();
    let complete = state.answers.are_complete();
    let children = children();
    // What was asked has been asked by now; from then on, other questions hide nothing.
    let waits = RwSignal::new(!complete.get_untracked());
    Effect::new(move |_| {
        if complete.get() && waits.get_untracked() {
            waits.set(false);
        }
    });
    view! {
        <div class="awaited" aria-busy=move || waits.get().to_string()>
            {children}
            <Show when=move || waits.get()>
                <p class="awaited-note" role="status">
                    "Counting…"
                </p>
            </Show>
        </div>
    }
}

fn content(view: View) -> AnyView {
    match view {
        View::Overview => view! { <overview::Overview /> }.into_any(),
        view => later::content(view),
    }
}

/// Stands where the part of the program that draws the view is not there.
#[component]
fn Missing() -> impl IntoView {
    let state = expect_context::<AppState>();
    move || {
        match state.later.get() {
        LaterPart::Coming | LaterPart::Here => {
            view! { <p class="sr-only" role="status">"Loading…"</p> }.into_any()
        }
        LaterPart::Missing => view! {
            <Nothing
                title="A part of Sessionscope could not be loaded"
                text="Check the connection and load this page again. Once it has loaded, it also works offline."
            />
        }
        .into_any(),
    }
    }
}

fn title(view: &View) -> &'static str {
    match view {
        View::Overview => "Overview",
        View::Projects => "Projects",
        View::Project(_) => "Project",
        View::Sessions => "Sessions",
        View::Session(_) => "Session",
        View::Blocks => "Blocks",
        View::Reports => "Reports",
        View::Tools => "Tools",
        View::Search => "Search",
        View::Health => "Health",
        View::Unknown(_) => "Not found",
    }
}

fn show_theme(theme: Theme) {
    let Some(root) = document().document_element() else {
        return;
    };
    // Neither can fail: the name is a valid one.
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
    };
}

/// Says that what is shown is the sample.
#[component]
fn SampleBanner() -> impl IntoView {
    let state = expect_context::<AppState>();
    let is_sample = Memo::new(move |_| {
        state.roots.with(|roots| {
            let mut roots = roots.iter();
            roots.any(|root| root.name == "Sample" && !root.remembered)
        })
    });
    view! {
        <Show when=move || is_sample.get()>
            <div class="banner plain">
                {Icon::Sample.view()}
                <span>"This is the sample: sessions that we made up. Yours would be read in the same way, on this machine."</span>
                <button
                    type="button"
                    class="btn"
                    data-action="open-folder"
                    on:click=move |_| tasks::open_folder(state)
                >
                    "Open your own"
                </button>
            </div>
        </Show>
    }
}

/// Offers a newer version of the app once it is there.
#[component]
fn UpdateBanner() -> impl IntoView {
    let state = expect_context::<AppState>();
    view! {
        <Show when=move || state.update_ready.get()>
            <div class="banner plain" role="status">
                {Icon::Reload.view()}
                <span>"A newer version of Sessionscope is ready. Your data stays."</span>
                <button
                    type="button"
                    class="btn"
                    data-action="update"
                    on:click=move |_| tasks::update::apply(state)
                >
                    "Use it now"
                </button>
            </div>
        </Show>
    }
}
