//! The ledger's cells, and where each stands.

use std::hash::{BuildHasher as _, Hash};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::Sign;
use super::news::{News, Turnover};
use crate::ledger::{EventCell, EventKind, Figures, Ledger, ResponseCell, Suspects};
use crate::money::Cost;
use crate::rows::Rows;
use crate::time::Instant;
use crate::tokens::Tokens;

/// A response as it is billed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bill {
    pub session: u32,
    pub model: u32,
    pub time: Option<Instant>,
    pub subagent: bool,
    pub tokens: Tokens,
    pub cost: Cost,
    pub lower_bound: bool,
    pub iterations_differ: bool,
    /// Its output was likely never recorded: visible characters of text, thinking and tool input.
    pub suspect_chars: Option<[u32; 3]>,
    pub cache_saved: Cost,
    pub cache_write_extra: Cost,
}

/// A message, tool call or tool error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub session: u32,
    pub time: Option<Instant>,
    pub kind: EventKind,
    pub subagent: bool,
}

pub(super) type ResponseKey = (u32, u32, Option<i32>, bool);
pub(super) type EventKey = (u32, Option<i32>, EventKind, bool);

/// Where each cell of a ledger stands. The tables hold numbers of rows alone: keys are in the rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    responses: HashTable<u32>,
    events: HashTable<u32>,
    /// Cells that became empty; what is added next may fill them again.
    empty_responses: Vec<ResponseKey>,
    empty_events: Vec<EventKey>,
    /// A cell has left, and with it maybe the last one of a model or a tool.
    lost: bool,
    /// What was posted since the ledger was last shown.
    pub news: News,
}

impl Cells {
    /// Those of a ledger.
    pub fn of(ledger: &Ledger) -> Self {
        Self {
            responses: numbers_of(&ledger.responses),
            events: numbers_of(&ledger.events),
            news: News::unknown(),
            ..Self::default()
        }
    }

    /// Adds a response to its cell, or takes it away.
    pub fn post_bill(&mut self, ledger: &mut Ledger, bill: &Bill, sign: Sign) {
        let key = (bill.session, bill.model, minute(bill.time), bill.subagent);
        let new = || ResponseCell {
            session: bill.session,
            model: bill.model,
            minute: minute(bill.time).into(),
            subagent: bill.subagent,
            ..ResponseCell::default()
        };
        let Some(cell) = cell_of(&mut self.responses, &mut ledger.responses, &key, new) else {
            return;
        };
        add(cell, bill, sign);
        if cell.is_empty() {
            self.empty_responses.push(key);
        }
        if let Some(Turnover { added, taken }) = self.news.response(key, new) {
            add(sign.pick(added, taken), bill, Sign::Plus);
        }
    }

    /// Adds an event to its cell, or takes it away.
    pub fn post_event(&mut self, ledger: &mut Ledger, event: &Event, sign: Sign) {
        let quarter = minute(event.time).map(|minute| minute.div_euclid(15) * 15);
        let key = (event.session, quarter, event.kind, event.subagent);
        let Event {
            session,
            kind,
            subagent,
            ..
        } = *event;
        let new = || EventCell::new(session, quarter.into(), kind, subagent, 0);
        let Some(cell) = cell_of(&mut self.events, &mut ledger.events, &key, new) else {
            return;
        };
        sign.few(&mut cell.count, 1);
        if cell.is_empty() {
            self.empty_events.push(key);
        }
        if let Some(Turnover { added, taken }) = self.news.event(key, new) {
            sign.pick(added, taken).count += 1;
        }
    }

    /// Removes cells that became empty and still are.
    pub fn sweep(&mut self, ledger: &mut Ledger) {
        for key in std::mem::take(&mut self.empty_responses) {
            self.lost |= remove_empty(&mut self.responses, &mut ledger.responses, &key);
        }
        for key in std::mem::take(&mut self.empty_events) {
            self.lost |= remove_empty(&mut self.events, &mut ledger.events, &key);
        }
    }

    /// A model or a tool has no cell left.
    pub fn has_lost(&mut self, ledger: &Ledger) -> bool {
        std::mem::take(&mut self.lost) && ledger.has_unused()
    }
}

fn add(cell: &mut ResponseCell, bill: &Bill, sign: Sign) {
    cell.figures
        .change(|figures| add_figures(figures, bill, sign));
}

fn add_figures(figures: &mut Figures, bill: &Bill, sign: Sign) {
    sign.count(&mut figures.responses, 1);
    sign.tokens(&mut figures.tokens, &bill.tokens);
    sign.cost(&mut figures.cost, bill.cost);
    sign.cost(&mut figures.cache_saved, bill.cache_saved);
    sign.cost(&mut figures.cache_write_extra, bill.cache_write_extra);
    sign.count(&mut figures.lower_bounds, u64::from(bill.lower_bound));
    let differ = u64::from(bill.iterations_differ);
    sign.count(&mut figures.iterations_differ, differ);
    let Some(chars) = bill.suspect_chars else {
        return;
    };
    let mut suspects = figures.suspects.unwrap_or_default();
    sign.count(&mut suspects.responses, 1);
    sign.count(&mut suspects.output, bill.tokens.output);
    for (sum, chars) in suspects.chars.iter_mut().zip(chars) {
        sign.count(sum, u64::from(chars));
    }
    figures.suspects = (suspects != Suspects::default()).then_some(suspects);
}

/// A cell that is found by what it is about.
pub(super) trait Keyed {
    type Key: Eq + Hash;
    fn key(&self) -> Self::Key;
    /// Nothing is in it.
    fn is_empty(&self) -> bool;
}

impl Keyed for ResponseCell {
    type Key = ResponseKey;
    fn key(&self) -> ResponseKey {
        (self.session, self.model, self.minute.get(), self.subagent)
    }
    fn is_empty(&self) -> bool {
        self.figures.responses() == 0
    }
}

impl Keyed for EventCell {
    type Key = EventKey;
    fn key(&self) -> EventKey {
        (
            self.session,
            self.minute.get(),
            self.kind(),
            self.subagent(),
        )
    }
    fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// The cell of this key, which is new if there was none.
fn cell_of<'a, T: Keyed>(
    numbers: &mut HashTable<u32>,
    rows: &'a mut Rows<T>,
    key: &T::Key,
    new: impl FnOnce() -> T,
) -> Option<&'a mut T> {
    let at = if let Some(known) = find(numbers, rows, key) {
        known
    } else {
        let at = super::number(rows.len());
        rows.push(new());
        numbers.insert_unique(hash(key), at, |&at| hash_at(rows, at));
        at
    };
    rows.get_mut(at as usize)
}

fn find<T: Keyed>(numbers: &HashTable<u32>, rows: &Rows<T>, key: &T::Key) -> Option<u32> {
    let is = |at: &u32| rows.get(*at as usize).is_some_and(|row| row.key() == *key);
    numbers.find(hash(key), is).copied()
}

/// Removes the cell of this key if it is empty; `true` if it was.
fn remove_empty<T: Keyed>(numbers: &mut HashTable<u32>, rows: &mut Rows<T>, key: &T::Key) -> bool {
    let is_empty = |at: &u32| rows.get(*at as usize).is_some_and(Keyed::is_empty);
    let Some(at) = find(numbers, rows, key).filter(is_empty) else {
        return false;
    };
    if let Ok(entry) = numbers.find_entry(hash(key), |&number| number == at) {
        entry.remove();
    }
    rows.swap_remove(at as usize);
    let last = super::number(rows.len());
    if let Some(moved) = rows.get(at as usize)
        && let Some(number) = numbers.find_mut(hash(&moved.key()), |&number| number == last)
    {
        *number = at;
    }
    true
}

fn numbers_of<T: Keyed>(rows: &Rows<T>) -> HashTable<u32> {
    let mut numbers = HashTable::with_capacity(rows.len());
    for (at, row) in (0..).zip(rows) {
        numbers.insert_unique(hash(&row.key()), at, |&at| hash_at(rows, at));
    }
    numbers
}

fn hash_at<T: Keyed>(rows: &Rows<T>, at: u32) -> u64 {
    rows.get(at as usize).map_or(0, |row| hash(&row.key()))
}

fn hash(key: &impl Hash) -> u64 {
    FxBuildHasher.hash_one(key)
}

fn minute(time: Option<Instant>) -> Option<i32> {
    i32::try_from(time?.0.div_euclid(60_000)).ok()
}
