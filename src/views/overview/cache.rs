//! How much of the prompts came from the cache, and what that saved.

use leptos::prelude::*;
use sessionscope_queries::TotalsAnswer;

use crate::parts::{DisplayPrefs, Hint, format};
use crate::state::AppState;
use crate::views::words;

/// The card of the cache.
#[component]
pub fn Cache(totals: Signal<TotalsAnswer>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let rate = move || totals.with(|totals| totals.cache_hit_rate);
    let shown = move || rate().map_or_else(|| "–".to_owned(), format::percent);
    let exact = move || rate().map(|rate| rate.to_string());
    let saved = move || totals.with(|totals| totals.sums.cache_saved);
    let extra = move || totals.with(|totals| totals.sums.cache_write_extra);
    let money = move |cost| prefs.with(|prefs| prefs.money(cost));
    view! {
        <section class="card" aria-label="Prompt cache">
            <div class="card-head">
                <h2>"Prompt cache"</h2>
            </div>
            <div class="card-body stack">
                <p class="big">
                    <span class="num" data-metric="cache_hit_rate" data-value=exact>
                        {shown}
                    </span>
                    <span class="note">
                        "of prompts came from the cache "
                        <Hint about="From the cache" text=words::CACHE_RATE />
                    </span>
                </p>
                <div class="meter" aria-hidden="true">
                    <i style:width=move || format!("{:.1}%", rate().unwrap_or(0.0) * 100.0)></i>
                </div>
                <dl class="facts">
                    <div>
                        <dt>"Reads saved " <Hint about="Cache savings" text=words::CACHE_SAVED /></dt>
                        <dd
                            class="num"
                            data-metric="cache_saved_usd"
                            data-value=move || saved().to_decimal()
                        >
                            {move || money(saved())}
                        </dd>
                    </div>
                    <div>
                        <dt>"Writes cost extra"</dt>
                        <dd
                            class="num"
                            data-metric="cache_write_extra_usd"
                            data-value=move || extra().to_decimal()
                        >
                            {move || money(extra())}
                        </dd>
                    </div>
                </dl>
            </div>
        </section>
    }
}
