//! What the user should look at.

use leptos::prelude::*;
use sessionscope_engine::report::Attention as Found;
use sessionscope_queries::AttentionQuestion;

use crate::parts::{DisplayPrefs, Icon, format};
use crate::queries::{ask, asked};
use crate::state::AppState;

/// One thing to look at.
struct Item {
    bad: bool,
    title: String,
    text: String,
}

/// The list of what to look at; nothing at all where all is well.
#[component]
pub fn Attention() -> impl IntoView {
    let state = expect_context::<AppState>();
    let question = asked(move || AttentionQuestion {
        scope: state.scope.get(),
    });
    let answer = ask(state, question);
    let refused = Memo::new(move |_| state.health.with(|health| health.refused.len()));
    let prefs = DisplayPrefs::memo(state);
    let items = move || {
        let dollars = |usd: f64| prefs.with(|prefs| prefs.dollars(usd));
        let mut items =
            answer.with(|answer| items_of(&answer.attention, answer.estimate_error, dollars));
        if refused.get() > 0 {
            items.insert(
                0,
                Item {
                    bad: true,
                    title: format!(
                        "{} could not be read",
                        format::count(refused.get() as u128, "file")
                    ),
                    text: "They are in no figure, under whatever filter. Health says why."
                        .to_owned(),
                },
            );
        }
        items
    };
    move || {
        let items = items();
        (!items.is_empty()).then(|| {
            view! {
                <section class="card attention" aria-label="What needs attention">
                    <div class="card-head">
                        <h2>"Worth a look"</h2>
                        <a class="push" href="#/health">
                            "Open Health"
                        </a>
                    </div>
                    <ul>{items.into_iter().map(item_view).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn item_view(item: Item) -> impl IntoView {
    view! {
        <li class:bad=item.bad>
            {Icon::Warning.view()}
            <div>
                <strong>{item.title}</strong>
                <p>{item.text}</p>
            </div>
        </li>
    }
}

fn items_of(found: &Found, fit_error: f64, dollars: impl Fn(f64) -> String) -> Vec<Item> {
    let items = unpriced(found).into_iter();
    let mut items: Vec<Item> = items.chain(old_prices(found)).collect();
    let cost = if found.suspect_missing_usd > 0.0 {
        format!(", about {}", dollars(found.suspect_missing_usd))
    } else {
        String::new()
    };
    let responses = |count: u64| format::count(count, "response");
    let mut add = |count: u64, title: String, text: String| {
        if count > 0 {
            items.push(Item {
                bad: false,
                title,
                text,
            });
        }
    };
    add(
        found.suspect_responses,
        format!(
            "{} with too little output",
            responses(found.suspect_responses)
        ),
        format!(
            "The log holds a placeholder. By their visible text some {} tokens more were written{cost} (give or take {}); no total includes them.",
            format::compact_float(found.suspect_missing_output),
            format::percent(fit_error)
        ),
    );
    add(
        found.malformed_lines,
        format::count(found.malformed_lines, "malformed line"),
        malformed_words(found.unfinished_lines),
    );
    add(
        found.responses_without_time,
        format!("{} without a time", responses(found.responses_without_time)),
        "In the totals, but in no day, month or block.".to_owned(),
    );
    add(
        found.iterations_differ,
        format!(
            "{} with parts that do not add up",
            responses(found.iterations_differ)
        ),
        "The log's own total is counted.".to_owned(),
    );
    items
}

/// What there is to say of malformed lines, some of which may only be unfinished.
fn malformed_words(unfinished: u64) -> String {
    let words = "What was whole in them is counted. Health lists each with file, line and reason.";
    if unfinished == 0 {
        return words.to_owned();
    }
    let count = format::grouped(unfinished);
    let are = if unfinished == 1 { "is" } else { "are" };
    format!("{words} {count} of them {are} at the end of a file and may still be being written.")
}

/// Models without a price that were used.
fn unpriced(found: &Found) -> Option<Item> {
    let used = found.unpriced_models.iter();
    let used: Vec<_> = used.filter(|(_, tokens)| tokens.sum() > 0).collect();
    let names: Vec<&str> = used.iter().map(|(name, _)| name.as_str()).collect();
    let tokens: u128 = used.iter().map(|(_, tokens)| tokens.sum()).sum();
    (!used.is_empty()).then(|| Item {
        bad: true,
        title: format!(
            "{} without a price",
            format::count(used.len() as u128, "model")
        ),
        text: format!(
            "{} tokens are counted, their cost is not: {}",
            format::compact(tokens),
            names.join(", ")
        ),
    })
}

/// Prices that may have changed since.
fn old_prices(found: &Found) -> Option<Item> {
    let (day, days) = found.old_prices?;
    Some(Item {
        bad: true,
        title: format!("Prices of {}", format::day(day)),
        text: format!(
            "The newest log is {days} days newer. Prices that changed since are not in the costs: a newer version of this page may know them, or take a price list of your own in Settings."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_well_needs_no_list() {
        assert!(items_of(&Found::default(), 0.0, |_| String::new()).is_empty());
    }

    #[test]
    fn what_was_never_logged_is_said_in_dollars() {
        let found = Found {
            suspect_responses: 3,
            suspect_missing_output: 7_000_000.0,
            suspect_missing_usd: 175.0,
            ..Found::default()
        };
        let items = items_of(&found, 0.1, |usd| format!("${usd}"));
        assert!(
            items[0]
                .text
                .contains("7.00M tokens more were written, about $175 (give")
        );
    }

    #[test]
    fn old_prices_are_named_by_their_day() {
        let found = Found {
            old_prices: sessionscope_engine::time::Day::parse("2026-11-28").map(|day| (day, 31)),
            ..Found::default()
        };
        let items = items_of(&found, 0.1, |_| String::new());
        assert_eq!(items[0].title, "Prices of 28 Nov 2026");
        assert!(items[0].text.contains("31 days newer"));
    }

    #[test]
    fn unpriced_models_come_first_and_are_named() {
        let tokens = sessionscope_engine::tokens::WideTokens {
            input: 1_500,
            ..Default::default()
        };
        let found = Found {
            unpriced_models: vec![("gpt-x".to_owned(), tokens)],
            malformed_lines: 2,
            ..Found::default()
        };
        let items = items_of(&found, 0.1, |_| String::new());
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].title, "1 model without a price");
        assert!(items[0].text.contains("1.50K tokens") && items[0].text.ends_with("gpt-x"));
    }
}
