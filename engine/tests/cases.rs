//! Every case of `tests/fixtures/cases`: a small folder, and what is expected of it and why.
//!
//! `expected.json` holds `note` (the reckoning in words), `expect` (a part of the answers, see
//! [`answers_of`]), and, where a case needs them, `also` (a part of what [`also`] tells), `root` (the
//! folder that is given, where it is not `projects`), `links` (symbolic links to make before
//! reading: the repository holds none, since browsers skip them) and `dots` (each folder `dot-claude`
//! is made a `.claude` before reading, and `node-modules` one with its right name: what reads all cases
//! as one folder would see nothing but these, or not these).

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::report::{Filter, totals};
use support::turns::answers_of;

fn cases() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/cases");
    let entries = fs::read_dir(folder).expect("the folder of cases");
    let mut cases: Vec<_> = entries.map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    cases
}

/// What no figure of the answers tells: prompts, suspects, names that are unknown, formats, titles.
fn also(ledger: &Ledger) -> Value {
    let sums = totals(ledger, &Filter::default()).sums;
    let [kinds, fields, shapes] = ledger.unknown.each_ref().map(|names| {
        let records = names.iter();
        let records = records.map(|(name, told)| (name.clone(), Value::from(told.records)));
        Value::Object(records.collect())
    });
    json!({
        "prompts": sums.prompts,
        "suspect_responses": sums.suspect_responses,
        "iterations_differ": sums.iterations_differ,
        "unknown": {"kinds": kinds, "fields": fields, "shapes": shapes},
        "formats": formats(ledger),
        "sessions": sessions(ledger),
    })
}

fn formats(ledger: &Ledger) -> Value {
    let of_file = |file: &sessionscope_engine::ledger::FileRow| {
        let counts = file.formats.iter();
        let counts = counts.map(|(format, lines)| (format!("{format:?}"), Value::from(*lines)));
        (file.path.clone(), Value::Object(counts.collect()))
    };
    Value::Object(ledger.files.iter().map(of_file).collect())
}

fn sessions(ledger: &Ledger) -> Value {
    let rows = (0_u32..).zip(&ledger.sessions).map(|(index, row)| {
        let facts = json!({
            "title": row.title, "first_prompt": row.first_prompt, "cwd": row.cwd,
            "branches": row.branches, "first_version": row.first_version,
            "last_version": row.last_version, "entrypoint": row.entrypoint,
            "compactions": row.compactions, "api_errors": row.api_errors,
            "interruptions": row.interruptions,
        });
        (ledger.session_key(index), facts)
    });
    Value::Object(rows.collect::<Map<_, _>>())
}

/// What is wrong with a case; `None` where the system cannot make the links it needs.
fn wrong_with(case: &Path) -> Option<Vec<String>> {
    let text = fs::read_to_string(case.join("expected.json")).expect("expected.json");
    let expected: Value = serde_json::from_str(&text).expect("JSON");
    assert!(expected["note"].is_string(), "{} says why", case.display());
    let root = expected.get("root").and_then(Value::as_str);
    let mut folder = case.join(root.unwrap_or("projects"));
    let links = expected.get("links").and_then(Value::as_object);
    let copy = std::env::temp_dir().join(format!("sessionscope-cases-{}", std::process::id()));
    let dots = expected.get("dots").is_some();
    if dots {
        let target = copy.join(dotted(root.unwrap_or("projects").as_ref()));
        copy_folder(&folder, &target);
        folder = target;
    }
    if let Some(links) = links {
        folder = copy.join("projects");
        if cfg!(not(unix)) {
            return None;
        }
        copy_folder(&case.join("projects"), &folder);
        for (link, target) in links {
            make_link(target.as_str().expect("a path"), &folder.join(link));
        }
    }
    let ledger = support::ledger_of(&folder).expect("the folder is readable");
    let answers = answers_of(&folder).expect("the folder is readable");
    if links.is_some() || dots {
        fs::remove_dir_all(&copy).expect("the copy goes");
    }
    let mut wrong = Vec::new();
    support::differences(&expected["expect"], &answers, "", &mut wrong);
    if let Some(want) = expected.get("also") {
        support::differences(want, &also(&ledger), "also", &mut wrong);
    }
    Some(wrong)
}

#[cfg(unix)]
fn make_link(target: &str, link: &Path) {
    std::os::unix::fs::symlink(target, link).expect("a link");
}

#[cfg(not(unix))]
fn make_link(_: &str, _: &Path) {}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry").path();
        let target = to.join(dotted(entry.file_name().expect("a name")));
        if entry.is_dir() {
            copy_folder(&entry, &target);
        } else {
            fs::copy(&entry, &target).expect("a copy");
        }
    }
}

fn dotted(name: &OsStr) -> &OsStr {
    match name.to_str() {
        Some("dot-claude") => ".claude".as_ref(),
        Some("node-modules") => "node_modules".as_ref(),
        _ => name,
    }
}

#[test]
fn every_case_is_as_reckoned_by_hand() {
    let cases = cases();
    assert!(cases.len() >= 85, "cases are missing");
    let mut failed = Vec::new();
    for case in &cases {
        let name = case.file_name().unwrap_or_default().to_string_lossy();
        match wrong_with(case) {
            Some(wrong) if wrong.is_empty() => {}
            Some(wrong) => failed.push(format!("{name}\n  {}", wrong.join("\n  "))),
            None => println!("skipped, no links here: {name}"),
        }
    }
    assert!(
        failed.is_empty(),
        "{} cases fail:\n{}",
        failed.len(),
        failed.join("\n")
    );
}
