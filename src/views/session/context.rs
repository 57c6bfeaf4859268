//! How full the context was at each message of the model.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::transcript::survey::Survey;

use super::survey::{Glance, WithGlance};
use crate::charts::line_path;
use crate::parts::format;

/// Units of a drawing of this kind.
pub const WIDTH: f64 = 1000.0;
/// See [`WIDTH`].
pub const HEIGHT: f64 = 120.0;

/// A line that is drawn, and what there is to say of it.
struct Drawn {
    label: String,
    values: Vec<f64>,
    /// Where the context was compacted, 0 to 1 of the width.
    marks: Vec<f64>,
}

/// The line, where there is more than a point of it.
#[component]
pub fn Context(session: u32) -> impl IntoView {
    let draw = move |glance: Arc<Glance>| {
        let drawn = context(&glance.survey);
        (drawn.values.len() > 1).then(|| card(&drawn))
    };
    view! { <WithGlance session=session draw=draw /> }
}

/// What the model was given with each of its messages, subagents' left out.
fn context(survey: &Survey) -> Drawn {
    let own = survey.spent.iter().filter(|spent| !spent.sidechain);
    let own: Vec<_> = own.collect();
    let values: Vec<f64> = own
        .iter()
        .map(|spent| spent.tokens.prompt() as f64)
        .collect();
    let marks = survey.compactions.iter().map(|compaction| {
        let before = own.iter().filter(|spent| spent.place < compaction.place);
        before.count() as f64 / own.len().max(1) as f64
    });
    let most = values.iter().copied().fold(0.0, f64::max);
    let compactions = survey.compactions.len() as u64;
    Drawn {
        label: format!(
            "Tokens given to the model with each of its {}: at most {}, last {}; {}",
            format::count(values.len() as u64, "message"),
            format::compact_float(most),
            format::compact_float(values.last().copied().unwrap_or(0.0)),
            format::count(compactions, "compaction"),
        ),
        marks: marks.collect(),
        values,
    }
}

fn card(drawn: &Drawn) -> AnyView {
    // A line begins at nothing, not at its lowest value.
    let mut values = drawn.values.clone();
    values.insert(0, 0.0);
    let line = line_path(&values, WIDTH, HEIGHT);
    let area = format!("{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z");
    let marks = drawn.marks.iter().map(|at| {
        let x = format!("{:.1}", at * WIDTH);
        view! { <line x1=x.clone() x2=x y1="0" y2=HEIGHT.to_string() /> }
    });
    view! {
        <section class="card" aria-label="Context">
            <div class="card-head">
                <h2>"Context"</h2>
                <p>{drawn.label.clone()}</p>
            </div>
            <svg
                class="long-line"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
                role="img"
                aria-label=drawn.label.clone()
            >
                <path class="area" d=area />
                <path class="line" d=line />
                {marks.collect_view()}
            </svg>
        </section>
    }
    .into_any()
}
