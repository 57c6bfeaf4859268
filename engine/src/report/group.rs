//! Rows summed by project, session, model, tool, day, week, month or block.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::filter::{Filter, Scope, instant};
use super::tally::{Scoped, Tally, ask};
use super::{Sums, blocks};
use crate::ledger::{EventCell, EventKind, FileRow, Ledger, ResponseCell};
use crate::order::sort_by;
use crate::time::{Day, Instant};

/// Key of the group of rows that have no valid time.
pub const NO_TIME: &str = "no-time";

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum By {
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

/// Rows that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// A stable key: a name, an ISO date, `2026-07`, a block's ISO start, or [`NO_TIME`].
    pub key: String,
    /// The row in the ledger's projects, sessions, models or tools.
    pub index: Option<u32>,
    /// First local day of a day, week or month.
    pub day: Option<Day>,
    /// Start of a block.
    pub start: Option<Instant>,
    /// End of a block.
    pub end: Option<Instant>,
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

/// What a group is known by while rows are summed; orders as groups are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Slot {
    Index(u32),
    Day(Day),
    Block(Instant),
    NoTime,
}

#[derive(Default)]
struct Building {
    group: Group,
    /// Sessions in it, repeats included; rows of one session mostly follow each other.
    sessions: Vec<u32>,
}

/// Groups by slot, as fast to find as rows mostly follow others of the same slot.
#[derive(Default)]
struct Built {
    numbers: FxHashMap<Slot, usize>,
    slots: Vec<(Slot, Building)>,
    last: usize,
    /// Sessions that are in a group already, where each is in one only.
    seen: Vec<bool>,
}

impl Built {
    /// Notes that a session is in the last slot.
    fn add_session(&mut self, session: u32) {
        if let Some(seen) = self.seen.get_mut(session as usize)
            && std::mem::replace(seen, true)
        {
            return;
        }
        if let Some((_, building)) = self.slots.get_mut(self.last)
            && building.sessions.last() != Some(&session)
        {
            building.sessions.push(session);
        }
    }

    fn at(&mut self, slot: Slot) -> Option<&mut Building> {
        if self
            .slots
            .get(self.last)
            .is_none_or(|(last, _)| *last != slot)
        {
            self.last = *self.numbers.entry(slot).or_insert_with(|| {
                self.slots.push((slot, Building::default()));
                self.slots.len() - 1
            });
        }
        self.slots.get_mut(self.last).map(|(_, building)| building)
    }
}

/// All groups that hold a row of the filter; by project and session all that hold a file of it.
///
/// Days, weeks, months and blocks ascend and rows without a time come last; sessions, of which there
/// may be many, are in the order of their rows, the others in that of their keys. A day, week, month or block is one of responses: messages alone, before a
/// first answer came or after the last, open none (`days` has them, for the calendar).
pub fn groups(ledger: &Ledger, filter: &Filter, by: By) -> Vec<Group> {
    Arc::unwrap_or_clone(ask::<GroupTally>(ledger, filter, &by))
}

/// [`groups`] that follow the ledger.
pub struct GroupTally {
    by: By,
    /// Starts of blocks.
    blocks: Vec<Instant>,
    built: Built,
}

impl Tally for GroupTally {
    type Ask = By;
    /// Shared, since there may be many.
    type Answer = Arc<Vec<Group>>;

    fn new(scope: &Scoped<'_>, by: &By) -> Self {
        let ledger = scope.0.ledger;
        let mut built = Built::default();
        if *by == By::Project {
            built.seen = vec![false; ledger.sessions.len()];
        }
        let is_block = *by == By::Block;
        let blocks = is_block.then(|| blocks::starts(ledger));
        Self {
            by: *by,
            blocks: blocks.unwrap_or_default(),
            built,
        }
    }

    /// Sessions and projects are there by their files, even without a row.
    fn file(&mut self, _: &Scoped<'_>, file: &FileRow) {
        let index = match self.by {
            By::Project => file.project,
            By::Session => file.session,
            _ => None,
        };
        let Some(index) = index else { return };
        let Some(building) = self.built.at(Slot::Index(index)) else {
            return;
        };
        widen(&mut building.group, file.first, file.last);
        if let Some(session) = file.session {
            self.note(session);
        }
    }

    fn response(&mut self, scope: &Scoped<'_>, row: &ResponseCell) {
        let slot = self.slot(&scope.0, row.session, Some(row.model), row.minute);
        let Some(building) = slot.and_then(|slot| self.built.at(slot)) else {
            return;
        };
        building.group.sums.add_responses(row);
        if !matches!(self.by, By::Project | By::Session) {
            let time = row.minute.map(instant);
            widen(&mut building.group, time, time);
        }
        self.note(row.session);
    }

    fn event(&mut self, scope: &Scoped<'_>, row: &EventCell) {
        let slot = match (self.by, row.kind) {
            // Messages and tool calls have none.
            (By::Model, _) => None,
            (By::Tool, EventKind::ToolCall(tool) | EventKind::ToolError(tool)) => {
                Some(Slot::Index(tool))
            }
            _ => self.slot(&scope.0, row.session, None, row.minute),
        };
        if let Some(building) = slot.and_then(|slot| self.built.at(slot)) {
            building.group.sums.add_events(row);
            self.note(row.session);
        }
    }

    /// Blocks begin with what is in the ledger, all of it: they are found anew.
    fn grows(&self) -> bool {
        self.by != By::Block
    }

    fn answer(&mut self, scope: &Scoped<'_>, by: &By) -> Arc<Vec<Group>> {
        let ledger = scope.0.ledger;
        let subagents = subagents(&scope.0, *by);
        let is_period = matches!(by, By::Day | By::Week | By::Month | By::Block);
        let slots = self.built.slots.iter().zip(0..);
        let slots = slots.filter(|((_, of), _)| !is_period || of.group.sums.responses > 0);
        // There may be many, and they are large: only their numbers are moved about.
        let mut order: Vec<(Slot, usize)> = slots.map(|((slot, _), at)| (*slot, at)).collect();
        sort_by(&mut order, Ord::cmp);
        let mut groups = Vec::with_capacity(order.len());
        for (slot, at) in order {
            let Some((_, building)) = self.built.slots.get_mut(at) else {
                continue;
            };
            let mut group = finish(ledger, *by, slot, building);
            let index = group.index.filter(|_| !subagents.is_empty());
            let count = index.and_then(|index| subagents.get(index as usize));
            group.subagents = count.copied().unwrap_or(0);
            groups.push(group);
        }
        if matches!(by, By::Project | By::Model | By::Tool) {
            sort_by(&mut groups, |a, b| a.key.cmp(&b.key));
        }
        Arc::new(groups)
    }
}

impl GroupTally {
    /// Notes that a session is in the group that was found last; of its own it is the only one.
    fn note(&mut self, session: u32) {
        if self.by != By::Session {
            self.built.add_session(session);
        }
    }

    fn slot(
        &self,
        scope: &Scope<'_>,
        session: u32,
        model: Option<u32>,
        minute: Option<i32>,
    ) -> Option<Slot> {
        match self.by {
            By::Project => scope.ledger.project_of(session).map(Slot::Index),
            By::Session => Some(Slot::Index(session)),
            By::Model => model
                .filter(|&model| !scope.is_synthetic(model))
                .map(Slot::Index),
            By::Tool => None,
            By::Block => {
                if model.is_some_and(|model| scope.is_synthetic(model)) {
                    return None;
                }
                blocks::find(&self.blocks, minute?).map(Slot::Block)
            }
            By::Day | By::Week | By::Month => {
                let day = scope.days.of(minute);
                Some(day.map_or(Slot::NoTime, |day| Slot::Day(self.period(scope, day))))
            }
        }
    }

    fn period(&self, scope: &Scope<'_>, day: Day) -> Day {
        match self.by {
            By::Week => week_start(day, scope.filter.week_start),
            By::Month => month_start(day),
            _ => day,
        }
    }
}

/// Subagent files of each project or session; empty where they are not asked for.
fn subagents(scope: &Scope<'_>, by: By) -> Vec<u64> {
    let (rows, of): (usize, fn(&FileRow) -> Option<u32>) = match by {
        By::Project => (scope.ledger.projects.len(), |file| file.project),
        By::Session => (scope.ledger.sessions.len(), |file| file.session),
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

fn widen(group: &mut Group, first: Option<Instant>, last: Option<Instant>) {
    group.first = [group.first, first].into_iter().flatten().min();
    group.last = [group.last, last].into_iter().flatten().max();
}

fn finish(ledger: &Ledger, by: By, slot: Slot, building: &mut Building) -> Group {
    building.sessions.sort_unstable();
    building.sessions.dedup();
    let mut group = building.group.clone();
    group.sessions = if by == By::Session {
        1
    } else {
        building.sessions.len() as u64
    };
    match slot {
        Slot::Index(index) => {
            group.index = Some(index);
            let at = index as usize;
            group.key = match by {
                By::Project => ledger.project_key(index),
                By::Session => ledger.session_key(index),
                By::Model => ledger
                    .models
                    .get(at)
                    .map_or_else(String::new, |model| model.name.clone()),
                _ => ledger.tools.get(at).cloned().unwrap_or_default(),
            };
        }
        Slot::Day(day) => {
            group.key = day.to_iso();
            if by == By::Month {
                group.key.truncate(7);
            }
            group.day = Some(day);
        }
        Slot::Block(start) => {
            group.key = start.to_iso();
            group.start = Some(start);
            group.end = Some(Instant(start.0 + blocks::BLOCK_MS));
        }
        Slot::NoTime => NO_TIME.clone_into(&mut group.key),
    }
    group
}
