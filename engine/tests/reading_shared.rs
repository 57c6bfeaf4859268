//! Reads the real logs beside the repository, where they are, and compares what can be said of
//! single files with the answers of an independent script.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sessionscope_engine::digest::Digest;
use sessionscope_engine::digester::Digester;
use sessionscope_engine::key::{Domain, Key};
use sessionscope_engine::tokens::WideTokens;

/// The shared fixtures, beside the repository.
fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures")
}

/// (path below the folder, bytes) of all counted logs, by path.
fn logs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut logs = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(folder)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name
                .rsplit_once('.')
                .is_some_and(|(stem, end)| end == "jsonl" && !stem.ends_with("journal"))
            {
                logs.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    logs
}

fn digest(name: &str, bytes: &[u8], piece_bytes: usize) -> Digest {
    let mut digester = Digester::new(Key::new(Domain::Own, name.as_bytes()));
    for piece in bytes.chunks(piece_bytes) {
        digester.push(piece);
    }
    digester.finish().whole().into_owned()
}

fn shown(tokens: &WideTokens) -> Value {
    json!({
        "input_tokens": tokens.input,
        "output_tokens": tokens.output,
        "cache_creation_tokens": tokens.cache_creation(),
        "cache_creation_5m_tokens": tokens.cache_write_5m,
        "cache_creation_1h_tokens": tokens.cache_write_1h,
        "cache_read_tokens": tokens.cache_read,
    })
}

/// What `answers.json` says of files one by one, as the digests say it.
fn figures(digests: &BTreeMap<String, Digest>) -> Value {
    let mut types = BTreeMap::<&str, u64>::new();
    let mut every_line = WideTokens::default();
    let mut malformed = Vec::new();
    let (mut plain, mut nested) = (0, 0);
    for (name, digest) in digests {
        for (kind, records) in &digest.record_types {
            *types.entry(kind).or_default() += records;
        }
        every_line.add_sum(&digest.every_line);
        for line in &digest.malformed {
            malformed.push(json!({
                "file": name,
                "line": line.line,
                "offset_bytes": line.offset_bytes,
                "length_bytes": line.length_bytes,
                "reason": line.reason.name(),
            }));
        }
        for response in &digest.responses {
            plain += response.plain_records;
            nested += response.nested_records;
        }
    }
    let sum = |part: fn(&Digest) -> u64| digests.values().map(part).sum::<u64>();
    json!({
        "lines": sum(|digest| digest.lines),
        "blank_lines": sum(|digest| digest.blank_lines),
        "bytes": sum(|digest| digest.bytes),
        "recovered_records": sum(|digest| digest.recovered_records),
        "usage_records": plain,
        "nested_usage_records": nested,
        "every_line": shown(&every_line),
        "record_types": types,
        "malformed": malformed,
    })
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_read_as_the_answers_say() {
    let folder = shared();
    let answers = std::fs::read(folder.join("answers.json")).unwrap();
    let answers: Value = serde_json::from_slice(&answers).unwrap();
    let digests: BTreeMap<String, Digest> = logs(&folder.join("projects"))
        .into_iter()
        .map(|(name, bytes)| {
            let digest = digest(&name, &bytes, 100_000);
            (name, digest)
        })
        .collect();
    let (totals, reconcile) = (&answers["totals"], &answers["reconcile"]);
    let want = json!({
        "lines": totals["lines"],
        "blank_lines": totals["blank_lines"],
        "bytes": totals["bytes"],
        "recovered_records": totals["recovered_records"],
        "usage_records": reconcile["usage_records"],
        "nested_usage_records": reconcile["nested_usage_records"],
        "every_line": reconcile["every_line"],
        "record_types": answers["record_types"],
        "malformed": answers["malformed"],
    });
    let figures = figures(&digests);
    for (name, want) in want.as_object().unwrap() {
        assert_eq!(&figures[name], want, "{name}");
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_read_the_same_in_any_pieces() {
    let folder = shared();
    for (name, bytes) in logs(&folder) {
        let whole = digest(&name, &bytes, usize::MAX);
        for piece_bytes in [1_000, 4_099] {
            assert_eq!(digest(&name, &bytes, piece_bytes), whole, "{name}");
        }
    }
}
