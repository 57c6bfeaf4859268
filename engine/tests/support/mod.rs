//! Reads folders from disk as a page reads them from the user: for tests and examples only.
#![allow(dead_code, reason = "each test uses its part")]

pub mod gateway;
pub mod turns;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::corpus::StoredFile;
use sessionscope_engine::digest::FileDigest;
use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::pack::{pack_file, unpack_file};
use sessionscope_engine::place::{Layout, RootId, place, skipped};
use sessionscope_engine::price::{CostMode, PriceTable};

/// The ledger of all files of a folder that count, at calculated cost, in one order of rows.
pub fn ledger_of(folder: &Path) -> std::io::Result<Ledger> {
    Ok(accounts_of(folder)?.1.canonical())
}

/// The accounts of the same files, and their ledger as it is.
pub fn accounts_of(folder: &Path) -> std::io::Result<(Accounts, Ledger)> {
    let (name, files) = read_folder(folder)?;
    let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
    accounts.set_root(&mut ledger, RootId(0), &name);
    for file in files {
        assert!(accounts.put(&mut ledger, file));
    }
    accounts.settle(&mut ledger);
    Ok((accounts, ledger))
}

/// A folder's name and all its files that count, read whole.
pub fn read_folder(folder: &Path) -> std::io::Result<(String, Vec<StoredFile>)> {
    let mut files = Vec::new();
    let name = each_file(folder, |path, bytes| files.push(stored(path, bytes)))?;
    Ok((name, files))
}

/// Calls back with path and bytes of each file of a folder that counts, and tells the folder's name;
/// a file reached twice (a link) counts once.
pub fn each_file(folder: &Path, mut call: impl FnMut(&str, &[u8])) -> std::io::Result<String> {
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut paths = Vec::new();
    walk(folder, folder, &mut paths)?;
    paths.sort();
    let layout = Layout::of(&name, paths.iter().map(|(path, _)| path.as_str()));
    let mut seen = BTreeSet::new();
    for (path, full) in &paths {
        let Some(path) = layout
            .within(&name, path)
            .filter(|path| place(&name, path).is_some())
        else {
            continue;
        };
        if seen.insert(fs::canonicalize(full)?) {
            call(path, &fs::read(full)?);
        }
    }
    Ok(name)
}

/// A file of these bytes.
pub fn stored(path: &str, bytes: &[u8]) -> StoredFile {
    StoredFile {
        root: RootId(0),
        path: path.to_owned(),
        size_bytes: bytes.len() as u64,
        mtime_ms: 0,
        content: unpack_file(&pack_file(digest(path, bytes))).unwrap_or_default(),
    }
}

/// The digest of a whole file.
pub fn digest(path: &str, bytes: &[u8]) -> FileDigest {
    let mut digester = Digester::new(Key::new(Domain::Own, path.as_bytes()));
    digester.push(bytes);
    digester.finish()
}

fn walk(top: &Path, folder: &Path, paths: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let full = entry?.path();
        let Ok(path) = full.strip_prefix(top) else {
            continue;
        };
        let path = path.to_string_lossy().replace('\\', "/");
        if !full.is_dir() {
            paths.push((path, full));
        } else if skipped(&path).is_none() {
            walk(top, &full, paths)?;
        }
    }
    Ok(())
}

/// What of `want` is otherwise in `got`. A key `=` lists the exact keys of its object.
pub fn differences(want: &Value, got: &Value, at: &str, wrong: &mut Vec<String>) {
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => {
            for (key, value) in want {
                if key == "=" {
                    let mut keys: Vec<&str> = value
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .collect();
                    keys.sort_unstable();
                    let mut found: Vec<&str> = got.keys().map(String::as_str).collect();
                    found.sort_unstable();
                    if keys != found {
                        wrong.push(format!("{at}: keys {keys:?} expected, got {found:?}"));
                    }
                } else if let Some(found) = got.get(key) {
                    differences(value, found, &format!("{at}/{key}"), wrong);
                } else {
                    wrong.push(format!("{at}/{key}: missing"));
                }
            }
        }
        (Value::Array(want), Value::Array(got)) if want.len() == got.len() => {
            for (index, (want, got)) in want.iter().zip(got).enumerate() {
                differences(want, got, &format!("{at}[{index}]"), wrong);
            }
        }
        _ if want == got => {}
        _ => wrong.push(format!("{at}: {want} expected, got {got}")),
    }
}
