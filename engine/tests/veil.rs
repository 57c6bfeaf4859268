//! A veiled ledger holds no word of the logs, and all of their figures.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::corpus::StoredFile;
use sessionscope_engine::ledger::{Ledger, Revision};
use sessionscope_engine::price::{CostMode, PriceTable};
use sessionscope_engine::record::kind::KINDS;
use sessionscope_engine::redact::{is_known_tool, veil};
use sessionscope_engine::report::{Filter, GroupBy, groups, totals};

/// Words that a veiled ledger may have beside those of models, known tools and record kinds.
const OWN: &[&str] = &[
    "agent",
    "another",
    "branch",
    "field",
    "file",
    "folder",
    "jsonl",
    "kind",
    "project",
    "session",
    "shape",
    "subagents",
    "tool",
    "unknown",
    "none",
    "claude",
    "desktop",
    "vscode",
    "github",
    "action",
    "code",
    "jetbrains",
    // Members of what is told of an unknown name.
    "files",
    "records",
    "routine",
    "version",
    "local",
    "remote",
    "main",
    "subagent",
    "oldsubagent",
];

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphabetic());
    words
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_lowercase)
}

/// All words that the ledger says, but for its models'.
fn said(ledger: &Ledger) -> BTreeSet<String> {
    let mut ledger = ledger.clone();
    let mut all = BTreeSet::new();
    for repeated in std::mem::take(&mut ledger.repeated_ids).into_values() {
        all.extend(words(&repeated.path));
    }
    let parts = [
        serde_json::to_value(&ledger.roots).unwrap(),
        serde_json::to_value(&ledger.files).unwrap(),
        serde_json::to_value(&ledger.projects).unwrap(),
        serde_json::to_value(&ledger.sessions).unwrap(),
        serde_json::to_value(&ledger.tools).unwrap(),
        serde_json::to_value(&ledger.record_types).unwrap(),
        serde_json::to_value(&ledger.unknown).unwrap(),
    ];
    for (at, part) in parts.iter().enumerate() {
        collect(part, at >= 5, &mut all);
    }
    all
}

fn collect(value: &Value, are_keys_names: bool, all: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => all.extend(words(text)),
        Value::Array(elements) => {
            for element in elements {
                collect(element, are_keys_names, all);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                if are_keys_names {
                    all.extend(words(key));
                }
                collect(member, are_keys_names, all);
            }
        }
        _ => {}
    }
}

fn check(folder: &Path) {
    let (_, ledger) = support::accounts_of(folder).unwrap();
    let revision = Revision::new(ledger);
    let (veiled, _) = veil(&revision);
    let mut known: BTreeSet<String> = OWN.iter().map(|word| (*word).to_owned()).collect();
    known.extend(KINDS.iter().flat_map(|kind| words(kind.name)));
    // Models keep their names.
    let states = revision
        .sessions
        .iter()
        .filter_map(|row| row.cost_state.as_ref());
    let models = states.flat_map(|state| &state.models);
    known.extend(models.flat_map(|model| words(&model.name).collect::<Vec<_>>()));
    let tools = revision.tools.iter().filter(|name| is_known_tool(name));
    known.extend(tools.flat_map(|name| words(name)));
    // How files are read is said in words of ours, which the real ledger says too.
    let formats = revision
        .files
        .iter()
        .flat_map(|file| serde_json::to_value((&file.formats, &file.malformed, file.kind)));
    for format in formats {
        collect(&format, false, &mut known);
    }
    let left: Vec<String> = said(&veiled).difference(&known).cloned().collect();
    let real = said(&revision);
    let leaked: Vec<&String> = left.iter().filter(|word| real.contains(*word)).collect();
    assert!(leaked.is_empty(), "{}: {leaked:?}", folder.display());
    assert!(left.is_empty(), "{}: {left:?}", folder.display());
    let all = Filter::default();
    assert_eq!(totals(&revision, &all), totals(&veiled, &all));
    for by in [
        GroupBy::Project,
        GroupBy::Session,
        GroupBy::Tool,
        GroupBy::Model,
    ] {
        let keys = |ledger: &Ledger| groups(ledger, &all, by).len();
        assert_eq!(
            keys(&revision),
            keys(&veiled),
            "{}: {by:?}",
            folder.display()
        );
    }
}

#[test]
fn cases_lose_their_words_and_keep_their_figures() {
    let cases = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/fixtures/cases"
    ));
    for case in std::fs::read_dir(cases).unwrap() {
        let folder = case.unwrap().path().join("projects");
        if folder.is_dir() {
            check(&folder);
        }
    }
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_lose_their_words_and_keep_their_figures() {
    check(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/fixtures/projects"
    )));
}

#[test]
fn names_stand_for_the_same_whatever_the_order_of_files() {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../assets/sample/projects"
    ));
    let (_, files) = support::read_folder(&folder).unwrap();
    let ledger_of = |files: Vec<StoredFile>| {
        let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
        for file in files {
            accounts.put(&mut ledger, file);
        }
        accounts.settle(&mut ledger);
        veil(&Revision::new(ledger)).1
    };
    let there = ledger_of(files.clone());
    let back = ledger_of(files.into_iter().rev().collect());
    assert_eq!(there, back);
}
