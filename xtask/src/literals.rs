//! Rules for the app's source that no linter knows: texts are never markup, and colours and sizes
//! are design tokens of style/tokens.css.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use regex_lite::Regex;

use crate::env::Env;
use crate::site;

/// What must not stand in a line of code, and why.
const FORBIDDEN: [(&str, &str); 3] = [
    (
        r"inner_html|insert_adjacent_html|outer_html",
        "text from logs must never become markup",
    ),
    (
        r#"["' :(]#([0-9a-fA-F]{3}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b"#,
        "colours are tokens of style/tokens.css",
    ),
    // A length that was measured or counted, as in `{width}px`, is no literal.
    (r"[0-9]px\b", "sizes are tokens of style/tokens.css"),
];

/// What must not stand in the page, and why.
const FORBIDDEN_IN_PAGE: [(&str, &str); 1] = [(
    r"\bsessionscope_engine::\{?(ledger|accounts|corpus)\b",
    "the page holds no ledger and no accounts: it asks the analyst",
)];

/// Checks every Rust file of the app.
///
/// # Errors
/// A file cannot be read or breaks a rule.
pub fn check(env: &Env) -> Result<()> {
    let folder = env.path("src");
    let mut broken = Vec::new();
    for name in site::files(&folder)? {
        if site::has_extension(&name, "rs") {
            let text = fs::read_to_string(folder.join(&name)).with_context(|| name.clone())?;
            // Those tests are of what workers use as well.
            let is_page = name != "browser/tests.rs";
            let more: &[_] = if is_page { &FORBIDDEN_IN_PAGE } else { &[] };
            let found = violations(&text, more)?.into_iter();
            broken.extend(found.map(|(line, why)| format!("src/{name}:{line}: {why}")));
        }
    }
    ensure!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

/// Line numbers and broken rules. Comments may speak of anything.
fn violations(
    text: &str,
    more: &[(&'static str, &'static str)],
) -> Result<Vec<(usize, &'static str)>> {
    let mut found = Vec::new();
    for (pattern, why) in FORBIDDEN.iter().chain(more).copied() {
        let pattern = Regex::new(pattern)?;
        for (index, line) in text.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if !is_comment && pattern.is_match(line) {
                found.push((index + 1, why));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_clean(line: &str) -> bool {
        violations(line, &FORBIDDEN_IN_PAGE).unwrap().is_empty()
    }

    #[test]
    fn what_is_forbidden() {
        assert!(!is_clean("view! { <p inner_html=text /> }"));
        assert!(!is_clean(r##"let c = "#fff";"##));
        assert!(!is_clean(r##"style:color="#a0b1c2""##));
        assert!(!is_clean(r#"format!("1px solid #12345678")"#));
        assert!(!is_clean(r#"style:width="12px""#));
        assert!(!is_clean("use sessionscope_engine::ledger::Ledger;"));
    }

    #[test]
    fn what_is_not() {
        assert!(is_clean("// 4px of #fff by inner_html"));
        assert!(is_clean(r##"href="#/sessions""##));
        assert!(is_clean("#[derive(Debug)]"));
        assert!(is_clean(r##"href="#added""##));
        assert!(is_clean("let px = 3;"));
        assert!(is_clean(r#"format!("{left}px")"#));
        assert!(is_clean(r#"r"a" "#));
        assert!(is_clean("let held = query(state, name);"));
    }

    #[test]
    fn lines_are_counted_from_one() {
        let lines = violations("ok\n\"#fff\"\n", &[]).unwrap();
        assert_eq!(lines.first().map(|&(line, _)| line), Some(2));
    }
}
