//! Whether the figures follow the folders, and the switch for that.

use leptos::prelude::*;
use sessionscope_engine::time::Instant;

use crate::parts::{Icon, format};
use crate::state::{AppState, Live, LiveMode};
use crate::tasks;

/// Until then seconds are told, in milliseconds.
const SECONDS_MS: i64 = 60_000;

/// `Live · 2 s ago`, with the switch: the time of the last update. Longer words have no room in the side. Nothing of it is announced when it changes.
#[component]
pub fn LiveMark() -> impl IntoView {
    let state = expect_context::<AppState>();
    let on = Memo::new(move |_| state.settings.with(|settings| settings.live_on));
    let possible = Memo::new(move |_| state.live.get().possible);
    let now = tasks::every_second();
    let dot = move || match (on.get(), state.live.get().mode) {
        (false, _) => "dot warn",
        (true, LiveMode::Off) => "dot",
        (true, _) => "dot good",
    };
    view! {
        <Show when=move || possible.get()>
            <div class="live" title=move || how(on.get(), state.live.get().mode)>
                <span class=dot></span>
                <span class="clip num">{move || told(on.get(), state.live.get(), now.get())}</span>
                <Switch on=on />
            </div>
        </Show>
    }
}

#[component]
fn Switch(on: Memo<bool>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let name = move || {
        if on.get() {
            "Pause live updates"
        } else {
            "Resume live updates"
        }
    };
    view! {
        <button
            type="button"
            class="btn ghost icon small"
            aria-label=name
            title=name
            data-action="live"
            on:click=move |_| {
                tasks::settings::set(state, |settings| settings.live_on = !settings.live_on);
            }
        >
            {move || if on.get() { Icon::Pause.view() } else { Icon::Play.view() }}
        </button>
    }
}

fn told(on: bool, live: Live, now: Instant) -> String {
    let updated = live.updated.filter(|_| live.mode != LiveMode::Off);
    match (on, updated) {
        (false, _) => "Paused".to_owned(),
        (true, None) => "Getting ready to follow".to_owned(),
        (true, Some(updated)) => {
            let age_ms = (now.0 - updated.0).max(0);
            if age_ms < SECONDS_MS {
                format!("Live · {}\u{a0}s ago", age_ms / 1000)
            } else {
                format!("Live · {}", format::relative(now, updated))
            }
        }
    }
}

fn how(on: bool, mode: LiveMode) -> &'static str {
    match (on, mode) {
        (false, _) => "Changes of the folders are not followed until you resume.",
        (true, LiveMode::Off) => "The browser is about to watch the folders.",
        (true, LiveMode::Watching) => "The browser tells of every change of the folders.",
        (true, LiveMode::Polling) => {
            "Files changed lately are looked at every 5 seconds, all others every minute."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_tells_how_old_the_figures_are() {
        let live = Live {
            mode: LiveMode::Watching,
            updated: Some(Instant(1_000)),
            possible: true,
        };
        let at = |ms| told(true, live, Instant(ms));
        assert_eq!(at(3_500), "Live · 2\u{a0}s ago");
        assert_eq!(at(500), "Live · 0\u{a0}s ago");
        assert_eq!(at(181_000), "Live · 3 minutes ago");
        assert_eq!(told(false, live, Instant(2_000)), "Paused");
        let not_yet = Live::default();
        assert_eq!(
            told(true, not_yet, Instant(2_000)),
            "Getting ready to follow"
        );
    }
}
