//! What was posted since the ledger was last shown.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::cells::{Emptied as _, EventKey, ResponseKey};
use crate::ledger::{Delta, EventCell, FileRow, ResponseCell};

/// More cells or files than this are summed anew rather than followed.
const ENTRIES_MAX: usize = 512;

/// What was added to cells and taken away from them.
#[derive(Clone, Debug, Default)]
pub(super) struct PendingDelta {
    /// Sums cannot follow: files came or left, or too much has changed.
    spoilt: bool,
    responses: FxHashMap<ResponseKey, Turnover<ResponseCell>>,
    events: FxHashMap<EventKey, Turnover<EventCell>>,
    files: Vec<u32>,
}

/// Both sides of a cell.
#[derive(Clone, Debug)]
pub(super) struct Turnover<T> {
    pub added: T,
    pub taken: T,
}

/// What a file is counted by.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Extent {
    session: Option<u32>,
    project: Option<u32>,
    first: Option<i64>,
    last: Option<i64>,
}

impl Extent {
    pub fn of(row: &FileRow) -> Self {
        Self {
            session: row.session,
            project: row.project,
            first: row.first.map(|time| time.0),
            last: row.last.map(|time| time.0),
        }
    }

    /// It takes up at least the time that it took up before, in the same place.
    fn is_wider(self, before: Self) -> bool {
        let is_same = self.session == before.session && self.project == before.project;
        let starts = before
            .first
            .is_none_or(|before| self.first.is_some_and(|first| first <= before));
        let ends = before
            .last
            .is_none_or(|before| self.last.is_some_and(|last| last >= before));
        is_same && starts && ends
    }
}

impl PendingDelta {
    /// Nothing is known of what was before.
    pub fn unknown() -> Self {
        Self {
            spoilt: true,
            ..Self::default()
        }
    }

    /// Whoever has summed the ledger before cannot follow.
    pub fn spoil(&mut self) {
        *self = Self::unknown();
    }

    /// Both sides of a response's cell; `None` if nobody can follow any more.
    pub fn response(
        &mut self,
        key: ResponseKey,
        empty: impl Fn() -> ResponseCell,
    ) -> Option<&mut Turnover<ResponseCell>> {
        self.room()?;
        Some(turnover(&mut self.responses, key, empty))
    }

    /// Both sides of an event's cell; `None` if nobody can follow any more.
    pub fn event(
        &mut self,
        key: EventKey,
        empty: impl Fn() -> EventCell,
    ) -> Option<&mut Turnover<EventCell>> {
        self.room()?;
        Some(turnover(&mut self.events, key, empty))
    }

    /// A file was read.
    pub fn file(&mut self, row: u32, before: Extent, now: Extent) {
        if !now.is_wider(before) {
            self.spoil();
        } else if self.room().is_some() {
            self.files.push(row);
        }
    }

    fn room(&mut self) -> Option<()> {
        if self.responses.len() + self.events.len() + self.files.len() > ENTRIES_MAX {
            self.spoil();
        }
        (!self.spoilt).then_some(())
    }

    /// What all comes to; `None` if the ledger has anything less than before.
    pub fn take(&mut self) -> Option<Delta> {
        let pending = std::mem::take(self);
        if pending.spoilt {
            return None;
        }
        let mut delta = Delta {
            files: pending.files,
            ..Delta::default()
        };
        for turnover in pending.responses.into_values() {
            let more = turnover.added.less(&turnover.taken)?;
            delta.responses.extend((!more.is_nothing()).then_some(more));
        }
        for Turnover { mut added, taken } in pending.events.into_values() {
            added.count = added.count.checked_sub(taken.count)?;
            delta.events.extend((!added.is_empty()).then_some(added));
        }
        delta.files.sort_unstable();
        delta.files.dedup();
        Some(delta)
    }
}

fn turnover<K: Eq + Hash, T>(
    cells: &mut FxHashMap<K, Turnover<T>>,
    key: K,
    empty: impl Fn() -> T,
) -> &mut Turnover<T> {
    cells.entry(key).or_insert_with(|| Turnover {
        added: empty(),
        taken: empty(),
    })
}
