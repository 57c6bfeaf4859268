//! What the items of a transcript cost: as the ledger has it, shown where a response begins.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos::web_sys::HtmlElement;
use sessionscope_engine::accounts::{Charged, Part};
use sessionscope_engine::place::agent_of;
use sessionscope_engine::transcript::article::Article;

use super::transcript::Reading;
use crate::browser::spawn::spawn;
use crate::parts::DisplayPrefs;
use crate::route::Route;
use crate::tasks::account;
use crate::tasks::transcript::Sources;
use crate::views::links::{href, session_view};
use crate::views::words;

/// What is said of an item's cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostTold {
    text: String,
    hint: &'static str,
    /// The cost in USD; `None` where it counts elsewhere.
    exact: Option<String>,
    /// Where it counts.
    to: Option<String>,
}

/// What is to be said of the cost of an item of a transcript of these files; nothing until the accounts are
/// open, which this brings about.
pub fn told(
    reading: Reading,
    sources: &Sources,
    article: &Article,
    prefs: &DisplayPrefs,
) -> Option<CostTold> {
    let Ok(charged) = account::charged(reading.state, sources, article) else {
        wake(reading);
        return None;
    };
    match charged? {
        Charged::Here(part) => Some(here(&part, prefs)),
        Charged::There { session, file } => {
            let (text, to) = there(reading, session, file, article, prefs);
            Some(CostTold {
                text: format!("counted in {text}"),
                hint: words::COUNTED_ELSEWHERE,
                exact: None,
                to: Some(to),
            })
        }
        // Of the records of a message only the first tells what it took.
        Charged::Again { .. } => article.tokens.is_some().then(|| CostTold {
            text: "counted above".to_owned(),
            hint: words::COUNTED_ABOVE,
            exact: None,
            to: None,
        }),
    }
}

fn here(part: &Part, prefs: &DisplayPrefs) -> CostTold {
    let sign = if part.at_least { "≥ " } else { "" };
    CostTold {
        text: format!("{sign}{}", prefs.money_fine(part.cost)),
        hint: words::MESSAGE_COST,
        exact: Some(part.cost.to_decimal()),
        to: None,
    }
}

/// What a place is called in which a response counts, and its address.
fn there(
    reading: Reading,
    session: u32,
    file: u32,
    article: &Article,
    prefs: &DisplayPrefs,
) -> (String, String) {
    let state = reading.state;
    let uuid = Some(article.uuid.as_str()).filter(|uuid| !uuid.is_empty());
    state.ledger.with_untracked(|ledger| {
        let row = ledger.files.get(file as usize);
        let agent = row.filter(|row| row.kind.is_subagent());
        let agent = agent.map(|row| agent_of(&row.path));
        if session == reading.session {
            let name = if agent.is_some() {
                "its subagent’s log"
            } else {
                "the session’s own log"
            };
            let route = state.route.get_untracked();
            let route = route.with("tab", None).with("agent", agent);
            return (name.to_owned(), route.with("m", uuid).to_hash());
        }
        let name = prefs.session(ledger, session);
        let to = untrack(|| href(state, session_view(ledger, session)));
        let to = Route::parse(&to).with("agent", agent);
        (format!("“{name}”"), to.with("m", uuid).to_hash())
    })
}

/// Opens the accounts, and shows then what the items cost that are drawn by now.
fn wake(reading: Reading) {
    if reading.waits.try_get_value() != Some(false) {
        return;
    }
    reading.waits.set_value(true);
    spawn(async move {
        account::open(reading.state).await;
        if let Some(list) = reading.list.try_get_value().flatten() {
            list.price_again();
        }
        reading.waits.try_set_value(false);
    });
}

/// Shows in an item's head what it costs.
///
/// # Errors
/// The browser's; there are none for elements that exist.
pub fn put(item: &HtmlElement, told: Option<&CostTold>) -> Result<(), JsValue> {
    if let Some(before) = item.query_selector(".msg-head > .msg-cost")? {
        before.remove();
    }
    let (Some(told), Some(head)) = (told, item.query_selector(".msg-head")?) else {
        return Ok(());
    };
    let cost = document().create_element(if told.to.is_some() { "a" } else { "span" })?;
    cost.set_class_name("msg-cost");
    cost.set_text_content(Some(&told.text));
    cost.set_attribute("title", told.hint)?;
    if let Some(to) = &told.to {
        cost.set_attribute("href", to)?;
    }
    if let Some(exact) = &told.exact {
        // Some gateways answer every request with one id: what looks like more of a message is another.
        item.class_list().remove_1("continues")?;
        cost.set_attribute("data-metric", "message_cost_usd")?;
        cost.set_attribute("data-value", exact)?;
    }
    let behind = head.query_selector(".msg-time, .msg-menu")?;
    head.insert_before(&cost, behind.as_deref()).map(drop)
}
