//! What the items of a transcript cost: as the ledger has it, shown where a response begins.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos::web_sys::HtmlElement;
use sessionscope_engine::transcript::article::Article;
use sessionscope_queries::{Charge, ChargedRecord, Part};

use super::transcript::Reading;
use crate::parts::DisplayPrefs;
use crate::route::{Route, View};
use crate::views::links::href;
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

/// As what the cost of an item is asked for, if it is a record of a response.
pub fn asked_for(article: &Article) -> Option<ChargedRecord> {
    article.response.map(|response| ChargedRecord {
        place: article.place,
        line: article.line,
        response,
    })
}

/// What is to be said of the cost of an item.
pub fn told(
    reading: Reading,
    charge: &Charge,
    article: &Article,
    prefs: &DisplayPrefs,
) -> Option<CostTold> {
    match charge {
        Charge::Here(part) => Some(here(part, prefs)),
        Charge::There { session, agent } => {
            let (text, to) = there(reading, session.as_ref(), agent.as_deref(), article);
            Some(CostTold {
                text: format!("counted in {text}"),
                hint: words::COUNTED_ELSEWHERE,
                exact: None,
                to: Some(to),
            })
        }
        // Of the records of a message only the first tells what it took.
        Charge::Above => article.tokens.is_some().then(|| CostTold {
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
    session: Option<&(String, String)>,
    agent: Option<&str>,
    article: &Article,
) -> (String, String) {
    let state = reading.state;
    let uuid = Some(article.uuid.as_str()).filter(|uuid| !uuid.is_empty());
    let Some((id, label)) = session else {
        let name = if agent.is_some() {
            "its subagent’s log"
        } else {
            "the session’s own log"
        };
        let route = state.route.get_untracked();
        let route = route.with("tab", None).with("agent", agent);
        return (name.to_owned(), route.with("m", uuid).to_hash());
    };
    let to = untrack(|| href(state, View::Session(id.clone())));
    let to = Route::parse(&to).with("agent", agent);
    (format!("“{label}”"), to.with("m", uuid).to_hash())
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
