//! Every stored form has a blob in `blobs/` for each version: that of today is read to the same value and written
//! to the same bytes, older ones are refused by their version. `blobs/README.md` says what to do when one is raised.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::blob::BlobError;
use sessionscope_engine::corpus::StoredFile;
use sessionscope_engine::digester::Digester;
use sessionscope_engine::ledger::{Ledger, Revision};
use sessionscope_engine::pack::{pack_file, unpack_file};
use sessionscope_engine::place::{RootId, file_key, place};
use sessionscope_engine::price::{CostMode, PriceTable};
use sessionscope_engine::report::{DailyRollup, LiveQuery};
use sessionscope_engine::search::index::{
    Builder, CATALOGUE_VERSION, Catalogue, Error, FileId, FileState, SEGMENT_VERSION, Segment,
    SegmentId, Store,
};
use sessionscope_engine::search::walk::Resume;
use sessionscope_engine::shard::{
    SHARD_VERSION, SNAPSHOT_VERSION, decode_shard, decode_snapshot, encode_shard, encode_snapshot,
};
use sessionscope_engine::transcript::index::Indexer;
use sessionscope_engine::transcript::kept::{INDEX_VERSION, KeptIndex, tail_key};
use sessionscope_queries::{
    ANSWERS_VERSION, AnyAnswer, Basis, CorpusQuestion, Question, Scope, StoredAnswers,
    TotalsQuestion,
};

const PATH: &str = "-w-loom/s.jsonl";
/// Made up. It has what the forms differ by: a message, a response that is billed, a call, a tail without an end.
const LOG: &str = concat!(
    r#"{"type":"user","sessionId":"s","uuid":"u1","cwd":"/w/loom","version":"2.1.0","gitBranch":"main","timestamp":"2026-01-02T03:04:05Z","message":{"role":"user","content":"Weave a red scarf"}}"#,
    "\n",
    r#"{"type":"assistant","sessionId":"s","uuid":"u2","parentUuid":"u1","timestamp":"2026-01-02T03:04:06Z","requestId":"r","message":{"id":"m","role":"assistant","model":"loom-1","usage":{"input_tokens":3,"output_tokens":5},"content":[{"type":"tool_use","id":"t","name":"Read","input":{"file_path":"/w/loom/a.txt"}}]}}"#,
    "\n",
    r#"{"type":"user","sess"#,
);
/// Made up too, so that blobs do not change with the price file.
const PRICES: &str = r#"{"generated":"2026-01-01","models":[{"id":"loom-1","match":{"equals":"loom-1"},"input":0.000001,"output":0.000002,"cache_write_5m":0.000001,"cache_write_1h":0.000002,"cache_read":0.0000001}]}"#;

/// How reading a blob failed.
#[derive(Debug, PartialEq)]
enum Refused {
    Version(u16),
    Otherwise(String),
}

impl From<BlobError> for Refused {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Version(version) => Self::Version(version),
            other => Self::Otherwise(other.to_string()),
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        match error {
            Error::Version(version) => Self::Version(version),
            other => Self::Otherwise(format!("{other:?}")),
        }
    }
}

/// What a blob holds, so that two can be compared.
type Told = Result<String, Refused>;

/// A stored form.
struct Form {
    name: &'static str,
    /// Its constant, for messages.
    constant: &'static str,
    version: u16,
    /// Its blob of [`LOG`], as it is written today.
    written: Vec<u8>,
    read: fn(&[u8]) -> Told,
}

fn told<T: Debug, E: Into<Refused>>(read: Result<T, E>) -> Told {
    read.map(|value| format!("{value:?}")).map_err(Into::into)
}

fn file() -> StoredFile {
    let mut digester = Digester::new(file_key(RootId(0), PATH));
    digester.push(LOG.as_bytes());
    StoredFile {
        root: RootId(0),
        path: PATH.to_owned(),
        size_bytes: LOG.len() as u64,
        mtime_ms: 7,
        content: unpack_file(&pack_file(digester.finish())).unwrap(),
    }
}

fn ledger() -> Ledger {
    let prices = PriceTable::parse(PRICES).unwrap();
    let (mut accounts, mut ledger) = Accounts::new(prices, CostMode::Calculate);
    accounts.set_root(&mut ledger, RootId(0), "projects");
    assert!(accounts.put(&mut ledger, file()));
    accounts.settle(&mut ledger);
    ledger
}

fn answers() -> StoredAnswers {
    let revision = Revision::new(ledger());
    let mut rollup = DailyRollup::default();
    let mut basis = Basis::new(&revision, &mut rollup);
    let totals = TotalsQuestion {
        scope: Scope::default(),
    };
    let mut stored = StoredAnswers {
        as_of_ms: 7,
        ..StoredAnswers::default()
    };
    let corpus = CorpusQuestion.answer(&mut (), &mut basis);
    stored.add(&CorpusQuestion.into(), AnyAnswer::Corpus(corpus));
    let answer = totals.answer(&mut LiveQuery::default(), &mut basis);
    stored.add(&totals.into(), AnyAnswer::Totals(answer));
    stored
}

/// A segment of [`LOG`], and the catalogue that names it.
fn search() -> (Vec<u8>, Catalogue) {
    let (mut builder, mut catalogue) = (Builder::default(), Catalogue::default());
    let id = FileId {
        root: RootId(0),
        path: PATH.to_owned(),
    };
    let generation = catalogue.new_generation();
    let place = place("projects", PATH).unwrap();
    let mut file = builder.file(&id, generation, place, Resume::default());
    file.push(LOG.as_bytes());
    let state = FileState {
        generation,
        size_bytes: LOG.len() as u64,
        mtime_ms: 7,
        resume: file.finish().unwrap(),
    };
    catalogue.note(id, state);
    let segment = builder.segment();
    let number = catalogue.new_segment();
    catalogue.add(number, segment.len() as u64);
    (segment, catalogue)
}

fn kept_index() -> KeptIndex {
    let mut indexer = Indexer::default();
    indexer.push(LOG.as_bytes());
    KeptIndex {
        size_bytes: LOG.len() as u64,
        mtime_ms: 7,
        tail: tail_key(b"tail"),
        index: indexer.finish(),
    }
}

/// One segment as a store.
struct One<'a>(&'a [u8]);

impl Store for One<'_> {
    fn read(&self, _: SegmentId, start: u64, length: usize) -> Result<Vec<u8>, String> {
        let from = self.0.get(usize::try_from(start).unwrap()..);
        let from = from.unwrap_or_default();
        Ok(from[..length.min(from.len())].to_vec())
    }
}

fn forms() -> Vec<Form> {
    let (segment, catalogue) = search();
    vec![
        Form {
            name: "shard",
            constant: "SHARD_VERSION",
            version: SHARD_VERSION,
            written: encode_shard(&[file()]),
            read: |blob| told(decode_shard(blob)),
        },
        Form {
            name: "snapshot",
            constant: "SNAPSHOT_VERSION",
            version: SNAPSHOT_VERSION,
            written: encode_snapshot(&ledger()),
            read: |blob| told(decode_snapshot(blob)),
        },
        Form {
            name: "answers",
            constant: "ANSWERS_VERSION",
            version: ANSWERS_VERSION,
            written: answers().encode(),
            read: |blob| told(StoredAnswers::decode(blob)),
        },
        Form {
            name: "transcript",
            constant: "INDEX_VERSION",
            version: INDEX_VERSION,
            written: kept_index().encode(),
            read: |blob| told(KeptIndex::decode(blob)),
        },
        Form {
            name: "segment",
            constant: "SEGMENT_VERSION",
            version: SEGMENT_VERSION,
            written: segment,
            read: |blob| told(Segment::open(SegmentId(0), &One(blob))),
        },
        Form {
            name: "catalogue",
            constant: "CATALOGUE_VERSION",
            version: CATALOGUE_VERSION,
            written: catalogue.encode(),
            read: |blob| told(Catalogue::decode(blob)),
        },
    ]
}

fn path_of(form: &Form, version: u16) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/blobs");
    folder.join(format!("{}-{version}.blob", form.name))
}

fn blob_of(form: &Form, version: u16) -> Vec<u8> {
    let path = path_of(form, version);
    let Ok(blob) = fs::read(&path) else {
        panic!(
            "{} is {}, but engine/tests/blobs has no {}-{version}.blob: {HOW_TO_ADD}",
            form.constant, form.version, form.name
        );
    };
    assert!(blob.len() < 2048, "a blob is small: {} bytes", blob.len());
    blob
}

const HOW_TO_ADD: &str = "keep the blobs that are there, run `cargo test -p sessionscope-engine --test blobs -- \
    --ignored write`, and commit the new file (engine/tests/blobs/README.md)";

#[test]
fn the_blob_of_today_is_read_and_written_as_it_is() {
    for form in forms() {
        let (name, constant) = (form.name, form.constant);
        let blob = blob_of(&form, form.version);
        let changed = format!(
            "the stored form `{name}` changed: raise {constant}, then {HOW_TO_ADD}. If only the log of this test \
             or what it makes of it changed, write the blob anew"
        );
        let now = (form.read)(&form.written);
        assert!(now.is_ok(), "{name}: {now:?}");
        assert!((form.read)(&blob) == now, "{changed}");
        assert!(blob == form.written, "{changed}");
    }
}

#[test]
fn a_blob_of_an_older_version_is_refused_by_its_version() {
    for form in forms() {
        for version in 1..form.version {
            // Of the versions before there were blobs, only the last one is here.
            if version + 1 < form.version && !path_of(&form, version).exists() {
                continue;
            }
            let blob = blob_of(&form, version);
            assert_eq!(blob[5..7], version.to_le_bytes(), "{}", form.name);
            let read = (form.read)(&blob);
            assert_eq!(read, Err(Refused::Version(version)), "{}", form.name);
        }
    }
}

#[test]
fn a_blob_of_any_other_version_is_refused_by_its_version() {
    for form in forms() {
        for version in [form.version - 1, form.version + 1] {
            let mut blob = form.written.clone();
            blob[5..7].copy_from_slice(&version.to_le_bytes());
            let read = (form.read)(&blob);
            assert_eq!(read, Err(Refused::Version(version)), "{}", form.name);
        }
    }
}

#[test]
#[ignore = "writes the blobs that are missing"]
fn write() {
    for form in forms() {
        let path = path_of(&form, form.version);
        if !path.exists() {
            fs::write(path, &form.written).unwrap();
        }
    }
}
