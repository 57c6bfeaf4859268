//! wasm-opt over the built modules. Trunk would fetch its own; this one comes from npm.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::env::Env;
use crate::{hash, run, site};

/// What every browser with SIMD has: the features that the compiler uses.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
];

/// Names and producers go; the compiler must keep them until here, or its record of the features
/// it used is lost too.
const STRIP: [&str; 3] = [
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Optimises every wasm module at the top of a folder in place: the worker's for speed, the
/// others for size.
///
/// # Errors
/// A file cannot be read or written, or wasm-opt refuses it.
pub fn optimise(env: &Env, folder: &Path) -> Result<()> {
    for name in site::files(folder)? {
        if site::has_extension(&name, "wasm") {
            let level = if name.contains("-worker") {
                "-O3"
            } else {
                "-Oz"
            };
            optimise_one(env, &folder.join(&name), level)
                .with_context(|| format!("cannot optimise {name}"))?;
        }
    }
    Ok(())
}

/// Optimises one module, or takes the result of the same work from an earlier build.
fn optimise_one(env: &Env, module: &Path, level: &str) -> Result<()> {
    let cache = env.target().join("wasm-opt");
    fs::create_dir_all(&cache)?;
    let mut key = fs::read(module)?;
    key.extend_from_slice(level.as_bytes());
    key.extend_from_slice(FEATURES.concat().as_bytes());
    key.extend_from_slice(&fs::read(env.path("tests/package-lock.json"))?);
    let kept = cache.join(format!("{}.wasm", hash::for_name(&key)));
    if !kept.is_file() {
        let partial = kept.with_extension("partial");
        let mut command = env.command("node");
        command
            .arg(env.path("tests/node_modules/binaryen/bin/wasm-opt"))
            .arg(level)
            .args(FEATURES)
            .args(STRIP)
            .arg("-o")
            .arg(&partial)
            .arg(module);
        run::run(&mut command)?;
        fs::rename(&partial, &kept)?;
    }
    fs::copy(&kept, module)?;
    Ok(())
}
