//! Whether the figures follow the folders, and the switch for that.

use leptos::prelude::*;

use crate::browser::clock;
use crate::parts::{Icon, format};
use crate::state::{AppState, LiveMode};
use crate::tasks;

/// How old the figures are is renewed this often, in milliseconds.
const RENEW_MS: u64 = 1_000;
/// Until then seconds are told, in milliseconds.
const SECONDS_MS: i64 = 60_000;

/// `Live · updated 2 s ago`, with the switch. Nothing of it is announced when it changes.
#[component]
pub fn LiveMark() -> impl IntoView {
    let state = expect_context::<AppState>();
    let on = Memo::new(move |_| state.settings.with(|settings| settings.live_on));
    let possible = Memo::new(move |_| state.live.get().possible);
    let mode = Memo::new(move |_| state.live.get().mode);
    let now = RwSignal::new(clock::now());
    let renewing = set_interval_with_handle(
        move || now.set(clock::now()),
        std::time::Duration::from_millis(RENEW_MS),
    );
    on_cleanup(move || {
        if let Ok(renewing) = renewing {
            renewing.clear();
        }
    });
    let told = move || {
        let live = state.live.get();
        let updated = live.updated.filter(|_| live.mode != LiveMode::Off);
        match (on.get(), updated) {
            (false, _) => "Paused".to_owned(),
            (true, None) => "Getting ready to follow".to_owned(),
            (true, Some(updated)) => {
                let age_ms = (now.get().0 - updated.0).max(0);
                let age = if age_ms < SECONDS_MS {
                    format!("{}\u{a0}s ago", age_ms / 1000)
                } else {
                    format::relative(now.get(), updated)
                };
                format!("Live · updated {age}")
            }
        }
    };
    let dot = move || match (on.get(), mode.get()) {
        (false, _) => "dot warn",
        (true, LiveMode::Off) => "dot",
        (true, _) => "dot good",
    };
    let how = move || match (on.get(), mode.get()) {
        (false, _) => "Changes of the folders are not followed until you resume.",
        (true, LiveMode::Off) => "The browser is about to watch the folders.",
        (true, LiveMode::Watching) => "The browser tells of every change of the folders.",
        (true, LiveMode::Polling) => {
            "Files changed lately are looked at every 5 seconds, all others every minute."
        }
    };
    let action = move || {
        if on.get() {
            "Pause live updates"
        } else {
            "Resume live updates"
        }
    };
    view! {
        <Show when=move || possible.get()>
            <div class="live" title=how>
                <span class=dot></span>
                <span class="clip num" data-live-mark="">
                    {told}
                </span>
                <button
                    type="button"
                    class="btn ghost icon small"
                    aria-label=action
                    title=action
                    data-action="live"
                    on:click=move |_| {
                        tasks::settings::set(state, |settings| settings.live_on = !settings.live_on);
                    }
                >
                    {move || if on.get() { Icon::Pause.view() } else { Icon::Play.view() }}
                </button>
            </div>
        </Show>
    }
}
