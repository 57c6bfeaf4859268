//! `cargo xtask sample`: writes the sample corpus from the stories in `xtask/sample`.
//!
//! A story is a session told in a few marks a line (see `xtask/sample/README.md`); here it becomes
//! the files that Claude Code would have written. The same stories give the same bytes on every
//! run, so a test can say whether the committed sample is up to date.

mod chance;
mod clock;
mod object;
mod sheet;
mod teller;

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use object::Object;
use teller::Teller;

/// Most bytes of all sample files together: the sample is part of what a visitor downloads.
const MOST_BYTES: usize = 150_000;

/// The sample's files: path under `projects`, and text.
type Files = BTreeMap<String, String>;

/// Writes `assets/sample` under the project's root.
pub fn write(root: &Path) -> Result<(), String> {
    let files = tell_all(&root.join("xtask/sample"))?;
    let bytes: usize = files.values().map(String::len).sum();
    if bytes > MOST_BYTES {
        return Err(format!(
            "the sample has {bytes} bytes, more than {MOST_BYTES}"
        ));
    }
    let out = root.join("assets/sample");
    replace_folder(&out.join("projects"), &files).map_err(|error| error.to_string())?;
    fs::write(out.join("sample.json"), pack(&files)).map_err(|error| error.to_string())?;
    println!("sample: {} files, {bytes} bytes", files.len());
    Ok(())
}

/// Tells every story, in the order of their file names, so that a fork finds what it copies.
fn tell_all(stories: &Path) -> Result<Files, String> {
    let mut paths: Vec<_> = fs::read_dir(stories)
        .map_err(|error| error.to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "story"))
        .collect();
    paths.sort();
    let (mut files, mut told) = (Files::new(), BTreeMap::new());
    for path in &paths {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(path).map_err(|error| format!("{error}: {name}"))?;
        files.extend(tell(&name, &text, &mut told)?);
    }
    Ok(files)
}

/// Sessions told so far: their id and the lines of their main file, by the story's name.
type Told = BTreeMap<String, (String, Vec<String>)>;

fn tell(name: &str, story: &str, told: &mut Told) -> Result<Vec<(String, String)>, String> {
    let mut teller = Teller::new(name);
    for (index, line) in story.lines().enumerate() {
        let line = line.trim_end();
        let outcome = match line.strip_prefix("copy ") {
            _ if line.is_empty() || line.starts_with('#') => Ok(()),
            Some(rest) => copy(&mut teller, rest, told),
            None => teller.tell(line),
        };
        outcome.map_err(|error| format!("{error}, in line {} of {name}", index + 1))?;
    }
    teller.tell("---")?;
    told.insert(
        name.to_owned(),
        (teller.session().to_owned(), teller.main_lines().to_vec()),
    );
    Ok(teller.finish())
}

/// `copy NAME COUNT`: a fork takes over the first lines of another session.
fn copy(teller: &mut Teller, rest: &str, told: &Told) -> Result<(), String> {
    let (name, count) = rest.split_once(' ').ok_or("copy NAME COUNT")?;
    let (session, lines) = told.get(name).ok_or("no such story before this one")?;
    let count: usize = count.parse().map_err(|_| "copy NAME COUNT")?;
    teller.copy(lines.get(..count).ok_or("fewer lines than that")?, session);
    Ok(())
}

fn replace_folder(folder: &Path, files: &Files) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// All files as one JSON array of `{path, text}`, for the app to carry.
fn pack(files: &Files) -> String {
    let items: Vec<String> = files
        .iter()
        .map(|(path, text)| {
            Object::default()
                .text("path", path)
                .text("text", text)
                .json()
        })
        .collect();
    format!("[\n{}\n]\n", items.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    fn walk(folder: &Path, base: &Path, found: &mut Files) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, base, found);
            } else {
                let name = path
                    .strip_prefix(base)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn committed_sample_is_what_the_stories_give() {
        let files = tell_all(&root().join("xtask/sample")).unwrap();
        let (mut folder, base) = (Files::new(), root().join("assets/sample/projects"));
        walk(&base, &base, &mut folder);
        assert!(files == folder, "run `cargo xtask sample`");
        let packed = fs::read_to_string(root().join("assets/sample/sample.json")).unwrap();
        assert!(packed == pack(&files), "run `cargo xtask sample`");
        assert!(files.values().map(String::len).sum::<usize>() <= MOST_BYTES);
    }

    #[test]
    fn times_go_there_and_back() {
        for text in [
            "1970-01-01T00:00:00",
            "2026-02-28T23:59:59",
            "2028-02-29T12:00:01",
        ] {
            assert_eq!(
                clock::iso(clock::parse(text).unwrap()),
                format!("{text}.000Z")
            );
        }
    }

    #[test]
    fn a_mistake_in_a_story_names_its_line() {
        let error = tell("t", "@version 2.1.200\n\n. no call", &mut Told::new()).unwrap_err();
        assert_eq!(error, "no call waits for a result, in line 3 of t");
    }
}
