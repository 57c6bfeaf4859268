//! Addresses without names, and the way back.

use sessionscope_engine::redact::{Names, Veil, is_known_tool};

use crate::route::{Route, View};

/// An address without names. What nobody knows is taken out of it once the folders are `read`.
pub fn hidden(route: &Route, veil: &Veil, read: bool) -> Route {
    let of = |names: &Names, value: &str| {
        let shown = names
            .shown(value)
            .or_else(|| names.real(value).map(|_| value));
        shown.or((!read).then_some(value)).map(str::to_owned)
    };
    let session = |id: &str| {
        let shown = veil
            .session_keys
            .shown(id)
            .or_else(|| veil.sessions.shown(id));
        shown
            .map(str::to_owned)
            .or_else(|| of(&veil.session_keys, id).filter(|_| !read))
            .or_else(|| {
                let is_shown = veil
                    .session_keys
                    .real(id)
                    .or_else(|| veil.sessions.real(id));
                is_shown.map(|_| id.to_owned())
            })
    };
    let view = match &route.view {
        View::Project(key) => of(&veil.projects, key).map_or(View::Projects, View::Project),
        View::Session(id) => session(id).map_or(View::Sessions, View::Session),
        View::Unknown(_) => View::Overview,
        same => same.clone(),
    };
    renamed(route, view, |name, value| match name {
        "project" => of(&veil.projects, value),
        "branch" if !value.is_empty() => of(&veil.branches, value),
        "tool" if !is_known_tool(value) => of(&veil.tools, value),
        "agent" => of(&veil.agents, value),
        "session" => session(value),
        _ => Some(value.to_owned()),
    })
}

/// An address with the names behind those that were shown.
pub fn named(route: &Route, veil: &Veil) -> Route {
    let of = |names: &Names, value: &str| names.real(value).unwrap_or(value).to_owned();
    let view = match &route.view {
        View::Project(key) => View::Project(of(&veil.projects, key)),
        View::Session(id) => {
            let key = veil
                .session_keys
                .real(id)
                .or_else(|| veil.sessions.real(id));
            View::Session(key.unwrap_or(id).to_owned())
        }
        same => same.clone(),
    };
    renamed(route, view, |name, value| {
        Some(match name {
            "project" => of(&veil.projects, value),
            "branch" => of(&veil.branches, value),
            "tool" => of(&veil.tools, value),
            "agent" => of(&veil.agents, value),
            "session" => of(&veil.sessions, value),
            _ => value.to_owned(),
        })
    })
}

/// The same query at another view, with other values; those that come to none are left out.
fn renamed(route: &Route, view: View, of: impl Fn(&str, &str) -> Option<String>) -> Route {
    let mut next = Route {
        view,
        ..route.clone()
    };
    for name in ["project", "branch", "tool", "agent", "session"] {
        let now: Vec<&str> = route.query.all(name).collect();
        let values: Vec<String> = now.iter().filter_map(|value| of(name, value)).collect();
        // To set a value moves it to the end.
        if now != values {
            next.query.set(name, values.iter().map(String::as_str));
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn veil() -> Veil {
        let mut veil = Veil::default();
        veil.projects.put("-home-ada", "Project 1");
        veil.sessions.put("0-1", "session-2");
        veil.session_keys
            .put("-home-ada/0-1", "Project 1/session-2");
        veil.branches.put("main", "Branch 1");
        veil.tools.put("mcp__a__b", "Tool 1");
        veil
    }

    #[test]
    fn names_go_and_come_back() {
        let veil = veil();
        for (real, shown) in [
            (
                "#/projects/-home-ada?from=2026-01-01",
                "#/projects/Project%201?from=2026-01-01",
            ),
            (
                "#/sessions/0-1?tool=mcp__a__b",
                "#/sessions/session-2?tool=Tool%201",
            ),
            (
                "#/sessions/0-1?tool=Bash&tab=cost",
                "#/sessions/session-2?tool=Bash&tab=cost",
            ),
            (
                "#/sessions/-home-ada%2F0-1",
                "#/sessions/Project%201%2Fsession-2",
            ),
            (
                "#/?project=-home-ada&sub=out",
                "#/?sub=out&project=Project%201",
            ),
            ("#/?branch=", "#/?branch="),
        ] {
            let route = Route::parse(real);
            let there = hidden(&route, &veil, true);
            assert_eq!(there.to_hash(), shown);
            assert_eq!(hidden(&there, &veil, true), there, "it stays");
            let back = Route::parse(&named(&there, &veil).to_hash());
            assert_eq!(back.view, Route::parse(real).view);
        }
    }

    #[test]
    fn what_nobody_knows_goes_once_all_is_read() {
        let veil = veil();
        for (real, shown) in [
            ("#/projects/secret", "#/projects"),
            ("#/sessions/secret", "#/sessions"),
            (
                "#/sessions?branch=secret&project=-home-ada",
                "#/sessions?project=Project%201",
            ),
            ("#/secret", "#/"),
        ] {
            assert_eq!(hidden(&Route::parse(real), &veil, true).to_hash(), shown);
        }
        let early = Route::parse("#/projects/not-read-yet");
        assert_eq!(hidden(&early, &veil, false), early);
    }
}
