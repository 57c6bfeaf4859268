//! A line over a whole session in a card of its own.

use leptos::prelude::*;

use crate::charts::line_path_below;

/// Units of the drawing.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 120.0;

/// What is drawn, and what there is to say of it.
pub struct LongLine {
    /// Its stable name.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The same in words.
    pub words: String,
    /// Its values, one step of the width each.
    pub values: Vec<f64>,
    /// A part of each value, drawn as a line below.
    pub part: Option<Vec<f64>>,
    /// What is marked, 0 to 1 of the width.
    pub marks: Vec<f64>,
}

/// Draws it.
pub fn card(drawn: LongLine) -> AnyView {
    let most = drawn.values.iter().copied().fold(0.0, f64::max);
    let path = |mut values: Vec<f64>| {
        // A line begins at nothing, not at its lowest value.
        values.insert(0, 0.0);
        line_path_below(&values, most, WIDTH, HEIGHT)
    };
    let line = path(drawn.values);
    let part = drawn.part.map(path);
    let area = format!("{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z");
    let marks = drawn.marks.into_iter().map(|at| {
        let x = format!("{:.1}", at * WIDTH);
        view! { <line x1=x.clone() x2=x y1="0" y2=HEIGHT.to_string() /> }
    });
    view! {
        <section class="card" aria-label=drawn.title data-chart=drawn.name>
            <div class="card-head">
                <h2>{drawn.title}</h2>
                <p>{drawn.words.clone()}</p>
            </div>
            <svg
                class="long-line"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
                role="img"
                aria-label=drawn.words
            >
                <path class="area" d=area />
                <path class="line" d=line />
                {part.map(|part| view! { <path class="line second" d=part /> })}
                {marks.collect_view()}
            </svg>
        </section>
    }
    .into_any()
}
