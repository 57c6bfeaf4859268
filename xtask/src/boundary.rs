//! The engine knows no browser: checked on the crates it really depends on.

use anyhow::{Result, ensure};

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

/// Checks the engine's dependencies as they are for wasm32, where such crates would be pulled in.
///
/// # Errors
/// There is a browser crate among them.
pub fn check(env: &Env) -> Result<()> {
    let tree = run::capture(env.cargo().args([
        "tree",
        "--package=sessionscope-engine",
        "--edges=normal,build",
        "--target=wasm32-unknown-unknown",
        "--prefix=none",
        "--format={p}",
    ]))?;
    let found = browser_crates(&tree);
    ensure!(
        found.is_empty(),
        "the engine must not depend on a browser crate, but does on {}",
        found.join(", ")
    );
    Ok(())
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
    fn families_are_known_by_their_base() {
        let tree = "sessionscope-engine v0.1.0 (/x)\nserde v1.0.0\ngloo-worker v0.6.0\nweb-sys v0.3.1 (*)\n";
        assert_eq!(browser_crates(tree), ["gloo-worker", "web-sys"]);
        assert!(browser_crates("serde v1\nglobset v0.4\nmemchr v2").is_empty());
    }
}
