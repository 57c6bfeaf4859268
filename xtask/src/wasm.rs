//! wasm-opt over the built modules. Trunk would fetch its own; this one comes from npm.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::env::Env;
use crate::{hash, module, order, run, site, size, split};

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

/// What no visitor needs. The compiler must keep the producers until here, or its record of the
/// features it used, which wasm-opt reads, is lost too.
const STRIP: [&str; 2] = ["--strip-debug", "--strip-producers"];

/// The second run: what the functions are called says in which order they come.
const REORDER: [&str; 4] = [
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// The app as wasm-bindgen left it, in the folder.
const APP: &str = "sessionscope_bg.wasm";
/// The part of it that is fetched beside the start.
const LATER: &str = "sessionscope-later_bg.wasm";
/// The functions through which that part is reached: those of `src/views/later.rs`.
const GATES: &str = "sessionscope::views::later::";

/// Cuts the app in two.
///
/// # Errors
/// It was not built as the cut needs it.
pub fn cut(env: &Env, folder: &Path) -> Result<()> {
    let linked = size::linked(env, "app", "sessionscope");
    let linked = fs::read(&linked).with_context(|| format!("no {}", linked.display()))?;
    let app = folder.join(APP);
    let parts = split::split(&linked, &fs::read(&app)?, GATES).context("cannot cut the app")?;
    size::keep_parts(env, &parts.first, &parts.second)?;
    fs::write(&app, parts.first)?;
    fs::write(folder.join(LATER), parts.second)?;
    Ok(())
}

/// The page of an app that is not cut: without this name it looks for no second part.
///
/// # Errors
/// The page never names the second part.
pub fn leave_whole(html: &str) -> Result<String> {
    let tag = format!("<meta name=\"sessionscope-later-wasm\" content=\"{LATER}\">");
    ensure!(
        html.contains(&tag),
        "index.html never names the second part of the app"
    );
    Ok(html.replace(&tag, ""))
}

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
fn optimise_one(env: &Env, file: &Path, level: &str) -> Result<()> {
    let cache = env.target().join("wasm-opt");
    fs::create_dir_all(&cache)?;
    // What the cut needed the relocations for is done.
    let module = module::without_links(&fs::read(file)?)?;
    fs::write(file, &module)?;
    let mut key = module;
    for text in FEATURES
        .iter()
        .chain(&STRIP)
        .chain(&REORDER)
        .chain(&[level])
    {
        key.extend_from_slice(text.as_bytes());
    }
    key.extend_from_slice(&fs::read(env.path("tests/package-lock.json"))?);
    // How the order is found is part of the work too.
    key.extend_from_slice(include_bytes!("order.rs"));
    let kept = cache.join(format!("{}.wasm", hash::for_name(&key)));
    if !kept.is_file() {
        let partial = kept.with_extension("partial");
        let mut passes = vec![level];
        passes.extend(STRIP);
        wasm_opt(env, &passes, file, &partial)?;
        name_by_order(&partial)?;
        wasm_opt(env, &REORDER, &partial, &partial)?;
        fs::rename(&partial, &kept)?;
    }
    fs::copy(&kept, file)?;
    Ok(())
}

/// Optimises a module for speed, as the ingest worker is.
///
/// # Errors
/// wasm-opt refuses it.
pub fn optimise_for_speed(env: &Env, from: &Path, to: &Path) -> Result<()> {
    wasm_opt(env, &["-O3"], from, to)
}

fn wasm_opt(env: &Env, passes: &[&str], from: &Path, to: &Path) -> Result<()> {
    let mut command = env.command("node");
    command
        .arg(env.path("tests/node_modules/binaryen/bin/wasm-opt"))
        .args(passes)
        .args(FEATURES)
        .arg("-o")
        .arg(to)
        .arg(from);
    run::run(&mut command)
}

/// Calls the functions of a module by their places in an order that compresses well.
fn name_by_order(file: &Path) -> Result<()> {
    let module = fs::read(file)?;
    let functions = module::functions(&module)?;
    let mut names = vec![String::new(); functions.bodies.len()];
    for (place, function) in order::by_likeness(&functions.bodies)
        .into_iter()
        .enumerate()
    {
        if let Some(name) = names.get_mut(function) {
            *name = format!("{place:06}");
        }
    }
    fs::write(
        file,
        module::with_names(&module, functions.imported, &names)?,
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_that_is_not_cut_names_no_second_part() {
        let page = include_str!("../../index.html");
        let whole = leave_whole(page).unwrap();
        assert!(!whole.contains(LATER) && whole.contains(APP));
        assert_eq!(whole.lines().count(), page.lines().count());
        assert!(leave_whole(&whole).is_err());
    }
}
