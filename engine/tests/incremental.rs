//! Incremental equals rebuilt: after any edits, what was read piece by piece is what a full
//! reading says, to the last field.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sessionscope_engine::corpus::{Corpus, RootId, StoredFile};
use sessionscope_engine::digest::{FileDigest, HEAD_PROOF_BYTES, TAIL_PROOF_BYTES};
use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::plan::{Known, Step, step};
use sessionscope_engine::price::{CostMode, PriceTable};
use sessionscope_engine::shard::{decode_shard, encode_shard};

const ROOT: RootId = RootId(0);

/// A change to a folder; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Edit {
    /// A file gets this share (of 256) of the bytes that it still lacks.
    Grow { file: usize, share: u8 },
    /// A file is cut to this share of its bytes.
    Cut { file: usize, share: u8 },
    /// A file gets the content of another.
    Replace { file: usize, by: usize },
    /// A file vanishes.
    Remove { file: usize },
    /// All is stored and loaded again.
    Store,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (any::<usize>(), any::<u8>()).prop_map(|(file, share)| Edit::Grow { file, share }),
        1 => (any::<usize>(), any::<u8>()).prop_map(|(file, share)| Edit::Cut { file, share }),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(file, by)| Edit::Replace { file, by }),
        1 => any::<usize>().prop_map(|file| Edit::Remove { file }),
        1 => Just(Edit::Store),
    ]
}

/// A folder on which edits happen, and the corpus that follows them.
struct Folder<'a> {
    sources: &'a [(String, Vec<u8>)],
    content: BTreeMap<usize, Vec<u8>>,
    corpus: Corpus,
    clock_ms: i64,
}

impl<'a> Folder<'a> {
    fn new(sources: &'a [(String, Vec<u8>)]) -> Self {
        let mut corpus = Corpus::new();
        corpus.set_root(ROOT, "projects");
        Self {
            sources,
            content: BTreeMap::new(),
            corpus,
            clock_ms: 0,
        }
    }

    fn apply(&mut self, edit: &Edit) {
        self.clock_ms += 1;
        let count = self.sources.len();
        match *edit {
            Edit::Grow { file, share } => {
                let file = file % count;
                let whole = &self.sources[file].1;
                let content = self.content.entry(file).or_default();
                let lacking = whole.len().saturating_sub(content.len());
                let more = (lacking * usize::from(share)).div_ceil(256);
                let from = content.len().min(whole.len());
                content.extend_from_slice(&whole[from..from + more.min(whole.len() - from)]);
                self.read(file);
            }
            Edit::Cut { file, share } => {
                let file = file % count;
                if let Some(content) = self.content.get_mut(&file) {
                    content.truncate(content.len() * usize::from(share) / 256);
                    self.read(file);
                }
            }
            Edit::Replace { file, by } => {
                let file = file % count;
                self.content
                    .insert(file, self.sources[by % count].1.clone());
                self.read(file);
            }
            Edit::Remove { file } => {
                let file = file % count;
                self.content.remove(&file);
                self.corpus.remove(ROOT, &self.sources[file].0);
            }
            Edit::Store => self.store(),
        }
    }

    /// Follows a changed file as the page does: by plan, proof and resumed reading.
    fn read(&mut self, file: usize) {
        let (path, content) = (&self.sources[file].0, &self.content[&file]);
        let (size_bytes, mtime_ms) = (content.len() as u64, self.clock_ms);
        let known = self.corpus.get(ROOT, path).map(|file| Known {
            size_bytes: file.size_bytes,
            mtime_ms: file.mtime_ms,
            resume_bytes: file.digest.resume.offset_bytes,
        });
        if let Step::Tail { .. } = step(known.as_ref(), size_bytes, mtime_ms)
            && let Some(grown) = self.tail(path, content)
        {
            assert!(self.corpus.append(ROOT, path, size_bytes, mtime_ms, grown));
            return;
        }
        let digest = support::digest(path, content);
        self.corpus.put(StoredFile {
            root: ROOT,
            path: path.clone(),
            size_bytes,
            mtime_ms,
            digest,
        });
    }

    fn tail(&self, path: &str, content: &[u8]) -> Option<FileDigest> {
        let resume = self.corpus.get(ROOT, path)?.digest.resume;
        let offset = usize::try_from(resume.offset_bytes).ok()?;
        let head = &content[..offset.min(HEAD_PROOF_BYTES)];
        let before = &content[offset - offset.min(TAIL_PROOF_BYTES)..offset];
        let key = Key::new(Domain::Own, path.as_bytes());
        let mut digester = Digester::resume(key, &resume, head, before)?;
        for piece in content[offset..].chunks(1000) {
            digester.push(piece);
        }
        Some(digester.finish())
    }

    fn store(&mut self) {
        let files: Vec<&StoredFile> = self.corpus.files().collect();
        let loaded = decode_shard(&encode_shard(&files)).expect("what was stored loads");
        let mut corpus = Corpus::new();
        corpus.set_root(ROOT, "projects");
        for file in loaded {
            corpus.put(file);
        }
        self.corpus = corpus;
    }

    fn rebuilt(&self) -> Corpus {
        let mut corpus = Corpus::new();
        corpus.set_root(ROOT, "projects");
        for (&file, content) in &self.content {
            let path = &self.sources[file].0;
            let mtime_ms = self.corpus.get(ROOT, path).map_or(0, |file| file.mtime_ms);
            let digest = support::digest(path, content);
            let size_bytes = content.len() as u64;
            corpus.put(StoredFile {
                root: ROOT,
                path: path.clone(),
                size_bytes,
                mtime_ms,
                digest,
            });
        }
        corpus
    }
}

fn check(sources: &[(String, Vec<u8>)], edits: &[Edit]) {
    let mut folder = Folder::new(sources);
    for edit in edits {
        folder.apply(edit);
    }
    let rebuilt = folder.rebuilt();
    for (followed, full) in folder.corpus.files().zip(rebuilt.files()) {
        assert_eq!(followed, full, "{}", full.path);
    }
    assert_eq!(folder.corpus, rebuilt);
    let ledger = |corpus: &Corpus| Ledger::build(corpus, &PriceTable::builtin(), CostMode::Auto);
    assert_eq!(ledger(&folder.corpus), ledger(&rebuilt));
}

/// All logs below a folder, by a path that makes them one projects folder.
fn sources(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "jsonl") {
                found.push(path);
            }
        }
    }
    found.sort();
    let name = |path: &Path| {
        let path = path
            .strip_prefix(folder)
            .expect("below")
            .to_string_lossy()
            .replace('\\', "/");
        path.replacen("/projects/", "-", 1)
    };
    found
        .iter()
        .map(|path| (name(path), std::fs::read(path).expect("readable")))
        .collect()
}

fn run(sources: &[(String, Vec<u8>)], cases: u32) {
    assert!(!sources.is_empty());
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let edits = proptest::collection::vec(edit(), 1..60);
    runner
        .run(&edits, |edits| {
            check(sources, &edits);
            Ok(())
        })
        .expect("incremental equals rebuilt");
}

#[test]
fn edits_of_our_own_fixtures_equal_a_rebuild() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/cases");
    run(&sources(Path::new(folder)), 200);
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_edited_at_random_equal_a_rebuild() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/fixtures/projects"
    );
    let mut sources = sources(Path::new(folder));
    // Debug builds read slowly, and long files teach nothing that shorter ones do not.
    sources.retain(|(_, content)| content.len() < 200_000);
    run(&sources, 24);
}
