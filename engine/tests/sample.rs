//! The sample corpus holds what its README promises, so that no view of it is empty.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use sessionscope_engine::ledger::Ledger;
use sessionscope_engine::report::{Filter, GroupBy, attention, groups, totals};

fn ledger() -> Ledger {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/sample/projects");
    support::ledger_of(Path::new(folder)).expect("the sample")
}

#[test]
fn the_sample_has_something_for_every_view() {
    let ledger = ledger();
    let filter = Filter::default();
    let all = totals(&ledger, &filter);
    assert_eq!(
        (all.projects, all.sessions, all.malformed_lines),
        (4, 15, 1)
    );
    assert!(all.subagents >= 5 && all.sums.tool_errors >= 5 && all.sums.prompts >= 25);
    assert!(all.sums.tokens.cache_write_5m > 0 && all.sums.tokens.cache_write_1h > 0);
    assert!(groups(&ledger, &filter, GroupBy::Day).len() >= 20);
    assert!(groups(&ledger, &filter, GroupBy::Model).len() >= 8);
    assert!(ledger.sessions.iter().all(|session| {
        (session.title.is_some() || session.first_prompt.is_some()) && session.cwd.is_some()
    }));
}

#[test]
fn the_sample_has_an_example_of_each_oddity() {
    let ledger = ledger();
    let attention = attention(&ledger);
    let unpriced = attention.unpriced_models.iter();
    assert_eq!(
        unpriced.map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["glm-4.7"]
    );
    assert!(attention.suspect_responses > 0 && attention.responses_without_time == 0);
    assert!(ledger.reconcile.collapsed_across_files > 0, "a fork");
    assert!(ledger.reconcile.collapsed_same_file > 0, "streamed repeats");
    let sessions = &ledger.sessions;
    assert_eq!(
        sessions
            .iter()
            .map(|session| session.compactions)
            .sum::<u64>(),
        1
    );
    assert!(sessions.iter().any(|session| session.api_errors > 2));
    assert!(sessions.iter().any(|session| session.interruptions > 0));
    let unknown = ledger.unknown.iter().map(std::collections::BTreeMap::len);
    assert_eq!(unknown.sum::<usize>(), 0, "{:?}", ledger.unknown);
}
