//! What was found, by session.

use leptos::prelude::*;
use sessionscope_engine::ledger::Revision;
use sessionscope_engine::place::output_of;
use sessionscope_worker::desk::protocol::{FoundHit, FoundSession, Quote};

use super::Results;
use crate::parts::{DisplayPrefs, format};
use crate::route::{Route, View};
use crate::state::AppState;
use crate::tasks::veil;
use crate::views::links::session_view;

/// What each kind of text is called.
const FIELDS: [(&str, &str); 7] = [
    ("prompt", "Prompt"),
    ("answer", "Answer"),
    ("thinking", "Thinking"),
    ("call", "Tool call"),
    ("result", "Tool result"),
    ("title", "Title"),
    ("other", "Note"),
];

/// The sessions with their messages.
#[component]
pub fn Hits(state: AppState, results: RwSignal<Results>) -> impl IntoView {
    let prefs = DisplayPrefs::memo(state);
    move || {
        let prefs = prefs.get();
        results.with(|results| {
            let mut quotes = results.quotes.iter();
            let sessions = results.found.sessions.iter();
            let cards = sessions.map(|session| {
                let hits: Vec<_> = session
                    .best
                    .iter()
                    .map(|hit| (hit, quotes.next().and_then(Option::as_ref)))
                    .collect();
                state
                    .ledger
                    .with_untracked(|ledger| card(ledger, session, &hits, &prefs, &results.text))
            });
            view! { <div class="hits">{cards.collect::<Vec<_>>()}</div> }
        })
    }
}

fn card(
    ledger: &Revision,
    session: &FoundSession,
    hits: &[(&FoundHit, Option<&Quote>)],
    prefs: &DisplayPrefs,
    text: &str,
) -> AnyView {
    let row = ledger
        .sessions
        .iter()
        .position(|row| row.name == session.session);
    let row = row.and_then(|row| u32::try_from(row).ok());
    let title = row.map_or_else(|| session.session.clone(), |row| prefs.session(ledger, row));
    let project = row.and_then(|row| ledger.project_of(row));
    let project = project.map(|project| prefs.project(ledger, project));
    let view = row.map_or_else(
        || View::Session(session.session.clone()),
        |row| session_view(ledger, row),
    );
    let to = Route::to(view.clone()).to_hash();
    let rest = session.hits.saturating_sub(hits.len() as u64);
    let find = (rest > 0).then(|| format!("{} more in this session", format::grouped(rest)));
    let all = Route::to(view.clone()).with("find", Some(&veil::typed(text)));
    let all = all.to_hash();
    let hits = hits
        .iter()
        .map(|(hit, quote)| one(session, hit, *quote, &view, prefs));
    view! {
        <section class="card hit-session">
            <h2>
                <a href=to>{title}</a>
                <span>{project}</span>
            </h2>
            <ul>{hits.collect::<Vec<_>>()}</ul>
            {find.map(|text| view! { <a class="hit-more" href=all>{text}</a> })}
        </section>
    }
    .into_any()
}

fn one(
    session: &FoundSession,
    hit: &FoundHit,
    quote: Option<&Quote>,
    view: &View,
    prefs: &DisplayPrefs,
) -> AnyView {
    let uuid = quote.map(|quote| quote.uuid.clone()).unwrap_or_default();
    let route = Route::to(view.clone());
    // An output has no record of its own: what names it is shown.
    let to = if let Some((_, name)) = output_of(&hit.path) {
        let name = format!("\"{}\"", veil::real_output(name));
        route.with("find", Some(&veil::typed(&name)))
    } else {
        let route = route.with("agent", agent_of(&hit.path));
        route.with("m", (!uuid.is_empty()).then_some(&uuid))
    };
    let to = to.to_hash();
    let field = quote.map(|quote| quote.field.clone()).unwrap_or_default();
    let field = FIELDS
        .iter()
        .find(|(name, _)| *name == field)
        .map(|(_, label)| *label);
    let time = hit.time.map(|time| prefs.moment(time));
    view! {
        <li>
            <a href=to data-hit="" data-session=session.session.clone() data-uuid=uuid>
                <span class="hit-about">
                    <span class="badge">{field.unwrap_or("Message")}</span>
                    <span>{hit.tools.join(", ")}</span>
                    <span class="hit-time">{time}</span>
                </span>
                <span class="hit-text" dir="auto">
                    {quote.map(marked)}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// The text with what was asked for marked.
fn marked(quote: &Quote) -> AnyView {
    let mut parts = Vec::new();
    let mut done = 0;
    let piece = |from: usize, to: usize| quote.text.get(from..to).unwrap_or_default().to_owned();
    for (start, end) in &quote.marks {
        let (start, end) = (*start as usize, *end as usize);
        parts.push(view! { <span>{piece(done, start)}</span> }.into_any());
        parts.push(view! { <mark>{piece(start, end)}</mark> }.into_any());
        done = end;
    }
    parts.push(view! { <span>{piece(done, quote.text.len())}</span> }.into_any());
    parts.into_any()
}

/// The subagent whose file this is, if it is one's.
fn agent_of(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.strip_suffix(".jsonl")?.strip_prefix("agent-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_subagents_are_known() {
        assert_eq!(agent_of("p/s/subagents/agent-a1.jsonl"), Some("a1"));
        assert_eq!(agent_of("p/s.jsonl"), None);
    }
}
