//! Sessions that hold the same messages know each other, as long as they do.

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

const ROOT: RootId = RootId(0);

/// A prompt and its answer, as two lines.
fn exchange(session: &str, number: u32) -> String {
    let stamp = format!("2026-07-01T10:{number:02}:00Z");
    let common = format!(r#""sessionId":"{session}","timestamp":"{stamp}""#);
    format!(
        r#"{{"type":"user","uuid":"u{number}",{common},"message":{{"role":"user","content":"q{number}"}}}}
{{"type":"assistant","uuid":"a{number}",{common},"message":{{"id":"m{number}","role":"assistant","model":"claude-opus-5","content":[{{"type":"text","text":"x"}}],"usage":{{"output_tokens":3}}}}}}
"#
    )
}

fn session(name: &str, numbers: impl IntoIterator<Item = u32>) -> String {
    numbers
        .into_iter()
        .map(|number| exchange(name, number))
        .collect()
}

fn related(ledger: &Ledger, name: &str) -> Vec<(String, u32)> {
    let mut rows = ledger.sessions.iter();
    let row = rows.find(|row| row.name == name).expect("it is there");
    let named = |&(other, count): &(u32, u32)| {
        let other = ledger.sessions.get(other as usize).expect("it is there");
        (other.name.clone(), count)
    };
    row.related.iter().map(named).collect()
}

#[test]
fn a_resumed_session_is_related_to_the_one_it_copies() {
    let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Auto);
    accounts.set_root(&mut ledger, ROOT, "projects");
    let put = |accounts: &mut Accounts, ledger: &mut Ledger, name: &str, text: &str| {
        let path = format!("p/{name}.jsonl");
        assert!(accounts.put(ledger, support::stored(&path, text.as_bytes())));
        let _ = accounts.settle(ledger);
    };
    put(&mut accounts, &mut ledger, "first", &session("first", 0..3));
    put(
        &mut accounts,
        &mut ledger,
        "alone",
        &session("alone", 20..22),
    );
    assert!(ledger.sessions.iter().all(|row| row.related.is_empty()));
    // It copies two exchanges and goes on.
    let copied = session("again", [0, 1, 10]);
    put(&mut accounts, &mut ledger, "again", &copied);
    assert_eq!(related(&ledger, "first"), [("again".to_owned(), 4)]);
    assert_eq!(related(&ledger, "again"), [("first".to_owned(), 4)]);
    assert_eq!(related(&ledger, "alone"), []);
    // A third one copies the second one whole.
    put(
        &mut accounts,
        &mut ledger,
        "third",
        &session("third", [0, 1, 10]),
    );
    assert_eq!(related(&ledger, "first").len(), 2);
    assert!(related(&ledger, "third").contains(&("again".to_owned(), 6)));
    // What is written anew without the copies is related no more.
    put(
        &mut accounts,
        &mut ledger,
        "again",
        &session("again", [10, 11]),
    );
    assert_eq!(related(&ledger, "first"), [("third".to_owned(), 4)]);
    assert_eq!(related(&ledger, "again"), [("third".to_owned(), 2)]);
    assert!(accounts.remove(&mut ledger, ROOT, "p/third.jsonl"));
    let _ = accounts.settle(&mut ledger);
    assert!(ledger.sessions.iter().all(|row| row.related.is_empty()));
}
