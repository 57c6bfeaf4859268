//! What the tabs beside the transcript show: the whole session at a glance.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::transcript::entry::Class;
use sessionscope_engine::transcript::items::Filter;
use sessionscope_engine::transcript::survey::Survey;
use sessionscope_worker::desk::protocol::{CLASSES, Question, Reply};

use super::transcript::{trouble_view, version_of};
use crate::browser::spawn::spawn;
use crate::parts::Look;
use crate::parts::look::one_line;
use crate::state::AppState;
use crate::tasks::transcript::{Book, Sources, Trouble, new_book};

/// So many prompts are read at once.
const BATCH: u32 = 200;
/// So many characters of a prompt are shown.
const PROMPT_CHARS: usize = 160;

/// A session at a glance, and the first words of its prompts with the uuids of their records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glance {
    /// Everything but texts.
    pub survey: Survey,
    /// By prompt, in the order of [`Survey::turns`] that have one.
    pub prompts: Vec<Prompt>,
}

/// A prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// The uuid of its record.
    pub uuid: String,
    /// Its first words.
    pub text: String,
}

/// Loads the session at a glance, and draws it when it is there.
#[component]
pub fn WithGlance<F, V>(
    /// The session.
    session: u32,
    /// Draws it.
    draw: F,
) -> impl IntoView
where
    F: Fn(Arc<Glance>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let state = expect_context::<AppState>();
    let glance = RwSignal::new(None::<Result<Arc<Glance>, Trouble>>);
    let sources = Memo::new(move |_| {
        state
            .ledger
            .with(|ledger| Sources::of_session(ledger, session))
    });
    let version = version_of(state, session);
    Effect::new(move |_| {
        // A memo that is only tracked is never worked out.
        let _ = version.get();
        state.roots.track();
        let sources = sources.get();
        spawn(async move {
            let loaded = load(state, &sources).await.map(Arc::new);
            glance.try_set(Some(loaded));
        });
    });
    move || match glance.get() {
        None => view! { <p class="msgs-state" role="status">"Looking through the session…"</p> }
            .into_any(),
        Some(Err(trouble)) => trouble_view(state, trouble).into_any(),
        Some(Ok(glance)) => draw(glance).into_any(),
    }
}

async fn load(state: AppState, sources: &Sources) -> Result<Glance, Trouble> {
    let book = new_book(state).await?;
    let glance = look(&book, sources).await;
    book.close();
    glance
}

async fn look(book: &Book, sources: &Sources) -> Result<Glance, Trouble> {
    let prompts_alone = Filter {
        hidden: CLASSES
            .into_iter()
            .filter(|class| *class != Class::Prompt)
            .collect(),
        no_sidechains: true,
        ..Filter::default()
    };
    let mut count = 0;
    book.open(sources, prompts_alone, |outline| {
        count = u32::try_from(outline.items.len()).unwrap_or(u32::MAX);
    })
    .await?;
    let Reply::Survey(survey) = book.ask(Question::Survey { book: book.number }).await? else {
        return Ok(Glance::default());
    };
    let mut prompts = Vec::new();
    for from in (0..count).step_by(BATCH as usize) {
        let question = Question::Read {
            book: book.number,
            from,
            to: count.min(from.saturating_add(BATCH)),
        };
        if let Reply::Articles(articles) = book.ask(question).await? {
            prompts.extend(articles.into_iter().map(|article| {
                let mut text = String::new();
                for node in &article.body {
                    node.collect_text(&mut text);
                    text.push(' ');
                }
                Prompt {
                    uuid: article.uuid,
                    text: one_line(&text).chars().take(PROMPT_CHARS).collect(),
                }
            }));
        }
    }
    Ok(Glance {
        survey: *survey,
        prompts,
    })
}

impl Glance {
    /// The prompt of each turn, where it has one.
    pub fn prompts_of_turns(&self) -> Vec<Option<&Prompt>> {
        let mut prompts = self.prompts.iter();
        let turns = self.survey.turns.iter();
        turns
            .map(|turn| turn.prompt.and_then(|_| prompts.next()))
            .collect()
    }

    /// What to call a turn.
    pub fn title(prompt: Option<&Prompt>, look: &Look) -> String {
        match prompt {
            Some(_) if look.redacted => "A prompt".to_owned(),
            Some(prompt) if prompt.text.is_empty() => "(a picture or a document)".to_owned(),
            Some(prompt) => prompt.text.clone(),
            None => "Before the first prompt".to_owned(),
        }
    }
}
