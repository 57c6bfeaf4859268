//! The Chromium of the tests, and its driver.

use std::env as process;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::apt;
use crate::env::Env;

/// Set to a browser's path, this decides.
const BROWSER_VARIABLE: &str = "SESSIONSCOPE_CHROMIUM";
/// Set to a driver's path, this decides; wasm-bindgen's test runner reads the same variable.
const DRIVER_VARIABLE: &str = "CHROMEDRIVER";

const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Where installers put a browser without putting it on the search path.
const ELSEWHERE: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/// Finds or installs a browser and its driver.
///
/// # Errors
/// There is no browser, and the package manager cannot give one. A missing driver alone is no
/// error: only the tests of browser glue need it, and they say so.
pub fn set_up(env: &mut Env) -> Result<()> {
    find(env);
    if env.browser.is_none() || (env.driver.is_none() && env.find("apt-get").is_some()) {
        println!("setup: installing Chromium and its driver");
        let packages = ["chromium", "chromium-driver", "fonts-liberation"];
        let installed = apt::install(env, &packages);
        find(env);
        if env.browser.is_none() {
            installed.context("Chromium cannot be installed by the package manager")?;
        }
    }
    env.browser.as_ref().map(|_| ()).with_context(|| {
        format!("Chromium is missing: install it, or set {BROWSER_VARIABLE} to its path")
    })
}

fn find(env: &mut Env) {
    let browser = BROWSERS.iter().find_map(|name| env.find(name));
    let elsewhere = || {
        ELSEWHERE
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
    };
    env.browser = named(BROWSER_VARIABLE).or(browser).or_else(elsewhere);
    env.driver = named(DRIVER_VARIABLE).or_else(|| env.find("chromedriver"));
}

fn named(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(process::var_os(variable)?);
    path.is_file().then_some(path)
}
