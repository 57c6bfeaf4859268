//! What is kept in this browser.

use leptos::prelude::*;

use crate::parts::format;
use crate::state::AppState;
use crate::views::settings::{ClearData, Toggle};

/// The card of storage.
#[component]
pub fn Storage() -> impl IntoView {
    let state = expect_context::<AppState>();
    let health = state.health;
    let used = move || health.with(|health| health.storage_used_bytes);
    let quota = move || health.with(|health| health.storage_quota_bytes);
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
    let size = |bytes: Option<u64>| bytes.map_or_else(|| "not known".to_owned(), format::bytes);
    view! {
        <section class="card" aria-label="Storage">
            <div class="card-head">
                <h2>"Storage"</h2>
                <span class="aside">
                    {move || {
                        let works = health.with(|health| health.storage_works);
                        if works { "works" } else { "does not work here: the app goes on from memory" }
                    }}
                </span>
            </div>
            <div class="card-body stack">
                <dl class="facts">
                    <div>
                        <dt>"Used"</dt>
                        <dd class="num" data-metric="storage_used_bytes" data-value=move || used().map(|bytes| bytes.to_string())>
                            {move || size(used())}
                        </dd>
                    </div>
                    <div>
                        <dt>"Granted"</dt>
                        <dd class="num" data-metric="storage_quota_bytes" data-value=move || quota().map(|bytes| bytes.to_string())>
                            {move || size(quota())}
                        </dd>
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
                <Toggle
                    name="Remember"
                    help="Keep what was read in this browser, so that the next visit reads only what is new."
                    get=|settings| settings.cache_on
                    set=|settings, on| settings.cache_on = on
                />
                <ClearData />
            </div>
        </section>
    }
}
