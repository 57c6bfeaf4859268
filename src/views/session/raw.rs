//! A line of a log as it is.

use leptos::prelude::*;
use sessionscope_engine::transcript::copy::pretty;

use super::transcript::Reading;
use crate::parts::{Dialog, format};

/// What stands in the place of a line while names and texts are hidden.
const HIDDEN: &str = "Names and texts are hidden. Settings show them again.";

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// The line, cut if it is huge.
    pub text: String,
    /// Its number in its file.
    pub line: u64,
    /// All its bytes.
    pub length_bytes: u64,
    /// The name of the file.
    pub file: String,
}

/// Shows the raw line that was asked for.
#[component]
pub fn RawLine(reading: Reading) -> impl IntoView {
    let open = RwSignal::new(false);
    // Each is set only where it changes: setting tells the other effect.
    Effect::new(move |_| {
        if reading.raw.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() && reading.raw.with_untracked(Option::is_some) {
            reading.raw.set(None);
        }
    });
    let indented = RwSignal::new(true);
    let hidden = move || {
        let settings = reading.state.settings;
        settings.with(|settings| settings.redacted)
    };
    let text = move || {
        reading.raw.with(|raw| {
            let raw = raw.as_ref()?;
            if hidden() {
                return Some(HIDDEN.to_owned());
            }
            Some(if indented.get() {
                pretty(&raw.text)
            } else {
                raw.text.clone()
            })
        })
    };
    let about = move || {
        reading.raw.with(|raw| {
            let raw = raw.as_ref()?;
            Some(format!(
                "{}, line {}, {}",
                if hidden() { "A file" } else { &raw.file },
                format::grouped(raw.line),
                format::bytes(raw.length_bytes)
            ))
        })
    };
    view! {
        <Dialog title="Raw line" open=open>
            <p class="raw-about">{about}</p>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || indented.get()
                    on:change=move |event| indented.set(event_target_checked(&event))
                />
                "Indented"
            </label>
            <pre class="raw" tabindex="0">{text}</pre>
        </Dialog>
    }
}
