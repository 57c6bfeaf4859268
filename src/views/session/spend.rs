//! How the cost of a session grew, and what of it its subagents spent.

use leptos::prelude::*;
use sessionscope_engine::report::Spent;
use sessionscope_queries::{Scope, SpendQuestion};

use super::long_line::{LongLine, card};
use crate::parts::{DisplayPrefs, format};
use crate::queries::{ask, asked};
use crate::state::AppState;

/// The line of the whole cost, and below it that of what the session itself spent.
#[component]
pub fn Spend(scope: Memo<Scope>) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let spent = ask(state, asked(move || SpendQuestion { scope: scope.get() }));
    move || {
        let spent = spent.get();
        let last = spent.last().copied().filter(|_| spent.len() > 1)?;
        let own = spent.iter().map(|spent| spent.own.usd());
        Some(card(LongLine {
            name: "spend",
            title: "Cost as it grew",
            words: prefs.with(|prefs| words(&spent, last, prefs)),
            values: spent.iter().map(|spent| spent.total().usd()).collect(),
            part: (last.agents.0 > 0).then(|| own.collect()),
            marks: Vec::new(),
        }))
    }
}

fn words(spent: &[Spent], last: Spent, prefs: &DisplayPrefs) -> String {
    let minutes = format::count(spent.len() as u64, "minute");
    let total = prefs.money(last.total());
    if last.agents.0 == 0 {
        return format!("{total} in the {minutes} in which something was billed");
    }
    let agents = prefs.money(last.agents);
    format!(
        "{total} in the {minutes} in which something was billed, of which {agents} by subagents: the upper line is all of it, the lower one what the session itself spent"
    )
}
