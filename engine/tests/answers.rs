//! Every figure of the real logs, compared with the answer key of an independent script.
//!
//! The logs are other people's conversations and stay outside the repository, so these tests are
//! ignored by name where `../shared/fixtures` is missing and run with `--include-ignored` where
//! it is there.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod support;

use std::path::PathBuf;

use serde_json::Value;
use sessionscope_engine::answers::answers;

fn fixtures() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/fixtures"
    ))
}

/// Takes out what the answer key does not tell.
fn without_classes(told: &mut Value) {
    match told {
        Value::Object(fields) => {
            fields.remove("cost_by_class");
            fields.values_mut().for_each(without_classes);
        }
        Value::Array(values) => values.iter_mut().for_each(without_classes),
        _ => {}
    }
}

fn told(folder: &str) -> Value {
    answers(&support::ledger_of(&fixtures().join(folder)).expect("the folder is readable"))
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_logs_have_every_figure_of_the_answer_key() {
    let key = std::fs::read_to_string(fixtures().join("answers.json")).expect("the answer key");
    let key: Value = serde_json::from_str(&key).expect("JSON");
    let mut told = told("projects");
    without_classes(&mut told);
    let mut wrong = Vec::new();
    support::differences(&key, &told, "", &mut wrong);
    support::differences(&told, &key, "", &mut wrong);
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn real_loose_files_are_all_read() {
    let told = told("loose");
    assert_eq!(told["totals"]["files"], 27);
    assert!(told["totals"]["lines"].as_u64() > Some(0));
}
