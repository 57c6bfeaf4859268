//! `cargo xtask dist`: the static folder to host.
//!
//! Trunk compiles and binds the wasm programs; what makes the folder safe to host anywhere is
//! done here, in this order, because each step changes what the next one hashes: the app cut in
//! two, wasm-opt, esbuild, names by content, the page's policy, 404.html, the service worker's
//! list, compressed copies, budgets.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::Long;

use crate::env::{self, Env, is_ci};
use crate::{budgets, compress, csp, minify, precache, run, setup, site, size, styles, wasm};

/// Flags that cargo adds to those of .cargo/config.toml.
const RUST_FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// How to build.
pub struct Options {
    /// The folder to build into.
    pub out: PathBuf,
    /// Fast and unoptimised, for development.
    pub is_dev: bool,
}

/// Runs `cargo xtask dist`.
///
/// # Errors
/// A tool is missing and cannot be installed, the build fails, or it is over its budget.
pub fn command(mut arguments: lexopt::Parser) -> Result<()> {
    let mut env = Env::new()?;
    let mut options = Options {
        out: env.path("dist"),
        is_dev: false,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("dev") => options.is_dev = true,
            Long("out") => options.out = std::path::absolute(arguments.value()?)?,
            other if crate::is_help(&other) => return Ok(()),
            other => return Err(other.unexpected().into()),
        }
    }
    setup::for_build(&mut env)?;
    build(&env, &options)?;
    check_budgets(&env, &options)
}

/// Builds the folder.
///
/// # Errors
/// A step fails.
pub fn build(env: &Env, options: &Options) -> Result<()> {
    let started = Instant::now();
    let stage = env.target().join("site");
    compile(env, &stage, options.is_dev)?;
    finish(env, &stage, options.is_dev)?;
    site::put_in_place(&stage, &options.out)?;
    println!(
        "built {} in {} s",
        options.out.display(),
        started.elapsed().as_secs()
    );
    Ok(())
}

/// Compares a release build with tests/budgets.json and prints the table.
///
/// # Errors
/// Something is over its limit.
pub fn check_budgets(env: &Env, options: &Options) -> Result<()> {
    let sizes = budgets::measure(&options.out)?;
    let limits = budgets::limits(&env.path("tests/budgets.json"))?;
    print!("{}", budgets::table(&sizes, &limits));
    let report = env.target().join("sizes.json");
    fs::write(&report, serde_json::to_string_pretty(&sizes)?)?;
    if options.is_dev {
        return Ok(());
    }
    size::print(env, false)?;
    let over = budgets::over(&sizes, &limits);
    if over.is_empty() {
        return Ok(());
    }
    bail!("over budget (see tests/budgets.json): {}", over.join("; "))
}

/// Trunk's part. It must fetch nothing, so the crates are fetched first.
fn compile(env: &Env, stage: &Path, is_dev: bool) -> Result<()> {
    let mut fetch = env.for_wasm("cargo");
    fetch.args(["fetch", "--quiet"]);
    if is_ci() {
        fetch.arg("--locked");
    }
    run::run(&mut fetch)?;
    site::remove(stage)?;
    let mut trunk = env.for_wasm("trunk");
    trunk
        .args(["build", "--offline", "--skip-version-check", "--dist"])
        .arg(stage)
        // Trunk takes this variable for an option of its own and knows only true and false.
        .env_remove("NO_COLOR");
    if !is_dev {
        trunk.arg("--release").env(RUST_FLAGS, build_flags(env));
    }
    run::run(&mut trunk)
}

/// Keeps the paths of this machine, which messages of panics would hold, out of the build, and the relocations, by
/// which the app is cut in two, in it.
fn build_flags(env: &Env) -> String {
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let flags = [
        remap(&env.root, "/sessionscope"),
        remap(&env::cargo_home(), "/cargo"),
    ];
    // cargo splits the variable at blanks: a path with one stays as it is.
    let usable = flags.into_iter().filter(|flag| !flag.contains(' '));
    let linked = "-Clink-arg=--emit-relocs".to_owned();
    usable.chain([linked]).collect::<Vec<_>>().join(" ")
}

/// Everything after Trunk.
fn finish(env: &Env, stage: &Path, is_dev: bool) -> Result<()> {
    let page = stage.join("index.html");
    let html = fs::read_to_string(&page).context("trunk built no index.html")?;
    let html = styles::join(stage, &html)?;
    let html = if is_dev {
        wasm::leave_whole(&html)?
    } else {
        html
    };
    if !is_dev {
        wasm::cut(env, stage)?;
        wasm::optimise(env, stage)?;
        minify::minify(env, stage)?;
    }
    let html = site::name_by_content(stage, &html)?;
    let html = csp::fill(&html)?;
    fs::write(&page, &html)?;
    // A static host shows this for any address it does not know; links are relative, so it works
    // for a mistyped name beside index.html.
    fs::write(stage.join("404.html"), &html)?;
    let template = fs::read_to_string(env.path("assets/sw.js")).context("assets/sw.js")?;
    precache::write(stage, &template)?;
    if is_dev {
        return Ok(());
    }
    // Last of all: the copies are of no file's list.
    compress::beside(env, stage)
}
