//! The ledger's cells, and where each stands.

use rustc_hash::FxHashMap;

use super::Sign;
use crate::ledger::{EventCell, EventKind, Ledger, ResponseCell, Suspects};
use crate::money::Cost;
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

type ResponseKey = (u32, u32, Option<i32>, bool);
type EventKey = (u32, Option<i32>, EventKind, bool);

/// Where each cell of a ledger stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    responses: FxHashMap<ResponseKey, u32>,
    events: FxHashMap<EventKey, u32>,
    /// Cells that became empty; what is added next may fill them again.
    empty_responses: Vec<ResponseKey>,
    empty_events: Vec<EventKey>,
    /// A cell has left, and with it maybe the last one of a model or a tool.
    lost: bool,
}

impl Cells {
    /// Those of a ledger.
    pub fn of(ledger: &Ledger) -> Self {
        let responses = ledger.responses.iter().map(response_key);
        let events = ledger.events.iter().map(event_key);
        Self {
            responses: responses.zip(0..).collect(),
            events: events.zip(0..).collect(),
            ..Self::default()
        }
    }

    /// Adds a response to its cell, or takes it away.
    pub fn post_bill(&mut self, ledger: &mut Ledger, bill: &Bill, sign: Sign) {
        let key = (bill.session, bill.model, minute(bill.time), bill.subagent);
        let cells = &mut ledger.responses;
        let at = *self.responses.entry(key).or_insert_with(|| {
            cells.push(ResponseCell {
                session: bill.session,
                model: bill.model,
                minute: minute(bill.time),
                subagent: bill.subagent,
                ..ResponseCell::default()
            });
            last(cells)
        });
        let Some(cell) = cells.get_mut(at as usize) else {
            return;
        };
        add(cell, bill, sign);
        if cell.responses == 0 {
            self.empty_responses.push(key);
        }
    }

    /// Adds an event to its cell, or takes it away.
    pub fn post_event(&mut self, ledger: &mut Ledger, event: &Event, sign: Sign) {
        let quarter = minute(event.time).map(|minute| minute.div_euclid(15) * 15);
        let key = (event.session, quarter, event.kind, event.subagent);
        let cells = &mut ledger.events;
        let at = *self.events.entry(key).or_insert_with(|| {
            cells.push(EventCell {
                session: event.session,
                minute: quarter,
                kind: event.kind,
                subagent: event.subagent,
                count: 0,
            });
            last(cells)
        });
        let Some(cell) = cells.get_mut(at as usize) else {
            return;
        };
        sign.count(&mut cell.count, 1);
        if cell.count == 0 {
            self.empty_events.push(key);
        }
    }

    /// Removes cells that became empty and still are.
    pub fn sweep(&mut self, ledger: &mut Ledger) {
        for key in std::mem::take(&mut self.empty_responses) {
            let cells = &mut ledger.responses;
            let is_empty = |at: &u32| {
                let cell = cells.get(*at as usize);
                cell.is_some_and(|cell| cell.responses == 0)
            };
            let Some(at) = self.responses.get(&key).copied().filter(is_empty) else {
                continue;
            };
            self.lost = true;
            self.responses.remove(&key);
            cells.swap_remove(at as usize);
            if let Some(moved) = cells.get(at as usize) {
                self.responses.insert(response_key(moved), at);
            }
        }
        for key in std::mem::take(&mut self.empty_events) {
            let cells = &mut ledger.events;
            let is_empty = |at: &u32| cells.get(*at as usize).is_some_and(|cell| cell.count == 0);
            let Some(at) = self.events.get(&key).copied().filter(is_empty) else {
                continue;
            };
            self.lost = true;
            self.events.remove(&key);
            cells.swap_remove(at as usize);
            if let Some(moved) = cells.get(at as usize) {
                self.events.insert(event_key(moved), at);
            }
        }
    }

    /// A model or a tool has no cell left.
    pub fn has_lost(&mut self, ledger: &Ledger) -> bool {
        std::mem::take(&mut self.lost) && ledger.has_unused()
    }
}

fn add(cell: &mut ResponseCell, bill: &Bill, sign: Sign) {
    sign.count(&mut cell.responses, 1);
    sign.tokens(&mut cell.tokens, &bill.tokens);
    sign.cost(&mut cell.cost, bill.cost);
    sign.cost(&mut cell.cache_saved, bill.cache_saved);
    sign.cost(&mut cell.cache_write_extra, bill.cache_write_extra);
    sign.count(&mut cell.lower_bounds, u64::from(bill.lower_bound));
    let differ = u64::from(bill.iterations_differ);
    sign.count(&mut cell.iterations_differ, differ);
    let Some(chars) = bill.suspect_chars else {
        return;
    };
    let mut suspects = cell.suspects.take().unwrap_or_default();
    sign.count(&mut suspects.responses, 1);
    sign.count(&mut suspects.output, bill.tokens.output);
    for (sum, chars) in suspects.chars.iter_mut().zip(chars) {
        sign.count(sum, u64::from(chars));
    }
    cell.suspects = (*suspects != Suspects::default()).then_some(suspects);
}

fn response_key(cell: &ResponseCell) -> ResponseKey {
    (cell.session, cell.model, cell.minute, cell.subagent)
}

fn event_key(cell: &EventCell) -> EventKey {
    (cell.session, cell.minute, cell.kind, cell.subagent)
}

fn minute(time: Option<Instant>) -> Option<i32> {
    i32::try_from(time?.0.div_euclid(60_000)).ok()
}

fn last<T>(rows: &[T]) -> u32 {
    super::number(rows.len().saturating_sub(1))
}
