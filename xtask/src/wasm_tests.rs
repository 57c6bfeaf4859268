//! The tests of browser glue: compiled to wasm and run in a real browser by wasm-bindgen's runner.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::env::Env;
use crate::summary::{self, Tally};
use crate::{run, site};

/// Packages that may have such tests, and their folders.
const PACKAGES: [(&str, &str); 2] = [("sessionscope", "."), ("sessionscope-worker", "worker")];

/// Runs the tests of every package that has any.
///
/// # Errors
/// They cannot be built or started.
pub fn check(env: &Env) -> Result<Tally> {
    let mut tally = Tally::default();
    for (package, folder) in PACKAGES {
        let folder = env.path(folder);
        if has_tests(&folder)? {
            tally.add(package_tests(env, package)?);
        }
    }
    Ok(tally)
}

fn has_tests(package: &Path) -> Result<bool> {
    for folder in ["src", "tests"].map(|name| package.join(name)) {
        if !folder.is_dir() {
            continue;
        }
        let names = site::files(&folder)?;
        for name in names.iter().filter(|name| site::has_extension(name, "rs")) {
            if fs::read_to_string(folder.join(name))?.contains("#[wasm_bindgen_test") {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn package_tests(env: &Env, package: &str) -> Result<Tally> {
    let Some(driver) = &env.driver else {
        let why = format!("browser tests of {package} (no chromedriver)");
        return Ok(Tally::skip(why));
    };
    let mut tally = Tally::default();
    for program in build(env, package)? {
        let mut runner = env.command("wasm-bindgen-test-runner");
        // The runner takes the browser's flags from webdriver.json in its own folder.
        runner
            .arg(&program)
            .current_dir(env.path("tests"))
            .env("CHROMEDRIVER", driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        let (status, output) = run::tee(&mut runner)?;
        let mut found = summary::of_cargo(&output);
        if !status.success() && found.failed == 0 {
            found.failed = 1;
        }
        tally.add(found);
    }
    Ok(tally)
}

/// Compiles a package's test programs and says where they are.
fn build(env: &Env, package: &str) -> Result<Vec<PathBuf>> {
    let output = run::capture(env.for_wasm("cargo").args([
        "test",
        "--package",
        package,
        "--target=wasm32-unknown-unknown",
        "--no-run",
        "--message-format=json-render-diagnostics",
    ]))
    .with_context(|| format!("cannot build the browser tests of {package}"))?;
    Ok(executables(&output))
}

/// The programs that cargo's messages name.
fn executables(messages: &str) -> Vec<PathBuf> {
    let messages = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages
        .filter_map(|message| Some(PathBuf::from(message.get("executable")?.as_str()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_read_from_messages() {
        let messages = "{\"reason\":\"compiler-artifact\",\"executable\":\"/t/a.wasm\"}\n\
                        {\"reason\":\"compiler-artifact\",\"executable\":null}\nnot json\n";
        assert_eq!(executables(messages), [PathBuf::from("/t/a.wasm")]);
    }
}
