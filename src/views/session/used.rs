//! The tools that a session used.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_queries::{Lookup, Part, ToolFigures, ToolsAnswer, ToolsQuestion};

use super::subject::Subject;
use super::survey::{Glance, WithGlance, drawn};
use crate::parts::{Cell, Column, DisplayPrefs, Order, RowSet, Rows, Sort, format};
use crate::queries::{ask, asked};
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

/// The tab.
#[component]
pub fn ToolsUsed(session: Subject) -> impl IntoView {
    let state = expect_context::<AppState>();
    let prefs = DisplayPrefs::memo(state);
    let draw = move |glance: Signal<Arc<Glance>>| {
        let answer = ask(
            state,
            asked(move || ToolsQuestion {
                of: glance.with(|glance| Arc::clone(&glance.survey)),
                subagents: state.scope.with(|scope| scope.subagents),
            }),
        );
        let rows = Memo::new(move |_| {
            RowSet::new(UsedRows {
                used: answer.with(|answer| answer.found().cloned().unwrap_or_default()),
                route: state.route.get_untracked(),
                prefs: prefs.get(),
            })
        });
        // The table stays as it is while its rows change.
        let is_there = Memo::new(move |_| {
            answer.with(|answer| match answer {
                Lookup::Found(_) => Lookup::Found(()),
                Lookup::Missing => Lookup::Missing,
                Lookup::Pending => Lookup::Pending,
            })
        });
        drawn(state, is_there.into(), move |()| {
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
            .into_any()
        })
    };
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <SubagentsMenu />
        </div>
        <WithGlance session=session draw=draw />
    }
}

/// The tools, and behind them what no tool cost.
struct UsedRows {
    used: ToolsAnswer,
    route: Route,
    prefs: DisplayPrefs,
}

impl UsedRows {
    fn tool(&self, row: usize) -> Option<&ToolFigures> {
        self.used.tools.get(row)
    }

    /// What no tool cost, if that is this row.
    fn no_tool(&self, row: usize) -> Option<&Part> {
        let is_it = row == self.used.tools.len();
        self.used.no_tool.as_ref().filter(|_| is_it)
    }

    fn figure(&self, row: usize, column: &str) -> Option<f64> {
        if let Some(part) = self.no_tool(row) {
            return match column {
                "calls" | "failed" => Some(0.0),
                "cost_usd" => Some(part.cost.usd()),
                _ => None,
            };
        }
        let tool = self.tool(row)?;
        Some(match column {
            "calls" => tool.calls as f64,
            "failed" => tool.failed as f64,
            "share" => tool.error_rate,
            "median" => tool.median_ms? as f64,
            "total" => tool.total_ms as f64,
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

    fn sum(sum: u64) -> Cell {
        Cell::figure(format::compact(sum), sum.to_string())
    }
}

impl Rows for UsedRows {
    fn count(&self) -> usize {
        self.used.tools.len() + usize::from(self.used.no_tool.is_some())
    }

    fn key(&self, row: usize) -> String {
        let name = self.tool(row).map_or(NO_TOOL, |tool| &tool.name);
        name.to_owned()
    }

    fn cell(&self, row: usize, column: &'static str) -> Cell {
        if column == "tool" {
            let name = self.key(row);
            if self.no_tool(row).is_some() {
                return Cell::text("No tool call").title(words::NO_TOOL_CALL);
            }
            let route = self
                .route
                .clone()
                .with("tab", None)
                .with("tool", Some(&name));
            return Cell::text(name).href(route.to_hash());
        }
        let part = self.tool(row).map(|tool| &tool.part);
        if let (Some(part), "cost_usd") = (part.or(self.no_tool(row)), column) {
            return self.cost(part);
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
            "calls" => Self::sum(self.used.calls),
            "failed" => Self::sum(self.used.failed),
            "cost_usd" => self.cost(&self.used.part),
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
