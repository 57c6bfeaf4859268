//! Does one kind of work over the logs below a folder, once: what `cargo xtask test --only cost`
//! counts the instructions of.
//!
//! `cargo run --release -p sessionscope-engine --example cost -- WORK FOLDER`, with `digests`,
//! `accounts` or `search` as the work.
//!
//! Callgrind is told to count while a function named `measured_WORK` runs, so that reading the
//! files and making ready costs nothing. These functions hold no closures: the name of one would
//! hold the name of its function, and counting would end where it begins.

use std::error::Error;
use std::path::Path;

use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::corpus::StoredFile;
use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::pack::{pack_file, unpack_file};
use sessionscope_engine::place::RootId;
use sessionscope_engine::price::{CostMode, PriceTable};
use sessionscope_engine::search::index::Builder;
use sessionscope_engine::search::walk::Resume;

#[path = "../tests/support/search.rs"]
mod support;

use support::{Log, logs};

/// Bytes that the worker reads of a file at once.
const PIECE_BYTES: usize = 2 << 20;

/// Memory of the builder at which the library makes a segment.
const HELD_BYTES: usize = 24 << 20;

/// A file that is in memory.
struct Loaded {
    log: Log,
    bytes: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [work, folder] = arguments.as_slice() else {
        return Err("usage: cost digests|accounts|search FOLDER".into());
    };
    let files = load(folder.as_ref())?;
    let made = match work.as_str() {
        "digests" => measured_digests(&files).len(),
        "accounts" => {
            let (mut accounts, mut ledger) =
                Accounts::new(PriceTable::builtin(), CostMode::Calculate);
            accounts.set_root(&mut ledger, RootId(0), "projects");
            let stored = packed(&files);
            measured_accounts(&mut accounts, &mut ledger, stored);
            ledger.responses.len()
        }
        "search" => measured_search(&files).len(),
        other => return Err(format!("there is no work `{other}`").into()),
    };
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    eprintln!("{} files, {made} made", files.len());
    println!("{bytes}");
    Ok(())
}

fn load(folder: &Path) -> std::io::Result<Vec<Loaded>> {
    let load = |log: Log| {
        let bytes = std::fs::read(&log.full)?;
        Ok(Loaded { log, bytes })
    };
    logs(folder).into_iter().map(load).collect()
}

/// As the worker does it: bytes in, packed digests out.
#[inline(never)]
fn measured_digests(files: &[Loaded]) -> Vec<Vec<u8>> {
    let mut packed = Vec::new();
    for file in files {
        let path = file.log.id.path.as_bytes();
        let mut digester = Digester::new(Key::new(Domain::Own, path));
        for piece in file.bytes.chunks(PIECE_BYTES) {
            digester.push(piece);
        }
        packed.push(pack_file(digester.finish()));
    }
    packed
}

/// Packed digests by the files that they are of.
fn packed(files: &[Loaded]) -> Vec<(&Loaded, Vec<u8>)> {
    files.iter().zip(measured_digests(files)).collect()
}

/// As the page does it: packed digests in, a settled ledger out.
#[inline(never)]
fn measured_accounts(
    accounts: &mut Accounts,
    ledger: &mut Ledger,
    packed: Vec<(&Loaded, Vec<u8>)>,
) {
    for (file, packed) in packed {
        let stored = StoredFile {
            root: RootId(0),
            path: file.log.id.path.clone(),
            size_bytes: file.bytes.len() as u64,
            mtime_ms: 0,
            content: unpack_file(&packed).unwrap_or_default(),
        };
        accounts.put(ledger, stored);
    }
    accounts.settle(ledger);
}

/// As the library does it: bytes in, segments of the search index out.
#[inline(never)]
fn measured_search(files: &[Loaded]) -> Vec<Vec<u8>> {
    let mut builder = Builder::default();
    let mut segments = Vec::new();
    for (generation, file) in (1..).zip(files) {
        let place = file.log.place.clone();
        let mut indexing = builder.file(&file.log.id, generation, place, Resume::default());
        for piece in file.bytes.chunks(PIECE_BYTES) {
            indexing.push(piece);
        }
        // An error tells of a file that is not as it was when it was begun: none, from the start.
        let _ = indexing.finish();
        if builder.held_bytes() > HELD_BYTES {
            segments.push(builder.segment());
        }
    }
    segments.push(builder.segment());
    segments
}
