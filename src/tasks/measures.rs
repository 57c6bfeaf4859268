//! Measures of the page: from what set something off until its figures are on the screen.

use leptos::prelude::*;
use sessionscope_runtime::{Milestone, MilestoneKind};

use crate::browser::marks::{self, Detail};
use crate::browser::spawn::spawn;
use crate::browser::{clock, page};
use crate::state::{AppState, SlowOperation};

/// An operation that takes longer than this is noted.
const SLOW_MS: f64 = 500.0;
/// As many slow operations are kept.
const SLOW_MAX: usize = 50;

/// The analyst has reached something, whose answers came before.
pub fn reached(state: AppState, milestone: Milestone) {
    let name = match milestone.kind {
        MilestoneKind::FirstFigures => "sessionscope:first-paint-of-totals",
        MilestoneKind::ColdIndex => "sessionscope:cold-index",
        MilestoneKind::Verify => "sessionscope:verify",
        MilestoneKind::RecentVerified => "sessionscope:recent-verified",
        MilestoneKind::LiveUpdate => "sessionscope:live-update",
    };
    let detail = Detail {
        files: milestone.files,
        bytes_read: milestone.bytes_read,
        skipped: milestone.skipped,
        tail_read: milestone.tail_read,
    };
    let age_ms = (clock::now().0 - milestone.since_ms).max(0) as f64;
    painted(state, name, clock::since_start_ms() - age_ms, detail);
}

/// Measures from `start_ms` until what was changed is on the screen: a view that has just been opened waits for
/// its answers.
pub fn painted(state: AppState, name: &'static str, start_ms: f64, detail: Detail) {
    spawn(async move {
        state.answers.completed().await;
        page::painted().await;
        marks::measure(name, start_ms.max(0.0), detail);
    });
}

/// Notes an operation that took long.
pub fn slow(state: AppState, name: &str, millis: f64) {
    if millis < SLOW_MS {
        return;
    }
    let slow = SlowOperation {
        name: name.to_owned(),
        millis,
    };
    state.health.update(|health| {
        health.slow.push(slow);
        let over = health.slow.len().saturating_sub(SLOW_MAX);
        health.slow.drain(..over);
    });
}
