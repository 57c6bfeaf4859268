//! `cargo xtask size`: what the bytes of the built programs belong to, by crate and module.
//!
//! Measured on what the compiler wrote, and of the app on its two parts, before wasm-opt makes them smaller and takes
//! the names away.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use lexopt::prelude::Long;

use crate::env::Env;
use crate::module;

/// The programs: what each is called, the folder of what was built, and its file there.
const PROGRAMS: [(&str, &str, &str); 5] = [
    ("app", PARTS, "app"),
    ("later", PARTS, "later"),
    ("worker", "release", "sessionscope-worker"),
    ("analyst", "app", "sessionscope-analyst"),
    ("library", "app", "sessionscope-library"),
];
/// Where the app's parts are kept with their names, among what was built.
const PARTS: &str = "parts";
/// How many rows of each table are printed.
const ROWS: usize = 24;

/// Bytes and functions of one crate, module or function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weight {
    bytes: usize,
    functions: usize,
}

type Weights = BTreeMap<String, Weight>;

/// Prints a table of crates for each program, with `--modules` one of our modules and one of the functions
/// that were compiled most often as well.
///
/// # Errors
/// The programs were not built, or have no names.
pub fn command(mut arguments: lexopt::Parser) -> Result<()> {
    let mut has_modules = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("modules") => has_modules = true,
            other if crate::is_help(&other) => return Ok(()),
            other => return Err(other.unexpected().into()),
        }
    }
    print(&Env::new()?, has_modules)
}

/// Prints the tables of what was built last.
///
/// # Errors
/// As [`command`].
pub fn print(env: &Env, has_modules: bool) -> Result<()> {
    for (name, profile, file) in PROGRAMS {
        let functions = functions(&linked(env, profile, file))?;
        table(&format!("{name} by crate"), &by(&functions, crate_of));
        if has_modules {
            table(&format!("{name} by module"), &by(&functions, module_of));
            table(
                &format!("{name} by function"),
                &by(&functions, str::to_owned),
            );
        }
    }
    Ok(())
}

/// What the compiler wrote of a program.
pub fn linked(env: &Env, profile: &str, name: &str) -> PathBuf {
    let folder = env.target().join("wasm32-unknown-unknown").join(profile);
    folder.join(name).with_extension("wasm")
}

/// Keeps the parts of the app with the names of their functions.
///
/// # Errors
/// They cannot be written.
pub fn keep_parts(env: &Env, first: &[u8], second: &[u8]) -> Result<()> {
    for (name, part) in [("app", first), ("later", second)] {
        let file = linked(env, PARTS, name);
        fs::create_dir_all(file.parent().context("a file has a folder")?)?;
        fs::write(file, part)?;
    }
    Ok(())
}

/// Each function's name in readable form, and its bytes.
fn functions(file: &Path) -> Result<Vec<(String, usize)>> {
    let module = fs::read(file).with_context(|| format!("build first: no {}", file.display()))?;
    let functions = module::functions(&module)?;
    let mut named = Vec::new();
    for (number, name) in module::names(&module)? {
        let body = number
            .checked_sub(functions.imported)
            .and_then(|at| functions.bodies.get(at));
        if let Some(body) = body {
            let name = format!("{:#}", rustc_demangle::demangle(&name));
            named.push((name, body.len()));
        }
    }
    Ok(named)
}

fn by(functions: &[(String, usize)], group: fn(&str) -> String) -> Weights {
    let mut weights = Weights::new();
    for (name, bytes) in functions {
        let weight = weights.entry(group(name)).or_default();
        weight.bytes += bytes;
        weight.functions += 1;
    }
    weights
}

/// The crate that a function is of: of a method of a trait, that of the type.
fn crate_of(name: &str) -> String {
    first(name, 1)
}

/// The crate and the module in it.
fn module_of(name: &str) -> String {
    first(name, 2)
}

fn first(name: &str, parts: usize) -> String {
    let path = name.trim_start_matches(['<', '&', '*', '(', '[']);
    let path = path.strip_prefix("mut ").unwrap_or(path);
    let path = path.strip_prefix("dyn ").unwrap_or(path);
    let end = path.find(|char: char| !(char.is_alphanumeric() || "_:".contains(char)));
    let path = path.get(..end.unwrap_or(path.len())).unwrap_or(path);
    let mut names = path.split("::").filter(|name| !name.is_empty());
    let taken: Vec<_> = names.by_ref().take(parts).collect();
    if taken.is_empty() {
        "(other)".to_owned()
    } else {
        taken.join("::")
    }
}

fn table(title: &str, weights: &Weights) {
    let all: usize = weights.values().map(|weight| weight.bytes).sum();
    println!("\n{title}: {all} bytes of code before wasm-opt");
    let mut rows: Vec<_> = weights.iter().collect();
    rows.sort_by_key(|(_, weight)| std::cmp::Reverse(weight.bytes));
    for (name, weight) in rows.iter().take(ROWS) {
        let share = weight.bytes as f64 * 100.0 / all.max(1) as f64;
        let Weight { bytes, functions } = weight;
        println!("{bytes:>9} {share:>5.1} % {functions:>5} functions  {name}");
    }
    let rest = rows.iter().skip(ROWS);
    let bytes: usize = rest.clone().map(|(_, weight)| weight.bytes).sum();
    if bytes > 0 {
        println!("{bytes:>9}         {:>5} others", rest.count());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_of_the_crate_of_its_type() {
        for (name, of_crate, of_module) in [
            (
                "sessionscope::views::nav::Nav",
                "sessionscope",
                "sessionscope::views",
            ),
            (
                "<alloc::vec::Vec<T> as core::ops::Drop>::drop",
                "alloc",
                "alloc::vec",
            ),
            ("<&mut serde::de::X as Y>::z", "serde", "serde::de"),
            ("memcpy", "memcpy", "memcpy"),
            ("{shim}", "(other)", "(other)"),
        ] {
            assert_eq!(
                (crate_of(name), module_of(name)),
                (of_crate.to_owned(), of_module.to_owned())
            );
        }
    }
}
