//! What was found, by session.

use leptos::prelude::*;
use sessionscope_engine::place::output_of;
use sessionscope_queries::{SessionLabel, SessionLabelsQuestion};

use crate::parts::{DisplayPrefs, format};
use crate::queries::{ask, asked};
use crate::route::{Route, View};
use crate::state::{AppState, Quote, Results, SearchHit, SearchSession};
use crate::tasks::veil;

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
    let question = asked(move || SessionLabelsQuestion {
        ids: results.with(|results| ids(&results.found.sessions)),
    });
    let labels = ask(state, question);
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
                card(labels, session, &hits, &prefs, &results.text)
            });
            view! { <div class="hits">{cards.collect::<Vec<_>>()}</div> }
        })
    }
}

fn ids(sessions: &[SearchSession]) -> Vec<String> {
    let ids = sessions.iter().map(|session| session.session.clone());
    ids.collect()
}

fn card(
    labels: Signal<Vec<SessionLabel>>,
    session: &SearchSession,
    hits: &[(&SearchHit, Option<&Quote>)],
    prefs: &DisplayPrefs,
    text: &str,
) -> AnyView {
    let id = session.session.clone();
    // What a session is called may change while its messages are read.
    let label = Memo::new(move |_| {
        labels.with(|labels| {
            let mut labels = labels.iter();
            labels.find(|label| label.id == id).cloned()
        })
    });
    let id = session.session.clone();
    let title = {
        let id = id.clone();
        move || {
            let title = label.with(|label| label.as_ref().map(|label| label.label.clone()));
            title.unwrap_or_else(|| id.clone())
        }
    };
    let project =
        move || label.with(|label| label.as_ref().map(|label| label.project_label.clone()));
    let view = Signal::derive(move || {
        let link = label.with(|label| label.as_ref().map(|label| label.link.clone()));
        View::Session(link.unwrap_or_else(|| id.clone()))
    });
    let rest = session.hits.saturating_sub(hits.len() as u64);
    let find = (rest > 0).then(|| format!("{} more in this session", format::grouped(rest)));
    let typed = veil::typed(text);
    let all = move || Route::to(view.get()).with("find", Some(&typed)).to_hash();
    let hits = hits
        .iter()
        .map(|(hit, quote)| one(session, hit, *quote, view, prefs));
    view! {
        <section class="card hit-session">
            <h2>
                <a href=move || Route::to(view.get()).to_hash()>{title}</a>
                <span>{project}</span>
            </h2>
            <ul>{hits.collect::<Vec<_>>()}</ul>
            {find.map(|text| view! { <a class="hit-more" href=all>{text}</a> })}
        </section>
    }
    .into_any()
}

fn one(
    session: &SearchSession,
    hit: &SearchHit,
    quote: Option<&Quote>,
    view: Signal<View>,
    prefs: &DisplayPrefs,
) -> AnyView {
    let uuid = quote.map(|quote| quote.uuid.clone()).unwrap_or_default();
    // An output has no record of its own: what names it is shown.
    let query = if let Some((_, name)) = output_of(&hit.path) {
        let name = format!("\"{}\"", veil::real_output(name));
        [("find", Some(veil::typed(&name))), ("m", None)]
    } else {
        let agent = agent_of(&hit.path).map(str::to_owned);
        [
            ("agent", agent),
            ("m", (!uuid.is_empty()).then(|| uuid.clone())),
        ]
    };
    let to = move || {
        let query = query.iter();
        let route = query.fold(Route::to(view.get()), |route, (name, value)| {
            route.with(name, value.as_deref())
        });
        route.to_hash()
    };
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
