//! A subagent's transcript, opened where it was started.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast as _, JsValue};
use leptos::web_sys::{Element, HtmlElement};
use sessionscope_engine::transcript::agents::How;
use sessionscope_engine::transcript::article::Article;
use sessionscope_engine::transcript::items::Filter;
use sessionscope_queries::{ChargesAnswer, ChargesQuestion};

use super::transcript::Reading;
use super::{article, cost};
use crate::parts::DisplayPrefs;
use crate::queries::once;
use crate::state::{AppState, Phase};
use crate::tasks::transcript::{OpenTranscript, Sources, Trouble, new_book};
use crate::tasks::{agents, spawn};

/// So many items are shown at once.
const BATCH: u32 = 60;

/// Opens the subagent's transcript below its button, or closes it.
pub fn open(reading: Reading, button: &Element) {
    let Some(place) = button.closest(".agent").ok().flatten() else {
        return;
    };
    let named = |name: &str| place.get_attribute(name).unwrap_or_default();
    let (agent, call) = (named("data-agent"), named("data-call"));
    if let Ok(Some(list)) = place.query_selector(".agent-list") {
        list.remove();
        close(reading, list.get_attribute("data-book"));
        button.set_text_content(Some("Show what it did"));
        return;
    }
    button.set_text_content(Some("Hide what it did"));
    spawn(async move {
        if let Err(words) = show(reading, &place, &agent, &call).await {
            let _ = say(&place, words);
        }
    });
}

async fn show(
    reading: Reading,
    place: &Element,
    agent: &str,
    call: &str,
) -> Result<(), &'static str> {
    let (sources, how) = sources(reading, agent, call).await?;
    let book = new_book(reading.state)
        .await
        .map_err(|_| "The reader could not be started.")?;
    let mut count = 0;
    let opened = book.open(&sources, Filter::default(), |outline| {
        count = u32::try_from(outline.items.len()).unwrap_or(u32::MAX);
    });
    opened
        .await
        .map_err(|_| "Its log could not be read. Is the folder still connected?")?;
    let list = part("agent-list").map_err(|_| "It cannot be shown.")?;
    // By this is found whose items these are: of long ones more may be asked for.
    let _ = list.set_attribute("data-book", &book.number.to_string());
    let _ = say_how(&list, how);
    reading
        .agents
        .try_update_value(|accounts| accounts.push(book.clone()));
    let _ = place.append_child(&list);
    let sources = Rc::new(sources);
    more(reading, &book, &sources, &list, 0, count).await;
    Ok(())
}

/// The logs of what a call started, and how sure that is.
async fn sources(
    reading: Reading,
    agent: &str,
    call: &str,
) -> Result<(Sources, How), &'static str> {
    let state = reading.state;
    let files = reading.session.files_now().unwrap_or_default();
    let named = Sources::of_agent(&files, agent);
    if !named.is_empty() {
        return Ok((named, How::Id));
    }
    match agents::of_call(state, &files, call).await {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(missing(state, agent)),
        Err(Trouble::Away) => Err("Its log could not be looked for: the folder is not connected."),
        Err(_) => Err(
            "Its log could not be looked for: a log of the session’s subagents could not be read.",
        ),
    }
}

/// What is said where none of the session's logs is that of a call. Only where its result names the subagent, and
/// all files are known, is it certain that there is none.
fn missing(state: AppState, agent: &str) -> &'static str {
    if state.phase.get_untracked() != Phase::Ready {
        "Its own log is not among the files that were read so far."
    } else if agent.is_empty() {
        "Which log is its own cannot be told: no result names it, and none begins with its prompt."
    } else {
        "Its own log is not among the files."
    }
}

/// Says how a log was found that no result names.
fn say_how(list: &HtmlElement, how: How) -> Result<(), JsValue> {
    let words = match how {
        How::Id => return Ok(()),
        How::Note => {
            "No result names this log. It was found by what its name or the note beside it says, which is what this call says."
        }
        How::Prompt => {
            "No result names this log. It begins with the prompt of this call, at about its time: likely it, but not certain."
        }
    };
    let line = document().create_element("p")?;
    line.set_class_name("search-notice");
    line.set_attribute("data-how", name_of(how))?;
    line.set_text_content(Some(words));
    list.append_child(&line).map(drop)
}

/// How sure a link is, in a word.
pub fn name_of(how: How) -> &'static str {
    match how {
        How::Id => "id",
        How::Note => "note",
        How::Prompt => "prompt",
    }
}

/// Shows the next items, and a button for those after them.
async fn more(
    reading: Reading,
    book: &OpenTranscript,
    sources: &Rc<Sources>,
    list: &HtmlElement,
    from: u32,
    count: u32,
) {
    let to = count.min(from.saturating_add(BATCH));
    let Ok(articles) = book.read(from, to).await else {
        return;
    };
    let charges = charges(reading, sources, &articles).await;
    let state = reading.state;
    let prefs = untrack(|| DisplayPrefs::memo(state).get_untracked());
    let mut before: Option<Article> = None;
    for article in articles {
        let continues = article.message.is_some()
            && before
                .as_ref()
                .is_some_and(|before| before.message == article.message);
        let charge = charges.of(article.place);
        let cost = charge.and_then(|charge| cost::told(reading, charge, &article, &prefs));
        if let Ok(element) = article::element(&article, cost.as_ref(), &prefs, continues) {
            let _ = list.append_child(&element);
        }
        before = Some(article);
    }
    if to < count {
        let _ = put_more(reading, book.clone(), sources.clone(), list, to, count);
    }
}

/// What items of these files cost.
async fn charges(reading: Reading, sources: &Sources, articles: &[Article]) -> ChargesAnswer {
    let question = ChargesQuestion {
        session: reading.session.key(),
        files: sources.files().to_vec(),
        records: articles.iter().filter_map(cost::asked_for).collect(),
    };
    let answer = once(reading.state, question).await;
    answer.found().cloned().unwrap_or_default()
}

/// Closes the book of this number.
fn close(reading: Reading, number: Option<String>) {
    let number = number.and_then(|number| number.parse::<u32>().ok());
    reading.agents.try_update_value(|accounts| {
        let is_it = |book: &OpenTranscript| Some(book.number) == number;
        for book in accounts.iter().filter(|book| is_it(book)) {
            book.close();
        }
        accounts.retain(|book| !is_it(book));
    });
}

fn put_more(
    reading: Reading,
    book: OpenTranscript,
    sources: Rc<Sources>,
    list: &HtmlElement,
    from: u32,
    count: u32,
) -> Result<(), JsValue> {
    let button = document().create_element("button")?;
    button.set_attribute("type", "button")?;
    button.set_class_name("btn");
    button.set_text_content(Some(&format!("Show more: {} are left", count - from)));
    list.append_child(&button)?;
    let list = list.clone();
    let own = button.clone();
    let handle = leptos::wasm_bindgen::closure::Closure::once_into_js(move || {
        own.remove();
        spawn(async move { more(reading, &book, &sources, &list, from, count).await });
    });
    button.add_event_listener_with_callback("click", handle.unchecked_ref())
}

fn say(place: &Element, words: &str) -> Result<(), JsValue> {
    let line = part("agent-list")?;
    line.set_text_content(Some(words));
    place.append_child(&line).map(drop)
}

fn part(class: &str) -> Result<HtmlElement, JsValue> {
    let part: HtmlElement = document().create_element("div")?.unchecked_into();
    part.set_class_name(class);
    Ok(part)
}
