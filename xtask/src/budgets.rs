//! Sizes of the code that a visitor downloads, and the limits in tests/budgets.json.
//!
//! The limits are a ratchet: they lie a little above what the last measured build needed, and
//! are lowered when it needs less. `start` is what the first figures wait for, `reading` what is fetched beside
//! them and reads and counts, `later` what draws the other views; the library worker waits for the first
//! conversation that is opened.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};

use crate::site;

/// What of the code a size belongs to, in the order of the printed table.
const GROUPS: [&str; 14] = [
    "app.wasm",
    "later.wasm",
    "app.js",
    "worker.wasm",
    "worker.js",
    "analyst.wasm",
    "analyst.js",
    "library.wasm",
    "library.js",
    "other.js",
    "css",
    "start",
    "reading",
    "total",
];

/// Bytes as they lie on the host, and as a host sends them compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Uncompressed bytes.
    pub raw: u64,
    /// Bytes after gzip at its best level.
    pub gzip: u64,
}

/// Sizes or limits by group.
pub type Sizes = BTreeMap<String, Size>;

/// Measures the code of a finished folder.
///
/// # Errors
/// A file cannot be read.
pub fn measure(folder: &Path) -> Result<Sizes> {
    let mut sizes = Sizes::new();
    for name in site::files(folder)? {
        let Some(group) = group(&name) else { continue };
        let bytes = fs::read(folder.join(&name)).with_context(|| format!("cannot read {name}"))?;
        let size = Size {
            raw: bytes.len() as u64,
            gzip: gzip_bytes(&bytes)?,
        };
        for group in [Some(group), phase(group), Some("total")]
            .into_iter()
            .flatten()
        {
            let sum = sizes.entry(group.to_owned()).or_default();
            sum.raw += size.raw;
            sum.gzip += size.gzip;
        }
    }
    Ok(sizes)
}

/// Reads the limits.
///
/// # Errors
/// The file is missing or not of its shape.
pub fn limits(file: &Path) -> Result<Sizes> {
    let text = fs::read_to_string(file).context("cannot read the budgets")?;
    serde_json::from_str(&text).context("tests/budgets.json is not a table of sizes")
}

/// One sentence for every size above its limit, and for every group that has none.
pub fn over(sizes: &Sizes, limits: &Sizes) -> Vec<String> {
    let mut over = Vec::new();
    for (group, size) in sizes {
        let Some(limit) = limits.get(group) else {
            over.push(format!("{group} has no budget"));
            continue;
        };
        for (kind, is, may) in [
            ("raw", size.raw, limit.raw),
            ("gzip", size.gzip, limit.gzip),
        ] {
            if is > may {
                over.push(format!("{group} needs {is} bytes ({kind}), budget {may}"));
            }
        }
    }
    over
}

/// The sizes as a table for people.
pub fn table(sizes: &Sizes, limits: &Sizes) -> String {
    let mut table = format!("{:<12} {:>9} {:>9} {:>9}\n", "", "raw", "gzip", "budget");
    for group in GROUPS {
        let Some(size) = sizes.get(group) else {
            continue;
        };
        let limit = limits.get(group).map_or(0, |limit| limit.gzip);
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "{group:<12} {:>9} {:>9} {limit:>9}",
            size.raw, size.gzip
        );
    }
    table
}

/// When the code of a group is needed.
fn phase(group: &str) -> Option<&'static str> {
    match group {
        "analyst.wasm" | "analyst.js" | "worker.wasm" | "worker.js" => Some("reading"),
        "later.wasm" | "library.wasm" | "library.js" => None,
        _ => Some("start"),
    }
}

/// The group of a file, `None` if it is not code.
fn group(name: &str) -> Option<&'static str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_worker = stem.starts_with("sessionscope-worker");
    let is_analyst = stem.starts_with("sessionscope-analyst");
    let is_library = stem.starts_with("sessionscope-library");
    let is_later = stem.starts_with("sessionscope-later");
    let is_app = stem.starts_with("sessionscope");
    match extension {
        "wasm" if is_worker => Some("worker.wasm"),
        "wasm" if is_analyst => Some("analyst.wasm"),
        "wasm" if is_library => Some("library.wasm"),
        "wasm" if is_later => Some("later.wasm"),
        "wasm" => Some("app.wasm"),
        "js" if is_worker => Some("worker.js"),
        "js" if is_analyst => Some("analyst.js"),
        "js" if is_library => Some("library.js"),
        "js" if is_app => Some("app.js"),
        "js" => Some("other.js"),
        "css" => Some("css"),
        _ => None,
    }
}

fn gzip_bytes(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(of: &[(&str, u64, u64)]) -> Sizes {
        let size = |&(name, raw, gzip): &(&str, _, _)| (name.to_owned(), Size { raw, gzip });
        of.iter().map(size).collect()
    }

    #[test]
    fn files_belong_to_groups() {
        assert_eq!(group("sessionscope-0123_bg.wasm"), Some("app.wasm"));
        assert_eq!(group("sessionscope-worker-0123.js"), Some("worker.js"));
        assert_eq!(group("sessionscope-worker_bg-01.wasm"), Some("worker.wasm"));
        assert_eq!(
            group("sessionscope-library_bg-01.wasm"),
            Some("library.wasm")
        );
        assert_eq!(group("sessionscope-analyst-01.js"), Some("analyst.js"));
        assert_eq!(group("sessionscope-later_bg-1.wasm"), Some("later.wasm"));
        assert_eq!(phase("later.wasm"), None);
        assert_eq!(phase("app.wasm"), Some("start"));
        assert_eq!(phase("analyst.js"), Some("reading"));
        assert_eq!(phase("library.js"), None);
        assert_eq!(group("snippets/a/inline0.js"), Some("other.js"));
        assert_eq!(group("sw.js"), Some("other.js"));
        assert_eq!(group("icons/icon.svg"), None);
    }

    #[test]
    fn a_budget_is_kept_exactly() {
        let limits = sizes(&[("css", 10, 5)]);
        assert!(over(&sizes(&[("css", 10, 5)]), &limits).is_empty());
        assert_eq!(
            over(&sizes(&[("css", 10, 6)]), &limits),
            ["css needs 6 bytes (gzip), budget 5"]
        );
        assert_eq!(
            over(&sizes(&[("app.js", 1, 1)]), &limits),
            ["app.js has no budget"]
        );
    }

    #[test]
    fn gzip_counts_compressed_bytes() {
        assert!(gzip_bytes(&[b'a'; 10_000]).unwrap() < 100);
    }
}
