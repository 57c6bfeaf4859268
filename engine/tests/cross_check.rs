//! Our cost of a session beside the one that Claude Code told.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use sessionscope_engine::accounts::Accounts;
use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::money::Cost;
use sessionscope_engine::place::RootId;
use sessionscope_engine::price::{CostMode, PriceTable};
use sessionscope_engine::report::{CrossCheck, Reason, cross_checks};

/// Three responses of 10 input and 100 output tokens at 2 and 10 USD a million.
fn session(states: &str) -> String {
    let response = |at: u32| {
        format!(
            r#"{{"type":"assistant","uuid":"u{at}","requestId":"r{at}","sessionId":"s","timestamp":"2026-10-01T10:0{at}:00Z","message":{{"id":"m{at}","role":"assistant","model":"claude-sonnet-5-5","content":[],"usage":{{"input_tokens":10,"output_tokens":100}}}}}}"#
        ) + "\n"
    };
    (0..3).map(response).collect::<String>() + states
}

fn ledger(text: &str) -> Ledger {
    let (mut accounts, mut ledger) = Accounts::new(PriceTable::builtin(), CostMode::Calculate);
    accounts.set_root(&mut ledger, RootId(0), "projects");
    assert!(accounts.put(&mut ledger, support::stored("p/s.jsonl", text.as_bytes())));
    accounts.settle(&mut ledger);
    ledger
}

fn state(total: &str, model: &str, tokens: [u32; 2], cost: &str) -> String {
    let [input, output] = tokens;
    format!(
        r#"{{"type":"cost-state","sessionId":"s","totalCostUSD":{total},"modelUsage":{{"{model}":{{"inputTokens":{input},"outputTokens":{output},"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"costUSD":{cost}}}}}}}"#
    ) + "\n"
}

fn check(text: &str) -> CrossCheck {
    let checks = cross_checks(&ledger(text));
    assert_eq!(checks.len(), 1);
    checks.into_iter().next().unwrap()
}

#[test]
fn the_same_total_needs_no_reason() {
    let check = check(&session(&state(
        "0.00306",
        "claude-sonnet-5-5[1m]",
        [30, 300],
        "0.00306",
    )));
    assert_eq!(check.ours, check.theirs);
    assert_eq!(check.ours, Cost::parse("0.00306").unwrap());
    assert!(check.reasons.is_empty());
}

#[test]
fn the_last_total_holds_and_is_never_added() {
    let states = state("9", "claude-sonnet-5-5", [1, 1], "9")
        + &state("0.0041", "claude-haiku-4-5", [10, 20], "0.00104");
    let text = session(&states);
    let check = check(&text);
    assert_eq!(check.ours, Cost::parse("0.00306").unwrap());
    assert_eq!(check.theirs, Cost::parse("0.0041").unwrap());
    assert_eq!(
        check.reasons,
        [Reason::ModelsNotLogged, Reason::LoggedBeyond]
    );
    assert!(
        ledger(&text)
            .unknown
            .iter()
            .all(std::collections::BTreeMap::is_empty)
    );
}

#[test]
fn sessions_without_it_are_not_compared() {
    assert!(cross_checks(&ledger(&session(""))).is_empty());
    let odd = "{\"type\":\"cost-state\",\"sessionId\":\"s\",\"totalCostUSD\":\"free\"}\n";
    assert!(cross_checks(&ledger(&session(odd))).is_empty());
}
