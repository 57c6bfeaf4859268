//! The static folder as it is being finished: its files, and names made of their contents.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::hash;

/// Kinds of files whose names get a hash of their contents, so that any host may cache them for
/// ever and no page ever mixes two versions.
const HASHED: [&str; 3] = ["js", "css", "wasm"];

/// All files of a folder and the folders in it, as sorted paths written with `/`.
///
/// # Errors
/// A folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    collect(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// True for a file of this kind, by its name.
pub fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == extension)
}

/// Renames the scripts, styles and wasm at the top of the folder after their contents, and the
/// page's links to them. Deeper ones (wasm-bindgen's snippets) have a hash in their path already.
///
/// # Errors
/// A file cannot be read or renamed, or the page links to none of that name, so that nothing
/// would ever load it.
pub fn name_by_content(folder: &Path, html: &str) -> Result<String> {
    let mut html = html.to_owned();
    for name in files(folder)? {
        let Some((stem, extension)) = split(&name) else {
            continue;
        };
        let old = folder.join(&name);
        let bytes = fs::read(&old).with_context(|| format!("cannot read {name}"))?;
        let new = format!("{stem}-{}.{extension}", hash::for_name(&bytes));
        let renamed = relink(&html, &name, &new);
        ensure!(renamed != html, "index.html never names {name}");
        html = renamed;
        fs::rename(&old, folder.join(&new)).with_context(|| format!("cannot rename {name}"))?;
    }
    Ok(html)
}

/// Name and extension of a file at the top of the folder that gets a hash.
fn split(name: &str) -> Option<(&str, &str)> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_hashed = HASHED.contains(&extension) && !name.contains('/');
    is_hashed.then_some((stem, extension))
}

/// Replaces one name in the attributes of a page, with or without `./` before it.
fn relink(html: &str, old: &str, new: &str) -> String {
    let new = format!("=\"{new}\"");
    html.replace(&format!("=\"{old}\""), &new)
        .replace(&format!("=\"./{old}\""), &new)
}

/// Moves the finished folder to its place in one step, so that a server of the old one never
/// sees a half-finished build.
///
/// # Errors
/// The old folder cannot be removed or the new one moved.
pub fn put_in_place(finished: &Path, place: &Path) -> Result<()> {
    if place.exists() {
        let old: PathBuf = finished.with_extension("old");
        remove(&old)?;
        // Across file systems a rename fails: then the old one is simply removed.
        if fs::rename(place, &old).is_err() {
            remove(place)?;
        }
        remove(&old)?;
    }
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent)?;
    }
    if fs::rename(finished, place).is_err() {
        copy(finished, place)?;
        remove(finished)?;
    }
    Ok(())
}

/// Removes a folder if it is there.
///
/// # Errors
/// It is there and cannot be removed.
pub fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for name in files(from)? {
        let target = to.join(&name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from.join(&name), target)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of these files in the temporary folder, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            remove(&folder).unwrap();
            for (path, text) in files {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Self(folder)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = remove(&self.0);
        }
    }

    #[test]
    fn names_follow_contents_and_links_follow_names() {
        let scratch = Scratch::new(
            "names",
            &[("a.css", "x"), ("snippets/s/i.js", "y"), ("index.html", "")],
        );
        let html = r#"<link href="./a.css"><meta content="a.css">"#;
        let html = name_by_content(&scratch.0, html).unwrap();
        let name = format!("a-{}.css", hash::for_name(b"x"));
        assert_eq!(
            html,
            format!("<link href=\"{name}\"><meta content=\"{name}\">")
        );
        assert_eq!(
            files(&scratch.0).unwrap(),
            [name.as_str(), "index.html", "snippets/s/i.js"]
        );
    }

    #[test]
    fn a_file_that_nothing_links_to_is_an_error() {
        let scratch = Scratch::new("unlinked", &[("lost.js", "x")]);
        assert!(name_by_content(&scratch.0, "<html>").is_err());
    }

    #[test]
    fn a_new_folder_takes_the_place_of_the_old() {
        let scratch = Scratch::new("place", &[("new/a", "1"), ("old/b", "2")]);
        put_in_place(&scratch.0.join("new"), &scratch.0.join("old")).unwrap();
        assert_eq!(files(&scratch.0).unwrap(), ["old/a"]);
    }
}
