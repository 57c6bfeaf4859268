//! The engine's reading as a program of its own, native and as wasm, for the bench.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::env::Env;
use crate::{run, wasm};

/// A target of wasm whose programs can read files. What they do else is compiled as for the browser.
const TARGET: &str = "wasm32-wasip1";

/// The example that reads a folder several times.
const EXAMPLE: &str = "throughput";

/// Where both programs are.
pub struct Parsers {
    /// The native one.
    pub native: PathBuf,
    /// The one for a host of WASI.
    pub wasm: PathBuf,
}

/// Builds both as the ingest worker is built.
///
/// # Errors
/// They do not compile, or the target cannot be had.
pub fn build(env: &Env) -> Result<Parsers> {
    run::run(env.command("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("rustup cannot add {TARGET}"))?;
    let build = [
        "build",
        "--release",
        "--package=sessionscope-engine",
        "--example",
        EXAMPLE,
    ];
    run::run(env.cargo().args(build))?;
    run::run(env.cargo().args(build).args(["--target", TARGET]))?;
    let folder = env.target().join(TARGET).join("release/examples");
    let optimised = folder.join("throughput-optimised.wasm");
    wasm::optimise_for_speed(env, &folder.join("throughput.wasm"), &optimised)?;
    Ok(Parsers {
        native: env.target().join("release/examples").join(EXAMPLE),
        wasm: optimised,
    })
}
