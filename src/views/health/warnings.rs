//! What is past a threshold, and what to do about it.

use leptos::prelude::*;
use sessionscope_queries::CorpusQuestion;

use crate::parts::{Icon, format};
use crate::queries::ask;
use crate::state::{AppState, Warning};

/// The list of warnings; nothing where all is well.
#[component]
pub fn Warnings() -> impl IntoView {
    let state = expect_context::<AppState>();
    let corpus = ask(state, Signal::stored(CorpusQuestion));
    let warnings = Memo::new(move |_| {
        corpus.with(|corpus| {
            // What may still be being written is no sign of anything.
            let (malformed, all) = (corpus.malformed_lines, corpus.lines);
            let mut warnings = state.health.with(|health| health.warnings(malformed, all));
            let prices = corpus.old_prices;
            warnings.extend(prices.map(|(day, days)| Warning::Prices(day, days)));
            warnings
        })
    });
    move || {
        let warnings = warnings.get();
        let count = warnings.len();
        (count > 0).then(|| {
            view! {
                <section class="card attention" aria-label="Warnings" data-warnings=count>
                    <div class="card-head">
                        <h2>"Past a threshold"</h2>
                    </div>
                    <ul>{warnings.into_iter().map(item).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn item(warning: Warning) -> impl IntoView {
    let (title, text) = words(warning);
    view! {
        <li>
            {Icon::Warning.view()}
            <div>
                <strong>{title}</strong>
                <p>{text}</p>
            </div>
        </li>
    }
}

/// What it is, and what to do.
fn words(warning: Warning) -> (String, &'static str) {
    match warning {
        Warning::Memory(bytes) => (
            format!("{} of memory", format::bytes(bytes)),
            "More than usual. Loading the page again gives most of it back: what was read is kept.",
        ),
        Warning::Storage(used, quota) => (
            format!(
                "{} of {} storage used",
                format::bytes(used),
                format::bytes(quota)
            ),
            "The browser may soon refuse more. Make room on the disk, or clear this page’s data below.",
        ),
        Warning::Unread(count) => (
            format!("{} could not be read", format::count(count as u128, "file")),
            "They are in no figure. The list below gives each with its reason.",
        ),
        Warning::Malformed(malformed, lines) => (
            format!(
                "{} of {} lines make no sense",
                format::grouped(malformed),
                format::grouped(lines)
            ),
            "More than a crash leaves behind: a disk or a tool may have damaged them. The list below has each with its place.",
        ),
        Warning::Prices(day, days) => (
            format!(
                "Prices of {}, {days} days older than the newest log",
                format::day(day)
            ),
            "Prices that changed since are not in the costs. A newer version of this page may know them, or take a price list of your own in Settings.",
        ),
        Warning::Slow(count) => (
            format!(
                "{} took longer than half a second",
                format::count(count as u128, "operation")
            ),
            "The list below names them. A busy machine is the usual reason.",
        ),
    }
}
