//! The runtime in a simulated world. `SIM_SEED=7` runs one schedule and prints all that happens in
//! it; `SIM_SCHEDULES=1000000` runs as many.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a test fails by panicking, and says what it did"
)]

mod sim;

use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use sessionscope_accounts::price::PriceTable;
use sessionscope_runtime::Sabotage;
use sim::faults::Faults;
use sim::schedule::{Outcome, Trial, run};

/// Schedules of a run, unless `SIM_SCHEDULES` says otherwise.
const SCHEDULES: u64 = 10_000;
/// Schedules with two tabs on one store.
const TWO_TABS: u64 = 1_500;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Tries all seeds below `count`; returns what they did in all, and those that failed.
fn run_all(count: u64, trial: impl Fn(u64) -> Trial + Sync) -> (Outcome, Vec<(u64, String)>) {
    let prices = PriceTable::builtin();
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let (mut total, mut failed) = (Outcome::default(), Vec::new());
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= count || failed.len() > 3 {
                return (total, failed);
            }
            let outcome = run(&trial(seed), &prices);
            total.effects += outcome.effects;
            total.steps += outcome.steps;
            total.faults += outcome.faults;
            failed.extend(outcome.error.map(|error| (seed, error)));
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut total = Outcome::default();
        let mut all = Vec::new();
        for thread in threads {
            let (part, failed) = thread.join().expect("a schedule panicked");
            total.effects += part.effects;
            total.steps += part.steps;
            total.faults += part.faults;
            all.extend(failed);
        }
        all.sort();
        (total, all)
    })
}

/// Says what a run did, also when tests are quiet.
fn report(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Runs the schedule that the environment asks for, or so many.
fn check(count: u64, has_two_tabs: bool) {
    if let Some(seed) = number("SIM_SEED") {
        let trial = Trial {
            seed,
            is_traced: true,
            has_two_tabs,
            faults: number("SIM_CRASH").map(|_| Faults::default()),
            crash_after: number("SIM_CRASH"),
            is_watched: number("SIM_CRASH").is_some(),
            ..Trial::default()
        };
        let outcome = run(&trial, &PriceTable::builtin());
        assert_eq!(outcome.error, None);
        return;
    }
    let count = number("SIM_SCHEDULES").unwrap_or(count);
    let (total, failed) = run_all(count, |seed| Trial {
        seed,
        has_two_tabs,
        ..Trial::default()
    });
    let tabs = 1 + u64::from(has_two_tabs);
    report(&format!(
        "{count} schedules, tabs in each: {tabs}; {} events, {} effects, {} faults injected",
        total.steps, total.effects, total.faults
    ));
    for (seed, error) in &failed {
        report(&format!("SIM_SEED={seed}: {error}"));
    }
    assert!(failed.is_empty(), "{} schedules failed", failed.len());
}

#[test]
fn figures_come_right_whatever_goes_wrong() {
    check(SCHEDULES, false);
}

#[test]
fn two_tabs_on_one_store_come_right() {
    check(TWO_TABS, true);
}

/// A test that finds nothing proves nothing: each deliberate bug is found, and by which seed is said.
#[test]
fn every_deliberate_bug_is_found() {
    const SEEDS: u64 = 4_000;
    let prices = PriceTable::builtin();
    let mut missed = Vec::new();
    for sabotage in Sabotage::ALL {
        let found = (0..SEEDS).find_map(|seed| {
            let trial = Trial {
                seed,
                sabotage: Some(sabotage),
                has_two_tabs: seed % 4 == 3,
                ..Trial::default()
            };
            Some((seed, run(&trial, &prices).error?))
        });
        match found {
            Some((seed, error)) => {
                let error: String = error.chars().take(90).collect();
                report(&format!("{sabotage:?} is found by seed {seed}: {error}"));
            }
            None => missed.push(sabotage),
        }
    }
    assert_eq!(missed, [], "they are not found");
}

/// An effect that fails alone, whichever it is, leaves nothing wrong.
#[test]
fn every_effect_may_fail_in_turn() {
    const SEEDS: u64 = 16;
    let prices = PriceTable::builtin();
    let mut trials = Vec::new();
    for seed in 0..SEEDS {
        let whole = Trial {
            seed,
            faults: Some(Faults::default()),
            is_watched: true,
            ..Trial::default()
        };
        for (name, count) in run(&whole, &prices).counts {
            let fails = [
                "WakeAt",
                "Release",
                "Show",
                "Notify",
                "EndList",
                "EndWorker",
            ];
            if !fails.contains(&name) {
                trials.extend((0..count).map(|after| (seed, name, after)));
            }
        }
    }
    let (total, failed) = run_all(trials.len() as u64, |at| {
        let (seed, name, after) = trials[usize::try_from(at).unwrap()];
        Trial {
            seed,
            faults: Some(Faults::only(name, after)),
            is_watched: true,
            ..Trial::default()
        }
    });
    report(&format!(
        "each effect fails in turn: {} schedules, {} effects",
        trials.len(),
        total.effects
    ));
    for (at, error) in &failed {
        report(&format!(
            "{:?}: {error}",
            trials[usize::try_from(*at).unwrap()]
        ));
    }
    assert!(failed.is_empty());
}

/// The program may end at any moment; it goes on from what was stored.
#[test]
fn it_may_crash_after_any_step() {
    const SEEDS: u64 = 16;
    let prices = PriceTable::builtin();
    let mut trials = Vec::new();
    for seed in 0..SEEDS {
        let whole = Trial {
            seed,
            faults: Some(Faults::default()),
            is_watched: true,
            ..Trial::default()
        };
        let steps = run(&whole, &prices).steps;
        trials.extend((0..steps).map(|after| (seed, after)));
    }
    let (total, failed) = run_all(trials.len() as u64, |at| {
        let (seed, after) = trials[usize::try_from(at).unwrap()];
        Trial {
            seed,
            faults: Some(Faults::default()),
            crash_after: Some(after),
            is_watched: true,
            ..Trial::default()
        }
    });
    report(&format!(
        "a crash after each step: {} schedules, {} effects",
        trials.len(),
        total.effects
    ));
    for (at, error) in &failed {
        report(&format!(
            "{:?}: {error}",
            trials[usize::try_from(*at).unwrap()]
        ));
    }
    assert!(failed.is_empty());
}
