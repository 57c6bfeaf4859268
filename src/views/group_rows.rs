//! Groups of the ledger as rows of a table: the columns that any of them may have.

use std::sync::Arc;

use leptos::prelude::*;
use sessionscope_engine::ledger::{Revision, SessionRow};
use sessionscope_engine::money::Cost;
use sessionscope_engine::report::{Group, GroupBy, GroupId, Sums, Totals};
use sessionscope_engine::time::{Day, Instant};

use super::links::{project_view, session_view};
use super::words;
use crate::parts::{Cell, Column, DisplayPrefs, Order, Rows, format};
use crate::route::Route;
use crate::state::{AppState, Shown};

/// Column of names: what a row is.
pub const NAME: &str = "name";

/// The column of names.
pub fn name_column(by: GroupBy) -> Column {
    let label = match by {
        GroupBy::Project => "Project",
        GroupBy::Session => "Session",
        GroupBy::Model => "Model",
        GroupBy::Tool => "Tool",
        GroupBy::Day => "Day",
        GroupBy::Week => "Week",
        GroupBy::Month => "Month",
        GroupBy::Block => "Block",
    };
    let width = match by {
        GroupBy::Project | GroupBy::Session | GroupBy::Model | GroupBy::Tool => "w-name",
        // Times are never cut.
        GroupBy::Day | GroupBy::Week | GroupBy::Month | GroupBy::Block => "w-time",
    };
    Column::text(NAME, label, width)
}

/// Columns by their stable names.
pub fn column(id: &'static str) -> Column {
    let figures = Column::figures;
    match id {
        "project" => Column::text(id, "Project", "w-wide"),
        "session_id" => Column::text(id, "Session id", "w-wide"),
        "branch" => Column::text(id, "Branch", "w-text"),
        "version" => Column::text(id, "Version", "w-small")
            .hint("The version of Claude Code that wrote its last record."),
        "first" => figures(id, "Started").width("w-date"),
        "last" => figures(id, "Last active").width("w-date"),
        "duration" => {
            figures(id, "Span").hint("From its first to its last record, breaks included.")
        }
        "cost_usd" => figures(id, "Cost").hint(words::COST),
        "total_tokens" => figures(id, "Tokens")
            .hint("All classes together: input, output, cache writes and cache reads."),
        "input_tokens" => figures(id, "Input").hint(words::INPUT),
        "output_tokens" => figures(id, "Output").hint(words::OUTPUT),
        "cache_creation_tokens" => figures(id, "Cache write").hint(words::CACHE_WRITE),
        "cache_creation_5m_tokens" => figures(id, "Write 5 min"),
        "cache_creation_1h_tokens" => figures(id, "Write 1 h"),
        "cache_read_tokens" => figures(id, "Cache read").hint(words::CACHE_READ),
        "cache_hit_rate" => figures(id, "From cache").hint(words::CACHE_RATE),
        "cache_saved_usd" => figures(id, "Cache saved").hint(words::CACHE_SAVED),
        "responses" => figures(id, "Responses").hint(words::RESPONSES),
        "messages_user" => figures(id, "Your messages").hint(words::MESSAGES_USER),
        "prompts" => figures(id, "Prompts").hint(words::PROMPTS),
        "messages_assistant" => figures(id, "Replies"),
        "tool_calls" => figures(id, "Tool calls"),
        "tool_errors" => figures(id, "Tool errors"),
        "error_rate" => figures(id, "Failed").hint("The part of its calls that ended in an error."),
        "sessions" => figures(id, "Sessions").width("w-small"),
        "subagents" => figures(id, "Subagents")
            .width("w-small")
            .hint(words::SUBAGENTS),
        "compactions" => {
            figures(id, "Compactions").hint("Times that the context was summed up to make room.")
        }
        "api_errors" => figures(id, "API errors"),
        "interruptions" => figures(id, "Interrupted"),
        "output_suspect" => figures(id, "Suspect").hint(words::SUSPECT),
        _ => figures(id, id),
    }
}

/// Groups as rows.
pub struct GroupRows {
    by: GroupBy,
    groups: Arc<Vec<Group>>,
    /// Where they come from. Not the ledger itself: while anyone else holds that, each change to
    /// it copies it first.
    ledger: Shown,
    prefs: DisplayPrefs,
    all: Option<All>,
    /// The address of the view, whose filters go along in links.
    route: Route,
}

/// All groups together, for the totals row.
struct All {
    /// Sessions of the filter, which may be in several groups or in none.
    sessions: u64,
    /// Sessions of all groups, repeats included.
    of_groups: u64,
    subagents: u64,
    sums: Sums,
}

impl All {
    // Once: totals are asked for whenever other rows come into sight.
    fn of(groups: &[Group], totals: &Totals) -> Self {
        Self {
            sessions: totals.sessions,
            of_groups: groups.iter().map(|group| group.sessions).sum(),
            subagents: groups.iter().map(|group| group.subagents).sum(),
            sums: sum_of(groups),
        }
    }
}

impl GroupRows {
    /// Groups by `by` as rows that look like this, with a row of totals if these are given. They follow the address
    /// of the view where this is called.
    pub fn new(
        state: AppState,
        by: GroupBy,
        groups: Arc<Vec<Group>>,
        prefs: DisplayPrefs,
        totals: Option<&Totals>,
    ) -> Self {
        let all = totals.map(|totals| All::of(&groups, totals));
        Self {
            by,
            groups,
            ledger: state.ledger,
            prefs,
            all,
            route: state.route.get(),
        }
    }

    fn group(&self, row: usize) -> Option<&Group> {
        self.groups.get(row)
    }

    fn session<R>(&self, group: &Group, read: impl FnOnce(&SessionRow) -> Option<R>) -> Option<R> {
        let GroupId::Session(row) = group.of else {
            return None;
        };
        self.ledger
            .with_untracked(|ledger| read(ledger.sessions.get(row as usize)?))
    }

    fn key(&self, group: &Group) -> String {
        self.ledger.with_untracked(|ledger| group.of.key(ledger))
    }

    /// What a group is called.
    fn label(&self, group: &Group) -> String {
        match group.of {
            GroupId::Project(row) => self
                .ledger
                .with_untracked(|ledger| self.prefs.project(ledger, row)),
            GroupId::Session(row) => self
                .ledger
                .with_untracked(|ledger| self.prefs.session(ledger, row)),
            GroupId::Model(_) | GroupId::Tool(_) => self.key(group),
            GroupId::Day(day) => format::day_long(day),
            GroupId::Week(day) => format::day_range(day, Day(day.0 + 6)),
            GroupId::Month(day) => format::month(day),
            GroupId::Block(_) | GroupId::NoTime => block_name(&self.prefs, group.of),
        }
    }

    fn name(&self, group: &Group) -> Cell {
        let label = self.label(group);
        let link = |view| super::links::carry(&self.route, view).to_hash();
        match group.of {
            GroupId::Project(row) => self.ledger.with_untracked(|ledger| {
                Cell::text(label)
                    .title(self.prefs.project_path(ledger, row))
                    .href(link(project_view(ledger, row)))
            }),
            GroupId::Session(row) => self.ledger.with_untracked(|ledger| {
                Cell::text(label.clone())
                    .title(label)
                    .href(link(session_view(ledger, row)))
            }),
            GroupId::Model(row) => {
                let is_unpriced = |ledger: &Revision| {
                    let model = ledger.models.get(row as usize);
                    model.is_some_and(|model| !model.priced)
                };
                let mut cell = Cell::text(label);
                if self.ledger.with_untracked(is_unpriced) {
                    cell.sub = Some("no price".to_owned());
                }
                cell
            }
            _ => Cell::text(label),
        }
    }

    fn name_order(&self, group: &Group) -> Order {
        match group.of {
            GroupId::Day(day) | GroupId::Week(day) | GroupId::Month(day) => {
                Order::Number(f64::from(day.0))
            }
            GroupId::Block(start) => Order::Number(start.0 as f64),
            GroupId::NoTime => Order::Missing,
            _ => Order::text(&self.label(group)),
        }
    }

    fn other_order(&self, group: &Group, column: &str) -> Order {
        if let Some(number) = sums_number(&group.sums, column) {
            return Order::Number(number as f64);
        }
        if let Some(text) = self.session_text(group, column) {
            return Order::text(&text);
        }
        let count = self.session(group, |row| session_count(row, column));
        count.map_or_else(
            || sums_order(&group.sums, column),
            |count| Order::Number(count as f64),
        )
    }

    /// Texts of a session.
    fn session_text(&self, group: &Group, column: &str) -> Option<String> {
        self.session(group, |session| {
            Some(match column {
                "project" => {
                    let project = session.project;
                    let name = |ledger: &Revision| self.prefs.project(ledger, project);
                    self.ledger.with_untracked(name)
                }
                "session_id" => session.name.clone(),
                "branch" => session.branches.last()?.to_string(),
                "version" => session.last_version.as_ref()?.to_string(),
                _ => return None,
            })
        })
    }

    fn largest_cost(&self) -> f64 {
        let costs = self.groups.iter().map(|group| group.sums.cost.usd());
        costs.fold(0.0, f64::max)
    }
}

impl Rows for GroupRows {
    fn count(&self) -> usize {
        self.groups.len()
    }

    fn key(&self, row: usize) -> String {
        self.group(row)
            .map_or_else(String::new, |group| self.key(group))
    }

    fn cell(&self, row: usize, column: &'static str) -> Cell {
        let Some(group) = self.group(row) else {
            return Cell::default();
        };
        if column == NAME {
            return self.name(group);
        }
        if let Some(text) = self.session_text(group, column) {
            return Cell::text(text.clone()).title(text);
        }
        if let Some(number) = self.session(group, |row| session_count(row, column)) {
            return Cell::figure(format::grouped(number), number.to_string());
        }
        match column {
            "first" => moment_cell(&self.prefs, group.first),
            "last" => moment_cell(&self.prefs, group.last),
            "duration" => duration_cell(group.first, group.last),
            "sessions" => count_cell(group.sessions),
            "subagents" => count_cell(group.subagents),
            _ => {
                let mut cell = sums_cell(&group.sums, column, &self.prefs);
                if column == "cost_usd" && self.groups.len() > 1 && self.groups.len() <= 400 {
                    let largest = self.largest_cost();
                    cell.share = (largest > 0.0).then(|| group.sums.cost.usd() / largest);
                }
                cell
            }
        }
    }

    fn order(&self, row: usize, column: &'static str) -> Order {
        let Some(group) = self.group(row) else {
            return Order::Missing;
        };
        let time = |at: Option<Instant>| at.map_or(Order::Missing, |at| Order::Number(at.0 as f64));
        match column {
            NAME => self.name_order(group),
            "first" => time(group.first),
            "last" => time(group.last),
            "duration" => match (group.first, group.last) {
                (Some(first), Some(last)) => Order::Number((last.0 - first.0) as f64),
                _ => Order::Missing,
            },
            "sessions" => Order::Number(group.sessions as f64),
            "subagents" => Order::Number(group.subagents as f64),
            _ => self.other_order(group, column),
        }
    }

    fn total(&self, column: &'static str) -> Option<Cell> {
        let all = self.all.as_ref()?;
        Some(match column {
            NAME => Cell::text(format!(
                "Total of {}",
                format::count(self.groups.len() as u128, self.by_name())
            )),
            // A session may be in several of these, and others in none.
            "sessions" if matches!(self.by, GroupBy::Block | GroupBy::Model | GroupBy::Tool) => {
                Cell::default()
            }
            "sessions" if self.by == GroupBy::Project => count_cell(all.of_groups),
            "sessions" => count_cell(all.sessions),
            "subagents" => count_cell(all.subagents),
            // A sum of dates is nothing.
            "project" | "session_id" | "branch" | "version" | "first" | "last" | "duration"
            | "compactions" | "api_errors" | "interruptions" => Cell::default(),
            _ => sums_cell(&all.sums, column, &self.prefs),
        })
    }
}

/// All groups together. Not the totals of the filter: blocks leave out what has no time.
fn sum_of(groups: &[Group]) -> Sums {
    let mut sum = Sums::default();
    for Group { sums, .. } in groups {
        sum.responses += sums.responses;
        sum.tokens.add_sum(&sums.tokens);
        sum.cost += sums.cost;
        sum.lower_bound |= sums.lower_bound;
        sum.unpriced_responses += sums.unpriced_responses;
        sum.without_price += sums.without_price;
        sum.suspect_responses += sums.suspect_responses;
        sum.cache_saved += sums.cache_saved;
        sum.cache_write_extra += sums.cache_write_extra;
        sum.messages_user += sums.messages_user;
        sum.prompts += sums.prompts;
        sum.messages_assistant += sums.messages_assistant;
        sum.tool_calls += sums.tool_calls;
        sum.tool_errors += sums.tool_errors;
    }
    sum
}

impl GroupRows {
    fn by_name(&self) -> &'static str {
        match self.by {
            GroupBy::Project => "project",
            GroupBy::Session => "session",
            GroupBy::Model => "model",
            GroupBy::Tool => "tool",
            GroupBy::Day => "day",
            GroupBy::Week => "week",
            GroupBy::Month => "month",
            GroupBy::Block => "block",
        }
    }
}

fn session_count(session: &SessionRow, column: &str) -> Option<u64> {
    match column {
        "compactions" => Some(session.compactions),
        "api_errors" => Some(session.api_errors),
        "interruptions" => Some(session.interruptions),
        _ => None,
    }
}

/// `21 Nov 2026, 14:00 – 19:00`.
pub fn block_name(prefs: &DisplayPrefs, of: GroupId) -> String {
    of.block().map_or_else(
        || "No time".to_owned(),
        |(start, end)| {
            let end = format::clock(&prefs.zone, end);
            format!("{} – {end}", prefs.moment(start))
        },
    )
}

fn moment_cell(prefs: &DisplayPrefs, at: Option<Instant>) -> Cell {
    at.map_or_else(Cell::default, |at| {
        Cell::figure(prefs.moment(at), at.to_iso())
    })
}

fn duration_cell(first: Option<Instant>, last: Option<Instant>) -> Cell {
    match (first, last) {
        (Some(first), Some(last)) => {
            let millis = last.0 - first.0;
            Cell::figure(format::duration(millis), millis.to_string())
        }
        _ => Cell::default(),
    }
}

fn count_cell(number: u64) -> Cell {
    Cell::figure(format::grouped(number), number.to_string())
}

fn cost_cell(cost: Cost, prefs: &DisplayPrefs) -> Cell {
    Cell::figure(prefs.money(cost), cost.to_decimal())
}

/// Whole figures of sums, by their stable names.
fn sums_number(sums: &Sums, column: &str) -> Option<u128> {
    let tokens = &sums.tokens;
    Some(match column {
        "total_tokens" => tokens.sum(),
        "input_tokens" => tokens.input,
        "output_tokens" => tokens.output,
        "cache_creation_tokens" => tokens.cache_creation(),
        "cache_creation_5m_tokens" => tokens.cache_write_5m,
        "cache_creation_1h_tokens" => tokens.cache_write_1h,
        "cache_read_tokens" => tokens.cache_read,
        "responses" => sums.responses.into(),
        "messages_user" => sums.messages_user.into(),
        "prompts" => sums.prompts.into(),
        "messages_assistant" => sums.messages_assistant.into(),
        "tool_calls" => sums.tool_calls.into(),
        "tool_errors" => sums.tool_errors.into(),
        "output_suspect" => sums.suspect_responses.into(),
        _ => return None,
    })
}

fn sums_cell(sums: &Sums, column: &'static str, prefs: &DisplayPrefs) -> Cell {
    if let Some(number) = sums_number(sums, column) {
        let exact = number.to_string();
        let text = if column.ends_with("_tokens") {
            format::compact(number)
        } else {
            format::grouped(number)
        };
        let title = format::grouped(number);
        return if text == title {
            Cell::figure(text, exact)
        } else {
            Cell::figure(text, exact).title(title)
        };
    }
    match column {
        "cost_usd" => {
            let exact = format!("{} USD", sums.cost.to_decimal());
            let why = words::at_least(sums).into_iter();
            let told: Vec<String> = std::iter::once(exact).chain(why).collect();
            let mut cell = cost_cell(sums.cost, prefs).title(told.join("; "));
            cell.at_least = sums.is_at_least();
            cell
        }
        "cache_saved_usd" => cost_cell(sums.cache_saved, prefs),
        "cache_hit_rate" => sums.cache_hit_rate().map_or_else(Cell::default, |rate| {
            Cell::figure(format::percent(rate), rate.to_string())
        }),
        "error_rate" => error_rate(sums).map_or_else(Cell::default, |rate| {
            Cell::figure(format::percent(rate), rate.to_string())
        }),
        _ => Cell::default(),
    }
}

fn error_rate(sums: &Sums) -> Option<f64> {
    (sums.tool_calls > 0).then(|| sums.tool_errors as f64 / sums.tool_calls as f64)
}

fn sums_order(sums: &Sums, column: &str) -> Order {
    if let Some(number) = sums_number(sums, column) {
        return Order::Number(number as f64);
    }
    match column {
        "cost_usd" => Order::Number(sums.cost.usd()),
        "cache_saved_usd" => Order::Number(sums.cache_saved.usd()),
        "cache_hit_rate" => sums.cache_hit_rate().map_or(Order::Missing, Order::Number),
        "error_rate" => error_rate(sums).map_or(Order::Missing, Order::Number),
        _ => Order::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_totals_row_is_the_sum_of_what_is_shown() {
        let group = |cost: u128, lower_bound| Group {
            of: GroupId::NoTime,
            sessions: 0,
            subagents: 0,
            first: None,
            last: None,
            sums: Sums {
                cost: Cost(cost),
                lower_bound,
                tool_calls: 2,
                ..Sums::default()
            },
        };
        let sum = sum_of(&[group(3, false), group(4, true)]);
        assert_eq!(
            (sum.cost, sum.lower_bound, sum.tool_calls),
            (Cost(7), true, 4)
        );
    }
}
