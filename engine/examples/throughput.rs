//! Reads every `*.jsonl` below a folder several times and prints how fast that went.
//!
//! `cargo run --release --example throughput -- FOLDER [ROUNDS]`

use std::path::{Path, PathBuf};
use std::time::Instant;

use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| ".".to_owned()));
    let rounds: u32 = arguments
        .next()
        .and_then(|text| text.parse().ok())
        .unwrap_or(10);
    let mut files = Vec::new();
    collect(&folder, &mut files)?;
    let bytes: usize = files.iter().map(Vec::len).sum();
    let mut seconds = Vec::new();
    let mut records = 0;
    for _ in 0..rounds {
        let start = Instant::now();
        records = files.iter().map(|file| read(file)).sum();
        seconds.push(start.elapsed().as_secs_f64());
    }
    let best = seconds.iter().copied().fold(f64::INFINITY, f64::min);
    let rate = bytes as f64 / best / 1e6;
    println!(
        "{} files, {bytes} bytes, {records} records: {rate:.0} MB/s",
        files.len()
    );
    // `tests/bench/parser.mjs` reads this line.
    let rounds: Vec<_> = seconds.iter().map(|round| format!("{round:.4}")).collect();
    println!("seconds: {}", rounds.join(" "));
    Ok(())
}

fn read(file: &[u8]) -> u64 {
    let mut digester = Digester::new(Key::new(Domain::Own, b"file"));
    for piece in file.chunks(1 << 20) {
        digester.push(piece);
    }
    digester.finish().whole().record_types.values().sum()
}

fn collect(folder: &Path, files: &mut Vec<Vec<u8>>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        {
            files.push(std::fs::read(&path)?);
        }
    }
    Ok(())
}
