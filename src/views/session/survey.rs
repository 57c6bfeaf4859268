//! What the tabs beside the transcript show: the whole session at a glance, its subagents included.
//!
//! The library worker tells what only the session's files tell. What counts, how often and what it cost are answers
//! to questions that bring this along.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::transcript::entry::Class;
use sessionscope_engine::transcript::items::Filter;
use sessionscope_engine::transcript::markup::Node;
use sessionscope_queries::{Lookup, SessionSurvey, SourcesAnswer, one_line};

use super::subject::Subject;
use super::trouble::trouble_view;
use crate::state::AppState;
use crate::tasks::spawn;
use crate::tasks::transcript::{CLASSES, OpenTranscript, Sources, ThreadTold, Trouble, new_book};

/// So many prompts are read at once.
const BATCH: u32 = 200;
/// So many characters of a prompt are shown.
const PROMPT_CHARS: usize = 160;

/// What a session's files tell, and the first words of its prompts with the uuids of their records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glance {
    /// What only its files tell.
    pub survey: Arc<SessionSurvey>,
    /// By the number by which answers name them.
    pub prompts: Vec<Prompt>,
    /// Its threads; nothing until they are found, or if nobody wants to know them.
    pub threads: Vec<ThreadTold>,
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
    session: Subject,
    /// Its threads are wanted, too. It is drawn before they are found.
    #[prop(optional)]
    with_threads: bool,
    /// Draws it.
    draw: F,
) -> impl IntoView
where
    F: Fn(Signal<Arc<Glance>>) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let state = expect_context::<AppState>();
    let glance = RwSignal::new(None::<Result<Arc<Glance>, Trouble>>);
    let redacted = Memo::new(move |_| state.settings.with(|settings| settings.redacted));
    Effect::new(move |was_redacted: Option<bool>| {
        let redacted = redacted.get();
        if was_redacted.is_some_and(|was| was != redacted) {
            // What holds names goes at once.
            glance.set(None);
        }
        state.roots.track();
        let files = session.files.get();
        if let Some(files) = files.found().cloned() {
            let tell = move |loaded: Result<Glance, Trouble>| {
                // What was read before names were hidden comes too late.
                if redacted_now(state) == redacted {
                    glance.try_set(Some(loaded.map(Arc::new)));
                }
            };
            spawn(load(state, session, files, with_threads, tell));
        }
        redacted
    });
    let trouble = Memo::new(move |_| {
        glance.with(|glance| glance.as_ref().map(|glance| glance.as_ref().err().copied()))
    });
    let there = Signal::derive(move || {
        let there = glance.with(|glance| glance.as_ref()?.as_ref().ok().cloned());
        there.unwrap_or_default()
    });
    move || match trouble.get() {
        None => waiting().into_any(),
        Some(Some(trouble)) => trouble_view(state, trouble).into_any(),
        Some(None) => draw(there).into_any(),
    }
}

/// Draws an answer about a session once it is there.
pub fn drawn<T: Clone + Send + Sync + 'static>(
    state: AppState,
    answer: Signal<Lookup<T>>,
    draw: impl Fn(&T) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    move || {
        answer.with(|answer| match answer {
            Lookup::Pending => waiting().into_any(),
            Lookup::Missing => trouble_view(state, Trouble::Gone).into_any(),
            Lookup::Found(found) => draw(found),
        })
    }
}

fn waiting() -> impl IntoView {
    view! {
        <p class="msgs-state" role="status">
            "Looking through the session…"
        </p>
    }
}

/// Names are hidden, as the settings are now.
pub fn redacted_now(state: AppState) -> bool {
    state.settings.with_untracked(|settings| settings.redacted)
}

async fn load(
    state: AppState,
    session: Subject,
    files: SourcesAnswer,
    with_threads: bool,
    tell: impl Fn(Result<Glance, Trouble>),
) {
    let book = match new_book(state).await {
        Ok(book) => book,
        Err(trouble) => return tell(Err(trouble)),
    };
    let glance = looked(&book, session.key(), &files).await;
    tell(glance.clone());
    if let (Ok(mut glance), true) = (glance, with_threads)
        && let Ok(threads) = book.threads(glance.survey.own).await
    {
        glance.threads = threads;
        tell(Ok(glance));
    }
    book.close();
}

async fn looked(
    book: &OpenTranscript,
    session: String,
    files: &SourcesAnswer,
) -> Result<Glance, Trouble> {
    let prompts_alone = Filter {
        hidden: CLASSES
            .into_iter()
            .filter(|class| *class != Class::Prompt)
            .collect(),
        no_sidechains: true,
        ..Filter::default()
    };
    let sources = Sources::of_all(files);
    let own = u32::try_from(files.own.len()).unwrap_or(u32::MAX);
    let mut count = 0;
    book.open(&sources, prompts_alone, |outline| {
        count = u32::try_from(outline.items.len()).unwrap_or(u32::MAX);
    })
    .await?;
    let Some(survey) = book.survey(own).await? else {
        return Ok(Glance::default());
    };
    let mut prompts = Vec::new();
    for from in (0..count).step_by(BATCH as usize) {
        let articles = book.read(from, count.min(from.saturating_add(BATCH)));
        prompts.extend(articles.await?.into_iter().map(|article| {
            let text = words_of(&article.body);
            Prompt {
                uuid: article.uuid,
                text: text.chars().take(PROMPT_CHARS).collect(),
            }
        }));
    }
    Ok(Glance {
        survey: Arc::new(SessionSurvey {
            session,
            files: sources.files().to_vec(),
            own,
            survey,
        }),
        prompts,
        threads: Vec::new(),
    })
}

/// What a prompt says: what is seen of it without opening anything, if that is something.
fn words_of(body: &[Node]) -> String {
    let collected = |collect: fn(&Node, &mut String)| {
        let mut text = String::new();
        for node in body {
            collect(node, &mut text);
            text.push(' ');
        }
        one_line(&text)
    };
    let open = collected(Node::collect_open_text);
    if open.is_empty() {
        collected(Node::collect_text)
    } else {
        open
    }
}

impl Glance {
    /// The prompt that an answer names by this number.
    pub fn prompt(&self, number: Option<u32>) -> Option<&Prompt> {
        self.prompts.get(number? as usize)
    }

    /// Of each thread the number of its first prompt.
    pub fn beginnings(&self) -> Vec<Option<u32>> {
        let number = |thread: &ThreadTold| {
            let is_it = |prompt: &Prompt| prompt.uuid == thread.first_prompt;
            let number = self.prompts.iter().position(is_it)?;
            u32::try_from(number).ok()
        };
        self.threads.iter().map(number).collect()
    }
}

impl Prompt {
    /// What to call a turn.
    pub fn title(prompt: Option<&Self>) -> String {
        match prompt {
            // While texts are hidden that is how long it is.
            Some(prompt) if prompt.text.is_empty() => "(a picture or a document)".to_owned(),
            Some(prompt) => prompt.text.clone(),
            None => "(a prompt that stands in a copy of this session alone)".to_owned(),
        }
    }
}
