//! Shorter scripts and styles. Trunk has minifiers too, but they give up on the modules that
//! wasm-bindgen writes; esbuild from npm knows them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::env::Env;
use crate::{run, site};

#[cfg(windows)]
const ESBUILD: &str = "tests/node_modules/.bin/esbuild.cmd";
#[cfg(not(windows))]
const ESBUILD: &str = "tests/node_modules/.bin/esbuild";

/// Shortens every script and style of a folder in place.
///
/// # Errors
/// esbuild refuses a file.
pub fn minify(env: &Env, folder: &Path) -> Result<()> {
    let names = site::files(folder)?.into_iter();
    let code = names.filter(|name| {
        ["js", "css"]
            .iter()
            .any(|kind| site::has_extension(name, kind))
    });
    let files: Vec<PathBuf> = code.map(|name| folder.join(name)).collect();
    let mut esbuild = env.command(env.path(ESBUILD));
    esbuild
        .args(&files)
        .args(["--minify", "--charset=utf8", "--legal-comments=none"])
        .args(["--allow-overwrite", "--log-level=warning"])
        // Without these, output goes under the deepest folder that the files share.
        .arg(format!("--outbase={}", folder.display()))
        .arg(format!("--outdir={}", folder.display()));
    run::run(&mut esbuild).context("cannot shorten scripts and styles")
}
