//! Indexes the logs below a folder and answers queries, with timings, as JSON.
//!
//! `cargo run --release --example search -- FOLDER [QUERY …]`; with `--scan` each query is also
//! answered without the index, with `--keys` the keys of all hits are given.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant as Clock;

use serde_json::{Value, json};
use sessionscope_engine::search::index::{Hit, Index, Search};
use sessionscope_engine::search::matcher::Matcher;
use sessionscope_engine::search::query::{self, Query};
use sessionscope_engine::search::snippet::snippet;
use sessionscope_engine::search::text::Entry;
use sessionscope_engine::search::walk::Walk;
use sessionscope_engine::time::Instant;

#[path = "../tests/support/search.rs"]
mod support;

use support::{Log, Made, logs};

/// Memory of the builder at which a segment is made.
const HELD_BYTES: usize = 24 << 20;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (flags, words): (Vec<_>, Vec<_>) = arguments
        .into_iter()
        .partition(|word| word == "--scan" || word == "--keys");
    let [folder, queries @ ..] = words.as_slice() else {
        return Err("which folder?".into());
    };
    let folder = PathBuf::from(folder);
    let is_asked = |flag: &str| flags.iter().any(|given| given == flag);
    let logs = logs(&folder);
    let (made, told) = build(&logs)?;
    println!("{told}");
    let start = Clock::now();
    let index = made.open();
    println!("{}", json!({"open_ms": ms(start)}));
    for query in queries {
        let told = ask(&folder, &made, &index, query, is_asked("--keys"))?;
        println!("{told}");
        if is_asked("--scan") {
            println!("{}", json!({"scan": scan(&logs, query)?}));
        }
    }
    Ok(())
}

fn ms(start: Clock) -> f64 {
    (start.elapsed().as_secs_f64() * 1e5).round() / 100.0
}

/// Indexes all files; the time for reading them from disk is left out.
fn build(logs: &[Log]) -> Outcome<(Made, Value)> {
    let mut made = Made::default();
    let (mut bytes, mut seconds, mut held) = (0, 0.0, 0);
    for log in logs {
        let content = std::fs::read(&log.full)?;
        bytes += content.len();
        let start = Clock::now();
        made.read(&log.id, &log.place, &content, true);
        held = held.max(made.builder.held_bytes());
        if made.builder.held_bytes() > HELD_BYTES {
            made.flush();
        }
        seconds += start.elapsed().as_secs_f64();
    }
    let start = Clock::now();
    made.flush();
    seconds += start.elapsed().as_secs_f64();
    let index_bytes: usize = made.store.0.values().map(Vec::len).sum();
    let told = json!({
        "files": logs.len(),
        "log_bytes": bytes,
        "index_bytes": index_bytes,
        "index_percent": index_bytes as f64 / bytes as f64 * 100.0,
        "catalogue_bytes": made.catalogue.encode().len(),
        "segments": made.catalogue.segments().len(),
        "builder_held_bytes": held,
        "seconds": seconds,
        "mb_per_second": bytes as f64 / seconds / 1e6,
    });
    Ok((made, told))
}

fn parse(text: &str) -> Query {
    // Now is the time of the newest logs of the fixtures, so that output does not change.
    let now = Instant::parse(b"2026-08-31T00:00:00Z").unwrap_or(Instant(0));
    Query::parse(text, &query::Clock::utc(now))
}

fn ask(folder: &Path, made: &Made, index: &Index, text: &str, keys: bool) -> Outcome<Value> {
    let now = Instant::parse(b"2026-08-31T00:00:00Z").unwrap_or(Instant(0));
    let start = Clock::now();
    let mut search = Search::new(index, &made.store, parse(text), now)?;
    search.step(index, &made.store)?;
    search.top(index, &made.store, 0, 20)?;
    let first_ms = ms(start);
    while search.step(index, &made.store)? {}
    let steps_ms = ms(start);
    let (hits, best) = search.top(index, &made.store, 0, 20)?;
    let groups = search.by_session(index, &made.store, 10, 3)?;
    let all_ms = ms(start);
    let shown: Outcome<Vec<Value>> = best
        .iter()
        .map(|hit| show(folder, hit, search.query()))
        .collect();
    let keys: Vec<String> = if keys {
        let keys = search.keys(index, &made.store)?;
        keys.iter().map(|key| key.0.to_string()).collect()
    } else {
        Vec::new()
    };
    Ok(json!({
        "query": search.query().to_string(),
        "notices": format!("{:?}", search.query().notices),
        "hits": hits,
        "sessions": groups.sessions,
        "first_ms": first_ms,
        "steps_ms": steps_ms,
        "all_ms": all_ms,
        "with_snippets_ms": ms(start),
        "best": shown?,
        "keys": keys,
    }))
}

fn show(folder: &Path, hit: &Hit, query: &Query) -> Outcome<Value> {
    let bytes = std::fs::read(folder.join(&hit.file.path))?;
    let start = usize::try_from(hit.offset_bytes)?;
    let record = bytes.get(start..start + usize::try_from(hit.length_bytes)?);
    let entry = Entry::parse(record.unwrap_or_default()).map_err(|_| "the file has changed")?;
    let snippet = snippet(&entry, query);
    Ok(json!({
        "uuid": entry.uuid.map(|uuid| uuid.to_text().into_owned()),
        "file": hit.file.path,
        "offset": hit.offset_bytes,
        "session": hit.session,
        "time": hit.time.map(Instant::to_iso),
        "tools": hit.tools,
        "score": hit.score,
        "snippet": snippet.map(|snippet| json!({
            "field": snippet.field.name(),
            "text": snippet.text,
            "marks": snippet.marks.iter().map(|mark| [mark.start, mark.end]).collect::<Vec<_>>(),
            "matches": snippet.matches,
        })),
    }))
}

/// Answers by reading everything.
fn scan(logs: &[Log], text: &str) -> Outcome<Value> {
    let query = parse(text);
    let mut matcher = Matcher::new(&query);
    let mut keys = Vec::new();
    let mut seconds = 0.0;
    for log in logs {
        let content = std::fs::read(&log.full)?;
        let start = Clock::now();
        keys.extend(matcher.scan(Walk::new(log.place.clone()), &content, |_, _| ()));
        seconds += start.elapsed().as_secs_f64();
    }
    keys.sort_unstable();
    keys.dedup();
    Ok(json!({"hits": keys.len(), "ms": seconds * 1e3}))
}
