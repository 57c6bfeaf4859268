//! Rules of structure that no linter knows: which folder may use which, and how long functions and files
//! may be. What breaks a rule today stands in `xtask/exceptions.json`; that list may only shrink.

mod imports;
mod lengths;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::env::Env;
use crate::site;

/// Where known breaches stand: what breaks a rule, and by how much.
const EXCEPTIONS: &str = "xtask/exceptions.json";
/// Folders whose Rust files the rules are for.
const FOLDERS: [&str; 4] = ["src", "worker/src", "engine", "xtask/src"];
/// Folders below these that hold no code of the product.
const APART: [&str; 3] = ["engine/fuzz", "engine/examples", "engine/tests"];

/// What breaks a rule, and by how much: a length, or 1 for what must not be there at all.
type Breaches = BTreeMap<String, usize>;

/// A file of the repository.
struct Source {
    /// Its path, parts joined by `/`.
    path: String,
    text: String,
}

/// Checks all files.
///
/// # Errors
/// A file breaks a rule and is no known exception, breaks it by more than is known, or is called an
/// exception and is none any more.
pub fn check(env: &Env) -> Result<()> {
    let found = breaches(&sources(env)?)?;
    let known = fs::read_to_string(env.path(EXCEPTIONS)).context(EXCEPTIONS)?;
    let known: Breaches = serde_json::from_str(&known).context(EXCEPTIONS)?;
    let verdicts = compare(&found, &known);
    ensure!(verdicts.is_empty(), "{}", verdicts.join("\n"));
    println!("{} known exceptions", known.len());
    Ok(())
}

/// `cargo xtask rules`: lowers the list of exceptions to what is found.
///
/// # Errors
/// A rule is broken that was not, or by more than it was.
pub fn command(mut arguments: lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        None => {}
        Some(argument) if crate::is_help(&argument) => return Ok(()),
        Some(argument) => return Err(argument.unexpected().into()),
    }
    let env = Env::new()?;
    let file = env.path(EXCEPTIONS);
    let found = breaches(&sources(&env)?)?;
    let known: Breaches = match fs::read_to_string(&file) {
        Ok(known) => serde_json::from_str(&known).context(EXCEPTIONS)?,
        Err(_) => found.clone(),
    };
    let worse: Vec<_> = found.iter().filter_map(|one| worse(one, &known)).collect();
    ensure!(worse.is_empty(), "{}", worse.join("\n"));
    let text = serde_json::to_string_pretty(&found)?;
    fs::write(&file, text + "\n").context(EXCEPTIONS)
}

fn sources(env: &Env) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for folder in FOLDERS {
        for name in site::files(&env.path(folder))? {
            let path = format!("{folder}/{name}");
            let is_apart = APART.iter().any(|apart| path.starts_with(apart));
            let is_test = path.contains("/tests/") || path.contains("/target/");
            if is_apart || is_test || !site::has_extension(&name, "rs") {
                continue;
            }
            let text = fs::read_to_string(env.path(&path)).with_context(|| path.clone())?;
            sources.push(Source { path, text });
        }
    }
    for name in site::files(&env.path("style"))? {
        let path = format!("style/{name}");
        let text = fs::read_to_string(env.path(&path)).with_context(|| path.clone())?;
        sources.push(Source { path, text });
    }
    Ok(sources)
}

fn breaches(sources: &[Source]) -> Result<Breaches> {
    let mut breaches = Breaches::new();
    for source in sources {
        breaches.extend(imports::breaches(source));
        breaches.extend(lengths::breaches(source).with_context(|| source.path.clone())?);
    }
    Ok(breaches)
}

/// A sentence for each that is worse than known, or known without being found.
fn compare(found: &Breaches, known: &Breaches) -> Vec<String> {
    let worse = found.iter().filter_map(|one| worse(one, known));
    let mended = known.keys().filter(|name| !found.contains_key(*name));
    let mended = mended.map(|name| {
        format!("{name}: no exception any more; run `cargo xtask rules` to shorten the list")
    });
    worse.chain(mended).collect()
}

fn worse((name, by): (&String, &usize), known: &Breaches) -> Option<String> {
    match known.get(name) {
        Some(most) if by <= most => None,
        Some(most) => Some(format!("{name}: {by}, was {most}")),
        None => Some(format!("{name}: {by}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches_of(list: &[(&str, usize)]) -> Breaches {
        list.iter()
            .map(|(name, by)| ((*name).to_owned(), *by))
            .collect()
    }

    #[test]
    fn the_list_may_only_shrink() {
        let known = breaches_of(&[("a", 70), ("b", 1)]);
        assert!(compare(&breaches_of(&[("a", 65), ("b", 1)]), &known).is_empty());
        assert_eq!(
            compare(&breaches_of(&[("a", 71), ("c", 1)]), &known),
            [
                "a: 71, was 70",
                "c: 1",
                "b: no exception any more; run `cargo xtask rules` to shorten the list",
            ]
        );
    }
}
