//! Which folder of the app may use which.

use regex_lite::Regex;

use super::Source;

/// Folders of `src`, and what each may use of the others.
const MAY_USE: [(&str, &[&str]); 7] = [
    ("browser", &[]),
    ("parts", &[]),
    ("charts", &["parts"]),
    ("state", &["route"]),
    ("tasks", &["browser", "queries", "state", "route"]),
    ("queries", &["state"]),
    (
        "views",
        &["charts", "parts", "queries", "route", "state", "tasks"],
    ),
];

/// Folders that may speak to the browser itself.
const MAY_USE_BROWSER: [&str; 2] = ["src/browser/", "worker/src/"];

/// Folders of the page that must not know how workers are spoken to.
const NO_PROTOCOL: [&str; 3] = ["src/views/", "src/parts/", "src/charts/"];

/// Crates of the engine have a `src` each below this folder.
const ENGINE: &str = "engine/";

/// Each use that must not be, as `file uses what`.
pub fn breaches(source: &Source) -> Vec<(String, usize)> {
    let mut used: Vec<&str> = Vec::new();
    let path = &source.path;
    if let Some((folder, may_use)) = folder_of(path) {
        let others = words(&source.text, r"\bcrate::([a-z_]+)");
        let known =
            |name: &&str| MAY_USE.iter().any(|(folder, _)| folder == name) || *name == "route";
        let others = others.into_iter().filter(known);
        used.extend(others.filter(|name| *name != folder && !may_use.contains(name)));
    }
    if !MAY_USE_BROWSER.iter().any(|may| path.starts_with(may)) {
        used.extend(words(&source.text, r"\b(web_sys|js_sys)\b"));
    }
    if NO_PROTOCOL.iter().any(|folder| path.starts_with(folder)) {
        used.extend(words(&source.text, r"\b(sessionscope_worker)\b"));
    }
    // An example is a program of its own.
    if path.starts_with(ENGINE) && !path.contains("/examples/") {
        used.extend(words(
            &source.text,
            r"\b(std::(?:env|fs|net|process|thread|time))\b",
        ));
    }
    if path.starts_with("src/") {
        // `browser::spawn` starts futures that nobody awaits.
        used.extend(words(&source.text, r"\b(spawn_local)\b"));
    }
    used.sort_unstable();
    used.dedup();
    let told = used
        .into_iter()
        .map(|name| (format!("{path} uses {name}"), 1));
    told.collect()
}

fn folder_of(path: &str) -> Option<(&'static str, &'static [&'static str])> {
    let name = path.strip_prefix("src/")?.split('/').next()?;
    MAY_USE.into_iter().find(|(folder, _)| *folder == name)
}

/// What the pattern catches in code; comments may speak of anything.
fn words<'a>(text: &'a str, pattern: &str) -> Vec<&'a str> {
    let Ok(pattern) = Regex::new(pattern) else {
        return Vec::new();
    };
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| {
        let caught = pattern
            .captures_iter(line)
            .filter_map(|caught| caught.get(1));
        caught.map(|word| word.as_str()).collect::<Vec<_>>()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        let source = Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        breaches(&source)
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn a_folder_uses_what_it_may() {
        assert!(
            told(
                "src/views/a.rs",
                "use crate::parts::b;\nuse crate::views::c;"
            )
            .is_empty()
        );
        assert_eq!(
            told("src/parts/a.rs", "use crate::state::AppState;"),
            ["src/parts/a.rs uses state"]
        );
        assert!(told("src/parts/a.rs", "// see crate::state").is_empty());
    }

    #[test]
    fn the_engine_knows_no_clock_and_no_file_system() {
        assert_eq!(
            told(
                "engine/log/src/a.rs",
                "use std::time::Instant;\nuse std::fmt;"
            ),
            ["engine/log/src/a.rs uses std::time"]
        );
        assert!(told("xtask/src/a.rs", "use std::time::Instant;").is_empty());
    }

    #[test]
    fn no_file_of_the_page_starts_tasks() {
        assert_eq!(
            told("src/parts/a.rs", "spawn_local(async {});"),
            ["src/parts/a.rs uses spawn_local"]
        );
    }

    #[test]
    fn only_the_edge_speaks_to_the_browser() {
        assert!(told("src/browser/a.rs", "use web_sys::Window;").is_empty());
        assert_eq!(
            told(
                "src/views/a.rs",
                "use web_sys::Window;\nuse sessionscope_worker::library::Hit;"
            ),
            [
                "src/views/a.rs uses sessionscope_worker",
                "src/views/a.rs uses web_sys"
            ]
        );
    }
}
