//! What is kept in this browser.

use leptos::prelude::*;

use crate::parts::format;
use crate::state::{AppState, Health};
use crate::views::settings::{ClearData, Remember};

/// The card of storage.
#[component]
pub fn Storage() -> impl IntoView {
    let state = expect_context::<AppState>();
    let works = move || {
        if state.health.with(|health| health.storage_works) {
            "works"
        } else {
            "does not work here: the app goes on from memory"
        }
    };
    view! {
        <section class="card" aria-label="Storage">
            <div class="card-head">
                <h2>"Storage"</h2>
                <span class="aside">{works}</span>
            </div>
            <div class="card-body stack">
                <Facts />
                <Remember />
                <ClearData />
            </div>
        </section>
    }
}

/// How much, for how long, in which form.
#[component]
fn Facts() -> impl IntoView {
    let state = expect_context::<AppState>();
    let health = state.health;
    let bytes = move |name: &'static str, read: fn(&Health) -> Option<u64>| {
        let exact = move || health.with(read).map(|bytes| bytes.to_string());
        let text = move || {
            let bytes = health.with(read);
            bytes.map_or_else(|| "not known".to_owned(), format::bytes)
        };
        view! {
            <dd class="num" data-metric=name data-value=exact>
                {text}
            </dd>
        }
    };
    let persisted = move || match health.with(|health| health.storage_persisted) {
        Some(true) => "promised to be kept",
        Some(false) => "may be dropped by the browser when the disk is full",
        None => "not known",
    };
    let versions = move || {
        let versions = health.with(|health| health.schema_versions.clone());
        let versions = versions
            .into_iter()
            .map(|(name, version)| format!("{name} {version}"));
        versions.collect::<Vec<_>>().join(", ")
    };
    view! {
        <dl class="facts">
            <div>
                <dt>"Used"</dt>
                {bytes("storage_used_bytes", |health| health.storage_used_bytes)}
            </div>
            <div>
                <dt>"Granted"</dt>
                {bytes("storage_quota_bytes", |health| health.storage_quota_bytes)}
            </div>
            <div>
                <dt>"Persistence"</dt>
                <dd>{persisted}</dd>
            </div>
            <div>
                <dt>"Schema versions"</dt>
                <dd>{versions}</dd>
            </div>
        </dl>
    }
}
