//! The five-hour block that is running now.

use leptos::prelude::*;
use sessionscope_engine::report::{ActiveBlock, BLOCK_MS};
use sessionscope_queries::BlockQuestion;

use super::unranged;
use crate::parts::{DisplayPrefs, Hint, format};
use crate::queries::{ask, asked};
use crate::route::View;
use crate::state::AppState;
use crate::views::links::href;
use crate::views::words;

/// The card of the active block.
#[component]
pub fn Active() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let question = asked(move || BlockQuestion {
        scope: state.scope.get(),
        now: state.now.get(),
    });
    let block = ask(state, question);
    view! {
        <section class="card" aria-label="Active block">
            <div class="card-head">
                <h2>"Active block"</h2>
                <Hint about="Block" text=words::BLOCK />
                <span class="aside">{unranged(state)}</span>
                <a class="push" href=move || href(state, View::Blocks)>
                    "All blocks"
                </a>
            </div>
            <div class="card-body stack">
                {move || match block.get().filter(|block| block.end > state.now.get()) {
                    Some(block) => {
                        let now = state.now.get();
                        prefs.with(|prefs| running(prefs, &block, now.0)).into_any()
                    }
                    None => view! {
                        <p class="big">
                            <span class="muted">"None now"</span>
                            <span class="note">
                                "The next response opens one. It then shows how fast you spend and where that leads."
                            </span>
                        </p>
                    }
                    .into_any(),
                }}
            </div>
        </section>
    }
}

fn running(prefs: &DisplayPrefs, block: &ActiveBlock, now_ms: i64) -> impl IntoView + use<> {
    let left = block.end.0 - now_ms;
    let share = 1.0 - left as f64 / BLOCK_MS as f64;
    let until = format::clock(&prefs.zone, block.end);
    let fact = |name: &'static str, text: String| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd class="num">{text}</dd>
            </div>
        }
    };
    let rate = format!("{}/h", prefs.dollars(block.cost_usd_per_hour));
    let tokens = format!("{}/min", format::compact_float(block.tokens_per_minute));
    let projected = prefs.dollars(block.projected_cost_usd);
    let projected_tokens = format::compact_float(block.projected_tokens);
    view! {
        <p class="big">
            <span
                class="num"
                data-metric="block_cost_usd"
                data-value=block.sums.cost.to_decimal()
            >
                {prefs.money(block.sums.cost)}
            </span>
            <span class="note">
                {format!("so far, {} left (until {until})", format::duration(left))}
            </span>
        </p>
        <div class="meter" aria-hidden="true">
            <i style:width=format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0)></i>
        </div>
        <dl class="facts">
            {fact("Burn rate", rate)} {fact("Tokens", tokens)}
            {fact("At its end, at this rate", projected)}
            {fact("Tokens at its end", projected_tokens)}
        </dl>
    }
}
