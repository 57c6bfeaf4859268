//! Rows summed by project, session, model, tool, day, week, month or block.

use std::sync::Arc;

use super::daily_rollup::{Counts, DayEvents};
use super::filter::{Filter, Scope, instant};
use super::group_map::{About, GroupMap};
use super::query::{Fold, Query, Scoped, ask};
use super::{Sums, blocks};
use crate::ledger::{EventCell, EventKind, FileRow, Ledger, Minute, ResponseCell};
use crate::order::sort_by;
use sessionscope_log::time::{Day, Instant};

/// Key of the group of rows that have no valid time.
pub const NO_TIME: &str = "no-time";

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum GroupBy {
    /// Project.
    Project,
    /// Session.
    Session,
    /// Model; Claude Code's own text is left out.
    Model,
    /// Tool; only calls and errors.
    Tool,
    /// Local day.
    Day,
    /// Local week.
    Week,
    /// Local month.
    Month,
    /// Five-hour block; Claude Code's own text and rows without a time are left out.
    Block,
}

/// What a group is of; orders as groups are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupId {
    /// The project of this row of the ledger.
    Project(u32),
    /// The session of this row.
    Session(u32),
    /// The model of this row.
    Model(u32),
    /// The tool of this row.
    Tool(u32),
    /// A local day.
    Day(Day),
    /// The local week that begins with this day.
    Week(Day),
    /// The local month that begins with this day.
    Month(Day),
    /// The block that begins then.
    Block(Instant),
    /// Rows that have no valid time.
    NoTime,
}

impl GroupId {
    /// Its row in the ledger's projects, sessions, models or tools.
    pub fn row(self) -> Option<u32> {
        match self {
            Self::Project(row) | Self::Session(row) | Self::Model(row) | Self::Tool(row) => {
                Some(row)
            }
            _ => None,
        }
    }

    /// When it begins and ends, if it is a block.
    pub fn block(self) -> Option<(Instant, Instant)> {
        match self {
            Self::Block(start) => Some((start, Instant(start.0 + blocks::BLOCK_MS))),
            _ => None,
        }
    }

    /// A stable key: a name, an ISO date, `2026-07`, a block's ISO start, or [`NO_TIME`].
    pub fn key(self, ledger: &Ledger) -> String {
        match self {
            Self::Project(row) => ledger.project_key(row),
            Self::Session(row) => ledger.session_key(row),
            Self::Model(row) => {
                let model = ledger.models.get(row as usize);
                model.map_or_else(String::new, |model| model.name.clone())
            }
            Self::Tool(row) => ledger.tools.get(row as usize).cloned().unwrap_or_default(),
            Self::Day(day) | Self::Week(day) => day.to_iso(),
            Self::Month(day) => {
                let mut key = day.to_iso();
                key.truncate(7);
                key
            }
            Self::Block(start) => start.to_iso(),
            Self::NoTime => NO_TIME.to_owned(),
        }
    }
}

impl About for GroupId {
    fn row(self) -> Option<u32> {
        self.row()
    }

    /// A query has groups of one kind.
    fn number(self) -> u64 {
        match self {
            Self::Day(day) | Self::Week(day) | Self::Month(day) => day.number(),
            Self::Block(start) => start.0.cast_unsigned(),
            _ => u64::MAX,
        }
    }
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they are of.
    pub of: GroupId,
    /// Figures.
    pub sums: Sums,
    /// Sessions in it.
    pub sessions: u64,
    /// Subagent files in it; only by project and session.
    pub subagents: u64,
    /// Earliest time: of its files by project and session, else of its responses (to the minute).
    pub first: Option<Instant>,
    /// Latest time, likewise.
    pub last: Option<Instant>,
}

#[derive(Default)]
struct Building {
    sums: Sums,
    first: Option<Instant>,
    last: Option<Instant>,
    /// Sessions in it, repeats included; rows of one session mostly follow each other.
    sessions: Vec<u32>,
}

/// All groups that hold a row of the filter; by project and session all that hold a file of it.
///
/// Days, weeks, months and blocks ascend and rows without a time come last; sessions, of which there
/// may be many, are in the order of their rows, the others in that of their keys. A day, week, month or block is one of responses: messages alone, before a
/// first answer came or after the last, open none (`days` has them, for the calendar).
pub fn groups(ledger: &Ledger, filter: &Filter, by: GroupBy) -> Vec<Group> {
    Arc::unwrap_or_clone(ask::<GroupQuery>(ledger, filter, &by))
}

/// [`groups`] that follow the ledger.
pub struct GroupQuery {
    by: GroupBy,
    /// Starts of blocks.
    blocks: Vec<Instant>,
    built: GroupMap<GroupId, Building>,
    /// Sessions that are in a group already, where each is in one only.
    seen: Vec<bool>,
}

impl Query for GroupQuery {
    type Ask = GroupBy;
    /// Shared, since there may be many.
    type Answer = Arc<Vec<Group>>;

    fn new(scope: &Scoped<'_>, by: &GroupBy) -> Self {
        let ledger = scope.0.ledger;
        let in_one = *by == GroupBy::Project;
        let is_block = *by == GroupBy::Block;
        let blocks = is_block.then(|| blocks::starts(ledger));
        Self {
            by: *by,
            blocks: blocks.unwrap_or_default(),
            built: GroupMap::default(),
            seen: vec![false; if in_one { ledger.sessions.len() } else { 0 }],
        }
    }

    fn answer(&mut self, scope: &Scoped<'_>, by: &GroupBy) -> Arc<Vec<Group>> {
        let subagents = subagents(&scope.0, *by);
        let order = self.order(scope.0.ledger);
        let mut groups = Vec::with_capacity(order.len());
        for at in order {
            let Some((of, building)) = self.built.entry(at) else {
                continue;
            };
            let count = of.row().and_then(|row| subagents.get(row as usize));
            groups.push(building.group(*of, count.copied()));
        }
        Arc::new(groups)
    }
}

impl Fold for GroupQuery {
    fn counts_files(&self) -> bool {
        matches!(self.by, GroupBy::Project | GroupBy::Session)
    }

    /// Sessions and projects are there by their files, even without a row.
    fn file(&mut self, _: &Scoped<'_>, file: &FileRow) {
        let of = match self.by {
            GroupBy::Project => file.project.map(GroupId::Project),
            GroupBy::Session => file.session.map(GroupId::Session),
            _ => None,
        };
        let Some(building) = of.and_then(|of| self.built.at(of)) else {
            return;
        };
        building.widen(file.first, file.last);
        if let Some(session) = file.session {
            self.note(session);
        }
    }

    fn is_by_day(&self) -> bool {
        !matches!(self.by, GroupBy::Tool | GroupBy::Block)
    }

    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell, last: Minute) {
        let of = self.of(&scope.0, row.session, Some(row.model), row.minute.get());
        let Some(building) = of.and_then(|of| self.built.at(of)) else {
            return;
        };
        building.sums.add_responses(scope.0.ledger, row);
        if !matches!(self.by, GroupBy::Project | GroupBy::Session) {
            let time = |minute: Minute| minute.get().map(instant);
            building.widen(time(row.minute), time(last));
        }
        self.note(row.session);
    }

    /// Messages and tool calls have no model.
    fn counts_events(&self) -> bool {
        self.by != GroupBy::Model
    }

    fn day_events(&mut self, scope: &Scoped<'_>, row: &DayEvents) {
        let of = self.of(&scope.0, row.session, None, row.minute.get());
        if let Some(building) = of.and_then(|of| self.built.at(of)) {
            building.sums.add_events(&row.counts);
            self.note(row.session);
        }
    }

    fn event(&mut self, scope: &Scoped<'_>, row: &EventCell) {
        let of = match (self.by, row.kind()) {
            (GroupBy::Tool, EventKind::ToolCall(tool) | EventKind::ToolError(tool)) => {
                Some(GroupId::Tool(tool))
            }
            _ => self.of(&scope.0, row.session, None, row.minute.get()),
        };
        if let Some(building) = of.and_then(|of| self.built.at(of)) {
            building.sums.add_events(&Counts::of(row));
            self.note(row.session);
        }
    }

    /// Blocks begin with what is in the ledger, all of it: they are found anew.
    fn grows(&self) -> bool {
        self.by != GroupBy::Block
    }
}

impl GroupQuery {
    /// The numbers of all groups that are told of, in the order in which they are.
    fn order(&self, ledger: &Ledger) -> Vec<usize> {
        // There may be many.
        if self.by == GroupBy::Session {
            return self.built.by_row().collect();
        }
        let is_period = matches!(
            self.by,
            GroupBy::Day | GroupBy::Week | GroupBy::Month | GroupBy::Block
        );
        let built = self.built.iter().zip(0..);
        let built = built.filter(|((_, of), _)| !is_period || of.sums.responses > 0);
        let mut order: Vec<(String, GroupId, usize)> = built
            .map(|(&(of, _), at)| {
                let name = if is_period {
                    String::new()
                } else {
                    of.key(ledger)
                };
                (name, of, at)
            })
            .collect();
        sort_by(&mut order, Ord::cmp);
        order.into_iter().map(|(.., at)| at).collect()
    }

    /// Notes that a session is in the group that was found last; of its own it is the only one.
    fn note(&mut self, session: u32) {
        if self.by == GroupBy::Session {
            return;
        }
        let seen = self.seen.get_mut(session as usize);
        if seen.is_some_and(|seen| std::mem::replace(seen, true)) {
            return;
        }
        if let Some(building) = self.built.last()
            && building.sessions.last() != Some(&session)
        {
            building.sessions.push(session);
        }
    }

    fn of(
        &self,
        scope: &Scope<'_>,
        session: u32,
        model: Option<u32>,
        minute: Option<i32>,
    ) -> Option<GroupId> {
        let day = |period: fn(&Scope<'_>, Day) -> GroupId| {
            let day = scope.days.of(minute);
            Some(day.map_or(GroupId::NoTime, |day| period(scope, day)))
        };
        match self.by {
            GroupBy::Project => scope.ledger.project_of(session).map(GroupId::Project),
            GroupBy::Session => Some(GroupId::Session(session)),
            GroupBy::Model => model
                .filter(|&model| !scope.is_synthetic(model))
                .map(GroupId::Model),
            GroupBy::Tool => None,
            GroupBy::Block => {
                if model.is_some_and(|model| scope.is_synthetic(model)) {
                    return None;
                }
                // Mostly that of the row before: no need to look among all.
                let last = self.built.last_key().copied();
                let is_in =
                    |of: &GroupId| of.block().is_some_and(|block| blocks::is_in(block, minute));
                last.filter(is_in)
                    .or_else(|| blocks::find(&self.blocks, minute?).map(GroupId::Block))
            }
            GroupBy::Day => day(|_, day| GroupId::Day(day)),
            GroupBy::Week => {
                day(|scope, day| GroupId::Week(week_start(day, scope.filter.week_start)))
            }
            GroupBy::Month => day(|_, day| GroupId::Month(month_start(day))),
        }
    }
}

/// Subagent files of each project or session; empty where they are not asked for.
fn subagents(scope: &Scope<'_>, by: GroupBy) -> Vec<u64> {
    let (rows, of): (usize, fn(&FileRow) -> Option<u32>) = match by {
        GroupBy::Project => (scope.ledger.projects.len(), |file| file.project),
        GroupBy::Session => (scope.ledger.sessions.len(), |file| file.session),
        _ => return Vec::new(),
    };
    let mut counts = vec![0; rows];
    let files = scope.ledger.files.iter();
    for file in files.filter(|file| file.kind.is_subagent() && scope.holds_file(file)) {
        let index = of(file).map(|index| index as usize);
        if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
            *count += 1;
        }
    }
    counts
}

/// The first day of the week that holds `day`.
pub(super) fn week_start(day: Day, first_weekday: u8) -> Day {
    let since = (i32::from(day.weekday()) - i32::from(first_weekday)).rem_euclid(7);
    Day(day.0 - since)
}

/// The first day of the month that holds `day`.
pub(super) fn month_start(day: Day) -> Day {
    let (_, _, of_month) = day.civil();
    Day(day.0 - i32::try_from(of_month).unwrap_or(1) + 1)
}

impl Building {
    fn widen(&mut self, first: Option<Instant>, last: Option<Instant>) {
        self.first = [self.first, first].into_iter().flatten().min();
        self.last = [self.last, last].into_iter().flatten().max();
    }

    fn group(&mut self, of: GroupId, subagents: Option<u64>) -> Group {
        self.sessions.sort_unstable();
        self.sessions.dedup();
        let is_session = matches!(of, GroupId::Session(_));
        Group {
            of,
            sums: self.sums.clone(),
            sessions: if is_session {
                1
            } else {
                self.sessions.len() as u64
            },
            subagents: subagents.unwrap_or(0),
            first: self.first,
            last: self.last,
        }
    }
}
