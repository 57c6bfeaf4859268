//! Which call started which subagent, in real logs: each log that has its session's own file is linked.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sessionscope_engine::place::{FileKind, place};
use sessionscope_engine::transcript::agents::{How, Subagent, link, needed, starts};
use sessionscope_engine::transcript::index::{FileIndex, Indexer};
use sessionscope_engine::transcript::items::{Place, Transcript};

fn real() -> PathBuf {
    let given = std::env::var_os("SESSIONSCOPE_FIXTURES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures");
    given.unwrap_or(beside).join("projects")
}

fn files(folder: &Path, root: &Path, out: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, root, out);
        } else if let Ok(path) = path.strip_prefix(root) {
            out.push(path.to_string_lossy().into_owned());
        }
    }
}

fn index(bytes: &[u8]) -> FileIndex {
    let mut indexer = Indexer::default();
    indexer.push(bytes);
    indexer.finish()
}

/// By session: its own file, and its subagents'.
fn sessions(root: &Path) -> BTreeMap<(String, String), (Option<String>, Vec<String>)> {
    let mut all = Vec::new();
    files(root, root, &mut all);
    all.sort();
    let mut sessions = BTreeMap::new();
    for path in all {
        let Some(place) = place("projects", &path) else {
            continue;
        };
        let session: &mut (Option<String>, Vec<String>) =
            sessions.entry((place.project, place.session)).or_default();
        match place.kind {
            FileKind::Main => session.0 = Some(path),
            FileKind::Subagent => session.1.push(path),
            FileKind::OldSubagent => {}
        }
    }
    sessions
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_subagents_are_linked_to_their_calls() {
    let root = real();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (own, paths) in sessions(&root).into_values() {
        let Some(own) = own.filter(|_| !paths.is_empty()) else {
            continue;
        };
        let texts: Vec<Vec<u8>> = std::iter::once(&own)
            .chain(&paths)
            .map(|path| std::fs::read(root.join(path)).unwrap())
            .collect();
        let transcript = Transcript::new(texts.iter().map(|text| index(text)).collect());
        let text = |place: Place| {
            let entry = transcript.entry(place)?;
            let start = usize::try_from(entry.offset_bytes).unwrap();
            let end = start + usize::try_from(entry.length_bytes).unwrap();
            texts.get(place.file as usize)?.get(start..end)
        };
        assert!(
            needed(&transcript)
                .iter()
                .all(|place| text(*place).is_some())
        );
        let agents = paths.iter().zip(&texts[1..]).map(|(path, text)| {
            let note = path.replace(".jsonl", ".meta.json");
            Subagent::of(path, text, std::fs::read(root.join(note)).ok().as_deref())
        });
        let agents: Vec<Subagent> = agents.collect();
        let starts = starts(&transcript, &text);
        for (agent, link) in agents.iter().zip(link(&starts, &agents)) {
            let how = link.map_or("none".to_owned(), |(_, how)| format!("{how:?}"));
            *counts.entry(how).or_default() += 1;
            assert!(
                link.is_some() || starts.is_empty() || agent.id.starts_with("acompact"),
                "{} is linked to no call",
                agent.id
            );
        }
    }
    println!("{counts:?}");
    assert!(counts[&format!("{:?}", How::Id)] >= 10, "{counts:?}");
}
