//! The side: where one is, what was opened, and how it looks.

use leptos::html;
use leptos::prelude::*;

use super::links::href;
use super::live::LiveMark;
use super::notice::ChooseFolder;
use super::progress::Reconnect;
use super::ui::Ui;
use crate::parts::Icon;
use crate::route::View;
use crate::state::{AppState, RootInfo, RootState, Theme};
use crate::tasks;

const VIEWS: [(&str, &str, Icon, View); 8] = [
    ("overview", "Overview", Icon::Overview, View::Overview),
    ("projects", "Projects", Icon::Folder, View::Projects),
    ("sessions", "Sessions", Icon::Sessions, View::Sessions),
    ("search", "Search", Icon::Search, View::Search),
    ("blocks", "Blocks", Icon::Block, View::Blocks),
    ("reports", "Reports", Icon::Reports, View::Reports),
    ("tools", "Tools", Icon::Tool, View::Tools),
    ("health", "Health", Icon::Health, View::Health),
];

/// The mark and the name.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <svg width="24" height="24" viewBox="0 0 32 32" fill="none" aria-hidden="true">
            <rect class="brand-ground" width="32" height="32" rx="8" />
            <g class="brand-line" stroke-width="2.2" stroke-linecap="round">
                <circle cx="14.2" cy="14.2" r="7.6" />
                <path d="M20 20l5 5" />
            </g>
            <g class="brand-bars" stroke-width="2.2" stroke-linecap="round">
                <path d="M11 16.6v-2.2M14.2 16.6v-5.2M17.4 16.6v-3.4" />
            </g>
        </svg>
        <span>"Sessionscope"</span>
    }
}

/// The side of the app; a bar on top of it where the window is narrow.
#[component]
pub fn Side() -> impl IntoView {
    let state = expect_context::<AppState>();
    let section = Memo::new(move |_| state.route.with(|route| route.view.section()));
    let link = move |(id, label, icon, view): (&'static str, &'static str, Icon, View)| {
        view! {
            <li>
                <a
                    href=move || href(state, view.clone())
                    aria-current=move || (section.get() == id).then_some("page")
                >
                    {icon.view()}
                    <span>{label}</span>
                </a>
            </li>
        }
    };
    let nav = NodeRef::<html::Nav>::new();
    // On a phone the views are a row to be scrolled: the one that is open is in sight.
    Effect::new(move |_| {
        section.track();
        request_animation_frame(move || show_current(nav));
    });
    view! {
        <header class="side">
            <a class="brand" href="#/">
                <Brand />
            </a>
            <Tools />
            <nav aria-label="Views" node_ref=nav>
                <ul>{VIEWS.map(link).into_iter().collect_view()}</ul>
            </nav>
            <Folders />
        </header>
    }
}

fn show_current(nav: NodeRef<html::Nav>) {
    // Gone with the frame.
    let Some(Some(nav)) = nav.try_get_untracked() else {
        return;
    };
    let Ok(Some(link)) = nav.query_selector("[aria-current]") else {
        return;
    };
    let offset = link.get_bounding_client_rect().left() - nav.get_bounding_client_rect().left();
    let middle = f64::from(nav.client_width()) / 2.0;
    nav.scroll_by_with_x_and_y(offset - middle, 0.0);
}

/// Settings, help and theme.
#[component]
pub fn Tools() -> impl IntoView {
    let ui = expect_context::<Ui>();
    view! {
        <div class="side-tools">
            <ThemeSwitch />
            <button
                type="button"
                class="btn ghost icon"
                aria-label="Help: where the logs are"
                title="Help: where the logs are"
                on:click=move |_| ui.help.set(true)
            >
                {Icon::Help.view()}
            </button>
            <button
                type="button"
                class="btn ghost icon"
                aria-label="Settings"
                title="Settings"
                data-action="settings"
                on:click=move |_| ui.settings.set(true)
            >
                {Icon::Settings.view()}
            </button>
        </div>
    }
}

/// Goes from the system's theme to light, to dark, and back.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let state = expect_context::<AppState>();
    let theme = Memo::new(move |_| state.settings.with(|settings| settings.theme));
    let name = move || match theme.get() {
        Theme::System => "Theme: as the system",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    view! {
        <button
            type="button"
            class="btn ghost icon"
            aria-label=name
            title=name
            data-action="theme"
            on:click=move |_| next_theme(state)
        >
            {move || match theme.get() {
                Theme::System => Icon::Screen.view(),
                Theme::Light => Icon::Sun.view(),
                Theme::Dark => Icon::Moon.view(),
            }}
        </button>
    }
}

/// Takes the next theme.
pub fn next_theme(state: AppState) {
    tasks::settings::set(state, |settings| {
        settings.theme = match settings.theme {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        };
    });
}

/// The folders that were given, and the way to give another.
#[component]
fn Folders() -> impl IntoView {
    let state = expect_context::<AppState>();
    let needs_click = move || {
        state.roots.with(|roots| {
            let mut roots = roots.iter();
            roots.any(|root| root.state == RootState::NeedsPermission)
        })
    };
    view! {
        <section class="folders" aria-label="Folders">
            <LiveMark />
            <h2>"Folders"</h2>
            <ul>
                {move || {
                    let roots = state.roots.get().into_iter();
                    roots.map(|root| view! { <Folder root=root /> }).collect_view()
                }}
            </ul>
            <Show when=needs_click>
                <Reconnect />
            </Show>
            <div class="row">
                <button
                    type="button"
                    class="btn ghost"
                    data-action="open-folder"
                    on:click=move |_| tasks::open_folder(state)
                >
                    {Icon::Plus.view()}
                    "Add a folder"
                </button>
                <ChooseFolder class="btn ghost icon push">
                    <span title="Add by the browser's own chooser">{Icon::Folder.view()}</span>
                    <span class="sr-only">"Add a folder by the browser's own chooser"</span>
                </ChooseFolder>
            </div>
        </section>
    }
}

#[component]
fn Folder(root: RootInfo) -> impl IntoView {
    let ui = expect_context::<Ui>();
    let (dot, told) = match root.state {
        RootState::Connected => ("dot good", "can be read"),
        RootState::NeedsPermission => ("dot warn", "waits for your leave to be read again"),
        RootState::Listing => ("dot", "is being listed"),
        RootState::Gone => ("dot bad", "has to be given again"),
    };
    let label = if root.label.is_empty() {
        root.name.clone()
    } else {
        root.label.clone()
    };
    let forget = format!("Forget {}", root.name);
    view! {
        <li title=told>
            <span class=dot></span>
            <span class="clip">{label}</span>
            <span class="sr-only">{told}</span>
            <span class="num faint">{crate::parts::format::grouped(root.files)}</span>
            <button
                type="button"
                class="btn ghost icon small"
                aria-label=forget
                title="Forget this folder and what was read of it"
                data-action="remove-root"
                on:click=move |_| ui.ask_to_forget(Some(root.id))
            >
                {Icon::Close.view()}
            </button>
        </li>
    }
}
