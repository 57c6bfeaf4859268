//! Addresses of views, with the filters that go along, and the query as state.

use leptos::prelude::*;

use crate::parts::{Column, Sort};
use crate::route::{Route, View};
use crate::state::AppState;
use crate::tasks::veil;

/// Filters that hold in every view.
const CARRIED: [&str; 6] = ["from", "to", "project", "model", "branch", "sub"];

/// `view` under the filters of `route`.
pub fn carry(route: &Route, view: View) -> Route {
    let mut to = Route::to(view);
    // On a project's own page its filter would hide nothing or all.
    let own = matches!(to.view, View::Project(_) | View::Session(_));
    for name in CARRIED {
        if !(own && name == "project") {
            to.query.set(name, route.query.all(name));
        }
    }
    to
}

/// The address of `view` under the filters that hold now.
pub fn href(state: AppState, view: View) -> String {
    state.route.with(|route| carry(route, view).to_hash())
}

/// The value of `name` in the query.
pub fn query(state: AppState, name: &'static str) -> Memo<Option<String>> {
    Memo::new(move |_| {
        state
            .route
            .with(|route| route.query.get(name).map(str::to_owned))
    })
}

/// Sets `name` in the query, or takes it out.
pub fn set_query(state: AppState, name: &str, value: Option<&str>) {
    let route = state.route.get_untracked().with(name, value);
    if route != state.route.get_untracked() {
        state.go(route);
    }
}

/// What the user typed, which stands in the query under `name`, if only as a pseudonym.
pub fn typed(state: AppState, name: &'static str) -> Memo<Option<String>> {
    let held = query(state, name);
    Memo::new(move |_| held.with(|held| held.as_deref().map(veil::said)))
}

/// Puts into the query what the user typed; nothing takes it out.
pub fn set_typed(state: AppState, name: &str, text: &str) {
    let text = (!text.is_empty()).then(|| veil::typed(text));
    set_query(state, name, text.as_deref());
}

/// A choice that stands in the query; what is missing there is `default`.
pub fn choice_of(
    state: AppState,
    name: &'static str,
    default: &'static str,
) -> (Signal<String>, Callback<&'static str>) {
    let held = query(state, name);
    let value = Signal::derive(move || held.get().unwrap_or_else(|| default.to_owned()));
    let set = Callback::new(move |id: &'static str| {
        set_query(state, name, (id != default).then_some(id));
    });
    (value, set)
}

/// A table's order that stands in the query.
pub fn sort_of(
    state: AppState,
    columns: impl Fn() -> Vec<Column> + Send + Sync + 'static,
    default: Sort,
) -> (Signal<Sort>, Callback<Sort>) {
    let held = query(state, "sort");
    let value = Memo::new(move |_| {
        let columns = columns();
        held.with(|held| {
            held.as_deref()
                .and_then(|text| Sort::from_query(text, &columns))
        })
        .unwrap_or(default)
    });
    let set = Callback::new(move |sort: Sort| {
        let text = sort.to_query();
        set_query(state, "sort", (sort != default).then_some(&text));
    });
    (value.into(), set)
}

/// A table's order that is forgotten with the view.
pub fn own_sort(default: Sort) -> (Signal<Sort>, Callback<Sort>) {
    let sort = RwSignal::new(default);
    (sort.into(), Callback::new(move |next| sort.set(next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_go_along_and_choices_of_a_view_do_not() {
        let route = Route::parse("#/reports?by=day&from=2026-01-01&project=a&project=b&sort=-x");
        assert_eq!(
            carry(&route, View::Sessions).to_hash(),
            "#/sessions?from=2026-01-01&project=a&project=b"
        );
        assert_eq!(
            carry(&route, View::Project("c".to_owned())).to_hash(),
            "#/projects/c?from=2026-01-01"
        );
    }
}
