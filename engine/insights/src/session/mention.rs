//! Names of files and directories that stand anywhere in a text.

use super::terms::hash;

/// Most different names of a message that are kept.
const MENTIONS_MAX: usize = 128;
/// Longest name that is taken for one, in bytes.
const NAME_BYTES: usize = 80;
/// Longest ending of a file's name, in bytes.
const ENDING_BYTES: usize = 6;

/// Names of files, and of the directories they are in, hashed.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    files: Vec<u32>,
    directories: Vec<u32>,
}

impl Mentions {
    /// Adds those of a text.
    pub(super) fn add(&mut self, text: &str) {
        for token in text.split(is_border) {
            if let Some((directory, name)) = file(token) {
                add(&mut self.files, &name.to_ascii_lowercase());
                if let Some(directory) = directory {
                    add(&mut self.directories, &directory.to_ascii_lowercase());
                }
            }
        }
    }

    /// Files, then directories, each ascending.
    pub(super) fn finish(mut self) -> (Vec<u32>, Vec<u32>) {
        self.files.sort_unstable();
        self.directories.sort_unstable();
        (self.files, self.directories)
    }
}

fn add(hashes: &mut Vec<u32>, name: &str) {
    let hash = hash(name);
    if hashes.len() < MENTIONS_MAX && !hashes.contains(&hash) {
        hashes.push(hash);
    }
}

/// What cannot stand in a path as people write it in a text.
fn is_border(char: char) -> bool {
    char.is_whitespace() || "\"'`()[]{}<>,;:=|*?!&$@#".contains(char)
}

/// The directory right above a file and the file's name, if this looks like a path of a file: it has
/// an ending that begins with a letter, and something before that.
fn file(token: &str) -> Option<(Option<&str>, &str)> {
    let token = token.trim_end_matches(['.', '/', '\\']);
    let mut parts = token.rsplit(['/', '\\']);
    let name = parts.next()?;
    let directory = parts.next().filter(|part| !part.is_empty());
    let (stem, ending) = name.rsplit_once('.')?;
    let is_ending = ending.starts_with(|first: char| first.is_ascii_alphabetic())
        && ending.len() <= ENDING_BYTES
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_name = stem.chars().any(char::is_alphabetic) && name.len() <= NAME_BYTES;
    let is_long = stem.len() > 1 || directory.is_some();
    (is_ending && is_name && is_long).then_some((directory, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_words() {
        for (token, want) in [
            ("src/main.rs", Some((Some("src"), "main.rs"))),
            ("C\\lamps\\Lamp.cs", Some((Some("lamps"), "Lamp.cs"))),
            ("README.md", Some((None, "README.md"))),
            ("README.md.", Some((None, "README.md"))),
            ("/etc/hosts", None),
            ("1.2.3", None),
            ("v1.25", None),
            ("e.g", None),
            ("end.", None),
            ("", None),
        ] {
            assert_eq!(file(token), want, "{token}");
        }
    }

    #[test]
    fn each_name_counts_once() {
        let mut mentions = Mentions::default();
        mentions.add("see `src/lamp.rs`, (src/lamp.rs) and 'tests/lamp.rs:12'");
        let (files, directories) = mentions.finish();
        assert_eq!((files.len(), directories.len()), (1, 2));
    }
}
