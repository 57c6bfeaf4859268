//! Counts what is taken for a secret in a folder of logs, by kind and by what stands before it; no secret is
//! printed.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;

use sessionscope_engine::json::Value;
use sessionscope_engine::redact::secrets::find;

fn main() {
    let mut counts = BTreeMap::new();
    let mut bytes = 0;
    let start = std::time::Instant::now();
    for folder in std::env::args().skip(1) {
        walk(Path::new(&folder), &mut |text| {
            bytes += text.len();
            for secret in find(text) {
                *counts.entry(secret.kind).or_insert(0_u64) += 1;
            }
        });
    }
    println!("{bytes} bytes of text in {:?}", start.elapsed());
    for (kind, count) in counts {
        println!("{kind:?} {count}");
    }
}

fn walk(path: &Path, each: &mut impl FnMut(&str)) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            walk(&entry.unwrap().path(), each);
        }
    } else if let Ok(text) = std::fs::read_to_string(path) {
        for line in text.lines() {
            if let Ok(value) = Value::parse(line.as_bytes()) {
                texts(value, each);
            }
        }
    }
}

fn texts(value: Value<'_>, each: &mut impl FnMut(&str)) {
    if let Some(text) = value.text() {
        each(&text);
    }
    for element in value.elements() {
        texts(element, each);
    }
    for (_, member) in value.members() {
        texts(member, each);
    }
}
