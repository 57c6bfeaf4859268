//! How well intents are read: on prompts of our own, and on the labelled ones beside the repository.
//!
//! `cargo test -p sessionscope-insights --release --test intents -- --nocapture` prints the tables.
//! `intents.tsv` has helped to write the rules; `intents-unseen.tsv` was written when they were done.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sessionscope_insights::intent::{Intent, Reading, read};

/// A labelled prompt.
struct Labelled {
    id: String,
    intent: Intent,
    /// Urgency, clarity, sentiment.
    scores: [f32; 3],
    text: String,
}

/// A labelled prompt and what was read.
struct Judged {
    labelled: Labelled,
    reading: Reading,
}

/// How well a set of prompts was read.
struct Quality {
    accuracy: f64,
    macro_f1: f64,
    /// Mean absolute errors of urgency, clarity, sentiment.
    errors: [f64; 3],
    table: String,
}

fn labelled(path: &Path) -> Vec<Labelled> {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let score = |name: &str| cells[column(name)].parse().unwrap();
        Labelled {
            id: cells[column("id")].to_owned(),
            intent: Intent::ALL
                .into_iter()
                .find(|intent| intent.name() == cells[column("intent")])
                .unwrap(),
            scores: [score("urgency"), score("clarity"), score("sentiment")],
            text: unescaped(cells[column("text")]),
        }
    };
    lines.filter(|line| !line.is_empty()).map(row).collect()
}

/// `\n`, `\t`, `\r` and `\\` as they were.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        plain.push(match char {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                other => other.unwrap_or('\\'),
            },
            char => char,
        });
    }
    plain
}

fn judged(path: &Path) -> Vec<Judged> {
    let judge = |labelled: Labelled| Judged {
        reading: read(&labelled.text),
        labelled,
    };
    labelled(path).into_iter().map(judge).collect()
}

fn quality(name: &str, judged: &[Judged]) -> Quality {
    let count =
        |is: &dyn Fn(&Judged) -> bool| judged.iter().filter(|judged| is(judged)).count() as f64;
    let mut table = format!(
        "{name}: {} prompts\n| intent | labelled | read | F1 |\n|---|---|---|---|\n",
        judged.len()
    );
    let mut f1s = Vec::new();
    for intent in Intent::ALL {
        let gold = count(&|judged| judged.labelled.intent == intent);
        let found = count(&|judged| judged.reading.intent == intent);
        let both =
            count(&|judged| judged.labelled.intent == intent && judged.reading.intent == intent);
        if gold + found > 0.0 {
            let f1 = 2.0 * both / (gold + found);
            f1s.push(f1);
            writeln!(table, "| {} | {gold} | {found} | {f1:.2} |", intent.name()).unwrap();
        }
    }
    let all = judged.len() as f64;
    let error = |at: usize| {
        let scores = |reading: &Reading| [reading.urgency, reading.clarity, reading.sentiment][at];
        judged
            .iter()
            .map(|judged| f64::from((judged.labelled.scores[at] - scores(&judged.reading)).abs()))
            .sum::<f64>()
            / all
    };
    let errors = [error(0), error(1), error(2)];
    let accuracy = count(&|judged| judged.labelled.intent == judged.reading.intent) / all;
    let macro_f1 = f1s.iter().sum::<f64>() / f1s.len() as f64;
    writeln!(table, "accuracy {accuracy:.3}, macro F1 {macro_f1:.3}, mean errors of urgency, clarity, sentiment {errors:.3?}").unwrap();
    Quality {
        accuracy,
        macro_f1,
        errors,
        table,
    }
}

/// Fails with the table if a figure is under its floor.
fn assert_floors(quality: &Quality, accuracy: f64, macro_f1: f64) {
    println!("{}", quality.table);
    assert!(quality.accuracy >= accuracy, "{}", quality.table);
    assert!(quality.macro_f1 >= macro_f1, "{}", quality.table);
    assert!(
        quality.errors.iter().all(|error| *error <= 0.2),
        "{}",
        quality.table
    );
}

fn own(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(file)
}

/// The labelled prompts beside the repository.
fn real() -> PathBuf {
    let fixtures = std::env::var_os("SESSIONSCOPE_FIXTURES").map(PathBuf::from);
    let fixtures = fixtures
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"));
    fixtures.join("../data/intents-dev.tsv")
}

#[test]
fn own_prompts_are_read_as_they_are_labelled() {
    let judged = judged(&own("intents.tsv"));
    assert_floors(&quality("own prompts", &judged), 0.95, 0.95);
}

#[test]
fn each_language_is_read() {
    let judged = judged(&own("intents.tsv"));
    for language in ["en", "zh", "ru", "ja", "ko", "de", "es", "fr", "pt"] {
        let of_language = judged
            .iter()
            .filter(|judged| judged.labelled.id.starts_with(language));
        let (all, right) = of_language.fold((0_u32, 0_u32), |(all, right), judged| {
            (
                all + 1,
                right + u32::from(judged.labelled.intent == judged.reading.intent),
            )
        });
        assert!(right * 10 >= all * 9, "{language}: {right} of {all}");
    }
}

#[test]
fn unseen_prompts_are_read() {
    let judged = judged(&own("intents-unseen.tsv"));
    assert_floors(&quality("unseen prompts", &judged), 0.78, 0.75);
}

#[test]
#[ignore = "needs the real logs in ../shared/fixtures"]
fn labelled_prompts_of_real_logs_are_read() {
    let judged = judged(&real());
    assert_floors(&quality("real logs", &judged), 0.90, 0.88);
}
