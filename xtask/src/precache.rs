//! The list of files that the service worker keeps, written into it.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;

use crate::{hash, site};

/// The line of assets/sw.js that the build replaces.
const PLACEHOLDER: &str = r#"const BUILD = { version: "unbuilt", files: [] };"#;

/// Files that are never asked for by the app itself, or that must always come from the host.
const LEFT_OUT: [&str; 2] = ["sw.js", "404.html"];

/// Pictures for the installation dialog, which only the browser's own store page shows.
const LEFT_OUT_FOLDER: &str = "screenshots/";

/// One file of the build.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Entry {
    /// Relative to the service worker, so that any sub-path works.
    url: String,
    /// What its content must hash to: a half-finished upload never becomes a version.
    integrity: String,
}

/// Everything a service worker must know of its build.
#[derive(Serialize)]
struct Build {
    /// Changes with any file.
    version: String,
    files: Vec<Entry>,
}

/// Writes `sw.js` for the files of a finished folder.
///
/// # Errors
/// A file cannot be read or written, or the template lacks its placeholder.
pub fn write(folder: &Path, template: &str) -> Result<()> {
    let mut entries = Vec::new();
    for name in site::files(folder)? {
        if LEFT_OUT.contains(&name.as_str()) || name.starts_with(LEFT_OUT_FOLDER) {
            continue;
        }
        let bytes = fs::read(folder.join(&name)).with_context(|| format!("cannot read {name}"))?;
        entries.push(entry(&name, &bytes));
    }
    let script = fill(template, entries)?;
    fs::write(folder.join("sw.js"), script).context("cannot write sw.js")
}

fn entry(name: &str, bytes: &[u8]) -> Entry {
    // Some hosts answer `index.html` with a redirect to its folder, and a redirected answer may
    // not be shown for a navigation: the page is kept under the folder's own address.
    let url = if name == "index.html" { "./" } else { name };
    Entry {
        url: url.to_owned(),
        integrity: hash::integrity(bytes),
    }
}

fn fill(template: &str, files: Vec<Entry>) -> Result<String> {
    ensure!(
        template.matches(PLACEHOLDER).count() == 1,
        "sw.js must hold this line once: {PLACEHOLDER}"
    );
    let version = hash::for_name(serde_json::to_string(&files)?.as_bytes());
    let build = serde_json::to_string_pretty(&Build { version, files })?;
    Ok(template.replace(PLACEHOLDER, &format!("const BUILD = {build};")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_kept_under_its_folder() {
        assert_eq!(entry("index.html", b"").url, "./");
        assert_eq!(entry("icons/icon.svg", b"").url, "icons/icon.svg");
    }

    #[test]
    fn any_changed_file_changes_the_version() {
        let script = |bytes: &[u8]| fill(PLACEHOLDER, vec![entry("a.js", bytes)]).unwrap();
        assert_eq!(script(b"1"), script(b"1"));
        assert_ne!(script(b"1"), script(b"2"));
        assert!(script(b"1").contains("\"url\": \"a.js\""));
    }

    #[test]
    fn a_template_without_the_line_is_refused() {
        assert!(fill("const BUILD = 1;", Vec::new()).is_err());
    }
}
