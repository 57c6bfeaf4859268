//! `cargo xtask test`: every check there is, one after the other, and one line at the end.
//!
//! A step that fails does not stop the others, so that one run tells everything. Each step is
//! counted as one, and the tests that it runs besides.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use lexopt::prelude::{Long, ValueExt as _};

use crate::env::{Env, is_ci};
use crate::summary::{self, Tally};
use crate::{boundary, cost, dist, forms, literals, rules, run, setup, wasm_tests};

/// What stands in the reason of every ignored test that reads the logs beside the repository.
/// They run where that folder is, and are skipped, by name, where it is not.
const REAL_LOGS: &str = "real logs";

/// How long the fuzzer runs, unless `FUZZ_SECONDS` says otherwise.
const FUZZ_SECONDS: &str = "60";

/// How long one file of end-to-end tests may take: many times what the longest takes, so that only
/// one that hangs is ended by it, and the rest of the run still fits the time that CI has.
const E2E_FILE_LIMIT: Duration = Duration::from_secs(8 * 60);

/// The packages that are compiled for the browser.
const WASM_PACKAGES: [&str; 11] = [
    "sessionscope-log",
    "sessionscope-redact",
    "sessionscope-accounts",
    "sessionscope-search",
    "sessionscope-transcript",
    "sessionscope-render",
    "sessionscope-insights",
    "sessionscope-runtime",
    "sessionscope-engine",
    "sessionscope-worker",
    "sessionscope",
];

/// One thing that must hold.
struct Step {
    name: &'static str,
    what: &'static str,
    check: fn(&Env) -> Result<Tally>,
}

/// Cheap ones first, and each before those that build on what it compiled.
const STEPS: [Step; 15] = [
    Step {
        name: "fmt",
        what: "the code is formatted",
        check: fmt,
    },
    Step {
        name: "boundary",
        what: "the engine depends on no browser crate, its crates on each other as drawn",
        check: |env| boundary::check(env).map(|()| Tally::default()),
    },
    Step {
        name: "literals",
        what: "no markup from text, no colours or sizes in Rust",
        check: |env| literals::check(env).map(|()| Tally::default()),
    },
    Step {
        name: "rules",
        what: "folders use each other as they may, functions and files are short",
        check: |env| rules::check(env).map(|()| Tally::default()),
    },
    Step {
        name: "clippy",
        what: "no warnings, natively",
        check: clippy,
    },
    Step {
        name: "clippy-wasm",
        what: "no warnings for wasm32",
        check: clippy_wasm,
    },
    Step {
        name: "unit",
        what: "the tests of engine, worker, app and xtask",
        check: unit,
    },
    Step {
        name: "cost",
        what: "the engine needs no more instructions than tests/cost.json says",
        check: costs,
    },
    Step {
        name: "forms",
        what: "drawing takes instructions in proportion to the text",
        check: forms,
    },
    Step {
        name: "docs",
        what: "the documentation builds without warnings",
        check: docs,
    },
    Step {
        name: "wasm",
        what: "the tests of browser glue, in a browser",
        check: wasm_tests::check,
    },
    Step {
        name: "fuzz",
        what: "the fuzz targets compile and find nothing",
        check: fuzz,
    },
    Step {
        name: "dist",
        what: "the static folder builds",
        check: build,
    },
    Step {
        name: "budgets",
        what: "its code is within tests/budgets.json",
        check: |env| dist::check_budgets(env, &dist_options(env)).map(|()| Tally::default()),
    },
    Step {
        name: "e2e",
        what: "the built app in a real browser",
        check: e2e,
    },
];

/// Runs `cargo xtask test`.
///
/// # Errors
/// Something is missing and cannot be installed, or any test failed.
pub fn command(mut arguments: lexopt::Parser) -> Result<()> {
    let mut only = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("only") => {
                let names = arguments.value()?.string()?;
                only.extend(names.split(',').map(str::to_owned));
            }
            other if crate::is_help(&other) => return Ok(()),
            other => return Err(other.unexpected().into()),
        }
    }
    let steps = select(&only)?;
    let mut env = Env::new()?;
    setup::for_tests(&mut env)?;
    let tally = run_all(&env, &steps);
    ensure!(tally.failed == 0, "some tests failed");
    Ok(())
}

/// Prints the steps, for a service that runs them as jobs of their own.
pub fn list() {
    for step in &STEPS {
        println!("{:<12} {}", step.name, step.what);
    }
}

fn select(only: &[String]) -> Result<Vec<&'static Step>> {
    let unknown = only
        .iter()
        .find(|name| !STEPS.iter().any(|step| step.name == **name));
    if let Some(name) = unknown {
        bail!("there is no step `{name}`; `cargo xtask ci-pieces` lists them");
    }
    let is_wanted = |step: &&Step| only.is_empty() || only.iter().any(|name| name == step.name);
    Ok(STEPS.iter().filter(is_wanted).collect())
}

fn run_all(env: &Env, steps: &[&Step]) -> Tally {
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for step in steps {
        println!("\n=== {}: {}", step.name, step.what);
        let started = Instant::now();
        let (tally, error) = one(env, step);
        let seconds = started.elapsed().as_secs();
        let verdict = if tally.failed == 0 { "ok" } else { "FAILED" };
        lines.push(format!("{:<12} {verdict:<7} {seconds:>5} s", step.name));
        if let Some(error) = error {
            println!("FAILED: {error:#}");
        }
        total.add(tally);
    }
    println!("\n=== summary");
    for line in lines {
        println!("{line}");
    }
    for name in &total.failures {
        println!("failed: {name}");
    }
    for name in &total.skipped {
        println!("skipped: {name}");
    }
    println!("{total}");
    total
}

/// A step's own tests and the step itself, counted.
fn one(env: &Env, step: &Step) -> (Tally, Option<anyhow::Error>) {
    match (step.check)(env) {
        Ok(mut tally) => {
            let has_failed = tally.failed > 0;
            tally.passed += u64::from(!has_failed);
            (tally, None)
        }
        Err(error) => {
            let failed = Tally::failure(format!("{}: {error:#}", step.name));
            (failed, Some(error))
        }
    }
}

fn fmt(env: &Env) -> Result<Tally> {
    run::run(env.cargo().args(["fmt", "--all", "--check"]))?;
    if let Some(manifest) = fuzz_manifest(env) {
        let mut fuzz = env.cargo();
        fuzz.args(["fmt", "--check", "--manifest-path"])
            .arg(manifest);
        run::run(&mut fuzz)?;
    }
    Ok(Tally::default())
}

fn clippy(env: &Env) -> Result<Tally> {
    run::run(&mut locked(
        env.cargo(),
        &["clippy", "--workspace", "--all-targets", "--keep-going"],
        &["-Dwarnings"],
    ))?;
    Ok(Tally::default())
}

fn clippy_wasm(env: &Env) -> Result<Tally> {
    if !setup::has_target(env) {
        return Ok(Tally::skip(
            "clippy for wasm32 (only Debian's compiler has that target here)",
        ));
    }
    let mut words = vec!["clippy", "--target=wasm32-unknown-unknown"];
    words.extend(WASM_PACKAGES.iter().flat_map(|name| ["--package", name]));
    run::run(&mut locked(env.cargo(), &words, &["-Dwarnings"]))?;
    Ok(Tally::default())
}

fn docs(env: &Env) -> Result<Tally> {
    let words = [
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ];
    let mut cargo = locked(env.cargo(), &words, &[]);
    cargo.env("RUSTDOCFLAGS", "-Dwarnings");
    run::run(&mut cargo)?;
    Ok(Tally::default())
}

/// A cargo command that may not touch Cargo.lock in continuous integration.
pub fn locked(mut cargo: Command, words: &[&str], last: &[&str]) -> Command {
    cargo.args(words);
    if is_ci() {
        cargo.arg("--locked");
    }
    if !last.is_empty() {
        cargo.arg("--").args(last);
    }
    cargo
}

fn unit(env: &Env) -> Result<Tally> {
    let last: &[&str] = match env.fixtures() {
        Some(_) => &["--include-ignored"],
        None => &[],
    };
    // Examples in the documentation apart: an ignored one among them is not meant to run.
    let programs = ["test", "--workspace", "--no-fail-fast", "--all-targets"];
    let output = run::tee(&mut locked(env.cargo(), &programs, last))?;
    let mut tally = finished(output, summary::of_cargo)?;
    let skipped = std::mem::take(&mut tally.skipped);
    skip(&mut tally, skipped);
    let examples = ["test", "--workspace", "--no-fail-fast", "--doc"];
    let output = run::tee(&mut locked(env.cargo(), &examples, &[]))?;
    tally.add(finished(output, summary::of_cargo)?);
    Ok(tally)
}

fn costs(env: &Env) -> Result<Tally> {
    let mut tally = cost::check(env)?;
    let skipped = std::mem::take(&mut tally.skipped);
    skip(&mut tally, skipped);
    Ok(tally)
}

fn forms(env: &Env) -> Result<Tally> {
    let mut tally = forms::check(env)?;
    let skipped = std::mem::take(&mut tally.skipped);
    skip(&mut tally, skipped);
    Ok(tally)
}

/// Notes tests that were not run. In continuous integration, where the real logs always are, one
/// that is skipped for want of them is a failure.
fn skip(tally: &mut Tally, names: Vec<String>) {
    if is_ci() {
        let missed = names.iter().filter(|name| name.contains(REAL_LOGS));
        tally.failed += missed.count() as u64;
    }
    tally.skipped.extend(names);
}

/// The tally of a runner's output; a runner that fails without a failed test failed to start.
fn finished(
    (status, output): (std::process::ExitStatus, String),
    read: fn(&str) -> Tally,
) -> Result<Tally> {
    let tally = read(&output);
    ensure!(
        status.success() || tally.failed > 0,
        "the tests could not be run"
    );
    Ok(tally)
}

fn fuzz_manifest(env: &Env) -> Option<std::path::PathBuf> {
    let manifest = env.path("engine/fuzz/Cargo.toml");
    manifest.is_file().then_some(manifest)
}

/// Without a sanitizer, because the engine has no unsafe code to be watched and the sanitizers
/// need a nightly compiler: what is looked for are panics, overflows and endless loops.
fn fuzz(env: &Env) -> Result<Tally> {
    if fuzz_manifest(env).is_none() {
        return Ok(Tally::skip("fuzzing (there is no target yet)"));
    }
    let seconds = std::env::var("FUZZ_SECONDS").unwrap_or_else(|_| FUZZ_SECONDS.to_owned());
    let engine = env.path("engine");
    let names = run::capture(env.cargo().args(["fuzz", "list"]).current_dir(&engine))?;
    let mut tally = Tally::default();
    for name in names.lines() {
        let mut cargo = env.cargo();
        cargo
            .args(["fuzz", "run", "--sanitizer=none", name, "--"])
            .arg(format!("-max_total_time={seconds}"))
            .args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=0"])
            .current_dir(&engine);
        run::run(&mut cargo).with_context(|| format!("the fuzzer broke {name}"))?;
        tally.add(Tally::one());
    }
    Ok(tally)
}

fn dist_options(env: &Env) -> dist::Options {
    dist::Options {
        out: env.path("dist"),
        is_dev: false,
    }
}

fn build(env: &Env) -> Result<Tally> {
    dist::build(env, &dist_options(env))?;
    Ok(Tally::default())
}

fn e2e(env: &Env) -> Result<Tally> {
    let browser = env.browser.as_ref().context("no browser")?;
    let mut tally = Tally::default();
    for file in e2e_files(env)? {
        let mut node = env.command("node");
        node.args(["--test-reporter=spec", &file])
            .current_dir(env.path("tests"))
            .env("SESSIONSCOPE_DIST", env.path("dist"))
            .env("SESSIONSCOPE_CHROMIUM", browser);
        if let Some(fixtures) = env.fixtures() {
            node.env("SESSIONSCOPE_FIXTURES", fixtures);
        }
        println!("--- {file}");
        let ended = run::tee_within(&mut node, E2E_FILE_LIMIT);
        match ended.and_then(|output| finished(output, summary::of_node)) {
            Ok(of_file) => tally.add(of_file),
            Err(error) => {
                println!("✖ {file}: {error:#}");
                tally.add(Tally::failure(format!("{file}: {error:#}")));
            }
        }
    }
    let skipped = std::mem::take(&mut tally.skipped);
    skip(&mut tally, skipped);
    Ok(tally)
}

/// Each in a process of its own, so that one that hangs takes only itself down.
fn e2e_files(env: &Env) -> Result<Vec<String>> {
    let names = crate::site::files(&env.path("tests/e2e"))?;
    let tests = names.into_iter().filter(|name| name.ends_with(".test.mjs"));
    let tests: Vec<String> = tests.map(|name| format!("e2e/{name}")).collect();
    ensure!(!tests.is_empty(), "there are no end-to-end tests");
    Ok(tests)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(only: &[&str]) -> Vec<&'static str> {
        let only: Vec<String> = only.iter().map(ToString::to_string).collect();
        let steps = select(&only).unwrap();
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn steps_are_chosen_by_name_in_their_own_order() {
        assert_eq!(names(&["e2e", "fmt"]), ["fmt", "e2e"]);
        assert_eq!(names(&[]).len(), STEPS.len());
        assert!(select(&["nothing".to_owned()]).is_err());
    }
}
