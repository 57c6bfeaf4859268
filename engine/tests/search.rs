//! The index and the scan against a naive search by a script that shares no code with them.
//!
//! `tests/search/naive.mjs` makes queries of a folder's own words and says which messages each must
//! find. The real logs stay outside the repository, and so do all words of theirs.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/search.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use sessionscope_engine::search::index::{FileId, Hit, Index, Search};
use sessionscope_engine::search::matcher::Matcher;
use sessionscope_engine::search::query::{Clock, Query};
use sessionscope_engine::search::snippet::snippet;
use sessionscope_engine::search::text::Entry;
use sessionscope_engine::search::walk::{Item, Walk};
use sessionscope_engine::time::Instant;
use support::{Log, Made, logs};

fn now() -> Instant {
    Instant::parse(b"2026-08-31T00:00:00Z").unwrap()
}

fn parse(text: &str) -> Query {
    Query::parse(text, &Clock::utc(now()))
}

/// The folder of real logs.
fn real(folder: &str) -> PathBuf {
    let given = std::env::var_os("SESSIONSCOPE_FIXTURES").map(PathBuf::from);
    given
        .unwrap_or_else(|| beside("../../shared/fixtures"))
        .join(folder)
}

fn beside(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What the script says: queries and the ids they must find.
fn naive(folder: &Path, queries: u32) -> Vec<(String, BTreeSet<String>)> {
    let output = Command::new("node")
        .arg(beside("../tests/search/naive.mjs"))
        .arg(folder)
        .arg(queries.to_string())
        .output()
        .expect("Node, which the tests need");
    let told = String::from_utf8(output.stdout).unwrap();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{wrong}");
    let lines = told.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        let ids = line["ids"].as_array().unwrap().iter();
        let ids = ids.map(|id| id.as_str().unwrap().to_owned());
        (line["query"].as_str().unwrap().to_owned(), ids.collect())
    });
    lines.collect()
}

/// An index of a folder in several segments, one of them merged.
fn index(logs: &Held) -> Made {
    let mut made = Made::default();
    for (number, (log, bytes)) in logs.values().enumerate() {
        // Each in two readings, as if it had grown.
        let half = &bytes[..bytes.len() / 2];
        let is_whole = made.read(&log.id, &log.place, half, false)
            && made.read(&log.id, &log.place, bytes, false);
        if !is_whole {
            assert!(made.read(&log.id, &log.place, bytes, true));
        }
        if number % 10 == 9 {
            made.flush();
        }
    }
    made.flush();
    let ids: Vec<_> = made
        .catalogue
        .segments()
        .iter()
        .map(|info| info.id)
        .collect();
    made.merge(&ids[..ids.len() / 2]);
    made
}

/// As the script names a message.
fn id(entry: &Entry<'_>, session: &str) -> String {
    if let Some(uuid) = entry.uuid {
        return uuid.to_text().into_owned();
    }
    let kind = entry.kind.map(|kind| kind.to_text().into_owned());
    let time = entry.time.map(|time| time.0);
    let first = entry.passages.first().unwrap().text.to_text();
    json!([session, kind.unwrap_or_default(), time, first]).to_string()
}

/// The files of a folder, held: a file is asked for as often as it has hits.
type Held = BTreeMap<FileId, (Log, Vec<u8>)>;

fn held(folder: &Path) -> Held {
    let logs = logs(folder).into_iter();
    let held = logs.map(|log| {
        (
            log.id.clone(),
            (log.clone(), std::fs::read(&log.full).unwrap()),
        )
    });
    held.collect()
}

fn asked(made: &Made, index: &Index, logs: &Held, query: &str) -> BTreeSet<String> {
    let mut search = Search::new(index, &made.store, parse(query), now()).unwrap();
    while search.step(index, &made.store).unwrap() {}
    let (total, hits) = search.top(index, &made.store, 0, usize::MAX).unwrap();
    assert_eq!(total, hits.len() as u64);
    let groups = search
        .by_session(index, &made.store, usize::MAX, 1)
        .unwrap();
    assert_eq!(
        total,
        groups.best.iter().map(|session| session.hits).sum::<u64>()
    );
    let ids = hits.iter().map(|hit| shown(hit, logs, search.query()));
    ids.collect()
}

/// Reads a hit, checks its snippet, and gives its id.
fn shown(hit: &Hit, logs: &Held, query: &Query) -> String {
    let (_, bytes) = &logs[&hit.file];
    let start = usize::try_from(hit.offset_bytes).unwrap();
    let record = &bytes[start..start + usize::try_from(hit.length_bytes).unwrap()];
    let entry = Entry::parse(record).unwrap();
    let snippet = snippet(&entry, query).unwrap();
    assert!(snippet.text.chars().count() <= 420 && !snippet.text.contains('\n'));
    for mark in &snippet.marks {
        assert!(!snippet.text[mark.clone()].is_empty());
    }
    id(&entry, &hit.session)
}

fn scanned(logs: &Held, query: &str) -> BTreeSet<String> {
    let query = parse(query);
    let mut matcher = Matcher::new(&query);
    let mut ids = BTreeSet::new();
    for (log, bytes) in logs.values() {
        matcher.scan(Walk::new(log.place.clone()), bytes, |item, _| {
            ids.insert(id(item.entry, item.session));
        });
    }
    ids
}

/// How many queries found anything.
fn compare(folder: &Path, queries: u32) -> usize {
    let logs = held(folder);
    let made = index(&logs);
    let index = made.open();
    let mut wrong = Vec::new();
    let mut found = 0;
    for (number, (query, want)) in naive(folder, queries).iter().enumerate() {
        found += usize::from(!want.is_empty());
        let mut answers = vec![("index", asked(&made, &index, &logs, query))];
        // Reading everything takes its time where nothing is optimised.
        if number % 7 == 0 {
            answers.push(("scan", scanned(&logs, query)));
        }
        for (which, got) in answers {
            let missing = want.difference(&got).count();
            let extra = got.difference(want).count();
            if missing + extra > 0 {
                // No words of other people's in what a test prints, but on request.
                let told = std::env::var("SEARCH_TELL").map(|_| {
                    let missing: Vec<_> = want.difference(&got).take(3).collect();
                    let extra: Vec<_> = got.difference(want).take(3).collect();
                    format!("{query} missing {missing:?} extra {extra:?}")
                });
                let told = told.unwrap_or_default();
                wrong.push(format!(
                    "{which}, query {number}: {missing} missing, {extra} extra {told}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    found
}

#[test]
fn cases_are_found_as_a_naive_search_finds_them() {
    assert!(compare(&beside("../tests/fixtures/cases"), 200) > 100);
}

#[test]
fn odd_texts_are_found_as_a_naive_search_finds_them() {
    assert!(compare(&beside("../tests/fixtures/search"), 200) > 100);
}

/// Queries of signs, of single characters and of short words, and which lines of the fixture each
/// finds, by number.
const SIGNS: &[(&str, &[usize])] = &[
    ("问题", &[0]),
    ("题", &[0]),
    ("日本", &[1]),
    ("ぱ*", &[1]),
    ("사람", &[2]),
    ("컴퓨터", &[2]),
    ("ㅋ", &[2]),
    ("ㅠㅠ", &[2]),
    ("⭐️", &[3]),
    ("⭐", &[3]),
    ("👨‍👩‍👧", &[4]),
    ("👩", &[4]),
    ("🇳🇿", &[5]),
    ("café", &[6]),
    ("cafe", &[6]),
    ("fullwidth", &[7]),
    ("สวัสดี", &[8]),
    ("strasse", &[9]),
    ("istanbul", &[9]),
    ("مرحبا", &[10]),
    ("don't", &[11]),
    ("x²+y²", &[12]),
    ("x2", &[12]),
    ("C++", &[13]),
    ("c#", &[13]),
    (".NET", &[13]),
    ("snake_case_word", &[14]),
    ("✓", &[15]),
    ("✗", &[15]),
    ("→", &[16]),
    ("\"here → there\"", &[16]),
    ("\"here ← there\"", &[]),
    ("=>", &[17, 28]),
    ("\"x => x\"", &[17]),
    ("!=", &[18]),
    ("a!=b", &[18]),
    ("-=", &[18, 28]),
    ("::", &[19]),
    ("std::vec", &[19]),
    ("vec<u8>", &[19]),
    ("#12", &[20]),
    ("#1", &[20]),
    ("👍", &[21]),
    ("👍🏽", &[21]),
    ("👍🏿", &[]),
    ("ツ", &[22]),
    ("´", &[22]),
    ("¨", &[22]),
    ("€", &[23]),
    ("5€", &[23]),
    ("50%", &[23]),
    ("`", &[24]),
    ("\"", &[24]),
    ("@example", &[25]),
    ("a&a", &[]),
    ("├", &[26]),
    ("├────────", &[26]),
    ("─", &[26, 27]),
    ("∑ ≤ √ ∞", &[29]),
    ("q*", &[30]),
    ("*", &[30]),
    ("\"a = b\"", &[18, 31]),
    ("==", &[31]),
    ("y=1&z=2", &[32]),
    ("→ -there", &[]),
    ("~/bin", &[35]),
    ("$HOME", &[35]),
    ("^x", &[35]),
];

#[test]
fn every_sign_that_is_seen_is_found() {
    let logs = held(&beside("../tests/fixtures/search/signs"));
    let made = index(&logs);
    let index = made.open();
    for (query, lines) in SIGNS {
        let id = |line: &usize| format!("00000000-0000-4000-a000-{line:012}");
        let want: BTreeSet<String> = lines.iter().map(id).collect();
        assert_eq!(asked(&made, &index, &logs, query), want, "index: {query}");
        assert_eq!(scanned(&logs, query), want, "scan: {query}");
        assert_eq!(parse(query).notices, [], "{query}");
    }
}

#[test]
fn what_stands_nowhere_is_told_alike() {
    let logs = held(&beside("../tests/fixtures/search/signs"));
    let made = index(&logs);
    let index = made.open();
    for (text, told) in [
        ("star ☂", vec!["\"☂\" is in no message."]),
        (
            "☂ OR \"stars of\" OR star",
            vec!["\"☂\" is in no message.", "\"stars of\" is in no message."],
        ),
        ("☂", vec![]),
        ("star \"\u{200b}\"", vec!["Empty quotes were passed over."]),
        ("star -☂", vec![]),
    ] {
        let mut search = Search::new(&index, &made.store, parse(text), now()).unwrap();
        while search.step(&index, &made.store).unwrap() {}
        let query = parse(text);
        let mut matcher = Matcher::new(&query);
        for (log, bytes) in logs.values() {
            let mut walk = Walk::new(log.place.clone());
            let mut check = |item: Item<'_, '_>| _ = matcher.check(&item, &log.place);
            walk.push(bytes, &mut check);
            walk.finish(&mut check).unwrap();
        }
        for missing in [search.missing(), matcher.missing()] {
            let notices = query.notices(&missing);
            let notices: Vec<String> = notices.iter().map(ToString::to_string).collect();
            assert_eq!(notices, told, "{text}");
        }
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_are_found_as_a_naive_search_finds_them() {
    assert!(compare(&real("projects"), 200) > 150);
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_loose_files_are_found_as_a_naive_search_finds_them() {
    assert!(compare(&real("loose"), 200) > 100);
}
