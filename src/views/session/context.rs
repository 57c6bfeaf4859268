//! How full the context was at each message of the model, and how the cost grew.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::transcript::survey::Survey;

use super::survey::{Glance, WithGlance};
use super::turns::cost_of;
use crate::charts::line_path;
use crate::parts::{Look, format};
use crate::state::AppState;

/// Units of the drawing.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 120.0;

/// A line that is drawn, and what there is to say of it.
struct Drawn {
    label: String,
    values: Vec<f64>,
    /// Where the context was compacted, 0 to 1 of the width.
    marks: Vec<f64>,
}

/// Both lines.
#[component]
pub fn Context(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let look = Look::memo(state);
    let draw = move |glance: Arc<Glance>| {
        let look = look.get();
        let survey = &glance.survey;
        let lines = [
            ("Context", context(survey)),
            ("Cost as it grew", cost(survey, &look)),
        ];
        let cards = lines
            .into_iter()
            .filter(|(_, drawn)| drawn.values.len() > 1);
        let cards = cards.map(|(title, drawn)| card(title, &drawn));
        view! { <div class="lines">{cards.collect_view()}</div> }
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

fn cost(survey: &Survey, look: &Look) -> Drawn {
    let mut sum = 0_u128;
    let values: Vec<f64> = survey
        .spent
        .iter()
        .map(|spent| {
            sum = sum.saturating_add(cost_of(survey, spent).0);
            sum as f64
        })
        .collect();
    let total = look.money(sessionscope_engine::money::Cost(sum));
    Drawn {
        label: format!(
            "What the session's own messages cost, one after another: {total} in all, subagents with logs of their own left out"
        ),
        values,
        marks: Vec::new(),
    }
}

fn card(title: &'static str, drawn: &Drawn) -> AnyView {
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
        <section class="card" aria-label=title>
            <div class="card-head">
                <h2>{title}</h2>
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
