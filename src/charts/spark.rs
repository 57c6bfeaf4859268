//! A line as small as a word.

use leptos::prelude::*;

use super::scale::line_path;

const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 30.0;

/// A line through values, without axes: what it says stands beside it as text.
#[component]
pub fn Spark(
    /// The values, oldest first.
    #[prop(into)]
    values: Signal<Vec<f64>>,
    /// What it shows, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let line = move || values.with(|values| line_path(values, WIDTH, HEIGHT));
    let area = move || {
        let line = line();
        if line.is_empty() {
            line
        } else {
            format!("{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z")
        }
    };
    view! {
        <svg
            class="spark"
            viewBox="0 0 100 30"
            preserveAspectRatio="none"
            role="img"
            aria-label=move || label.get()
        >
            <path class="area" d=area />
            <path class="line" d=line />
        </svg>
    }
}
