//! Compressed copies beside the files, for hosts that send them as they lie there (docs/hosting.md).

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::env::Env;
use crate::{run, site};

/// Node does it, which the build needs anyway: its Brotli is compiled for speed, as this program is not.
const SCRIPT: &str = "xtask/compress.mjs";

/// Kinds of files that become smaller.
const KINDS: [&str; 7] = ["html", "js", "css", "wasm", "json", "webmanifest", "svg"];

/// What the copies' names end with.
pub const CODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// Writes `FILE.br` and `FILE.gz` beside each file of a finished folder that becomes smaller by it.
///
/// # Errors
/// A file cannot be read or written.
pub fn beside(env: &Env, folder: &Path) -> Result<()> {
    let names = site::files(folder)?.into_iter();
    let files = names.filter(|name| is_compressible(name));
    let mut node = env.command("node");
    node.arg(env.path(SCRIPT))
        .args(files.map(|name| folder.join(name)));
    run::run(&mut node).context("cannot write compressed copies")
}

fn is_compressible(name: &str) -> bool {
    KINDS.iter().any(|kind| site::has_extension(name, kind))
}

#[cfg(test)]
mod tests {
    use super::is_compressible;

    #[test]
    fn pictures_and_copies_are_left_alone() {
        assert!(is_compressible("a_bg-0123.wasm"));
        assert!(is_compressible("snippets/a/inline0.js"));
        assert!(!is_compressible("icons/icon-32.png"));
        assert!(!is_compressible("a.js.br"));
        assert!(!is_compressible("a.js.gz"));
    }
}
