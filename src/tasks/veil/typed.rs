//! What the user typed to find something by. It is most likely a text of the logs: while names are hidden
//! the address holds a pseudonym for it, and this page's memory alone what that stands for.

use std::cell::RefCell;

use sessionscope_engine::redact::Names;

use super::is_on;
use crate::route::Route;

/// Names under which an address holds what was typed.
const TYPED_IN: [&str; 2] = ["q", "find"];
/// What pseudonyms begin with.
const TEXT: &str = "Text";

thread_local! {
    static TYPED: RefCell<Names> = RefCell::default();
}

/// What stands in an address for a text that was typed.
pub fn typed(text: &str) -> String {
    if is_on() && !text.is_empty() {
        shown(text)
    } else {
        text.to_owned()
    }
}

/// The text that was typed, by what stands for it in an address.
pub fn said(value: &str) -> String {
    real(value).unwrap_or_else(|| value.to_owned())
}

/// An address without what was typed. What an earlier visit knew is forgotten, and leaves it.
pub fn hidden(route: &Route) -> Route {
    each(route, |value| match real(value) {
        Some(_) => Some(value.to_owned()),
        None if is_pseudonym(value) => None,
        None => Some(shown(value)),
    })
}

/// An address with what was typed.
pub fn named(route: &Route) -> Route {
    each(route, |value| Some(said(value)))
}

fn each(route: &Route, of: impl Fn(&str) -> Option<String>) -> Route {
    let mut next = route.clone();
    for name in TYPED_IN {
        if let Some(now) = route.query.get(name) {
            let then = of(now);
            // To set a value moves it to the end.
            if then.as_deref() != Some(now) {
                next.query.set(name, then.as_deref());
            }
        }
    }
    next
}

fn shown(text: &str) -> String {
    TYPED.with_borrow_mut(|texts| texts.number(TEXT, text).to_owned())
}

fn real(value: &str) -> Option<String> {
    TYPED.with_borrow(|texts| texts.real(value).map(str::to_owned))
}

fn is_pseudonym(value: &str) -> bool {
    let number = value.strip_prefix(TEXT).map(str::trim_start);
    number.is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_leaves_the_address_and_comes_back() {
        let typed = Route::parse("#/search?q=tangerine&find=a%20b&tab=raw");
        let there = hidden(&typed);
        assert_eq!(there.to_hash(), "#/search?tab=raw&q=Text%201&find=Text%202");
        assert_eq!(hidden(&there), there, "it stays");
        assert_eq!(said("Text 1"), "tangerine");
        let back = named(&there);
        assert_eq!(
            (back.query.get("q"), back.query.get("find")),
            (Some("tangerine"), Some("a b"))
        );
    }

    #[test]
    fn what_an_earlier_visit_typed_is_not_searched_for() {
        let stale = Route::parse("#/search?q=Text%2099&tab=raw");
        assert_eq!(hidden(&stale).to_hash(), "#/search?tab=raw");
        assert_eq!(said("none of them"), "none of them");
    }
}
