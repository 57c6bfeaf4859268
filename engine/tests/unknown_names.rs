//! What this version does not know by name, told by the version of Claude Code that brought it.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::place::RootId;
use sessionscope_engine::price::{CostMode, PriceTable};

fn line(version: &str, minute: u32, rest: &str) -> String {
    format!(
        r#"{{"type":"user","uuid":"{version}-{minute}","sessionId":"s","version":"{version}","timestamp":"2026-10-01T10:{minute:02}:00Z","message":{{"role":"user","content":"hi"}}{rest}}}"#
    ) + "\n"
}

/// A file of an older version, and one of a newer whose every line has a field of its own.
fn corpus() -> [(&'static str, String); 2] {
    let new = r#","brandNew":true"#;
    let old = line("2.1.99", 0, "") + &line("2.1.99", 1, r#","once":1"#);
    let newer = line("2.1.288", 2, new)
        + &line("2.1.288", 3, &format!(r#"{new},"once":2"#))
        + "{\"type\":\"never-heard-of\",\"sessionId\":\"s\"}\n";
    [("p/a.jsonl", old), ("p/b.jsonl", newer)]
}

fn accounts() -> (Accounts, Ledger) {
    let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
    accounts.set_root(&mut ledger, RootId(0), "projects");
    for (path, text) in corpus() {
        assert!(accounts.put(&mut ledger, support::stored(path, text.as_bytes())));
    }
    accounts.settle(&mut ledger);
    (accounts, ledger)
}

#[test]
fn each_name_is_told_with_the_version_that_brought_it() {
    let (_, ledger) = accounts();
    let [kinds, fields, _] = &ledger.unknown;
    let kind = &kinds["never-heard-of"];
    assert_eq!((kind.records, kind.first_version()), (1, Some("2.1.288")));
    assert!(!kind.is_routine());
    let once = &fields["user.once"];
    assert_eq!((once.records, once.first_version()), (2, Some("2.1.99")));
    assert!(!once.is_routine());
    let new = &fields["user.brandNew"];
    assert_eq!((new.records, new.first_version()), (2, Some("2.1.288")));
    assert!(new.is_routine());
}

#[test]
fn a_name_leaves_with_the_last_file_that_has_it() {
    let (mut accounts, mut ledger) = accounts();
    assert!(accounts.remove(&mut ledger, RootId(0), "p/b.jsonl"));
    accounts.settle(&mut ledger);
    let [kinds, fields, _] = &ledger.unknown;
    assert!(kinds.is_empty());
    let left: Vec<_> = fields.keys().map(String::as_str).collect();
    assert_eq!(left, ["user.once"]);
    assert_eq!(fields["user.once"].files_by_version.len(), 1);
}
