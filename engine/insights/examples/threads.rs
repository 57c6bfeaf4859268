//! Prints where threads begin as JSON, `{session id: [uuid of the first message of each thread]}`:
//! `cargo run --release -p sessionscope-insights --example threads -- DIR`.
//!
//! DIR is a folder of logs as under `~/.claude/projects`. Files of subagents are no sessions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sessionscope_insights::session::Session;
use sessionscope_insights::thread::threads;
use sessionscope_log::place::{FileKind, Layout, place};
use sessionscope_log::reader::RecordReader;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: threads DIR");
        return ExitCode::from(2);
    };
    match starts(folder.as_ref()) {
        Ok(starts) => {
            println!("{}", serde_json::json!(starts));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("threads: {error}: {}", folder.to_string_lossy());
            ExitCode::FAILURE
        }
    }
}

/// For each session of a folder, where its threads begin.
fn starts(folder: &Path) -> std::io::Result<BTreeMap<String, Vec<String>>> {
    let folder = std::fs::canonicalize(folder)?;
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let mut paths = Vec::new();
    walk(&folder, &folder, &mut paths)?;
    paths.sort();
    let layout = Layout::of(&name, paths.iter().map(|(path, _)| path.as_str()));
    let mut all = BTreeMap::<String, Vec<String>>::new();
    for (path, full) in &paths {
        let place = layout
            .within(&name, path)
            .and_then(|path| place(&name, path));
        let Some(place) = place.filter(|place| place.kind == FileKind::Main) else {
            continue;
        };
        let mut session = Session::default();
        let mut reader = RecordReader::default();
        reader.push(&std::fs::read(full)?, &mut session);
        reader.finish(&mut session);
        let found = threads(&session).threads.into_iter();
        all.entry(place.session)
            .or_default()
            .extend(found.map(|thread| thread.first_message));
    }
    Ok(all)
}

fn walk(top: &Path, folder: &Path, paths: &mut Vec<(String, PathBuf)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let full = entry?.path();
        if full.is_dir() {
            walk(top, &full, paths)?;
        } else if let Ok(path) = full.strip_prefix(top) {
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            paths.push((parts.join("/"), full.clone()));
        }
    }
    Ok(())
}
