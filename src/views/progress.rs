//! How far reading is, and how true the figures are.

use leptos::prelude::*;

use crate::parts::number::whole;
use crate::parts::{DisplayPrefs, Icon, format};
use crate::state::{AppState, Phase, Progress};
use crate::tasks;

/// The strip above every view: reading, stored figures not yet checked, or reading cancelled.
#[component]
pub fn Strip() -> impl IntoView {
    let state = expect_context::<AppState>();
    let busy = move || matches!(state.phase.get(), Phase::Opening | Phase::Indexing);
    let partial = move || state.progress.with(|progress| progress.partial);
    move || {
        if busy() {
            view! { <Reading /> }.into_any()
        } else if partial() {
            view! { <Partial /> }.into_any()
        } else if state.as_of.with(Option::is_some) {
            view! { <Stored /> }.into_any()
        } else {
            ().into_any()
        }
    }
}

/// Reading goes on.
#[component]
fn Reading() -> impl IntoView {
    let state = expect_context::<AppState>();
    let progress = state.progress;
    let share = move || progress.with(share);
    view! {
        <div class="strip" data-strip="reading">
            <div
                class="strip-bar"
                role="progressbar"
                aria-label="Reading"
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || format!("{:.0}", share() * 100.0)
            >
                <i style:width=move || format!("{:.2}%", share() * 100.0)></i>
            </div>
            <p>
                <strong>
                    {move || match state.phase.get() {
                        Phase::Opening => "Looking through the folder",
                        _ if progress.with(|progress| progress.listing) => {
                            "Reading while looking for more"
                        }
                        _ => "Reading, newest first",
                    }}
                </strong>
                <span class="num" data-seen=move || progress.with(|progress| progress.seen)>
                    {move || progress.with(seen)}
                </span>
                <span class="num">{move || progress.with(files)}</span>
                <span class="num wide-only">{move || progress.with(bytes)}</span>
                <span class="num">{move || progress.with(left)}</span>
            </p>
            <button
                type="button"
                class="btn"
                data-action="cancel"
                on:click=move |_| tasks::cancel()
            >
                "Cancel"
            </button>
        </div>
    }
}

fn share(progress: &Progress) -> f64 {
    let part = |done: u64, total: u64| {
        if total == 0 {
            0.0
        } else {
            (done as f64 / total as f64).min(1.0)
        }
    };
    if progress.bytes_total > 0 {
        part(progress.bytes_done, progress.bytes_total)
    } else {
        part(progress.files_done, progress.files_total)
    }
}

/// How much was looked through, as long as that is what takes time.
fn seen(progress: &Progress) -> Option<String> {
    let seen = progress.listing && progress.seen > 0;
    seen.then(|| format!("{} files and folders seen", format::grouped(progress.seen)))
}

fn files(progress: &Progress) -> Option<String> {
    let (done, total) = (progress.files_done, progress.files_total);
    (total > 0).then(|| {
        let done = format::grouped(done);
        format!("{done} of {}", format::count(total, "file"))
    })
}

fn bytes(progress: &Progress) -> Option<String> {
    (progress.bytes_total > 0).then(|| {
        let done = format::bytes(progress.bytes_done);
        let total = format::bytes(progress.bytes_total);
        if progress.bytes_per_second > 0.0 {
            let rate = format::bytes_per_second(progress.bytes_per_second);
            format!("{done} of {total} at {rate}")
        } else {
            format!("{done} of {total}")
        }
    })
}

fn left(progress: &Progress) -> Option<String> {
    let seconds = progress
        .seconds_left
        .filter(|seconds| seconds.is_finite())?;
    let seconds = whole(seconds.min(1e9).round());
    Some(if seconds < 2 {
        "almost done".to_owned()
    } else {
        let millis = i64::try_from(seconds * 1000).unwrap_or(i64::MAX);
        format!("{} left", format::duration(millis))
    })
}

/// Reading was cancelled.
#[component]
fn Partial() -> impl IntoView {
    let state = expect_context::<AppState>();
    view! {
        <div class="strip warn" role="status" data-strip="partial">
            {Icon::Warning.view()}
            <p>
                <strong>"Reading was cancelled"</strong>
                <span>"The figures hold only what was read so far."</span>
            </p>
            <button
                type="button"
                class="btn"
                data-action="reconnect"
                on:click=move |_| tasks::reconnect(state)
            >
                "Read the rest"
            </button>
        </div>
    }
}

/// The figures are those of an earlier visit.
#[component]
fn Stored() -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let told = move || {
        let at = state.as_of.get()?;
        let when = prefs.with(|prefs| prefs.moment(at));
        Some(format!(
            "As of {when} ({})",
            format::relative(state.now.get(), at)
        ))
    };
    let checked = move || match state.missing.get() {
        0 => "Not checked against the folder yet.".to_owned(),
        missing => format!(
            "Without {} of which the stored part is damaged: to be read again.",
            format::count(missing, "file")
        ),
    };
    view! {
        <div class="strip" role="status" data-strip="stored">
            {Icon::Block.view()}
            <p>
                <strong>{told}</strong>
                <span class="wide-only">{checked}</span>
            </p>
            <Reconnect />
        </div>
    }
}

/// Asks for the right to read the remembered folders, and reads what changed.
#[component]
pub fn Reconnect() -> impl IntoView {
    let state = expect_context::<AppState>();
    view! {
        <button
            type="button"
            class="btn"
            data-action="reconnect"
            on:click=move |_| tasks::reconnect(state)
        >
            {Icon::Reload.view()}
            "Reconnect"
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_in_files_bytes_and_time() {
        let progress = Progress {
            files_done: 12,
            files_total: 2_000,
            bytes_done: 50_000_000,
            bytes_total: 200_000_000,
            bytes_per_second: 25_000_000.0,
            seconds_left: Some(6.0),
            seen: 2_345,
            listing: false,
            partial: false,
        };
        assert!((share(&progress) - 0.25).abs() < 1e-9);
        assert_eq!(files(&progress).as_deref(), Some("12 of 2,000 files"));
        assert_eq!(left(&progress).as_deref(), Some("6\u{a0}s left"));
        assert_eq!(files(&Progress::default()), None);
        assert_eq!(seen(&progress), None);
        let listing = Progress {
            listing: true,
            ..progress
        };
        assert_eq!(
            seen(&listing).as_deref(),
            Some("2,345 files and folders seen")
        );
        assert_eq!(left(&Progress::default()), None);
    }
}
