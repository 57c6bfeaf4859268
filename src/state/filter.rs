//! From the query of the URL to what of the ledger is shown.

use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::report::{Filter, Subagents};
use sessionscope_engine::time::{Day, Zone};

use super::Settings;
use crate::route::Query;

/// The number of no row: a name that the ledger does not hold filters everything out.
const NO_ROW: u32 = u32::MAX;

/// The filter that a query and the settings make.
///
/// `from`, `to`: days, both shown. `project`, `model`, `session`: names, repeats allowed; projects
/// and sessions by their keys in the ledger (or the bare name of a session). `branch`: a name.
/// `sub`: `in` (where missing), `out` or `only`.
pub fn filter_of(query: &Query, settings: &Settings, zone: Zone, ledger: &Ledger) -> Filter {
    let day = |name| query.get(name).and_then(Day::parse);
    Filter {
        zone,
        week_start: settings.week_start.min(6),
        from: day("from"),
        to: day("to"),
        projects: rows(query, "project", ledger.projects.len(), |row, key| {
            ledger.project_key(row) == key
        }),
        models: rows(query, "model", ledger.models.len(), |row, key| {
            let model = ledger.models.get(row as usize);
            model.is_some_and(|model| model.name == key)
        }),
        sessions: rows(query, "session", ledger.sessions.len(), |row, key| {
            let session = ledger.sessions.get(row as usize);
            session.is_some_and(|session| session.name == key) || ledger.session_key(row) == key
        }),
        branch: query.get("branch").map(str::to_owned),
        subagents: match query.get("sub") {
            Some("out") => Subagents::Out,
            Some("only") => Subagents::Only,
            _ => Subagents::In,
        },
    }
}

fn rows(query: &Query, name: &str, count: usize, is: impl Fn(u32, &str) -> bool) -> Vec<u32> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let mut found = Vec::new();
    for key in query.all(name) {
        let before = found.len();
        found.extend((0..count).filter(|&row| is(row, key)));
        if found.len() == before {
            found.push(NO_ROW);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Route;
    use sessionscope_engine::ledger::ModelRow;

    fn ledger() -> Ledger {
        let model = |name: &str| ModelRow {
            name: name.to_owned(),
            priced: true,
            synthetic: false,
        };
        Ledger {
            models: vec![model("one"), model("two")],
            ..Ledger::default()
        }
    }

    fn filter(hash: &str) -> Filter {
        let route = Route::parse(hash);
        filter_of(&route.query, &Settings::default(), Zone::utc(), &ledger())
    }

    #[test]
    fn a_bare_view_filters_nothing() {
        assert!(filter("#/").is_open());
    }

    #[test]
    fn names_become_rows_and_an_unknown_name_matches_none() {
        assert_eq!(filter("#/?model=two&model=one").models, [1, 0]);
        assert_eq!(filter("#/?model=three").models, [NO_ROW]);
    }

    #[test]
    fn days_and_subagents_are_read() {
        let filter = filter("#/?from=2026-02-01&to=2026-02-30&sub=only");
        assert_eq!(filter.from, Day::parse("2026-02-01"));
        assert_eq!(filter.to, None, "there is no such day");
        assert_eq!(filter.subagents, Subagents::Only);
    }
}
