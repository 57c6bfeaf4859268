//! The engine knows no browser, and its crates know only each other as drawn in ARCHITECTURE.md: checked on
//! the crates that they really depend on.

use anyhow::{Result, bail, ensure};

use crate::env::Env;
use crate::run;

/// Crates that speak to a browser; one in the engine's tree and it is no longer pure.
const BROWSER_CRATES: [&str; 7] = [
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "serde-wasm-bindgen",
    "leptos",
    "gloo",
];

/// The engine's crates, and which others of ours each may depend on.
const MAY_KNOW: [(&str, &[&str]); 9] = [
    ("log", &[]),
    ("redact", &["log"]),
    ("accounts", &["log", "redact"]),
    ("queries", &["log", "redact", "accounts", "transcript"]),
    ("search", &["log"]),
    ("transcript", &["log"]),
    ("render", &["log", "search", "transcript"]),
    ("insights", &["log", "search"]),
    ("runtime", &["log", "accounts", "queries"]),
];

/// Checks the engine's dependencies as they are for wasm32, where such crates would be pulled in.
///
/// # Errors
/// There is a browser crate among them, or one of the engine's crates knows another that it must not.
pub fn check(env: &Env) -> Result<()> {
    for (name, may_know) in MAY_KNOW {
        check_crate(env, name, may_know)?;
    }
    for package in [
        "sessionscope-engine",
        "sessionscope-insights",
        "sessionscope-runtime",
    ] {
        check_purity(env, package)?;
    }
    Ok(())
}

/// Checks that no crate that a package depends on speaks to a browser.
fn check_purity(env: &Env, package: &str) -> Result<()> {
    let tree = run::capture(env.cargo().args([
        "tree",
        &format!("--package={package}"),
        "--edges=normal,build",
        "--target=wasm32-unknown-unknown",
        "--prefix=none",
        "--format={p}",
    ]))?;
    let found = browser_crates(&tree);
    ensure!(
        found.is_empty(),
        "{package} must not depend on a browser crate, but does on {}",
        found.join(", ")
    );
    Ok(())
}

/// Checks which of our crates one of the engine's depends on, tests included.
fn check_crate(env: &Env, name: &str, may_know: &[&str]) -> Result<()> {
    let tree = run::capture(env.cargo().args([
        "tree",
        &format!("--package=sessionscope-{name}"),
        "--edges=normal,build,dev",
        "--depth=1",
        "--prefix=none",
        "--format={p}",
    ]))?;
    for known in own_crates(&tree).filter(|known| *known != name) {
        if !may_know.contains(&known) {
            bail!("engine/{name} must not depend on sessionscope-{known}");
        }
    }
    Ok(())
}

/// Names of our crates in a tree, without what they all start with.
fn own_crates(tree: &str) -> impl Iterator<Item = &str> {
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.filter_map(|name| name.strip_prefix("sessionscope-"))
}

fn browser_crates(tree: &str) -> Vec<&str> {
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| is_browser_crate(name)).collect()
}

fn is_browser_crate(name: &str) -> bool {
    let family = |base: &str| {
        let rest = name.strip_prefix(base);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-') || rest.starts_with('_'))
    };
    BROWSER_CRATES.into_iter().any(family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_crates_are_told_from_others() {
        let tree = "sessionscope-render v0.1.0 (/x)\nserde v1.0.0\nsessionscope-log v0.1.0 (/y)\n";
        assert!(own_crates(tree).eq(["render", "log"]));
    }

    #[test]
    fn families_are_known_by_their_base() {
        let tree = "sessionscope-engine v0.1.0 (/x)\nserde v1.0.0\ngloo-worker v0.6.0\nweb-sys v0.3.1 (*)\n";
        assert_eq!(browser_crates(tree), ["gloo-worker", "web-sys"]);
        assert!(browser_crates("serde v1\nglobset v0.4\nmemchr v2").is_empty());
    }
}
