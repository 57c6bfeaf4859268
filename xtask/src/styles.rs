//! One style sheet out of those that the page links.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use regex_lite::Regex;

/// The name of the one style sheet.
const JOINED: &str = "style.css";

/// Joins the style sheets that the page links into one, in the order of the links. Sources are small files by noun;
/// as many requests would each delay the first paint, and small files compress worse.
///
/// # Errors
/// The page links none, or one cannot be read.
pub fn join(folder: &Path, html: &str) -> Result<String> {
    let links =
        Regex::new(r#"[ \t]*<link rel="stylesheet" href="(?:\./)?([^"/]+\.css)"\s*/?>\n?"#)?;
    let mut joined = String::new();
    let mut names = Vec::new();
    for link in links.captures_iter(html) {
        let name = link.get(1).map_or("", |name| name.as_str());
        let sheet = folder.join(name);
        joined += &fs::read_to_string(&sheet).with_context(|| format!("cannot read {name}"))?;
        fs::remove_file(&sheet)?;
        names.push(name.to_owned());
    }
    ensure!(!names.is_empty(), "index.html links no style sheet");
    fs::write(folder.join(JOINED), joined)?;
    let mut is_first = true;
    let html = links.replace_all(html, |_: &regex_lite::Captures<'_>| {
        let link = format!("    <link rel=\"stylesheet\" href=\"{JOINED}\">\n");
        if std::mem::take(&mut is_first) {
            link
        } else {
            String::new()
        }
    });
    Ok(html.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_joined_in_the_order_of_their_links() {
        let folder = std::env::temp_dir().join(format!("xtask-styles-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("b.css"), "b{}\n").unwrap();
        fs::write(folder.join("a.css"), "a{}\n").unwrap();
        let html = "<head>\n<link rel=\"stylesheet\" href=\"b.css\"/>\n<link rel=\"stylesheet\" href=\"./a.css\">\n</head>";
        let html = join(&folder, html).unwrap();
        assert_eq!(
            html,
            "<head>\n    <link rel=\"stylesheet\" href=\"style.css\">\n</head>"
        );
        let names: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["style.css"]);
        let joined = fs::read_to_string(folder.join("style.css")).unwrap();
        assert_eq!(joined, "b{}\na{}\n");
        fs::remove_dir_all(&folder).unwrap();
    }
}
