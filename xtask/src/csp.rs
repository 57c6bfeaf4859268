//! The content security policy in the page: every inline script of the build is named by hash.
//!
//! The policy itself is written in index.html, where it can be read; the build only replaces
//! [`PLACEHOLDER`] in it. Static hosts cannot be told to send headers, so it is a `<meta>`.

use anyhow::{Result, ensure};
use regex_lite::Regex;

use crate::hash;

/// Stands in index.html for the hashes of inline scripts.
pub const PLACEHOLDER: &str = "'sha256-filled-in-by-dist'";

const META: &str = r#"<meta http-equiv="Content-Security-Policy""#;

/// The page with the hashes of its inline scripts in its policy.
///
/// # Errors
/// The policy is missing, is not the first thing in `<head>` after the charset, so that something
/// would escape it, or lacks the placeholder.
pub fn fill(html: &str) -> Result<String> {
    let head = html.find("<head>").unwrap_or(0);
    let meta = html.find(META);
    ensure!(meta.is_some(), "index.html has no content security policy");
    let before = html.get(head..meta.unwrap_or(head)).unwrap_or_default();
    ensure!(
        !before.contains("<script") && !before.contains("<link"),
        "the content security policy must come before any script or link in <head>"
    );
    ensure!(
        html.contains(PLACEHOLDER),
        "the content security policy lacks the placeholder {PLACEHOLDER}"
    );
    let sources: Vec<String> = inline_scripts(html)?
        .iter()
        .map(|script| format!("'{}'", hash::integrity(script.as_bytes())))
        .collect();
    let spaced = format!(" {PLACEHOLDER}");
    let with = match sources.join(" ") {
        none if none.is_empty() => none,
        some => format!(" {some}"),
    };
    Ok(html.replace(&spaced, &with))
}

/// The texts of all scripts that are written in the page, exactly as a browser hashes them.
fn inline_scripts(html: &str) -> Result<Vec<&str>> {
    let script = Regex::new(r"(?is)<script\b([^>]*)>(.*?)</script>")?;
    let source = Regex::new(r"(?i)(^|\s)src\s*=")?;
    Ok(script
        .captures_iter(html)
        .filter_map(|found| Some((found.get(1)?.as_str(), found.get(2)?.as_str())))
        .filter(|(attributes, _)| !source.is_match(attributes))
        .map(|(_, text)| text)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(scripts: &str) -> String {
        format!(
            "<head><meta charset=\"utf-8\">{META} content=\"script-src 'self' {PLACEHOLDER}; x\">{scripts}</head>"
        )
    }

    #[test]
    fn inline_scripts_are_hashed_and_linked_ones_are_not() {
        let html = page("<script src=\"a.js\"></script><script type=module>\nrun()\n</script>");
        let expected = hash::integrity(b"\nrun()\n");
        let filled = fill(&html).unwrap();
        assert!(filled.contains(&format!("script-src 'self' '{expected}'; x")));
        assert_eq!(filled.matches("sha256-").count(), 1);
    }

    #[test]
    fn without_inline_scripts_the_placeholder_goes() {
        let filled = fill(&page("<script src=a.js></script>")).unwrap();
        assert!(filled.contains("script-src 'self'; x"));
    }

    #[test]
    fn a_late_or_missing_policy_is_refused() {
        assert!(fill("<head></head>").is_err());
        let late = format!("<head><script>x</script>{META} content=\"{PLACEHOLDER}\"></head>");
        assert!(fill(&late).is_err());
        assert!(fill(&page("").replace(PLACEHOLDER, "")).is_err());
    }

    #[test]
    fn data_src_is_not_src() {
        let html = page("<script data-src=\"a\">go()</script>");
        assert!(fill(&html).unwrap().contains(&hash::integrity(b"go()")));
    }
}
