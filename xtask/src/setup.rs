//! Installs what a command needs and the machine lacks.
//!
//! Every step looks first and is silent when there is nothing to do; otherwise it says what it
//! does in one line, and a failure ends with one sentence that says what to do by hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::env::Env;
use crate::{apt, browser, callgrind, debian, hash, run};

const TARGET: &str = "wasm32-unknown-unknown";

/// Newer versions of Trunk need a newer compiler than [workspace.package] promises.
const TRUNK: &str = "0.21.14";

const CARGO_FUZZ: &str = "0.13.2";

/// The oldest Node with the test runner and the module support that the tests use.
const NODE_MAJOR: u32 = 20;

/// npm's program.
#[cfg(windows)]
pub const NPM: &str = "npm.cmd";
/// npm's program.
#[cfg(not(windows))]
pub const NPM: &str = "npm";

/// What building needs: the target, Trunk, wasm-bindgen and wasm-opt.
///
/// # Errors
/// Something is missing and cannot be installed.
pub fn for_build(env: &mut Env) -> Result<()> {
    node(env)?;
    npm(env)?;
    wasm_target(env)?;
    program(env, "trunk", "trunk", TRUNK, &["--locked"])?;
    // Its lock file names a crate version that was withdrawn, hence without `--locked`.
    let version = wasm_bindgen_version(env)?;
    program(env, "wasm-bindgen", "wasm-bindgen-cli", &version, &[])
}

/// What the tests need besides: a formatter, a linter, a browser, valgrind and the fuzzer.
///
/// # Errors
/// Something is missing and cannot be installed.
pub fn for_tests(env: &mut Env) -> Result<()> {
    for_build(env)?;
    component(env, "rustfmt", "fmt")?;
    component(env, "clippy", "clippy")?;
    browser::set_up(env)?;
    cpp_compiler(env)?;
    valgrind(env)?;
    if run::succeeds(env.cargo().args(["fuzz", "--version"])) {
        return Ok(());
    }
    install(env, "cargo-fuzz", CARGO_FUZZ, &["--locked"])
}

/// Only the browser and what drives it: for measuring a build that is there.
///
/// # Errors
/// Something is missing and cannot be installed.
pub fn for_browser(env: &mut Env) -> Result<()> {
    node(env)?;
    npm(env)?;
    browser::set_up(env)
}

/// What counts instructions; not where there is none, since there nothing is counted.
///
/// # Errors
/// It is missing, and the package manager cannot give it.
pub fn valgrind(env: &Env) -> Result<()> {
    if !callgrind::IS_FOR_THIS || env.find(callgrind::VALGRIND).is_some() {
        return Ok(());
    }
    say("installing valgrind, which counts instructions");
    apt::install(env, &["valgrind"]).context("valgrind is missing, install it by hand")
}

fn say(what: &str) {
    println!("setup: {what}");
}

fn node(env: &Env) -> Result<()> {
    let version = run::capture(env.command("node").arg("--version"))
        .context("Node is missing: install version 20 or newer")?;
    let major = version.trim_start_matches('v').split('.').next();
    let major: u32 = major.unwrap_or_default().parse().unwrap_or(0);
    ensure!(
        major >= NODE_MAJOR,
        "Node {} is too old: install version {NODE_MAJOR} or newer",
        version.trim()
    );
    Ok(())
}

/// `npm ci` in tests/, unless it was done for this very lock file.
fn npm(env: &Env) -> Result<()> {
    let lock = fs::read(env.path("tests/package-lock.json")).context("tests/package-lock.json")?;
    let hash = hash::full_hex(&lock);
    let stamp = env.path("tests/node_modules/.installed-for");
    if fs::read_to_string(&stamp).is_ok_and(|done| done == hash) {
        return Ok(());
    }
    say("npm ci in tests/ (wasm-opt, the browser driver)");
    let mut npm = env.command(NPM);
    npm.arg("ci").current_dir(env.path("tests"));
    run::run(&mut npm).context("npm cannot install the packages of tests/package-lock.json")?;
    fs::write(stamp, hash)?;
    Ok(())
}

fn wasm_target(env: &mut Env) -> Result<()> {
    if has_target(env) {
        return Ok(());
    }
    say("rustup target add wasm32-unknown-unknown");
    let added = run::run(env.command("rustup").args(["target", "add", TARGET]));
    if added.is_ok() && has_target(env) {
        return Ok(());
    }
    say("rustup cannot fetch it; trying Debian's compiler for the web");
    debian::set_up(env).context(
        "the wasm32-unknown-unknown target is missing: run `rustup target add \
         wasm32-unknown-unknown` on a machine that reaches rustup's server",
    )
}

/// True if the compiler has a standard library for wasm32.
pub fn has_target(env: &Env) -> bool {
    let mut rustc = env.command("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    run::capture(&mut rustc).is_ok_and(|folder| {
        fs::read_dir(Path::new(folder.trim()))
            .is_ok_and(|mut files| files.any(|file| is_core(&file)))
    })
}

fn is_core(file: &std::io::Result<fs::DirEntry>) -> bool {
    file.as_ref()
        .is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libcore"))
}

fn component(env: &Env, component: &str, subcommand: &str) -> Result<()> {
    if run::succeeds(env.cargo().args([subcommand, "--version"])) {
        return Ok(());
    }
    say(&format!("rustup component add {component}"));
    run::run(env.command("rustup").args(["component", "add", component]))
        .with_context(|| format!("{component} is missing and rustup cannot add it"))
}

/// A program of exactly this version, from the machine or installed.
fn program(env: &Env, name: &str, package: &str, version: &str, flags: &[&str]) -> Result<()> {
    match version_of(env.command(name)) {
        Some(found) if found == version => Ok(()),
        None => install(env, package, version, flags),
        Some(found) => {
            // Another project may rely on that one, so it stays.
            say(&format!("{name} {found} is there, {version} is needed"));
            let root = env.tools().to_string_lossy().into_owned();
            let flags = [flags, &["--root", root.as_str()]].concat();
            install(env, package, version, &flags)
        }
    }
}

/// `NAME VERSION` as programs print it.
fn version_of(mut command: Command) -> Option<String> {
    let text = run::capture(command.arg("--version")).ok()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

fn install(env: &Env, package: &str, version: &str, flags: &[&str]) -> Result<()> {
    say(&format!(
        "cargo install {package} {version} (minutes, once)"
    ));
    let mut cargo = env.cargo();
    cargo
        .args(["install", "--quiet", package, "--version", version])
        .args(flags)
        // These tools spend their time waiting or in short bursts: quick to build counts more.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false");
    run::run(&mut cargo).with_context(|| format!("cargo cannot install {package} {version}"))
}

/// The version that Cargo.lock has: the program and the crate speak a private protocol.
fn wasm_bindgen_version(env: &Env) -> Result<String> {
    let lock = fs::read_to_string(env.path("Cargo.lock")).context("Cargo.lock")?;
    locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

/// libFuzzer is C++ that the fuzz target's build compiles.
fn cpp_compiler(env: &Env) -> Result<()> {
    if ["c++", "g++", "clang++"]
        .iter()
        .any(|name| env.find(name).is_some())
    {
        return Ok(());
    }
    say("installing a C++ compiler for the fuzzer");
    if apt::install(env, &["g++"]).is_err() {
        bail!("a C++ compiler is missing: install g++ or clang");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_come_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(lock, "absent"), None);
    }
}
