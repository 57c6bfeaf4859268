//! From the query of the URL to what of the figures is shown.

use sessionscope_engine::report::Subagents;
use sessionscope_engine::time::{Day, Zone};
use sessionscope_queries::Scope;

use super::Settings;
use crate::route::Query;

/// The rows that a query and the settings ask for.
///
/// `from`, `to`: days, both shown. `project`, `model`, `session`: names, repeats allowed; projects
/// and sessions by their keys (or the bare name of a session). `branch`: a name.
/// `sub`: `in` (where missing), `out` or `only`.
pub fn scope_of(query: &Query, settings: &Settings, zone: Zone) -> Scope {
    let day = |name| query.get(name).and_then(Day::parse);
    let names = |name| query.all(name).map(str::to_owned).collect();
    Scope {
        zone,
        week_start: settings.week_start.min(6),
        from: day("from"),
        to: day("to"),
        projects: names("project"),
        models: names("model"),
        sessions: names("session"),
        branch: query.get("branch").map(str::to_owned),
        subagents: match query.get("sub") {
            Some("out") => Subagents::Out,
            Some("only") => Subagents::Only,
            _ => Subagents::In,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Route;

    fn scope(hash: &str) -> Scope {
        scope_of(&Route::parse(hash).query, &Settings::default(), Zone::utc())
    }

    #[test]
    fn a_bare_view_leaves_nothing_out() {
        assert!(scope("#/").is_open());
    }

    #[test]
    fn names_may_be_repeated() {
        assert_eq!(scope("#/?model=two&model=one").models, ["two", "one"]);
    }

    #[test]
    fn days_and_subagents_are_read() {
        let scope = scope("#/?from=2026-02-01&to=2026-02-30&sub=only");
        assert_eq!(scope.from, Day::parse("2026-02-01"));
        assert_eq!(scope.to, None, "there is no such day");
        assert_eq!(scope.subagents, Subagents::Only);
    }
}
