//! Groups as rows of a table: the columns that any of them may have.

use sessionscope_engine::money::Cost;
use sessionscope_engine::report::GroupBy;
use sessionscope_engine::time::{Day, Instant};
use sessionscope_queries::{
    GroupFigures, GroupRow, GroupSubject, GroupsAnswer, NAME_COLUMN, whole_figure,
};

use super::words;
use crate::parts::{Cell, Column, DisplayPrefs, Rows, format};
use crate::route::{Route, View};

/// Column of names: what a row is.
pub const NAME: &str = NAME_COLUMN;

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
    answer: GroupsAnswer,
    prefs: DisplayPrefs,
    has_total: bool,
    /// The address of the view, whose filters go along in links.
    route: Route,
}

impl GroupRows {
    /// Groups by `by` as rows that look like this, in a view of this address.
    pub fn new(by: GroupBy, answer: GroupsAnswer, prefs: DisplayPrefs, route: Route) -> Self {
        Self {
            by,
            answer,
            prefs,
            has_total: false,
            route,
        }
    }

    /// The same with a row of totals, or without.
    #[must_use]
    pub fn with_total(mut self, has_total: bool) -> Self {
        self.has_total = has_total;
        self
    }

    fn count(&self) -> usize {
        self.answer.count.unwrap_or(0)
    }

    fn row(&self, row: usize) -> Option<&GroupRow> {
        let at = row.checked_sub(self.answer.from)?;
        self.answer.rows.get(at)
    }

    fn name(&self, row: &GroupRow) -> Cell {
        let label = row.label.clone();
        let link = |view| super::links::carry(&self.route, view).to_hash();
        match &row.subject {
            GroupSubject::Project { path } => Cell::text(label)
                .title(path.clone())
                .href(link(View::Project(row.key.clone()))),
            GroupSubject::Session { link: id, .. } => Cell::text(label.clone())
                .title(label)
                .href(link(View::Session(id.clone()))),
            GroupSubject::Model { is_priced } => Cell {
                sub: (!is_priced).then(|| "no price".to_owned()),
                ..Cell::text(label)
            },
            GroupSubject::Tool => Cell::text(label),
            GroupSubject::Day(day) => Cell::text(format::day_long(*day)),
            GroupSubject::Week(day) => Cell::text(format::day_range(*day, Day(day.0 + 6))),
            GroupSubject::Month(day) => Cell::text(format::month(*day)),
            GroupSubject::Block(start, end) => Cell::text(block_name(&self.prefs, *start, *end)),
            GroupSubject::NoTime => Cell::text("No time"),
        }
    }

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

impl Rows for GroupRows {
    fn count(&self) -> usize {
        self.count()
    }

    fn key(&self, row: usize) -> String {
        self.row(row)
            .map_or_else(String::new, |row| row.key.clone())
    }

    fn cell(&self, row: usize, column: &'static str) -> Cell {
        let Some(row) = self.row(row) else {
            return Cell::default();
        };
        if column == NAME {
            return self.name(row);
        }
        if let Some(text) = session_text(&row.subject, column) {
            return Cell::text(text).title(text);
        }
        let mut cell = figure_cell(&row.figures, column, &self.prefs);
        if column == "cost_usd" {
            cell.share = row.cost_share;
        }
        cell
    }

    fn are_sorted(&self) -> bool {
        true
    }

    fn has(&self, row: usize) -> bool {
        self.row(row).is_some()
    }

    fn longest(&self, column: &'static str) -> Option<Vec<Cell>> {
        let GroupsAnswer { rows, longest, .. } = &self.answer;
        let of = |figures| figure_cell(figures, column, &self.prefs);
        let mut cells: Vec<Cell> = if longest.is_empty() {
            rows.iter().map(|row| of(&row.figures)).collect()
        } else {
            longest.iter().map(of).collect()
        };
        if column == "cost_usd" && rows.iter().any(|row| row.cost_share.is_some()) {
            // Any of them may be the one that has the least room beside its bar.
            for cell in &mut cells {
                cell.share = Some(1.0);
            }
        }
        Some(cells)
    }

    fn total(&self, column: &'static str) -> Option<Cell> {
        self.has_total.then(|| match column {
            NAME => Cell::text(format!(
                "Total of {}",
                format::count(self.count() as u128, self.by_name())
            )),
            _ => figure_cell(&self.answer.total, column, &self.prefs),
        })
    }
}

/// Texts of a session.
fn session_text<'a>(subject: &'a GroupSubject, column: &str) -> Option<&'a str> {
    let GroupSubject::Session {
        project,
        id,
        branch,
        version,
        ..
    } = subject
    else {
        return None;
    };
    match column {
        "project" => Some(project),
        "session_id" => Some(id),
        "branch" => branch.as_deref(),
        "version" => version.as_deref(),
        _ => None,
    }
}

/// `21 Nov 2026, 14:00 – 19:00`.
fn block_name(prefs: &DisplayPrefs, start: Instant, end: Instant) -> String {
    let end = format::clock(&prefs.zone, end);
    format!("{} – {end}", prefs.moment(start))
}

fn count_cell(number: u64) -> Cell {
    Cell::figure(format::grouped(number), number.to_string())
}

fn share_cell(share: f64) -> Cell {
    Cell::figure(format::percent(share), share.to_string())
}

fn whole_cell(number: u128, column: &str) -> Cell {
    let exact = number.to_string();
    let title = format::grouped(number);
    if !column.ends_with("_tokens") {
        return Cell::figure(title, exact);
    }
    let text = format::compact(number);
    if text == title {
        Cell::figure(text, exact)
    } else {
        Cell::figure(text, exact).title(title)
    }
}

fn money_cell(cost: Cost, prefs: &DisplayPrefs) -> Cell {
    Cell::figure(prefs.money(cost), cost.to_decimal())
}

fn cost_cell(figures: &GroupFigures, prefs: &DisplayPrefs) -> Cell {
    let sums = &figures.sums;
    let exact = format!("{} USD", sums.cost.to_decimal());
    let why = words::at_least(sums).into_iter();
    let told: Vec<String> = std::iter::once(exact).chain(why).collect();
    Cell {
        at_least: sums.is_at_least(),
        ..money_cell(sums.cost, prefs).title(told.join("; "))
    }
}

/// A figure by the stable name of its column; an empty cell where there is none.
fn figure_cell(figures: &GroupFigures, column: &str, prefs: &DisplayPrefs) -> Cell {
    if let Some(figure) = whole_figure(column) {
        return whole_cell(figure(&figures.sums), column);
    }
    let moment = |at: Instant| Cell::figure(prefs.moment(at), at.to_iso());
    let span = |millis: i64| Cell::figure(format::duration(millis), millis.to_string());
    let cell = match column {
        "cost_usd" => Some(cost_cell(figures, prefs)),
        "cache_saved_usd" => Some(money_cell(figures.sums.cache_saved, prefs)),
        "cache_hit_rate" => figures.cache_hit_rate.map(share_cell),
        "error_rate" => figures.error_rate.map(share_cell),
        "first" => figures.first.map(moment),
        "last" => figures.last.map(moment),
        "duration" => figures.duration_ms.map(span),
        "sessions" => figures.sessions.map(count_cell),
        "subagents" => Some(count_cell(figures.subagents)),
        "compactions" => figures.compactions.map(count_cell),
        "api_errors" => figures.api_errors.map(count_cell),
        "interruptions" => figures.interruptions.map(count_cell),
        _ => None,
    };
    cell.unwrap_or_default()
}
