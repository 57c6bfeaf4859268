//! Folders in memory, and what happens to the files in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rng::Rng;

/// A folder that can be given.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    pub name: String,
    pub files: BTreeMap<String, DiskFile>,
    /// It was moved away.
    pub is_gone: bool,
    /// The browser lets it be read.
    pub is_allowed: bool,
    /// Paths at which files come and go.
    pub paths: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct DiskFile {
    pub bytes: Arc<Vec<u8>>,
    pub mtime_ms: i64,
}

/// Where logs lie: the folder's name, paths that count, and paths that do not.
const LAYOUTS: [(&str, &[&str], &[&str]); 4] = [
    (
        "projects",
        &[
            "p/s1.jsonl",
            "p/s2.jsonl",
            "p/s1 (copy).jsonl",
            "p/s1/subagents/agent-a.jsonl",
            "q/s1.jsonl",
            "q/s3.jsonl",
        ],
        &["p/history.jsonl"],
    ),
    (
        ".claude",
        &[
            "projects/p/s1.jsonl",
            "projects/p/s2.jsonl",
            "projects/q/s1.jsonl",
            "projects/q/s1/subagents/agent-a.jsonl",
        ],
        &["history.jsonl", "todos/x.jsonl"],
    ),
    (
        "home",
        &[
            ".claude/projects/p/s1.jsonl",
            ".claude/projects/q/s2.jsonl",
            "old/.claude/projects/p/s1.jsonl",
            "old/.claude/projects/q/s3.jsonl",
        ],
        &["notes/x.jsonl", "projects/z/y.jsonl"],
    ),
    ("p", &["s1.jsonl", "s2.jsonl", "s3.jsonl"], &[]),
];

impl Disk {
    pub fn new(rng: &mut Rng) -> Self {
        let (name, logs, others) = *rng.pick(&LAYOUTS);
        let paths = logs.iter().chain(others).map(|path| (*path).to_owned());
        Self {
            name: name.to_owned(),
            is_allowed: true,
            paths: paths.collect(),
            ..Self::default()
        }
    }
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    Grow,
    Truncate,
    Replace,
    Rename,
    Delete,
    Touch,
    DeleteFolder,
}

const MUTATIONS: [Mutation; 13] = [
    Mutation::Grow,
    Mutation::Grow,
    Mutation::Grow,
    Mutation::Grow,
    Mutation::Grow,
    Mutation::Grow,
    Mutation::Truncate,
    Mutation::Replace,
    Mutation::Replace,
    Mutation::Rename,
    Mutation::Delete,
    Mutation::Touch,
    Mutation::DeleteFolder,
];

/// Something that a watcher could have seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trace {
    Changed(String),
    Vanished(String),
    Moved(String, String),
}

/// Writes logs, no two lines of which are the same.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    lines: u64,
    mtime_ms: i64,
}

impl Writer {
    /// A time of change that no file had before.
    fn mtime(&mut self, now_ms: i64) -> i64 {
        self.mtime_ms = now_ms.max(self.mtime_ms + 1);
        self.mtime_ms
    }

    fn line(&mut self, rng: &mut Rng) -> Vec<u8> {
        self.lines += 1;
        let (slug, minute) = (self.lines, rng.below(60));
        let (id, session, output) = (rng.below(6), rng.below(3), rng.below(5));
        let text = match rng.below(8) {
            0 => "not a record".to_owned(),
            1 | 2 => format!(
                r#"{{"slug":"{slug}","type":"user","uuid":"u{slug}","timestamp":"2026-07-01T10:{minute:02}:00.000Z","sessionId":"s{session}","message":{{"role":"user","content":"hi"}}}}"#
            ),
            _ => format!(
                r#"{{"slug":"{slug}","type":"assistant","requestId":"r{id}","timestamp":"2026-07-01T10:{minute:02}:00.000Z","sessionId":"s{session}","message":{{"id":"m{id}","role":"assistant","model":"claude-sonnet-5","content":[],"usage":{{"input_tokens":3,"output_tokens":{output}}}}}}}"#
            ),
        };
        text.into_bytes()
    }

    /// Some lines; now and then the last one has no line feed yet.
    pub fn text(&mut self, rng: &mut Rng, most: u64) -> Vec<u8> {
        let mut text = Vec::new();
        for _ in 0..=rng.below(most) {
            text.extend(self.line(rng));
            text.push(b'\n');
        }
        if rng.chance(200) {
            text.extend(self.line(rng));
            if rng.chance(500) {
                text.truncate(text.len() - 7);
            }
        }
        text
    }

    /// Writes a file anew.
    pub fn write(&mut self, rng: &mut Rng, disk: &mut Disk, path: &str, now_ms: i64) {
        let bytes = Arc::new(self.text(rng, 4));
        let mtime_ms = self.mtime(now_ms);
        disk.files
            .insert(path.to_owned(), DiskFile { bytes, mtime_ms });
    }

    /// Has something happen to some file.
    pub fn mutate(&mut self, rng: &mut Rng, disk: &mut Disk, now_ms: i64) -> Trace {
        let path = rng.pick(&disk.paths).clone();
        let mtime_ms = self.mtime(now_ms);
        let Some(file) = disk.files.get_mut(&path) else {
            self.write(rng, disk, &path, now_ms);
            return Trace::Changed(path);
        };
        match rng.pick(&MUTATIONS) {
            Mutation::Grow => {
                let mut bytes = file.bytes.as_ref().clone();
                bytes.extend(self.text(rng, 2));
                file.bytes = Arc::new(bytes);
                file.mtime_ms = mtime_ms;
            }
            Mutation::Truncate => {
                let keep = rng.index(file.bytes.len() + 1);
                file.bytes = Arc::new(file.bytes[..keep].to_vec());
                file.mtime_ms = mtime_ms;
            }
            Mutation::Replace => self.write(rng, disk, &path, now_ms),
            Mutation::Touch => file.mtime_ms = mtime_ms,
            Mutation::Delete => {
                disk.files.remove(&path);
                return Trace::Vanished(path);
            }
            Mutation::Rename => {
                let to = rng.pick(&disk.paths).clone();
                if let Some(file) = disk.files.remove(&path) {
                    disk.files.insert(to.clone(), file);
                }
                return Trace::Moved(path, to);
            }
            Mutation::DeleteFolder => {
                let Some((folder, _)) = path.rsplit_once('/') else {
                    disk.files.remove(&path);
                    return Trace::Vanished(path);
                };
                let below = format!("{folder}/");
                disk.files.retain(|path, _| !path.starts_with(&below));
                return Trace::Vanished(folder.to_owned());
            }
        }
        Trace::Changed(path)
    }
}
