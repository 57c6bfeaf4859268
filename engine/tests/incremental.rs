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
use sessionscope_engine::books::Books;
use sessionscope_engine::corpus::{FileContent, RootId, StoredFile};
use sessionscope_engine::digest::{Digest, HEAD_PROOF_BYTES, TAIL_PROOF_BYTES};
use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::pack::{pack_file, unpack, unpack_file};
use sessionscope_engine::place::place;
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
    /// The ledger is shown.
    Settle,
    /// All is stored and loaded again.
    Store,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (any::<usize>(), any::<u8>()).prop_map(|(file, share)| Edit::Grow { file, share }),
        1 => (any::<usize>(), any::<u8>()).prop_map(|(file, share)| Edit::Cut { file, share }),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(file, by)| Edit::Replace { file, by }),
        1 => any::<usize>().prop_map(|file| Edit::Remove { file }),
        2 => Just(Edit::Settle),
        1 => Just(Edit::Store),
    ]
}

/// A folder on which edits happen, and the books that follow them.
struct Folder<'a> {
    sources: &'a [(String, Vec<u8>)],
    content: BTreeMap<usize, Vec<u8>>,
    books: Books,
    ledger: Ledger,
    clock_ms: i64,
}

fn no_books() -> (Books, Ledger) {
    let (mut books, mut ledger) = Books::new(PriceTable::builtin(), CostMode::Auto);
    books.set_root(&mut ledger, ROOT, "projects");
    (books, ledger)
}

impl<'a> Folder<'a> {
    fn new(sources: &'a [(String, Vec<u8>)]) -> Self {
        let (books, ledger) = no_books();
        Self {
            sources,
            content: BTreeMap::new(),
            books,
            ledger,
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
                self.books
                    .remove(&mut self.ledger, ROOT, &self.sources[file].0);
            }
            Edit::Settle => self.books.settle(&mut self.ledger),
            Edit::Store => self.store(),
        }
    }

    /// Follows a changed file as the page does: by plan, proof and resumed reading.
    fn read(&mut self, file: usize) {
        let (path, content) = (&self.sources[file].0, &self.content[&file]);
        let (size_bytes, mtime_ms) = (content.len() as u64, self.clock_ms);
        let mut rows = self.ledger.files.iter();
        let known = rows.find(|row| row.path == *path).map(|row| Known {
            size_bytes: row.size_bytes,
            mtime_ms: row.mtime_ms,
            resume_bytes: row.resume_bytes,
        });
        if let Step::Tail { .. } = step(known.as_ref(), size_bytes, mtime_ms)
            && let Some(grown) = self.tail(path, content)
        {
            let ledger = &mut self.ledger;
            assert!(
                self.books
                    .append(ledger, ROOT, path, size_bytes, mtime_ms, grown)
            );
            return;
        }
        let mut file = support::stored(path, content);
        file.mtime_ms = mtime_ms;
        assert!(self.books.put(&mut self.ledger, file));
    }

    fn tail(&self, path: &str, content: &[u8]) -> Option<FileContent> {
        let resume = self.books.resume(ROOT, path)?;
        let offset = usize::try_from(resume.offset_bytes).ok()?;
        let head = &content[..offset.min(HEAD_PROOF_BYTES)];
        let before = &content[offset - offset.min(TAIL_PROOF_BYTES)..offset];
        let key = Key::new(Domain::Own, path.as_bytes());
        let mut digester = Digester::resume(key, &resume, head, before)?;
        for piece in content[offset..].chunks(1000) {
            digester.push(piece);
        }
        unpack_file(&pack_file(digester.finish()))
    }

    fn stored(&self) -> Vec<StoredFile> {
        let rows = 0..self.ledger.files.len();
        rows.map(|row| {
            self.books
                .stored(&self.ledger, row)
                .expect("every row has its file")
        })
        .collect()
    }

    fn store(&mut self) {
        let stored = decode_shard(&encode_shard(&self.stored())).expect("what was stored loads");
        (self.books, self.ledger) = no_books();
        for file in stored {
            assert!(self.books.put(&mut self.ledger, file));
        }
    }

    /// All files read whole, the last one first.
    fn rebuilt(&self) -> (Vec<StoredFile>, Ledger) {
        let (mut books, mut ledger) = no_books();
        let mut files = Vec::new();
        for (&file, content) in self.content.iter().rev() {
            let mut stored = support::stored(&self.sources[file].0, content);
            let mut rows = self.ledger.files.iter();
            let row = rows.find(|row| row.path == stored.path);
            stored.mtime_ms = row.map_or(0, |row| row.mtime_ms);
            files.push(stored.clone());
            assert!(books.put(&mut ledger, stored));
        }
        books.settle(&mut ledger);
        (files, ledger)
    }
}

/// A file's digest with all its runs joined, as a full reading gives it.
fn joined(file: &StoredFile) -> (Digest, Option<Digest>) {
    let mut whole: Option<Digest> = None;
    for run in &file.content.body {
        let run = unpack(run).expect("what was packed");
        match &mut whole {
            Some(whole) => whole.append(&run),
            None => whole = Some(run),
        }
    }
    let tail = file.content.tail.as_deref();
    let tail = tail.map(|tail| unpack(tail).expect("what was packed"));
    (whole.unwrap_or_default(), tail)
}

fn check(sources: &[(String, Vec<u8>)], edits: &[Edit]) {
    let mut folder = Folder::new(sources);
    for edit in edits {
        folder.apply(edit);
    }
    folder.books.settle(&mut folder.ledger);
    let (mut full, ledger) = folder.rebuilt();
    let mut followed = folder.stored();
    full.sort_by(|a, b| a.path.cmp(&b.path));
    followed.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!(followed.len(), full.len());
    for (followed, full) in followed.iter().zip(&full) {
        assert_eq!(joined(followed), joined(full), "{}", full.path);
        assert_eq!(followed.content.resume, full.content.resume);
    }
    assert_eq!(folder.ledger.canonical(), ledger.canonical());
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
        .filter(|path| place("projects", &name(path)).is_some())
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
