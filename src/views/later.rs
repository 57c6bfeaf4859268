//! The way into the second part of the program.
//!
//! `cargo xtask dist` cuts the program in two (`xtask/src/split.rs`): what can be reached only through the functions of
//! this file is fetched beside the start instead of before it. So nothing else may draw these views, and nobody may
//! call these functions before [`LaterPart::Here`](crate::state::LaterPart).

use leptos::prelude::*;

use super::{
    forget, health, help, keys, project, projects, reports, search, session, sessions, settings,
};
use crate::parts::Nothing;
use crate::route::View;

/// The view that the address names.
#[inline(never)]
pub fn content(view: View) -> AnyView {
    match view {
        View::Projects => view! { <projects::Projects /> }.into_any(),
        View::Project(id) => view! { <project::Project id=id /> }.into_any(),
        View::Sessions => view! { <sessions::Sessions /> }.into_any(),
        View::Session(id) => view! { <session::Session id=id /> }.into_any(),
        View::Blocks => view! { <reports::Blocks /> }.into_any(),
        View::Reports => view! { <reports::Reports /> }.into_any(),
        View::Tools => view! { <reports::Tools /> }.into_any(),
        View::Search => view! { <search::Search /> }.into_any(),
        View::Health => view! { <health::Health /> }.into_any(),
        // The first part draws the overview.
        View::Overview | View::Unknown(_) => view! {
            <h1 class="sr-only">"Not found"</h1>
            <Nothing title="There is nothing here" text="The address names no view of this app.">
                <a class="btn" href="#/">
                    "Go to the overview"
                </a>
            </Nothing>
        }
        .into_any(),
    }
}

/// The dialogs, which open over any view.
#[inline(never)]
pub fn dialogs() -> AnyView {
    view! {
        <settings::Panel />
        <forget::Forget />
        <help::Help />
        <keys::Keys />
    }
    .into_any()
}
