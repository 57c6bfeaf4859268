//! The tools that a session used.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::accounts::Part;
use sessionscope_engine::ledger::EventKind;
use sessionscope_engine::order::{sort_by, value_of};
use sessionscope_engine::report::Subagents;

use super::survey::{Glance, WithGlance};
use crate::parts::{Cell, Column, DisplayPrefs, Order, RowSet, Rows, Sort, format};
use crate::route::Route;
use crate::state::AppState;
use crate::views::filters::SubagentsMenu;
use crate::views::table_card::TableCard;
use crate::views::words;

/// The key of the row of what no tool cost.
const NO_TOOL: &str = "(no tool call)";

const COLUMNS: [Column; 7] = [
    Column::text("tool", "Tool", "w-name"),
    Column::figures("calls", "Calls"),
    Column::figures("cost_usd", "Cost").hint(words::COST_OF_TOOLS),
    Column::figures("failed", "Failed"),
    Column::figures("share", "Error rate"),
    Column::figures("median", "Median time").hint("Half of the calls took longer than this, from the call until its result was written; waiting for leave is part of it."),
    Column::figures("total", "Time in all"),
];

#[derive(Clone, Debug, Default)]
struct Used {
    name: String,
    calls: u64,
    failed: u64,
    times_ms: Vec<i64>,
    part: Part,
    /// It is not a tool, but what no tool cost.
    is_none: bool,
}

/// The tab.
#[component]
pub fn ToolsUsed(session: u32) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let subagents = Memo::new(move |_| state.filter.with(|filter| filter.subagents));
    let draw = move |glance: Arc<Glance>| {
        let rows = Memo::new(move |_| {
            RowSet::new(UsedRows {
                used: used(&glance, subagents.get()),
                route: state.route.get_untracked(),
                prefs: prefs.get(),
            })
        });
        view! {
            <TableCard
                title="Tools"
                name="tools"
                columns=&COLUMNS
                sort=Sort::descending("calls")
                rows=rows
                empty="No tool was called."
            />
        }
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <SubagentsMenu />
        </div>
        <WithGlance session=session draw=draw />
    }
}

/// Calls and failures as the ledger counts them, how long the calls took, and what they cost.
fn used(glance: &Glance, subagents: Subagents) -> Vec<Used> {
    let named = glance.counted.tools.iter().map(|name| Used {
        name: name.clone(),
        ..Used::default()
    });
    let mut tools: Vec<Used> = named.collect();
    for event in &glance.counted.account.events {
        let (EventKind::ToolCall(tool) | EventKind::ToolError(tool)) = event.kind else {
            continue;
        };
        if subagents.holds(event.subagent)
            && let Some(used) = tools.get_mut(tool as usize)
        {
            match event.kind {
                EventKind::ToolCall(_) => used.calls += 1,
                _ => used.failed += 1,
            }
        }
    }
    let counts = glance.calls();
    for call in &glance.survey.calls {
        let counts = value_of(&counts, &call.id);
        let Some(counts) = counts.filter(|counts| subagents.holds(counts.subagent)) else {
            continue;
        };
        let time_ms = call.start.zip(call.end).map(|(start, end)| end.0 - start.0);
        if let (Some(used), Some(time_ms @ 0..)) = (tools.get_mut(counts.tool as usize), time_ms) {
            used.times_ms.push(time_ms);
        }
    }
    let shares = glance.shares();
    for (tool, parts) in &shares.tools {
        if let Some(used) = tools.get_mut(*tool as usize) {
            used.part = parts.sum(subagents);
        }
    }
    tools.retain(|used| used.calls + used.failed > 0);
    for tool in &mut tools {
        sort_by(&mut tool.times_ms, Ord::cmp);
    }
    let none = shares.none.sum(subagents);
    if none.responses > 0 {
        tools.push(Used {
            name: NO_TOOL.to_owned(),
            part: none,
            is_none: true,
            ..Used::default()
        });
    }
    tools
}

struct UsedRows {
    used: Vec<Used>,
    route: Route,
    prefs: DisplayPrefs,
}

impl UsedRows {
    fn figure(&self, row: usize, column: &str) -> Option<f64> {
        let tool = self.used.get(row)?;
        if tool.is_none && matches!(column, "share" | "median" | "total") {
            return None;
        }
        Some(match column {
            "calls" => tool.calls as f64,
            "failed" => tool.failed as f64,
            "share" => tool.failed as f64 / tool.calls.max(1) as f64,
            "median" => *tool.times_ms.get(tool.times_ms.len() / 2)? as f64,
            "total" => tool.times_ms.iter().sum::<i64>() as f64,
            "cost_usd" => tool.part.cost.usd(),
            _ => return None,
        })
    }
}

impl UsedRows {
    fn cost(&self, part: &Part) -> Cell {
        Cell {
            at_least: part.at_least,
            ..Cell::figure(self.prefs.money(part.cost), part.cost.to_decimal())
        }
    }

    fn sum(&self, of: fn(&Used) -> u64) -> Cell {
        let sum: u64 = self.used.iter().map(of).sum();
        Cell::figure(format::compact(sum), sum.to_string())
    }
}

impl Rows for UsedRows {
    fn count(&self) -> usize {
        self.used.len()
    }

    fn key(&self, row: usize) -> String {
        self.used
            .get(row)
            .map(|tool| tool.name.clone())
            .unwrap_or_default()
    }

    fn cell(&self, row: usize, column: &'static str) -> Cell {
        if column == "tool" {
            let name = self.key(row);
            if self.used.get(row).is_some_and(|tool| tool.is_none) {
                return Cell::text("No tool call").title(words::NO_TOOL_CALL);
            }
            let route = self
                .route
                .clone()
                .with("tab", None)
                .with("tool", Some(&name));
            return Cell::text(name).href(route.to_hash());
        }
        if let (Some(tool), "cost_usd") = (self.used.get(row), column) {
            return self.cost(&tool.part);
        }
        let Some(figure) = self.figure(row, column) else {
            return Cell::text("–");
        };
        let text = match column {
            "share" => format::percent(figure),
            "median" | "total" => format::duration_fine(figure),
            _ => format::compact_float(figure),
        };
        Cell::figure(text, figure.to_string())
    }

    fn total(&self, column: &'static str) -> Option<Cell> {
        Some(match column {
            "tool" => Cell::text("Total"),
            "calls" => self.sum(|tool| tool.calls),
            "failed" => self.sum(|tool| tool.failed),
            "cost_usd" => {
                let mut sum = Part::default();
                for tool in &self.used {
                    sum.add(&tool.part);
                }
                self.cost(&sum)
            }
            _ => Cell::default(),
        })
    }

    fn order(&self, row: usize, column: &'static str) -> Order {
        match (column, self.figure(row, column)) {
            ("tool", _) => Order::text(&self.key(row)),
            (_, Some(figure)) => Order::Number(figure),
            (_, None) => Order::Missing,
        }
    }
}
